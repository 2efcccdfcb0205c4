"""One HTTP request to an address that the installation has configured: checked, bounded, never redirected."""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urlsplit

from services.notices.channels.limits import CONNECT, SILENCE, cut_off
from workflows.running.due_work import TroubleError

MAX_ANSWER: Final = 65_536
PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Request:
    """What is posted where."""

    url: str
    body: bytes
    headers: Mapping[str, str]
    private: bool = False


def post(request: Request) -> bytes:
    """Post once; return the body of a 2xx answer, at most 64 KiB of it. Anything else raises `TroubleError`."""
    try:
        status, body = _post(request)
    except (OSError, http.client.HTTPException) as error:
        raise TroubleError(f"no answer ({type(error).__name__})") from None
    if not http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        raise TroubleError(f"answered {status}")
    return body


def _post(request: Request) -> tuple[int, bytes]:
    target = urlsplit(request.url)
    peer = _connect(target, private=request.private)
    with peer, cut_off(peer):
        connection = http.client.HTTPConnection(target.hostname or "", target.port or PORTS[target.scheme])
        connection.sock = peer
        path = f"{target.path or '/'}{'?' if target.query else ''}{target.query}"
        connection.request("POST", path, body=request.body, headers={**request.headers, "Connection": "close"})
        answer = connection.getresponse()
        return answer.status, answer.read(MAX_ANSWER)


def _connect(target: SplitResult, *, private: bool) -> socket.socket:
    """Connect to the address that was checked: the name is not asked for a second time."""
    if target.scheme not in PORTS or not target.hostname:
        raise TroubleError("the address is not http or https")
    host, port = target.hostname, target.port or PORTS[target.scheme]
    address = _resolve(host, port, private=private)
    peer = socket.create_connection((address, port), timeout=CONNECT)
    peer.settimeout(SILENCE)
    if target.scheme == "http":
        return peer
    try:
        return ssl.create_default_context().wrap_socket(peer, server_hostname=host)
    except OSError:
        peer.close()
        raise


def _resolve(host: str, port: int, *, private: bool) -> str:
    """The first address of a name; one private address among them refuses the name, unless such are allowed."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not private and not all(is_public(each) for each in found):
        raise TroubleError("the address is private")
    return found[0]


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet, also where it is an IPv4 address written as IPv6."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None) or getattr(parsed, "sixtofour", None)
    return parsed.is_global and not parsed.is_multicast and (mapped is None or is_public(str(mapped)))
