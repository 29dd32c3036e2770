// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the table cannot express never reaches the plugin, and what the plugin answers is believed
// only as far as it makes sense.
#include "plugin/plugin_kernel_table.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "base/log.h"
#include "base/slice.h"
#include "loop/plugin_scope.h"
#include "plugin/kernel_entries.h"
#include "plugin/reason.h"

namespace rtpengine::plugin {
namespace {

using Scope = loop::TimedPluginScope;

/// The changes of a batch that the table can express, in the SDK's form. What it points at is in
/// the batch that it was made of.
class ChangeList {
 public:
  ChangeList(const media::TableCapabilities& capabilities,
             std::span<const media::TableChange> changes) {
    outputs_.resize(changes.size());
    entries_.resize(changes.size());
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const media::TableChange& change = changes[i];
      const bool put = change.kind == media::TableChange::Kind::put;
      if (put && media::cannot_express(capabilities, change.entry)) continue;
      entries_[i] = to_sdk(change.entry, outputs_[i]);
      changes_.push_back({put ? KernelChangeKind::put : KernelChangeKind::remove, 0, &entries_[i]});
      places_.push_back(i);
    }
  }

  const std::vector<KernelChange>& changes() const { return changes_; }
  /// Where each of them was in the batch.
  const std::vector<std::size_t>& places() const { return places_; }

 private:
  std::vector<std::vector<KernelOutput>> outputs_;
  std::vector<KernelEntry> entries_;
  std::vector<KernelChange> changes_;
  std::vector<std::size_t> places_;
};

/// Keeps what a table gives out until it has returned: it may hold a lock until then.
class Collector final : public KernelEntrySink {
 public:
  void entry(const KernelEntry* entry) noexcept override {
    auto made = entry == nullptr ? std::nullopt : from_sdk(*entry);
    if (made) entries.push_back(std::move(*made));
    malformed |= !made;
  }
  void counters(const Endpoint* local, const KernelCounters* counters) noexcept override {
    malformed |= local == nullptr || counters == nullptr;
    if (local == nullptr || counters == nullptr) return;
    readings.emplace_back(from_sdk(*local), from_sdk(*counters));
  }

  std::vector<media::ForwardEntry> entries;
  std::vector<std::pair<net::Endpoint, media::ForwardCounters>> readings;
  bool malformed = false;
};

media::TableCapabilities capabilities_of(const KernelTableOffer& offer) {
  KernelCapabilities capabilities{};
  offer.table->capabilities(&capabilities);
  return from_sdk(capabilities);
}

}  // namespace

PluginKernelTable::PluginKernelTable(KernelTableOffer offer)
    : offer_(std::move(offer)),
      name_(offer_.name + " (plugin " + offer_.plugin->name() + ")"),
      capabilities_(capabilities_of(offer_)) {}

void PluginKernelTable::complain(const char* function, const char* what) const {
  offer_.plugin->count_fault();
  LOG_LIMITED(error, "kernel table %s: %s %s", name_.c_str(), function, what);
}

std::vector<media::TableOutcome> PluginKernelTable::apply(
    std::span<const media::TableChange> changes) {
  if (lost_) return {changes.size(), {media::TableStatus::lost, {}}};
  std::vector<media::TableOutcome> outcomes(changes.size(), {media::TableStatus::unsupported, {}});
  const ChangeList list(capabilities_, changes);
  if (list.changes().empty()) return outcomes;
  std::vector<KernelOutcome> answers(list.changes().size(), {KernelStatus::failed, 0, {}});
  {
    const Scope scope(*offer_.plugin, "KernelTable::apply");
    offer_.table->apply(list.changes().data(), static_cast<std::uint32_t>(list.changes().size()),
                        answers.data());
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].status > KernelStatus::lost) complain("apply", "gave an unknown outcome");
    outcomes[list.places()[i]] = {from_sdk(answers[i].status), from_sdk(answers[i].counters)};
  }
  return outcomes;
}

void PluginKernelTable::read_counters(std::uint32_t owner, const CounterVisitor& visit) {
  if (lost_) return;
  Collector collector;
  {
    const Scope scope(*offer_.plugin, "KernelTable::read_counters");
    offer_.table->read_counters(owner, &collector);
  }
  if (collector.malformed) complain("read_counters", "gave something that is no entry");
  for (const auto& [local, counters] : collector.readings) visit(local, counters);
}

std::size_t PluginKernelTable::size() const {
  if (lost_) return 0;
  const Scope scope(*offer_.plugin, "KernelTable::size");
  return static_cast<std::size_t>(offer_.table->size());
}

base::Result<std::vector<media::ForwardEntry>> PluginKernelTable::adopt() {
  const std::string failed = "taking over the entries of kernel table " + name_ + " failed: ";
  if (lost_) return base::Error{failed + trouble()};
  Collector collector;
  Reason reason;
  const Scope scope(*offer_.plugin, "KernelTable::adopt");
  if (offer_.table->adopt(&collector, &reason) != Status::ok)
    return base::Error{failed + reason.text()};
  if (collector.malformed) complain("adopt", "gave something that is no entry");
  return std::move(collector.entries);
}

base::Result<void> PluginKernelTable::clear() {
  const std::string failed = "clearing kernel table " + name_ + " failed: ";
  if (lost_) return base::Error{failed + trouble()};
  Reason reason;
  const Scope scope(*offer_.plugin, "KernelTable::clear");
  if (offer_.table->clear(&reason) != Status::ok) return base::Error{failed + reason.text()};
  return {};
}

bool PluginKernelTable::usable() const {
  if (lost_) return false;
  Reason reason;
  const loop::PluginScope scope(*offer_.plugin);
  if (offer_.table->usable(&reason) != 0) return true;
  const std::lock_guard guard(mutex_);
  if (trouble_.empty()) trouble_ = reason.text();
  lost_ = true;
  return false;
}

std::string PluginKernelTable::trouble() const {
  const std::lock_guard guard(mutex_);
  return trouble_;
}

}  // namespace rtpengine::plugin
