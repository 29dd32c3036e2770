// SPDX-License-Identifier: MIT
//
// The value tree: how commands and replies look to everybody, whatever protocol carries them.
//
// A tree is a set of nodes linked by pointers. Nodes and the bytes they point at belong to whoever
// built the tree; a receiver borrows all of it for the time that the function which hands it over
// documents, and never writes to it. A decoder can therefore point straight into the received
// datagram.
#ifndef RTPENGINE_VALUE_H
#define RTPENGINE_VALUE_H

#include <stdint.h>

#include <rtpengine/types.h>

namespace rtpengine {

/// A receiver ignores a node whose type it does not know.
enum class ValueType : uint32_t {
  none = 0,
  string = 1,      ///< `text` is set; any bytes
  integer = 2,     ///< `integer` is set
  list = 3,        ///< `first` is the first element, or null
  dictionary = 4,  ///< `first` is the first entry, or null; entries have a `key`
};

/// One node. Members that the type does not use are zero.
struct Value {
  ValueType type;
  uint32_t reserved;   ///< zero
  Slice key;           ///< of an entry of a dictionary; else empty
  Slice text;          ///< of a string
  int64_t integer;     ///< of an integer
  const Value* first;  ///< of a list or dictionary
  const Value* next;   ///< the next element or entry of the list or dictionary this one is in
};

}  // namespace rtpengine

#endif
