// SPDX-License-Identifier: GPL-3.0-or-later
//
// Value trees: nodes of an arena, linked as they are added.
#include "base/value_tree.h"

#include "base/slice.h"
#include "base/tree_bytes.h"

namespace rtpengine::base {

namespace {

bool is_container(const Value& value) {
  return value.type == ValueType::list || value.type == ValueType::dictionary;
}

}  // namespace

namespace detail {

bool Appender::link(Value* node, std::string_view key) const {
  const std::string_view kept = arena_->copy(key);
  if (kept.size() != key.size()) return false;
  node->key = to_slice(kept);
  if (container_->last == nullptr) {
    container_->value.first = node;
  } else {
    container_->last->next = node;
  }
  container_->last = node;
  return true;
}

void Appender::append_integer(std::string_view key, std::int64_t number) const {
  if (container_ == nullptr) return;
  auto* const node = arena_->make<Value>();
  if (node == nullptr) return;
  node->type = ValueType::integer;
  node->integer = number;
  link(node, key);
}

void Appender::append_text(std::string_view key, std::string_view text, bool borrowed) const {
  if (container_ == nullptr) return;
  auto* const node = arena_->make<Value>();
  if (node == nullptr) return;
  const std::string_view kept = borrowed ? text : arena_->copy(text);
  if (kept.size() != text.size()) return;
  node->type = ValueType::string;
  node->text = to_slice(kept);
  link(node, key);
}

Container* Appender::append_container(std::string_view key, ValueType type) const {
  if (container_ == nullptr) return nullptr;
  auto* const node = arena_->make<Container>();
  if (node == nullptr) return nullptr;
  node->value.type = type;
  return link(&node->value, key) ? node : nullptr;
}

void Appender::append_copy(std::string_view key, const Value& value, unsigned depth) const {
  if (value.type == ValueType::integer) {
    append_integer(key, value.integer);
  } else if (value.type == ValueType::string) {
    append_text(key, to_view(value.text), false);
  } else if (is_container(value) && depth < kMaxTreeDepth) {
    const Appender copy(arena_, append_container(key, value.type));
    for (const Value* child = value.first; child != nullptr; child = child->next) {
      copy.append_copy(to_view(child->key), *child, depth + 1);
    }
  }
}

}  // namespace detail

DictionaryBuilder DictionaryBuilder::dictionary(std::string_view key) const {
  return {arena_, append_container(key, ValueType::dictionary)};
}

ListBuilder DictionaryBuilder::list(std::string_view key) const {
  return {arena_, append_container(key, ValueType::list)};
}

DictionaryBuilder ListBuilder::dictionary() const {
  return {arena_, append_container({}, ValueType::dictionary)};
}

ListBuilder ListBuilder::list() const { return {arena_, append_container({}, ValueType::list)}; }

ValueTree::ValueTree(std::size_t limit) : arena_(std::make_unique<Arena>(limit)) {}

DictionaryBuilder ValueTree::dictionary() {
  return {arena_.get(), make_root(ValueType::dictionary)};
}

ListBuilder ValueTree::list() { return {arena_.get(), make_root(ValueType::list)}; }

detail::Container* ValueTree::make_root(ValueType type) {
  auto* const node = arena_->make<detail::Container>();
  root_ = node == nullptr ? nullptr : &node->value;
  if (node != nullptr) node->value.type = type;
  return node;
}

void ValueTree::clear() {
  arena_->reset();
  root_ = nullptr;
}

}  // namespace rtpengine::base
