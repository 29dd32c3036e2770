// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/bpf.h"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "net/socket_options.h"

namespace rtpengine::net::bpf {
namespace {

/// -1 and errno, or the result.
int call(bpf_cmd command, bpf_attr& attributes) {
  return static_cast<int>(syscall(SYS_bpf, command, &attributes, sizeof attributes));
}

std::uint64_t address_of(const void* object) { return reinterpret_cast<std::uintptr_t>(object); }

template <std::size_t size>
void copy_name(char (&to)[size], const char* name) {
  std::strncpy(to, name, size - 1);
}

/// Why the kernel refused a program: the last line of its checker's report.
std::string complaint(bpf_attr attributes) {
  std::vector<char> report(65536);
  attributes.log_buf = address_of(report.data());
  attributes.log_size = static_cast<__u32>(report.size());
  attributes.log_level = 1;
  const Descriptor unwanted(call(BPF_PROG_LOAD, attributes));
  std::string text(report.data());
  // The very last line counts instructions.
  for (int i = 0; i < 2 && !text.empty(); ++i) {
    while (!text.empty() && text.back() == '\n') text.pop_back();
    const std::size_t line = text.rfind('\n');
    if (text.compare(line + 1, 10, "processed ") != 0) return text.substr(line + 1);
    text.resize(line == std::string::npos ? 0 : line);
  }
  return text;
}

}  // namespace

base::Result<Descriptor> create_map(const MapSpec& spec) {
  bpf_attr attributes{};
  attributes.map_type = spec.type;
  attributes.key_size = spec.key_size;
  attributes.value_size = spec.value_size;
  attributes.max_entries = spec.entries;
  attributes.map_flags = spec.flags;
  copy_name(attributes.map_name, spec.name);
  Descriptor map(call(BPF_MAP_CREATE, attributes));
  if (!map) return system_failure(std::string("creating the BPF map ") + spec.name, errno);
  return map;
}

int set(int map, const void* key, const void* value) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<__u32>(map);
  attributes.key = address_of(key);
  attributes.value = address_of(value);
  attributes.flags = BPF_ANY;
  return call(BPF_MAP_UPDATE_ELEM, attributes) == 0 ? 0 : errno;
}

int erase(int map, const void* key) {
  bpf_attr attributes{};
  attributes.map_fd = static_cast<__u32>(map);
  attributes.key = address_of(key);
  return call(BPF_MAP_DELETE_ELEM, attributes) == 0 ? 0 : errno;
}

base::Result<Descriptor> load_sk_lookup(const char* name, std::span<const bpf_insn> program) {
  bpf_attr attributes{};
  attributes.prog_type = BPF_PROG_TYPE_SK_LOOKUP;
  attributes.expected_attach_type = BPF_SK_LOOKUP;
  attributes.insns = address_of(program.data());
  attributes.insn_cnt = static_cast<__u32>(program.size());
  attributes.license = address_of("GPL");
  copy_name(attributes.prog_name, name);
  Descriptor loaded(call(BPF_PROG_LOAD, attributes));
  if (loaded) return loaded;
  const int error = errno;
  std::string attempt = std::string("loading the BPF program ") + name;
  if (error == EINVAL || error == EACCES) attempt += " (" + complaint(attributes) + ')';
  return system_failure(attempt, error);
}

base::Result<Descriptor> attach_sk_lookup(int program) {
  const Descriptor network(open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!network) return system_failure("opening the network namespace", errno);
  bpf_attr attributes{};
  attributes.link_create.prog_fd = static_cast<__u32>(program);
  attributes.link_create.target_fd = static_cast<__u32>(network.get());
  attributes.link_create.attach_type = BPF_SK_LOOKUP;
  Descriptor link(call(BPF_LINK_CREATE, attributes));
  if (!link) return system_failure("attaching the BPF program to the network namespace", errno);
  return link;
}

}  // namespace rtpengine::net::bpf
