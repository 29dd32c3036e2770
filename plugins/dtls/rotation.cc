// SPDX-License-Identifier: GPL-3.0-or-later
#include "rotation.h"

#include <stdexcept>
#include <string>

namespace rtpengine::dtls {
namespace {

constexpr Micros kLook = 60 * kSecond;

}  // namespace

std::shared_ptr<const Context> make_context(const ContextOptions& options) {
  std::string error;
  auto context = Context::make(options, &error);
  if (context == nullptr) throw std::runtime_error("no certificate could be made: " + error);
  return context;
}

void Rotation::start() {
  if (timer_ == 0) timer_ = loop_->start_timer(0, kLook, this);
}

void Rotation::stop() {
  if (timer_ != 0) loop_->stop_timer(timer_);
  timer_ = 0;
}

void Rotation::on_timer() noexcept {
  if (loop_->now_us() < holder_->due() || busy_.exchange(true)) return;
  if (loop_->run_blocking(this) != Status::ok) busy_ = false;
}

void Rotation::run() noexcept {
  author::guard([&] { holder_->replace(make_context(options_), loop_->now_us()); },
                [&](std::string_view text) {
                  log_.write(LogLevel::error, {}, "%.*s", int(text.size()), text.data());
                });
  busy_ = false;
}

}  // namespace rtpengine::dtls
