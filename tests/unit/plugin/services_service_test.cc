// SPDX-License-Identifier: GPL-3.0-or-later
//
// Services between plugins: offered once, found by others, and held by whoever uses them.
#include "plugin/services_service.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "support.h"

namespace rtpengine::plugin {
namespace {

using testing::HasSubstr;

class OtherPlugins final : public RegistrationBook {
 public:
  std::vector<const Registrations*> others() const override { return {&theirs}; }
  Registrations theirs;
};

class ServicesServiceTest : public testing::Test {
 protected:
  void offer(const char* id) { book_.theirs.services.push_back({id, &their_service_, other_}); }

  std::shared_ptr<const base::PluginCopy> other_ = std::make_shared<base::PluginCopy>("other");
  OtherPlugins book_;
  RegistrationDesk desk_{std::make_shared<const base::PluginCopy>("mine"), &book_};
  ServicesService services_{desk_};
  int my_service_ = 0, their_service_ = 0;
};

TEST_F(ServicesServiceTest, PublishesUnderAnId) {
  EXPECT_EQ(services_.publish("mine.codecs/1", &my_service_), Status::ok);
  ASSERT_EQ(desk_.mine().services.size(), 1u);
  EXPECT_EQ(desk_.mine().services[0].id, "mine.codecs/1");
  EXPECT_EQ(desk_.mine().services[0].service, &my_service_);
  EXPECT_EQ(desk_.mine().services[0].plugin, desk_.plugin());
}

TEST_F(ServicesServiceTest, AnIdIsTakenOnce) {
  offer("other.codecs/1");
  EXPECT_EQ(services_.publish("other.codecs/1", &my_service_), Status::exists);
  EXPECT_EQ(services_.publish("other.codecs/2", &my_service_), Status::ok);
  EXPECT_EQ(desk_.plugin()->faults(), 1u);
}

TEST_F(ServicesServiceTest, RefusesIdsThatAreNotOfTheForm) {
  for (const char* id : {"", "codecs", "codecs/1", "mine.codecs", "mine.codecs/", "mine.codecs/x",
                         ".codecs/1", "mine./1", "mine.Codecs/1", "mine/1.codecs"}) {
    EXPECT_EQ(services_.publish(id, &my_service_), Status::invalid) << id;
  }
  EXPECT_EQ(services_.publish(nullptr, &my_service_), Status::invalid);
  EXPECT_EQ(services_.publish("mine.codecs/1", nullptr), Status::invalid);
}

TEST_F(ServicesServiceTest, RefusesWhatComesAfterInit) {
  desk_.close();
  EXPECT_EQ(services_.publish("mine.codecs/1", &my_service_), Status::invalid);
}

TEST_F(ServicesServiceTest, FindsWhatOthersOfferAndHoldsThem) {
  offer("other.codecs/1");
  EXPECT_EQ(services_.use("other.codecs/2"), nullptr);
  EXPECT_TRUE(services_.uses().empty());
  const long before = other_.use_count();
  EXPECT_EQ(services_.use("other.codecs/1"), &their_service_);
  EXPECT_EQ(services_.use("other.codecs/1"), &their_service_);
  ASSERT_EQ(services_.uses().size(), 1u);
  EXPECT_EQ(services_.uses()[0].id, "other.codecs/1");
  EXPECT_EQ(services_.uses()[0].publisher, other_);
  EXPECT_EQ(other_.use_count(), before + 1);
}

TEST_F(ServicesServiceTest, MayStillAskAfterInit) {
  offer("other.codecs/1");
  desk_.close();
  EXPECT_EQ(services_.use("other.codecs/1"), &their_service_);
}

TEST_F(ServicesServiceTest, UsingWhatIsItsOwnHoldsNothing) {
  services_.publish("mine.codecs/1", &my_service_);
  EXPECT_EQ(services_.use("mine.codecs/1"), &my_service_);
  EXPECT_TRUE(services_.uses().empty());
}

TEST_F(ServicesServiceTest, GivesNothingToOtherThreads) {
  offer("other.codecs/1");
  CapturedLog log;
  void* found = &my_service_;
  std::thread([&] { found = services_.use("other.codecs/1"); }).join();
  EXPECT_EQ(found, nullptr);
  EXPECT_EQ(services_.use(nullptr), nullptr);
  EXPECT_EQ(desk_.plugin()->faults(), 2u);
  EXPECT_THAT(log.take(), HasSubstr("it was called outside of init and start"));
}

}  // namespace
}  // namespace rtpengine::plugin
