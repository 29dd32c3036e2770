// SPDX-License-Identifier: GPL-3.0-or-later
//
// DTLS attributes of SDP, one a line, "name:value": a fingerprint that was read is printed and read
// as it was; a description holds no more than it says.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "plugins/dtls/description.h"

namespace {

using namespace rtpengine::dtls;

void require(bool condition) {
  if (!condition) std::abort();
}

void add_line(std::string_view line, Description* out) {
  const std::size_t colon = line.find(':');
  const std::string_view name = line.substr(0, colon);
  const std::string_view value =
      colon == std::string_view::npos ? std::string_view() : line.substr(colon + 1);
  const bool ours = out->add(name, value) != AttributeVerdict::not_dtls;
  require(ours == is_dtls_attribute(name));
}

void round_trip(const Fingerprint& fingerprint) {
  const ParsedFingerprint again = parse_fingerprint(print_fingerprint(fingerprint));
  require(again.verdict == FingerprintVerdict::good && again.fingerprint == fingerprint);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  Description description;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    add_line(text.substr(0, end), &description);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  require(description.fingerprints.size() <= FingerprintSet::kMost);
  for (const Fingerprint& fingerprint : description.fingerprints.all()) round_trip(fingerprint);
  if (description.setup) require(parse_setup(name_of(*description.setup)) == description.setup);
  require(description.tls_id.empty() || description.tls_id.size() >= 20);
  require(!asks_for_new_association(description, over(description, Description())));
  return 0;
}
