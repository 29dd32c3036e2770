# SPDX-License-Identifier: GPL-3.0-or-later
"""A party with plain RTP and G.711: it sends a tone every 20 ms, and hears what the daemon sends it."""
import secrets
import socket
import threading
import time

import network
import rtp

FRAME = 160             # samples of 20 ms at 8 kHz
LOUD = 1000             # root mean square; the tones of this test have some 5000
SHARE = 0.8             # of the power that must lie at the tone


class Line:
    """One media of a phone."""

    def __init__(self, namespace, law, frequency):
        self.law, self.payload_type = law, 0 if law == "u" else 8
        self.tone = rtp.tone(8000, law, frequency)          # a whole second: it has no seam
        with namespace.inside():
            self.rtp, self.rtcp = self._pair()
        self.port, self.rtcp_port = self.rtp.getsockname()[1], self.rtcp.getsockname()[1]
        self.packets, self.reports = [], []                 # (time, packet)
        self.remote = None
        self.ssrc = secrets.randbits(32)
        self.ended = threading.Event()
        for run in (self._send, self._hear, self._hear_reports):
            threading.Thread(target=run, daemon=True).start()

    @staticmethod
    def _pair():
        """An even port that the system finds free, and the one behind it."""
        while True:
            sockets = [socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2)]
            try:
                sockets[0].bind((network.PHONE, 0))
                port = sockets[0].getsockname()[1]
                if port % 2 == 0:
                    sockets[1].bind((network.PHONE, port + 1))
                    return sockets
            except OSError:
                pass
            for each in sockets:
                each.close()

    def _send(self):
        """Media at its pace, a report each second."""
        start = time.monotonic()
        count = 0
        while not self.ended.wait(max(0.0, start + 0.02 * count - time.monotonic())):
            at = FRAME * count % len(self.tone)
            packet = rtp.Rtp(self.payload_type, count, FRAME * count, self.ssrc, self.tone[at:at + FRAME])
            if self.remote:
                self.rtp.sendto(packet.pack(), self.remote)
                if count % 50 == 0:
                    self.rtcp.sendto(rtp.rtcp_sr(self.ssrc, count, FRAME * count, FRAME * count),
                                     (self.remote[0], self.remote[1] + 1))
            count += 1

    def _hear(self):
        while True:
            data = self.rtp.recv(65536)
            packet = rtp.parse_rtp(data)
            if packet and packet.pt == self.payload_type:
                self.packets.append((time.monotonic(), packet))

    def _hear_reports(self):
        while True:
            self.reports.append((time.monotonic(), self.rtcp.recv(65536)))

    def last_second(self):
        """Samples of the newest 15 packets."""
        return [sample for _, packet in self.packets[-15:] for sample in rtp.decode_g711(packet.payload, self.law)]

    def hears(self, frequency):
        samples = self.last_second()
        return (len(samples) >= 10 * FRAME and rtp.energy(samples) > LOUD
                and rtp.goertzel(samples, frequency) > SHARE)

    def loudness(self, frequency):
        samples = self.last_second()
        return "rms %.0f, %.0f%% of it at %d Hz" % (rtp.energy(samples), 100 * rtp.goertzel(samples, frequency), frequency)

    def silent_for(self, seconds):
        return not self.packets or time.monotonic() - self.packets[-1][0] > seconds


class Phone:
    """A plain SIP party with one line for each frequency."""

    def __init__(self, namespace, law, frequencies):
        self.law = law
        self.lines = [Line(namespace, law, frequency) for frequency in frequencies]
        self.version = 0

    def sdp(self, direction="sendrecv"):
        self.version += 1
        codec = "0\r\na=rtpmap:0 PCMU/8000" if self.law == "u" else "8\r\na=rtpmap:8 PCMA/8000"
        head = "v=0\r\no=phone 1 %d IN IP4 %s\r\ns=-\r\nc=IN IP4 %s\r\nt=0 0\r\n" % (
            self.version, network.PHONE, network.PHONE)
        return head + "".join("m=audio %d RTP/AVP %s\r\na=%s\r\n" % (line.port, codec, direction)
                              for line in self.lines)

    def learn(self, session):
        """Send where this SDP (sdp.py's model) says."""
        for line, media in zip(self.lines, session.media):
            line.remote = (media.addr, media.port)

    def end(self):
        for line in self.lines:
            line.ended.set()

    def strangers(self, capture):
        """What reached the phone's host and is neither RTP nor RTCP from the daemon to a port of it."""
        ports = {line.port: False for line in self.lines}
        ports.update({line.rtcp_port: True for line in self.lines})
        found = []
        for _, protocol, source, port, data in capture.packets:
            good = protocol == network.UDP and source[0] == network.PHONE_SIDE
            if good and port in ports:
                good = rtp.is_rtcp(data) if ports[port] else bool(rtp.parse_rtp(data)) and not rtp.is_rtcp(data)
            if not good:
                found.append("protocol %d from %s:%d to port %d: %s" % (protocol, *source, port, data[:24].hex()))
        return found
