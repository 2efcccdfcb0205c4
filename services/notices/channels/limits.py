"""Time limits of connections: for each silence, and for the whole of it, so that a slow peer cannot outlast a lease."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

CONNECT: Final = 5.0
"""Seconds until a peer must have taken the connection."""

SILENCE: Final = 10.0
"""Seconds for which a peer may say nothing."""

WHOLE: Final = 30.0
"""Seconds after which a connection is cut, whatever is under way; half of a lease."""


@contextmanager
def cut_off(connection: socket.socket | None) -> Iterator[None]:
    """Shut a connection down when its whole time is over: what reads from it ends with an error."""

    def cut() -> None:
        with suppress(OSError):
            if connection is not None:
                connection.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(WHOLE, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
