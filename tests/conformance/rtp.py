# SPDX-License-Identifier: GPL-3.0-or-later
"""RTP, RTCP, SRTP (SDES), STUN, G.711, WAV and pcap helpers; nothing beyond the standard library."""
import base64
import binascii
import hashlib
import hmac
import math
import os
import struct

# ---------------------------------------------------------------- RTP / RTCP


class Rtp:
    __slots__ = ("pt", "m", "seq", "ts", "ssrc", "payload", "raw", "src", "tos", "ext", "csrc", "auth")

    def __init__(self, pt=0, seq=1, ts=0, ssrc=0x1234, payload=b"", m=0):
        self.pt, self.m, self.seq, self.ts, self.ssrc, self.payload = pt, m, seq, ts, ssrc, payload
        self.raw = self.src = self.tos = self.auth = None
        self.ext = b""
        self.csrc = 0

    def pack(self):
        return struct.pack("!BBHII", 0x80, self.pt | (self.m << 7), self.seq & 0xffff,
                           self.ts & 0xffffffff, self.ssrc) + self.payload


def parse_rtp(b):
    if len(b) < 12 or b[0] >> 6 != 2:
        return None
    p = Rtp(b[1] & 127, *struct.unpack("!HII", b[2:12]), m=b[1] >> 7)
    h = 12 + 4 * (b[0] & 15)
    p.csrc = b[0] & 15
    if b[0] & 16:
        n = struct.unpack("!H", b[h + 2:h + 4])[0]
        p.ext = b[h:h + 4 + 4 * n]
        h += 4 + 4 * n
    end = len(b) - (b[-1] if b[0] & 32 else 0)
    p.payload = b[h:end]
    p.raw = b
    return p


def rtcp_rr(ssrc, about=0x5678):
    return struct.pack("!BBHI", 0x81, 201, 7, ssrc) + struct.pack("!IIIIII", about, 0, 100, 3, 0, 0)


def rtcp_sr(ssrc, packets=10, octets=1600, ts=1600):
    return struct.pack("!BBHIIIIII", 0x80, 200, 6, ssrc, 0xd0000000, 0, ts, packets, octets)


def rtcp_bye(ssrc):
    return struct.pack("!BBHI", 0x81, 203, 1, ssrc)


def rtcp_types(b):
    out, i = [], 0
    while i + 4 <= len(b):
        n = 4 * (struct.unpack("!H", b[i + 2:i + 4])[0] + 1)
        out.append(b[i + 1])
        i += n
    return out


def is_rtcp(b):
    return len(b) >= 8 and b[0] >> 6 == 2 and 192 <= b[1] <= 223


# ---------------------------------------------------------------- AES (encrypt only)

def _tables():
    p = q = 1
    sbox = [0] * 256
    while True:
        p = (p ^ (p << 1) ^ (0x11B if p & 0x80 else 0)) & 0xff
        q ^= q << 1
        q ^= q << 2
        q ^= q << 4
        q &= 0xff
        if q & 0x80:
            q ^= 0x09
        x = q ^ (q << 1 | q >> 7) ^ (q << 2 | q >> 6) ^ (q << 3 | q >> 5) ^ (q << 4 | q >> 4)
        sbox[p] = (x ^ 0x63) & 0xff
        if p == 1:
            break
    sbox[0] = 0x63
    x2 = [((i << 1) ^ (0x1B if i & 0x80 else 0)) & 0xff for i in range(256)]
    t = []
    for i in range(256):
        s = sbox[i]
        t.append((x2[s] << 24) | (s << 16) | (s << 8) | (x2[s] ^ s))
    rot = lambda v, n: ((v >> n) | (v << (32 - n))) & 0xffffffff
    return sbox, [t, [rot(v, 8) for v in t], [rot(v, 16) for v in t], [rot(v, 24) for v in t]]


_SBOX, _T = _tables()


class Aes:
    def __init__(self, key):
        nk = len(key) // 4
        self.nr = nk + 6
        w = [struct.unpack("!I", key[4 * i:4 * i + 4])[0] for i in range(nk)]
        rcon = 1
        for i in range(nk, 4 * (self.nr + 1)):
            t = w[i - 1]
            if i % nk == 0:
                t = ((t << 8) | (t >> 24)) & 0xffffffff
                t = self._sub(t) ^ (rcon << 24)
                rcon = ((rcon << 1) ^ (0x11B if rcon & 0x80 else 0)) & 0xff
            elif nk > 6 and i % nk == 4:
                t = self._sub(t)
            w.append(w[i - nk] ^ t)
        self.w = w

    @staticmethod
    def _sub(t):
        return (_SBOX[t >> 24] << 24) | (_SBOX[t >> 16 & 255] << 16) | (_SBOX[t >> 8 & 255] << 8) | _SBOX[t & 255]

    def block(self, b):
        w = self.w
        T0, T1, T2, T3 = _T
        s = [x ^ w[i] for i, x in enumerate(struct.unpack("!4I", b))]
        for r in range(1, self.nr):
            s = [T0[s[i] >> 24] ^ T1[s[(i + 1) & 3] >> 16 & 255] ^ T2[s[(i + 2) & 3] >> 8 & 255]
                 ^ T3[s[(i + 3) & 3] & 255] ^ w[4 * r + i] for i in range(4)]
        o = [(((_SBOX[s[i] >> 24] << 24) | (_SBOX[s[(i + 1) & 3] >> 16 & 255] << 16)
               | (_SBOX[s[(i + 2) & 3] >> 8 & 255] << 8) | _SBOX[s[(i + 3) & 3] & 255]) ^ w[4 * self.nr + i])
             for i in range(4)]
        return struct.pack("!4I", *o)


def aes_ctr(key, iv, n):
    a, out, c = Aes(key), b"", int.from_bytes(iv, "big")
    while len(out) < n:
        out += a.block((c & ((1 << 128) - 1)).to_bytes(16, "big"))
        c += 1
    return out[:n]


def xor(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


# ---------------------------------------------------------------- SRTP

SUITES = {  # name: (key length, salt length, cipher, auth tag length)
    "AES_CM_128_HMAC_SHA1_80": (16, 14, "cm", 10),
    "AES_CM_128_HMAC_SHA1_32": (16, 14, "cm", 4),
    "AES_192_CM_HMAC_SHA1_80": (24, 14, "cm", 10),
    "AES_192_CM_HMAC_SHA1_32": (24, 14, "cm", 4),
    "AES_256_CM_HMAC_SHA1_80": (32, 14, "cm", 10),
    "AES_256_CM_HMAC_SHA1_32": (32, 14, "cm", 4),
    "F8_128_HMAC_SHA1_80": (16, 14, "f8", 10),
    "F8_128_HMAC_SHA1_32": (16, 14, "f8", 4),
    "NULL_HMAC_SHA1_80": (16, 14, "null", 10),
    "NULL_HMAC_SHA1_32": (16, 14, "null", 4),
}


def b64(s):
    return base64.b64decode(s + "=" * (-len(s) % 4))


class Srtp:
    """One direction of one SDES stream: protect()/unprotect() for RTP, *_rtcp() for RTCP."""

    def __init__(self, suite, key64, params=()):
        self.suite = suite
        kl, sl, self.cipher, self.tag = SUITES[suite]
        blob = b64(key64)
        if len(blob) != kl + sl:
            raise ValueError("inline key of %s has %d bytes, not %d" % (suite, len(blob), kl + sl))
        mk, ms = blob[:kl], blob[kl:]
        p = {x.upper() for x in params}
        self.enc = self.cipher != "null" and "UNENCRYPTED_SRTP" not in p
        self.enc_rtcp = self.cipher != "null" and "UNENCRYPTED_SRTCP" not in p
        self.auth = "UNAUTHENTICATED_SRTP" not in p

        def kdf(label, n):
            iv = (int.from_bytes(ms, "big") ^ (label << 48)) << 16
            return aes_ctr(mk, iv.to_bytes(16, "big"), n)
        self.k = kdf(0, kl), kdf(1, 20), kdf(2, sl)
        self.kc = kdf(3, kl), kdf(4, 20), kdf(5, sl)
        self.roc = {}
        self.index = 0

    def _stream(self, keys, n, ssrc, index, hdr, rtcp):
        ke, _, ks = keys
        if self.cipher == "cm":
            iv = (int.from_bytes(ks, "big") << 16) ^ (ssrc << 64) ^ (index << 16)
            return aes_ctr(ke, iv.to_bytes(16, "big"), n)
        if rtcp:
            iv = b"\0" * 4 + struct.pack("!I", index | (1 << 31)) + hdr[:8]
        else:
            iv = b"\0" + hdr[1:12] + struct.pack("!I", index >> 16)
        m = ks + b"\x55" * (16 - len(ks))
        ivp = Aes(xor(ke, m)).block(iv)
        a, out, s, j = Aes(ke), b"", b"\0" * 16, 0
        while len(out) < n:
            s = a.block(xor(xor(ivp, j.to_bytes(16, "big")), s))
            out += s
            j += 1
        return out[:n]

    @staticmethod
    def _hlen(b):
        h = 12 + 4 * (b[0] & 15)
        if b[0] & 16:
            h += 4 + 4 * struct.unpack("!H", b[h + 2:h + 4])[0]
        return h

    def _rtp(self, b):
        seq, ssrc, h = struct.unpack("!H", b[2:4])[0], struct.unpack("!I", b[8:12])[0], self._hlen(b)
        last = self.roc.get(ssrc)
        roc = 0
        if last is not None:
            roc = last >> 16
            d = seq - (last & 0xffff)
            if d < -0x8000:
                roc += 1
            elif d > 0x8000 and roc:
                roc -= 1
        index = roc << 16 | seq
        body = b[h:]
        if self.enc:
            body = xor(body, self._stream(self.k, len(body), ssrc, index, b, False))
        return b[:h] + body, index, ssrc

    def _mac(self, key, data):
        return hmac.new(key, data, hashlib.sha1).digest()

    def protect(self, b):
        out, index, ssrc = self._rtp(b)
        self.roc[ssrc] = max(index, self.roc.get(ssrc, 0))
        if self.auth:
            out += self._mac(self.k[1], out + struct.pack("!I", index >> 16))[:self.tag]
        return out

    def unprotect(self, b):
        """Returns the plain packet, or None when the authentication tag is wrong."""
        body, tag = (b[:-self.tag], b[-self.tag:]) if self.auth else (b, b"")
        out, index, ssrc = self._rtp(body)
        if self.auth and self._mac(self.k[1], body + struct.pack("!I", index >> 16))[:self.tag] != tag:
            return None
        self.roc[ssrc] = max(index, self.roc.get(ssrc, 0))
        return out

    def protect_rtcp(self, b):
        self.index += 1
        ssrc = struct.unpack("!I", b[4:8])[0]
        body = b[8:]
        if self.enc_rtcp:
            body = xor(body, self._stream(self.kc, len(body), ssrc, self.index, b, True))
        out = b[:8] + body + struct.pack("!I", self.index | (self.enc_rtcp << 31))
        return out + self._mac(self.kc[1], out)[:10]

    def unprotect_rtcp(self, b):
        if len(b) < 8 + 14:
            return None
        tag, body = b[-10:], b[:-10]
        if self._mac(self.kc[1], body)[:10] != tag:
            return None
        word = struct.unpack("!I", body[-4:])[0]
        ssrc = struct.unpack("!I", b[4:8])[0]
        plain = body[8:-4]
        if word >> 31:
            plain = xor(plain, self._stream(self.kc, len(plain), ssrc, word & 0x7fffffff, b, True))
        return b[:8] + plain


def new_key(suite, seed):
    """A deterministic inline key."""
    n = SUITES[suite][0] + SUITES[suite][1] if suite in SUITES else 30
    out, i = b"", 0
    while len(out) < n:
        out += hashlib.sha256(("%s/%d" % (seed, i)).encode()).digest()
        i += 1
    return base64.b64encode(out[:n]).decode().rstrip("=")


# ---------------------------------------------------------------- STUN

MAGIC = 0x2112A442


def _attr(t, v):
    return struct.pack("!HH", t, len(v)) + v + b"\0" * (-len(v) % 4)


def stun_binding(username, password, controlling=True, use_candidate=False, priority=0x6e0001ff,
                 fingerprint=True, integrity=True, txn=None, tiebreaker=0x1122334455667788):
    txn = txn or os.urandom(12)
    a = _attr(6, username.encode()) + _attr(0x24, struct.pack("!I", priority))
    a += _attr(0x802A if controlling else 0x8029, struct.pack("!Q", tiebreaker))
    if use_candidate:
        a += _attr(0x25, b"")
    return _stun_finish(1, txn, a, password if integrity else None, fingerprint), txn


def stun_success(txn, password, addr, port):
    return _stun_finish(0x101, txn, _attr(0x20, _xaddr(addr, port, txn)), password, True)


def _xaddr(addr, port, txn):
    import socket
    x = struct.pack("!H", port ^ (MAGIC >> 16))
    if ":" in addr:
        return b"\0\2" + x + xor(socket.inet_pton(socket.AF_INET6, addr), struct.pack("!I", MAGIC) + txn)
    return b"\0\1" + x + xor(socket.inet_aton(addr), struct.pack("!I", MAGIC))


def _stun_finish(typ, txn, a, password, fingerprint):
    hdr = lambda n: struct.pack("!HHI", typ, n, MAGIC) + txn
    if password is not None:
        mac = hmac.new(password.encode(), hdr(len(a) + 24) + a, hashlib.sha1).digest()
        a += _attr(8, mac)
    if fingerprint:
        crc = (binascii.crc32(hdr(len(a) + 8) + a) ^ 0x5354554e) & 0xffffffff
        a += _attr(0x8028, struct.pack("!I", crc))
    return hdr(len(a)) + a


def is_stun(b):
    return len(b) >= 20 and b[0] < 4 and struct.unpack("!I", b[4:8])[0] == MAGIC


def parse_stun(b):
    """{type, txn, attrs: {number: value}, order: [numbers]}"""
    typ, ln = struct.unpack("!HH", b[:4])
    attrs, order, i = {}, [], 20
    while i + 4 <= 20 + ln:
        t, n = struct.unpack("!HH", b[i:i + 4])
        attrs[t] = b[i + 4:i + 4 + n]
        order.append(t)
        i += 4 + n + (-n % 4)
    return {"type": typ, "txn": b[8:20], "attrs": attrs, "order": order, "length_ok": len(b) == 20 + ln}


def stun_check_integrity(b, password):
    i = 20
    while i + 4 <= len(b):
        t, n = struct.unpack("!HH", b[i:i + 4])
        if t == 8:
            h = b[:2] + struct.pack("!H", i - 20 + 24) + b[4:i]
            return hmac.new(password.encode(), h, hashlib.sha1).digest() == b[i + 4:i + 24]
        i += 4 + n + (-n % 4)
    return False


def stun_check_fingerprint(b):
    p = b[:-8]
    if struct.unpack("!HH", b[-8:-4]) != (0x8028, 4):
        return False
    return struct.unpack("!I", b[-4:])[0] == (binascii.crc32(p) ^ 0x5354554e) & 0xffffffff


def stun_mapped(b):
    import socket
    p = parse_stun(b)
    v = p["attrs"].get(0x20)
    if not v:
        return None
    port = struct.unpack("!H", v[2:4])[0] ^ (MAGIC >> 16)
    if v[1] == 1:
        return socket.inet_ntoa(xor(v[4:8], struct.pack("!I", MAGIC))), port
    return socket.inet_ntop(socket.AF_INET6, xor(v[4:20], struct.pack("!I", MAGIC) + p["txn"])), port


# ---------------------------------------------------------------- G.711

def _ulaw_dec(u):
    u = ~u & 0xff
    t = (((u & 15) << 3) + 0x84) << ((u >> 4) & 7)
    return 0x84 - t if u & 0x80 else t - 0x84


def _alaw_dec(a):
    a ^= 0x55
    t, seg = (a & 15) << 4, (a >> 4) & 7
    t = t + 8 if seg == 0 else (t + 0x108) << (seg - 1)
    return t if a & 0x80 else -t


ULAW = [_ulaw_dec(i) for i in range(256)]
ALAW = [_alaw_dec(i) for i in range(256)]


def _nearest(table, v):
    return min(range(256), key=lambda c: (abs(table[c] - v), -c))


_cache = {}


def decode_g711(b, law):
    t = ULAW if law == "u" else ALAW
    return [t[c] for c in b]


def g711_matches(inp, out, src, dst, slack=8):
    """Is `out` the sample-exact conversion of `inp`? Every sample has to be the nearest level of the other law; slack
    (of 65536) leaves room for either neighbour of a tie and for a 14-bit rounding grid, nothing more."""
    st, dt = (ULAW if src == "u" else ALAW), (ULAW if dst == "u" else ALAW)
    if len(inp) != len(out):
        return False
    for c, d in zip(inp, out):
        k = (src, dst, c)
        if k not in _cache:
            _cache[k] = min(abs(v - st[c]) for v in dt)
        if abs(dt[d] - st[c]) > _cache[k] + slack:
            return False
    return True


def contains(whole, part, law="u"):
    """Is the decoded signal `part` a run of the decoded signal `whole`?"""
    f = lambda b: struct.pack("<%dh" % len(b), *decode_g711(b, law))
    return bool(part) and f(part) in f(whole)


def tone(n, law="u", freq=400.0, amp=8000, start=0):
    t = ULAW if law == "u" else ALAW
    out = bytearray()
    for i in range(start, start + n):
        v = int(amp * math.sin(2 * math.pi * freq * i / 8000))
        k = (law, "e", v)
        if k not in _cache:
            _cache[k] = _nearest(t, v)
        out.append(_cache[k])
    return bytes(out)


def energy(samples):
    return math.sqrt(sum(s * s for s in samples) / max(1, len(samples)))


def goertzel(samples, freq, rate=8000):
    """Share of the signal's power that lies at freq (0..1)."""
    w = 2 * math.pi * freq / rate
    re = sum(s * math.cos(w * i) for i, s in enumerate(samples))
    im = sum(s * math.sin(w * i) for i, s in enumerate(samples))
    tot = sum(s * s for s in samples) or 1
    return min(1.0, 2 * (re * re + im * im) / len(samples) / tot)


def dtmf_event(event, end=0, duration=160, volume=10):
    return struct.pack("!BBH", event, (end << 7) | volume, duration)


def wav(seconds=0.5, rate=8000, freq=600.0, amp=9000):
    n = int(seconds * rate)
    pcm = b"".join(struct.pack("<h", int(amp * math.sin(2 * math.pi * freq * i / rate))) for i in range(n))
    return (b"RIFF" + struct.pack("<I", 36 + len(pcm)) + b"WAVEfmt " +
            struct.pack("<IHHIIHH", 16, 1, 1, rate, rate * 2, 2, 16) + b"data" + struct.pack("<I", len(pcm)) + pcm)


# ---------------------------------------------------------------- pcap

def read_pcap(path):
    """(linktype, [(src, sport, dst, dport, udp payload)]) of a classic pcap file."""
    b = open(path, "rb").read()
    if len(b) < 24:
        return None, []
    e = "<" if b[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    link = struct.unpack(e + "I", b[20:24])[0]
    i, out = 24, []
    while i + 16 <= len(b):
        n = struct.unpack(e + "I", b[i + 8:i + 12])[0]
        f = b[i + 16:i + 16 + n]
        i += 16 + n
        if link == 1:
            f = f[14:]
        import socket
        if not f:
            continue
        if f[0] >> 4 == 4:
            h = (f[0] & 15) * 4
            src, dst = socket.inet_ntoa(f[12:16]), socket.inet_ntoa(f[16:20])
        else:
            h = 40
            src, dst = (socket.inet_ntop(socket.AF_INET6, f[8:24]), socket.inet_ntop(socket.AF_INET6, f[24:40]))
        sp, dp = struct.unpack("!HH", f[h:h + 4])
        out.append((src, sp, dst, dp, f[h + 8:]))
    return link, out
