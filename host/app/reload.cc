// SPDX-License-Identifier: GPL-3.0-or-later
//
// Old options against new ones.
#include "app/reload.h"

#include <algorithm>

namespace rtpengine::app {
namespace {

bool same(const GivenValue& a, const GivenValue& b) {
  return a.text == b.text && a.fields == b.fields;
}

bool same_values(const std::vector<GivenValue>& a, const std::vector<GivenValue>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
}

bool contains(const std::vector<GivenValue>& values, const GivenValue& value) {
  return std::any_of(values.begin(), values.end(),
                     [&](const GivenValue& other) { return same(value, other); });
}

std::string text_of(const std::vector<GivenValue>& values) {
  if (values.empty()) return "(none)";
  std::string text;
  for (const GivenValue& value : values) text += (text.empty() ? "'" : ", '") + value.text + "'";
  return text;
}

/// Passwords have no place in a log.
bool is_secret(const std::string& name) {
  return name == "mysql-pass" || name == "redis" || name == "redis-write";
}

OptionChange change_of(const EffectiveOption& before, const EffectiveOption& wanted) {
  OptionChange change;
  change.name = before.name;
  const bool of_plugin = before.owner != kCore && before.owner != kLog;
  change.takes_effect = before.live && !of_plugin;
  change.text = "option " + before.name;
  if (!is_secret(before.name)) {
    change.text += " changed from " + text_of(before.values) + " to " + text_of(wanted.values);
  } else {
    change.text += " changed";
  }
  if (before.live && of_plugin) {
    change.text += ": waits for 'plugins reload " + before.owner + "'";
  } else {
    change.text += change.takes_effect ? ": in effect" : ": needs a restart";
  }
  return change;
}

/// Interfaces come but never go: those in use have calls.
void change_interfaces(EffectiveOption& running, const EffectiveOption& wanted,
                       std::vector<OptionChange>* changes) {
  const std::vector<GivenValue> before = running.values;
  for (const GivenValue& value : before) {
    if (!contains(wanted.values, value)) {
      changes->push_back(
          {running.name, false, "interface '" + value.text + "' is gone: needs a restart"});
    }
  }
  for (const GivenValue& value : wanted.values) {
    if (contains(before, value)) continue;
    running.values.push_back(value);
    changes->push_back({running.name, true, "interface '" + value.text + "' is new: in effect"});
  }
}

}  // namespace

base::Result<ReloadPlan> plan_reload(const Configuration& running, const Configuration& wanted) {
  ReloadPlan plan;
  EffectiveOptions options = running.options;
  for (EffectiveOption& option : options.all()) {
    const EffectiveOption* now = wanted.options.find(option.name);
    // What nobody reads has no change worth a line.
    if (!now || !option.active || !now->active || option.no_effect) continue;
    if (same_values(option.values, now->values)) continue;
    if (option.name == "interface") {
      change_interfaces(option, *now, &plan.changes);
      continue;
    }
    plan.changes.push_back(change_of(option, *now));
    if (plan.changes.back().takes_effect) option = *now;
  }
  auto made = Configuration::from(std::move(options));
  if (!made) return base::Error{made.error()};
  plan.configuration = std::move(*made);
  return plan;
}

}  // namespace rtpengine::app
