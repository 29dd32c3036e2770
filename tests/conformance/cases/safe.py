# SPDX-License-Identifier: GPL-3.0-or-later
"""endpoint-learning: safe. Who may send to a port, and to whom media goes; the reference has no such mode."""
import rtp
from kit import DEFAULTS, case

DEFAULTS["ifaces"] = ["203.0.113.1"]        # a public address: private ones in SDP are not taken for reachable
AUDIO = ["audio RTP/AVP 0 8", "a=sendrecv"]
SAFE = {"args": ["--endpoint-learning=safe"], "ref_fails": "the reference has no endpoint-learning=safe"}
STRANGER = "198.51.100.66"


def parties(s, *flags, a_c_ip=None, **offer):
    """A call of A and B; N is a stranger who knows A's port."""
    a, b, n = s.ep("A", "203.0.113.20"), s.ep("B", "203.0.113.30"), s.ep("N", STRANGER)
    keys = {"flags": list(flags)} if flags else {}
    s.call(a, b, a.sdp(AUDIO, c_ip=a_c_ip), b.sdp(AUDIO), {**keys, **offer}, dict(keys))
    n.dst = a.dst
    return a, b, n


@case("safe", "a stranger is not heard and gets nothing: before the media, during learning and afterwards", **SAFE)
def safe_stranger(s):
    a, b, n = parties(s)
    s.no_flow(n, b, what="before the media")
    s.flow(b, a)
    s.flow(a, b)
    s.no_flow(n, b, what="with the media")
    s.flow(b, a, what="B still reaches A")


@case("safe", "another port of the signalled address is learned, and the signalled one displaces it", **SAFE)
def safe_other_port(s):
    a, b, n = parties(s)
    p = s.ep("P", a.ip)
    s.flow(a, b, via=p, what="A from another port")
    s.flow(b, p, what="B reaches that port")
    s.flow(a, b, what="A as signalled")
    s.flow(b, a, what="B reaches A as signalled")
    p.dst = a.dst
    s.no_flow(p, b, what="the other port, now that the endpoint is settled")


@case("safe", "behind NAT: the address in received from, from any port; nobody else", **SAFE)
def safe_received_from(s):
    a, b, n = parties(s, a_c_ip="192.168.1.10", received_from=["IP4", "203.0.113.20"])
    s.no_flow(n, b, what="before the media")
    s.flow(a, b)
    s.flow(b, a)
    s.no_flow(n, b, what="with the media")


@case("safe", "behind NAT: signalling that does not repeat received from opens nothing", **SAFE)
def safe_forgetful(s):
    a, b, n = parties(s, a_c_ip="192.168.1.10", received_from=["IP4", "203.0.113.20"])
    s.flow(a, b)
    s.offer(a, a.sdp(AUDIO, c_ip="192.168.1.10", version=2), to=b, to_tag="tag-B")
    s.answer(b, b.sdp(AUDIO, version=2), to=a)
    s.no_flow(n, b, what="after the re-INVITE")
    s.flow(a, b)
    s.flow(b, a)


@case("safe", "nothing known of a side: its first source is fixed at once", **SAFE)
def safe_first_source(s):
    a, b, n = parties(s, a_c_ip="192.168.1.10")
    s.flow(a, b)
    s.flow(b, a)
    s.no_flow(n, b, what="who comes second")


@case("safe", "RTCP from a stranger is not passed on and does not move RTCP or RTP", **SAFE)
def safe_rtcp(s):
    a, b, n = parties(s)
    s.send(n, [rtp.rtcp_rr(n.ssrc)] * 3, comp="rtcp")
    s.flow_rtcp(a, b)
    s.send(n, [rtp.rtcp_rr(n.ssrc)] * 3, comp="rtcp")
    s.flow_rtcp(b, a)
    s.flow_rtcp(a, b)
    s.flow(b, a)
    s.ok(not s.collect(n, 1, comp="rtcp", timeout=0.2), "N gets no RTCP")


@case("safe", "between offer and answer everybody is heard, and nobody learned; the answer ends it", **SAFE)
def safe_early_media(s):
    a, b, n = s.ep("A", "203.0.113.20"), s.ep("B", "203.0.113.30"), s.ep("N", STRANGER)
    s.offer(a, a.sdp(AUDIO), to=b)
    n.dst = b.dst
    a.dst = {}
    s.flow(n, a, what="early media")
    s.answer(b, b.sdp(AUDIO), to=a)
    s.no_flow(n, a, what="after the answer")
    s.flow(a, b, what="A reaches B, not N")
    s.flow(b, a)


@case("safe", "strict source and symmetric change nothing", **SAFE)
def safe_strict_source(s):
    a, b, n = parties(s, "strict source", "symmetric")
    s.no_flow(n, b, what="before the media")
    s.flow(a, b)
    s.no_flow(n, b, what="with the media")
    s.flow(b, a)


@case("safe", "asymmetric: media goes to the signalled address, and comes from any port of it", **SAFE)
def safe_asymmetric(s):
    a, b, n = parties(s, "asymmetric")
    p = s.ep("P", a.ip)
    s.flow(a, b, via=p, what="A sends from another port")
    s.flow(b, a, what="B reaches the signalled port")
    s.no_flow(n, b, what="a stranger")


@case("safe", "media handover: nobody else before the endpoint is settled, whoever sends afterwards", **SAFE)
def safe_media_handover(s):
    a, b, n = parties(s, "media handover")
    s.no_flow(n, b, what="before the media")
    s.flow(a, b)
    s.flow(n, b, what="A has moved to N")
    s.flow(b, n, what="B's media follows")


@case("safe", "a new signalled address is learned afresh, and the old one has no say any more", **SAFE)
def safe_move(s):
    a, b, n = parties(s)
    s.flow(a, b)
    a2 = s.ep("A2", "203.0.113.21")
    s.offer(a2, a2.sdp(AUDIO, version=2), to=b, tag="tag-A", to_tag="tag-B")
    s.answer(b, b.sdp(AUDIO, version=2), to=a2, ftag="tag-A")
    a.dst = a2.dst
    s.no_flow(a, b, what="from the old address")
    s.no_flow(n, b, what="a stranger")
    s.flow(a2, b)
    s.flow(b, a2)
