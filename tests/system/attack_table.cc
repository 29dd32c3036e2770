// SPDX-License-Identifier: GPL-3.0-or-later
//
// The attack matrix as a table in Markdown, for daemons and learning modes side by side:
//
//   attack_table NAME:PROGRAM=MODE[,MODE...]...
//
// e.g. `attack_table ours:./rtpengine=safe,delayed reference:/usr/bin/rtpengine=delayed,heuristic`.
// In each field: packets of the parties that the attacker got, packets of the attacker that a party
// got, percent of the parties' packets that arrived; a dash stands for 0, 0 and at least 99.5.
#include <cstdio>
#include <cstdlib>

#include "attack/matrix.h"

namespace rtpengine::harness {
namespace {

struct Column {
  std::string name;
  std::string program;
  std::string mode;
  std::vector<Score> scores;
};

/// `NAME:PROGRAM=MODE,MODE` as one column for each mode.
std::vector<Column> columns_of(const std::string& argument) {
  const std::size_t colon = argument.find(':');
  const std::size_t equals = argument.rfind('=');
  if (colon == std::string::npos || equals == std::string::npos || equals < colon) return {};
  const std::string name = argument.substr(0, colon);
  const std::string program = argument.substr(colon + 1, equals - colon - 1);
  std::vector<Column> columns;
  for (std::size_t at = equals + 1; at <= argument.size();) {
    const std::size_t end = std::min(argument.find(',', at), argument.size());
    columns.push_back({name, program, argument.substr(at, end - at), {}});
    at = end + 1;
  }
  return columns;
}

bool measure(Column& column) {
  setenv("RTPENGINE_PROGRAM", column.program.c_str(), 1);
  AttackNetwork network;
  const auto daemon = network.start(column.mode);
  if (!daemon->ready()) {
    std::fprintf(stderr, "%s does not answer:\n%s\n", column.program.c_str(),
                 daemon->output().c_str());
    return false;
  }
  MatrixResult result = run_matrix(attack_matrix(), network.world(), daemon->ng());
  if (!result.problem.empty()) std::fprintf(stderr, "%s\n", result.problem.c_str());
  column.scores = std::move(result.scores);
  return column.scores.size() == attack_matrix().size();
}

std::string field(const Score& score) {
  constexpr double kEnough = 99.5;
  if (score.leaked == 0 && score.injected == 0 && score.delivered() >= kEnough) return "–";
  char text[64];
  std::snprintf(text, sizeof text, "%u / %u / %.1f", score.leaked, score.injected,
                score.delivered());
  return text;
}

void print(const std::vector<Column>& columns) {
  std::printf("| call | attack |");
  for (const Column& column : columns)
    std::printf(" %s %s |", column.name.c_str(), column.mode.c_str());
  std::printf("\n|---|---|");
  for (std::size_t i = 0; i < columns.size(); i++) std::printf("---|");
  std::printf("\n");
  for (std::size_t i = 0; i < attack_matrix().size(); i++) {
    const Cell& cell = attack_matrix()[i];
    std::printf("| %s | %s |", cell.name.c_str(), cell.attack.c_str());
    for (const Column& column : columns) std::printf(" %s |", field(column.scores[i]).c_str());
    std::printf("\n");
  }
}

int make_table(int count, char** arguments) {
  std::vector<Column> columns;
  for (int i = 1; i < count; i++) {
    for (Column& column : columns_of(arguments[i])) columns.push_back(std::move(column));
  }
  if (columns.empty()) {
    std::fprintf(stderr, "usage: attack_table NAME:PROGRAM=MODE[,MODE...]...\n");
    return 2;
  }
  if (const std::string obstacle = Network::obstacle(); !obstacle.empty()) {
    std::fprintf(stderr, "%s\n", obstacle.c_str());
    return 77;
  }
  for (Column& column : columns) {
    if (!measure(column)) return 1;
  }
  print(columns);
  return 0;
}

}  // namespace
}  // namespace rtpengine::harness

int main(int count, char** arguments) { return rtpengine::harness::make_table(count, arguments); }
