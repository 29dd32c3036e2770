// SPDX-License-Identifier: GPL-3.0-or-later
//
// Reads the options, opens the listeners and spreads them over the workers.

#include "ng_plugin.h"

#include <cerrno>
#include <cstring>
#include <new>

#include "log_line.h"

namespace rtpengine::ng {
namespace {

constexpr const char* kListen = "listen-ng";
constexpr const char* kTos = "control-tos";

/// How often old replies are forgotten while no request comes.
constexpr std::int64_t kHousekeepingUs = 10'000'000;

template <typename Interface>
bool find(Host* host, Interface** out, std::string* error) {
  *out = static_cast<Interface*>(host->query(Interface::id));
  if (*out == nullptr) *error = std::string("this host has no interface ") + Interface::id;
  return *out != nullptr;
}

std::string to_text(Slice slice) {
  return slice.size == 0 ? std::string() : std::string(slice.data, slice.size);
}

/// Runs one step of the plugin's life, turning all that can go wrong into a status and a text.
template <typename Step>
Status guarded(TextSink* sink, Step step) noexcept {
  try {
    std::string error;
    if (step(&error)) return Status::ok;
    sink->write({error.data(), error.size()});
  } catch (const std::bad_alloc&) {
    constexpr std::string_view kText = "out of memory";
    sink->write({kText.data(), kText.size()});
  }
  return Status::failed;
}

}  // namespace

const OptionSpec kOptions[kOptionCount] = {
    {kListen,
     nullptr,
     "[ADDRESS:]PORT",
     "Take control messages of the ng protocol on this UDP port; a bare port stands for all "
     "addresses.",
     OptionType::endpoint,
     option_repeatable,
     'n',
     {}},
    {kControlAllow,
     nullptr,
     "[LISTENER=]NETWORK",
     "Take control messages from this network only; LISTENER names one listener by its address.",
     OptionType::text,
     option_repeatable,
     0,
     {}},
    {kTos,
     "0",
     "TOS",
     "TOS (IPv4) or traffic class (IPv6) of replies to control messages.",
     OptionType::integer,
     0,
     0,
     {}},
};

Status NgPlugin::init(Host* host, TextSink* error) noexcept {
  return guarded(error, [&](std::string* reason) {
    if (!find_interfaces(host, reason) || !read_options(reason)) return false;
    dispatcher_ = std::make_unique<Dispatcher>(context_, DispatcherLimits{});
    return true;
  });
}

Status NgPlugin::start(TextSink* error) noexcept {
  const Status status = guarded(error, [&](std::string* reason) { return open_listeners(reason); });
  if (status != Status::ok) {
    stop();
    listeners_.clear();
  }
  return status;
}

void NgPlugin::stop() noexcept {
  if (timer_ != 0) context_.loop->stop_timer(timer_);
  timer_ = 0;
  deputy_.reset();
  for (const auto& listener : listeners_) listener->stop();
  if (!listeners_.empty()) dispatcher_->log_counters();
}

bool NgPlugin::find_interfaces(Host* host, std::string* error) {
  inherited_ = static_cast<ListenersV1*>(host->query(ListenersV1::id));
  return find(host, &context_.log, error) && find(host, &context_.loop, error) &&
         find(host, &context_.commands, error) && find(host, &options_, error);
}

bool NgPlugin::read_options(std::string* error) {
  if (!read_tos(error)) return false;
  const std::uint32_t count = options_->count(kListen);
  for (std::uint32_t index = 0; index < count; ++index) {
    if (!read_listen(index, error)) return false;
  }
  return true;
}

bool NgPlugin::read_tos(std::string* error) {
  const std::int64_t value = options_->integer(kTos, 0);
  if (value >= 0 && value <= 255) {
    tos_ = static_cast<int>(value);
    return true;
  }
  *error =
      to_text(options_->origin(kTos, 0)) + ": " + std::to_string(value) + " is not from 0 to 255";
  return false;
}

bool NgPlugin::read_listen(std::uint32_t index, std::string* error) {
  const std::string text = to_text(options_->text(kListen, index));
  const std::string origin = to_text(options_->origin(kListen, index));
  std::vector<SocketAddress> addresses;
  if (!parse_listen(text, &addresses, error)) {
    *error = origin + ": " + *error;
    return false;
  }
  AllowList sources;
  if (!read_allow_list(*options_, text, &sources, error)) return false;
  const bool bare = text.find(':') == std::string::npos;
  for (const SocketAddress& address : addresses) {
    targets_.push_back({address, sources, origin, bare && is_v6(address)});
  }
  return true;
}

bool NgPlugin::open_listeners(std::string* error) {
  for (const Target& target : targets_) {
    if (!open_listener(target, error)) return false;
  }
  if (listeners_.empty()) {
    const LogLine line("No %s is given: ng control messages are not received", kListen);
    context_.log->write(LogLevel::info, {}, line.slice());
    return true;
  }
  timer_ = context_.loop->start_timer(0, kHousekeepingUs, dispatcher_->housekeeping());
  if (timer_ == 0) *error = "the host refuses to run a timer";
  return timer_ != 0 && (!with_deputy_ || start_deputy(error));
}

bool NgPlugin::start_deputy(std::string* error) {
  deputy_ = std::make_unique<Deputy>(dispatcher_.get(), inherited_);
  for (const auto& listener : listeners_) deputy_->stand_in_for(listener.get());
  const bool started = deputy_->start();
  if (!started) *error = "the system gives no thread";
  return started;
}

/// The socket of the daemon that we take over from, if it listened there, else one of our own.
int NgPlugin::bind_listener(Listener* listener, const SocketAddress& address) {
  const Endpoint local = to_endpoint(address);
  const int inherited =
      inherited_ != nullptr ? inherited_->take(ListenerType::datagram, &local) : -1;
  return inherited >= 0 ? listener->adopt(inherited, address, tos_) : listener->open(address, tos_);
}

bool NgPlugin::open_listener(const Target& target, std::string* error) {
  auto listener = std::make_unique<Listener>(dispatcher_.get());
  const int failure = bind_listener(listener.get(), target.address);
  const std::string where = to_string(target.address);
  if (failure == EAFNOSUPPORT && target.may_be_missing) {
    const LogLine line("Not listening on %s: this machine has no IPv6", where.c_str());
    context_.log->write(LogLevel::notice, {}, line.slice());
    return true;
  }
  if (failure != 0) {
    *error = target.origin + ": cannot listen on " + where + ": " + strerrordesc_np(failure);
    return false;
  }
  listener->allow_only(target.sources);
  const auto worker = static_cast<std::uint32_t>(listeners_.size()) % context_.loop->worker_count();
  listeners_.push_back(std::move(listener));
  if (!listeners_.back()->start(worker)) {
    *error = target.origin + ": the host refuses to watch " + where;
    return false;
  }
  const std::string sources = target.sources.text();
  const LogLine line("Listening on %s, for %s", where.c_str(),
                     sources.empty() ? "whoever reaches it" : sources.c_str());
  context_.log->write(LogLevel::notice, {}, line.slice());
  return true;
}

}  // namespace rtpengine::ng
