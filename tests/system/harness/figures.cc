// SPDX-License-Identifier: GPL-3.0-or-later
#include "figures.h"

#include <sys/resource.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace rtpengine::harness {
namespace {

std::string in_proc(pid_t pid, const char* what) {
  return "/proc/" + std::to_string(pid) + "/" + what;
}

}  // namespace

long memory_of(pid_t pid) {
  std::ifstream status(in_proc(pid, "status"));
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stol(line.substr(6));
  }
  return 0;
}

std::size_t descriptors_of(pid_t pid) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator(in_proc(pid, "fd"))) {
    ++count;
  }
  return count;
}

std::size_t leave_descriptors(pid_t pid, std::size_t free) {
  std::set<std::size_t> used;
  for (const auto& entry : std::filesystem::directory_iterator(in_proc(pid, "fd")))
    used.insert(std::stoul(entry.path().filename().string()));
  std::size_t limit = 0;
  for (std::size_t left = free; left > 0 || used.count(limit) != 0; ++limit)
    left -= used.count(limit) == 0;
  // The soft limit alone: the hard one can't be raised again.
  rlimit wanted{};
  if (prlimit(pid, RLIMIT_NOFILE, nullptr, &wanted) != 0) return 0;
  wanted.rlim_cur = limit;
  return prlimit(pid, RLIMIT_NOFILE, &wanted, nullptr) == 0 ? limit : 0;
}

}  // namespace rtpengine::harness
