// SPDX-License-Identifier: GPL-3.0-or-later
//
// From a body to the model: lines, sections, and what is refused.
#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "sdp/fields.h"
#include "sdp/session.h"
#include "sdp/text.h"

namespace rtpengine::sdp {
namespace {

constexpr std::size_t kMaxQuoted = 60;
// What bodies of phones need; longer ones make the vectors grow.
constexpr std::size_t kUsualSessionLines = 12;
constexpr std::size_t kUsualMediaLines = 24;

/// A text of the body for an error message: short, printable, in quotation marks.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text.substr(0, kMaxQuoted)) result += c >= ' ' && c <= '~' ? c : '?';
  result += text.size() > kMaxQuoted ? "...\"" : "\"";
  return result;
}

base::Error error_at(std::size_t line, const std::string& what) {
  return {"SDP line " + std::to_string(line) + ": " + what};
}

/// Hands out the lines of a body one after the other and counts them.
class LineReader {
 public:
  explicit LineReader(std::string_view body) : rest_(body) {}

  /// The next line that is not empty, without its end. False when there is none.
  bool next(std::string_view& line) {
    while (!rest_.empty()) {
      ++number_;
      const std::size_t end = std::min(rest_.find('\n'), rest_.size());
      line = rest_.substr(0, end);
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      while (!line.empty() && line.back() == '\r') line.remove_suffix(1);
      if (!trim_end(line).empty()) return true;
    }
    return false;
  }

  /// Of the line handed out last, from 1; empty lines count.
  std::size_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::size_t number_ = 0;
};

/// Fills a model from a body that the model owns.
class Parser {
 public:
  Parser(Session& session, std::string_view body)
      : session_(session), reader_(body), lines_(&session.lines) {}

  base::Result<void> run() {
    session_.lines.reserve(kUsualSessionLines);
    std::string_view text;
    for (std::size_t count = 0; reader_.next(text); ++count) {
      if (count == kMaxLines)
        return fail("the body has more than " + std::to_string(kMaxLines) + " lines");
      if (text.size() < 2 || text[1] != '=' || !is_letter(text[0]))
        return fail(quoted(text) + " is not of the form type=value");
      if (count == 0 && text[0] != 'v')
        return fail("a body begins with v=, not with " + quoted(text));
      // Some receivers take it for the end of a line; then they would see other lines than we do.
      if (text.find('\r') != std::string_view::npos)
        return fail(quoted(text) + " has a carriage return in it");
      if (auto taken = take(text[0], text.substr(2)); !taken) return taken;
    }
    if (session_.lines.empty()) return base::Error{"SDP body is empty"};
    return {};
  }

 private:
  base::Error fail(const std::string& what) const { return error_at(reader_.number(), what); }

  base::Result<void> take(char type, std::string_view value) {
    if (type == 'm') return begin_section(value);
    if (type == 'c') {
      if (auto connection = parse_connection(value); !connection)
        return fail("c=" + quoted(value) + " " + connection.error());
    }
    lines_->push_back({type, value});
    return {};
  }

  base::Result<void> begin_section(std::string_view value) {
    if (session_.media.size() == kMaxMedia)
      return fail("the body has more than " + std::to_string(kMaxMedia) + " m= lines");
    MediaSection& section = session_.media.emplace_back();
    if (auto parsed = parse_media(value, section); !parsed)
      return fail("m=" + quoted(value) + " " + parsed.error());
    section.lines.reserve(kUsualMediaLines);
    lines_ = &section.lines;
    return {};
  }

  Session& session_;
  LineReader reader_;
  std::vector<Line>* lines_;  ///< where lines go now; renewed before the media can move
};

}  // namespace

base::Result<Session> Session::parse(std::string_view body) {
  if (body.size() > kMaxBody)
    return base::Error{"SDP body of " + std::to_string(body.size()) + " bytes is longer than " +
                       std::to_string(kMaxBody)};
  if (const std::size_t zero = body.find('\0'); zero != std::string_view::npos) {
    const auto line = 1 + std::count(body.begin(), body.begin() + zero, '\n');
    return error_at(static_cast<std::size_t>(line), "has a zero byte in it");
  }
  base::Result<Session> result{Session{}};
  Session& session = *result;
  session.body_ = std::make_unique_for_overwrite<char[]>(body.size());
  if (!body.empty()) std::memcpy(session.body_.get(), body.data(), body.size());
  if (auto parsed = Parser(session, {session.body_.get(), body.size()}).run(); !parsed)
    result = base::Error{parsed.error()};
  return result;
}

}  // namespace rtpengine::sdp
