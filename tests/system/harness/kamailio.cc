// SPDX-License-Identifier: GPL-3.0-or-later
#include "kamailio.h"

namespace rtpengine::harness {
namespace {

/// Replaces every @NAME@ in the configuration below.
std::string filled(std::string text, const std::string& name, const std::string& value) {
  const std::string mark = "@" + name + "@";
  for (std::size_t at; (at = text.find(mark)) != std::string::npos;)
    text.replace(at, mark.size(), value);
  return text;
}

/// As short as a proxy can be that relays media: offer with the INVITE of each branch, answer with
/// its reply, delete with the BYE.
constexpr const char* kConfiguration = R"cfg(#!KAMAILIO
debug=2
log_stderror=yes
children=4
auto_aliases=no
dns=no
rev_dns=no
disable_tcp=yes
listen=udp:@HOST@:5060

loadmodule "tm.so"
loadmodule "tmx.so"
loadmodule "corex.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "rtpengine.so"
modparam("rtpengine", "rtpengine_sock", "udp:@DAEMON@")
modparam("rtpengine", "extra_id_pv", "$avp(branch)")

request_route {
  if (!mf_process_maxfwd_header("10")) {
    sl_send_reply("483", "Too Many Hops");
    exit;
  }
  if (is_method("CANCEL")) {
    if (t_check_trans()) {
      rtpengine_delete();
      t_relay();
    }
    exit;
  }
  if (has_totag()) {
    loose_route();
    if (is_method("BYE")) rtpengine_delete();
    if (is_method("INVITE")) {
      rtpengine_offer("replace-origin replace-session-connection ICE=remove");
      t_on_reply("OF_RE_INVITE");
    }
    t_relay();
    exit;
  }
  if (!is_method("INVITE")) {
    sl_send_reply("405", "Method Not Allowed");
    exit;
  }
  record_route();
  t_on_branch("TO_CALLEE");
  t_on_reply("FROM_CALLEE");
  @BRANCHES@
  t_relay();
}

branch_route[TO_CALLEE] {
  $avp(branch) = "branch" + $T_branch_idx;
  rtpengine_offer("replace-origin replace-session-connection ICE=remove @VIA@ @OFFER_WORDS@");
}

onreply_route[FROM_CALLEE] {
  $avp(branch) = "branch" + $T_branch_idx;
  if (has_body("application/sdp"))
    rtpengine_answer("replace-origin replace-session-connection ICE=remove @VIA@");
}

onreply_route[OF_RE_INVITE] {
  if (has_body("application/sdp"))
    rtpengine_answer("replace-origin replace-session-connection ICE=remove");
}
)cfg";

std::string branches_to(const std::vector<const Host*>& callees) {
  std::string text;
  for (const Host* callee : callees) {
    const std::string uri = "\"sip:callee@" + callee->ip4() + ":5060\"";
    text += text.empty() ? "$ru = " + uri + ";" : "\n  append_branch(" + uri + ");";
  }
  return text;
}

}  // namespace

std::string Kamailio::obstacle() {
  std::string output;
  if (run({"kamailio", "-v"}, &output) != 0) return "kamailio is not installed (Debian: kamailio)";
  return {};
}

Kamailio::Kamailio(const Host& host, const Address& daemon_control, const Routing& routing) {
  std::string configuration = filled(kConfiguration, "HOST", host.ip4());
  configuration = filled(configuration, "DAEMON", daemon_control.text());
  configuration = filled(configuration, "BRANCHES", branches_to(routing.callees));
  configuration = filled(configuration, "OFFER_WORDS", routing.offer_words);
  const bool forks = routing.callees.size() > 1;
  configuration = filled(configuration, "VIA", forks ? "via-branch=extra" : "");
  Command command;
  command.words = {"kamailio",
                   "-DD",
                   "-E",
                   "-m",
                   "64",
                   "-M",
                   "8",
                   "-w",
                   folder_.path(""),
                   "-Y",
                   folder_.path(""),
                   "-f",
                   folder_.write("kamailio.cfg", configuration)};
  command.log = folder_.path("log");
  command.netns = host.netns().fd();
  process_ = Process(command);
  ready_ = wait_until([&] {
             return !process_.running() || udp_ports_of(process_.pid()).count(kSipPort) != 0;
           }) &&
           process_.running();
}

}  // namespace rtpengine::harness
