// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/steering_program.h"

#include <netinet/in.h>

#include <cstddef>
#include <cstring>

#include "net/bpf_assembler.h"

namespace rtpengine::net {
namespace {

using bpf::Assembler;
using bpf::Jump;
using bpf::Label;
using bpf::Width;
using enum bpf::Register;

constexpr auto kContext = r6;
constexpr auto kQueue = r7;
constexpr auto kSlot = r8;

// On the stack, below r10.
constexpr int kKey = -int(sizeof(SteeredPort));
constexpr int kIndex = kKey - 4;

void put_context_word(Assembler& code, std::size_t from, int to) {
  code.load(Width::word, r1, kContext, from);
  code.store(Width::word, r10, to, r1);
}

/// Addresses of the other family read as 0, so that both can be taken without asking for it.
void build_key(Assembler& code) {
  constexpr std::size_t kIpv6 = offsetof(bpf_sk_lookup, local_ip6);
  code.load(Width::word, r1, kContext, offsetof(bpf_sk_lookup, local_ip4));
  code.load(Width::word, r2, kContext, kIpv6);
  code.bit_or(r1, r2);
  code.store(Width::word, r10, kKey, r1);
  for (int word = 1; word < 4; ++word)
    put_context_word(code, kIpv6 + 4 * std::size_t(word), kKey + 4 * word);
  code.load(Width::word, r1, kContext, offsetof(bpf_sk_lookup, family));
  code.shift_left(r1, 16);
  code.load(Width::word, r2, kContext, offsetof(bpf_sk_lookup, local_port));
  code.bit_or(r1, r2);
  code.store(Width::word, r10, kKey + int(offsetof(SteeredPort, port)), r1);
}

/// r0: the value, never null behind this.
void look_up(Assembler& code, int map, int key, Label if_absent) {
  code.load_map(r1, map);
  code.move(r2, r10);
  code.add(r2, key);
  code.call(BPF_FUNC_map_lookup_elem);
  code.jump_if(r0, Jump::equal, 0, if_absent);
}

/// Counts the datagram, or makes a bin its queue. The clock is read only when as many have come as
/// a window allows, that is hardly ever but in a flood.
void limit_rate(Assembler& code, int slots, const PortLimit& limit, Label if_absent) {
  const Label within = code.new_label();
  const Label new_window = code.new_label();
  const Label done = code.new_label();
  look_up(code, slots, kIndex, if_absent);
  code.move(kSlot, r0);
  code.load(Width::word, r1, kSlot, offsetof(SteeringSlot, in_window));
  code.jump_if(r1, Jump::less, std::int32_t(limit.packets), within);

  code.call(BPF_FUNC_ktime_get_ns);
  code.move(r1, r0);
  code.load(Width::double_word, r2, kSlot, offsetof(SteeringSlot, window_start));
  code.subtract(r1, r2);
  code.jump_if(r1, Jump::not_less, std::int32_t(limit.window_ns), new_window);
  code.move(r1, 1);
  code.atomic_add(Width::double_word, kSlot, offsetof(SteeringSlot, dropped), r1);
  code.load(Width::word, r1, kContext, offsetof(bpf_sk_lookup, family));
  code.move(kQueue, std::int32_t(kBinIpv4));
  code.jump_if(r1, Jump::not_equal, AF_INET6, done);
  code.move(kQueue, std::int32_t(kBinIpv6));
  code.jump(done);

  code.place(new_window);
  code.store(Width::double_word, kSlot, offsetof(SteeringSlot, window_start), r0);
  code.move(r1, 0);
  code.place(within);
  code.add(r1, 1);
  code.store(Width::word, kSlot, offsetof(SteeringSlot, in_window), r1);
  code.place(done);
}

void assign(Assembler& code, int queues, Label if_absent) {
  code.store(Width::word, r10, kIndex, kQueue);
  look_up(code, queues, kIndex, if_absent);
  code.move(kQueue, r0);
  code.move(r1, kContext);
  code.move(r2, kQueue);
  code.move(r3, 0);
  // It fails where another program has chosen already, who then shall have it.
  code.call(BPF_FUNC_sk_assign);
  code.move(r1, kQueue);
  code.call(BPF_FUNC_sk_release);
}

}  // namespace

SteeredPort::SteeredPort(const Endpoint& local) : address{} {
  const bool ipv4 = local.address.family == Family::ipv4;
  std::memcpy(address, local.address.bytes.data(), ipv4 ? 4 : 16);
  port = std::uint32_t(ipv4 ? AF_INET : AF_INET6) << 16 | local.port;
}

std::uint32_t queue_of(unsigned worker, Family family) {
  return 2 + 2 * worker + (family == Family::ipv6 ? 1 : 0);
}

std::vector<bpf_insn> steering_program(const SteeringMaps& maps, const PortLimit& limit) {
  Assembler code;
  const Label pass = code.new_label();
  code.move(kContext, r1);
  code.load(Width::word, r1, kContext, offsetof(bpf_sk_lookup, protocol));
  code.jump_if(r1, Jump::not_equal, IPPROTO_UDP, pass);
  build_key(code);
  look_up(code, maps.ports, kKey, pass);
  code.load(Width::word, kQueue, r0, offsetof(SteeredTo, queue));
  code.load(Width::word, r1, r0, offsetof(SteeredTo, slot));
  code.store(Width::word, r10, kIndex, r1);
  if (limit.packets != 0) limit_rate(code, maps.slots, limit, pass);
  assign(code, maps.queues, pass);
  code.place(pass);
  code.move(r0, SK_PASS);
  code.exit();
  return code.finish();
}

}  // namespace rtpengine::net
