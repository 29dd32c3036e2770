# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain calls: address families, several media, forks, re-INVITEs."""
import rtp
from kit import case

AUDIO = ["audio RTP/AVP 0 8", "a=sendrecv"]
VIDEO = ["video RTP/AVP 96", "a=rtpmap:96 H264/90000", "a=fmtp:96 profile-level-id=42e01f", "a=rtcp-fb:96 nack"]


@case("basic", "IPv4 offer/answer, RTP and RTCP both ways, query and delete")
def basic_ipv4(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.eq(o.sdp.media[0].addr, s.relay(), "the offer's c= is the relay")
    s.ok(o.sdp.media[0].port != r.sdp.media[0].port, "each side gets its own port")
    s.flow(a, b)
    s.flow(b, a)
    s.flow_rtcp(a, b)
    s.flow_rtcp(b, a)
    s.request("query", **{"call-id": s.callid})
    s.delete()


@case("basic", "IPv6 offer/answer")
def basic_ipv6(s):
    a, b = s.ep("A", "fd77::1:2"), s.ep("B", "fd77::1:3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.eq(o.sdp.media[0].addr, s.relay(6), "the offer's c= is the relay's IPv6 address")
    s.flow(a, b)
    s.flow(b, a)
    s.flow_rtcp(a, b)


@case("family", "an IPv4 caller reaches an IPv6 callee (address family IP6)")
def family_4_to_6(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "fd77::1:3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"address_family": "IP6"}, {"address_family": "IP4"})
    s.eq(o.sdp.media[0].addr, s.relay(6), "the offer went out with the IPv6 address")
    s.eq(r.sdp.media[0].addr, s.relay(4), "the answer went back with the IPv4 address")
    s.eq(o.sdp.origin[4], "IP6", "replaced origin names IP6")
    s.flow(a, b)
    s.flow(b, a)
    s.flow_rtcp(b, a)


@case("family", "an IPv6 caller reaches an IPv4 callee; the answer's family is found by itself")
def family_6_to_4_auto(s):
    a, b = s.ep("A", "fd77::1:2"), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"address_family": "IP4"})
    s.eq(o.sdp.media[0].addr, s.relay(4), "the offer went out with the IPv4 address")
    s.eq(r.sdp.media[0].addr, s.relay(6), "the answer goes back in the caller's family")
    s.flow(a, b)
    s.flow(b, a)


@case("media", "audio and video, each with its own ports")
def media_audio_video(s):
    a, b = s.ep("A", "10.77.1.2", 2), s.ep("B", "10.77.1.3", 2)
    o, r = s.call(a, b, a.sdp(AUDIO, VIDEO), b.sdp(AUDIO, VIDEO))
    s.eq(len(o.sdp.media), 2, "both media are offered")
    s.eq(len({m.port for m in o.sdp.media + r.sdp.media}), 4, "four different ports")
    s.flow(a, b)
    s.flow(b, a, pt=96, media=1)
    s.flow(a, b, pt=96, media=1)
    s.flow_rtcp(a, b, media=1)


@case("media", "the callee rejects video with port 0")
def media_rejected_video(s):
    a, b = s.ep("A", "10.77.1.2", 2), s.ep("B", "10.77.1.3", 2)
    o, r = s.call(a, b, a.sdp(AUDIO, VIDEO), b.sdp(AUDIO, ["video:0 RTP/AVP 96", "a=rtpmap:96 H264/90000"]))
    s.ok(o.sdp.media[1].port != 0, "video was offered")
    s.eq(r.sdp.media[1].port, 0, "the rejection is passed on as port 0")
    s.flow(a, b)
    s.flow(b, a)


@case("media", "the offer itself carries a disabled media section")
def media_offer_port_zero(s):
    a, b = s.ep("A", "10.77.1.2", 2), s.ep("B", "10.77.1.3", 2)
    o, r = s.call(a, b, a.sdp(["audio:0 RTP/AVP 0"], VIDEO), b.sdp(["audio:0 RTP/AVP 0"], VIDEO))
    s.eq(o.sdp.media[0].port, 0, "port 0 stays 0")
    s.flow(a, b, pt=96, media=1)


@case("media", "unknown attributes and b= lines are passed on")
def media_unknown_attributes(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    x = ["audio RTP/AVP 0 101", "b=AS:64", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=x-thing:one two",
         "a=silenceSupp:off - - - -", "a=maxptime:150"]
    o, r = s.call(a, b, a.sdp(x, session=["a=x-session:yes"]), b.sdp(x))
    s.ok("b=AS:64" in o.sdp.media[0].lines, "b= is kept")
    s.eq(o.sdp.media[0].get("x-thing"), "one two", "an unknown media attribute is kept")
    s.eq(o.sdp.get("x-session"), "yes", "an unknown session attribute is kept")


@case("fork", "two callees answer a forked offer with different to-tags")
def fork_two_answers(s):
    a, b, c = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3"), s.ep("C", "10.77.1.4")
    o1 = s.offer(a, a.sdp(AUDIO), to=b, via_branch="z9hG4bK-1")
    o2 = s.offer(a, a.sdp(AUDIO), to=c, via_branch="z9hG4bK-2", show="offer for the second branch")
    s.ok(o1.sdp.media[0].port and o2.sdp.media[0].port, "both branches get a port")
    r1 = s.answer(b, b.sdp(AUDIO), to=a, via_branch="z9hG4bK-1")
    s.eq(r1.get("result"), "ok", "first answer")
    s.flow(a, b, what="early media A->B")
    s.flow(b, a, what="early media B->A")
    r2 = s.answer(c, c.sdp(AUDIO), to=a, via_branch="z9hG4bK-2")
    s.eq(r2.get("result"), "ok", "second answer")
    s.flow(c, a)
    s.flow(a, c)


@case("fork", "early media flows before the final answer changes nothing")
def early_media(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    s.offer(a, a.sdp(AUDIO), to=b)
    r = s.answer(b, b.sdp(AUDIO), to=a, show="183 by B")
    s.flow(b, a, what="early media")
    r2 = s.answer(b, b.sdp(AUDIO), to=a, show="200 by B")
    s.eq(r2.sdp.media[0].port, r.sdp.media[0].port, "the second answer keeps the port")
    s.flow(b, a)
    s.flow(a, b)


@case("fork", "media sent to the caller's side before any answer is not lost to a stranger")
def early_media_before_answer(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    s.offer(a, a.sdp(AUDIO), to=b)
    s.flow(b, a, what="media ahead of the answer")


@case("reinvite", "a re-INVITE moves the caller to another port")
def reinvite_new_port(s):
    a, b = s.ep("A", "10.77.1.2", base=4000), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.flow(b, a)
    a2 = s.ep("A2", "10.77.1.2", base=4400)
    o2 = s.offer(a2, a2.sdp(AUDIO, version=2), to=b, tag="tag-A")
    r2 = s.answer(b, b.sdp(AUDIO), to=a2, ftag="tag-A")
    s.eq((o2.get("result"), r2.get("result")), ("ok", "ok"), "the re-INVITE is accepted")
    s.flow(b, a2)
    s.flow(a2, b)


@case("reinvite", "a re-INVITE by the callee, tags turned round")
def reinvite_by_callee(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    o2 = s.offer(b, b.sdp(AUDIO, version=2), to=a, to_tag="tag-A")
    r2 = s.answer(a, a.sdp(AUDIO, version=2), to=b)
    s.eq(o2.sdp.media[0].port, r.sdp.media[0].port, "A keeps talking to the same relay port")
    s.eq(r2.sdp.media[0].port, o.sdp.media[0].port, "B keeps talking to the same relay port")
    s.flow(a, b)
    s.flow(b, a)


@case("reinvite", "video is added by a re-INVITE")
def reinvite_adds_video(s):
    a, b = s.ep("A", "10.77.1.2", 2), s.ep("B", "10.77.1.3", 2)
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    p = o.sdp.media[0].port
    o, r = s.call(a, b, a.sdp(AUDIO, VIDEO, version=2), b.sdp(AUDIO, VIDEO, version=2))
    s.eq(o.sdp.media[0].port, p, "audio keeps its port")
    s.flow(a, b)
    s.flow(a, b, pt=96, media=1)
    s.flow(b, a, pt=96, media=1)


@case("rtcp", "SR, RR and BYE compounds are passed through")
def rtcp_compound(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.flow(a, b, n=1)
    s.flow_rtcp(a, b, data=rtp.rtcp_sr(a.ssrc) + rtp.rtcp_bye(a.ssrc))
    s.flow_rtcp(b, a, data=rtp.rtcp_rr(b.ssrc, a.ssrc))


@case("rtcp", "a=rtcp names a port that is not RTP + 1")
def rtcp_other_port(s):
    a = s.ep("A", "10.77.1.2", pairs=[(4000, 4099)])
    b = s.ep("B", "10.77.1.3")
    s.call(a, b, a.sdp(AUDIO + ["a=rtcp:{rtcp}"]), b.sdp(AUDIO))
    s.flow_rtcp(b, a)
    s.flow_rtcp(a, b)
    s.flow(b, a)


@case("rtcp", "a=rtcp with its own address")
def rtcp_other_address(s):
    a, b = s.ep("A", "10.77.1.2", pairs=[(4000, 4001)]), s.ep("B", "10.77.1.3")
    x = s.ep("X", "10.77.1.9", pairs=[(6000, 6001)])
    s.call(a, b, a.sdp(AUDIO + ["a=rtcp:6001 IN IP4 10.77.1.9"]), b.sdp(AUDIO))
    s.flow_rtcp(b, x)
    s.flow(b, a)
