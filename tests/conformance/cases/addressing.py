# SPDX-License-Identifier: GPL-3.0-or-later
"""Which addresses are rewritten, and with what."""
from kit import case

AUDIO = ["audio RTP/AVP 0 8", "a=sendrecv"]
TWO = ["priv/10.77.0.1", "pub/10.88.0.1", "priv/fd77::1", "pub/fd88::1"]


@case("replace", "no replace list: o= stays, media c= is still the relay")
def replace_nothing(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"replace": None}, {"replace": None})
    s.eq(o.sdp.origin[5], "10.77.1.2", "the o= address is left alone")
    s.eq(o.sdp.media[0].addr, s.relay(), "media goes to the relay")
    s.flow(a, b)


@case("replace", "replace origin alone")
def replace_origin(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"replace": ["origin"]}, {"replace": ["origin"]})
    s.eq(o.sdp.origin[5], s.relay(), "o= carries the relay address")
    s.eq(o.sdp.origin[:3], ["A", "8000", "1"], "user and ids of o= are kept")
    s.flow(a, b)


@case("replace", "replace session connection, written with a blank")
def replace_session_connection(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    sd = a.sdp([AUDIO[0], "c=IN IP4 10.77.1.2", AUDIO[1]])
    o = s.offer(a, sd, to=b, replace=["session connection"])
    s.eq(o.sdp.conn, ("IP4", s.relay()), "the session c= is replaced")
    s.eq(o.sdp.media[0].addr, s.relay(), "the media c= is the relay too")
    s.eq(o.sdp.origin[5], "10.77.1.2", "o= is left alone")


@case("replace", "session c= is kept from an SDP with media c= when it is not to be replaced")
def replace_keeps_session_conn(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o = s.offer(a, a.sdp([AUDIO[0], "c=IN IP4 10.77.1.2", AUDIO[1]]), to=b, replace=["origin"])
    s.eq(o.sdp.media[0].addr, s.relay(), "the media's effective address is the relay")


@case("direction", "priv to pub: each side sees the address of its own network", ifaces=TWO)
def direction_priv_pub(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.88.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"direction": ["priv", "pub"]})
    s.eq(o.sdp.media[0].addr, "10.88.0.1", "the offer shows the pub address")
    s.eq(r.sdp.media[0].addr, "10.77.0.1", "the answer shows the priv address")
    s.flow(a, b)
    s.flow(b, a)
    s.flow_rtcp(a, b)


@case("direction", "the interfaces are remembered in a re-INVITE without direction", ifaces=TWO)
def direction_remembered(s):
    a, b = s.ep("A", "10.88.1.2"), s.ep("B", "10.77.1.3")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"direction": ["pub", "priv"]})
    o, r = s.call(a, b, a.sdp(AUDIO, version=2), b.sdp(AUDIO, version=2))
    s.eq(o.sdp.media[0].addr, "10.77.0.1", "the offer keeps priv")
    s.eq(r.sdp.media[0].addr, "10.88.0.1", "the answer keeps pub")
    s.flow(a, b)


@case("direction", "direction together with a change of address family", ifaces=TWO)
def direction_and_family(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "fd88::1:3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"direction": ["priv", "pub"], "address_family": "IP6"})
    s.eq(o.sdp.media[0].addr, "fd88::1", "pub's IPv6 address")
    s.flow(a, b)
    s.flow(b, a)


@case("direction", "no direction given: the first interface serves both sides", ifaces=TWO)
def direction_default(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.eq((o.sdp.media[0].addr, r.sdp.media[0].addr), ("10.77.0.1", "10.77.0.1"), "first interface both ways")


@case("direction", "legacy: internal and external select IPv4 and IPv6 when no interfaces bear these names")
def direction_legacy(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "fd77::1:3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"direction": ["internal", "external"]})
    s.eq((o.sdp.media[0].addr, r.sdp.media[0].addr), (s.relay(6), s.relay(4)), "IPv6 outside, IPv4 inside")
    s.flow(a, b)
    s.flow(b, a)


@case("direction", "a name that no interface has falls back to the first one", ifaces=TWO)
def direction_unknown(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o = s.offer(a, a.sdp(AUDIO), to=b, direction=["priv", "moon"])
    s.eq(o.get("result"), "ok", "accepted")


def _turns(s, name, calls=4):
    """The relay addresses that a few calls see, offers and answers together."""
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    seen = []
    for i in range(calls):
        m = {"command": "offer", "call-id": "rr%d" % i, "from-tag": "t", "sdp": a.sdp(AUDIO), "ICE": "remove",
             "direction": [name, name]}
        for m in (m, dict(m, command="answer", sdp=b.sdp(AUDIO), **{"to-tag": "u"})):
            r = s.ng.request(m)
            seen += [l[9:] for l in (r or {}).get("sdp", "").split("\r\n") if l.startswith("c=IN IP4 ")]
    s.eq(len(seen), 2 * calls, "every offer and answer is accepted")
    return seen


@case("direction", "round-robin-calls uses all interfaces", ifaces=TWO)
def direction_round_robin(s):
    seen = _turns(s, "round-robin-calls")
    s.eq(sorted(set(seen)), ["10.77.0.1", "10.88.0.1"], "both interfaces are used")
    s.say("round robin: %s" % sorted(set(seen)))


@case("direction", "BASE:SUFFIX interfaces take turns", ifaces=["net:1/10.77.0.1", "net:2/10.88.0.1", "net:3/10.99.0.1"])
def direction_base_suffix(s):
    seen = _turns(s, "net", 6)
    s.eq(sorted(set(seen)), ["10.77.0.1", "10.88.0.1", "10.99.0.1"], "all three are used")
    s.say("round robin: %s" % sorted(set(seen)))


@case("advertise", "an interface that advertises another address than it binds", ifaces=["10.77.0.1!203.0.113.7"])
def advertised_address(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO))
    s.eq(o.sdp.media[0].addr, "203.0.113.7", "the advertised address is shown in c=")
    s.eq(o.sdp.origin[5], "203.0.113.7", "and in o=")
    a.dst = {0: ("10.77.0.1",) + a.dst[0][1:]}
    b.dst = {0: ("10.77.0.1",) + b.dst[0][1:]}
    s.flow(a, b)
    s.flow(b, a)


@case("media address", "media address is what the rewritten SDP shows", note="the proxy puts its public address there")
def media_address(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o, r = s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"media_address": "198.51.100.9"}, {"media_address": "198.51.100.10"})
    s.eq((o.sdp.media[0].addr, r.sdp.media[0].addr), ("198.51.100.9", "198.51.100.10"), "c= shows the given addresses")
    for e in (a, b):
        e.dst = {0: (s.relay(),) + e.dst[0][1:]}
    s.flow(b, a)
    s.flow(a, b)


@case("source address", "SIP source address: received from beats the SDP")
def sip_source_address(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    s.call(a, b, a.sdp(AUDIO, c_ip="192.168.9.9"), b.sdp(AUDIO),
           {"flags": ["SIP source address"], "received_from": ["IP4", "10.77.1.2"]})
    s.flow(b, a)
    s.flow(a, b)


@case("source address", "trust address: the SDP beats received from")
def trust_address(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"flags": ["trust address"], "received_from": ["IP4", "10.77.1.99"]})
    s.flow(b, a)


@case("source address", "--sip-source makes received from the rule, written with hyphens elsewhere",
      args=["--sip-source"])
def sip_source_switch(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    s.call(a, b, a.sdp(AUDIO, c_ip="192.168.9.9"), b.sdp(AUDIO),
           {"received_from": ["IP4", "10.77.1.2"]}, {"flags": ["trust-address"], "received_from": ["IP4", "10.77.1.50"]})
    s.flow(b, a)
    s.flow(a, b)


@case("source address", "an IPv6 media address turns the family of c= too")
def media_address_family(s):
    a, b = s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")
    o = s.offer(a, a.sdp(AUDIO, c_ip="192.168.9.9"), to=b, flags=["SIP-source-address"],
                received_from=["IP4", "10.77.1.2"], media_address="2001:db8::9")
    s.eq(o.sdp.media[0].addr, "2001:db8::9", "c= shows the IPv6 address")
    s.eq((o.sdp.media[0].own_conn or o.sdp.conn)[0], "IP6", "as IP6")
