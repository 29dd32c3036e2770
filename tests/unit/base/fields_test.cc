// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fields.h"

#include <gtest/gtest.h>

#include <functional>

namespace rtpengine::base {
namespace {

enum class Colour : unsigned char { red, green, blue };

struct Part {
  std::uint16_t number = 0;
  void describe(Fields& fields) { fields.number("number", number); }
};

struct Thing {
  bool on = false;
  std::uint64_t large = 0;
  std::uint64_t set = 0;
  std::int32_t small = 0;
  Colour colour = Colour::red;
  std::string name;
  Time at = 0;
  Time never = 0;
  Part part;
  std::vector<Part> parts;

  void describe(Fields& fields) {
    fields.flag("on", on);
    fields.number("large", large);
    fields.bits("set", set);
    fields.number("small", small, -5, 5);
    fields.choice("colour", colour, Colour::blue);
    fields.text("name", name);
    fields.time("at", at);
    fields.time("never", never);
    fields.object("part", [&] { part.describe(fields); });
    fields.list("parts", parts, 3, [&](Part& one) { one.describe(fields); });
  }
};

Thing full() {
  return {true,
          std::uint64_t{1} << 62,
          ~std::uint64_t{2},
          -5,
          Colour::blue,
          "some \xff",
          1000,
          0,
          {7},
          {{1}, {2}}};
}

/// What is wrong with a thing of which one value was written as `change` does.
std::string wrong_after(const std::function<void(Thing&)>& change) {
  Thing thing = full();
  change(thing);
  ValueTree tree;
  FieldWriter writer(tree.dictionary());
  thing.describe(writer);
  FieldReader reader(tree.root(), 0);
  Thing read;
  read.describe(reader);
  return reader.wrong();
}

TEST(FieldsTest, AreReadAsTheyWereWritten) {
  Thing thing = full();
  ValueTree tree;
  FieldWriter writer(tree.dictionary());
  thing.describe(writer);
  FieldReader reader(tree.root(), 50);
  Thing read;
  read.describe(reader);
  EXPECT_TRUE(reader.good()) << reader.wrong();
  EXPECT_TRUE(read.on);
  EXPECT_EQ(read.large, std::uint64_t{1} << 62);
  EXPECT_EQ(read.set, ~std::uint64_t{2});
  EXPECT_EQ(read.small, -5);
  EXPECT_EQ(read.colour, Colour::blue);
  EXPECT_EQ(read.name, "some \xff");
  EXPECT_EQ(read.at, 1050) << "shifted";
  EXPECT_EQ(read.never, 0) << "none stays none";
  EXPECT_EQ(read.part.number, 7);
  ASSERT_EQ(read.parts.size(), 2u);
  EXPECT_EQ(read.parts[1].number, 2);
}

TEST(FieldsTest, NameWhatIsOutOfRange) {
  EXPECT_EQ(wrong_after([](Thing&) {}), "");
  EXPECT_EQ(wrong_after([](Thing& thing) { thing.small = 6; }), "small");
  EXPECT_EQ(wrong_after([](Thing& thing) { thing.colour = Colour(3); }), "colour");
  EXPECT_EQ(wrong_after([](Thing& thing) { thing.parts.resize(4); }), "parts");
  EXPECT_EQ(wrong_after([](Thing& thing) { thing.at = std::numeric_limits<Time>::max(); }), "at");
}

TEST(FieldsTest, NameWhatIsMissingOrOfAnotherType) {
  ValueTree tree;
  FieldReader empty(tree.root(), 0);
  Thing read = full();
  read.describe(empty);
  EXPECT_EQ(empty.wrong(), "on");
  EXPECT_EQ(read.small, -5) << "it stays as it was";

  const auto root = tree.dictionary();
  root.list("parts").dictionary().set("number", "1");
  FieldReader reader(tree.root(), 0);
  std::vector<Part> parts;
  reader.list("parts", parts, 9, [&](Part& one) { one.describe(reader); });
  EXPECT_EQ(reader.wrong(), "parts.0.number");
  tree.dictionary().list("parts").add(1);
  FieldReader other(tree.root(), 0);
  other.list("parts", parts, 9, [&](Part& one) { one.describe(other); });
  EXPECT_EQ(other.wrong(), "parts.0");
}

TEST(FieldsTest, MayBeRefusedByTheirDescription) {
  ValueTree tree;
  tree.dictionary().dictionary("inner");
  FieldReader reader(tree.root(), 0);
  reader.object("inner", [&] { reader.refuse("sum"); });
  EXPECT_EQ(reader.wrong(), "inner.sum");
}

}  // namespace
}  // namespace rtpengine::base
