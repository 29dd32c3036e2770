# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls of this test. Each case gets a World and says what it expects by check()."""
import re
import time

import network
import proxy
import sdp
from phone import Phone

PHONE_TONE, BROWSER_TONE, OTHER_TONE = 600, 1000, 1700
PATIENCE = 10           # seconds until media must be heard; only a failure takes as long
QUIET = 0.3             # seconds without a packet that mean that none is sent any more
CASES = []


def case(function):
    CASES.append(function)
    return function


class Failure(Exception):
    pass


def check(condition, text):
    if not condition:
        raise Failure(text)


def until(condition, seconds=PATIENCE):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.005)
    return False


class World:
    """What a case has at hand: the daemon, the browser, the phone's host, and the parties it makes."""

    def __init__(self, daemon, browser, phone_host):
        self.daemon, self.browser, self.phone_host = daemon, browser, phone_host
        self.calls, self.phones, self.peers, self.notes = [], [], [], []

    def call(self, caller_side, callee_side):
        self.calls.append(proxy.Call(self.daemon, caller_side, callee_side))
        return self.calls[-1]

    def phone(self, law="u", frequencies=(PHONE_TONE,)):
        self.phones.append(Phone(self.phone_host, law, frequencies))
        return self.phones[-1]

    def peer(self, name, frequencies=(BROWSER_TONE,), **words):
        self.browser.do("create", peer=name, frequencies=list(frequencies), **words)
        self.peers.append(name)
        return name

    def note(self, text):
        self.notes.append(text)

    def check_capture(self, capture):
        """Nothing but RTP and RTCP has reached the phone's host."""
        strangers = [text for phone in self.phones for text in phone.strangers(capture)]
        check(not strangers, "nothing but RTP and RTCP reaches the phone: " + "; ".join(strangers[:3]))

    def end(self):
        for peer in self.peers:
            self.browser.do("close", peer=peer)
        for call in self.calls:
            call.end()
        for phone in self.phones:
            phone.end()


# ---------------------------------------------------------------- what is true of every call

def check_plain(body):
    """An SDP for the phone says nothing that a phone of 2002 would not know."""
    for word in ("candidate", "ice-", "fingerprint", "setup", "rtcp-mux", "crypto"):
        check("a=" + word not in body, "the phone's SDP has no %s: %s" % (word, body))
    check(re.search(r"^m=audio [1-9]\d* RTP/AVP ", body, re.M), "the phone's SDP is RTP/AVP: " + body)


def check_own(world, body):
    """An SDP for the browser shows nobody but the daemon."""
    candidates = re.findall(r"^a=candidate:\S+ \d \S+ \d+ (\S+) \d+ typ (\S+)", body, re.M)
    check(candidates, "the browser's SDP has candidates: " + body)
    check({c[0] for c in candidates} == {network.DAEMON}, "all candidates are the daemon's: %r" % candidates)


def check_secured(world, peer, body):
    """ICE and DTLS of a peer end at the daemon: what was negotiated is what `body` said of it."""
    state = world.browser.do("state", peer=peer, name="connectionState", wanted="connected", seconds=PATIENCE)
    check(state == "connected", "%s is connected, not %s" % (peer, state))
    report = world.browser.do("report", peer=peer)
    model = sdp.Sdp(body)
    remote = report["remote"] or {}
    check((remote.get("address"), remote.get("port")) == (network.DAEMON, model.media[0].port),
          "%s has selected the daemon's port %d: %r" % (peer, model.media[0].port, remote))
    fingerprint = re.search(r"a=fingerprint:sha-256 (\S+)", body).group(1)
    check(report["fingerprint"] == fingerprint, "the certificate is the daemon's: %r" % report["fingerprint"])
    return report


def browser_hears(world, peer, frequency, track=0):
    """The time at which it does."""
    heard = world.browser.do("listen", peer=peer, track=track, frequency=frequency, seconds=PATIENCE)
    check(heard["at"], "%s hears %d Hz: %r" % (peer, frequency, heard["last"]))
    return heard["at"] / 1000


def phone_hears(line, frequency):
    check(until(lambda: line.hears(frequency)),
          "the phone hears %d Hz: %d packets, %s" % (frequency, len(line.packets), line.loudness(frequency)))


def check_energy(world, peer, since=0.0):
    """Decoded energy of the received track, as getStats counts it: a tone of the phone's level has some 0.03/s."""
    def grown():
        inbound = world.browser.do("report", peer=peer)["inbound"]
        return inbound and inbound[0]["energy"] > since + 0.001
    check(until(grown), "%s counts audio energy: %r" % (peer, world.browser.do("report", peer=peer)))
    return world.browser.do("report", peer=peer)["inbound"][0]["energy"]


def milliseconds(start, at):
    return "%.0f ms" % (1000 * (at - start))


def first_packet(line):
    """Its wall clock time."""
    return time.time() - time.monotonic() + line.packets[0][0]


def unmuted(report):
    return report["times"]["unmuted"] / 1000


def note_times(world, start, times):
    world.note("after the offer: " + ", ".join("%s %s" % (name, milliseconds(start, at)) for name, at in times))


def note_security(world, peer, report):
    world.note("%s: DTLS %s, version %s, %s" % (peer, report["role"], report["version"], report["cipher"]))


# ---------------------------------------------------------------- calls that several cases begin with

def browser_calls_phone(world, law="u", tones=(BROWSER_TONE,), phone_tones=(PHONE_TONE,), **words):
    """(call, peer, phone, SDP that the browser got), once both hear each other."""
    peer, phone, call = world.peer("browser", tones, **words), world.phone(law, phone_tones), world.call("web", "sip")
    body = world.browser.do("offer", peer=peer)
    start = time.time()
    offered = call.offer(body, proxy.TO_PHONE)
    check_plain(offered)
    phone.learn(sdp.Sdp(offered))
    answered = call.answer(phone.sdp(), proxy.BACK_TO_BROWSER)
    check_own(world, answered)
    world.browser.do("accept", peer=peer, sdp=answered)
    for track, (line, tone, phone_tone) in enumerate(zip(phone.lines, tones, phone_tones)):
        heard = browser_hears(world, peer, phone_tone, track)
        phone_hears(line, tone)
    report = check_secured(world, peer, answered)
    note_security(world, peer, report)
    note_times(world, start, [("connected", report["times"]["connected"] / 1000), ("phone got RTP", first_packet(phone.lines[0])),
                              ("browser got RTP", unmuted(report)), ("browser heard the tone", heard)])
    check_energy(world, peer)
    return call, peer, phone, answered


def renegotiate(world, call, peer, phone, direction="sendrecv", mirrored="sendrecv", restart=False):
    """A new offer of the browser; the SDP that it got. With a restart the answer takes its time: the browser checks
    its new candidates against what it knows of us until then."""
    body = world.browser.do("offer", peer=peer, direction=direction, restart=restart)
    phone.learn(sdp.Sdp(call.offer(body, proxy.TO_PHONE)))
    if restart:
        check(world.browser.do("checked", peer=peer, seconds=PATIENCE), "the browser checks its new candidates")
    answered = call.answer(phone.sdp(mirrored), proxy.BACK_TO_BROWSER)
    world.browser.do("accept", peer=peer, sdp=answered)
    return answered


# ---------------------------------------------------------------- cases

@case
def browser_to_phone(world):
    """A browser calls a phone: tones both ways, RTCP both ways."""
    _, peer, phone, _ = browser_calls_phone(world)
    check(until(lambda: phone.lines[0].reports), "the phone gets RTCP at the port for it")
    check(until(lambda: world.browser.do("report", peer=peer)["sender"] > 0), "the browser gets the phone's reports")


@case
def phone_to_browser(world):
    """A phone calls a browser, with PCMA: the browser is the DTLS client."""
    peer, phone, call = world.peer("browser"), world.phone("a"), world.call("sip", "web")
    start = time.time()
    offered = call.offer(phone.sdp(), proxy.TO_BROWSER)
    check_own(world, offered)
    body = world.browser.do("answer", peer=peer, sdp=offered)
    answered = call.answer(body, proxy.TO_PHONE)
    check_plain(answered)
    phone.learn(sdp.Sdp(answered))
    heard = browser_hears(world, peer, PHONE_TONE)
    phone_hears(phone.lines[0], BROWSER_TONE)
    report = check_secured(world, peer, offered)
    note_security(world, peer, report)
    note_times(world, start, [("connected", report["times"]["connected"] / 1000), ("phone got RTP", first_packet(phone.lines[0])),
                              ("browser got RTP", unmuted(report)), ("browser heard the tone", heard)])
    check_energy(world, peer)


@case
def browser_to_browser(world):
    """Two browsers through the daemon: DTLS ends in it on both legs."""
    alice, bob, call = world.peer("alice"), world.peer("bob", (OTHER_TONE,)), world.call("web", "web")
    body = world.browser.do("offer", peer=alice)
    start = time.time()
    offered = call.offer(body, proxy.BETWEEN_BROWSERS)
    check_own(world, offered)
    answered = call.answer(world.browser.do("answer", peer=bob, sdp=offered), proxy.BETWEEN_BROWSERS)
    check_own(world, answered)
    world.browser.do("accept", peer=alice, sdp=answered)
    at_alice, at_bob = browser_hears(world, alice, OTHER_TONE), browser_hears(world, bob, BROWSER_TONE)
    for peer, got, heard in ((alice, answered, at_alice), (bob, offered, at_bob)):
        report = check_secured(world, peer, got)
        note_security(world, peer, report)
        note_times(world, start, [("connected", report["times"]["connected"] / 1000), ("got RTP", unmuted(report)),
                                  ("heard the tone", heard)])
        check_energy(world, peer)


@case
def hold_and_resume(world):
    """A re-offer that is inactive silences both sides, another brings them back over the same transport."""
    call, peer, phone, first = browser_calls_phone(world)
    line = phone.lines[0]
    held = renegotiate(world, call, peer, phone, "inactive", "inactive")
    check("a=inactive" in held, "the answer is inactive: " + held)
    check(until(lambda: line.silent_for(QUIET)), "the phone gets no more packets")
    silent = world.browser.do("silence", peer=peer, track=0, seconds=PATIENCE)
    check(silent["at"], "the browser hears nothing: %r" % silent["last"])
    again = renegotiate(world, call, peer, phone)
    browser_hears(world, peer, PHONE_TONE)
    phone_hears(line, BROWSER_TONE)
    check(not line.silent_for(QUIET), "the phone gets packets again")
    for one, other, what in zip(transport_of(first), transport_of(again), ("ufrag", "fingerprint", "port")):
        check(one == other, "the %s is the same: %s, %s" % (what, one, other))
    check_secured(world, peer, again)


def transport_of(body):
    return [re.search(pattern, body, re.M).group(1)
            for pattern in (r"^a=ice-ufrag:(\S+)", r"^a=fingerprint:(\S+ \S+)", r"^m=audio (\d+)")]


@case
def ice_restart(world):
    """The browser restarts ICE: new credentials on both sides, media go on, DTLS stays."""
    call, peer, phone, first = browser_calls_phone(world)
    line, before = phone.lines[0], len(phone.lines[0].packets)
    again = renegotiate(world, call, peer, phone, restart=True)
    check(transport_of(first)[0] != transport_of(again)[0], "the daemon has a new ufrag: " + transport_of(again)[0])
    check(transport_of(first)[1] == transport_of(again)[1], "the fingerprint is the same")
    ufrag = transport_of(again)[0]

    def restarted():
        remote = world.browser.do("report", peer=peer)["remote"]
        return remote and remote["ufrag"] == ufrag
    check(until(restarted), "the browser has selected a pair of the new generation")
    after = len(line.packets)
    check(until(lambda: len(line.packets) > after + 25), "the phone goes on getting packets (%d before)" % before)
    gaps = [b[0] - a[0] for a, b in zip(line.packets, line.packets[1:])]
    world.note("longest pause at the phone: %.0f ms" % (1000 * max(gaps)))
    phone_hears(line, BROWSER_TONE)
    browser_hears(world, peer, PHONE_TONE)
    check_secured(world, peer, again)


@case
def max_bundle(world):
    """A browser whose policy is max-bundle takes no answer without a bundle."""
    answered = browser_calls_phone(world, policy="max-bundle")[3]
    check("a=group:BUNDLE 0\r\n" in answered, "the media is a bundle: " + answered)


@case
def two_media(world):
    """A browser with two media, each on a port of its own: their tones are not mixed up."""
    phone = browser_calls_phone(world, tones=(BROWSER_TONE, OTHER_TONE), phone_tones=(PHONE_TONE, 2300))[2]
    remotes = [line.remote for line in phone.lines]
    check(len(set(remotes)) == 2, "the phone's media have ports of their own: %r" % remotes)


@case
def hidden_addresses(world):
    """A browser that hides its addresses behind names in *.local: it is found by its own checks."""
    peer, phone, call = world.peer("browser"), world.phone(), world.call("web", "sip")
    body = hide_addresses(world.browser.do("offer", peer=peer))
    check(network.BROWSER not in body, "no address is left: " + body)
    phone.learn(sdp.Sdp(call.offer(body, proxy.TO_PHONE)))
    answered = call.answer(phone.sdp(), proxy.BACK_TO_BROWSER)
    world.browser.do("accept", peer=peer, sdp=answered)
    browser_hears(world, peer, PHONE_TONE)
    phone_hears(phone.lines[0], BROWSER_TONE)
    check_secured(world, peer, answered)


def hide_addresses(body):
    """As Chromium writes it for a page that may not use media devices."""
    body = re.sub(r"(?m)^(a=candidate:\S+ \d \S+ \d+ )\S+", r"\g<1>8b1f3a50-0c9e-4d0e-9f0a-0123456789ab.local", body)
    body = re.sub(r"(?m)^m=audio \d+", "m=audio 9", body)
    return re.sub(r"(?m)^c=IN IP4 \S+", "c=IN IP4 0.0.0.0", body)
