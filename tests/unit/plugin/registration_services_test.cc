// SPDX-License-Identifier: GPL-3.0-or-later
//
// What a plugin may register, and what is refused.
#include "plugin/registration_services.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::HasSubstr;

/// Objects that are registered and never called.
struct Provider final : CommandProvider {
  Status on_command(Command*) noexcept override { return Status::failed; }
};
struct Feature final : NegotiationFeature {
  Status on_received(Negotiation*) noexcept override { return Status::failed; }
  Status on_outgoing(Negotiation*) noexcept override { return Status::failed; }
};
struct Stages final : StageProvider {
  std::uint32_t wants(const StreamInfo*) noexcept override { return 0; }
  Stage* attach(const StreamInfo*, StageOutput*) noexcept override { return nullptr; }
  void detach(Stage*) noexcept override {}
};
struct Handler final : PacketHandler {
  PacketVerdict on_packet(const StreamRef*, const Packet*, const Endpoint*,
                          PacketReplier*) noexcept override {
    return PacketVerdict::pass;
  }
};
struct Observer final : CallObserver {
  void on_call_created(CallHandle) noexcept override {}
  void on_call_changed(CallHandle) noexcept override {}
  void on_call_ended(CallHandle, const Value*) noexcept override {}
};
struct Reporter final : MediaReporter {
  void report(CallHandle, std::uint32_t, std::uint32_t, MediaReport*) noexcept override {}
};
struct Watcher final : PathObserver {
  void on_path_changed(const StreamRef*) noexcept override {}
};

struct Codec final : StateCodec {
  Status save_state(const StatePlace*, void*, ValueWriter*) noexcept override {
    return Status::failed;
  }
  Status restore_state(const StatePlace*, const Value*, std::uint32_t) noexcept override {
    return Status::failed;
  }
};

class OtherPlugins final : public RegistrationBook {
 public:
  std::vector<const Registrations*> others() const override { return {&theirs}; }
  Registrations theirs;
};

class RegistrationServicesTest : public testing::Test {
 protected:
  std::uint64_t faults() const { return desk_.plugin()->faults(); }

  OtherPlugins book_;
  RegistrationDesk desk_{std::make_shared<const base::PluginCopy>("mine"), &book_};
  CommandProvidersService commands_{desk_};
  FeaturesService features_{desk_};
  StagesService stages_{desk_};
  PacketHandlersService handlers_{desk_};
  ObserversService observers_{desk_};
  StateTransferService state_transfer_{desk_};
  Provider provider_;
  Feature feature_;
  Stages provider_of_stages_;
  Handler handler_;
  Observer observer_;
  ReportsService reports_{desk_};
  PathObserversService path_observers_{desk_};
  Reporter reporter_;
  Watcher watcher_;
  Codec codec_;
};

const CommandSpec kPlay{"play media", "Plays", CommandScope::call, 0};

TEST_F(RegistrationServicesTest, KeepsWhatIsWellFormed) {
  const StageSpec stage{"tap", StagePosition::tap, StageKernelUse::not_needed, stage_rtcp, 0};
  EXPECT_EQ(commands_.add(&kPlay, &provider_), Status::ok);
  EXPECT_EQ(stages_.add(&stage, &provider_of_stages_), Status::ok);
  EXPECT_EQ(handlers_.add(PacketKind::stun, &handler_), Status::ok);
  EXPECT_EQ(observers_.add(&observer_), Status::ok);
  EXPECT_EQ(desk_.mine().calls->commands.front().object, &provider_);
  EXPECT_EQ(desk_.mine().calls->stages.front().spec, &stage);
  EXPECT_EQ(desk_.mine().calls->handlers.front().first, PacketKind::stun);
  EXPECT_EQ(desk_.mine().calls->observers.front().plugin, desk_.plugin());
  EXPECT_EQ(faults(), 0u);
}

TEST_F(RegistrationServicesTest, AnObserverIsRegisteredOnce) {
  EXPECT_EQ(observers_.add(&observer_), Status::ok);
  EXPECT_EQ(observers_.add(&observer_), Status::exists);
  EXPECT_EQ(desk_.mine().calls->observers.size(), 1u);
  EXPECT_EQ(faults(), 1u);
}

TEST_F(RegistrationServicesTest, ReportersAndObserversOfPathsAreRegisteredOnce) {
  EXPECT_EQ(reports_.add(&reporter_), Status::ok);
  EXPECT_EQ(path_observers_.add(&watcher_), Status::ok);
  EXPECT_EQ(desk_.mine().calls->reporters.front().object, &reporter_);
  EXPECT_EQ(desk_.mine().calls->path_observers.front().object, &watcher_);
  EXPECT_EQ(faults(), 0u);
  EXPECT_EQ(reports_.add(&reporter_), Status::exists);
  EXPECT_EQ(path_observers_.add(&watcher_), Status::exists);
  EXPECT_EQ(reports_.add(nullptr), Status::invalid);
  EXPECT_EQ(path_observers_.add(nullptr), Status::invalid);
  EXPECT_EQ(faults(), 4u);
  EXPECT_FALSE(desk_.mine().calls->empty()) << "calls hold the plugin";
}

TEST_F(RegistrationServicesTest, ACommandOfTheHostIsTaken) {
  const CommandSpec spec{"query", "Queries", CommandScope::call, 0};
  EXPECT_EQ(commands_.add(&spec, &provider_), Status::exists);
  EXPECT_EQ(faults(), 1u);
}

TEST_F(RegistrationServicesTest, ACommandOfAnotherPluginIsTaken) {
  call::CommandExtension theirs;
  theirs.spec = &kPlay;
  book_.theirs.calls->commands.push_back(theirs);
  EXPECT_EQ(commands_.add(&kPlay, &provider_), Status::exists);
}

TEST_F(RegistrationServicesTest, FlagsAreTheSameInAnySpelling) {
  const char* const theirs[] = {"my_flag"};
  const char* const mine[] = {"my flag"};
  const FeatureSpec other{"other", FeaturePhase::codec, 0, 1, 0, nullptr, theirs};
  const FeatureSpec spec{"own", FeaturePhase::codec, 0, 1, 0, nullptr, mine};
  call::FeatureExtension extension;
  extension.spec = &other;
  book_.theirs.calls->features.push_back(extension);
  EXPECT_EQ(features_.add(&spec, &feature_), Status::exists);
}

TEST_F(RegistrationServicesTest, RefusesWhatIsNotWellDescribed) {
  const CommandSpec nameless{"", "", CommandScope::call, 0};
  const CommandSpec reserved{"x", "", CommandScope::call, 7};
  const FeatureSpec no_keys{"x", FeaturePhase::codec, 1, 0, 0, nullptr, nullptr};
  const StageSpec nowhere{"x", static_cast<StagePosition>(9), StageKernelUse::not_needed, 0, 0};
  EXPECT_EQ(commands_.add(&nameless, &provider_), Status::invalid);
  EXPECT_EQ(commands_.add(&reserved, &provider_), Status::invalid);
  EXPECT_EQ(commands_.add(nullptr, &provider_), Status::invalid);
  EXPECT_EQ(features_.add(&no_keys, &feature_), Status::invalid);
  EXPECT_EQ(stages_.add(&nowhere, &provider_of_stages_), Status::invalid);
  EXPECT_EQ(handlers_.add(PacketKind::rtp, &handler_), Status::invalid);
  EXPECT_EQ(observers_.add(nullptr), Status::invalid);
}

TEST_F(RegistrationServicesTest, ACodecIsOfferedOnceByEachPlugin) {
  book_.theirs.calls->codec = &codec_;
  EXPECT_EQ(state_transfer_.offer(nullptr, 1), Status::invalid);
  EXPECT_EQ(state_transfer_.offer(&codec_, 7), Status::ok);
  EXPECT_EQ(desk_.mine().calls->codec, &codec_);
  EXPECT_EQ(desk_.mine().calls->codec_version, 7u);
  EXPECT_TRUE(desk_.mine().calls->empty()) << "calls need not hold a plugin for that";
  EXPECT_EQ(state_transfer_.offer(&codec_, 8), Status::exists);
  EXPECT_EQ(desk_.mine().calls->codec_version, 7u);
  EXPECT_EQ(faults(), 2u);
}

TEST_F(RegistrationServicesTest, RefusesWhatComesAfterInit) {
  desk_.close();
  EXPECT_EQ(state_transfer_.offer(&codec_, 1), Status::invalid);
  EXPECT_EQ(observers_.add(&observer_), Status::invalid);
  EXPECT_TRUE(desk_.mine().calls->observers.empty());
  EXPECT_EQ(reports_.add(&reporter_), Status::invalid);
  EXPECT_EQ(path_observers_.add(&watcher_), Status::invalid);
}

}  // namespace
}  // namespace rtpengine::plugin
