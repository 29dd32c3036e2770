// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: its section in configuration files would be that of the log.
#include "base.h"

constinit const rtpengine::PluginDescriptor rtpengine_plugin = right_descriptor("log");
