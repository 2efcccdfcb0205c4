"""Real servers for the tests: PostgreSQL and Redis of this machine, on loopback, in a folder that is thrown away."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's programs: the newest of Debian's, or whatever is on the path."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    for folder in reversed(debian):
        if (folder / "initdb").exists():
            return folder
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def find_chromium() -> str | None:
    """A Chromium to drive."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), None)


def as_postgres(*command: str) -> list[str]:
    """PostgreSQL refuses to run as root: run as the user that its package made."""
    if os.geteuid() != 0:
        return list(command)
    return ["runuser", "-u", "postgres", "--", *command]


@contextmanager
def run_postgres(programs: Path) -> Iterator[str]:
    """A fresh cluster; yields the URL of its server without a database name."""
    folder = Path(tempfile.mkdtemp(prefix="lianflow-postgres-"))
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
    port = free_port()
    data = folder / "data"
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=200 -c fsync=off"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    try:
        initdb = [str(programs / "initdb"), "-D", str(data), "-U", "lianflow", "-A", "trust", "-E", "UTF8"]
        subprocess.run(as_postgres(*initdb, "--locale=C.UTF-8"), check=True, **quiet)
        control = str(programs / "pg_ctl")
        log = str(folder / "log")
        subprocess.run(
            as_postgres(control, "-D", str(data), "-l", log, "-w", "-o", options, "start"), check=True, **quiet
        )
        yield f"postgresql+psycopg://lianflow@127.0.0.1:{port}"
    finally:
        with suppress(subprocess.CalledProcessError):
            subprocess.run(
                as_postgres(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop"), check=True, **quiet
            )
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def run_redis() -> Iterator[str]:
    """A fresh Redis; yields its URL."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=10)


def wait_for_port(port: int, *, seconds: float = 20) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nobody listens on port {port}")
