// SPDX-License-Identifier: GPL-3.0-or-later
//
// Takes the first item whose needs are met, again and again; what is left then lacks something.
#include "plugin/load_order.h"

#include <algorithm>
#include <map>

namespace rtpengine::plugin {
namespace {

enum class Fate { open, placed, refused };

class Sorter {
 public:
  explicit Sorter(const std::vector<OrderItem>& items)
      : items_(items), fates_(items.size(), Fate::open) {
    for (std::size_t i = 0; i < items.size(); ++i) by_name_.emplace(items[i].name, i);
  }

  LoadOrder sort() {
    while (refuse_incomplete()) {
    }
    while (place_next()) {
    }
    // All that is left waits for something that waits as well: a circle, or behind one.
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (fates_[i] == Fate::open) result_.refused.emplace_back(i, describe_circle(i));
    }
    std::sort(result_.refused.begin(), result_.refused.end());
    return std::move(result_);
  }

 private:
  /// Refuse one item that needs what is not there. False: there is none.
  bool refuse_incomplete() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (fates_[i] != Fate::open) continue;
      for (const std::string& needed : items_[i].after) {
        const auto it = by_name_.find(needed);
        const bool absent = it == by_name_.end();
        if (!absent && fates_[it->second] != Fate::refused) continue;
        refuse(i, "plugin '" + items_[i].name + "' needs plugin '" + needed + "', which is " +
                      (absent ? "not loaded" : "left out"));
        return true;
      }
    }
    return false;
  }

  void refuse(std::size_t i, std::string why) {
    fates_[i] = Fate::refused;
    result_.refused.emplace_back(i, std::move(why));
  }

  bool is_ready(const OrderItem& item) const {
    return std::all_of(item.after.begin(), item.after.end(), [this](const std::string& needed) {
      return fates_[by_name_.at(needed)] == Fate::placed;
    });
  }

  /// Place the first item that can be. False: there is none.
  bool place_next() {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      if (fates_[i] != Fate::open || !is_ready(items_[i])) continue;
      fates_[i] = Fate::placed;
      result_.order.push_back(i);
      return true;
    }
    return false;
  }

  /// The first of an item's needs that is not met.
  std::size_t waits_for(std::size_t i) const {
    for (const std::string& needed : items_[i].after) {
      const std::size_t other = by_name_.at(needed);
      if (fates_[other] == Fate::open) return other;
    }
    return i;
  }

  /// Follow the needs of item `i` until one repeats.
  std::string describe_circle(std::size_t i) const {
    std::string text = "plugin '" + items_[i].name +
                       "' cannot be ordered, plugins need each other "
                       "in a circle: " +
                       items_[i].name;
    std::vector<bool> seen(items_.size(), false);
    for (std::size_t at = i; !seen[at];) {
      seen[at] = true;
      at = waits_for(at);
      text += " -> " + items_[at].name;
    }
    return text;
  }

  const std::vector<OrderItem>& items_;
  std::vector<Fate> fates_;
  std::map<std::string, std::size_t> by_name_;
  LoadOrder result_;
};

}  // namespace

LoadOrder load_order(const std::vector<OrderItem>& items) { return Sorter(items).sort(); }

}  // namespace rtpengine::plugin
