// SPDX-License-Identifier: GPL-3.0-or-later
//
// Building value trees (rtpengine/value.h): replies to commands, snapshots.
//
//   ValueTree tree;
//   DictionaryBuilder reply = tree.dictionary();
//   reply.set("result", "ok");
//   reply.set("created", created_seconds);
//   DictionaryBuilder tags = reply.dictionary("tags");
//   ListBuilder medias = tags.dictionary(tag).list("medias");
//   medias.dictionary().set("index", 1);
//   sink->on_reply(tree.root());
//
// Entries keep the order they were added in; adding one takes constant time. When the limit of the
// tree is reached, further additions do nothing and complete() tells.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string_view>

#include <rtpengine/value.h>

#include "base/arena.h"

namespace rtpengine::base {

class ListBuilder;

namespace detail {

/// A list or dictionary with what it takes to append to it.
struct Container {
  Value value;
  Value* last;
};

/// What both builders share: where to append, and the arena to do it with. `container` is null once
/// the tree is full: then nothing is added any more.
class Appender {
 public:
  Appender(Arena* arena, Container* container) : arena_(arena), container_(container) {}

 protected:
  void append_integer(std::string_view key, std::int64_t number) const;
  void append_text(std::string_view key, std::string_view text, bool borrowed) const;
  Container* append_container(std::string_view key, ValueType type) const;
  void append_copy(std::string_view key, const Value& value, unsigned depth) const;

  Arena* arena_;
  Container* container_;

 private:
  bool link(Value* node, std::string_view key) const;
};

/// Into the range of the tree's integers; what is too large becomes the largest.
template <std::integral T>
constexpr std::int64_t to_integer(T number) {
  if constexpr (std::unsigned_integral<T> && sizeof(T) >= sizeof(std::int64_t)) {
    constexpr T kLargest = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(number < kLargest ? number : kLargest);
  } else {
    return static_cast<std::int64_t>(number);
  }
}

}  // namespace detail

/// Adds entries to one dictionary. A light handle, to be passed by value; good as long as its tree.
/// Keys are copied, texts too unless the function says otherwise. A key added twice is there twice,
/// and readers see the first.
class DictionaryBuilder : private detail::Appender {
 public:
  template <std::integral T>
  void set(std::string_view key, T number) const {
    append_integer(key, detail::to_integer(number));
  }
  void set(std::string_view key, std::string_view text) const { append_text(key, text, false); }

  /// Same as set, for calls that want to name the type.
  void text(std::string_view key, std::string_view text) const { append_text(key, text, false); }
  void integer(std::string_view key, std::int64_t number) const { append_integer(key, number); }

  /// `text` must outlive the tree.
  void borrow(std::string_view key, std::string_view text) const { append_text(key, text, true); }

  DictionaryBuilder dictionary(std::string_view key) const;
  ListBuilder list(std::string_view key) const;

  /// A deep copy of a value of any tree; of its levels below the 80th nothing is kept.
  void copy(std::string_view key, const Value& value) const { append_copy(key, value, 0); }

  /// Whether nothing was added so far.
  bool empty() const { return container_ == nullptr || container_->value.first == nullptr; }
  /// As ValueTree::complete, of the whole tree.
  bool complete() const { return !arena_->exhausted(); }

 private:
  friend class ListBuilder;
  friend class ValueTree;
  using Appender::Appender;
};

/// Adds elements to one list; otherwise as DictionaryBuilder.
class ListBuilder : private detail::Appender {
 public:
  template <std::integral T>
  void add(T number) const {
    append_integer({}, detail::to_integer(number));
  }
  void add(std::string_view text) const { append_text({}, text, false); }

  void text(std::string_view text) const { append_text({}, text, false); }
  void integer(std::int64_t number) const { append_integer({}, number); }
  void borrow(std::string_view text) const { append_text({}, text, true); }
  DictionaryBuilder dictionary() const;
  ListBuilder list() const;
  void copy(const Value& value) const { append_copy({}, value, 0); }
  bool empty() const { return container_ == nullptr || container_->value.first == nullptr; }

 private:
  friend class DictionaryBuilder;
  friend class ValueTree;
  using Appender::Appender;
};

/// A tree and its memory. Movable; builders and values stay good when it moves. Not thread-safe,
/// but may be handed from thread to thread as a whole.
class ValueTree {
 public:
  /// `limit`: bytes the tree may take, with all nodes, keys and copied texts.
  explicit ValueTree(std::size_t limit = Arena::kDefaultLimit);

  /// Make the root a new, empty dictionary or list. A root made before is forgotten.
  DictionaryBuilder dictionary();
  ListBuilder list();

  /// The tree built so far; null before dictionary() or list().
  const Value* root() const { return root_; }

  /// False if something is missing because the limit was reached.
  bool complete() const { return !arena_->exhausted(); }

  /// A copy of `text` that lives as long as the tree, to be added by borrow.
  std::string_view keep(std::string_view text) { return arena_->copy(text); }

  /// Forget all content, keep some memory for the next use.
  void clear();

 private:
  detail::Container* make_root(ValueType type);

  std::unique_ptr<Arena> arena_;
  const Value* root_ = nullptr;
};

}  // namespace rtpengine::base
