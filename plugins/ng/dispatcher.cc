// SPDX-License-Identifier: GPL-3.0-or-later
//
// Serving requests, and answering them.

#include "dispatcher.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "log_line.h"

namespace rtpengine::ng {
namespace {

// Keys for the host's rate limit, compared by address.
constexpr const char kRefusedKey[] = "ng-refused";
constexpr const char kNotAllowedKey[] = "ng-not-allowed";
constexpr const char kBusyKey[] = "ng-busy";
constexpr const char kSendKey[] = "ng-send";
constexpr const char kTooLargeKey[] = "ng-too-large";
constexpr const char kOverflowKey[] = "ng-overflow";
constexpr const char kTraceKey[] = "ng-trace";

/// Bytes from the network made fit for a log line: printable, and not too many.
class Printable {
 public:
  explicit Printable(std::string_view bytes) noexcept {
    const std::size_t size = std::min(bytes.size(), sizeof text_ - 1);
    std::transform(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size), text_,
                   [](char c) { return c >= ' ' && c <= '~' ? c : '?'; });
    text_[size] = '\0';
  }
  const char* text() const noexcept { return text_; }

 private:
  char text_[64];
};

/// A peer's address and port for a log line.
class PeerText {
 public:
  explicit PeerText(const Peer& peer) noexcept {
    char address[kAddressText];
    format_address(peer.remote, address);
    const char* form = is_v6(peer.remote) ? "[%s]:%u" : "%s:%u";
    std::snprintf(text_, sizeof text_, form, address, unsigned{port_of(peer.remote)});
  }
  const char* text() const noexcept { return text_; }

 private:
  char text_[kAddressText + 10];
};

}  // namespace

Dispatcher::Dispatcher(DispatcherContext context, DispatcherLimits limits) noexcept
    : context_(context), limits_(limits), cache_(limits.cache), pool_(limits.idle_requests) {}

bool Dispatcher::serve(Request* request) noexcept {
  const std::optional<Datagram> parts = split(request->datagram());
  if (!parts) {
    counters_.add(Outcome::no_cookie);
    return false;
  }
  PendingReply& pending = request->pending;
  if (port_of(pending.client.remote) == 0) {
    counters_.add(Outcome::no_return);
    return false;
  }
  request->dispatcher = this;
  pending.cookie = parts->cookie;
  std::size_t size = 0;
  switch (cache_.admit(&pending, context_.loop->now_us(), request->reply_bytes, &size)) {
    case Admission::in_work:
      counters_.add(Outcome::in_work);
      return false;
    case Admission::answered:
      counters_.add(Outcome::repeated);
      send(pending.cookie, pending.client, {request->reply_bytes.data(), size});
      return false;
    case Admission::fresh:
      break;
  }
  const DecodedRequest decoded = decode_request(parts->payload, request->values);
  if (decoded.arguments == nullptr) {
    refuse(request, decoded);
    return false;
  }
  return submit(request, decoded);
}

void Dispatcher::ignore(const Peer& source) noexcept {
  counters_.add(Outcome::not_allowed);
  const LogLine line("Ignored a datagram from %s: control-allow does not list this address",
                     PeerText(source).text());
  context_.log->write_limited(kNotAllowedKey, LogLevel::warning, {}, line.slice());
}

bool Dispatcher::submit(Request* request, const DecodedRequest& decoded) noexcept {
  const Peer& client = request->pending.client;
  if (context_.log->enabled(LogLevel::debug) != 0) {
    const LogLine line("Request '%s' from %s, cookie '%s'", Printable(decoded.command).text(),
                       PeerText(client).text(), Printable(request->pending.cookie).text());
    context_.log->write_limited(kTraceKey, LogLevel::debug, {}, line.slice());
  }
  if (in_work_.fetch_add(1, std::memory_order_relaxed) >= limits_.in_work) {
    in_work_.fetch_sub(1, std::memory_order_relaxed);
    reject_busy(request);
    return false;
  }
  char address[kAddressText];
  const std::string_view text = format_address(client.remote, address);
  const CommandOrigin origin = {{"ng", 2}, {text.data(), text.size()}, port_of(client.remote), 0};
  // From here on the request may be answered, and taken again from the pool, at any moment.
  if (context_.commands->submit(decoded.arguments, &origin, request) == Status::ok) {
    counters_.add(Outcome::submitted);
    return true;
  }
  in_work_.fetch_sub(1, std::memory_order_relaxed);
  reject_busy(request);
  return false;
}

void Dispatcher::refuse(Request* request, const DecodedRequest& decoded) noexcept {
  counters_.add(Outcome::refused);
  if (context_.log->enabled(LogLevel::info) != 0) {
    const PeerText client(request->pending.client);
    const int size = static_cast<int>(decoded.error_reason.size());
    // What could be decoded has nothing wrong at any byte.
    const LogLine line =
        decoded.decode_error == DecodeError::none
            ? LogLine("Refused a datagram of %zu bytes from %s: %.*s", request->datagram_size,
                      client.text(), size, decoded.error_reason.data())
            : LogLine("Refused a datagram of %zu bytes from %s: %.*s; %s, at byte %zu",
                      request->datagram_size, client.text(), size, decoded.error_reason.data(),
                      describe(decoded.decode_error), decoded.offset);
    context_.log->write_limited(kRefusedKey, LogLevel::info, {}, line.slice());
  }
  finish(request, write_error(request, decoded.error_reason));
}

void Dispatcher::reject_busy(Request* request) noexcept {
  counters_.add(Outcome::busy);
  constexpr std::string_view kText = "Too many requests are waiting, a new one was refused";
  context_.log->write_limited(kBusyKey, LogLevel::warning, {}, {kText.data(), kText.size()});
  // Not remembered: the client may try again with the same cookie.
  cache_.abandon(&request->pending);
  send_to_all(request, write_error(request, "Too many requests waiting"));
}

void Dispatcher::complete(Request* request, const Value* reply) noexcept {
  finish(request, encode_or_explain(request, reply));
  in_work_.fetch_sub(1, std::memory_order_relaxed);
  pool_.give_back(request);
}

std::string_view Dispatcher::encode_or_explain(Request* request, const Value* reply) noexcept {
  if (reply == nullptr || reply->type != ValueType::dictionary) {
    return write_error(request, "Internal error (no reply)");
  }
  const std::span<char> out = std::span(request->reply_bytes).first(kMaxDatagram);
  const EncodeResult encoded = encode_reply(request->pending.cookie, *reply, out);
  if (encoded.valid && encoded.size <= out.size()) return {out.data(), encoded.size};
  counters_.add(Outcome::reply_too_large);
  const LogLine reason = encoded.valid
                             ? LogLine("Reply too large for a datagram (%zu bytes)", encoded.size)
                             : LogLine("Internal error (reply nested too deeply)");
  context_.log->write_limited(kTooLargeKey, LogLevel::warning, {}, reason.slice());
  return write_error(request, reason.view());
}

std::string_view Dispatcher::write_error(Request* request, std::string_view reason) noexcept {
  const std::span<char> out(request->reply_bytes);
  const EncodeResult encoded = encode_error(request->pending.cookie, reason, out);
  return {out.data(), std::min(encoded.size, out.size())};
}

void Dispatcher::finish(Request* request, std::string_view reply) noexcept {
  if (cache_.answer(&request->pending, reply, context_.loop->now_us()) != Remembered::stored) {
    counters_.add(Outcome::cache_overflow);
    constexpr std::string_view kText =
        "The memory for repeated requests is full, older replies were forgotten before their time";
    context_.log->write_limited(kOverflowKey, LogLevel::notice, {}, {kText.data(), kText.size()});
  }
  send_to_all(request, reply);
}

void Dispatcher::send_to_all(Request* request, std::string_view reply) noexcept {
  const PendingReply& pending = request->pending;
  send(pending.cookie, pending.client, reply);
  for (std::size_t i = 0; i < pending.waiting_count; ++i) {
    send(pending.cookie, pending.waiting[i], reply);
  }
}

void Dispatcher::send(std::string_view cookie, const Peer& peer, std::string_view reply) noexcept {
  int error = peer.path->send(peer, reply);
  if (error == EMSGSIZE) {
    counters_.add(Outcome::reply_too_large);
    std::array<char, kMaxCookie + 256> out;
    const LogLine reason("Reply too large for a datagram (%zu bytes)", reply.size());
    const EncodeResult encoded = encode_error(cookie, reason.view(), out);
    context_.log->write_limited(kTooLargeKey, LogLevel::warning, {}, reason.slice());
    error = peer.path->send(peer, {out.data(), std::min(encoded.size, out.size())});
  }
  if (error == 0) return;
  counters_.add(Outcome::reply_lost);
  const LogLine line("Cannot send a reply of %zu bytes to %s: %s; its repetition will be answered",
                     reply.size(), PeerText(peer).text(), strerrordesc_np(error));
  context_.log->write_limited(kSendKey, LogLevel::warning, {}, line.slice());
}

void Dispatcher::log_counters() noexcept {
  char text[480];
  std::size_t used = 0;
  for (std::size_t i = 0; i < kOutcomeNames.size() && used < sizeof text; ++i) {
    const unsigned long long value = counters_.get(static_cast<Outcome>(i));
    const int size = std::snprintf(text + used, sizeof text - used, "%s%s %llu", i == 0 ? "" : ", ",
                                   kOutcomeNames[i], value);
    if (size > 0) used += static_cast<std::size_t>(size);
  }
  const LogLine line("Datagrams: %.*s", static_cast<int>(std::min(used, sizeof text - 1)), text);
  context_.log->write(LogLevel::info, {}, line.slice());
}

void Dispatcher::on_timer() noexcept { cache_.expire(context_.loop->now_us()); }

}  // namespace rtpengine::ng
