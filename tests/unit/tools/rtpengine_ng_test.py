# SPDX-License-Identifier: GPL-3.0-or-later
"""The ng client of the tools, against a daemon that answers as the test wants."""
import os
import socket
import sys
import threading
import unittest
from unittest import mock

sys.path.insert(0, os.path.join(os.environ["SRCDIR"], "tools"))

from rtpengine_ng import Control, Failure, bdecode, endpoint  # noqa: E402


class Daemon:
    """Gives `reply_to(cookie, request)`, a list of datagrams, to each request; keeps what came."""

    def __init__(self, reply_to):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.reply_to, self.cookies = reply_to, []
        self.thread = threading.Thread(target=self.serve)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.sendto(b"", self.socket.getsockname())
        self.thread.join()
        self.socket.close()

    def serve(self):
        while True:
            data, client = self.socket.recvfrom(65536)
            if not data:
                return
            cookie, _, request = data.partition(b" ")
            self.cookies.append(cookie)
            for reply in self.reply_to(cookie, bdecode(request)[0]):
                self.socket.sendto(reply, client)


def pong(cookie, _request):
    return [cookie + b" d6:result4:ponge"]


class ControlTest(unittest.TestCase):
    def test_clients_with_one_process_id_have_cookies_of_their_own(self):
        with Daemon(pong) as daemon, mock.patch("os.getpid", return_value=1):
            for _ in range(2):
                control = Control(daemon.address)
                control.must(command="ping")
                control.must(command="ping")
                control.socket.close()
            self.assertEqual(len(set(daemon.cookies)), 4)

    def test_a_reply_that_comes_late_is_passed_over_without_a_repetition(self):
        late = [b"0_0 d6:result5:error12:error-reason3:olde"]
        with Daemon(lambda *request: late * 3 + pong(*request)) as daemon:
            control = Control(daemon.address)
            for _ in range(3):
                self.assertEqual(control.must(command="ping")["result"], "pong")
            control.socket.close()
            self.assertEqual(len(daemon.cookies), 3)

    def test_other_replies_do_not_make_an_attempt_longer(self):
        with Daemon(lambda *_: [b"0_0 de"]) as daemon, \
                mock.patch.object(Control, "ATTEMPT_SECONDS", 0.02):
            control = Control(daemon.address)
            with self.assertRaisesRegex(Failure, "no reply to 'ping'"):
                control.ask(attempts=2, command="ping")
            control.socket.close()
            self.assertEqual(len(set(daemon.cookies)), 1, "a repetition has the same cookie")


class EndpointTest(unittest.TestCase):
    def test_takes_addresses_of_both_families(self):
        self.assertEqual(endpoint("127.0.0.1:2223"), ("127.0.0.1", 2223))
        self.assertEqual(endpoint("[::1]:65535"), ("::1", 65535))

    def test_says_what_is_none(self):
        for text in ("foo", "", ":2223", "h:", "h:99999", "h:0", "h:x", "h:-1", "h:\u0662"):
            with self.assertRaises(ValueError) as raised:
                endpoint(text)
            self.assertIn(f"'{text}' is not ADDRESS:PORT", str(raised.exception))


if __name__ == "__main__":
    unittest.main()
