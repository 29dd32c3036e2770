// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/take_over.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include <rtpengine/value_view.h>

#include "app/take_over_door.h"
#include "base/log.h"

namespace rtpengine::app {
namespace {

/// Of these messages.
constexpr std::int64_t kProtocol = 1;
/// What arrives on a port meanwhile has to fit into its socket.
constexpr base::Time kPatience = 3 * base::kSecond;

constexpr const char* kIs = "is";
constexpr const char* kReason = "reason";

/// A message of a few words.
base::ValueTree words(std::string_view what, std::string_view reason = {}) {
  base::ValueTree tree;
  const auto root = tree.dictionary();
  root.set(kIs, what);
  if (!reason.empty()) root.set(kReason, reason);
  return tree;
}

base::Result<void> check_request(const Value* request) {
  if (get_text(request, kIs) != "request") return base::Error{"it asks for nothing"};
  const std::string version(get_text(request, "version"));
  if (get_integer(request, "protocol") != kProtocol) {
    return base::Error{"rtpengine " + version + " speaks another language than " +
                       RTPENGINE_VERSION};
  }
  for (const Value& one : children(find(request, "call versions"))) {
    if (integer_of(&one) == call::kCallVersion) return {};
  }
  return base::Error{"rtpengine " + version + " does not understand calls as " + RTPENGINE_VERSION +
                     " has them (version " + std::to_string(call::kCallVersion) + ")"};
}

/// Gives the sockets of a call out by their ports.
class ReceivedSockets final : public call::SocketSource {
 public:
  explicit ReceivedSockets(std::vector<net::Descriptor> sockets) {
    for (net::Descriptor& socket : sockets) {
      net::SocketAddress local;
      local.size = sizeof local.ipv6;
      if (getsockname(socket.get(), &local.base, &local.size) != 0) continue;
      const auto family = local.base.sa_family;
      if (family != AF_INET && family != AF_INET6) continue;
      by_port_[local.endpoint().to_string()] = std::move(socket);
    }
  }
  net::Descriptor take(const net::Endpoint& local) override {
    const auto found = by_port_.find(local.to_string());
    return found != by_port_.end() ? std::move(found->second) : net::Descriptor();
  }

 private:
  std::map<std::string, net::Descriptor> by_port_;
};

}  // namespace

void rest_listeners(plugin::Registry& registry, plugin::ListenerStore& listeners, bool rest) {
  listeners.set_moving(rest);
  registry.suspend_watches(rest);
}

base::Result<std::size_t> CallsGiver::give(TransferChannel& successor) {
  auto request = successor.receive();
  if (!request) return base::Error{request.error()};
  if (auto good = check_request(request->tree.root()); !good) {
    (void)successor.send(*words("refused", good.error()).root());
    return base::Error{good.error()};
  }
  rest_listeners(registry_, listeners_, true);
  auto moved = move_all(successor);
  if (!moved) {
    rest_listeners(registry_, listeners_, false);
    (void)successor.send(*words("failed", moved.error()).root());
  }
  return moved;
}

base::Result<std::size_t> CallsGiver::move_all(TransferChannel& successor) {
  // Asked of the workers, before they stand still.
  const std::vector<int> listeners = plugin::listening_among(registry_.watched());
  auto relocation = service_.relocate();
  if (!relocation) return base::Error{relocation.error()};
  if (auto sent = successor.send(*words("listeners").root(), listeners); !sent) {
    return base::Error{sent.error()};
  }
  auto count = (*relocation)->save_all([&](const Value& saved, const std::vector<int>& sockets) {
    base::ValueTree tree;
    const auto root = tree.dictionary();
    root.set(kIs, "call");
    root.copy("call", saved);
    if (!tree.complete()) return base::Result<void>(base::Error{"it is too large"});
    return successor.send(*tree.root(), sockets);
  });
  if (!count) return count;
  if (auto sent = successor.send(*words("end").root()); !sent) return base::Error{sent.error()};
  const auto answer = successor.receive();
  if (!answer) return base::Error{answer.error()};
  if (get_text(answer->tree.root(), kIs) != "restored") {
    return base::Error{std::string(get_text(answer->tree.root(), kReason, "it gives no reason"))};
  }
  if (auto sent = successor.send(*words("serve").root()); !sent) return base::Error{sent.error()};
  // Only one that is gone does not serve.
  if (!successor.receive() && successor.closed()) return base::Error{"it ended before it served"};
  (*relocation)->let_go_all();
  return count;
}

base::Result<std::unique_ptr<Predecessor>> Predecessor::find(const std::string& path) {
  auto socket = connect_to_door(path);
  if (!socket) return base::Error{socket.error()};
  return std::make_unique<Predecessor>(std::move(*socket));
}

Predecessor::Predecessor(net::Descriptor socket) : channel_(std::move(socket), kPatience) {}

base::Result<TransferChannel::Message> Predecessor::receive(std::string_view* what) {
  auto message = channel_.receive();
  if (!message) return message;
  *what = get_text(message->tree.root(), kIs);
  if (*what != "refused" && *what != "failed") return message;
  return base::Error{std::string(get_text(message->tree.root(), kReason, "it gives no reason"))};
}

base::Result<void> Predecessor::stop_it(plugin::ListenerStore& listeners) {
  base::ValueTree tree;
  const auto request = tree.dictionary();
  request.set(kIs, "request");
  request.set("protocol", kProtocol);
  request.set("version", RTPENGINE_VERSION);
  request.list("call versions").add(call::kCallVersion);
  if (auto sent = channel_.send(*tree.root()); !sent) return sent;
  std::string_view what;
  auto answer = receive(&what);
  if (!answer) return base::Error{answer.error()};
  if (what != "listeners") return base::Error{"it does not say what it listens on"};
  for (net::Descriptor& socket : answer->descriptors) listeners.add(std::move(socket));
  return {};
}

base::Result<std::size_t> Predecessor::take_calls(call::Relocation& here) {
  std::size_t count = 0;
  std::string_view what;
  for (;;) {
    auto message = receive(&what);
    if (!message) return base::Error{message.error()};
    if (what == "end") break;
    const Value* call = rtpengine::find(message->tree.root(), "call");
    if (what != "call" || call == nullptr) return base::Error{"it sends no call"};
    ReceivedSockets sockets(std::move(message->descriptors));
    if (auto restored = here.restore(*call, sockets); !restored) {
      return base::Error{restored.error()};
    }
    ++count;
  }
  if (auto sent = channel_.send(*words("restored").root()); !sent) return base::Error{sent.error()};
  auto word = receive(&what);
  if (!word) return base::Error{word.error()};
  if (what != "serve") return base::Error{"it goes on serving"};
  return count;
}

void Predecessor::say_serving() { (void)channel_.send(*words("serving").root()); }

void Predecessor::say_failed(const std::string& why) {
  (void)channel_.send(*words("failed", why).root());
}

}  // namespace rtpengine::app
