// SPDX-License-Identifier: GPL-3.0-or-later
//
// Settings made from options.
#include "app/configuration.h"

#include <sched.h>
#include <syslog.h>

#include "support.h"

namespace rtpengine::app {
namespace {

using test::configure;
using test::error_of;

TEST(Configuration, HasTheDocumentedDefaults) {
  const auto made = configure({"-i", "127.0.0.1"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->calls.timeout, 60 * base::kSecond);
  EXPECT_EQ(made->calls.silent_timeout, 3600 * base::kSecond);
  EXPECT_EQ(made->calls.offer_timeout, 3600 * base::kSecond);
  EXPECT_EQ(made->calls.final_timeout, 0);
  EXPECT_EQ(made->calls.delete_delay, 30 * base::kSecond);
  EXPECT_FALSE(made->calls.max_sessions);
  EXPECT_FALSE(made->calls.max_load);
  EXPECT_FALSE(made->calls.max_bandwidth);
  EXPECT_EQ(made->calls.endpoint_learning, media::LearningMode::safe);
  EXPECT_EQ(made->ports, (net::PortRange{30000, 40000}));
  EXPECT_EQ(made->table.kind, kernel::TableChoice::Kind::automatic);
  EXPECT_EQ(made->batch_delay, base::kMillisecond);
  EXPECT_EQ(made->packet_engine, net::EngineChoice::automatic);
  EXPECT_EQ(made->port_rate_limit, 10000u);
  EXPECT_EQ(made->command_timeout, 10 * base::kSecond);
  EXPECT_FALSE(made->foreground);
  EXPECT_GE(made->num_threads, 1u);
  EXPECT_EQ(made->log.level, LogLevel::info);
  EXPECT_EQ(made->log.facility, LOG_DAEMON);
  EXPECT_EQ(made->log.facility_cdr, -1);
}

TEST(Configuration, TakesTheStartLineOfTheManual) {
  const auto made = configure({"--table=0", "--interface=10.64.73.31",
                               "--interface=2001:db8::4f3:3d", "--listen-ng=127.0.0.1:2223",
                               "--tos=184", "--pidfile=/run/rtpengine.pid", "--no-fallback"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->table.kind, kernel::TableChoice::Kind::module);
  EXPECT_EQ(made->table.number, 0u);
  ASSERT_EQ(made->interfaces.size(), 2u);
  EXPECT_EQ(made->interfaces[1].address.to_string(), "2001:db8::4f3:3d");
  EXPECT_EQ(made->calls.tos, 184);
  EXPECT_EQ(made->pidfile, "/run/rtpengine.pid");
  EXPECT_TRUE(made->no_fallback);
}

TEST(Configuration, TakesShortOptions) {
  const auto made = configure({"-t", "-1", "-i", "127.0.0.1", "-n", "2223", "-m", "40000", "-M",
                               "40100", "-fE", "-o", "7", "-d", "0", "-L", "7"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->table.kind, kernel::TableChoice::Kind::none);
  EXPECT_TRUE(made->foreground);
  EXPECT_TRUE(made->log.to_stderr);
  EXPECT_EQ(made->log.level, LogLevel::debug);
  EXPECT_EQ(made->ports, (net::PortRange{40000, 40100}));
  EXPECT_EQ(made->calls.timeout, 7 * base::kSecond);
  EXPECT_EQ(made->calls.delete_delay, 0);
}

TEST(Configuration, NeedsAnInterface) {
  EXPECT_EQ(error_of(configure({"--listen-ng=2223"})), "Missing option --interface");
}

TEST(Configuration, ALogLineHasRoomForSomething) {
  const auto with_length = [](const char* option) {
    return configure({"-i", "127.0.0.1", option});
  };
  EXPECT_EQ(with_length("--max-log-line-length=0")->log.max_line, 0u);
  EXPECT_EQ(with_length("--max-log-line-length=100")->log.max_line, 100u);
  EXPECT_EQ(
      error_of(with_length("--max-log-line-length=99")),
      "command line: --max-log-line-length: '99' is too short: the least is 100, or 0 for the "
      "default");
}

TEST(Configuration, NamesTheOriginOfAWrongInterface) {
  EXPECT_EQ(error_of(configure({}, "core:\n  interface: [0.0.0.0]\n"))
                .find("test.yaml:2: core.interface: Invalid interface specification: '0.0.0.0'"),
            0u);
}

TEST(Configuration, GivesAnInterfaceItsOwnPorts) {
  const auto made = configure({}, R"(
core:
  interface:
    - 127.0.0.1
    - {name: "rr:1", address: 127.0.0.2, advertised: 192.0.2.1, port-min: 41000, port-max: 41999}
    - {name: half, address: 127.0.0.3, port-max: 31999}
)");
  ASSERT_TRUE(made) << made.error();
  EXPECT_FALSE(made->interfaces[0].ports);
  EXPECT_EQ(made->interfaces[1].name, "rr:1");
  EXPECT_EQ(made->interfaces[1].advertised.to_string(), "192.0.2.1");
  EXPECT_EQ(made->interfaces[1].ports, (net::PortRange{41000, 41999}));
  EXPECT_EQ(made->interfaces[2].ports, (net::PortRange{30000, 31999}));
}

TEST(Configuration, RefusesPortRangesWithoutAPair) {
  EXPECT_EQ(
      error_of(configure({"-i", "127.0.0.1", "-m", "40000", "-M", "30000"})),
      "command line: -M: the ports 40000-30000 hold no pair of an even port and the next one");
  EXPECT_FALSE(configure({"-i", "127.0.0.1", "-m", "30001", "-M", "30002"}));
  EXPECT_TRUE(configure({"-i", "127.0.0.1", "-m", "30000", "-M", "30001"}));
  EXPECT_FALSE(configure({"-i", "127.0.0.1", "-m", "65535", "-M", "65535"}));
  EXPECT_EQ(error_of(configure({}, "core:\n  interface: {address: 127.0.0.1, port-min: 70000}\n")),
            "test.yaml:2: core.interface: port-min: '70000' is not a port (1 to 65535)");
}

TEST(Configuration, ZeroSwitchesLimitsOffButDrainsSessions) {
  const auto made = configure(
      {"-i", "127.0.0.1", "--max-sessions=0", "--max-load=0", "--max-cpu=0", "--max-bandwidth=0"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->calls.max_sessions, 0u);
  EXPECT_FALSE(made->calls.max_load);
  EXPECT_FALSE(made->calls.max_cpu);
  EXPECT_FALSE(made->calls.max_bandwidth);
}

TEST(Configuration, TakesLimits) {
  const auto made = configure({"-i", "127.0.0.1", "--max-sessions=10", "--max-load=1.5",
                               "--max-cpu=90", "--max-bandwidth=1000"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->calls.max_sessions, 10u);
  EXPECT_EQ(made->calls.max_load, 1.5);
  EXPECT_EQ(made->calls.max_cpu, 90);
  EXPECT_EQ(made->calls.max_bandwidth, 1000u);
  EXPECT_EQ(error_of(configure({"-i", "127.0.0.1", "--max-load=-1"})),
            "command line: --max-load: must not be negative");
}

TEST(Configuration, TakesAddressesThatMediaMayGoTo) {
  const auto made =
      configure({"-i", "127.0.0.1", "--allow-media-to=127.0.0.1", "--allow-media-to=::1"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->calls.allow_media_to.size(), 2u);
  EXPECT_EQ(error_of(configure({"-i", "127.0.0.1", "--allow-media-to=host"})),
            "command line: --allow-media-to: 'host' is not a numeric IP address");
}

TEST(Configuration, KnowsWhereControlProtocolsListen) {
  const auto made =
      configure({"-i", "127.0.0.1", "--listen-ng=127.0.0.1:2223", "--listen-ng=2224"});
  ASSERT_TRUE(made) << made.error();
  ASSERT_EQ(made->calls.control_endpoints.size(), 2u);
  EXPECT_EQ(made->calls.control_endpoints[0].to_string(), "127.0.0.1:2223");
  EXPECT_EQ(made->calls.control_endpoints[1].port, 2224);
}

TEST(Configuration, TakesLogSettings) {
  const auto made = configure({"-i", "127.0.0.1"}, R"(
log: {level: 4, facility: local0, facility-cdr: local1, format: parsable, json: yes,
      timestamps: no, mark-prefix: "<", mark-suffix: ">", srtp-keys: yes, max-line-length: 200}
)");
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->log.level, LogLevel::warning);
  EXPECT_EQ(made->log.facility, LOG_LOCAL0);
  EXPECT_EQ(made->log.facility_cdr, LOG_LOCAL1);
  EXPECT_TRUE(made->log.parsable);
  EXPECT_TRUE(made->log.json);
  EXPECT_FALSE(made->log.timestamps);
  EXPECT_EQ(made->log.mark_prefix, "<");
  EXPECT_EQ(made->log.mark_suffix, ">");
  EXPECT_TRUE(made->log.srtp_keys);
  EXPECT_EQ(made->log.max_line, 200u);
}

TEST(Configuration, ChecksPriorityAgainstPolicy) {
  const auto made = configure({"-i", "127.0.0.1", "--scheduling=fifo", "--priority=10"});
  ASSERT_TRUE(made) << made.error();
  EXPECT_EQ(made->worker_scheduling.policy, SCHED_FIFO);
  EXPECT_EQ(made->worker_scheduling.priority, 10);
  EXPECT_EQ(error_of(configure({"-i", "127.0.0.1", "--scheduling=rr", "--priority=-5"})),
            "command line: --priority: priority -5 does not fit policy rr: 1 to 99 are allowed");
}

TEST(Configuration, RefusesATableThatIsNone) {
  EXPECT_EQ(error_of(configure({"-i", "127.0.0.1", "--table=64"})).find("command line: --table: "),
            0u);
}

/// What there is to say about the listeners of this command line when no plugin is loaded.
base::Result<ListenerRemarks> without_plugins(const std::vector<const char*>& arguments,
                                              bool foreign_plugins = false) {
  const OptionCatalog catalog;
  std::vector<std::string> warnings;
  const auto given = parse_command_line(arguments, catalog, UnknownOptions::refuse);
  auto options = EffectiveOptions::merge(catalog, {}, *given, &warnings);
  return ensure_control_listener(*options, foreign_plugins);
}

TEST(ControlListener, NgListensLocallyWhenNothingIsConfigured) {
  auto options = test::merge({"-i", "127.0.0.1"});
  const auto remarks = ensure_control_listener(*options, false);
  ASSERT_TRUE(remarks);
  EXPECT_EQ(remarks->note, "no control listener is configured, ng listens on 127.0.0.1:2223");
  EXPECT_EQ(remarks->warning, "");
  EXPECT_EQ(options->plugin_values().at("ng").at("listen-ng").front().text, "127.0.0.1:2223");
}

TEST(ControlListener, LeavesAConfiguredListenerAlone) {
  auto options = test::merge({"--listen-ng=5000"});
  const auto remarks = ensure_control_listener(*options, false);
  ASSERT_TRUE(remarks);
  EXPECT_EQ(remarks->note, "");
  EXPECT_EQ(remarks->warning, "");
  EXPECT_EQ(options->text("listen-ng"), "5000");
}

TEST(ControlListener, OfAPluginThatIsAbsentIsAWarning) {
  const auto remarks = without_plugins({"--listen-ng=5000", "--listen-tcp=6000"});
  ASSERT_TRUE(remarks) << remarks.error();
  EXPECT_EQ(remarks->warning,
            "nobody can signal calls: plugins ng (option listen-ng) and mediaproxy (option "
            "listen-tcp) are not loaded");
  EXPECT_EQ(without_plugins({"-n", "5000"})->warning,
            "nobody can signal calls: plugin ng (option listen-ng) is not loaded");
  EXPECT_EQ(without_plugins({"-n", "5000"}, true)->warning, "") << "somebody may";
}

TEST(ControlListener, IsMissingWithoutAControlPlugin) {
  EXPECT_EQ(error_of(without_plugins({})),
            "no control protocol plugin is loaded, such as ng: nobody could signal calls");
  EXPECT_TRUE(without_plugins({}, true));
}

}  // namespace
}  // namespace rtpengine::app
