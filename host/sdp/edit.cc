// SPDX-License-Identifier: GPL-3.0-or-later
//
// Changes to the model: texts that are put in, addresses, attributes.
#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <string>

#include "sdp/fields.h"
#include "sdp/session.h"

namespace rtpengine::sdp {
namespace {

/// Puts texts one behind the other; the room was measured before.
class Joiner {
 public:
  explicit Joiner(char* place) : begin_(place), end_(place) {}

  Joiner& operator<<(std::string_view text) {
    if (!text.empty()) std::memcpy(end_, text.data(), text.size());
    end_ += text.size();
    return *this;
  }
  std::string_view text() const { return {begin_, static_cast<std::size_t>(end_ - begin_)}; }

 private:
  char* begin_;
  char* end_;
};

/// Replaces the first c= line and drops the others. False if there is none.
bool replace_connection(std::vector<Line>& lines, std::string_view value) {
  const auto is_connection = [](const Line& line) { return line.type == 'c'; };
  const auto first = std::find_if(lines.begin(), lines.end(), is_connection);
  if (first == lines.end()) return false;
  first->value = value;
  lines.erase(std::remove_if(first + 1, lines.end(), is_connection), lines.end());
  return true;
}

/// Inserts a c= line before the first line that RFC 8866 section 5 puts behind it.
void insert_connection(std::vector<Line>& lines, std::string_view before, std::string_view value) {
  const auto behind = [&](const Line& line) {
    return before.find(line.type) == std::string_view::npos;
  };
  lines.insert(std::find_if(lines.begin(), lines.end(), behind), Line{'c', value});
}

/// The text up to what would end a line in some receiver's eyes.
std::string_view one_line(std::string_view text) {
  const auto ends_line = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
  const auto end = std::find_if(text.begin(), text.end(), ends_line);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

}  // namespace

std::string_view Session::keep(std::string_view text) {
  text = one_line(text);
  if (text.empty()) return {};
  return (Joiner(texts_.allocate(text.size())) << text).text();
}

std::string_view Session::keepf(const char* format, ...) {
  char buffer[512];
  va_list arguments;
  va_start(arguments, format);
  va_list again;
  va_copy(again, arguments);
  const int length = std::vsnprintf(buffer, sizeof buffer, format, arguments);
  va_end(arguments);
  std::string_view kept;
  if (length > 0 && static_cast<std::size_t>(length) >= sizeof buffer) {
    std::string text(static_cast<std::size_t>(length) + 1, '\0');
    std::vsnprintf(text.data(), text.size(), format, again);
    kept = keep(std::string_view(text).substr(0, static_cast<std::size_t>(length)));
  } else if (length > 0) {
    kept = keep({buffer, static_cast<std::size_t>(length)});
  }
  va_end(again);
  return kept;
}

std::string_view Session::attribute_text(std::string_view name, std::string_view value) {
  name = one_line(name);
  value = one_line(value);
  if (value.empty()) return keep(name);
  Joiner text(texts_.allocate(name.size() + 1 + value.size()));
  return (text << name << ":" << value).text();
}

std::string_view Session::connection_text(const net::IpAddress& address) {
  const std::string numeric = address.to_string();
  const std::string_view family = net::sdp_name(address.family);
  Joiner text(texts_.allocate(4 + family.size() + numeric.size()));
  return (text << "IN " << family << " " << numeric).text();
}

void Session::set_origin_address(const net::IpAddress& address) {
  for (Line& line : lines) {
    if (line.type != 'o') continue;
    const auto origin = parse_origin(line.value);
    if (!origin) return;
    const auto kept = static_cast<std::size_t>(origin->address_type.data() - line.value.data());
    const std::string numeric = address.to_string();
    const std::string_view family = net::sdp_name(address.family);
    Joiner text(texts_.allocate(kept + family.size() + 1 + numeric.size()));
    line.value = (text << line.value.substr(0, kept) << family << " " << numeric).text();
    return;
  }
}

void Session::set_connection(const net::IpAddress& address) {
  const std::string_view value = connection_text(address);
  if (!replace_connection(lines, value)) insert_connection(lines, "vosiuep", value);
}

void Session::set_connection(MediaSection& section, const net::IpAddress& address) {
  const std::string_view value = connection_text(address);
  if (!replace_connection(section.lines, value)) insert_connection(section.lines, "i", value);
}

void Session::add_attribute(MediaSection& section, std::string_view name, std::string_view value) {
  section.lines.push_back({'a', attribute_text(name, value)});
}

void Session::add_attribute(std::string_view name, std::string_view value) {
  lines.push_back({'a', attribute_text(name, value)});
}

}  // namespace rtpengine::sdp
