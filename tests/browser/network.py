# SPDX-License-Identifier: GPL-3.0-or-later
"""Three hosts in network namespaces of this process: the daemon's, which is home, a browser's and a phone's.

Nothing routes between the browser and the phone: what one hears of the other came through the daemon. Namespaces
have no names and processes are in a pid namespace, so all of it ends with the first process, however that ends.
"""
import contextlib
import ctypes
import os
import socket
import struct
import subprocess
import sys
import threading
import time

DAEMON, BROWSER = "10.77.0.1", "10.77.0.2"
PHONE_SIDE, PHONE = "10.88.0.1", "10.88.0.2"

CLONE_NEWNET = 0x40000000
ETH_P_IP = 0x0800
PACKET_OUTGOING = 4
UDP = 17
LIBC = ctypes.CDLL(None, use_errno=True)


def enter_own_world():
    """Run this program again as the first process of its namespaces; returns in there only."""
    if os.environ.get("BROWSER_TEST_INSIDE") == "yes":
        return
    os.environ["BROWSER_TEST_INSIDE"] = "yes"
    words = ["unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"]
    if os.getuid() != 0:
        words.append("--map-root-user")
    os.execvp("unshare", words + [sys.executable] + sys.argv)


def obstacle():
    """Why namespaces can't be had, or None."""
    words = ["unshare", "--net", "--pid", "--fork", "--mount-proc"] + (["--map-root-user"] if os.getuid() else [])
    done = subprocess.run(words + ["ip", "link", "add", "one", "type", "veth", "peer", "name", "two"],
                          text=True, capture_output=True)
    return None if done.returncode == 0 else "namespaces cannot be made here: " + done.stderr.strip()


def checked(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def current_namespace():
    return os.open("/proc/thread-self/ns/net", os.O_RDONLY | os.O_CLOEXEC)


def ip(words):
    subprocess.run(["ip"] + words.split(), check=True)


class Namespace:
    """Where sockets and processes are made that belong to another host."""

    def __init__(self, interface, address, peer_address):
        home = current_namespace()
        checked(LIBC.unshare(CLONE_NEWNET))
        self.fd = current_namespace()
        checked(LIBC.setns(home, CLONE_NEWNET))
        os.close(home)
        ip("link add %s type veth peer name eth0 netns /proc/%d/fd/%d" % (interface, os.getpid(), self.fd))
        ip("address add %s/24 dev %s" % (peer_address, interface))
        ip("link set %s up" % interface)
        with self.inside():
            ip("link set lo up")
            ip("address add %s/24 dev eth0" % address)
            ip("link set eth0 up")
            ip("route add default via " + peer_address)

    @contextlib.contextmanager
    def inside(self):
        """This thread, and what it starts, is on that host."""
        home = current_namespace()
        checked(LIBC.setns(self.fd, CLONE_NEWNET))
        try:
            yield
        finally:
            checked(LIBC.setns(home, CLONE_NEWNET))
            os.close(home)


class Capture:
    """All IPv4 packets that reach a host, as (time, protocol, source, destination port, UDP payload)."""

    def __init__(self, namespace):
        with namespace.inside():
            self.socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_IP))
        self.packets = []
        self.ended = False
        threading.Thread(target=self._run, daemon=True).start()

    def end(self):
        """Keep no more; the thread ends with the next packet."""
        self.ended = True

    def _run(self):
        while not self.ended:
            data, where = self.socket.recvfrom(65536)
            if where[2] != PACKET_OUTGOING:
                self.packets.append(self._dissect(data))

    @staticmethod
    def _dissect(data):
        header = 4 * (data[0] & 15)
        address = socket.inet_ntoa(data[12:16])
        end = struct.unpack("!H", data[2:4])[0]
        if data[9] != UDP:
            return time.monotonic(), data[9], (address, 0), 0, data[header:end]
        source, destination = struct.unpack("!HH", data[header:header + 4])
        return time.monotonic(), UDP, (address, source), destination, data[header + 8:end]


def build():
    """(browser's, phone's) namespace."""
    ip("link set lo up")
    return Namespace("browser", BROWSER, DAEMON), Namespace("phone", PHONE, PHONE_SIDE)
