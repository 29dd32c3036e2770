# SPDX-License-Identifier: GPL-3.0-or-later
"""What a case is written with: the @case decorator and the Scenario object `s` it gets."""
import contextlib
import hashlib
import os
import socket
import subprocess
import time

import ng
import rtp
import sdp as sdpmod

CASES = {}          # name -> function, filled by @case
DEFAULTS = {"ifaces": ["10.77.0.1", "fd77::1"]}     # a case file may set its own before its first case

# ICE=PROTOCOL_DEFAULT: no ICE key at all. The reference has since moved the behaviour that the protocol text gives for
# that to ICE=optional, which is what it is asked for instead.
PROTOCOL_DEFAULT = "(no key)"

NG_PORT = 2223
PORT_MIN, PORT_MAX = 30000, 30999


def case(feature, title, ifaces=None, args=(), note=None, timeout=60, ref_fails=None):
    def deco(fn):
        if fn.__name__ in CASES:
            raise SystemExit("case %s is there twice" % fn.__name__)
        fn.feature, fn.title, fn.note, fn.timeout = feature, title, note or ref_fails, timeout
        fn.ref_fails = ref_fails
        fn.ifaces = list(ifaces or DEFAULTS["ifaces"])
        fn.args = list(args)
        CASES[fn.__name__] = fn
        return fn
    return deco


class CaseError(Exception):
    """The scenario could not go on (no reply, nothing to send to, ...)."""


def last_addr(spec):
    """(logical name or None, bind address, advertised address) of one --interface value."""
    name, _, rest = spec.rpartition("/")
    a, _, adv = rest.partition("!")
    return name or None, a, adv or a


class Endpoint:
    """A SIP user agent's media side: an RTP/RTCP socket pair for each media line."""

    def __init__(self, s, name, ip, medias=1, base=None, pairs=None):
        self.s, self.name, self.ip = s, name, ip
        self.fam = 6 if ":" in ip else 4
        s.add_address(ip)
        self.ports, self.socks = [], {}
        for i in range(medias):
            p, r = pairs[i] if pairs else (base + 2 * i, base + 2 * i + 1)
            self.ports.append((p, r))
            self.socks[i, "rtp"] = self._bind(p)
            if r != p:
                self.socks[i, "rtcp"] = self._bind(r)
        self.dst = {}       # media index -> (addr, rtp port, rtcp port) to send to
        self.seq, self.ts = 1000, 16000
        self.ssrc = int(hashlib.sha1(name.encode()).hexdigest()[:8], 16)

    def _bind(self, port):
        k = socket.socket(socket.AF_INET6 if self.fam == 6 else socket.AF_INET, socket.SOCK_DGRAM)
        k.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        if self.fam == 6:
            k.setsockopt(socket.IPPROTO_IPV6, 66, 1)       # IPV6_RECVTCLASS
        else:
            k.setsockopt(socket.IPPROTO_IP, 13, 1)         # IP_RECVTOS
        k.bind((self.ip, port))
        return k

    @property
    def af(self):
        return "IP%d" % self.fam

    def sdp(self, *medias, session=(), conn=True, origin=None, c_ip=None, version=1):
        """Each media is a list of lines whose first is 'audio RTP/AVP 0 8' (the port of this endpoint is put in)
        or 'audio:0 RTP/AVP 0' (this port instead)."""
        c = "c=IN %s %s" % (self.af if c_ip is None or ":" not in c_ip else "IP6", c_ip or self.ip)
        out = ["v=0", "o=%s" % (origin or "%s 8000 %d IN %s %s" % (self.name, version, self.af, self.ip)),
               "s=call"]
        if conn:
            out.append(c)
        out.append("t=0 0")
        out += session
        for i, m in enumerate(medias):
            head, tail = m[0].split(" ", 1)
            typ, _, port = head.partition(":")
            out.append("m=%s %s %s" % (typ, port or self.ports[i][0], tail))
            if not conn:
                out.append(c)
            out += [l.format(rtp=self.ports[i][0], rtcp=self.ports[i][1], ip=self.ip) if "{" in l else l
                    for l in m[1:]]
        return "\r\n".join(out) + "\r\n"

    def learn(self, sd):
        for m in sd.media:
            if m.port:
                self.dst[m.index] = (m.addr, m.port, m.rtcp_port)


class Reply(dict):
    sdp = None
    text = ""


class Scenario:
    def __init__(self, case_fn, target, workdir, log=None):
        self.case, self.target, self.work = case_fn, target, workdir
        self.is_ref = target == "ref"
        self.trace, self.expects = [], []
        self.ng = ng.Client(("127.0.0.1", NG_PORT))
        self.ifaces = [last_addr(i) for i in case_fn.ifaces]
        self.own = {i[1] for i in self.ifaces} | {i[2] for i in self.ifaces}
        self.canon = {i[1]: i[1] for i in self.ifaces}
        self.canon.update({i[2]: i[1] for i in self.ifaces})
        self.callid = "call-%s" % case_fn.__name__
        self.tags = {}
        self.symbols = {}
        self.nsym = 0
        self._loose = None
        self._base = 4000
        self._have = set()
        self.eps = {}
        self.recording_dir = os.path.join(workdir, "rec")

    # ------------------------------------------------------------ plumbing
    def relay(self, fam=4, name=None):
        """The relay's (advertised) address of a family, on a logical interface."""
        for n, _, adv in self.ifaces:
            if (fam == 6) == (":" in adv) and (name is None or n == name):
                return adv
        raise CaseError("no such interface")

    def add_address(self, ip):
        if ip in self._have:
            return
        self._have.add(ip)
        subprocess.run(["ip", "addr", "add", ip + ("/128" if ":" in ip else "/32"), "dev", "lo"]
                       + (["nodad"] if ":" in ip else []), stderr=subprocess.DEVNULL)

    def ep(self, name, ip, medias=1, base=None, pairs=None):
        if base is None:
            base = self._base
            self._base += 1000
        e = Endpoint(self, name, ip, medias, base, pairs)
        self.eps[name] = e
        return e

    def say(self, line):
        self.trace.append(("~ " if self._loose else "") + line)

    @contextlib.contextmanager
    def loose(self, note):
        """Outcomes in here are shown but not compared (the note says why)."""
        old, self._loose = self._loose, note
        self.trace.append("~ (not compared: %s)" % note)
        try:
            yield
        finally:
            self._loose = old

    def step(self, text):
        self.trace.append("# " + text)

    # ------------------------------------------------------------ assertions
    def ok(self, cond, text, ref=None):
        """A hard expectation. ref='why' marks one that the reference is known not to meet: the seed wins."""
        self.expects.append((text, bool(cond), ref))
        return bool(cond)

    def eq(self, got, want, text, ref=None):
        good = got == want
        self.expects.append((text if good else "%s: got %r, wanted %r" % (text, got, want), good, ref))
        return good

    # ------------------------------------------------------------ normalisation
    def port(self, addr, number, base=None):
        """Symbol of a port: endpoint ports by their owner, relay ports by order of appearance. With base, the port
        may be shown as 'base + 1'."""
        if number == 0:
            return "0"
        if addr not in self.canon:
            for e in self.eps.values():
                for i, (p, r) in enumerate(e.ports):
                    if number in (p, r):
                        return "%s%s.%s" % (e.name, i + 1 if len(e.ports) > 1 else "", "rtp" if number == p else "rtcp")
            if not PORT_MIN <= number <= PORT_MAX:
                return str(number)
            for (a, n), sym in self.symbols.items():
                if n == number:
                    return sym
        a = self.canon.get(addr)
        if (a, number) in self.symbols:
            return self.symbols[a, number]
        if base is not None and number == base + 1 and (a, base) in self.symbols:
            sym = self.symbols[a, base] + "+1"
        else:
            self.nsym += 1
            sym = "P%d" % self.nsym
            if not PORT_MIN <= number <= PORT_MAX:
                sym += "<OUT OF RANGE>"
        self.symbols[a, number] = sym
        return sym

    # ------------------------------------------------------------ ng requests
    def request(self, command, show=None, **kw):
        """A request as given; the reply's normal form goes into the trace."""
        msg = {"command": command}
        msg.update({k: v for k, v in kw.items() if v is not None})
        return self.send_msg(msg, show)

    def send_msg(self, msg, show=None, cookie=None):
        try:
            d = self.ng.request(msg, cookie)
        except (ng.BencodeError, ValueError) as e:
            self.say("%s -> UNREADABLE REPLY: %s" % (msg.get("command"), e))
            raise CaseError("unreadable reply: %s" % e)
        if d is None:
            self.say("%s -> NO REPLY" % msg.get("command"))
            raise CaseError("no reply to %s" % msg.get("command"))
        r = Reply(d)
        self._show(msg, r, show)
        return r

    def _show(self, msg, r, show):
        name = show or msg.get("command", "(no command)")
        res = r.get("result")
        self.say("%s -> %s" % (name, res))
        if res == "error":
            self.ok(set(r) == {"result", "error-reason"} and r["error-reason"] and isinstance(r["error-reason"], str),
                    "%s: an error reply has error-reason and nothing else" % name)
            return
        if isinstance(r.get("sdp"), str):
            r.text = r["sdp"]
            r.sdp = sdpmod.Sdp(r["sdp"])
            for l in sdpmod.normal(r.sdp, self.port, self.own, msg.get("sdp")):
                self.say("    " + l)
        if "warning" in r:
            self.say("    warning present")
        if "tags" in r and isinstance(r["tags"], dict):
            for l in self.norm_query(r):
                self.say("    " + l)
        for k in ("calls",):
            if k in r:
                self.say("    %s %s" % (k, sorted(map(str, r[k]))))
        for k in ("duration", "message"):
            if k in r:
                self.say("    %s: %s" % (k, type(r[k]).__name__))

    def norm_query(self, r):
        """Only keys that the protocol text names are compared; times become <now>."""
        now = time.time()
        t = lambda v: "<now>" if isinstance(v, int) and abs(v - now) < 60 else "BAD TIME %r" % (v,)
        out = ["created %s" % t(r.get("created")), "last signal %s" % t(r.get("last signal", r.get("last_signal")))]
        tot = r.get("totals", {})
        for k in ("RTP", "RTCP"):
            d = tot.get(k, {})
            out.append("totals %s packets=%s bytes=%s errors=%s" % (k, d.get("packets"), d.get("bytes"), d.get("errors")))
        tags = r["tags"]
        nm = lambda x: '""' if x == "" or x.startswith("<untagged") or x == "0" else x
        for tag in sorted(tags, key=nm):
            d = tags[tag]
            out.append("tag %s created %s label=%s" % (nm(tag), t(d.get("created")), d.get("label")))
            for m in d.get("medias", []):
                fl = sorted(set(m.get("flags", [])) & {"rtcp-mux", "DTLS-SRTP", "SDES", "ICE"})
                out.append("  media %s %s %s flags=%s" % (m.get("index"), m.get("type"), m.get("protocol"), ",".join(fl)))
                for st in m.get("streams", []):
                    ends = []
                    for k in ("endpoint", "advertised endpoint"):
                        e = st.get(k) or {}
                        ends.append("%s %s" % (e.get("address"), self.port(e.get("address"), e.get("port") or 0))
                                    if e.get("address") else "-")
                    fl = sorted(set(st.get("flags", [])) & {"RTP", "RTCP", "fallback RTCP", "filled"})
                    q = st.get("stats", {})
                    out.append("    stream local=%s endpoint=%s advertised=%s crypto=%s flags=%s packets=%s bytes=%s errors=%s" % (
                        "set" if st.get("local port") else "none", ends[0], ends[1], st.get("crypto suite"),
                        ",".join(fl), q.get("packets"), q.get("bytes"), q.get("errors")))
        return out

    def offer(self, who, sdp, to=None, tag=None, show=None, **kw):
        return self._oa("offer", who, sdp, to, tag or "tag-" + who.name, None, show, kw)

    def answer(self, who, sdp, to=None, ftag=None, tag=None, show=None, **kw):
        """who answers; `to` is the endpoint that made the offer."""
        return self._oa("answer", who, sdp, to, ftag or "tag-" + (to.name if to else "A"), tag or "tag-" + who.name,
                        show, kw)

    def _oa(self, cmd, who, sdp, to, ftag, ttag, show, kw):
        msg = {"command": cmd, "call-id": kw.pop("call_id", self.callid), "from-tag": ftag}
        if ttag:
            msg["to-tag"] = ttag
        base = {"ICE": "remove", "replace": ["origin", "session-connection"]}
        base.update({k.replace("_", " ") if k not in KEEP else KEEP[k]: v for k, v in kw.items()})
        if base["ICE"] == PROTOCOL_DEFAULT:
            base["ICE"] = "optional" if self.is_ref else None
        for k, v in base.items():
            if v is not None:
                msg[k] = v
        msg["sdp"] = sdp
        r = self.send_msg(msg, show or "%s by %s" % (cmd, who.name))
        if r.sdp and to:
            to.learn(r.sdp)
            self.port_checks(r.sdp, kw)
        return r

    def port_checks(self, sd, kw):
        for m in sd.media:
            if m.port and m.addr in self.own:
                mux = m.has("rtcp-mux")
                self.ok(PORT_MIN <= m.port <= PORT_MAX and (mux or m.port % 2 == 0), "media %d: port %s is %sin the configured range"
                        % (m.index + 1, self.port(m.addr, m.port), "" if mux else "even and "))

    def call(self, a, b, asdp, bsdp, offer=None, answer=None):
        """Offer by a, answer by b; returns both replies."""
        o = self.offer(a, asdp, to=b, **(offer or {}))
        r = self.answer(b, bsdp, to=a, **(answer or {}))
        self.eq(o.get("result"), "ok", "the offer is accepted")
        self.eq(r.get("result"), "ok", "the answer is accepted")
        return o, r

    def delete(self, ftag="tag-A", **kw):
        msg = {"command": "delete", "call-id": kw.pop("call_id", self.callid)}
        if ftag is not None:
            msg["from-tag"] = ftag
        msg.update({KEEP.get(k, k.replace("_", " ")): v for k, v in kw.items() if v is not None})
        return self.send_msg(msg)

    def simple(self, command, show=None, **kw):
        msg = {"command": command, "call-id": self.callid}
        msg.update({KEEP.get(k, k.replace("_", " ")): v for k, v in kw.items()})
        return self.send_msg(msg, show)

    # ------------------------------------------------------------ media
    def packets(self, ep, n=3, pt=0, payload=None, step=160, mark=0):
        out = []
        for i in range(n):
            pl = payload(i) if callable(payload) else payload
            if pl is None:
                pl = bytes((7 * (ep.seq + j) + len(out)) & 255 for j in range(160))
            out.append(rtp.Rtp(pt, ep.seq, ep.ts, ep.ssrc, pl, mark and i == 0))
            ep.seq = (ep.seq + 1) & 0xffff
            ep.ts = (ep.ts + step) & 0xffffffff
        return out

    def target_of(self, ep, media, comp, to):
        if to:
            return to
        d = ep.dst.get(media)
        if not d:
            raise CaseError("%s has no address to send media %d to" % (ep.name, media + 1))
        return d[0], d[1] if comp == "rtp" else d[2]

    def send(self, ep, data, media=0, comp="rtp", to=None, pace=0.002, via=None):
        """Send packets (Rtp objects or bytes). via: the endpoint whose socket is used."""
        dst = self.target_of(ep, media, comp, to)
        k = (via or ep).socks.get((media, comp)) or (via or ep).socks[media, "rtp"]
        for p in data:
            k.sendto(p if isinstance(p, bytes) else p.pack(), dst)
            time.sleep(pace)
        return data

    def collect(self, ep, n, media=0, comp="rtp", timeout=1.5, stun=False):
        """Up to n datagrams that arrive at a socket: [(bytes, (addr, port), tos)]."""
        k = ep.socks.get((media, comp)) or ep.socks[media, "rtp"]
        out, end = [], time.monotonic() + timeout
        while len(out) < n:
            left = end - time.monotonic()
            if left <= 0:
                break
            k.settimeout(left)
            try:
                b, anc, _, src = k.recvmsg(4096, 256)
            except OSError:
                break
            if rtp.is_stun(b) and not stun:
                continue
            tos = next((int.from_bytes(v[:4], "little") for l, t, v in anc if t in (1, 67)), None)
            out.append((b, src[:2], tos))
        return out

    def recv(self, ep, n, sent=None, media=0, comp="rtp", timeout=1.5, srtp=None, payload=None, what="", quiet=False):
        """Expect n RTP packets; prints one line for each different kind. Returns Rtp objects."""
        got = []
        for b, src, tos in self.collect(ep, n, media, comp, timeout):
            auth = None
            if srtp:
                u = srtp.unprotect(b)
                auth = u is not None
                b = u or b
            p = rtp.parse_rtp(b)
            if p is None:
                self.say("  rx %s.%s: NOT RTP, %d bytes" % (ep.name, comp, len(b)))
                continue
            p.src, p.tos, p.auth = src, tos, auth
            got.append(p)
        lines = []
        bykey = {q.payload: q for q in sent or ()}
        byseq = {q.seq: q for q in sent or ()}
        for i, p in enumerate(got):
            if payload:
                # made anew by the relay: how it numbers, and what it says of the exact count, is left to expectations
                f = "from %s pt=%d len=%d payload=%s%s" % (self.where(p.src), p.pt, len(p.payload), payload(p),
                                                           "" if not srtp else " srtp=ok" if p.auth else " srtp=BAD TAG")
                if f not in lines:
                    lines.append(f)
                continue
            q = bykey.get(p.payload) or byseq.get(p.seq)
            f = ["from %s" % self.where(p.src), "pt=%d" % p.pt, "m=%d" % p.m]
            for k in ("seq", "ts", "ssrc"):
                v = getattr(p, k)
                if q is not None and v == getattr(q, k):
                    f.append("%s=same" % k)
                elif k == "ssrc":
                    f.append("ssrc=other")
                elif i:
                    mask = 0xffff if k == "seq" else 0xffffffff
                    f.append("%s=+%d" % (k, (v - getattr(got[i - 1], k)) & mask))
                else:
                    f.append("%s=start" % k)
            f.append("len=%d" % len(p.payload))
            f.append("payload=" + ("same" if q is not None and p.payload == q.payload else "other"))
            if srtp:
                f.append("srtp=%s" % ("ok" if p.auth else "BAD TAG"))
            lines.append(" ".join(f))
        (self._kinds if payload else self._runs)("  rx %s%s.%s %s" % (ep.name, media + 1 if len(ep.ports) > 1 else "", comp, what), lines)
        if len(got) < n and not quiet:
            self.say("  rx %s.%s: %d of %d packets arrived" % (ep.name, comp, len(got), n))
        return got

    def _runs(self, head, lines):
        i = 0
        while i < len(lines):
            j = i
            while j < len(lines) and lines[j] == lines[i]:
                j += 1
            self.say("%s x%d %s" % (head, j - i, lines[i]))
            i = j

    def _kinds(self, head, lines):
        for l in lines:
            self.say(head + " " + l)

    def where(self, src):
        return "%s %s" % (src[0], self.port(src[0], src[1], src[1] - 1))

    def flow(self, a, b, n=3, pt=0, media=0, out_pt=None, tx=None, rx=None, payload=None, what=None, **kw):
        """n RTP packets from a are expected, untouched, at b. tx/rx: Srtp of either side."""
        sent = self.packets(a, n, pt, payload)
        self.send(a, [tx.protect(p.pack()) if tx else p for p in sent], media, **kw)
        got = self.recv(b, n, sent, media, srtp=rx)
        name = what or "RTP %s->%s%s" % (a.name, b.name, " media %d" % (media + 1) if len(a.ports) > 1 else "")
        self.eq([p.payload for p in got], [p.payload for p in sent], "%s: %d packets arrive, payload intact" % (name, n)) \
            if len(got) == n else self.ok(False, "%s: %d packets arrive, payload intact (%d came)" % (name, n, len(got)))
        if got:
            d = b.dst.get(media)
            if d:
                self.eq(got[0].src, (d[0], d[1]) if d[0] in self.own else got[0].src,
                        "%s: comes from the port that was given to %s" % (name, b.name))
            self.ok(all(g.pt == (pt if out_pt is None else out_pt) and g.ssrc == q.ssrc and g.seq == q.seq and g.ts == q.ts
                        for g, q in zip(got, sent)), "%s: header fields kept" % name)
            if rx:
                self.ok(all(g.auth for g in got), "%s: SRTP tag and key are right" % name)
        return got

    def flow_rtcp(self, a, b, media=0, comp=None, tx=None, rx=None, bcomp=None, data=None):
        """One RTCP packet from a is expected at b."""
        data = data or rtp.rtcp_rr(a.ssrc)
        self.send(a, [tx.protect_rtcp(data) if tx else data], media, comp or "rtcp")
        got = self.collect(b, 1, media, bcomp or "rtcp")
        good = False
        if got:
            x = rx.unprotect_rtcp(got[0][0]) if rx else got[0][0]
            good = x == data
            self.say("  rx %s.%s RTCP from %s %s" % (b.name, bcomp or "rtcp", self.where(got[0][1]),
                                                     "same" if good else "other, %d bytes" % len(got[0][0])))
        else:
            self.say("  rx %s.%s RTCP: nothing" % (b.name, bcomp or "rtcp"))
        self.ok(good, "RTCP %s->%s arrives intact" % (a.name, b.name))
        return got

    def no_flow(self, a, b, n=3, pt=0, media=0, payload=None, what="blocked", timeout=0.3, **kw):
        sent = self.packets(a, n, pt, payload)
        self.send(a, sent, media, **kw)
        got = self.collect(b, n, media, timeout=timeout)
        self.say("  rx %s.rtp %s" % (b.name, "nothing" if not got else "%d PACKETS" % len(got)))
        self.ok(not got, "RTP %s->%s does not arrive (%s)" % (a.name, b.name, what))
        return got

    def drain(self, *eps):
        for e in eps:
            for (m, c) in e.socks:
                self.collect(e, 1000, m, c, timeout=0.05, stun=True)

    def srtp(self, crypto):
        """Srtp of one (tag, suite, key, params) entry of Media.cryptos."""
        return rtp.Srtp(crypto[1], crypto[2], crypto[3])

    def rec_files(self, sub=None):
        out = []
        for d, _, fs in os.walk(self.recording_dir):
            for f in fs:
                p = os.path.join(d, f)
                if sub is None or ("/%s/" % sub) in p:
                    out.append(p)
        return sorted(out)

    def wait_for(self, fn, seconds=5.0, every=0.05):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            v = fn()
            if v:
                return v
            time.sleep(every)
        return fn()

    def write(self, name, data):
        p = os.path.join(self.work, name)
        with open(p, "wb") as f:
            f.write(data)
        return p


# Python keyword -> ng key where a blank for the underscore would be wrong
KEEP = {"via_branch": "via-branch", "from_tag": "from-tag", "to_tag": "to-tag", "rtcp_mux": "rtcp-mux",
        "ptime_reverse": "ptime-reverse", "call_id": "call-id", "db_id": "db-id",
        "xmlrpc_callback": "xmlrpc-callback", "received_from": "received from"}
