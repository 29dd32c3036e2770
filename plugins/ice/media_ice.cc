// SPDX-License-Identifier: GPL-3.0-or-later
#include "media_ice.h"

#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

#include <rtpengine/value_view.h>

#include "endpoint.h"
#include "integrity.h"
#include "priority.h"

namespace rtpengine::ice {
namespace {

static_assert(kNever == author::no_deadline);

/// More addresses than an interface sensibly has.
constexpr std::uint32_t kMostAddresses = 16;

void fill_random(std::span<std::uint8_t> out) {
  // Without randomness nothing here is safe, and libcrypto has said so.
  if (RAND_bytes(out.data(), int(out.size())) != 1) std::abort();
}

Credentials new_credentials() {
  std::array<std::uint8_t, kCredentialsRandomness> bytes = {};
  fill_random(bytes);
  return make_credentials(bytes);
}

/// From the plugin's secret: the same each time, and nobody else's.
std::array<std::uint8_t, 40> derive(const Services& services, std::string_view what) {
  std::array<std::uint8_t, 40> derived = {};
  const std::string_view secret(reinterpret_cast<const char*>(services.secret.data()),
                                services.secret.size());
  const auto bytes_of = [](std::string_view text) {
    return Bytes(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  };
  for (std::uint8_t i = 0; i < 2; ++i) {
    HmacSha1 part = {};
    hmac_sha1(secret, {bytes_of(what), Bytes(&i, 1)}, &part);
    std::copy(part.begin(), part.end(), derived.begin() + i * std::ptrdiff_t(part.size()));
  }
  return derived;
}

/// One for each address of ours, for as long as the plugin is there.
Foundation foundation_of(const Services& services, const Endpoint& address) {
  return Foundation(make_foundation(derive(services, "foundation " + address_text(address))));
}

const char* state_text(AgentState state) {
  switch (state) {
    case AgentState::waiting:
      return "waits for the other side's description";
    case AgentState::checking:
      return "is making checks";
    case AgentState::completed:
      return "has found its way";
    case AgentState::failed:
      return "has found no way";
  }
  return "is in a state that there is not";
}

}  // namespace

MediaIce::~MediaIce() { deadlines_.set(this, deadline_, kNever); }

void MediaIce::forget() {
  end();
  declined = false;
}

void MediaIce::end() {
  deadlines_.set(this, deadline_, kNever);
  deadline_ = kNever;
  if (opened_) services_.connectivity->close(place_.call, place_.participant, place_.media);
  opened_ = false;
  agent_.reset();
  credentials_ = met_ = {};
  ports_.clear();
  failure_.reset();
}

void MediaIce::open() {
  services_.connectivity->open(place_.call, place_.participant, place_.media);
  opened_ = true;
}

void MediaIce::begin(Role role, const Credentials* shared) {
  open();
  if (agent_ != nullptr) return;
  credentials_ = shared != nullptr ? *shared : new_credentials();
  make_agent(role);
}

void MediaIce::make_agent(Role role) {
  Config config;
  config.role = role;
  config.tie_breaker = tie_breaker();
  config.local = credentials_;
  config.candidates = own_candidates(false);
  ports_.clear();
  const auto addresses = std::uint32_t(locals(Component::rtp).size());
  for (std::uint32_t i = 0; i < config.candidates.size(); ++i) {
    ports_.push_back({config.candidates[i].component, i % std::max(addresses, 1u)});
  }
  agent_ = std::make_unique<Agent>(std::move(config), this);
}

void MediaIce::answer_restart() {
  if (agent_ == nullptr || met_ == Credentials() || party.description.credentials == met_) return;
  credentials_ = new_credentials();
  agent_->restart(credentials_);
  failure_.reset();
}

void MediaIce::meet(bool one_port) {
  if (agent_ == nullptr || !party.uses_ice()) return;
  one_port_ = one_port;
  if (one_port) agent_->drop_rtcp();
  met_ = party.description.credentials;
  agent_->set_remote(party.description, services_.loop->now_us());
  settle();
}

std::vector<Endpoint> MediaIce::locals(Component component) const {
  const StreamRef ref = stream(component);
  std::vector<Endpoint> all(kMostAddresses);
  all.resize(
      std::min(services_.connectivity->locals(&ref, all.data(), kMostAddresses), kMostAddresses));
  return all;
}

/// Component 1 of each address, then component 2 of each.
std::vector<Candidate> MediaIce::own_candidates(bool one_port) const {
  std::vector<Candidate> all;
  std::vector<Endpoint> before;
  for (const Component component : {Component::rtp, Component::rtcp}) {
    const std::vector<Endpoint> addresses = locals(component);
    const bool shared =
        component == Component::rtcp && !addresses.empty() && same(addresses[0], before[0]);
    if (component == Component::rtcp && (one_port || shared)) break;
    for (std::uint32_t i = 0; i < addresses.size(); ++i) {
      Candidate candidate;
      candidate.foundation = foundation_of(services_, addresses[i]);
      candidate.component = component;
      candidate.priority = candidate_priority(CandidateType::host, i, component);
      candidate.address = addresses[i];
      all.push_back(candidate);
    }
    before = addresses;
  }
  return all;
}

std::vector<Candidate> MediaIce::candidates_below(const PartyIce& others, CandidateType type,
                                                  bool one_port) const {
  std::vector<Candidate> all = own_candidates(one_port);
  const auto addresses = std::uint32_t(locals(Component::rtp).size());
  const PrioritiesBelow priorities(others.description.candidates, addresses);
  for (std::uint32_t i = 0; i < all.size(); ++i) {
    all[i].type = type;
    all[i].priority = priorities.at(i % addresses, all[i].component);
    if (type == CandidateType::relayed) all[i].related = all[i].address;
  }
  return all;
}

/// A controlling agent that is done names what was selected and nothing else (RFC 8839 section
/// 4.4.3.1.2), where that is what c= and m= say.
void MediaIce::write(SdpBody* body, std::uint32_t section, bool one_port) const {
  std::vector<Candidate> own = own_candidates(one_port);
  std::vector<Candidate> remotes;
  bool done = agent_->role() == Role::controlling && agent_->state() == AgentState::completed;
  for (const Component component : {Component::rtp, Component::rtcp}) {
    const auto pair = agent_->selected(component);
    if (!pair) continue;
    done = done && ports_[pair->local].address == 0;
    Candidate remote;
    remote.component = component;
    remote.address = pair->remote;
    remotes.push_back(remote);
  }
  if (done) {
    std::vector<Candidate> selected;
    for (std::uint32_t i = 0; i < own.size(); ++i) {
      const auto pair = agent_->selected(own[i].component);
      if (pair && pair->local == i) selected.push_back(own[i]);
    }
    own = std::move(selected);
  }
  write_ice(body, section, credentials_, own);
  if (!done || remotes.empty()) return;
  body->add_attribute(section, slice("remote-candidates"), slice(print_remote_candidates(remotes)));
}

PacketVerdict MediaIce::on_stun(Component component, const Packet& packet, const Endpoint& source) {
  if (passes) return PacketVerdict::pass;
  const auto port = std::find_if(ports_.begin(), ports_.end(), [&](const Port& one) {
    return one.component == component && one.address == packet.local;
  });
  if (agent_ == nullptr || port == ports_.end()) return PacketVerdict::drop;
  const auto local = std::uint32_t(port - ports_.begin());
  const PacketFate fate =
      agent_->on_packet(local, source, Bytes(packet.data, packet.size), services_.loop->now_us());
  settle();
  switch (fate) {
    case PacketFate::refused:
    case PacketFate::malformed:
    case PacketFate::stray:
      return PacketVerdict::drop;
    default:
      return PacketVerdict::consumed;
  }
}

void MediaIce::wake(Micros now) noexcept {
  deadline_ = kNever;
  agent_->on_time(now);
  settle();
}

void MediaIce::settle() {
  constexpr int kRounds = 4;
  const Micros now = services_.loop->now_us();
  for (int i = 0; i < kRounds && agent_->next_deadline() <= now; ++i) agent_->on_time(now);
  const Micros next = agent_->next_deadline();
  deadlines_.set(this, deadline_, next);
  deadline_ = next;
}

// --- what the agent asks and tells --------------------------------------------------------------

bool MediaIce::send(std::uint32_t local, const Endpoint& to, Bytes bytes) noexcept {
  const StreamRef ref = stream(ports_[local].component);
  const Slice packet = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  return services_.connectivity->send(&ref, ports_[local].address, &to, packet) == Status::ok;
}

void MediaIce::random(std::span<std::uint8_t> out) noexcept { fill_random(out); }

void MediaIce::on_validated(std::uint32_t local, const Endpoint& remote) noexcept {
  const StreamRef ref = stream(ports_[local].component);
  services_.connectivity->admit(&ref, ports_[local].address, &remote);
}

void MediaIce::on_selected(Component component, std::uint32_t local,
                           const Endpoint& remote) noexcept {
  const StreamRef ref = stream(component);
  services_.connectivity->select(&ref, ports_[local].address, &remote);
  failure_.reset();
  services_.log.write(LogLevel::info, call_id(), "ICE with %s: %s selected for component %u",
                      name().c_str(), to_string(remote).c_str(), unsigned(component));
}

void MediaIce::on_failed(Failure failure) noexcept {
  failure_ = failure;
  services_.log.write(LogLevel::notice, call_id(), "ICE with %s has failed: %s", name().c_str(),
                      describe(failure));
}

void MediaIce::on_consent_lost(Component component, ConsentLoss loss) noexcept {
  const StreamRef ref = stream(component);
  services_.connectivity->suspend(&ref);
  services_.log.write(LogLevel::notice, call_id(), "ICE with %s: component %u is sent no more: %s",
                      name().c_str(), unsigned(component), describe(loss));
}

// --- for people
// -----------------------------------------------------------------------------------

void MediaIce::report(MediaReport& out) const {
  if (passes) out.flag(slice("passthrough"));
  if (agent_ == nullptr) return;
  out.flag(slice("ICE"));
  if (agent_->role() == Role::controlling) out.flag(slice("ICE controlling"));
  if (party.description.lite) out.flag(slice("ICE-lite"));
  if (party.description.trickle) out.flag(slice("trickle ICE"));
  report_agent(out);
}

void MediaIce::report_agent(MediaReport& out) const {
  std::string fact = std::string("Its ICE ") + state_text(agent_->state());
  for (const Component component : {Component::rtp, Component::rtcp}) {
    const auto pair = agent_->selected(component);
    if (!pair) continue;
    fact += std::string(component == Component::rtp ? ": RTP" : ", RTCP") + " by " +
            to_string(pair->remote);
  }
  out.fact(slice(fact + "."));
  if (agent_->selected(Component::rtp) || met_ == Credentials()) return;
  std::string text = "ICE with " + name() + " " + state_text(agent_->state());
  text += ": " + std::to_string(agent_->check_list().remotes().size()) + " candidates of it, " +
          std::to_string(agent_->check_list().pairs().size()) + " pairs";
  if (failure_) text += std::string("; ") + describe(*failure_);
  out.trouble(slice("ice-unfinished"), slice(text + "."));
}

// --- state that moves
// -----------------------------------------------------------------------------

void MediaIce::save(ValueWriter& out) const {
  out.integer(slice("declined"), declined ? 1 : 0);
  out.integer(slice("passes"), passes ? 1 : 0);
  out.integer(slice("opened"), opened_ ? 1 : 0);
  out.begin_list(slice("lines"));
  for (const auto& [line, value] : party.lines) {
    out.text({}, slice(line));
    out.text({}, slice(value));
  }
  out.end();
  if (agent_ == nullptr) return;
  out.text(slice("ufrag"), slice(credentials_.ufrag));
  out.text(slice("password"), slice(credentials_.password));
  out.integer(slice("controlling"), agent_->role() == Role::controlling ? 1 : 0);
  out.integer(slice("met"), met_ == Credentials() ? 0 : 1);
  out.integer(slice("one port"), one_port_ ? 1 : 0);
  out.begin_list(slice("selected"));
  for (const Component component : {Component::rtp, Component::rtcp}) {
    const auto pair = agent_->selected(component);
    if (!pair) continue;
    out.integer({}, pair->local);
    out.text({}, slice(address_text(pair->remote)));
    out.integer({}, pair->remote.port);
  }
  out.end();
}

bool MediaIce::restore(const Value* saved) {
  declined = get_integer(saved, "declined") != 0;
  passes = get_integer(saved, "passes") != 0;
  if (get_integer(saved, "opened") != 0) open();
  std::vector<std::pair<std::string, std::string>> lines;
  const Children texts = children(find(saved, "lines"));
  for (auto text = texts.begin(); text != texts.end();) {
    const std::string line(text_of(&*text));
    if (++text == texts.end()) return false;
    lines.emplace_back(line, text_of(&*text));
    ++text;
  }
  party = read_ice(std::move(lines));
  const Credentials own = {std::string(get_text(saved, "ufrag")),
                           std::string(get_text(saved, "password"))};
  if (own == Credentials()) return true;
  if (!is_ufrag(own.ufrag) || !is_password(own.password)) return false;
  begin(get_integer(saved, "controlling") != 0 ? Role::controlling : Role::controlled, &own);
  if (get_integer(saved, "met") == 0) return true;
  meet(get_integer(saved, "one port") != 0);
  const Children pairs = children(find(saved, "selected"));
  for (auto part = pairs.begin(); part != pairs.end(); ++part) {
    SelectedPair pair;
    pair.local = std::uint32_t(integer_of(&*part));
    if (++part == pairs.end()) return false;
    const std::string_view address = text_of(&*part);
    if (++part == pairs.end()) return false;
    if (!parse_endpoint(address, std::uint16_t(integer_of(&*part)), &pair.remote)) return false;
    agent_->resume(pair, services_.loop->now_us());
  }
  settle();
  return true;
}

// --- small things
// ---------------------------------------------------------------------------------

StreamRef MediaIce::stream(Component component) const {
  return {place_.call, place_.participant, place_.media, component, 0};
}

std::string MediaIce::call_id() const {
  CallInfo info = {};
  if (services_.calls->describe(place_.call, &info) != Status::ok) return {};
  return std::string(view(info.call_id));
}

std::string MediaIce::name() const {
  ParticipantInfo info = {};
  services_.calls->describe_participant(place_.call, place_.participant, &info);
  return "'" + std::string(view(info.tag)) + "', media " + std::to_string(place_.media + 1);
}

/// The same for all media of a participant (RFC 8445 section 6.1.1).
std::uint64_t MediaIce::tie_breaker() const {
  const auto derived = derive(services_, "tie-breaker " + std::to_string(place_.call) + " " +
                                             std::to_string(place_.participant));
  std::uint64_t number = 0;
  std::memcpy(&number, derived.data(), sizeof number);
  return number;
}

}  // namespace rtpengine::ice
