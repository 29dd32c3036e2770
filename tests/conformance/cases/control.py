# SPDX-License-Identifier: GPL-3.0-or-later
"""The control protocol itself: errors, delete, query, list, limits, DTMF and media blocking, playback, recording."""
import os
import time

import ng
import rtp
from kit import case

AUDIO = ["audio RTP/AVP 0 8", "a=sendrecv"]
DTMF = ["audio RTP/AVP 0 101", "a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-15", "a=sendrecv"]


def pair(s):
    return s.ep("A", "10.77.1.2"), s.ep("B", "10.77.1.3")


def up(s, media=AUDIO, **kw):
    a, b = pair(s)
    s.call(a, b, a.sdp(media), b.sdp(media), kw.get("offer"), kw.get("answer"))
    return a, b


# ---------------------------------------------------------------- protocol

@case("protocol", "ping gives pong and nothing else")
def ping(s):
    s.eq(dict(s.request("ping")), {"result": "pong"}, "pong")


@case("protocol", "the reply carries the request's cookie")
def cookie(s):
    r = s.ng.raw(b"some-cookie_77 d7:command4:pinge")
    s.eq((r or b"").split(b" ")[0], b"some-cookie_77", "same cookie")
    s.eq(ng.decode((r or b"x d").split(b" ", 1)[1]), {"result": "pong"}, "pong")
    s.say("ping with a cookie of its own")


@case("protocol", "a retransmission (same cookie) returns the identical reply and does nothing twice")
def retransmission(s):
    a, b = pair(s)
    m = {"command": "offer", "call-id": "c1", "from-tag": "t", "sdp": a.sdp(AUDIO), "transport protocol": "RTP/SAVP",
         "ICE": "remove", "DTLS": "off"}
    data = b"again_1 " + ng.encode(m)
    r1, r2 = s.ng.raw(data), s.ng.raw(data)
    s.ok(r1 and b"6:result2:ok" in r1, "accepted")
    s.eq(r2, r1, "the second reply is the first, byte for byte (keys and ports included)")
    with s.loose("before an answer the reference shows the first suite that it offers, though none is in effect"):
        s.eq(s.request("delete", **{"call-id": "c1", "from-tag": "t", "delete delay": 0}).get("result"), "ok", "deleted")
    s.eq(s.ng.raw(data), r1, "the reply is remembered even after the call is gone")
    s.eq(s.request("list").get("calls"), [], "and no call has come back")
    r3 = s.ng.raw(b"again_2 " + ng.encode(m))
    s.ok(r3 and r3.split(b" ", 1)[1] != r1.split(b" ", 1)[1], "under another cookie it is a new request with new keys")


@case("errors", "no command")
def error_no_command(s):
    s.eq(s.send_msg({"call-id": "x"}, show="no command").get("result"), "error", "an error")


@case("errors", "unknown command")
def error_unknown_command(s):
    s.eq(s.send_msg({"command": "offering", "call-id": "x"}, show="unknown command").get("result"), "error", "an error")


@case("errors", "commands are case-sensitive")
def error_command_case(s):
    s.eq(s.send_msg({"command": "Ping"}, show="Ping").get("result"), "error", "an error")


@case("errors", "offers without call-id, from-tag or sdp")
def error_missing_keys(s):
    a, _ = pair(s)
    full = {"command": "offer", "call-id": "x", "from-tag": "f", "sdp": a.sdp(AUDIO)}
    for k in ("call-id", "from-tag", "sdp"):
        m = {x: v for x, v in full.items() if x != k}
        s.eq(s.send_msg(m, show="offer without " + k).get("result"), "error", "offer without %s" % k)
    s.eq(s.send_msg(dict(full, command="answer"), show="answer without to-tag").get("result"), "error", "answer without to-tag")


@case("errors", "an answer for a call that does not exist")
def error_answer_unknown(s):
    a, _ = pair(s)
    r = s.send_msg({"command": "answer", "call-id": "nope", "from-tag": "f", "to-tag": "t", "sdp": a.sdp(AUDIO)})
    s.eq(r.get("result"), "error", "an error")


@case("errors", "query of an unknown call")
def error_query_unknown(s):
    s.eq(s.request("query", **{"call-id": "nope"}).get("result"), "error", "an error")


@case("errors", "an SDP that is none")
def error_bad_sdp(s):
    r = s.send_msg({"command": "offer", "call-id": "x", "from-tag": "f", "sdp": "hello"})
    s.eq(r.get("result"), "error", "an error")


@case("errors", "broken bencode and garbage do not stop the daemon")
def garbage(s):
    for i, d in enumerate([b"x", b"", b" ", b"c1", b"c1 ", b"c1 d", b"c1 d7:command", b"c1 d7:command4:pin", b"c1 i5e",
                           b"c1 l4:pinge", b"c1 d7:command999999999:ping", b"c1 d7:command-1:e", b"\xff" * 600,
                           b"c1 " + b"d1:a" * 400, b"c1 " + b"l" * 5000, b"c1 i99999999999999999999999999e",
                           b"c1 di1e4:pinge"]):
        r = s.ng.raw(d, timeout=0.15)
        s.ok(r is None or b"error" in r, "garbage %d: no reply, or an error" % i)
    s.eq(dict(s.request("ping")), {"result": "pong"}, "still answering")


# ---------------------------------------------------------------- delete, query, list

@case("delete", "delete by call-id and from-tag gives statistics", args=["--delete-delay=0"])
def delete_plain(s):
    a, b = up(s)
    s.flow(a, b, n=4)
    d = s.delete()
    s.eq(d.get("result"), "ok", "ok")
    s.eq(d["totals"]["RTP"]["packets"], 4, "statistics as in query")
    s.eq(s.request("query", **{"call-id": s.callid}).get("result"), "error", "the call is gone")
    s.no_flow(a, b, what="after delete")


@case("delete", "delete with both tags and via-branch", args=["--delete-delay=0"])
def delete_tags(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(AUDIO), b.sdp(AUDIO), {"via_branch": "z9hG4bKx"}, {"via_branch": "z9hG4bKx"})
    d = s.delete(to_tag="tag-B", via_branch="z9hG4bKx")
    s.eq(d.get("result"), "ok", "ok")
    s.eq(s.request("list").get("calls"), [], "no call is left")


@case("delete", "an unknown call is a warning, with fatal an error")
def delete_unknown(s):
    d = s.delete(call_id="nope")
    s.eq(d.get("result"), "ok", "ok")
    s.ok(d.get("warning"), "with a warning")
    d = s.delete(call_id="nope", flags=["fatal"])
    s.eq(d.get("result"), "error", "error with fatal")


@case("delete", "delete delay keeps the call for a while", args=["--delete-delay=0"])
def delete_delay(s):
    a, b = up(s)
    s.delete(delete_delay=2)
    s.flow(a, b, what="within the delay")
    gone = s.wait_for(lambda: s.ng.request({"command": "list"})["calls"] == [], 6, 0.2)
    s.ok(gone, "gone after the delay")


@case("delete", "delete delay 0 overrides the command line", args=["--delete-delay=60"])
def delete_delay_zero(s):
    a, b = up(s)
    s.delete(delete_delay=0)
    s.eq(s.request("list").get("calls"), [], "gone at once")


@case("query", "keys and types of a query reply")
def query_shape(s):
    a, b = up(s)
    s.flow(a, b, n=2)
    q = s.request("query", **{"call-id": s.callid})
    s.eq({k: type(q.get(k)) for k in ("created", "last signal", "tags", "totals")},
         {"created": int, "last signal": int, "tags": dict, "totals": dict}, "top level")
    s.eq(sorted(q["tags"]), ["tag-A", "tag-B"], "both tags")
    t = q["tags"]["tag-A"]
    s.eq(t["tag"], "tag-A", "tag")
    s.eq(t.get("in dialogue with"), "tag-B", "in dialogue with", ref="it has subscriptions and subscribers instead")
    m = t["medias"][0]
    s.eq((m["index"], m["type"], m["protocol"]), (1, "audio", "RTP/AVP"), "media")
    st = m["streams"][0]
    s.eq(st["endpoint"], {"family": "IPv4", "address": "10.77.1.2", "port": 4000}, "endpoint")
    s.eq(st["advertised endpoint"], {"family": "IPv4", "address": "10.77.1.2", "port": 4000}, "advertised endpoint")
    s.eq(st["stats"], {"packets": 2, "bytes": 344, "errors": 0}, "stats")
    s.ok("RTP" in st["flags"] and "RTCP" in m["streams"][1]["flags"], "stream flags")
    s.ok("initialized" in m["flags"], "media flags")
    s.ok(30000 <= st["local port"] <= 30999, "local port")


@case("query", "query between offer and answer: the other side has no tag yet")
def query_half(s):
    a, b = pair(s)
    s.offer(a, a.sdp(AUDIO), to=b)
    q = s.request("query", **{"call-id": s.callid})
    s.eq(len(q["tags"]), 2, "two sides")
    s.ok("" in q["tags"], "the other one is the empty string", ref="it is called <untagged 1>")


@case("query", "crypto suite is reported")
def query_crypto(s):
    a, b = pair(s)
    k = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + rtp.new_key("AES_CM_128_HMAC_SHA1_80", "A")
    s.call(a, b, a.sdp(["audio RTP/SAVP 0", k]), b.sdp(["audio RTP/AVP 0"]), {"transport_protocol": "RTP/AVP"})
    q = s.request("query", **{"call-id": s.callid})
    s.eq(q["tags"]["tag-A"]["medias"][0]["streams"][0].get("crypto suite"), "AES_CM_128_HMAC_SHA1_80", "suite on A's side")
    s.ok("crypto suite" not in q["tags"]["tag-B"]["medias"][0]["streams"][0], "none on B's side")
    s.ok("SDES" in q["tags"]["tag-A"]["medias"][0]["flags"], "flag SDES")


@case("list", "list, and its limit")
def list_limit(s):
    a, b = pair(s)
    s.eq(s.request("list").get("calls"), [], "empty at first")
    for i in range(5):
        s.offer(a, a.sdp(AUDIO), call_id="c%d" % i, show="offer %d" % i)
    s.eq(sorted(s.request("list")["calls"]), ["c%d" % i for i in range(5)], "all five")
    with s.loose("which three is open"):
        r = s.request("list", limit=3)
    s.eq(len(r["calls"]), 3, "limited to three")
    s.eq(s.request("list", show="list, limit -1", limit=-1).get("result"), "error", "a limit below 0 is an error")


@case("list", "32 calls at most by default")
def list_default(s):
    a, b = pair(s)
    for i in range(36):
        s.ng.request({"command": "offer", "call-id": "c%d" % i, "from-tag": "t", "sdp": a.sdp(AUDIO), "ICE": "remove"})
    with s.loose("which 32 is open"):
        r = s.request("list")
    s.eq(len(r["calls"]), 32, "32")
    s.say("36 calls, %d listed" % len(r["calls"]))


@case("limits", "max-sessions: an error without, load limit with supports", args=["--max-sessions=1"])
def load_limit(s):
    a, b = up(s)
    r = s.offer(a, a.sdp(AUDIO), call_id="second", show="second call")
    s.eq(r.get("result"), "error", "an error")
    r = s.offer(a, a.sdp(AUDIO), call_id="third", show="third call", supports=["load limit"])
    s.eq(r.get("result"), "load limit", "load limit")
    s.ok("sdp" not in r, "no sdp")
    o = s.offer(a, a.sdp(AUDIO, version=2), to=b, show="re-INVITE of the first call")
    s.eq(o.get("result"), "ok", "the first call goes on")


# ---------------------------------------------------------------- blocking

def digit(s, a, b, want, what):
    ev = [rtp.dtmf_event(5, 0, 160 * i) for i in range(1, 4)] + [rtp.dtmf_event(5, 1, 640)] * 3
    ts = a.ts
    pk = []
    for i, e in enumerate(ev):
        p = s.packets(a, 1, 101, e, step=0, mark=i == 0)[0]
        p.ts = ts
        pk.append(p)
    a.ts += 800
    s.send(a, pk)
    got = s.collect(b, len(pk), timeout=1.0 if want else 0.3)
    s.say("  rx %s: %s" % (b.name, "%d DTMF packets" % len(got) if got else "nothing"))
    s.eq(len(got), len(pk) if want else 0, what)


@case("block dtmf", "the whole call, and back")
def block_dtmf_call(s):
    a, b = up(s, DTMF)
    digit(s, a, b, True, "passes at first")
    s.eq(s.simple("block DTMF").get("result"), "ok", "block")
    digit(s, a, b, False, "A->B blocked")
    digit(s, b, a, False, "B->A blocked")
    s.flow(a, b, what="voice still passes")
    s.simple("unblock DTMF")
    digit(s, a, b, True, "passes again")


@case("block dtmf", "one participant by from-tag")
def block_dtmf_tag(s):
    a, b = up(s, DTMF)
    s.simple("block DTMF", from_tag="tag-A")
    digit(s, a, b, False, "A's are blocked")
    digit(s, b, a, True, "B's are not")
    s.simple("unblock DTMF", from_tag="tag-A")
    digit(s, a, b, True, "A's pass again")


@case("block dtmf", "one participant by address")
def block_dtmf_address(s):
    a, b = up(s, DTMF)
    s.simple("block DTMF", address="10.77.1.3")
    digit(s, b, a, False, "B's are blocked")
    digit(s, a, b, True, "A's are not")


@case("block media", "the whole call, DTMF still passes")
def block_media_call(s):
    a, b = up(s, DTMF)
    s.simple("block media")
    s.no_flow(a, b)
    s.no_flow(b, a)
    digit(s, a, b, True, "DTMF passes")
    s.simple("unblock media")
    s.flow(a, b)


@case("block media", "one participant by label")
def block_media_label(s):
    a, b = up(s, DTMF, offer={"label": "one"}, answer={"label": "two"})
    s.simple("block media", label="two")
    s.no_flow(b, a)
    s.flow(a, b)
    s.simple("unblock media", label="two")
    s.flow(b, a)


@case("block media", "unblock of the call leaves directional blocks, with all it does not")
def unblock_all(s):
    a, b = up(s)
    s.simple("block media", from_tag="tag-A")
    s.simple("block media")
    s.no_flow(a, b)
    s.no_flow(b, a)
    s.simple("unblock media")
    s.flow(b, a)
    s.no_flow(a, b, what="the directional block is still there")
    s.simple("unblock media", flags=["all"])
    s.flow(a, b)


@case("block media", "an unknown participant is an error")
def block_unknown(s):
    up(s)
    s.eq(s.simple("block media", from_tag="nobody").get("result"), "error", "unknown tag")
    s.eq(s.simple("block media", address="192.0.2.77").get("result"), "error", "unknown address")
    s.eq(s.simple("block media", label="nolabel").get("result"), "error", "unknown label")


# ---------------------------------------------------------------- playback

def listen(s, ep, n, pt, law="u"):
    got = []
    for d, src, _ in s.collect(ep, n, timeout=3):
        p = rtp.parse_rtp(d)
        if p:
            p.src = src
            got.append(p)
    s.ok(len(got) >= n and all(p.pt == pt for p in got), "%d packets of type %d arrive" % (n, pt))
    s.ok(all(y.seq == (x.seq + 1) & 0xffff and (y.ts - x.ts) & 0xffffffff == len(x.payload) for x, y in zip(got, got[1:])),
         "sequence and timestamps run on")
    pcm = rtp.decode_g711(b"".join(p.payload for p in got[2:]), law)
    return got, pcm


@case("play media", "a WAV file reaches the caller; the reply has its duration")
def play_file(s):
    a, b = up(s)
    f = s.write("tone.wav", rtp.wav(0.5, freq=600))
    r = s.simple("play media", from_tag="tag-A", file=f)
    s.eq((r.get("result"), r.get("duration")), ("ok", 500), "duration 500 ms")
    got, pcm = listen(s, a, 15, 0)
    s.ok(pcm and rtp.goertzel(pcm, 600) > 0.9, "it is the 600 Hz tone")
    s.ok(got and got[0].src == (a.dst[0][0], a.dst[0][1]), "from the relay port that A knows")
    s.eq(len(s.collect(b, 1, timeout=0.2)), 0, "B hears nothing")


@case("play media", "a blob, selected by address, in the participant's first codec")
def play_blob(s):
    a, b = pair(s)
    s.call(a, b, a.sdp(["audio RTP/AVP 8 0"]), b.sdp(["audio RTP/AVP 8 0"]))
    r = s.simple("play media", address="10.77.1.3", blob=rtp.wav(0.3, freq=900))
    s.eq((r.get("result"), r.get("duration")), ("ok", 300), "duration 300 ms")
    got, pcm = listen(s, b, 10, 8, "a")
    s.ok(pcm and rtp.goertzel(pcm, 900) > 0.9, "it is the 900 Hz tone, in PCMA")


@case("play media", "stop media ends it early")
def play_stop(s):
    a, b = up(s)
    f = s.write("long.wav", rtp.wav(5, freq=500))
    s.simple("play media", from_tag="tag-B", file=f)
    listen(s, b, 5, 0)
    s.eq(s.simple("stop media", from_tag="tag-B").get("result"), "ok", "stop media")
    # What was on its way already may still come.
    s.ok(any(not s.collect(b, 1, timeout=0.1) for _ in range(5)), "it ends")
    s.eq(len(s.collect(b, 1, timeout=0.3)), 0, "silence after that")


@case("play media", "44100 Hz input is resampled")
def play_resample(s):
    a, b = up(s)
    f = s.write("hi.wav", rtp.wav(0.4, rate=44100, freq=1000))
    r = s.simple("play media", from_tag="tag-A", file=f)
    s.ok(abs((r.get("duration") or 0) - 400) <= 1, "duration 400 ms")
    got, pcm = listen(s, a, 12, 0)
    s.ok(pcm and rtp.goertzel(pcm, 1000) > 0.9, "it is the 1000 Hz tone at 8 kHz")


@case("play media", "a missing file, a missing participant, an unknown call")
def play_errors(s):
    a, b = up(s)
    s.eq(s.simple("play media", show="missing file", from_tag="tag-A", file="/nonexistent.wav").get("result"), "error", "missing file")
    s.eq(s.simple("play media", show="nothing to play", from_tag="tag-A").get("result"), "error", "no file key")
    s.eq(s.simple("play media", show="unknown tag", from_tag="x", file="/nonexistent.wav").get("result"), "error", "unknown tag")
    r = s.send_msg({"command": "play media", "call-id": "nope", "from-tag": "tag-A", "file": "x"}, show="unknown call")
    s.eq(r.get("result"), "error", "unknown call")


# ---------------------------------------------------------------- recording

REC = ["--recording-dir=@WORK@/rec", "--recording-method=pcap"]


def recorded(s, want, fmt="raw"):
    pcaps = s.wait_for(lambda: [f for f in s.rec_files() if f.endswith(".pcap")], 4)
    s.ok(pcaps, "a pcap file is there")
    pk = []
    for f in pcaps:
        link, x = rtp.read_pcap(f)
        s.eq(link, {"raw": 101, "eth": 1}[fmt], "link type of %s" % fmt)
        pk += x
    pay = {p[4] for p in pk}
    hit = sum(w in pay for w in want)
    s.eq(hit, len(want), "every forwarded packet is in it")
    return pk


@case("recording", "record call=on from the first offer: pcap and metadata", args=REC + ["--delete-delay=0"])
def record_call(s):
    a, b = up(s, offer={"record_call": "on", "metadata": "key:val|other:thing"})
    x = [p.raw for p in s.flow(a, b, n=4)] + [p.raw for p in s.flow(b, a, n=4)]
    s.delete()
    recorded(s, x)
    meta = s.wait_for(lambda: s.rec_files("metadata"), 4)
    s.eq(len(meta), 1, "one metadata file")
    t = open(meta[0]).read() if meta else ""
    s.ok("key:val|other:thing" in t, "the metadata string is at its bottom")
    s.ok("m=audio" in t, "SDP bodies are in it")
    s.ok(".pcap" in t, "it names the pcap file")


@case("recording", "start recording and stop recording during the call", args=REC + ["--delete-delay=0"])
def record_start_stop(s):
    a, b = up(s)
    before = [p.raw for p in s.flow(a, b, n=2)]
    s.eq(dict(s.simple("start recording")), {"result": "ok"}, "start: ok and no other key")
    during = [p.raw for p in s.flow(a, b, n=3)]
    s.eq(dict(s.simple("stop recording")), {"result": "ok"}, "stop: ok and no other key")
    after = [p.raw for p in s.flow(a, b, n=2)]
    s.delete()
    pay = {p[4] for p in recorded(s, during)}
    s.ok(not set(before) & pay, "nothing from before")
    s.ok(not set(after) & pay, "nothing from after")


@case("recording", "SRTP is recorded decrypted", args=REC + ["--delete-delay=0"])
def record_srtp(s):
    a, b = pair(s)
    su = "AES_CM_128_HMAC_SHA1_80"
    k = rtp.new_key(su, "A")
    s.call(a, b, a.sdp(["audio RTP/SAVP 0", "a=crypto:1 %s inline:%s" % (su, k)]), b.sdp(["audio RTP/AVP 0"]),
           {"transport_protocol": "RTP/AVP", "flags": ["record call"]})
    x = [p.raw for p in s.flow(a, b, tx=rtp.Srtp(su, k))]
    s.delete()
    recorded(s, x)


@case("recording", "recording format eth", args=REC + ["--delete-delay=0", "--recording-format=eth"])
def record_eth(s):
    a, b = up(s, offer={"record_call": "yes"})
    x = [p.raw for p in s.flow(a, b, n=3)]
    s.delete()
    recorded(s, x, "eth")


@case("recording", "no recording unless asked for", args=REC + ["--delete-delay=0"])
def record_not(s):
    a, b = up(s, offer={"record_call": "no"})
    s.flow(a, b)
    s.delete()
    time.sleep(0.3)     # nothing is to come: there is nothing to wait for
    s.eq([os.path.basename(f) for f in s.rec_files()], [], "no file is written")


@case("recording", "start recording of an unknown call is an error", args=REC)
def record_unknown(s):
    r = s.send_msg({"command": "start recording", "call-id": "nope"})
    s.eq(r.get("result"), "error", "an error")
    r = s.send_msg({"command": "stop recording", "call-id": "nope"})
    s.eq(r.get("result"), "error", "an error")


@case("forwarding", "start forwarding and stop forwarding are accepted for a participant", args=REC)
def forwarding(s):
    a, b = up(s)
    s.eq(s.simple("start forwarding", from_tag="tag-A").get("result"), "ok", "start")
    s.flow(a, b)
    s.eq(s.simple("stop forwarding", from_tag="tag-A").get("result"), "ok", "stop")
    s.flow(a, b)
