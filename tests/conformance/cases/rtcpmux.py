# SPDX-License-Identifier: GPL-3.0-or-later
"""rtcp-mux (RFC 5761)."""
import rtp
from kit import case

AUDIO = ["audio RTP/AVP 0 8", "a=sendrecv"]
MUX = AUDIO + ["a=rtcp-mux"]


def pair(s):
    return s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")


def has(r):
    return r.sdp.media[0].has("rtcp-mux")


@case("rtcp-mux", "offered and accepted: it is handed on, RTCP shares the port")
def mux_default_both(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(MUX), b.sdp(MUX))
    s.ok(has(o) and has(r), "a=rtcp-mux in offer and answer")
    s.flow(a, b)
    s.flow_rtcp(a, b, comp="rtp", bcomp="rtp")
    s.flow_rtcp(b, a, comp="rtp", bcomp="rtp")


@case("rtcp-mux", "offered and declined by the callee")
def mux_default_declined(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(MUX), b.sdp(AUDIO))
    s.ok(has(o), "offered on")
    s.flow(a, b)
    s.flow_rtcp(b, a, bcomp="rtp" if has(r) else "rtcp")


@case("rtcp-mux", "offer: offered although the caller did not")
def mux_offer(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(MUX), {"rtcp_mux": ["offer"]})
    s.ok(has(o) and not has(r), "offered to B, not answered to A")
    s.flow_rtcp(b, a, comp="rtp", bcomp="rtcp")
    s.flow_rtcp(a, b, comp="rtcp", bcomp="rtp")


@case("rtcp-mux", "require: no separate RTCP port is advertised even in the offer")
def mux_require(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(MUX), {"rtcp_mux": ["require"]})
    m = o.sdp.media[0]
    s.ok(has(o), "a=rtcp-mux in the offer")
    s.ok(m.get("rtcp") in (None, str(m.port)), "no other RTCP port is advertised")
    s.flow_rtcp(b, a, comp="rtp", bcomp="rtcp")
    s.flow_rtcp(a, b, comp="rtcp", bcomp="rtp")


@case("rtcp-mux", "demux: kept from the callee, accepted to the caller")
def mux_demux(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(MUX), b.sdp(AUDIO), {"rtcp_mux": ["demux"]})
    s.ok(not has(o), "not offered to B")
    s.ok(has(r), "accepted to A")
    s.flow_rtcp(a, b, comp="rtp", bcomp="rtcp")
    s.flow_rtcp(b, a, comp="rtcp", bcomp="rtp")


@case("rtcp-mux", "accept: accepted to the caller even if the callee declines")
def mux_accept(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(MUX), b.sdp(AUDIO), {"rtcp_mux": ["accept"]})
    s.ok(has(o) and has(r), "offered on, accepted back")
    s.flow_rtcp(a, b, comp="rtp", bcomp="rtcp")


@case("rtcp-mux", "reject: turned down")
def mux_reject(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(MUX), b.sdp(AUDIO), {"rtcp_mux": ["reject"]})
    s.ok(not has(r), "not accepted to A")
    s.flow_rtcp(b, a)
    s.flow_rtcp(a, b)


@case("rtcp-mux", "offer with reject is the opposite of demux")
def mux_offer_reject(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(MUX), b.sdp(MUX), {"rtcp_mux": ["offer", "reject"]})
    s.ok(has(o) and not has(r), "offered to B, refused to A")
    s.flow_rtcp(b, a, comp="rtp", bcomp="rtcp")


@case("rtcp-mux", "RTP of payload type 72..76 is not there: a BYE on the muxed port is RTCP")
def mux_bye(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(MUX), b.sdp(MUX))
    s.flow_rtcp(a, b, comp="rtp", bcomp="rtp", data=rtp.rtcp_sr(a.ssrc) + rtp.rtcp_bye(a.ssrc))
