# SPDX-License-Identifier: GPL-3.0-or-later
"""ICE on the SDP level, and connectivity checks answered by the relay."""
import rtp
from kit import PROTOCOL_DEFAULT, case

AUDIO = ["audio RTP/AVP 0 8", "a=sendrecv"]
ICE = AUDIO + ["a=ice-ufrag:abcd", "a=ice-pwd:0123456789abcdef012345",
               "a=candidate:1 1 UDP 2130706431 {ip} {rtp} typ host",
               "a=candidate:1 2 UDP 2130706430 {ip} {rtcp} typ host"]
RELAYED = ICE + ["a=candidate:9 1 UDP 16777215 192.0.2.50 50000 typ relay raddr 192.0.2.51 rport 50001",
                 "a=candidate:9 2 UDP 16777214 192.0.2.50 50002 typ relay raddr 192.0.2.51 rport 50003"]


def pair(s):
    return s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")


def own(s, r):
    return [c for c in r.sdp.media[0].candidates if c["addr"] in s.own]


def others(s, r):
    return [c for c in r.sdp.media[0].candidates if c["addr"] not in s.own]


@case("ice", "default with an ICE offer: the relay adds itself as a low-priority candidate", ifaces=["10.77.0.1"])
def ice_default_with_offer(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(ICE), to=b, ICE=PROTOCOL_DEFAULT)
    s.eq(len(others(s, o)), 2, "the caller's candidates are kept")
    s.ok(own(s, o), "the relay is among the candidates")
    if not own(s, o) or not others(s, o):
        return
    s.ok(max(c["priority"] for c in own(s, o)) < min(c["priority"] for c in others(s, o)), "with the lowest priority")


@case("ice", "default without ICE in the offer: a new set is generated",
      note="the reference does this with ICE=optional only, which it is sent here")
def ice_default_without(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(AUDIO), to=b, ICE=PROTOCOL_DEFAULT)
    s.ok(own(s, o), "the relay lists itself as candidate")
    s.ok(bool(o.sdp.media[0].ufrag and o.sdp.media[0].pwd), "ufrag and pwd are there")


@case("ice", "remove strips everything")
def ice_remove(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(ICE), b.sdp(AUDIO), {"ICE": "remove"}, {"ICE": "remove"})
    s.ok(not any(n.startswith(("ice-", "candidate")) for n, _ in o.sdp.media[0].a), "no ICE attribute in the offer")
    s.flow(a, b)


@case("ice", "force leaves the relay as the only candidate")
def ice_force(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(ICE), to=b, ICE="force")
    s.ok(own(s, o) and not others(s, o), "only the relay's candidates")
    s.eq(sorted({c["component"] for c in own(s, o)}), [1, 2], "both components")
    s.ok(o.sdp.media[0].ufrag != "abcd", "a ufrag of its own")
    m = o.sdp.media[0]
    s.eq({c["port"] for c in own(s, o) if c["component"] == 1 and c["addr"] == m.addr}, {m.port},
         "component 1 is the m= port")


@case("ice", "force on an offer without ICE, the answer has none: no more ICE")
def ice_force_unanswered(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"ICE": "force"}, {"ICE": "force"})
    s.ok(own(s, o), "ICE was offered")
    s.flow(a, b)
    with s.loose("the reference offers ICE again"):
        o = s.offer(a, a.sdp(AUDIO, version=2), to=b, ICE="force")
    s.ok(not own(s, o), "not offered again to an endpoint without ICE", ref="it is offered again and again")


@case("reset", "reset makes the relay offer ICE again")
def reset_ice(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"ICE": "force"}, {"ICE": "force"})
    o = s.offer(a, a.sdp(AUDIO, version=2), to=b, ICE="force", flags=["reset"])
    s.ok(own(s, o), "offered again after reset")


@case("ice", "force-relay: only relay candidates are replaced, c= and m= stay")
def ice_force_relay(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(RELAYED), to=b, ICE="force-relay")
    m = o.sdp.media[0]
    s.eq({c["type"] for c in others(s, o)}, {"host"}, "foreign relay candidates are gone, host ones are kept")
    s.eq({c["type"] for c in own(s, o)}, {"relay"}, "the relay is there as type relay")
    s.eq((m.addr, m.port), ("10.77.1.2", 4000), "c= and m= are unchanged")


@case("ice", "rtcp-mux required: component 2 is left out")
def ice_force_mux(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(AUDIO), to=b, ICE="force", rtcp_mux=["require"])
    s.eq({c["component"] for c in own(s, o)}, {1}, "only component 1")


@case("ice", "two address families give candidates of both", ifaces=["10.77.0.1", "fd77::1"])
def ice_two_families(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(AUDIO), to=b, ICE="force")
    s.eq({c["addr"] for c in own(s, o)}, {"10.77.0.1", "fd77::1"}, "one candidate for each address")
    s.ok(len({c["priority"] for c in own(s, o)}) == len(own(s, o)), "every candidate has its own priority")


def _answered(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(ICE), b.sdp([x.replace("abcd", "wxyz") for x in ICE]), {"ICE": "force"}, {"ICE": "force"})
    s.ok(own(s, r), "the answer carries the relay's candidates")
    return a, b, o, r


def _check(s, ep, m, user, pwd, **kw):
    req, txn = rtp.stun_binding(user, pwd, **kw)
    s.send(ep, [req])
    for d, src, _ in s.collect(ep, 20, timeout=1.0, stun=True):
        if rtp.is_stun(d) and d[8:20] == txn:
            return d, src
    return None, None


@case("ice stun", "a binding request with the right credentials is answered")
def stun_binding(s):
    a, b, o, r = _answered(s)
    m = r.sdp.media[0]
    d, src = _check(s, a, m, "%s:abcd" % m.ufrag, m.pwd)
    if s.ok(d is not None, "an answer comes"):
        p = rtp.parse_stun(d)
        s.eq(p["type"], 0x101, "a success response")
        s.eq(rtp.stun_mapped(d), ("10.77.1.2", 4000), "XOR-MAPPED-ADDRESS is the sender")
        s.ok(rtp.stun_check_integrity(d, m.pwd), "MESSAGE-INTEGRITY with the relay's password")
        s.ok(rtp.stun_check_fingerprint(d), "FINGERPRINT is right")
        s.eq(src, (m.addr, m.port), "from the port that was asked")
        s.say("stun answer type 0x%03x from %s" % (p["type"], s.where(src)))


@case("ice stun", "a wrong password is not accepted")
def stun_wrong_password(s):
    a, b, o, r = _answered(s)
    m = r.sdp.media[0]
    d, src = _check(s, a, m, "%s:abcd" % m.ufrag, "not the password at all")
    t = rtp.parse_stun(d)["type"] if d else None
    s.ok(t != 0x101, "no success response")
    s.say("stun answer type %s" % (t and hex(t)))


@case("ice stun", "a missing MESSAGE-INTEGRITY is a bad request")
def stun_no_integrity(s):
    a, b, o, r = _answered(s)
    m = r.sdp.media[0]
    d, src = _check(s, a, m, "%s:abcd" % m.ufrag, m.pwd, integrity=False)
    t = rtp.parse_stun(d)["type"] if d else None
    s.ok(t != 0x101, "no success response")
    s.say("stun answer type %s" % (t and hex(t)))


@case("ice stun", "the relay sends its own checks, with both ufrags, integrity and fingerprint")
def stun_relay_checks(s):
    a, b, o, r = _answered(s)
    m = r.sdp.media[0]
    got = [d for d, src, _ in s.collect(a, 1, timeout=3, stun=True) if rtp.is_stun(d)]
    if s.ok(got, "a check arrives at the caller"):
        p = rtp.parse_stun(got[0])
        s.eq(p["type"], 1, "a binding request")
        s.eq(p["attrs"][6].decode(), "abcd:" + m.ufrag, "USERNAME is caller's:relay's")
        s.ok(rtp.stun_check_integrity(got[0], "0123456789abcdef012345"), "integrity under the caller's password")
        s.ok(rtp.stun_check_fingerprint(got[0]), "fingerprint")
        s.ok(0x24 in p["attrs"], "PRIORITY")
        s.ok((0x802A in p["attrs"]) != (0x8029 in p["attrs"]), "either controlling or controlled")
        s.say("check role %s" % ("controlling" if 0x802A in p["attrs"] else "controlled"))
