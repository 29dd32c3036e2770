// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of control protocols: lines over TCP that name one media only.
//
//   OFFER <call-id> <from-tag> <index> <address> <port>             OK <index> <address> <port>
//   ANSWER <call-id> <from-tag> <to-tag> <index> <address> <port>   ERROR <reason>
//   DELETE <call-id>
//
// All sockets live on worker 0; replies come back there by a job.
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <memory>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <rtpengine/author.h>
#include <rtpengine/command.h>
#include <rtpengine/loop.h>

namespace {

using namespace rtpengine;

constexpr OptionSpec kOptions[] = {{"tcp-control-listen",
                                    nullptr,
                                    "ENDPOINT",
                                    "Address (IPv4) and port to listen on",
                                    OptionType::endpoint,
                                    0,
                                    0,
                                    {}}};
constexpr size_t kLongestLine = 1000;

/// A command of one line: the tree of its arguments, which lives until the reply has come.
class Arguments {
 public:
  /// Empty root if the line is none that we know.
  explicit Arguments(const std::string& line) {
    std::istringstream words(line);
    std::string verb;
    words >> verb;
    if (verb == "OFFER") {
      take(words, "offer", {"call-id", "from-tag"}, true);
    } else if (verb == "ANSWER") {
      take(words, "answer", {"call-id", "from-tag", "to-tag"}, true);
    } else if (verb == "DELETE") {
      take(words, "delete", {"call-id"}, false);
    }
  }
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  /// Null: the line makes no sense.
  const Value* root() const { return good_ ? &root_ : nullptr; }

 private:
  /// At most: command, three names, the list of media, its entry with three members.
  static constexpr size_t kNodes = 9;

  void take(std::istringstream& words, const char* command, std::vector<const char*> keys,
            bool with_media) {
    root_.type = ValueType::dictionary;
    const Value** end = add(&root_.first, "command", command);
    std::string word;
    for (const char* key : keys) {
      if (!(words >> word)) return;
      end = add(end, key, word);
    }
    good_ = !with_media || take_media(words, end);
  }

  bool take_media(std::istringstream& words, const Value** end) {
    Value& list = node(end, "media", ValueType::list);
    Value& entry = node(&list.first, "", ValueType::dictionary);
    const Value** inner = &entry.first;
    std::string word;
    for (const char* key : {"index", "address", "port"}) {
      if (!(words >> word)) return false;
      inner = add(inner, key, word);
    }
    return true;
  }

  Value& node(const Value** place, const char* key, ValueType type) {
    Value& made = nodes_[used_++];
    made.type = type;
    made.key = slice(key);
    *place = &made;
    return made;
  }

  const Value** add(const Value** place, const char* key, const std::string& text) {
    Value& made = node(place, key, ValueType::string);
    texts_[used_ - 1] = text;
    made.text = slice(texts_[used_ - 1]);
    return &made.next;
  }

  bool good_ = false;
  Value root_{};
  Value nodes_[kNodes] = {};
  std::string texts_[kNodes];
  size_t used_ = 0;
};

std::string reply_line(const Value* reply) {
  if (get_text(reply, "result") != "ok")
    return "ERROR " + std::string(get_text(reply, "error-reason")) + "\n";
  std::string line = "OK";
  for (const Value& media : children(find(reply, "media"))) {
    line += " " + std::to_string(get_integer(&media, "index")) + " " +
            std::string(get_text(&media, "address")) + " " +
            std::to_string(get_integer(&media, "port"));
  }
  return line + "\n";
}

class TcpControl;

/// One client. Worker 0.
class Connection final : public FdHandler, public std::enable_shared_from_this<Connection> {
 public:
  Connection(TcpControl* control, int fd) : control_(control), fd_(fd) {}
  ~Connection() { ::close(fd_); }

  bool watch(LoopV1* loop) {
    watch_ = loop->watch(0, fd_, fd_readable, this);
    return watch_ != 0;
  }
  void unwatch(LoopV1* loop) { loop->unwatch(watch_); }
  void send(const std::string& line) {
    static_cast<void>(::send(fd_, line.data(), line.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
  }
  void on_ready(int32_t fd, uint32_t events) noexcept override;

 private:
  TcpControl* const control_;
  const int fd_;
  WatchHandle watch_ = 0;
  std::string input_;
};

/// One line in work; destroys itself when the reply was sent.
class Request final : public ReplySink, public Job {
 public:
  Request(LoopV1* loop, std::shared_ptr<Connection> connection, const std::string& line)
      : loop_(loop), connection_(std::move(connection)), arguments_(line) {}

  const Value* arguments() const { return arguments_.root(); }

  void on_reply(const Value* reply) noexcept override {
    line_ = reply_line(reply);
    if (loop_->post(0, this) != Status::ok) delete this;
  }
  void run() noexcept override {
    connection_->send(line_);
    delete this;
  }

 private:
  LoopV1* const loop_;
  const std::shared_ptr<Connection> connection_;
  const Arguments arguments_;
  std::string line_;
};

class TcpControl final : public author::PluginBase, public FdHandler, public Job {
 public:
  ~TcpControl() override { close_listener(); }

  /// A client connects.
  void on_ready(int32_t, uint32_t) noexcept override {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) return;
    auto connection = std::make_shared<Connection>(this, fd);
    if (connection->watch(loop_)) connections_.insert(std::move(connection));
  }

  void serve(const std::shared_ptr<Connection>& connection, const std::string& line) {
    auto request = std::make_unique<Request>(loop_, connection, line);
    const CommandOrigin origin{slice("tcp-control"), {}, 0, 0};
    if (request->arguments() == nullptr) {
      connection->send("ERROR I do not understand\n");
    } else if (commands_->submit(request->arguments(), &origin, request.get()) != Status::ok) {
      connection->send("ERROR busy\n");
    } else {
      static_cast<void>(request.release());
    }
  }

  void close(const std::shared_ptr<Connection>& connection) {
    connection->unwatch(loop_);
    connections_.erase(connection);
  }

  /// Close all connections; the job of on_stop.
  void run() noexcept override {
    while (!connections_.empty()) close(std::shared_ptr<Connection>(*connections_.begin()));
  }

 private:
  void on_init() override {
    loop_ = need<LoopV1>();
    commands_ = need<CommandsV1>();
    listen_ = option("tcp-control-listen");
  }

  void on_start() override {
    const size_t colon = listen_.rfind(':');
    sockaddr_in address{};
    address.sin_family = AF_INET;
    if (colon == std::string::npos ||
        inet_pton(AF_INET, listen_.substr(0, colon).c_str(), &address.sin_addr) != 1)
      throw std::runtime_error("tcp-control-listen needs an IPv4 address and a port");
    address.sin_port = htons(static_cast<uint16_t>(std::stoi(listen_.substr(colon + 1))));
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int yes = 1;
    setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        listen(listener_, 16) != 0)
      throw std::runtime_error("cannot listen on " + listen_ + ": " + strerror(errno));
    watch_ = loop_->watch(0, listener_, fd_readable, this);
    if (watch_ == 0) throw std::runtime_error("the listener cannot be watched");
  }

  void on_stop() override {
    loop_->unwatch(watch_);
    close_listener();
    loop_->post(0, this);
  }

  void close_listener() {
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
  }

  LoopV1* loop_ = nullptr;
  CommandsV1* commands_ = nullptr;
  std::string listen_;
  int listener_ = -1;
  WatchHandle watch_ = 0;
  std::set<std::shared_ptr<Connection>> connections_;  ///< touched on worker 0
};

void Connection::on_ready(int32_t fd, uint32_t) noexcept {
  const auto self = shared_from_this();
  char bytes[4096];
  const ssize_t size = recv(fd, bytes, sizeof bytes, 0);
  if (size <= 0) {
    if (size == 0 || (errno != EAGAIN && errno != EINTR)) control_->close(self);
    return;
  }
  input_.append(bytes, static_cast<size_t>(size));
  for (size_t end = input_.find('\n'); end != std::string::npos; end = input_.find('\n')) {
    const std::string line = input_.substr(0, end);
    input_.erase(0, end + 1);
    control_->serve(self, line);
  }
  if (input_.size() > kLongestLine) control_->close(self);
}

}  // namespace

RTPENGINE_DEFINE_PLUGIN(TcpControl, "tcp-control", "1.0", "GPL-3.0-or-later",
                        "A line protocol that names one media", kind_control_protocol, kOptions, 1)
