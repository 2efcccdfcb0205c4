"""Processes of the product that are killed and started again, and a broker that forgets."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Self

from redis import Redis

from tests.servers import free_port, wait_for_port

KILLED = -signal.SIGKILL


class Worker:
    """A process of the product, started again whenever it was killed."""

    def __init__(self, command: str, settings: Mapping[str, str]) -> None:
        self.command = [sys.executable, "-c", "from webapp.cli import main; main()", command]
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("LIANFLOW_")}
        self.environment |= {f"LIANFLOW_{name}": value for name, value in settings.items()}
        self.process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            self.command, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """`kill -9`, and up again; it must have been alive."""
        assert self.process.poll() is None, f"it ended by itself: {self.process.returncode}"
        self.process.send_signal(signal.SIGKILL)
        assert self.process.wait(10) == KILLED
        self.process = self._start()

    def stop(self) -> None:
        """For good."""
        with suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait(10)


class Crew:
    """Several of them, of whom one is killed now and then."""

    def __init__(self, count: int, command: str, settings: Mapping[str, str], *, seed: int) -> None:
        self.dice = random.Random(seed)
        self.kills = 0
        self.workers = [Worker(command, settings) for _ in range(count)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for worker in self.workers:
            worker.stop()

    def kill_one(self) -> None:
        """Any of them."""
        self.dice.choice(self.workers).kill()
        self.kills += 1


class Broker:
    """A Redis that can be emptied and killed."""

    def __init__(self) -> None:
        self.port = free_port()
        self.emptied = self.restarts = 0
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._start()

    def _start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        command = ["redis-server", *options]
        self.server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for_port(self.port)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.kill()
        self.server.wait(10)

    def count_messages(self) -> int:
        """How many wait in the queue."""
        with Redis(port=self.port) as client:
            return int(client.llen("celery"))  # type: ignore[arg-type] # not the asynchronous client

    def empty(self) -> None:
        """Forget all messages; there must be some."""
        assert self.count_messages(), "there was nothing to forget"
        with Redis(port=self.port) as client:
            client.flushall()
        self.emptied += 1

    def restart(self) -> None:
        """`kill -9`, and up again with nothing in memory."""
        self.server.send_signal(signal.SIGKILL)
        assert self.server.wait(10) == KILLED
        self._start()
        self.restarts += 1
