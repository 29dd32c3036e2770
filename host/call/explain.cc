// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/explain.h"

#include <algorithm>

#include "call/account.h"
#include "call/findings.h"

namespace rtpengine::call {
namespace {

bool concerns(const Participant& participant, const Participant* only) {
  return only == nullptr || &participant == only || &participant == only->peer();
}

std::vector<Finding> findings_about(const Call& call, const Participant* only, base::Time now) {
  std::vector<Finding> all = find_causes(call, now);
  std::erase_if(all, [only](const Finding& finding) {
    return !concerns(finding.media->participant(), only);
  });
  std::stable_partition(all.begin(), all.end(), [](const Finding& one) { return one.fault; });
  return all;
}

std::string summary_of(const std::vector<Finding>& findings, bool settling) {
  const auto faults = std::count_if(findings.begin(), findings.end(),
                                    [](const Finding& finding) { return finding.fault; });
  if (faults == 1) return findings.front().text;
  if (faults > 1) {
    return std::to_string(faults) + " faults were found. The first: " + findings.front().text;
  }
  std::string summary =
      settling ? "No fault is found, but it is too early to tell." : "No fault is found.";
  if (!findings.empty()) summary += " " + findings.front().text;
  return summary;
}

void write_place(const base::DictionaryBuilder& out, const Media& media) {
  out.set("party", media.participant().tag());
  out.set("media", media.index() + 1);
}

void write_findings(const base::ListBuilder& list, const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    const auto out = list.dictionary();
    out.set("cause", to_string(finding.cause));
    out.set("level", finding.fault ? "fault" : "note");
    write_place(out, *finding.media);
    out.set("text", finding.text);
  }
}

void write_account(const base::DictionaryBuilder& out, const Media& media, base::Time now) {
  write_place(out, media);
  out.set("name", name_of(media.participant()) + ", " + name_of(media));
  const auto sentences = out.list("sentences");
  for (const std::string& sentence : account_of(media, now)) sentences.add(sentence);
}

}  // namespace

void explain(const Call& call, const base::DictionaryBuilder& reply, const Participant* only,
             base::Time now) {
  const auto findings = findings_about(call, only, now);
  reply.set("summary", summary_of(findings, is_settling(call, now)));
  write_findings(reply.list("findings"), findings);
  const auto list = reply.list("media");
  for (const auto& participant : call.participants()) {
    if (!concerns(*participant, only)) continue;
    for (const auto& media : participant->all_media()) {
      write_account(list.dictionary(), *media, now);
    }
  }
}

}  // namespace rtpengine::call
