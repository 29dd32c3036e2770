# SPDX-License-Identifier: GPL-3.0-or-later
"""Codec manipulation, transcoding and repacketisation, with media."""
import rtp
from kit import case

PCMU, PCMA = ["audio RTP/AVP 0"], ["audio RTP/AVP 8"]
BOTH = ["audio RTP/AVP 0 8"]
REF_ANSWER = "it strips codecs in answers too"
RICH = ["audio RTP/AVP 8 0 9 96 101", "a=rtpmap:96 opus/48000/2", "a=fmtp:96 useinbandfec=1",
        "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=sendrecv"]


def pair(s):
    return s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")


def names(r):
    return [c.split("/")[0] for c in r.sdp.media[0].codecs]


def ladder(i):
    return bytes((i * 16 + j) & 255 for j in range(160))


def transcode(s, a, b, law_in, law_out, pt_in, pt_out, n=8):
    """G.711 packets from a come out in the other law at b, sample for sample."""
    sent = s.packets(a, n, pt_in, ladder)
    s.send(a, sent, pace=0.02)
    got = s.recv(b, n, sent, timeout=2, payload=lambda p: "law %s" % law_out, what="(transcoded)", quiet=True)
    s.ok(len(got) >= n - 1 and all(p.pt == pt_out for p in got), "%s->%s: packets of type %d come out" % (a.name, b.name, pt_out))
    hit = sum(any(rtp.g711_matches(q.payload, p.payload, law_in, law_out) for q in sent) for p in got)
    s.ok(hit >= n - 1, "%s->%s: payloads are the exact conversion (%d of %d)" % (a.name, b.name, hit, n))
    s.ok(all((y.seq - x.seq) & 0xffff == 1 and (y.ts - x.ts) & 0xffffffff == 160 for x, y in zip(got, got[1:])),
         "%s->%s: sequence and timestamps are continuous" % (a.name, b.name))
    return got


@case("codec strip", "strip by name")
def codec_strip(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(RICH), to=b, codec={"strip": ["PCMU", "opus"]})
    s.eq(names(o), ["PCMA", "G722", "telephone-event"], "the rest is left, in order")
    s.ok(not any("96" in (v or "").split()[:1] for n, v in o.sdp.media[0].a if n in ("rtpmap", "fmtp")), "its attributes are gone")


@case("codec strip", "strip with format parameters hits only that variant")
def codec_strip_variant(s):
    a, b = pair(s)
    x = ["audio RTP/AVP 96 97 0", "a=rtpmap:96 opus/48000/2", "a=rtpmap:97 opus/48000"]
    o = s.offer(a, a.sdp(x), to=b, codec={"strip": ["opus/48000/2"]})
    s.eq(o.sdp.media[0].fmts, ["97", "0"], "only 96 is gone")


@case("codec strip", "strip all with offer is a white list")
def codec_strip_all_offer(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(RICH), to=b, codec={"strip": ["all"], "offer": ["PCMA", "G722"]})
    s.eq(sorted(names(o)), ["G722", "PCMA"], "only the listed ones")


@case("codec strip", "stripping everything leaves the original list")
def codec_strip_everything(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(BOTH), to=b, codec={"strip": ["all"]})
    s.eq(names(o), ["PCMU", "PCMA"], "unchanged")


@case("codec strip", "given in flags as codec-strip-...")
def codec_strip_flag(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(RICH), to=b, flags=["codec-strip-PCMA", "codec-strip-telephone-event"])
    s.ok(not {"PCMA", "telephone-event"} & set(names(o)), "both are gone")


@case("codec offer", "offer of a codec that is not there is ignored")
def codec_offer_missing(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(BOTH), to=b, codec={"strip": ["all"], "offer": ["PCMU", "GSM"]})
    s.eq(names(o), ["PCMU"], "GSM is not added")


@case("transcode", "PCMU offered, PCMA added and taken: samples are converted both ways")
def transcode_pcmu_pcma(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(PCMU), b.sdp(PCMA), {"codec": {"transcode": ["PCMA"]}})
    s.eq(names(o), ["PCMU", "PCMA"], "PCMA is added at the end")
    s.eq(names(r), ["PCMU"], "A gets PCMU")
    transcode(s, a, b, "u", "a", 0, 8)
    transcode(s, b, a, "a", "u", 8, 0)


@case("transcode", "a codec that was offered anyway engages nothing")
def transcode_not_needed(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(BOTH), b.sdp(PCMA), {"codec": {"transcode": ["PCMA"]}})
    s.eq(sorted(names(o)), ["PCMA", "PCMU"], "nothing is added")
    s.flow(a, b, pt=8)
    s.flow(b, a, pt=8)


@case("transcode", "the callee takes the caller's codec: passed through")
def transcode_declined(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(PCMU), b.sdp(PCMU), {"codec": {"transcode": ["G722"]}})
    s.ok("G722" in names(o), "G722 was offered")
    s.flow(a, b)
    s.flow(b, a)


@case("transcode", "mask: hidden from the callee, still used to the caller")
def transcode_mask(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(PCMU), b.sdp(PCMA), {"codec": {"mask": ["PCMU"], "transcode": ["PCMA"]}})
    s.eq(names(o), ["PCMA"], "only PCMA is offered")
    s.eq(names(r), ["PCMU"], "A gets PCMU")
    transcode(s, a, b, "u", "a", 0, 8)
    transcode(s, b, a, "a", "u", 8, 0)


@case("transcode", "mask all")
def transcode_mask_all(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(BOTH), b.sdp(["audio RTP/AVP 9"]), {"codec": {"mask": ["all"], "transcode": ["G722"]}})
    s.eq(names(o), ["G722"], "only G722 is offered")
    s.eq(names(r)[0], "PCMU", "A's preferred codec is kept")


@case("transcode", "dynamic payload types: Opus with default parameters is added")
def transcode_opus_offer(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(PCMU), to=b, codec={"transcode": ["opus"]})
    s.ok("opus/48000/2" in o.sdp.media[0].codecs, "opus/48000/2")
    s.ok(96 <= o.sdp.media[0].pt_of("opus") <= 127, "a dynamic payload type")


@case("transcode", "strip all with transcode of an offered codec restores it")
def transcode_strip_all_restores(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(BOTH), b.sdp(PCMA), {"codec": {"strip": ["all"], "transcode": ["PCMA"]}})
    s.eq(names(o), ["PCMA"], "restored")
    s.flow(a, b, pt=8)


@case("transcode", "codec set is accepted")
def codec_set(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(["audio RTP/AVP 96", "a=rtpmap:96 opus/48000/2"]), b.sdp(PCMU),
                  {"codec": {"transcode": ["PCMU"], "set": ["opus/48000/2/16000"]}})
    s.eq(names(o), ["opus", "PCMU"], "PCMU is added")
    s.eq(r.sdp.media[0].codecs, ["opus/48000/2"], "A gets Opus")
    s.send(b, s.packets(b, 10, 0, lambda i: rtp.tone(160, "u", start=160 * i)), pace=0.02)
    got = s.collect(a, 5, timeout=2)
    s.ok(len(got) >= 5 and all(g[0][1] & 127 == 96 for g in got), "Opus arrives at A")
    s.ok(got and max(len(g[0]) for g in got) < 12 + 80, "within what 16 kbit/s gives for 20 ms")


@case("always transcode", "the first codec of the other side is always used")
def always_transcode(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(BOTH), b.sdp(["audio RTP/AVP 8 0"]), {"flags": ["always transcode"]})
    s.send(a, s.packets(a, 6, 0, ladder), pace=0.02)
    with s.loose("how a codec is chosen among several common ones has changed over the versions"):
        got = s.recv(b, 5, timeout=2)
    s.ok(len(got) >= 5, "media arrives")


@case("asymmetric codecs", "the flag is accepted in the answer; what B accepts is passed through")
def asymmetric_codecs(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(PCMU), b.sdp(PCMU), {"codec": {"transcode": ["PCMA"]}}, {"flags": ["asymmetric codecs"]})
    s.eq(names(r), ["PCMU"], "A gets PCMU")
    s.flow(a, b)


@case("ptime", "ptime=40: a=ptime in the offer, two packets become one")
def ptime_40(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(PCMU + ["a=ptime:20"]), b.sdp(PCMU + ["a=ptime:40"]), {"ptime": 40})
    s.eq(o.sdp.media[0].get("ptime"), "40", "a=ptime:40 is offered")
    sent = s.packets(a, 10, 0, ladder)
    s.send(a, sent, pace=0.02)
    got = s.recv(b, 4, timeout=2, payload=lambda p: "repacketised", quiet=True)
    s.ok(len(got) >= 4 and all(len(p.payload) == 320 for p in got), "320 bytes each")
    s.ok(rtp.contains(b"".join(p.payload for p in sent), b"".join(p.payload for p in got)), "the samples are the same, in order")
    s.ok(all(y.ts - x.ts == 320 and y.seq - x.seq == 1 for x, y in zip(got, got[1:])), "ts +320, seq +1")


@case("ptime", "the other way round: 40 ms packets from B come to A as 20 ms")
def ptime_back(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(PCMU + ["a=ptime:20"]), b.sdp(PCMU + ["a=ptime:40"]), {"ptime": 40})
    sent = s.packets(b, 5, 0, lambda i: ladder(i) + ladder(i + 1), step=320)
    s.send(b, sent, pace=0.04)
    got = s.recv(a, 8, timeout=2, payload=lambda p: "repacketised", quiet=True)
    s.ok(len(got) >= 8 and all(len(p.payload) == 160 for p in got), "160 bytes each")
    s.ok(rtp.contains(b"".join(p.payload for p in sent), b"".join(p.payload for p in got)), "the samples are the same")


@case("ptime", "ptime-reverse goes into the answer")
def ptime_reverse(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(PCMA), b.sdp(PCMA + ["a=ptime:20"]), {"ptime_reverse": 30})
    s.eq(r.sdp.media[0].get("ptime"), "30", "a=ptime:30 in the answer")
    s.send(b, s.packets(b, 9, 8, ladder), pace=0.02)
    got = s.recv(a, 4, timeout=2, payload=lambda p: "repacketised", quiet=True)
    s.ok(len(got) >= 4 and all(len(p.payload) == 240 for p in got), "240 bytes each")


@case("ptime", "ptime in an answer is ignored")
def ptime_in_answer(s):
    a, b = pair(s)
    o, r = s.call(a, b, a.sdp(PCMU + ["a=ptime:20"]), b.sdp(PCMU + ["a=ptime:20"]), None, {"ptime": 40})
    s.eq(r.sdp.media[0].get("ptime"), "20", "a=ptime:20 still")
    s.flow(a, b)


@case("codec strip", "codec options in an answer are ignored")
def codec_in_answer(s):
    a, b = pair(s)
    with s.loose("the reference obeys some of them in answers"):
        o, r = s.call(a, b, a.sdp(BOTH), b.sdp(BOTH), None, {"codec": {"strip": ["PCMA"]}})
    s.eq(names(r), ["PCMU", "PCMA"], "the answer keeps both", ref=REF_ANSWER)
    s.request("ping")


@case("transcode", "with transcoding engaged, codecs that are not supported are removed")
def transcode_removes_unsupported(s):
    a, b = pair(s)
    x = ["audio RTP/AVP 0 110", "a=rtpmap:110 nosuchcodec/8000"]
    o = s.offer(a, a.sdp(x), to=b, codec={"transcode": ["PCMA"]})
    s.eq(names(o), ["PCMU", "PCMA"], "the unknown codec is gone")


@case("transcode", "an unknown codec cannot be added")
def transcode_unknown(s):
    a, b = pair(s)
    o = s.offer(a, a.sdp(PCMU), to=b, codec={"transcode": ["nosuchcodec"]})
    s.eq(names(o), ["PCMU"], "only PCMU")
