// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the model says: attributes, connections, directions.
#include "sdp/session.h"

#include <cstring>

#include "sdp/fields.h"
#include "sdp/text.h"

namespace rtpengine::sdp {
namespace {

const Line* find_attribute(const std::vector<Line>& lines, std::string_view name) {
  for (const Line& line : lines) {
    // Without splitting each line: the name, then its end.
    if (line.type != 'a' || line.value.size() < name.size()) continue;
    if (name.empty() || std::memcmp(line.value.data(), name.data(), name.size()) != 0) continue;
    if (line.value.size() == name.size() || line.value[name.size()] == ':' || line.name() == name)
      return &line;
  }
  return nullptr;
}

std::optional<Connection> find_connection(const std::vector<Line>& lines) {
  std::optional<Connection> first;
  for (const Line& line : lines) {
    if (line.type != 'c') continue;
    auto connection = parse_connection(line.value);
    if (!connection) continue;
    if (connection->address) return *connection;
    if (!first) first = *connection;
  }
  return first;
}

/// Which of two directions of one level holds: the larger.
int rank(Direction direction) {
  switch (direction) {
    case Direction::recvonly:
      return 3;
    case Direction::sendonly:
      return 2;
    case Direction::inactive:
      return 1;
    case Direction::sendrecv:
      break;
  }
  return 0;
}

std::optional<Direction> find_direction(const std::vector<Line>& lines) {
  std::optional<Direction> found;
  for (const Line& line : lines) {
    if (line.type != 'a') continue;
    const auto direction = parse_direction(line.name());
    if (direction && (!found || rank(*direction) > rank(*found))) found = direction;
  }
  return found;
}

}  // namespace

std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::sendrecv:
      return "sendrecv";
    case Direction::sendonly:
      return "sendonly";
    case Direction::recvonly:
      return "recvonly";
    case Direction::inactive:
      return "inactive";
  }
  return "sendrecv";
}

std::optional<Direction> parse_direction(std::string_view attribute_name) {
  if (attribute_name.size() != 8) return {};  // as all four happen to have
  for (const Direction direction :
       {Direction::sendrecv, Direction::sendonly, Direction::recvonly, Direction::inactive}) {
    if (attribute_name == to_string(direction)) return direction;
  }
  return {};
}

std::string_view Line::name() const {
  if (type != 'a') return {};
  return trim_end(value.substr(0, value.find(':')));
}

std::string_view Line::attribute_value() const {
  if (type != 'a') return {};
  const std::size_t colon = value.find(':');
  if (colon == std::string_view::npos) return {};
  return trim(value.substr(colon + 1));
}

const Line* MediaSection::attribute(std::string_view name) const {
  return find_attribute(lines, name);
}

std::optional<Connection> MediaSection::connection() const { return find_connection(lines); }

std::optional<RtcpAttribute> MediaSection::rtcp() const {
  const Line* line = attribute("rtcp");
  if (line == nullptr) return {};
  return parse_rtcp(line->attribute_value());
}

std::optional<Direction> MediaSection::direction() const { return find_direction(lines); }

std::vector<RtpMap> MediaSection::rtpmaps() const {
  std::vector<RtpMap> maps;
  maps.reserve(formats.size());
  for (const Line& line : lines) {
    if (line.type != 'a' || !line.value.starts_with("rtpmap")) continue;
    if (line.name() != "rtpmap") continue;
    if (const auto map = parse_rtpmap(line.attribute_value())) maps.push_back(*map);
  }
  return maps;
}

const Line* Session::attribute(std::string_view name) const { return find_attribute(lines, name); }

std::optional<Connection> Session::connection() const { return find_connection(lines); }

std::optional<Origin> Session::origin() const {
  for (const Line& line : lines) {
    if (line.type == 'o') return parse_origin(line.value);
  }
  return {};
}

std::optional<Direction> Session::direction() const { return find_direction(lines); }

std::optional<Connection> Session::connection_for(const MediaSection& section) const {
  auto own = section.connection();
  return own ? own : connection();
}

Direction Session::direction_for(const MediaSection& section) const {
  if (const auto own = section.direction()) return *own;
  return direction().value_or(Direction::sendrecv);
}

}  // namespace rtpengine::sdp
