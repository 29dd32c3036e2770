// SPDX-License-Identifier: GPL-3.0-or-later
//
// What one copy of a plugin has registered: collected in its init, put into sets of extensions when
// it starts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <rtpengine/kernel_table.h>
#include <rtpengine/services.h>

#include "base/plugin_copy.h"
#include "call/extensions.h"

namespace rtpengine::plugin {

/// A kernel table back end on offer.
struct KernelTableOffer {
  std::string name;
  KernelTable* table;
  base::PluginHold plugin;
};

/// A service on offer.
struct ServiceOffer {
  std::string id;
  void* service;
  base::PluginHold plugin;
};

/// Main thread.
struct Registrations {
  /// What goes into sets; shared with them, so it does not change any more once init is over.
  std::shared_ptr<call::Contribution> calls = std::make_shared<call::Contribution>();
  std::vector<KernelTableOffer> kernel_tables;
  std::vector<ServiceOffer> services;
};

/// What all other plugins that are in use have registered, as a plugin in its init sees it.
class RegistrationBook {
 public:
  /// The registrations of every other plugin in use, in load order.
  virtual std::vector<const Registrations*> others() const = 0;

 protected:
  ~RegistrationBook() = default;
};

/// The set of what these have registered, for calls.
call::ExtensionSet extensions_of(const std::vector<const Registrations*>& all);

}  // namespace rtpengine::plugin
