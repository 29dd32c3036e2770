# SPDX-License-Identifier: GPL-3.0-or-later
"""Learning of media addresses, and the flags that steer it."""
from kit import case

AUDIO = ["audio RTP/AVP 0 8", "a=sendrecv"]
FAST = ["--endpoint-learning=immediate"]


@case("learning", "the caller's real address is learned from its packets (symmetric is the default)", args=FAST)
def learn_caller(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    n = s.ep("N", "10.77.2.2")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.flow(a, b, via=n, what="A from behind N")
    n.dst = a.dst
    s.flow(b, n, what="back to the learned address")


@case("learning", "the flag symmetric changes nothing", args=FAST)
def learn_symmetric_flag(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    n = s.ep("N", "10.77.2.2")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"flags": ["symmetric"]}, {"flags": ["symmetric"]})
    n.dst = a.dst
    s.flow(n, b, what="A from behind N")
    s.flow(b, n)


@case("learning", "asymmetric: the address in the SDP stays the destination", args=FAST)
def learn_asymmetric(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    n = s.ep("N", "10.77.2.2")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"flags": ["asymmetric"]})
    s.flow(a, b, via=n, what="A sends from N")
    s.flow(b, a, what="B still reaches the SDP address")
    s.drain(n)


@case("learning", "once learned, packets from elsewhere are let in but do not move the endpoint", args=FAST)
def learn_then_other_source(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    n = s.ep("N", "10.77.2.2")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.flow(a, b, n=5)
    s.flow(b, a)
    n.dst = a.dst
    s.flow(n, b, n=2, what="from another source")
    s.flow(b, a, what="B still reaches A")


@case("strict source", "packets from another source are dropped after learning", args=FAST)
def strict_source(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    n = s.ep("N", "10.77.2.2")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"flags": ["strict source"]}, {"flags": ["strict source"]})
    s.flow(a, b, n=5)
    s.flow(b, a, n=5)
    n.dst = a.dst
    s.no_flow(n, b, what="strict source")
    s.flow(a, b)


@case("media handover", "the endpoint moves to the new source", args=FAST)
def media_handover(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    n = s.ep("N", "10.77.2.2")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"flags": ["media handover"]}, {"flags": ["media-handover"]})
    s.flow(a, b, n=5)
    s.flow(b, a, n=5)
    n.dst = a.dst
    s.flow(n, b, what="A has moved to N")
    s.flow(b, n, what="B's media follows")


@case("port latching", "the relay's ports stay although the caller changes its port")
def port_latching(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    fl = {"flags": ["port latching"]}
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), fl, fl)
    a2 = s.ep("A2", "10.77.1.2", base=4600)
    o2 = s.offer(a2, a2.sdp(AUDIO, version=2), to=b, tag="tag-A", **fl)
    r2 = s.answer(b, b.sdp(AUDIO), to=a2, ftag="tag-A", **fl)
    s.eq(o2.sdp.media[0].port, o.sdp.media[0].port, "offer port unchanged")
    s.eq(r2.sdp.media[0].port, r.sdp.media[0].port, "answer port unchanged")
    s.flow(a2, b)
    s.flow(b, a2)


@case("learning", "the default (delayed) learning sends to the SDP address at first")
def learn_delayed(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.flow(b, a, n=1)
    s.flow(a, b, n=1)
    s.flow(b, a, n=4)


@case("unidirectional", "one-way media flows and the flag is accepted")
def unidirectional(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    s.call(a, b, a.sdp(AUDIO[:1] + ["a=sendonly"]), b.sdp(AUDIO[:1] + ["a=recvonly"]),
           {"flags": ["unidirectional"]}, {"flags": ["unidirectional"]})
    s.flow(a, b, n=6)
