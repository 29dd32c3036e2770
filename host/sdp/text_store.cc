// SPDX-License-Identifier: GPL-3.0-or-later
//
// Storage for the texts that are put into an SDP model.
#include "sdp/text_store.h"

#include <algorithm>

namespace rtpengine::sdp {

char* TextStore::allocate(std::size_t size) {
  if (blocks_.empty() || size > block_size_ - used_) {
    block_size_ = std::max(size, kBlockSize);
    used_ = 0;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block_size_));
  }
  char* place = blocks_.back().get() + used_;
  used_ += size;
  return place;
}

}  // namespace rtpengine::sdp
