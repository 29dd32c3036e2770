// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of call observers: appends one line to a file for each call that has ended:
//
//   <call-id> <created> <changes> <termination> <tag>,<tag> rtp=<packets>/<bytes>
//
// created is 1 if its beginning was seen. Lines are written by the blocking pool.
#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/loop.h>
#include <rtpengine/observers.h>

namespace {

using namespace rtpengine;

constexpr OptionSpec kOptions[] = {{"cdr-file",
                                    nullptr,
                                    "FILE",
                                    "File to append call detail records to",
                                    OptionType::text,
                                    0,
                                    0,
                                    {}}};

class WriteJob final : public Job {
 public:
  WriteJob(const std::string& path, std::string line) : path_(path), line_(std::move(line)) {}

  void run() noexcept override {
    const std::unique_ptr<WriteJob> self(this);
    const int fd = open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (fd < 0) return;
    // One write: lines of several threads do not mix.
    if (write(fd, line_.data(), line_.size()) < 0) return static_cast<void>(close(fd));
    close(fd);
  }

 private:
  const std::string path_;
  const std::string line_;
};

/// Kept in the call.
struct Seen {
  bool created = false;
  unsigned changes = 0;
};

class Cdr final : public author::PluginBase, public CallObserver, public StateOwner {
 public:
  void on_call_created(CallHandle call) noexcept override {
    if (Seen* seen = seen_of(call)) seen->created = true;
  }

  void on_call_changed(CallHandle call) noexcept override {
    if (Seen* seen = seen_of(call)) ++seen->changes;
  }

  void on_call_ended(CallHandle call, const Value* summary) noexcept override {
    CallInfo info;
    if (calls_->describe(call, &info) != Status::ok) return;
    std::string line(view(info.call_id));
    const Seen* seen = seen_of(call);
    line += seen != nullptr && seen->created ? " 1 " : " 0 ";
    line += std::to_string(seen != nullptr ? seen->changes : 0) + " ";
    line += std::string(get_text(summary, "termination", "?")) + " ";
    for (const Value& tag : children(find(summary, "tags"))) {
      if (line.back() != ' ') line += ',';
      line += view(tag.key);
    }
    const Value* rtp = find(find(summary, "totals"), "RTP");
    line += " rtp=" + std::to_string(get_integer(rtp, "packets")) + "/" +
            std::to_string(get_integer(rtp, "bytes")) + "\n";
    auto job = std::make_unique<WriteJob>(path_, std::move(line));
    if (loop_->run_blocking(job.get()) == Status::ok) {
      static_cast<void>(job.release());
    } else {
      log.write(LogLevel::warning, view(info.call_id), "a call detail record is lost");
    }
  }

  void release_state(void* state) noexcept override { delete static_cast<Seen*>(state); }

 private:
  void on_init() override {
    path_ = option("cdr-file");
    if (path_.empty()) throw std::runtime_error("the option cdr-file is missing");
    calls_ = need<CallsV1>();
    state_ = need<CallStateV1>();
    loop_ = need<LoopV1>();
    check(need<ObserversV1>()->add(this), "adding the observer");
  }

  /// Made if it is not there; null while the call ends without one.
  Seen* seen_of(CallHandle call) {
    if (void* kept = state_->get(call, no_index, no_index)) return static_cast<Seen*>(kept);
    auto made = std::make_unique<Seen>();
    if (state_->set(call, no_index, no_index, made.get(), this) != Status::ok) return nullptr;
    return made.release();
  }

  std::string path_;
  CallsV1* calls_ = nullptr;
  CallStateV1* state_ = nullptr;
  LoopV1* loop_ = nullptr;
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(Cdr, "cdr", "1.0", "GPL-3.0-or-later", "Writes call detail records",
                        kind_call_observer, kOptions, 1)
