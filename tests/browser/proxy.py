# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon, and the SIP proxy's part of a call: SDP bodies go through the daemon by ng."""
import os
import secrets
import subprocess

import network
import ng

CONTROL_PORT = 2223
REPLACE = ["origin", "session-connection"]

# What a proxy sends for a call between a browser and a phone, or two browsers.
TO_PHONE = {"ICE": "remove", "transport-protocol": "RTP/AVP", "rtcp-mux": ["demux"], "DTLS": "off", "SDES": ["off"]}
TO_BROWSER = {"ICE": "force", "transport-protocol": "UDP/TLS/RTP/SAVPF", "rtcp-mux": ["offer"], "SDES": ["off"],
              "flags": ["generate-mid"]}
BACK_TO_BROWSER = {"ICE": "force", "rtcp-mux": ["accept"]}
BETWEEN_BROWSERS = {"ICE": "force", "transport-protocol": "UDP/TLS/RTP/SAVPF", "rtcp-mux": ["require"],
                    "SDES": ["off"]}


def build_folder():
    tree = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.environ.get("BUILDDIR") or os.path.join(tree, "build")


def program():
    return os.path.join(build_folder(), "rtpengine")


class ProxyError(Exception):
    """The daemon did not do what it was asked for."""


class Daemon:
    def __init__(self, folder):
        self.log_path = os.path.join(folder, "daemon.log")
        words = [program(), "--config-file=none", "--foreground", "--log-stderr", "--log-level=7", "--table=-1",
                 "--interface=web/" + network.DAEMON, "--interface=sip/" + network.PHONE_SIDE,
                 "--listen-ng=127.0.0.1:%d" % CONTROL_PORT]
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=folder)
        self.ng = ng.Client(("127.0.0.1", CONTROL_PORT))
        if not self.ng.wait_up(15, lambda: self.process.poll() is None):
            raise ProxyError("the daemon does not answer: " + self.log())

    def log(self):
        with open(self.log_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def end(self):
        """What was wrong with its end, or None."""
        self.process.terminate()
        try:
            status = self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return "it did not end"
        return None if status == 0 else "its status was %d" % status


class Call:
    """One dialogue; directions are logical interfaces of (caller, callee)."""

    def __init__(self, daemon, caller_side, callee_side):
        self.ng = daemon.ng
        self.sides = {"caller": caller_side, "callee": callee_side}
        self.id = secrets.token_hex(8)
        self.offerer = self.answerer = None
        self.answered = False

    def _ask(self, command, **keys):
        reply = self.ng.request(dict({"command": command, "call-id": self.id}, **keys))
        if not reply or reply["result"] != "ok":
            raise ProxyError("%s: %r" % (command, reply))
        return reply

    def offer(self, body, keys, by="caller"):
        """The offer of one party as the other gets it."""
        other = "callee" if by == "caller" else "caller"
        tags = {"from-tag": by, "direction": [self.sides[by], self.sides[other]], "replace": REPLACE}
        if self.answered:
            tags["to-tag"] = other
        self.offerer, self.answerer = by, other
        return self._ask("offer", sdp=body, **tags, **keys)["sdp"]

    def answer(self, body, keys):
        self.answered = True
        return self._ask("answer", sdp=body, replace=REPLACE, **{"from-tag": self.offerer, "to-tag": self.answerer},
                         **keys)["sdp"]

    def explain(self):
        return self.ng.request({"command": "explain", "call-id": self.id})

    def end(self):
        self._ask("delete", **{"from-tag": "caller", "delete-delay": 0})
