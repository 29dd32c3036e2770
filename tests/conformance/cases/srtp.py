# SPDX-License-Identifier: GPL-3.0-or-later
"""SDES, DTLS on the SDP level, and transport protocols."""
import rtp
from kit import case

FP = "a=fingerprint:sha-256 " + ":".join("%02X" % (17 * i & 255) for i in range(32))


def pair(s):
    return s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")


def audio(proto, *more):
    return ["audio %s 0 8" % proto, "a=sendrecv", *more]


def crypto(suite, seed, tag=1, params=""):
    return "a=crypto:%s %s inline:%s%s" % (tag, suite, rtp.new_key(suite, seed), " " + params if params else "")


def bridge_to_sdes(s, suite, **offer):
    """A: plain RTP; B: SRTP with SDES and the given suite."""
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, **dict({"transport_protocol": "RTP/SAVP", "DTLS": "off"}, **offer))
    s.eq(o.sdp.media[0].proto, "RTP/SAVP", "B is offered RTP/SAVP")
    c = [x for x in o.sdp.media[0].cryptos if x[1] == suite]
    if not s.ok(c, "%s is offered" % suite):
        return
    line = crypto(suite, "B", c[0][0])
    r = s.answer(b, b.sdp(audio("RTP/SAVP", line)), to=a)
    s.eq(r.sdp.media[0].proto, "RTP/AVP", "A gets RTP/AVP back")
    s.ok(not r.sdp.media[0].cryptos, "without a=crypto")
    s.flow(a, b, rx=s.srtp(c[0]), what="RTP -> SRTP")
    s.flow(b, a, tx=rtp.Srtp(suite, rtp.new_key(suite, "B")), what="SRTP -> RTP")
    return a, b, c[0]


@case("sdes", "RTP/AVP to RTP/SAVP with AES_CM_128_HMAC_SHA1_80; RTCP too")
def sdes_avp_savp_80(s):
    x = bridge_to_sdes(s, "AES_CM_128_HMAC_SHA1_80")
    if x:
        a, b, c = x
        s.flow_rtcp(a, b, rx=s.srtp(c))
        s.flow_rtcp(b, a, tx=rtp.Srtp(c[1], rtp.new_key(c[1], "B")))


@case("sdes", "RTP/AVP to RTP/SAVP with AES_CM_128_HMAC_SHA1_32")
def sdes_avp_savp_32(s):
    bridge_to_sdes(s, "AES_CM_128_HMAC_SHA1_32")


@case("sdes", "RTP/AVP to RTP/SAVP with F8_128_HMAC_SHA1_80")
def sdes_f8(s):
    bridge_to_sdes(s, "F8_128_HMAC_SHA1_80")


@case("sdes", "RTP/AVP to RTP/SAVP with NULL_HMAC_SHA1_80: in the clear, but signed",
      ref_fails="the reference ends with a segmentation fault once a NULL suite is in use")
def sdes_null(s):
    bridge_to_sdes(s, "NULL_HMAC_SHA1_80")


@case("sdes", "RTP/AVP to RTP/SAVP with AES_256_CM_HMAC_SHA1_80")
def sdes_aes256(s):
    bridge_to_sdes(s, "AES_256_CM_HMAC_SHA1_80")


@case("sdes", "RTP/SAVP caller, RTP/AVP callee")
def sdes_savp_avp(s):
    a, b = pair(s)
    su = "AES_CM_128_HMAC_SHA1_80"
    o = s.offer(a, a.sdp(audio("RTP/SAVP", crypto(su, "A", 3))), to=b, transport_protocol="RTP/AVP")
    s.eq(o.sdp.media[0].proto, "RTP/AVP", "B is offered RTP/AVP")
    s.ok(not o.sdp.media[0].cryptos, "without a=crypto")
    r = s.answer(b, b.sdp(audio("RTP/AVP")), to=a)
    c = r.sdp.media[0].cryptos
    s.eq([(x[0], x[1]) for x in c], [("3", su)], "the answer takes the offered tag and suite")
    s.flow(a, b, tx=rtp.Srtp(su, rtp.new_key(su, "A")), what="SRTP -> RTP")
    s.flow(b, a, rx=s.srtp(c[0]), what="RTP -> SRTP")
    s.flow_rtcp(b, a, rx=s.srtp(c[0]))


@case("sdes", "SDES on both sides: the offered suite comes first, all others are added")
def sdes_both(s):
    a, b = pair(s)
    su = "AES_CM_128_HMAC_SHA1_32"
    o = s.offer(a, a.sdp(audio("RTP/SAVP", crypto(su, "A", 1))), to=b, DTLS="off")
    su_list = o.sdp.media[0].suites
    s.eq(su_list[0], su, "the caller's suite is the first")
    s.ok("AES_CM_128_HMAC_SHA1_80" in su_list and "NULL_HMAC_SHA1_80" in su_list, "other suites are added")
    c = o.sdp.media[0].cryptos[0]
    r = s.answer(b, b.sdp(audio("RTP/SAVP", crypto(su, "B", c[0]))), to=a)
    ca = r.sdp.media[0].cryptos[0]
    s.flow(a, b, tx=rtp.Srtp(su, rtp.new_key(su, "A")), rx=rtp.Srtp(su, c[2]))
    s.flow(b, a, tx=rtp.Srtp(su, rtp.new_key(su, "B")), rx=rtp.Srtp(su, ca[2]))


@case("sdes", "different suites on the two sides are transcrypted")
def sdes_transcrypt(s):
    a, b = pair(s)
    s1, s2 = "AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32"
    o = s.offer(a, a.sdp(audio("RTP/SAVP", crypto(s1, "A", 1))), to=b, DTLS="off")
    c = next(x for x in o.sdp.media[0].cryptos if x[1] == s2)
    r = s.answer(b, b.sdp(audio("RTP/SAVP", crypto(s2, "B", c[0]))), to=a)
    ca = r.sdp.media[0].cryptos[0]
    s.flow(a, b, tx=rtp.Srtp(s1, rtp.new_key(s1, "A")), rx=rtp.Srtp(s2, c[2]))
    s.flow(b, a, tx=rtp.Srtp(s2, rtp.new_key(s2, "B")), rx=rtp.Srtp(ca[1], ca[2]))


@case("sdes", "SRTP with a wrong key is not forwarded")
def sdes_wrong_key(s):
    a, b = pair(s)
    su = "AES_CM_128_HMAC_SHA1_80"
    s.offer(a, a.sdp(audio("RTP/SAVP", crypto(su, "A", 1))), to=b, transport_protocol="RTP/AVP")
    s.answer(b, b.sdp(audio("RTP/AVP")), to=a)
    bad = rtp.Srtp(su, rtp.new_key(su, "someone else"))
    s.send(a, [bad.protect(p.pack()) for p in s.packets(a, 3)])
    s.eq(len(s.collect(b, 3, timeout=0.4)), 0, "nothing arrives at B")
    s.flow(a, b, tx=rtp.Srtp(su, rtp.new_key(su, "A")), what="with the right key")


@case("sdes flags", "off leaves DTLS as the only offer")
def sdes_off(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, transport_protocol="RTP/SAVP", SDES=["off"])
    m = o.sdp.media[0]
    s.ok(not m.cryptos, "no a=crypto")
    s.ok(m.has("fingerprint") and m.get("setup") == "actpass", "DTLS is offered")


@case("sdes flags", "no-SUITE removes suites, given as SDES list")
def sdes_no_suite(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, transport_protocol="RTP/SAVP", DTLS="off",
                SDES=["no-NULL_HMAC_SHA1_32", "no-NULL_HMAC_SHA1_80", "no-F8_128_HMAC_SHA1_80"])
    su = o.sdp.media[0].suites
    s.ok(su and not {"NULL_HMAC_SHA1_32", "NULL_HMAC_SHA1_80", "F8_128_HMAC_SHA1_80"} & set(su), "they are gone")


@case("sdes flags", "no-SUITE removes a suite that the caller offered, given in flags")
def sdes_no_suite_offered(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/SAVP", crypto("AES_CM_128_HMAC_SHA1_32", "A", 1),
                               crypto("AES_CM_128_HMAC_SHA1_80", "A", 2))), to=b,
                flags=["SDES-no-AES_CM_128_HMAC_SHA1_32"], DTLS="off")
    s.ok("AES_CM_128_HMAC_SHA1_32" not in o.sdp.media[0].suites, "not offered on")
    s.ok("AES_CM_128_HMAC_SHA1_80" in o.sdp.media[0].suites, "the other one is")


@case("sdes flags", "unencrypted_srtp adds the session parameter; packets go out in the clear, signed")
def sdes_unencrypted(s):
    a, b = pair(s)
    su = "AES_CM_128_HMAC_SHA1_80"
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, transport_protocol="RTP/SAVP", DTLS="off", SDES=["unencrypted_srtp"])
    c = next(x for x in o.sdp.media[0].cryptos if x[1] == su)
    s.eq(c[3], ["UNENCRYPTED_SRTP"], "UNENCRYPTED_SRTP in a=crypto")
    s.answer(b, b.sdp(audio("RTP/SAVP", crypto(su, "B", c[0], "UNENCRYPTED_SRTP"))), to=a)
    s.flow(a, b, rx=s.srtp(c))
    s.flow(b, a, tx=rtp.Srtp(su, rtp.new_key(su, "B"), ["UNENCRYPTED_SRTP"]))


@case("sdes flags", "UNENCRYPTED_SRTCP and UNAUTHENTICATED_SRTP, in upper case")
def sdes_params_upper(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, transport_protocol="RTP/SAVP", DTLS="off",
                flags=["SDES-UNENCRYPTED_SRTCP", "SDES-UNAUTHENTICATED_SRTP"])
    c = next(x for x in o.sdp.media[0].cryptos if x[1] == "AES_CM_128_HMAC_SHA1_80")
    s.eq(sorted(c[3]), ["UNAUTHENTICATED_SRTP", "UNENCRYPTED_SRTCP"], "both parameters")


@case("sdes flags", "session parameters are copied from the caller; encrypted_srtp negates")
def sdes_negate(s):
    a, b = pair(s)
    line = crypto("AES_CM_128_HMAC_SHA1_80", "A", 1, "UNENCRYPTED_SRTP")
    o = s.offer(a, a.sdp(audio("RTP/SAVP", line)), to=b, DTLS="off")
    s.eq(o.sdp.media[0].cryptos[0][3], ["UNENCRYPTED_SRTP"], "copied")
    o = s.send_msg({"command": "offer", "call-id": "other", "from-tag": "f", "ICE": "remove", "DTLS": "off",
                    "sdp": a.sdp(audio("RTP/SAVP", line)), "SDES": ["encrypted_srtp"]}, show="offer with encrypted_srtp")
    s.eq(o.sdp.media[0].cryptos[0][3], [], "negated")


@case("sdes flags", "pad crypto keeps the = of base64")
def sdes_pad(s):
    a, b = pair(s)
    kw = {"transport_protocol": "RTP/SAVP", "DTLS": "off"}
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, flags=["pad crypto"], **kw)
    k = next(x[2] for x in o.sdp.media[0].cryptos if x[1] == "AES_256_CM_HMAC_SHA1_80")
    s.ok(len(k) % 4 == 0 and k.endswith("="), "46 bytes are written as 64 characters")
    o = s.send_msg({"command": "offer", "call-id": "other", "from-tag": "f", "ICE": "remove", "DTLS": "off",
                    "sdp": a.sdp(audio("RTP/AVP")), "transport protocol": "RTP/SAVP"}, show="offer without the flag")
    s.ok(not any(x[2].endswith("=") for x in o.sdp.media[0].cryptos), "without the flag no padding")


@case("dtls", "encryption wanted: DTLS is offered beside SDES")
def dtls_default_offer(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, transport_protocol="RTP/SAVPF")
    m = o.sdp.media[0]
    s.eq(m.get("setup"), "actpass", "a=setup:actpass")
    s.ok(m.has("fingerprint") and m.cryptos, "fingerprint and crypto")


@case("dtls", "DTLS=off offers SDES alone")
def dtls_off(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, transport_protocol="RTP/SAVP", DTLS="off")
    m = o.sdp.media[0]
    s.ok(not m.has("fingerprint") and not m.has("setup"), "no DTLS attribute")
    s.ok(m.cryptos, "SDES is there")


@case("dtls", "a DTLS offer is accepted; the relay is active by default")
def dtls_answer_active(s):
    a, b = pair(s)
    s.offer(a, a.sdp(audio("RTP/SAVP", FP, "a=setup:actpass")), to=b, transport_protocol="RTP/AVP")
    r = s.answer(b, b.sdp(audio("RTP/AVP")), to=a)
    m = r.sdp.media[0]
    s.eq(m.get("setup"), "active", "a=setup:active")
    s.ok(m.has("fingerprint") and not m.cryptos, "fingerprint, no crypto")


@case("dtls", "DTLS=passive makes the relay the server")
def dtls_answer_passive(s):
    a, b = pair(s)
    s.offer(a, a.sdp(audio("RTP/SAVPF", FP, "a=setup:actpass")), to=b, transport_protocol="RTP/AVP", DTLS="passive")
    r = s.answer(b, b.sdp(audio("RTP/AVP")), to=a, DTLS="passive")
    s.eq(r.sdp.media[0].get("setup"), "passive", "a=setup:passive")


@case("dtls", "DTLS is preferred over SDES when both are offered")
def dtls_over_sdes(s):
    a, b = pair(s)
    s.offer(a, a.sdp(audio("RTP/SAVP", FP, "a=setup:actpass", crypto("AES_CM_128_HMAC_SHA1_80", "A"))), to=b,
            transport_protocol="RTP/AVP")
    r = s.answer(b, b.sdp(audio("RTP/AVP")), to=a)
    s.ok(r.sdp.media[0].has("fingerprint") and not r.sdp.media[0].cryptos, "the answer speaks DTLS only")


@case("dtls", "DTLS=no on an offer with both takes SDES")
def dtls_no_takes_sdes(s):
    a, b = pair(s)
    s.offer(a, a.sdp(audio("RTP/SAVP", FP, "a=setup:actpass", crypto("AES_CM_128_HMAC_SHA1_80", "A"))), to=b,
            transport_protocol="RTP/AVP", DTLS="no")
    r = s.answer(b, b.sdp(audio("RTP/AVP")), to=a, DTLS="no")
    s.ok(r.sdp.media[0].cryptos and not r.sdp.media[0].has("fingerprint"), "the answer speaks SDES only")


@case("dtls", "the relay starts the handshake as client once active")
def dtls_client_hello(s):
    a, b = pair(s)
    s.offer(a, a.sdp(audio("RTP/SAVP", FP, "a=setup:passive")), to=b, transport_protocol="RTP/AVP")
    r = s.answer(b, b.sdp(audio("RTP/AVP")), to=a)
    s.eq(r.sdp.media[0].get("setup"), "active", "a=setup:active")
    d = s.collect(a, 1, timeout=3)
    s.ok(d and d[0][0][0] == 22 and d[0][0][13] == 1, "a ClientHello arrives at the passive caller")


def convert(s, src, dst):
    a, b = pair(s)
    su = "AES_CM_128_HMAC_SHA1_80"
    line = [crypto(su, "A")] if "SAVP" in src else []
    o = s.offer(a, a.sdp(audio(src, *line)), to=b, transport_protocol=dst, DTLS="off")
    s.eq(o.sdp.media[0].proto, dst, "offered as " + dst)
    oc = next((x for x in o.sdp.media[0].cryptos if x[1] == su), None)
    s.eq(bool(oc), "SAVP" in dst, "a=crypto only where SRTP is spoken")
    r = s.answer(b, b.sdp(audio(dst, *([crypto(su, "B", oc[0])] if oc else []))), to=a)
    s.eq(r.sdp.media[0].proto, src, "answered as " + src)
    rc = r.sdp.media[0].cryptos
    k = lambda e: rtp.Srtp(su, rtp.new_key(su, e))
    s.flow(a, b, tx=k("A") if line else None, rx=s.srtp(oc) if oc else None)
    s.flow(b, a, tx=k("B") if oc else None, rx=s.srtp(rc[0]) if rc else None)


for _n, _s, _d in (("avp_avpf", "RTP/AVP", "RTP/AVPF"), ("avpf_avp", "RTP/AVPF", "RTP/AVP"),
                   ("avp_savpf", "RTP/AVP", "RTP/SAVPF"), ("savp_avpf", "RTP/SAVP", "RTP/AVPF"),
                   ("savpf_savp", "RTP/SAVPF", "RTP/SAVP")):
    def _f(s, _s=_s, _d=_d):
        convert(s, _s, _d)
    _f.__name__ = "transport_" + _n
    case("transport", "%s to %s and back, with media" % (_s, _d))(_f)


@case("transport", "no transport protocol: it stays as it is")
def transport_kept(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/AVPF")), to=b)
    s.eq(o.sdp.media[0].proto, "RTP/AVPF", "unchanged")


@case("reset", "reset makes the relay offer SRTP again after a plain answer")
def reset_srtp(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(audio("RTP/AVP")), to=b, transport_protocol="RTP/SAVP", DTLS="off")
    s.answer(b, b.sdp(audio("RTP/AVP")), to=a)
    o = s.offer(a, a.sdp(audio("RTP/AVP"), version=2), to=b, transport_protocol="RTP/SAVP", DTLS="off", flags=["reset"])
    s.ok(o.sdp.media[0].cryptos, "a=crypto is offered again")
    s.eq(o.sdp.media[0].proto, "RTP/SAVP", "as RTP/SAVP")
