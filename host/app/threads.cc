// SPDX-License-Identifier: GPL-3.0-or-later
//
// System calls about threads and limits.
#include "app/threads.h"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace rtpengine::app {
namespace {

bool is_real_time(const std::optional<int>& policy) {
  return policy && (*policy == SCHED_FIFO || *policy == SCHED_RR);
}

base::Error refused(const char* what) {
  return base::Error{std::string("cannot set the ") + what +
                     " of a thread: " + std::strerror(errno)};
}

}  // namespace

base::Result<ThreadScheduling> ThreadScheduling::from(const std::string& policy,
                                                      std::optional<int> priority) {
  ThreadScheduling made;
  if (policy == "fifo") made.policy = SCHED_FIFO;
  if (policy == "rr") made.policy = SCHED_RR;
  if (policy == "other") made.policy = SCHED_OTHER;
  if (policy == "batch") made.policy = SCHED_BATCH;
  if (policy == "idle") made.policy = SCHED_IDLE;
  made.priority = priority;
  if (is_real_time(made.policy)) {
    if (!made.priority) made.priority = sched_get_priority_min(*made.policy);
    if (*made.priority < 1 || *made.priority > 99) {
      return base::Error{"priority " + std::to_string(*made.priority) + " does not fit policy " +
                         policy + ": 1 to 99 are allowed"};
    }
  } else if (priority && (*priority < -20 || *priority > 19)) {
    return base::Error{"priority " + std::to_string(*priority) +
                       " is a nice value without a real-time policy: -20 to 19 are allowed"};
  }
  return made;
}

base::Result<void> apply_scheduling(const ThreadScheduling& scheduling) {
  // On Linux both calls change the calling thread only, when they are given 0 or its own id.
  if (scheduling.policy) {
    sched_param parameters{};
    if (is_real_time(scheduling.policy)) parameters.sched_priority = *scheduling.priority;
    if (sched_setscheduler(0, *scheduling.policy, &parameters) != 0) {
      return refused("scheduling policy");
    }
  }
  if (scheduling.priority && !is_real_time(scheduling.policy)) {
    if (setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), *scheduling.priority) != 0) {
      return refused("nice value");
    }
  }
  return {};
}

unsigned usable_cpus() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  return std::max(1u, static_cast<unsigned>(CPU_COUNT(&set)));
}

unsigned long raise_open_files_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 0;
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = limit.rlim_max;
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : before;
}

}  // namespace rtpengine::app
