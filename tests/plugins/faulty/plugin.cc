// SPDX-License-Identifier: GPL-3.0-or-later
//
// Does in its one command what plugins should not do, so that tests see what the host does then.
#include <chrono>
#include <string_view>
#include <thread>

#include <rtpengine/author.h>
#include <rtpengine/command_provider.h>

namespace {

using rtpengine::LogLevel;
using rtpengine::Status;

constexpr rtpengine::CommandSpec kMisbehave{"misbehave", "Fails in the way that `how` names",
                                            rtpengine::CommandScope::daemon, 0};

class FaultyPlugin final : public rtpengine::author::PluginBase, public rtpengine::CommandProvider {
 public:
  Status on_command(rtpengine::Command* command) noexcept override {
    return rtpengine::author::guard(
        [&] { return misbehave(command); },
        [&](std::string_view why) { command->fail(rtpengine::slice(why)); });
  }

 private:
  void on_init() override {
    check(need<rtpengine::CommandProvidersV1>()->add(&kMisbehave, this), "adding a command");
  }

  static Status misbehave(rtpengine::Command* command) {
    const std::string_view how = rtpengine::get_text(command->arguments(), "how");
    if (how == "throw") throw std::runtime_error("thrown inside of the plugin");
    if (how == "block") std::this_thread::sleep_for(std::chrono::milliseconds(150));
    return how == "silent" ? Status::failed : Status::ok;
  }
};

}  // namespace

RTPENGINE_DEFINE_PLUGIN(FaultyPlugin, "faulty", "1.0", "GPL-3.0-or-later", "Misbehaves",
                        rtpengine::kind_command_provider)
