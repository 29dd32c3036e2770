// SPDX-License-Identifier: GPL-3.0-or-later
//
// What plugins keep at one place of a call (rtpengine/calls.h).
#pragma once

#include <vector>

#include <rtpengine/calls.h>

#include "base/plugin_copy.h"

namespace rtpengine::call {

/// One pointer of each copy of a plugin. The call's worker. A copy is held as long as it keeps
/// something here.
class PluginStates {
 public:
  PluginStates() = default;
  PluginStates(const PluginStates&) = delete;
  PluginStates& operator=(const PluginStates&) = delete;
  /// What is left is released.
  ~PluginStates() { release_all(); }

  /// Keep `state`, which is not null; what was kept before is released.
  void set(const base::PluginHold& plugin, void* state, StateOwner& owner);
  /// Null: nothing.
  void* get(const base::PluginCopy& plugin) const;
  void release(const base::PluginCopy& plugin);
  void release_all();

 private:
  struct Entry {
    base::PluginHold plugin;
    void* state;
    StateOwner* owner;
  };
  std::vector<Entry>::const_iterator find(const base::PluginCopy& plugin) const;
  static void give_back(const Entry& entry);

  std::vector<Entry> entries_;
};

}  // namespace rtpengine::call
