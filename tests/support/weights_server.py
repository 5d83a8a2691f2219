"""A server of one file on this computer, which can fail in every way that a real one does."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Behaviour:
    """What the server does, which may be changed while it runs.

    Attributes:
        content, tag: the file and its ETag. ranges: whether parts can be asked for.
        cut: bytes after which the connection is cut; silent: after which nothing more comes.
        status: answered in place of the file. length: told in place of the file's own.
        wrong_part: another part than the one asked for is sent.
        asked: the headers of each request, and the address it asked for as "path".
    """

    content: bytes
    tag: str = '"first"'
    ranges: bool = True
    cut: int | None = None
    silent: int | None = None
    status: int = 200
    length: int | None = None
    wrong_part: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(behaviour: Behaviour) -> Iterator[ThreadingHTTPServer]:
    """Serve on a free port of this computer; `server_port` says which."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:
            """A test's output is not for this."""

        def do_GET(self) -> None:
            behaviour.asked.append({**dict(self.headers.items()), "path": self.path})
            if behaviour.status != 200:
                self.send_error(behaviour.status)
                return
            begin = self._begin()
            body = behaviour.content[begin:]
            self.send_response(206 if begin else 200)
            if begin:
                shown = 0 if behaviour.wrong_part else begin
                whole = len(behaviour.content)
                self.send_header("Content-Range", f"bytes {shown}-{whole - 1}/{whole}")
            self.send_header("Content-Length", str(behaviour.length or len(body)))
            if behaviour.tag:
                self.send_header("ETag", behaviour.tag)
            self.end_headers()
            self._send(body)

        def _begin(self) -> int:
            asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
            same = self.headers.get("If-Range", behaviour.tag) == behaviour.tag
            return int(asked[1]) if asked and behaviour.ranges and same else 0

        def _send(self, body: bytes) -> None:
            if behaviour.silent is not None:
                self.wfile.write(body[: behaviour.silent])
                self.wfile.flush()
                behaviour.over.wait(60)
            else:
                self.wfile.write(body[: behaviour.cut])
            self.close_connection = True

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Whoever asked has gone: that is what is tested."""

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        behaviour.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def address(server: ThreadingHTTPServer) -> str:
    """Of its file."""
    return f"http://127.0.0.1:{server.server_port}/vgg19.pth"
