// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: a shared object that exports something else.
extern "C" __attribute__((visibility("default"))) int rtpengine_plugins;
int rtpengine_plugins = 0;
