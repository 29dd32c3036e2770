// SPDX-License-Identifier: GPL-3.0-or-later
//
// From the model to a body. One pass measures, one pass writes: both run the same code, so that
// the string is allocated once and can't be too short.
#include <charconv>
#include <cstring>

#include "sdp/session.h"

namespace rtpengine::sdp {
namespace {

constexpr std::size_t kMaxDigits = 10;  // of a std::uint32_t

/// Adds up how much room the body needs at most.
class Meter {
 public:
  void text(std::string_view text) { size_ += text.size(); }
  void letter(char) { ++size_; }
  void number(std::uint32_t) { size_ += kMaxDigits; }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

class Writer {
 public:
  explicit Writer(char* place) : end_(place) {}

  void text(std::string_view text) {
    if (!text.empty()) std::memcpy(end_, text.data(), text.size());
    end_ += text.size();
  }
  void letter(char c) { *end_++ = c; }
  void number(std::uint32_t n) { end_ = std::to_chars(end_, end_ + kMaxDigits, n).ptr; }
  const char* end() const { return end_; }

 private:
  char* end_;
};

template <typename Sink>
void emit_lines(const std::vector<Line>& lines, Sink& sink) {
  for (const Line& line : lines) {
    sink.letter(line.type);
    sink.letter('=');
    sink.text(line.value);
    sink.text("\r\n");
  }
}

template <typename Sink>
void emit_media(const MediaSection& section, Sink& sink) {
  sink.text("m=");
  sink.text(section.type);
  sink.letter(' ');
  sink.number(section.port);
  if (section.port_count != 1) {
    sink.letter('/');
    sink.number(section.port_count);
  }
  sink.letter(' ');
  sink.text(section.protocol);
  for (const std::string_view format : section.formats) {
    sink.letter(' ');
    sink.text(format);
  }
  sink.text("\r\n");
  emit_lines(section.lines, sink);
}

template <typename Sink>
void emit(const Session& session, Sink& sink) {
  emit_lines(session.lines, sink);
  for (const MediaSection& section : session.media) emit_media(section, sink);
}

}  // namespace

std::string Session::print() const {
  Meter meter;
  emit(*this, meter);
  std::string body(meter.size(), '\0');
  Writer writer(body.data());
  emit(*this, writer);
  body.resize(static_cast<std::size_t>(writer.end() - body.data()));
  return body;
}

}  // namespace rtpengine::sdp
