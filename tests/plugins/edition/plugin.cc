// SPDX-License-Identifier: GPL-3.0-or-later
//
// A plugin in three editions, built from this file, for tests of reloading: it tells which one
// answers. The third edition does not start.
#include <string>

#include <rtpengine/author.h>
#include <rtpengine/command_provider.h>

#include "../good/probe.h"

namespace {

using rtpengine::CommandScope;
using rtpengine::CommandSpec;
using rtpengine::Status;

constexpr CommandSpec kEdition{"edition", "Which edition is in use", CommandScope::daemon, 0};
constexpr rtpengine::OptionSpec kOptions[] = {
    {"edition-word",
     "plain",
     "WORD",
     "A word",
     rtpengine::OptionType::text,
     rtpengine::option_live,
     0,
     {}},
    {"edition-place", "here", "PLACE", "A place", rtpengine::OptionType::text, 0, 0, {}},
};
constexpr CommandSpec kOfCall{"edition of call", "Which edition a call has", CommandScope::call, 0};

class EditionPlugin final : public rtpengine::author::PluginBase,
                            public rtpengine::CommandProvider {
 public:
  ~EditionPlugin() override { note("destroy"); }

  Status on_command(rtpengine::Command* command) noexcept override {
    command->reply()->integer(rtpengine::slice("edition"), EDITION);
    command->reply()->text(rtpengine::slice("options"), rtpengine::slice(options_));
    return Status::ok;
  }

 private:
  void on_init() override {
    probe_ = ask<rtpengine::test::Probe>();
    options_ = option("edition-word") + " " + option("edition-place");
    auto* commands = need<rtpengine::CommandProvidersV1>();
    check(commands->add(&kEdition, this), "adding a command");
    check(commands->add(&kOfCall, this), "adding a command");
    note("init");
  }

  void on_start() override {
    if (EDITION == 3) throw std::runtime_error("this edition does not start");
    note("start");
  }

  void on_stop() override { note("stop"); }

  void note(const char* step) const {
    if (probe_ == nullptr) return;
    probe_->note(("edition " + std::to_string(EDITION) + " " + step).c_str());
  }

  rtpengine::test::Probe* probe_ = nullptr;
  std::string options_;
};

#define TEXT_OF(number) #number
#define VERSION(edition) TEXT_OF(edition) ".0"

}  // namespace

RTPENGINE_DEFINE_PLUGIN(EditionPlugin, "edition", VERSION(EDITION), "GPL-3.0-or-later",
                        "Tells its edition", rtpengine::kind_command_provider, kOptions, 2)
