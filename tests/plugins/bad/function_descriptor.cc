// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: exports a function under the name of the descriptor.
extern "C" __attribute__((visibility("default"))) int rtpengine_plugin();
int rtpengine_plugin() { return 0; }
