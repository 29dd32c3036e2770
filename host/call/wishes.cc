// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/wishes.h"

#include <algorithm>
#include <iterator>

#include <rtpengine/value_view.h>

#include "base/log.h"
#include "base/slice.h"
#include "call/key_types.h"

namespace rtpengine::call {
namespace {

constexpr std::string_view kFeatureKeys[] = {
    "ICE",           "DTLS",          "T.38",        "codec",       "ptime",
    "ptime-reverse", "ptime reverse", "record call", "record-call", "metadata",
};
constexpr std::string_view kIceWords[] = {"remove",      "force",    "force-relay", "force relay",
                                          "force_relay", "optional", "default"};
constexpr std::string_view kRecordWords[] = {"yes", "on"};
constexpr std::string_view kOffWords[] = {"off", "no", "disable", "disabled"};

template <typename Words>
bool is_one_of(std::string_view word, const Words& words) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

/// The value of a key; one of another type is a matter of the plugin that reads the key, if one
/// does.
const Value* find_wish(const Value* arguments, std::string_view key, ValueType type,
                       const Extensions& extensions) {
  const Value* value = find(arguments, key);
  if (value == nullptr || value->type == type) return value;
  if (!extensions.claims_key(key)) log_wrong_type(key, type);
  return nullptr;
}

template <typename Predicate>
bool any_word(const Value* list, Predicate predicate) {
  for (const Value& word : children(list)) {
    if (is_string(&word) && predicate(base::to_view(word.text))) return true;
  }
  return false;
}

void log_unknown(std::string_view key, std::string_view word, const Extensions& extensions) {
  if (extensions.claims_key(key)) return;
  LOG_LIMITED(info, "unknown value '%s' of %s ignored", base::log::excerpt(word).c_str(),
              base::log::excerpt(key).c_str());
}

}  // namespace

void FeatureWishes::read_keys(const Value* arguments, const Extensions& extensions) {
  const auto wish = [&](std::string_view key, ValueType type) {
    return find_wish(arguments, key, type, extensions);
  };
  const auto ice_word = text_of(wish("ICE", ValueType::string));
  if (!ice_word.empty() && !is_one_of(ice_word, kIceWords)) {
    log_unknown("ICE", ice_word, extensions);
  }
  ice = ice_word.starts_with("force");
  const auto dtls_word = text_of(wish("DTLS", ValueType::string));
  dtls = dtls_word == "passive";
  if (!dtls_word.empty() && !dtls && !is_off_word(dtls_word)) {
    log_unknown("DTLS", dtls_word, extensions);
  }
  fax = any_word(wish("T.38", ValueType::list), [](auto word) { return !is_off_word(word); });
  for (const char* key : {"record call", "record-call"}) {
    const auto word = text_of(wish(key, ValueType::string));
    if (is_one_of(word, kRecordWords)) {
      record = true;
    } else if (!word.empty() && !is_off_word(word)) {
      log_unknown(key, word, extensions);
    }
  }
  for (const char* key : {"ptime", "ptime-reverse", "ptime reverse"}) {
    if (find(arguments, key) != nullptr) transcode = true;
  }
  if (wish("codec", ValueType::dictionary) != nullptr) transcode = true;
}

bool FeatureWishes::take_flag(std::string_view word) {
  if (word == "record-call") {
    record = true;
  } else if (word == "always-transcode" || word.starts_with("transcode-") ||
             word.starts_with("codec-")) {
    transcode = true;
  } else {
    return false;
  }
  return true;
}

std::vector<std::string> FeatureWishes::unmet(const Extensions& extensions) const {
  struct Wish {
    bool wished;
    const char* what;
    const char* plugin;
    const char* key;
  };
  const Wish wishes[] = {
      {ice, "ICE", "ice", "ICE"},
      {transcode, "a change of codecs", "transcode", "codec"},
      {record, "recording", "recording", "record-call"},
      {dtls, "DTLS-SRTP", "dtls", "DTLS"},
      {fax, "T.38", "transcode", "T.38"},
  };
  std::vector<std::string> all;
  for (const Wish& wish : wishes) {
    if (!wish.wished || extensions.claims_key(wish.key)) continue;
    all.push_back(std::string(wish.what) + " was asked for, but plugin " + wish.plugin +
                  " is not loaded");
  }
  return all;
}

bool is_feature_key(std::string_view key) { return is_one_of(key, kFeatureKeys); }

bool is_off_word(std::string_view word) { return is_one_of(word, kOffWords); }

}  // namespace rtpengine::call
