"""Other sites, which are servers on this machine, and a clock to ask them by.

A check may contact them only because the tests say so.
"""

import contextlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Clock:
    """A clock that goes on only when somebody sleeps."""

    def __init__(self):
        self.now = 1000.0
        self.slept = []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


class Handler(BaseHTTPRequestHandler):
    """Answers as the test has told the server, and takes down who asked for what."""

    def answer(self):
        self.server.requests.append((self.command, self.path))
        self.server.headers.append(self.headers)
        answers = self.server.answers.get(self.path, (404, {}))
        if isinstance(answers, list):
            answers = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answers):
            answers(self)
            return
        status, headers = answers
        if status == "no HEAD":
            status = 405 if self.command == "HEAD" else 206
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    do_HEAD = do_GET = answer

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def serve(handler=Handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.block_on_close = False
    server.requests, server.headers, server.answers = [], [], {}
    server.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
