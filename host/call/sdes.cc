// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/sdes.h"

#include <algorithm>

#include "base/log.h"
#include "sdp/crypto.h"

namespace rtpengine::call {
namespace {

using media::SrtpParameters;
using media::SrtpSuite;

constexpr std::size_t kMaxLines = 64;

constexpr std::string_view kUnencryptedSrtp = "UNENCRYPTED_SRTP";
constexpr std::string_view kUnencryptedSrtcp = "UNENCRYPTED_SRTCP";
constexpr std::string_view kUnauthenticatedSrtp = "UNAUTHENTICATED_SRTP";
/// How large the sender makes its replay window (RFC 4568 section 6.3.7), and that a key is derived
/// once, as it is without the word (section 6.3.1): nothing has to be done about them.
constexpr std::string_view kWindowSize = "WSH=";
constexpr std::string_view kDerivedOnce = "KDR=0";
/// A parameter that one may leave aside without knowing it.
constexpr char kOptional = '-';

/// False: it has to be understood, and is not.
bool take_parameter(std::string_view word, SrtpParameters& parameters) {
  if (word == kUnencryptedSrtp) {
    parameters.unencrypted_srtp = true;
  } else if (word == kUnencryptedSrtcp) {
    parameters.unencrypted_srtcp = true;
  } else if (word == kUnauthenticatedSrtp) {
    parameters.unauthenticated_srtp = true;
  } else {
    return word.front() == kOptional || word.starts_with(kWindowSize) || word == kDerivedOnce;
  }
  return true;
}

base::Result<SdesLine> usable_line(const sdp::CryptoAttribute& crypto) {
  SdesLine line;
  line.tag = crypto.tag;
  const auto suite = media::srtp_suite_from(crypto.suite);
  if (!suite) return base::Error{"unknown suite " + base::log::marked(std::string(crypto.suite))};
  line.keying.suite = *suite;
  for (const std::string_view word : crypto.parameters) {
    if (take_parameter(word, line.keying.parameters)) continue;
    return base::Error{"unknown session parameter " + base::log::marked(std::string(word))};
  }
  if (!allows(*suite, line.keying.parameters)) {
    return base::Error{std::string(crypto.suite) + " always encrypts and authenticates SRTP"};
  }
  if (crypto.keys.size() != 1) return base::Error{"several master keys"};
  const auto bytes = base::parse_base64(crypto.keys.front().key_and_salt);
  if (!bytes) return base::Error{"a key that is no base64"};
  const auto master = media::SrtpMasterKey::from(*suite, *bytes);
  if (!master) return base::Error{"a key of the wrong length for " + std::string(crypto.suite)};
  line.keying.master = *master;
  line.keying.mki = crypto.keys.front().mki;
  return line;
}

const SdesLine* find_tag(const std::vector<SdesLine>& lines, std::uint32_t tag) {
  const auto found = std::find_if(lines.begin(), lines.end(),
                                  [tag](const SdesLine& line) { return line.tag == tag; });
  return found == lines.end() ? nullptr : &*found;
}

const SdesLine* find_suite(const std::vector<SdesLine>& lines, SrtpSuite suite) {
  const auto found = std::find_if(lines.begin(), lines.end(), [suite](const SdesLine& line) {
    return line.keying.suite == suite;
  });
  return found == lines.end() ? nullptr : &*found;
}

/// One behind the last, as long as it has no more digits than a tag may have.
std::uint32_t free_tag(const std::vector<SdesLine>& lines, std::uint32_t last) {
  std::uint32_t tag = last < sdp::kMaxCryptoTag ? last + 1 : 1;
  while (find_tag(lines, tag) != nullptr) ++tag;
  return tag;
}

bool is_left_out(SrtpSuite suite, const SdesWords& words, const SdesPolicy& policy) {
  const bool null = info(suite).cipher == media::SrtpCipherKind::null;
  return words.leaves_out(suite) || (null && policy.no_null);
}

}  // namespace

SdesRead read_sdes(const std::vector<std::string_view>& values) {
  SdesRead read;
  for (const std::string_view value : values) {
    if (read.usable.size() == kMaxLines || read.skipped.size() == kMaxLines) break;
    const auto crypto = sdp::parse_crypto(value);
    if (!crypto) {
      read.skipped.push_back("a=crypto has " + crypto.error());
      continue;
    }
    const std::string name = "a=crypto:" + std::to_string(crypto->tag);
    if (find_tag(read.usable, crypto->tag) != nullptr) {
      read.skipped.push_back(name + " has the tag of another line");
    } else if (auto line = usable_line(*crypto)) {
      read.usable.push_back(*std::move(line));
    } else {
      read.skipped.push_back(name + " has " + line.error());
    }
  }
  return read;
}

std::string to_string(const SdesLine& line, base::Base64Padding padding) {
  const std::string key = line.keying.master.text(line.keying.suite, padding);
  sdp::CryptoAttribute crypto;
  crypto.tag = line.tag;
  crypto.suite = info(line.keying.suite).name;
  crypto.keys.push_back({key, std::nullopt, line.keying.mki});
  const SrtpParameters& parameters = line.keying.parameters;
  if (parameters.unencrypted_srtp) crypto.parameters.push_back(kUnencryptedSrtp);
  if (parameters.unencrypted_srtcp) crypto.parameters.push_back(kUnencryptedSrtcp);
  if (parameters.unauthenticated_srtp) crypto.parameters.push_back(kUnauthenticatedSrtp);
  return to_string(crypto);
}

void Sdes::note_offer(std::vector<SdesLine> lines, bool moved) {
  offered_by_it_ = std::move(lines);
  moved_ = moved;
}

void Sdes::make_offer(const std::vector<SdesLine>& of_other, const SdesWords& words,
                      const SdesPolicy& policy) {
  std::vector<SdesLine> lines;
  std::uint32_t last_tag = 0;
  const auto add = [&](SrtpSuite suite, SrtpParameters parameters, std::uint32_t tag) {
    parameters = words.applied_to(parameters);
    if (is_left_out(suite, words, policy) || !allows(suite, parameters)) return;
    // Of one suite there is one line: its key must not serve two streams.
    if (find_suite(lines, suite) != nullptr) return;
    lines.push_back({tag, own_keying(suite, parameters)});
    last_tag = std::max(last_tag, tag);
  };
  for (const SdesLine& line : of_other) last_tag = std::max(last_tag, line.tag);
  for (const SdesLine& line : of_other) {
    add(line.keying.suite, line.keying.parameters, line.tag);
  }
  for (const media::SrtpSuiteInfo& suite : media::srtp_suites()) {
    if (!suite.aead() || policy.offer_gcm) add(suite.suite, {}, free_tag(lines, last_tag));
  }
  offered_to_it_ = std::move(lines);
}

bool Sdes::take_answer(const std::vector<SdesLine>& lines, bool moved) {
  for (const SdesLine& line : lines) {
    const SdesLine* ours = find_tag(offered_to_it_, line.tag);
    if (ours == nullptr || ours->keying.suite != line.keying.suite) continue;
    const bool anew = is_another(line.keying, moved);
    agreed_ = SdesAgreement{line.tag, ours->keying, line.keying, anew};
    expects_another_ = false;
    return true;
  }
  // Whoever begins anew with keys that were in use would use indices again.
  if (agreed_) {
    own_keys_.clear();
    offered_to_it_.clear();
  }
  agreed_.reset();
  return false;
}

const SdesLine& Sdes::choose(std::optional<SrtpSuite> preferred) const {
  if (agreed_) {
    const SdesLine* again = find_tag(offered_by_it_, agreed_->tag);
    if (again != nullptr && again->keying.suite == agreed_->theirs.suite) return *again;
  }
  if (preferred) {
    if (const SdesLine* line = find_suite(offered_by_it_, *preferred)) return *line;
  }
  return offered_by_it_.front();
}

void Sdes::accept(std::optional<SrtpSuite> preferred) {
  const SdesLine& line = choose(preferred);
  const SrtpSuite suite = line.keying.suite;
  const bool anew = is_another(line.keying, moved_);
  if (anew) std::erase_if(own_keys_, [suite](const OwnKey& own) { return own.suite == suite; });
  agreed_ = SdesAgreement{line.tag, own_keying(suite, line.keying.parameters), line.keying, anew};
  expects_another_ = moved_ = false;
}

bool Sdes::is_another(const media::SrtpKeying& theirs, bool moved) const {
  return agreed_ && (expects_another_ || (moved && agreed_->theirs.master != theirs.master));
}

void Sdes::expect_another() {
  own_keys_.clear();
  expects_another_ = true;
}

void Sdes::share_offer_of(const Sdes& other) {
  offered_to_it_ = other.offered_to_it_;
  own_keys_ = other.own_keys_;
}

media::SrtpKeying Sdes::own_keying(SrtpSuite suite, SrtpParameters parameters) {
  const auto own = std::find_if(own_keys_.begin(), own_keys_.end(),
                                [suite](const OwnKey& one) { return one.suite == suite; });
  if (own != own_keys_.end()) return {suite, parameters, own->key, {}};
  own_keys_.push_back({suite, media::SrtpMasterKey::random(suite)});
  return {suite, parameters, own_keys_.back().key, {}};
}

void SdesLine::describe(base::Fields& fields) {
  fields.number("tag", tag);
  keying.describe(fields);
}

void SdesAgreement::describe(base::Fields& fields) {
  fields.number("tag", tag);
  fields.object("ours", [&] { ours.describe(fields); });
  fields.object("theirs", [&] { theirs.describe(fields); });
}

void Sdes::describe(base::Fields& fields) {
  const auto line = [&fields](SdesLine& one) { one.describe(fields); };
  fields.list("offered by it", offered_by_it_, kMaxLines, line);
  fields.list("offered to it", offered_to_it_, kMaxLines, line);
  fields.list("own keys", own_keys_, media::kSrtpSuiteCount, [&fields](OwnKey& own) {
    fields.choice("suite", own.suite, media::SrtpSuite(media::kSrtpSuiteCount - 1));
    own.key.describe(fields, own.suite);
  });
  fields.flag("moved", moved_);
  fields.flag("expects another", expects_another_);
  bool is_agreed = agreed_.has_value();
  fields.flag("agreed", is_agreed);
  if (!is_agreed) return;
  if (!agreed_) agreed_.emplace();
  fields.object("agreement", [&] { agreed_->describe(fields); });
}

}  // namespace rtpengine::call
