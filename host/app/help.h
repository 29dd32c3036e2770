// SPDX-License-Identifier: GPL-3.0-or-later
//
// What --help, --version and --list-plugins print.
#pragma once

#include <string>
#include <vector>

#include "app/option_catalog.h"
#include "plugin/plugin_info.h"

namespace rtpengine::app {

/// All options, grouped by owner.
std::string help_text(const OptionCatalog& catalog);

/// One line.
std::string version_text();

/// One paragraph per plugin: name, versions, state, file, options.
std::string plugin_list_text(const std::vector<plugin::PluginInfo>& plugins);

/// Help, choices, default and what else there is to say about an option, here and in the manual.
std::string description(const CatalogEntry& entry);

/// `-t, --table=TABLE`
std::string option_heading(const CatalogEntry& entry);

/// "Plugin ng", "The daemon", "Log": heading of an owner's options.
std::string owner_heading(const std::string& owner);

}  // namespace rtpengine::app
