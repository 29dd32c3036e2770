# SPDX-License-Identifier: GPL-3.0-or-later
"""SDP: parse what the daemon returns, and bring it into a comparable form."""
import re

STATIC = {0: "PCMU/8000", 3: "GSM/8000", 4: "G723/8000", 8: "PCMA/8000", 9: "G722/8000", 15: "G728/8000",
          18: "G729/8000", 10: "L16/44100/2", 11: "L16/44100/1", 13: "CN/8000", 26: "JPEG/90000",
          31: "H261/90000", 34: "H263/90000"}
DIRS = ("sendrecv", "sendonly", "recvonly", "inactive")


class Attrs:
    """The a= lines of the session or of one media section."""

    def __init__(self):
        self.lines = []     # every line of the section, as written
        self.a = []         # (name, value or None)

    def add(self, line):
        self.lines.append(line)
        if line.startswith("a="):
            n, sep, v = line[2:].partition(":")
            self.a.append((n, v if sep else None))

    def all(self, name):
        return [v for n, v in self.a if n == name]

    def get(self, name, default=None):
        for n, v in self.a:
            if n == name:
                return "" if v is None else v
        return default

    def has(self, name):
        return any(n == name for n, _ in self.a)


class Media(Attrs):
    index = 0
    own_conn = None

    @property
    def pts(self):
        return [f for f in self.fmts]

    @property
    def direction(self):
        for n, _ in self.a:
            if n in DIRS:
                return n
        for n, _ in self.sess.a:
            if n in DIRS:
                return n
        return "sendrecv"

    @property
    def codecs(self):
        """Payload formats by name, in order: ['PCMU/8000', 'opus/48000/2']."""
        m = {v.split(" ", 1)[0]: v.split(" ", 1)[1] for v in self.all("rtpmap") if " " in v}
        return [m.get(f) or (STATIC.get(int(f)) if f.isdigit() else None) or f for f in self.fmts]

    def pt_of(self, codec):
        for f, c in zip(self.fmts, self.codecs):
            if c.lower() == codec.lower() or c.lower().split("/")[0] == codec.lower():
                return int(f)
        return None

    @property
    def addr(self):
        c = self.own_conn or self.sess.conn
        return c[1] if c else None

    @property
    def rtcp_port(self):
        v = self.get("rtcp")
        if v:
            return int(v.split()[0])
        return self.port if self.has("rtcp-mux") else self.port + 1

    @property
    def candidates(self):
        """[{foundation, component, transport, priority, addr, port, type, rest}]"""
        out = []
        for v in self.all("candidate"):
            f = v.split()
            if len(f) < 8:
                continue
            out.append(dict(foundation=f[0], component=int(f[1]), transport=f[2], priority=int(f[3]),
                            addr=f[4], port=int(f[5]), type=f[7], rest=" ".join(f[8:]), line=v))
        return out

    @property
    def ufrag(self):
        return self.get("ice-ufrag") or self.sess.get("ice-ufrag")

    @property
    def pwd(self):
        return self.get("ice-pwd") or self.sess.get("ice-pwd")

    @property
    def cryptos(self):
        """[(tag, suite, key, [params])]"""
        out = []
        for v in self.all("crypto"):
            f = v.split()
            out.append((f[0], f[1], f[2].split(":", 1)[1].split("|")[0], f[3:]))
        return out

    @property
    def suites(self):
        return [c[1] for c in self.cryptos]


class Sdp(Attrs):
    def __init__(self, text):
        super().__init__()
        self.text = text
        self.media = []
        self.conn = self.origin = None
        cur = self
        for line in re.split(r"\r?\n", text):
            if not line:
                continue
            if line.startswith("m="):
                f = line[2:].split()
                cur = Media()
                cur.sess = self
                cur.index = len(self.media)
                cur.type, cur.proto, cur.fmts = f[0], f[2], f[3:]
                cur.port = int(f[1].split("/")[0])
                self.media.append(cur)
            elif line.startswith("c="):
                f = line[2:].split()
                if cur is self:
                    self.conn = (f[1], f[2])
                else:
                    cur.own_conn = (f[1], f[2])
            elif line.startswith("o="):
                self.origin = line[2:].split()
            cur.add(line)
        if not text.startswith("v=0"):
            raise ValueError("SDP does not start with v=0: %r" % text[:60])


HASHLEN = {"sha-1": 20, "sha-224": 28, "sha-256": 32, "sha-384": 48, "sha-512": 64}
# suites that only newer daemons know; they are left out of the comparison
OPTIONAL_SUITES = ("AEAD_AES_128_GCM", "AEAD_AES_256_GCM")


def normal(sdp, port, own_addrs, sent, optional_suites=OPTIONAL_SUITES):
    """Comparable lines of an Sdp.

    port(addr, number) -> symbol; own_addrs: the relay's addresses; sent: text of the SDP that was put in (so
    that what the relay passed on can be told from what it made up)."""
    out = []
    sentlines = set(re.split(r"\r?\n", sent or ""))
    o = sdp.origin or ["?"] * 6
    so = next((l[2:].split() for l in sentlines if l.startswith("o=")), None)
    out.append("o= address %s %s, id %s" % (o[4], o[5], "kept" if so and so[1:3] == o[1:3] else "own"))
    for l in sdp.lines:
        if l[:2] in ("v=", "o=", "c=", "a="):
            continue
        out.append("session %s" % l)
    for n, v in sorted((n, v or "") for n, v in sdp.a if n not in DIRS):
        line = attr(n, v, sdp, port, own_addrs, sentlines, optional_suites)
        if line:
            out.append("session a=" + line)
    for i, m in enumerate(sdp.media):
        out.append("m%d %s port=%s %s %s" % (i + 1, m.type, port(m.addr, m.port), m.proto, " ".join(m.fmts)))
        out.append("m%d   c=%s" % (i + 1, m.addr))
        for l in m.lines:
            if l[:2] in ("b=", "i=", "k="):
                out.append("m%d   %s" % (i + 1, l))
        rest = []
        mapped = {v.split(" ", 1)[0] for v in m.all("rtpmap")}
        for f in m.fmts:
            if f.isdigit() and f not in mapped and int(f) in STATIC:
                rest.append("rtpmap:%s %s" % (f, STATIC[int(f)]))
        for n, v in m.a:
            if n in DIRS:
                continue
            line = attr(n, "" if v is None else v, m, port, own_addrs, sentlines, optional_suites)
            if line:
                rest.append(line)
        rest.append("direction " + m.direction)
        out += ["m%d   a=%s" % (i + 1, r) for r in sorted(rest)]
    return out


def attr(n, v, sec, port, own, sentlines, optional):
    passed = ("a=%s:%s" % (n, v)) in sentlines
    addr = getattr(sec, "addr", None)
    if n in ("tls-id", "ice-options"):
        return None
    if n in ("ice-ufrag", "ice-pwd"):
        need = 4 if n == "ice-ufrag" else 22
        return "%s:<%s>" % (n, "passed on" if passed else "own" if len(v) >= need else "TOO SHORT " + v)
    if n == "candidate":
        f = v.split()
        if passed and f[4] not in own:
            return "candidate:<passed on> " + v
        return "candidate:<own> component %s %s %s %s %s" % (
            f[1], f[2].upper(), f[4], port(f[4], int(f[5]), int(f[5]) - 1 if f[1] == "2" else None), " ".join(f[6:8]))
    if n == "crypto":
        f = v.split()
        if f[1] in optional and not passed:
            return None
        key = f[2].split(":", 1)[1]
        return "crypto:<tag> %s inline:<%d chars>%s" % (
            f[1], len(key.split("|")[0].rstrip("=")), "".join(" " + x for x in sorted(f[3:])))
    if n == "fingerprint":
        h, _, hexes = v.partition(" ")
        ok = re.fullmatch(r"([0-9A-F]{2}:)*[0-9A-F]{2}", hexes) and (len(hexes) + 1) // 3 == HASHLEN.get(h.lower())
        return "fingerprint:<%s>" % ("passed on" if passed else "own, well-formed" if ok else "BAD " + v)
    if n == "rtcp":
        f = v.split()
        return "rtcp:" + " ".join([port(f[3] if len(f) > 3 else addr, int(f[0]), getattr(sec, "port", None))] + f[1:])
    if n == "rtpengine":
        return "rtpengine:<loop mark>"
    if n == "rtpmap":
        pt, _, name = v.partition(" ")
        if name.count("/") == 2 and name.endswith("/1"):
            name = name[:-2]
        return "rtpmap:%s %s" % (pt, name)
    return n + (":" + v if v else "")
