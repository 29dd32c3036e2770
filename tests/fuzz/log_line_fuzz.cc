// SPDX-License-Identifier: GPL-3.0-or-later
//
// Fuzzes the form of log lines: whatever a message or call-id holds, one line of UTF-8 without
// control characters must come out, no longer than allowed, and JSON must keep its form.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/log_line.h"
#include "base/utf8.h"

namespace {

using namespace rtpengine;
using base::log::Channel;
using base::log::Line;
using base::log::Settings;

void require(bool condition) {
  if (!condition) std::abort();
}

void check_printable(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = base::utf8_sequence_length(text);
    require(length != 0);
    const auto first = static_cast<unsigned char>(text[0]);
    require(first >= 0x20 && first != 0x7f);
    text.remove_prefix(length);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t limit = data[0];
  const std::string_view input(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::string_view call_id = input.substr(0, data[1]);
  const std::string_view message = input.substr(call_id.size());
  const Line line{LogLevel::info, Channel::main, call_id, call_id, 30000, message, 1};
  Settings settings;
  for (const bool parsable : {false, true}) {
    settings.parsable = parsable;
    const std::string text = format_line(settings, line, limit);
    check_printable(text);
    require(limit == 0 || text.size() <= limit);
  }
  settings.json = true;
  const std::string object = format_line(settings, line, limit);
  check_printable(object);
  require(object.front() == '{' && object.size() > 2 && object.substr(object.size() - 2) == "\"}");
  return 0;
}
