# SPDX-License-Identifier: GPL-3.0-or-later
"""bencode and the ng control protocol, client side."""
import secrets
import socket
import time


class BencodeError(ValueError):
    pass


def encode(x):
    if isinstance(x, bool):
        x = int(x)
    if isinstance(x, int):
        return b"i%de" % x
    if isinstance(x, str):
        x = x.encode()
    if isinstance(x, (bytes, bytearray)):
        return b"%d:%s" % (len(x), bytes(x))
    if isinstance(x, (list, tuple)):
        return b"l" + b"".join(map(encode, x)) + b"e"
    if isinstance(x, dict):
        return b"d" + b"".join(encode(k) + encode(v) for k, v in x.items()) + b"e"
    raise BencodeError("cannot encode %r" % type(x))


def _dec(b, i):
    if i >= len(b):
        raise BencodeError("truncated")
    c = b[i:i + 1]
    if c == b"i":
        j = b.index(b"e", i)
        return int(b[i + 1:j]), j + 1
    if c == b"l":
        i += 1
        out = []
        while b[i:i + 1] != b"e":
            v, i = _dec(b, i)
            out.append(v)
        return out, i + 1
    if c == b"d":
        i += 1
        out = {}
        while b[i:i + 1] != b"e":
            k, i = _dec(b, i)
            if not isinstance(k, str):
                raise BencodeError("dictionary key is not a string")
            if k in out:
                raise BencodeError("dictionary key %r twice" % k)
            v, i = _dec(b, i)
            out[k] = v
        return out, i + 1
    if c.isdigit():
        j = b.index(b":", i)
        n = int(b[i:j])
        s = b[j + 1:j + 1 + n]
        if len(s) != n:
            raise BencodeError("string is cut short")
        return s.decode("latin-1"), j + 1 + n
    raise BencodeError("unexpected byte %r at %d" % (c, i))


def decode(b):
    """Strict: the whole buffer has to be one value (a final newline is let pass)."""
    v, i = _dec(b, 0)
    if b[i:].strip(b"\r\n"):
        raise BencodeError("trailing bytes %r" % b[i:])
    return v


class Client:
    """One ng control socket. `tap`, when set, may alter every decoded reply (mutation checks)."""

    def __init__(self, addr=("127.0.0.1", 2223), timeout=4.0):
        fam = socket.AF_INET6 if ":" in addr[0] else socket.AF_INET
        self.s = socket.socket(fam, socket.SOCK_DGRAM)
        self.s.connect(addr)
        self.timeout = timeout
        self.n = 0
        self.prefix = secrets.token_hex(8)
        self.tap = None

    def cookie(self):
        self.n += 1
        return "%s_%d" % (self.prefix, self.n)

    def raw(self, data, timeout=None, want=True):
        """Send bytes, return the raw reply or None when nothing came in time."""
        self.s.settimeout(0.001)
        try:
            while True:
                self.s.recv(65536)
        except OSError:
            pass
        self.s.settimeout(self.timeout if timeout is None else timeout)
        try:
            self.s.send(data)
            return self.s.recv(65536)
        except OSError:
            return None

    def request(self, msg, cookie=None, timeout=None):
        cookie = cookie or self.cookie()
        r = self.raw(cookie.encode() + b" " + encode(msg), timeout)
        if r is None:
            return None
        c, sp, body = r.partition(b" ")
        if not sp or c.decode("latin-1") != cookie:
            raise BencodeError("reply cookie %r for request cookie %r" % (c, cookie))
        d = decode(body)
        if self.tap:
            d = self.tap(d, msg)
        return d

    def wait_up(self, seconds=10.0, alive=lambda: True):
        end = time.monotonic() + seconds
        while time.monotonic() < end and alive():
            try:
                r = self.raw(self.cookie().encode() + b" d7:command4:pinge", 0.2)
            except OSError:
                r = None
            if r and b"pong" in r:
                return True
            time.sleep(0.01)
        return False
