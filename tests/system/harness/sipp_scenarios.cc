// SPDX-License-Identifier: GPL-3.0-or-later
#include "sipp_scenarios.h"

namespace rtpengine::harness {
namespace {

/// With the empty line before it, and `line` behind it.
std::string sdp(const std::string& line = {}) {
  return R"(
      v=0
      o=sipp 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP[media_ip_type] [media_ip]
      t=0 0
      m=audio [auto_media_port] RTP/AVP 8
      a=rtpmap:8 PCMA/8000
)" + line;
}
const std::string kHold = "      a=sendonly\n";
const std::string kHeld = "      a=recvonly\n";
const std::string kNoBody;

/// Whether SIPp repeats a message until it is answered.
enum class Repeat { no, yes };

std::string send(const std::string& headers, const std::string& body, Repeat repeat) {
  const std::string about_body = body.empty() ? "      Content-Length: 0\n\n"
                                              : "      Content-Type: application/sdp\n"
                                                "      Content-Length: [len]\n";
  return std::string("  <send") + (repeat == Repeat::yes ? R"( retrans="500")" : "") +
         "><![CDATA[\n" + headers + about_body + body + "]]></send>\n";
}

std::string contact_of(const std::string& name) {
  return "      Contact: <sip:" + name + "@[local_ip]:[local_port]>\n";
}

/// Where a request of the caller goes.
enum class Target { first, in_dialogue };

std::string request(const std::string& method, unsigned number, const std::string& body = kNoBody,
                    Target target = Target::in_dialogue) {
  const bool first = target == Target::first;
  const std::string headers =
      "      " + method + (first ? " sip:callee@[remote_ip]:[remote_port]" : " [next_url]") +
      " SIP/2.0\n"
      "      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]\n" +
      (first ? "" : "      [routes]\n") +
      "      From: <sip:caller@[local_ip]:[local_port]>;tag=caller-[call_number]\n"
      "      To: <sip:callee@[remote_ip]:[remote_port]>" +
      (first ? "" : "[peer_tag_param]") +
      "\n"
      "      Call-ID: [call_id]\n"
      "      CSeq: " +
      std::to_string(number) + " " + method + "\n" + (body.empty() ? "" : contact_of("caller")) +
      "      Max-Forwards: 70\n";
  return send(headers, body, method == "ACK" ? Repeat::no : Repeat::yes);
}

/// What an answer of the callee has beside what it takes over from the request.
struct Answer {
  std::string new_tag = {};  ///< begins a dialogue
  std::string contact = {};
  std::string body = {};
  std::string number = "[last_CSeq:]";
  Repeat repeat = Repeat::no;
};

std::string answer(const std::string& status, const Answer& more = {}) {
  const bool begins = !more.new_tag.empty();
  const std::string headers = "      SIP/2.0 " + status +
                              "\n"
                              "      [last_Via:]\n" +
                              (begins ? "      [last_Record-Route:]\n" : "") +
                              "      [last_From:]\n"
                              "      [last_To:]" +
                              (begins ? ";tag=" + more.new_tag + "-[call_number]" : "") +
                              "\n"
                              "      [last_Call-ID:]\n"
                              "      " +
                              more.number + "\n" +
                              (more.contact.empty() ? "" : contact_of(more.contact));
  return send(headers, more.body, more.repeat);
}

std::string wait_for_request(const std::string& method, const std::string& more = {}) {
  return "  <recv request=\"" + method + "\"" + more + "/>\n";
}

std::string wait_for_response(const std::string& status, const std::string& more = {}) {
  return "  <recv response=\"" + status + "\"" + more + "/>\n";
}
const std::string kOptional = R"( optional="true")";
const std::string kKeepRoutes = R"( rrs="true")";

std::string act(const std::string& action) {
  return "  <nop><action>" + action + "</action></nop>\n";
}
std::string play(const std::string& audio) {
  return act("<exec play_pcap_audio=\"" + audio + "\"/>");
}

std::string scenario(const std::string& name, const std::string& steps) {
  return "<?xml version=\"1.0\" encoding=\"us-ascii\"?>\n<scenario name=\"" + name + "\">\n" +
         steps + "</scenario>\n";
}

/// Offers other media when it is told to go on.
std::string re_invite(unsigned number, const std::string& body) {
  return wait_for_request("INFO") + request("INVITE", number, body) +
         wait_for_response("100", kOptional) + wait_for_response("200") + request("ACK", number) +
         act(R"(<log message="re-INVITE done"/>)");
}

std::string accept(const Answer& how) { return answer("200 OK", how) + wait_for_request("ACK"); }

std::string re_answer(const std::string& body) {
  return wait_for_request("INVITE") +
         accept({.contact = "callee", .body = body, .repeat = Repeat::yes});
}

}  // namespace

std::string caller_scenario(const Phones& phones, const std::string& audio) {
  const std::string hold = re_invite(2, sdp(kHold)) + re_invite(3, sdp()) + play(audio);
  return scenario("caller",
                  request("INVITE", 1, sdp(), Target::first) + wait_for_response("100", kOptional) +
                      wait_for_response("180", kOptional) + wait_for_response("183", kOptional) +
                      wait_for_response("200", kKeepRoutes) + request("ACK", 1) + play(audio) +
                      (phones.hold ? hold : "") + wait_for_request("INFO") + request("BYE", 4) +
                      wait_for_response("200"));
}

std::string callee_scenario(const Phones& phones, const std::string& audio) {
  const std::string held = re_answer(sdp(kHeld)) + re_answer(sdp()) + play(audio);
  Answer how{.new_tag = "callee", .contact = "callee"};
  const std::string rings = answer("180 Ringing", how);
  how.body = sdp();
  how.repeat = Repeat::yes;
  return scenario("callee", wait_for_request("INVITE", kKeepRoutes) + rings + accept(how) +
                                play(audio) + (phones.hold ? held : "") + wait_for_request("BYE") +
                                answer("200 OK"));
}

std::string ringing_scenario(const Phones&, const std::string&) {
  const std::string tag = "ringing";
  return scenario(
      "ringing",
      wait_for_request("INVITE", kKeepRoutes) +
          answer("183 Session Progress", {.new_tag = tag, .contact = "callee", .body = sdp()}) +
          wait_for_request("CANCEL") + answer("200 OK") +
          answer("487 Request Terminated",
                 {.new_tag = tag, .number = "CSeq: 1 INVITE", .repeat = Repeat::yes}) +
          wait_for_request("ACK"));
}

}  // namespace rtpengine::harness
