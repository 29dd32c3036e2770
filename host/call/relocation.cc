// SPDX-License-Identifier: GPL-3.0-or-later
#include "call/relocation.h"

#include <utility>

#include <rtpengine/value_view.h>

#include "base/log.h"

namespace rtpengine::call {
namespace {

/// A command may pass from worker to worker, each time by a mailbox.
constexpr int kRounds = 4;

base::Error about(const std::string& call_id, const std::string& error) {
  return {"call " + base::log::marked(call_id) + ": " + error};
}

}  // namespace

base::Result<std::unique_ptr<Relocation>> Relocation::begin(std::vector<Site> sites,
                                                            Directory& directory) {
  // What clients have asked for already is done, and answered, before.
  for (int round = 0; round < kRounds; ++round) {
    for (const Site& site : sites) site.worker->run_and_wait([] {});
  }
  std::unique_ptr<Relocation> relocation(new Relocation(directory));
  for (const Site& site : sites) {
    auto standstill = loop::Standstill::of(*site.worker);
    if (standstill == nullptr) return base::Error{"a worker has too much to do"};
    bool busy = false;
    standstill->run([&] {
      busy = site.commands->pending() != 0;
      site.io->pause();
    });
    relocation->stops_.push_back({site, std::move(standstill)});
    if (busy) return base::Error{"a plugin has a command in work"};
  }
  return relocation;
}

Relocation::~Relocation() {
  for (Stop& stop : stops_) {
    stop.standstill->run([&] {
      if (left_kernel_) {
        const WorkerCalls::Busy busy(*stop.site.calls);
        for (const CallHandle handle : stop.site.calls->handles()) {
          stop.site.calls->find(handle)->return_to_kernel();
        }
      }
      stop.site.io->resume();
    });
  }
}

base::Result<std::size_t> Relocation::save_all(const Take& take) {
  std::size_t count = 0;
  left_kernel_ = true;
  for (Stop& stop : stops_) {
    base::Result<void> saved;
    stop.standstill->run([&] { saved = save_those(*stop.site.calls, take, &count); });
    if (!saved) return base::Error{saved.error()};
  }
  return count;
}

base::Result<void> Relocation::save_those(WorkerCalls& calls, const Take& take,
                                          std::size_t* count) {
  const WorkerCalls::Busy busy(calls);
  base::ValueTree tree;
  for (const CallHandle handle : calls.handles()) {
    Call& call = *calls.find(handle);
    const base::log::CallScope scope(call.id());
    call.leave_kernel();
    auto saved = save_call(call, *calls.extensions(), tree.dictionary());
    if (saved && !tree.complete()) saved = base::Error{"it is too large"};
    if (saved) saved = take(*tree.root(), sockets_of(call));
    if (!saved) return about(call.id(), saved.error());
    tree.clear();
    ++*count;
  }
  return {};
}

base::Result<void> Relocation::restore(const Value& saved, SocketSource& sockets) {
  const std::string id(get_text(&saved, "call-id"));
  const unsigned worker = directory_.find_or_assign(id);
  base::Result<void> done;
  stops_[worker].standstill->run([&] {
    WorkerCalls& calls = *stops_[worker].site.calls;
    const base::log::CallScope scope(id);
    directory_.find_or_claim(id, worker);
    const bool known = calls.find(id) != nullptr;
    const auto call = restore_call(calls, saved, sockets);
    if (call) return;
    if (!known) directory_.release(id, worker);
    done = about(id, call.error());
  });
  return done;
}

void Relocation::let_go_all() {
  for (Stop& stop : stops_) {
    stop.standstill->run([&] { stop.site.calls->let_go_all(); });
  }
}

}  // namespace rtpengine::call
