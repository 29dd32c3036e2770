// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/offload.h"

#include "base/log.h"
#include "call/call.h"
#include "call/media.h"
#include "call/participant.h"

namespace rtpengine::call {

StreamOffload* OffloadedStreams::find(const net::Endpoint& local) const {
  const auto found = streams_.find(key(local));
  return found == streams_.end() ? nullptr : found->second;
}

void OffloadedStreams::retry_removal(const net::Endpoint& local) {
  LOG_LIMITED(warning, "the kernel table does not remove the entry of %s",
              local.to_string().c_str());
  if (stuck_.size() == kMaxStuck) stuck_.erase(stuck_.begin());
  stuck_.push_back(local);
}

void OffloadedStreams::remove_stuck(media::KernelTable& table) {
  std::erase_if(stuck_, [&](const net::Endpoint& local) {
    if (find(local) != nullptr) return true;
    media::TableChange change{media::TableChange::Kind::remove, {}};
    change.entry.local = local;
    const auto outcomes = table.apply({&change, 1});
    return !outcomes.empty() && outcomes.front().status == media::TableStatus::done;
  });
}

void OffloadedStreams::poll(media::KernelTable& table, unsigned worker, base::Time now) {
  if (table.usable()) {
    remove_stuck(table);
  } else {
    stuck_.clear();
  }
  if (streams_.empty()) return;
  if (!table.usable()) {
    LOG(warning, "kernel table lost (%s): %zu streams are forwarded in user space from now on",
        table.trouble().c_str(), streams_.size());
    const auto streams = std::move(streams_);
    streams_.clear();
    for (const auto& [local, stream] : streams) stream->note_lost();
    return;
  }
  table.read_counters(worker,
                      [&](const net::Endpoint& local, const media::ForwardCounters& counters) {
                        if (StreamOffload* stream = find(local))
                          stream->note_counters(counters, now);
                      });
}

media::ForwardEntry StreamOffload::make_entry() const {
  media::ForwardEntry entry;
  const Call& call = media_.participant().call();
  const net::MediaSocket* socket =
      media_.socket_of(media::Component::rtp, media_.connectivity().rtp.address);
  if (socket != nullptr) entry.local = socket->local();
  entry.owner = call.environment().worker->index();
  const media::Learner& learner = media_.rtp().learner();
  switch (learner.source_check()) {
    case media::SourceCheck::none:
      break;
    case media::SourceCheck::drop:
      entry.expected_source = learner.expected_source().endpoint();
      entry.mismatch = media::SourceMismatch::drop;
      break;
    case media::SourceCheck::ask:
      entry.expected_source = learner.expected_source().endpoint();
      break;
  }
  entry.rtcp_mux = media_.rtp().multiplexed();
  if (const Media* other = media_.sink()) {
    const media::Egress& egress = other->rtp().egress();
    if (egress.socket() != nullptr && *egress.socket()) {
      media::ForwardOutput output;
      output.source = egress.socket()->local();
      output.destination = egress.destination().endpoint();
      output.tos = call.tos();
      entry.outputs.push_back(output);
    }
  }
  return entry;
}

media::OffloadDecision StreamOffload::decide(const media::ForwardEntry& entry) const {
  const Media* other = media_.sink();
  std::vector<media::StageMeaning> stages;
  for (const media::Stage* stage : media_.rtp().route().stages()) {
    stages.push_back({stage->name(), stage->kernel_meaning()});
  }
  // No table is told the keys yet.
  const bool secured = media_.rtp().secured() || (other != nullptr && other->rtp().secured());
  if (secured) stages.push_back({"SRTP", media::KernelMeaning::user_space_only});
  media::OffloadInput input;
  input.table = media_.participant().call().environment().kernel_table;
  input.entry = &entry;
  input.is_rtp = media_.is_rtp();
  input.call_active = !media_.participant().call().deleted();
  input.source_confirmed = media_.rtp().learner().confirmed();
  input.unidirectional = media_.participant().unidirectional;
  input.stages = stages;
  if (other != nullptr) {
    const media::Egress& egress = other->rtp().egress();
    for (const media::Stage* stage : egress.route().stages()) {
      stages.push_back({stage->name(), stage->kernel_meaning()});
    }
    input.stages = stages;
    input.destination_known = !egress.obstacle();
    input.destination_confirmed = other->rtp().learner().confirmed();
  }
  return media::decide_offload(input);
}

void StreamOffload::update() {
  const media::KernelTable* table = media_.participant().call().environment().kernel_table;
  if (!in_table_ && !table->capabilities().forwards) {
    obstacle_.clear();
    return;
  }
  const media::ForwardEntry entry = make_entry();
  const media::OffloadDecision decision = decide(entry);
  if (!decision.offload()) {
    withdraw();
    obstacle_ = decision.to_string();
    return;
  }
  if (in_table_ && entry.local != in_table_->entry.local) withdraw();
  if (!in_table_ || !(entry == in_table_->entry)) put(entry);
}

void StreamOffload::put(const media::ForwardEntry& entry) {
  const CallEnvironment& environment = media_.participant().call().environment();
  const media::TableChange change{media::TableChange::Kind::put, entry};
  const auto outcomes = environment.kernel_table->apply({&change, 1});
  const auto status = outcomes.empty() ? media::TableStatus::lost : outcomes.front().status;
  if (status != media::TableStatus::done) {
    obstacle_ = std::string("the kernel table refused it: ") + std::string(to_string(status));
    LOG_LIMITED(notice, "stream on %s stays in user space: %s", entry.local.to_string().c_str(),
                obstacle_.c_str());
    withdraw();
    return;
  }
  if (!in_table_) in_table_ = std::make_unique<InTable>();
  in_table_->entry = entry;
  obstacle_.clear();
  environment.offloaded->add(entry.local, *this);
}

void StreamOffload::withdraw() {
  if (!in_table_) return;
  const CallEnvironment& environment = media_.participant().call().environment();
  const net::Endpoint local = in_table_->entry.local;
  environment.offloaded->remove(local);
  const media::TableChange change{media::TableChange::Kind::remove, in_table_->entry};
  const auto outcomes = environment.kernel_table->apply({&change, 1});
  if (!outcomes.empty()) note_counters(outcomes.front().counters, environment.now());
  in_table_.reset();
  const auto status = outcomes.empty() ? media::TableStatus::failed : outcomes.front().status;
  if (status != media::TableStatus::done && status != media::TableStatus::lost) {
    environment.offloaded->retry_removal(local);
  }
}

void StreamOffload::note_counters(const media::ForwardCounters& counters, base::Time now) {
  const media::ForwardCounters forwarded = media::counters_between(in_table_->last, counters);
  media_.rtp().add_kernel_counts(forwarded, now);
  if (Media* sink = media_.sink()) sink->rtp().egress().add_kernel_counts(forwarded);
  in_table_->last = counters;
}

void StreamOffload::note_lost() {
  in_table_.reset();
  obstacle_ = "the kernel table is lost";
}

}  // namespace rtpengine::call
