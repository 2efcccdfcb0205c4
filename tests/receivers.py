"""Receivers of notices on loopback: a mail server and a web server that take, refuse, hang, answer late."""

import email
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from email.policy import default as modern
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Mailbox:
    """A mail server, what it has taken, and how it behaves."""

    port: int = 0
    mails: list[Message] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refuses: str = ""
    """The reply to RCPT, where it is not to be taken."""
    loses_answer: bool = False
    """Takes a mail, and hangs up instead of saying so."""
    greets: bool = True
    visits: int = 0
    leaving: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as is needed to hand mail over."""

    @property
    def box(self) -> Mailbox:
        found: Mailbox = self.server.box  # type: ignore[attr-defined] # given by `open_mailbox`
        return found

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.box.visits += 1
        if not self.box.greets:
            self.box.leaving.wait(20)
            return
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            if not self.answer(line):
                return

    def answer(self, line: str) -> bool:
        verb = line.split(maxsplit=1)[0].upper()
        if verb == "RCPT":
            self.box.recipients.append(line.partition(":")[2].split(">")[0].strip("< "))
            self.say(self.box.refuses or "250 ok")
        elif verb == "DATA":
            self.say("354 go on")
            return self.take()
        else:
            self.say("221 bye" if verb == "QUIT" else "250 ok")
        return verb != "QUIT"

    def take(self) -> bool:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        self.box.mails.append(email.message_from_bytes(b"".join(lines), policy=modern))
        if not self.box.loses_answer:
            self.say("250 taken")
        return not self.box.loses_answer


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A mail server that takes what is handed over."""
    box = Mailbox()
    with _run(_Server(("127.0.0.1", 0), _Session)) as server:
        server.box, box.port = box, server.server_address[1]
        yield box
        box.leaving.set()


@dataclass
class Hook:
    """A web server, what was posted to it, and how it answers."""

    port: int = 0
    status: int = 200
    answer: bytes = b'{"errcode": 0, "errmsg": "ok"}'
    location: str = ""
    hangs: bool = False
    drips: bool = False
    """Sends its answer one byte at a time, for ever."""
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    leaving: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=secret-of-the-address"

    @property
    def bodies(self) -> list[Any]:
        return [json.loads(body) for _path, _headers, body in self.posts]


class _Visit(BaseHTTPRequestHandler):
    """Takes what is posted, and answers as the hook says."""

    def do_POST(self) -> None:
        hook: Hook = self.server.hook  # type: ignore[attr-defined] # given by `open_hook`
        hook.posts.append((self.path, dict(self.headers.items()), self.rfile.read(int(self.headers["Content-Length"]))))
        if hook.hangs:
            hook.leaving.wait(20)
            return
        while hook.drips and not hook.leaving.wait(0.05):
            self.wfile.write(b"H")
        self.send_response(hook.status)
        if hook.location:
            self.send_header("Location", hook.location)
        self.send_header("Content-Length", str(len(hook.answer)))
        self.end_headers()
        self.wfile.write(hook.answer)

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_args: Any) -> None:
        """Whoever is cut off while it writes says nothing."""


@contextmanager
def open_hook() -> Iterator[Hook]:
    """A web server that takes what is posted."""
    hook = Hook()
    with _run(_Quiet(("127.0.0.1", 0), _Visit)) as server:
        server.hook, hook.port = hook, server.server_address[1]
        yield hook
        hook.leaving.set()


@contextmanager
def _run(server: Any) -> Iterator[Any]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(timeout=5)
