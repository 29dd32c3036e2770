// SPDX-License-Identifier: GPL-3.0-or-later
//
// Bad plugin: exports a descriptor shorter than the part that all versions share.
extern "C" __attribute__((visibility("default"))) const unsigned rtpengine_plugin[2];
const unsigned rtpengine_plugin[2] = {0x45505452u, 4096};
