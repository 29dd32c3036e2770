# SPDX-License-Identifier: GPL-3.0-or-later
"""A headless Chromium and the page that it shows, which carries out orders."""
import concurrent.futures
import http.server
import itertools
import json
import os
import queue
import shutil
import subprocess
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = {".html": "text/html", ".js": "text/javascript"}
PATIENCE = 30           # seconds until the page must have done what it was told

FLAGS = """--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-dev-shm-usage --disable-extensions --no-proxy-server
    --use-fake-device-for-media-stream --use-fake-ui-for-media-stream --autoplay-policy=no-user-gesture-required
    --disable-background-timer-throttling --disable-renderer-backgrounding""".split()


def program():
    return shutil.which(os.environ.get("CHROMIUM", "chromium"))


class PageError(Exception):
    """The page could not do what it was told."""


class Orders:
    """What the page has to do, and what came of it."""

    def __init__(self):
        self.numbers = itertools.count()
        self.waiting = queue.Queue()
        self.results = {}

    def add(self, order, words):
        number = next(self.numbers)
        future = self.results[number] = concurrent.futures.Future()
        self.waiting.put({"id": number, "order": order, "words": words})
        return future

    def done(self, result):
        future = self.results.pop(result["id"])
        if "error" in result:
            future.set_exception(PageError(result["error"]))
        else:
            future.set_result(result["value"])


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/next":
            self._reply("application/json", json.dumps(self.server.orders.waiting.get()).encode())
            return
        name = "page.html" if self.path == "/" else os.path.basename(self.path)
        kind = TYPES.get(os.path.splitext(name)[1])
        try:
            with open(os.path.join(HERE, name), "rb") as file:
                self._reply(kind, file.read())
        except (OSError, KeyError):
            self.send_error(404)

    def do_POST(self):
        self.server.orders.done(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._reply("text/plain", b"")

    def _reply(self, kind, body):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self):
        # The base class asks for the name of the host, and nobody in the namespace answers.
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = self.server_address


class Browser:
    """A running Chromium that shows the page."""

    def __init__(self, namespace, folder):
        self.orders = Orders()
        with namespace.inside():
            # The machine's own address is a secure context; others have no media devices, and names in *.local
            # instead of the addresses in their candidates. The flags above allow these without being asked.
            server = Server(("127.0.0.1", 0), Handler)
            server.orders = self.orders
            threading.Thread(target=server.serve_forever, daemon=True).start()
            self.log = os.path.join(folder, "chromium.log")
            words = [program()] + FLAGS + ["--user-data-dir=" + os.path.join(folder, "profile"),
                                           "http://127.0.0.1:%d/" % server.server_port]
            with open(self.log, "wb") as log:
                self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                                env=dict(os.environ, HOME=folder, XDG_RUNTIME_DIR=folder))

    def start(self, order, **words):
        """A future of what the page answers."""
        return self.orders.add(order, words)

    def do(self, order, **words):
        try:
            return self.start(order, **words).result(PATIENCE)
        except concurrent.futures.TimeoutError:
            raise PageError("%s was not done in %d s (browser: %r)" % (order, PATIENCE, self.process.poll())) from None

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
