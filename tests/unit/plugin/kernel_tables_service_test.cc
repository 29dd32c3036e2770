// SPDX-License-Identifier: GPL-3.0-or-later
//
// Which kernel table back ends a plugin may offer.
#include "plugin/kernel_tables_service.h"

#include <gtest/gtest.h>

#include "support.h"
#include "tests/plugins/trial/fake-kernel/memory_table.h"

namespace rtpengine::plugin {
namespace {

class OtherPlugins final : public RegistrationBook {
 public:
  std::vector<const Registrations*> others() const override { return {&theirs}; }
  Registrations theirs;
};

class KernelTablesServiceTest : public testing::Test {
 protected:
  OtherPlugins book_;
  RegistrationDesk desk_{std::make_shared<const base::PluginCopy>("mine"), &book_};
  KernelTablesService service_{desk_};
  test::MemoryTable table_;
};

TEST_F(KernelTablesServiceTest, KeepsAnOfferWithItsPlugin) {
  EXPECT_EQ(service_.add("ebpf", &table_), Status::ok);
  ASSERT_EQ(desk_.mine().kernel_tables.size(), 1u);
  EXPECT_EQ(desk_.mine().kernel_tables[0].name, "ebpf");
  EXPECT_EQ(desk_.mine().kernel_tables[0].table, &table_);
  EXPECT_EQ(desk_.mine().kernel_tables[0].plugin, desk_.plugin());
}

TEST_F(KernelTablesServiceTest, ANameIsGivenOnce) {
  book_.theirs.kernel_tables.push_back({"ebpf", &table_, nullptr});
  EXPECT_EQ(service_.add("ebpf", &table_), Status::exists);
  EXPECT_EQ(service_.add("other", &table_), Status::ok);
  EXPECT_EQ(service_.add("other", &table_), Status::exists);
}

TEST_F(KernelTablesServiceTest, RefusesNamesThatTheOptionHasOtherMeaningsFor) {
  for (const char* name : {"auto", "none", "7", "-1", "", "Upper", "a_b"}) {
    EXPECT_EQ(service_.add(name, &table_), Status::invalid) << name;
  }
  EXPECT_EQ(service_.add(nullptr, &table_), Status::invalid);
  EXPECT_EQ(service_.add("mine", nullptr), Status::invalid);
  EXPECT_TRUE(desk_.mine().kernel_tables.empty());
}

TEST_F(KernelTablesServiceTest, RefusesWhatComesAfterInit) {
  desk_.close();
  EXPECT_EQ(service_.add("mine", &table_), Status::invalid);
}

}  // namespace
}  // namespace rtpengine::plugin
