// SPDX-License-Identifier: GPL-3.0-or-later
//
// A trial of command providers: notes that a client takes about a call.
//
// `note` adds one, `read notes` lists them, `save notes` writes them to a file by the blocking pool
// and answers when that is done, `lend notes` never answers, `count notes` counts those of all
// calls. Without a text `note` is the client's error; the text `blot` is the plugin's own.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <rtpengine/author.h>
#include <rtpengine/calls.h>
#include <rtpengine/command_provider.h>
#include <rtpengine/loop.h>

namespace {

using namespace rtpengine;

using Notes = std::vector<std::string>;

/// Writes one file on a thread that may block, then finishes the command.
class SaveJob final : public Job {
 public:
  SaveJob(Command* command, std::string path, std::string text)
      : command_(command), path_(std::move(path)), text_(std::move(text)) {}

  void run() noexcept override {
    const std::unique_ptr<SaveJob> self(this);
    const int fd = open(path_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, text_.data(), text_.size()) != static_cast<ssize_t>(text_.size())) {
      command_->fail(slice("the notes could not be written"));
    } else {
      command_->reply()->integer(slice("bytes"), static_cast<int64_t>(text_.size()));
    }
    if (fd >= 0) close(fd);
    command_->finish();
  }

 private:
  Command* const command_;
  const std::string path_;
  const std::string text_;
};

class Notebook final : public author::PluginBase, public StateOwner {
 public:
  void release_state(void* state) noexcept override {
    const std::unique_ptr<Notes> notes(static_cast<Notes*>(state));
    count_ -= static_cast<int64_t>(notes->size());
  }

 private:
  using Handler = Status (Notebook::*)(Command*);

  /// One command, answered by a member function that may throw.
  class Provider final : public CommandProvider {
   public:
    Provider(Notebook* notebook, Handler handler) : notebook_(notebook), handler_(handler) {}
    Status on_command(Command* command) noexcept override {
      return author::guard([&] { return (notebook_->*handler_)(command); },
                           [&](std::string_view text) { command->fail(slice(text)); });
    }

   private:
    Notebook* const notebook_;
    const Handler handler_;
  };

  void on_init() override {
    state_ = need<CallStateV1>();
    loop_ = need<LoopV1>();
    auto* commands = need<CommandProvidersV1>();
    check(commands->add(&kNote, &note_), "adding a command");
    check(commands->add(&kRead, &read_), "adding a command");
    check(commands->add(&kSave, &save_), "adding a command");
    check(commands->add(&kLend, &lend_), "adding a command");
    check(commands->add(&kCount, &count_notes_), "adding a command");
  }

  Status note(Command* command) {
    const auto text = get_text(command->arguments(), "text");
    if (text.empty()) throw std::runtime_error("No text in message");
    if (text == "blot") return Status::failed;
    Notes* notes = notes_of(command->call());
    if (notes == nullptr) {
      notes = new Notes;
      check(state_->set(command->call(), no_index, no_index, notes, this), "keeping the notes");
    }
    notes->emplace_back(text);
    ++count_;
    command->reply()->integer(slice("notes"), static_cast<int64_t>(notes->size()));
    return Status::ok;
  }

  Status read(Command* command) {
    command->reply()->begin_list(slice("notes"));
    if (const Notes* notes = notes_of(command->call())) {
      for (const std::string& note : *notes) command->reply()->text({}, slice(note));
    }
    command->reply()->end();
    return Status::ok;
  }

  Status save(Command* command) {
    std::string text;
    if (const Notes* notes = notes_of(command->call())) {
      for (const std::string& note : *notes) text += note + "\n";
    }
    const std::string path(get_text(command->arguments(), "file"));
    auto job = std::make_unique<SaveJob>(command, path, std::move(text));
    if (loop_->run_blocking(job.get()) != Status::ok) throw std::runtime_error("too busy to write");
    job.release();
    return Status::pending;
  }

  Status lend(Command*) { return Status::pending; }

  Status count_notes(Command* command) {
    command->reply()->integer(slice("notes"), count_);
    return Status::ok;
  }

  Notes* notes_of(CallHandle call) {
    return static_cast<Notes*>(state_->get(call, no_index, no_index));
  }

  static constexpr CommandSpec kNote = {"note", "Notes a text about a call", CommandScope::call, 0};
  static constexpr CommandSpec kRead = {"read notes", "Lists the notes", CommandScope::call, 0};
  static constexpr CommandSpec kSave = {"save notes", "Writes them down", CommandScope::call, 0};
  static constexpr CommandSpec kLend = {"lend notes", "Never answers", CommandScope::daemon, 0};
  static constexpr CommandSpec kCount = {"count notes", "Counts all", CommandScope::daemon, 0};

  Provider note_{this, &Notebook::note};
  Provider read_{this, &Notebook::read};
  Provider save_{this, &Notebook::save};
  Provider lend_{this, &Notebook::lend};
  Provider count_notes_{this, &Notebook::count_notes};
  CallStateV1* state_ = nullptr;
  LoopV1* loop_ = nullptr;
  std::atomic<int64_t> count_{0};
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(Notebook, "notebook", "1.0", "GPL-3.0-or-later", "Notes about calls",
                        kind_command_provider)
