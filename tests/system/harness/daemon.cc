// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon.h"

#include <cstdlib>

namespace rtpengine::harness {
namespace {

#ifndef __has_feature
#define __has_feature(feature) 0
#endif

/// An orderly end takes no longer than this, also on a machine that has other things to do.
constexpr Milliseconds kLongestEnd{10'000};

std::vector<std::string> joined(std::vector<std::string> first,
                                const std::vector<std::string>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

std::string build_folder() {
  const char* folder = std::getenv("BUILDDIR");
  return folder != nullptr ? folder : RTPENGINE_BUILD_DIR;
}

}  // namespace

std::string daemon_program() {
  if (const char* program = std::getenv("RTPENGINE_PROGRAM")) return program;
  return build_folder() + "/rtpengine";
}

std::string trial_plugin(const std::string& name) {
  return build_folder() + "/tests/plugins/trial/.libs/rtpengine-" + name + ".so";
}

std::string allocation_counter() {
  return build_folder() + "/tests/system/harness/.libs/count-allocations.so";
}

bool has_sanitizer() {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
  return true;
#else
  return false;
#endif
}

std::string sanitizer_report(const std::string& output) {
  for (const char* mark : {"Sanitizer", "runtime error:"}) {
    const std::size_t at = output.find(mark);
    if (at != std::string::npos) return output.substr(output.rfind('\n', at) + 1, 4000);
  }
  return {};
}

std::vector<std::string> Daemon::base_arguments(const Host& host) {
  const std::string control = host.ip4() + ":" + std::to_string(kControlPort);
  std::vector<std::string> arguments = {"--config-file=none",
                                        "--foreground",
                                        "--log-stderr",
                                        "--table=-1",
                                        "--keep-sockets=0",
                                        "--interface=" + host.ip4(),
                                        "--interface=" + host.ip6(),
                                        "--listen-ng=" + control};
  if (const char* engine = std::getenv("RTPENGINE_TEST_PACKET_ENGINE"))
    arguments.push_back("--packet-engine=" + std::string(engine));
  return arguments;
}

Daemon::Daemon(const Host& host, const Host& proxy, const std::vector<std::string>& arguments)
    : Daemon(host, proxy, Words{joined(base_arguments(host), arguments)}) {}

std::unique_ptr<Daemon> Daemon::with_words(const Host& host, const Host& proxy,
                                           std::vector<std::string> words,
                                           std::uint16_t control_port) {
  return std::unique_ptr<Daemon>(new Daemon(host, proxy, Words{std::move(words)}, control_port));
}

Daemon::Daemon(const Host& host, const Host& proxy, Words words, std::uint16_t control_port)
    : manager_(folder_.path("notify")), control_(host.ip4(), control_port), ng_(proxy, control_) {
  Command command;
  command.words =
      joined({"env", "NOTIFY_SOCKET=" + manager_.path(), daemon_program()}, words.words);
  command.log = folder_.path("log");
  command.netns = host.netns().fd();
  command.folder = folder_.path("");
  process_ = Process(command);
  wait_until([&] {
    ready_ = wait_until_ready();
    return ready_ || !process_.running();
  });
}

/// It answers at the first listener before it has opened the last, and says that it is ready before
/// it has closed the socket that it says so by. Its main thread answers when all of that is done.
/// Other programs may not say when they are ready.
bool Daemon::wait_until_ready() {
  constexpr Milliseconds kStep{1000};
  if (std::getenv("RTPENGINE_PROGRAM") != nullptr) return ng_.wait_for_pong(kStep);
  return manager_.wait_for_ready(kStep) && ng_.wait_for_pong(kStep) &&
         ng_.ask("plugins")["result"].text() == "ok";
}

std::string Daemon::no_privileges() const {
  const std::string text = output();
  const std::size_t at = text.find("the steered packet engine can't be used");
  if (at == std::string::npos) return {};
  const std::string line = text.substr(at, text.find('\n', at) - at);
  for (const char* excuse : {"Operation not permitted", "Function not implemented"})
    if (line.find(excuse) != std::string::npos) return line;
  return {};
}

std::string Daemon::end(int signal_number) {
  process_.signal(signal_number);
  return wait_for_good_end(process_);
}

std::string wait_for_good_end(Process& process) {
  const auto told = Clock::now();
  const auto status = process.wait();
  const auto took = std::chrono::duration_cast<Milliseconds>(Clock::now() - told);
  std::string problems;
  if (!status) problems += "it did not end\n";
  if (status.value_or(0) != 0) problems += "its status was " + std::to_string(*status) + "\n";
  if (took > kLongestEnd) problems += "it took " + std::to_string(took.count()) + " ms\n";
  problems += sanitizer_report(process.output());
  if (!problems.empty()) problems += "\n" + process.output();
  return problems;
}

}  // namespace rtpengine::harness
