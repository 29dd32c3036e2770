# SPDX-License-Identifier: GPL-3.0-or-later
"""Flags that steer single SDP attributes; hold and media directions."""
from kit import case

AUDIO = ["audio RTP/AVP 0 8", "a=sendrecv"]


def pair(s):
    return s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")


@case("rtcp attribute", "no rtcp attribute leaves a=rtcp out")
def no_rtcp_attribute(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"flags": ["no rtcp attribute"]})
    s.ok(not o.sdp.media[0].has("rtcp"), "the offer has no a=rtcp")
    s.ok(r.sdp.media[0].has("rtcp"), "the answer, without the flag, has one")
    s.flow_rtcp(a, b)


@case("rtcp attribute", "full rtcp attribute carries the address")
def full_rtcp_attribute(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"flags": ["full-rtcp-attribute"]})
    m = o.sdp.media[0]
    s.eq(m.get("rtcp"), "%d IN IP4 %s" % (m.port + 1, s.relay()), "a=rtcp in its long form")


@case("loop protect", "the mark is put in; an SDP with the mark comes back untouched")
def loop_protect(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(AUDIO), to=b, flags=["loop protect"])
    s.ok(o.sdp.has("rtpengine") or any(m.has("rtpengine") for m in o.sdp.media), "a=rtpengine:... is there")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    text = o.text
    o2 = s.send_msg({"command": "offer", "call-id": "second", "from-tag": "x", "sdp": text, "ICE": "remove",
                     "flags": ["loop protect"], "replace": ["origin"]}, show="the same SDP again")
    s.eq(o2.text, text, "the marked SDP is left alone")


@case("mid", "generate mid numbers the media")
def generate_mid(s):
    a, b = s.ep("A", "10.77.1.2", 2), s.ep("B", "10.77.1.3", 2)
    V = ["video RTP/AVP 31"]
    o = s.offer(a, a.sdp(AUDIO, V), to=b, flags=["generate mid"])
    mids = [m.get("mid") for m in o.sdp.media]
    s.ok(all(mids) and len(set(mids)) == 2, "each media has its own a=mid")


@case("mid", "an existing a=mid is kept with generate mid")
def generate_mid_existing(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(AUDIO + ["a=mid:foo"]), to=b, flags=["generate mid"])
    s.eq(o.sdp.media[0].all("mid"), ["foo"], "one a=mid, the offered one")


@case("mid", "without the flag no a=mid is made up")
def no_mid(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(AUDIO), to=b)
    s.ok(not o.sdp.media[0].has("mid"), "no a=mid")


@case("hold", "sendonly / recvonly are passed on; media flows the allowed way")
def hold_sendonly(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(AUDIO[:1] + ["a=sendonly"]), b.sdp(AUDIO[:1] + ["a=recvonly"]))
    s.eq((o.sdp.media[0].direction, r.sdp.media[0].direction), ("sendonly", "recvonly"), "directions")
    s.flow(a, b)


@case("hold", "inactive on both sides")
def hold_inactive(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(AUDIO[:1] + ["a=inactive"]), b.sdp(AUDIO[:1] + ["a=inactive"]))
    s.eq((o.sdp.media[0].direction, r.sdp.media[0].direction), ("inactive", "inactive"), "directions")


@case("hold", "hold by re-INVITE and back")
def hold_and_resume(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.flow(a, b)
    o, r = s.call(a, b, a.sdp(AUDIO[:1] + ["a=sendonly"], version=2), b.sdp(AUDIO[:1] + ["a=recvonly"], version=2))
    s.eq(o.sdp.media[0].direction, "sendonly", "on hold")
    o, r = s.call(a, b, a.sdp(AUDIO, version=3), b.sdp(AUDIO, version=3))
    s.eq(o.sdp.media[0].direction, "sendrecv", "resumed")
    s.flow(a, b)
    s.flow(b, a)


@case("hold", "old style hold: c=0.0.0.0")
def hold_zero_address(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    o = s.offer(a, a.sdp(AUDIO, c_ip="0.0.0.0", version=2), to=b)
    s.ok(o.sdp.media[0].direction in ("sendonly", "inactive"), "comes out as sendonly or inactive")


@case("original sendrecv", "the direction attribute stays as it was received")
def original_sendrecv(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(AUDIO, c_ip="0.0.0.0"), to=b, flags=["original sendrecv"])
    s.eq(o.sdp.media[0].direction, "sendrecv", "left unchanged although the address is zero")


@case("original sendrecv", "no direction attribute is added")
def original_sendrecv_absent(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(AUDIO[:1]), to=b, flags=["original-sendrecv"])
    s.ok(not any(o.sdp.media[0].has(d) for d in ("sendrecv", "sendonly", "recvonly", "inactive")), "still none")


@case("label", "labels come back in query")
def label_in_query(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"label": "caller"}, {"label": "callee"})
    q = s.request("query", **{"call-id": s.callid})
    s.eq({t: d.get("label") for t, d in q["tags"].items()}, {"tag-A": "caller", "tag-B": "callee"}, "labels")


@case("tos", "TOS sets the TOS byte of forwarded packets, both directions")
def tos(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"TOS": 72}, {"TOS": 72})
    s.eq({p.tos for p in s.flow(a, b)}, {72}, "A->B carries 72")
    s.eq({p.tos for p in s.flow(b, a)}, {72}, "B->A carries 72")


@case("tos", "negative leaves it, too large goes back to the default", args=["--tos=184"])
def tos_default(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.eq({p.tos for p in s.flow(a, b)}, {184}, "the default of the command line")
    s.call(a, b, a.sdp(AUDIO, version=2), b.sdp(AUDIO, version=2), {"TOS": 16}, {"TOS": -1})
    s.eq({p.tos for p in s.flow(a, b)}, {16}, "16, left unchanged by -1")
    s.call(a, b, a.sdp(AUDIO, version=3), b.sdp(AUDIO, version=3), {"TOS": 256}, {"TOS": 256})
    s.eq({p.tos for p in s.flow(a, b)}, {184}, "back to the default")
