# SPDX-License-Identifier: GPL-3.0-or-later
"""The ng control protocol for programs: a cookie, a blank, a bencoded dictionary, over UDP."""
import secrets
import socket
import time


class Failure(Exception):
    """The daemon does not answer, or answers an error."""


def bencode(value):
    if isinstance(value, dict):
        body = b"".join(bencode(k) + bencode(value[k]) for k in sorted(value))
        return b"d" + body + b"e"
    if isinstance(value, list):
        return b"l" + b"".join(map(bencode, value)) + b"e"
    if isinstance(value, int):
        return b"i%de" % value
    data = value.encode(errors="surrogateescape") if isinstance(value, str) else value
    return b"%d:%s" % (len(data), data)


def bdecode(data, at=0):
    """The value that begins at `at`, and where it ends."""
    kind = data[at:at + 1]
    if kind == b"i":
        end = data.index(b"e", at)
        return int(data[at + 1:end]), end + 1
    if kind in (b"l", b"d"):
        items, at = [], at + 1
        while data[at:at + 1] != b"e":
            item, at = bdecode(data, at)
            items.append(item)
        return (items if kind == b"l" else dict(zip(items[::2], items[1::2]))), at + 1
    colon = data.index(b":", at)
    end = colon + 1 + int(data[at:colon])
    return data[colon + 1:end].decode(errors="surrogateescape"), end


def escaped(character):
    """Spelled as the daemon's log spells it."""
    code = ord(character)
    if 0xdc80 <= code <= 0xdcff:       # a byte that is not UTF-8
        return f"\\x{code - 0xdc00:02x}"
    if character in "\n\r\t":
        return {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"


def shown(text):
    """What came from the network, as one line that does nothing to a terminal."""
    return "".join(c if c.isprintable() else escaped(c) for c in str(text))


def spelled(name):
    """`call_id` as the protocol writes it."""
    return name.replace("_", "-")


def endpoint(text):
    """Host and port of `ADDRESS:PORT`; an IPv6 address stands in brackets."""
    host, _, port = text.rpartition(":")
    if not host or not (port.isascii() and port.isdigit()) or not 0 < int(port) < 65536:
        raise ValueError(f"'{text}' is not ADDRESS:PORT, as in 127.0.0.1:2223")
    return host.strip("[]"), int(port)


class Control:
    """The signalling side: requests with retransmission, as a proxy sends them."""

    ATTEMPT_SECONDS = 1

    def __init__(self, address):
        host, port = endpoint(address)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.connect((host, port))

    def ask(self, attempts=5, **keys):
        # The daemon knows a repetition by nothing but its cookie, whoever sends it: a process id is
        # the same in each container.
        cookie = secrets.token_hex(8).encode() + b" "
        message = cookie + bencode({spelled(k): v for k, v in keys.items()})
        for _ in range(attempts):
            try:
                self.socket.send(message)
                return bdecode(self.receive(cookie))[0]
            except OSError:      # no answer, or nothing listens there (yet)
                time.sleep(0.1)
        raise Failure(f"no reply to {keys['command']!r}")

    def receive(self, cookie):
        """The reply to one attempt. What is for an earlier request came twice: it is passed over."""
        until = time.monotonic() + self.ATTEMPT_SECONDS
        while (left := until - time.monotonic()) > 0:
            self.socket.settimeout(left)
            reply = self.socket.recv(65536)
            if reply.startswith(cookie):
                return reply[len(cookie):]
        raise TimeoutError

    def must(self, **keys):
        reply = self.ask(**keys)
        if reply.get("result") not in ("ok", "pong"):
            raise Failure(f"{keys['command']}: {reply.get('error-reason', reply)}")
        return reply
