// SPDX-License-Identifier: GPL-3.0-or-later
//
// Formatting of log lines. Call-ids, tags and whatever else comes from the network is escaped here,
// in one place: nobody can forge a line, or send a terminal a command.
#include "base/log_line.h"

#include <algorithm>
#include <cinttypes>
#include <cstdio>

#include "base/json.h"
#include "base/utf8.h"

namespace rtpengine::base::log {

namespace {

constexpr std::string_view kLevelMarks[] = {"EMERG",   "ALERT",  "CRIT", "ERR",
                                            "WARNING", "NOTICE", "INFO", "DEBUG"};
constexpr std::string_view kLevelNames[] = {"emergency", "alert",  "critical", "error",
                                            "warning",   "notice", "info",     "debug"};
constexpr std::string_view kChannelNames[] = {"main", "cdr", "rtcp", "dtmf"};

/// The part of a short line that a call-id or label may take.
constexpr std::size_t kIdShare = 4;

std::size_t id_limit(std::size_t max_size) {
  return max_size == 0 ? kMaxId : std::min(kMaxId, max_size / kIdShare);
}

std::size_t level_index(LogLevel level) { return static_cast<std::size_t>(level) & 7; }

void append_formatted(std::string& out, const char* format, auto... values) {
  char buffer[64];
  const int length = std::snprintf(buffer, sizeof buffer, format, values...);
  out.append(buffer, static_cast<std::size_t>(length));
}

void append_time(std::string& out, std::int64_t time) {
  append_formatted(out, "%" PRId64 ".%06d", time / kSecond, static_cast<int>(time % kSecond));
}

/// In quotes, with quotes and backslashes inside escaped.
void append_quoted(std::string& out, std::string_view text) {
  std::string printable;
  append_printable(printable, text);
  out += '"';
  for (const char c : printable) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_plain_prefix(std::string& out, const Line& line) {
  out += '[';
  append_printable(out, line.call_id);
  if (!line.label.empty()) {
    out += " label ";
    append_quoted(out, line.label);
  }
  if (line.port != 0) append_formatted(out, " port %5u", line.port);
  out += "] ";
}

void append_parsable_prefix(std::string& out, const Line& line) {
  out += "[ID=";
  append_quoted(out, line.call_id);
  if (!line.label.empty()) {
    out += " label=";
    append_quoted(out, line.label);
  }
  if (line.port != 0) append_formatted(out, " port=\"%u\"", line.port);
  out += "] ";
}

std::string format_text(const Settings& settings, const Line& line, std::size_t max_size) {
  std::string out;
  if (line.time != 0) {
    out += '[';
    append_time(out, line.time);
    out += "] ";
  }
  if (line.channel == Channel::main) {
    out += kLevelMarks[level_index(line.level)];
    out += ": ";
  }
  // The lines of the other channels have a form of their own that says which call it is.
  const bool prefixed = line.channel == Channel::main || line.channel == Channel::rtcp;
  if (prefixed && !line.call_id.empty()) {
    settings.parsable ? append_parsable_prefix(out, line) : append_plain_prefix(out, line);
  }
  append_printable(out, max_size == 0 ? line.message : utf8_prefix(line.message, max_size + 4));
  if (max_size != 0 && out.size() > max_size) {
    constexpr std::string_view kCut = "...";
    if (max_size <= kCut.size()) return out.substr(0, max_size);
    out.resize(utf8_prefix(out, max_size - kCut.size()).size());
    out += kCut;
  }
  return out;
}

void append_key(std::string& out, std::string_view key) {
  out += out.empty() ? "{\"" : ",\"";
  out += key;
  out += "\":";
}

std::string format_json(const Line& line, std::size_t max_size) {
  std::string out;
  if (line.time != 0) {
    append_key(out, "time");
    append_time(out, line.time);
  }
  append_key(out, "level");
  append_json_string(out, kLevelNames[level_index(line.level)]);
  if (line.channel != Channel::main) {
    append_key(out, "channel");
    append_json_string(out, kChannelNames[static_cast<std::size_t>(line.channel) & 3]);
  }
  const std::size_t id_size = max_size == 0 ? std::string::npos : max_size / kIdShare;
  if (!line.call_id.empty()) {
    append_key(out, "call_id");
    append_json_string(out, line.call_id, id_size);
  }
  if (!line.label.empty()) {
    append_key(out, "label");
    append_json_string(out, line.label, id_size);
  }
  if (line.port != 0) {
    append_key(out, "port");
    append_formatted(out, "%u", line.port);
  }
  append_key(out, "message");
  const std::size_t used = out.size() + 1;
  const std::size_t left = max_size == 0 ? std::string::npos : max_size - std::min(max_size, used);
  append_json_string(out, line.message, left);
  out += '}';
  return out;
}

}  // namespace

void append_printable(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    const auto byte = static_cast<unsigned char>(text[0]);
    const bool c1_control =
        length == 2 && byte == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;
    if (byte == '\n' || byte == '\r' || byte == '\t') {
      out += byte == '\n' ? "\\n" : byte == '\r' ? "\\r" : "\\t";
    } else if (length == 0 || byte < 0x20 || byte == 0x7f) {
      append_formatted(out, "\\x%02x", byte);
    } else if (c1_control) {
      append_formatted(out, "\\u%04x", static_cast<unsigned>(static_cast<unsigned char>(text[1])));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
}

std::string format_line(const Settings& settings, const Line& line, std::size_t max_size) {
  Line shortened = line;
  shortened.call_id = utf8_prefix(line.call_id, id_limit(max_size));
  shortened.label = utf8_prefix(line.label, id_limit(max_size));
  if (settings.json) return format_json(shortened, max_size);
  return format_text(settings, shortened, max_size);
}

}  // namespace rtpengine::base::log
