// SPDX-License-Identifier: GPL-3.0-or-later
//
// All parts together, on loopback.
#include "app/engine.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <thread>

#include "support.h"
#include "tests/unit/loop/captured_log.h"
#include "tests/unit/net/test_net.h"

namespace rtpengine::app {
namespace {

using test::error_of;

Configuration configuration(std::vector<const char*> more = {}) {
  std::vector<const char*> arguments = {
      "-t", "-1", "-m", "30000", "-M", "30099", "--num-threads=2"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  if (more.empty()) arguments.insert(arguments.end(), {"-i", "127.0.0.1"});
  auto made = test::configure(arguments);
  EXPECT_TRUE(made) << made.error();
  return *made;
}

std::string path(const std::string& folder, const char* name) {
  return folder + "/rtpengine-" + name + ".so";
}

TEST(Engine, StartsAndStopsEverything) {
  plugin::Registry registry;
  ASSERT_TRUE(registry.add(path(TEST_GOOD_PLUGIN_DIR, "good"), true));
  Engine engine(registry);
  const auto started = engine.start(configuration(), {"good"});
  ASSERT_TRUE(started) << started.error();
  EXPECT_EQ(engine.workers().size(), 2u);
  EXPECT_TRUE(engine.packet_io_name() == "plain" || engine.packet_io_name() == "steered");
  EXPECT_EQ(engine.call_count(), 0u);
  EXPECT_EQ(registry.describe()[0].state, plugin::PluginState::started);
  engine.audit_ports();
  engine.stop();
  EXPECT_EQ(registry.describe()[0].state, plugin::PluginState::stopped);
  engine.stop();
}

TEST(Engine, HasThePacketEngineThatWasAskedFor) {
  plugin::Registry registry;
  Engine engine(registry);
  const auto started =
      engine.start(configuration({"--packet-engine=plain", "-i", "127.0.0.1"}), {});
  ASSERT_TRUE(started) << started.error();
  EXPECT_EQ(engine.packet_io_name(), "plain");
}

TEST(Engine, SaysAtStartWhyPacketsAreNotSteered) {
  // Without privileges; they can't be given back, so it has a thread of its own.
  std::thread([] {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct none[2] = {};
    ASSERT_EQ(syscall(SYS_capset, &header, none), 0);
    loop::CapturedLog log;
    plugin::Registry registry;
    {
      Engine engine(registry);
      const auto started = engine.start(configuration(), {});
      ASSERT_TRUE(started) << started.error();
      EXPECT_EQ(engine.packet_io_name(), "plain");
    }
    EXPECT_NE(
        log.take().find("packet I/O is plain; the steered engine, which costs less, can't be "
                        "used: creating the BPF map rtpengine_ports: Operation not permitted"),
        std::string::npos);
    Engine engine(registry);
    EXPECT_EQ(
        error_of(engine.start(configuration({"--packet-engine=steered", "-i", "127.0.0.1"}), {})),
        "the steered packet engine can't be used: creating the BPF map rtpengine_ports: "
        "Operation not permitted");
  }).join();
}

TEST(Engine, ARequiredPluginThatFailsUndoesTheStart) {
  plugin::Registry registry;
  ASSERT_TRUE(registry.add(path(TEST_GOOD_PLUGIN_DIR, "good"), true));
  ASSERT_TRUE(registry.add(path(TEST_BAD_PLUGIN_DIR, "failing-start"), true));
  Engine engine(registry);
  EXPECT_NE(error_of(engine.start(configuration(), {})).find("failing-start"), std::string::npos);
  EXPECT_TRUE(engine.workers().empty());
}

TEST(Engine, GoesOnWithoutAnOptionalPluginUnlessItMustRun) {
  {
    plugin::Registry registry;
    ASSERT_TRUE(registry.add(path(TEST_BAD_PLUGIN_DIR, "failing-start"), false));
    Engine engine(registry);
    EXPECT_TRUE(engine.start(configuration(), {}));
  }
  plugin::Registry registry;
  ASSERT_TRUE(registry.add(path(TEST_BAD_PLUGIN_DIR, "failing-start"), false));
  Engine engine(registry);
  loop::CapturedLog log;
  EXPECT_NE(error_of(engine.start(configuration(), {"failing-start"})).find("could not be started"),
            std::string::npos);
  EXPECT_EQ(log.take().find("goes on without it"), std::string::npos) << "it does not";
}

TEST(Engine, FailsWithoutTheKernelTableWhenThereIsNoFallback) {
  plugin::Registry registry;
  Engine engine(registry);
  EXPECT_NE(
      error_of(engine.start(configuration({"-i", "127.0.0.1", "-t", "63", "--no-fallback"}), {}))
          .find("no-fallback"),
      std::string::npos);
}

std::string fake_kernel() {
  return std::string(TEST_TRIAL_DIR) + "/fake-kernel/.libs/rtpengine-fake-kernel.so";
}

TEST(Engine, TakesTheKernelTableOfAPluginAndKeepsThePlugin) {
  plugin::Registry registry;
  ASSERT_TRUE(registry.add(fake_kernel(), true));
  Engine engine(registry);
  loop::CapturedLog log;
  ASSERT_TRUE(
      engine.start(configuration({"-i", "127.0.0.1", "--table=fake-kernel", "--no-fallback"}), {}));
  EXPECT_NE(log.take().find("forwarding streams through fake-kernel (plugin fake-kernel): "
                            "fake-kernel is configured"),
            std::string::npos);
  EXPECT_EQ(error_of(registry.unload("fake-kernel")),
            "plugin 'fake-kernel' cannot be unloaded while the daemon runs: it is the kernel table "
            "in use");
  EXPECT_NE(error_of(registry.reload("fake-kernel")).find("cannot be reloaded while"),
            std::string::npos);
  engine.stop();
  EXPECT_EQ(registry.describe()[0].state, plugin::PluginState::stopped);
}

TEST(Engine, LeavesATableThatIsNotNamedAlone) {
  plugin::Registry registry;
  ASSERT_TRUE(registry.add(fake_kernel(), true));
  Engine engine(registry);
  loop::CapturedLog log;
  ASSERT_TRUE(engine.start(configuration({"-i", "127.0.0.1", "--table=auto"}), {}));
  EXPECT_NE(log.take().find("all streams stay in user space (table: auto)"), std::string::npos);
  EXPECT_TRUE(registry.unload("fake-kernel"));
}

TEST(Engine, ATableThatNoPluginHasIsAnErrorWithoutAFallback) {
  plugin::Registry registry;
  ASSERT_TRUE(registry.add(fake_kernel(), true));
  Engine engine(registry);
  const std::string error = error_of(
      engine.start(configuration({"-i", "127.0.0.1", "--table=fake-kernal", "--no-fallback"}), {}));
  EXPECT_NE(
      error.find(
          "no plugin that is loaded has a back end 'fake-kernal'; there are: "
          "fake-kernel; did you mean 'fake-kernel'?; not starting because no-fallback is set"),
      std::string::npos)
      << error;
  EXPECT_TRUE(engine.workers().empty());
}

TEST(Engine, ReconfigureAddsInterfaces) {
  plugin::Registry registry;
  Engine engine(registry);
  ASSERT_TRUE(engine.start(configuration(), {}));
  std::size_t added = 99;
  ASSERT_TRUE(engine.reconfigure(configuration(), &added));
  EXPECT_EQ(added, 0u);
  ASSERT_TRUE(engine.reconfigure(configuration({"-i", "127.0.0.1", "-i", "b/127.0.0.2"}), &added));
  EXPECT_EQ(added, 1u);
}

TEST(Engine, NamesInterfacesWhoseAddressThisMachineLacks) {
  const net::IpAddress foreign = net::test::ip("192.0.2.77");
  if (net::test::PeerSocket({foreign, 0}))
    GTEST_SKIP() << "this machine lets programs bind any address";
  loop::CapturedLog log;
  plugin::Registry registry;
  Engine engine(registry);
  const char* const kFloating = "interface 'floating': address 192.0.2.77 is not an address of";
  ASSERT_TRUE(
      engine.start(configuration({"-i", "here/127.0.0.1", "-i", "floating/192.0.2.77"}), {}))
      << "the address may come later";
  const std::string text = log.take();
  EXPECT_NE(text.find(kFloating), std::string::npos) << text;
  EXPECT_EQ(text.find("interface 'here'"), std::string::npos) << text;
  std::size_t added = 0;
  ASSERT_TRUE(engine.reconfigure(configuration({"-i", "here/127.0.0.1"}), &added));
  EXPECT_NE(log.take().find(kFloating), std::string::npos) << "also when it is read again";
}

TEST(Engine, ReconfigureRefusesAChangedAdvertisedAddress) {
  plugin::Registry registry;
  Engine engine(registry);
  ASSERT_TRUE(engine.start(configuration(), {}));
  std::size_t added = 0;
  EXPECT_FALSE(engine.reconfigure(configuration({"-i", "127.0.0.1!192.0.2.1"}), &added));
}

}  // namespace
}  // namespace rtpengine::app
