// SPDX-License-Identifier: GPL-3.0-or-later
//
// The real daemon, as an operator runs it, on a host of the test's network.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ng_client.h"
#include "process.h"
#include "service_manager.h"

namespace rtpengine::harness {

/// The program that `make` built: $RTPENGINE_PROGRAM, or `rtpengine` in the folder $BUILDDIR, or in
/// the folder that this test was built in.
std::string daemon_program();

/// A module that was built for tests from tests/plugins/trial, by the plugin's name.
std::string trial_plugin(const std::string& name);

/// A module that counts what the program allocates that it is loaded into; see its source.
std::string allocation_counter();

/// Whether this build has a sanitizer: programs take longer then to come to their end.
bool has_sanitizer();

/// What a sanitizer wrote in this output; empty if nothing.
std::string sanitizer_report(const std::string& output);

/// A daemon in the foreground that listens for ng on port 2223 of the IPv4 address of its host.
class Daemon {
 public:
  static constexpr std::uint16_t kControlPort = 2223;

  /// Starts it and waits until it answers; `arguments` come after those that make it run here,
  /// which are `base_arguments()`. See ready().
  Daemon(const Host& host, const Host& proxy, const std::vector<std::string>& arguments);
  /// Starts it with `words` only, which make it listen as said above, or on another port.
  static std::unique_ptr<Daemon> with_words(const Host& host, const Host& proxy,
                                            std::vector<std::string> words,
                                            std::uint16_t control_port = kControlPort);

  /// Both addresses of the host as one interface, no configuration file, and the packet engine that
  /// $RTPENGINE_TEST_PACKET_ENGINE names, if it does. No socket outlives its call, so that tests
  /// can count them.
  static std::vector<std::string> base_arguments(const Host& host);

  /// It answers. If not, a test can do no better than to fail with output().
  bool ready() const { return ready_; }
  NgClient& ng() { return ng_; }
  const Address& control() const { return control_; }
  /// What it said if it could not have the packet engine it was told to for want of privileges;
  /// empty: nothing of the kind.
  std::string no_privileges() const;
  Process& process() { return process_; }
  std::string output() const { return process_.output(); }

  /// Sends the signal, and says what was wrong with the way it ended: late, with another status
  /// than 0, with a report of a sanitizer. Empty: nothing.
  std::string end(int signal_number = 15);

 private:
  struct Words {
    std::vector<std::string> words;
  };
  Daemon(const Host& host, const Host& proxy, Words words,
         std::uint16_t control_port = kControlPort);

  /// It is ready, and answers.
  bool wait_until_ready();

  WorkFolder folder_;
  ServiceManager manager_;
  Address control_;
  NgClient ng_;
  Process process_;
  bool ready_ = false;
};

/// Says what was wrong with the way a daemon ended that was just told to; empty: nothing.
std::string wait_for_good_end(Process& process);

}  // namespace rtpengine::harness
