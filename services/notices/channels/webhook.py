"""A signed webhook: what a parcel holds, as JSON, for the house's own portal."""

import hashlib
import hmac
import json
from datetime import datetime

from services.notices.channels.posting import Request, post
from services.notices.letters import link_to, say_what
from services.notices.outbound import Line, Outbound, Parcel
from workflows.clock import wall_now


def send_webhook(parcel: Parcel, outbound: Outbound) -> None:
    """Post a parcel; any 2xx is acceptance."""
    body = json.dumps(describe_parcel(parcel, outbound), ensure_ascii=False, separators=(",", ":")).encode()
    stamp = str(int(wall_now().timestamp()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "LianFlow",
        "Idempotency-Key": parcel.id,
        "X-LianFlow-Delivery": parcel.id,
        "X-LianFlow-Timestamp": stamp,
        "X-LianFlow-Signature": sign(outbound.webhook_secret, stamp, body),
    }
    post(Request(outbound.webhook_url, body, headers, private=outbound.private))


def sign(secret: str, stamp: str, body: bytes) -> str:
    """`sha256=` and the HMAC-SHA256 of timestamp, dot and body, in hexadecimal; the timestamp is seconds since 1970."""
    return "sha256=" + hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def describe_parcel(parcel: Parcel, outbound: Outbound) -> dict[str, object]:
    """The body of the request."""
    return {
        "id": parcel.id,
        "organisation": parcel.organisation,
        "person": parcel.person_code,
        "notices": [_describe(parcel, line, outbound) for line in parcel.lines],
    }


def _describe(parcel: Parcel, line: Line, outbound: Outbound) -> dict[str, object]:
    return {
        "kind": line.kind,
        "topic": line.topic,
        "text": say_what(parcel, line),
        "process": line.process,
        "process_key": line.process_key,
        "step": line.step or None,
        "due_at": _write(line.due_at),
        "created_at": _write(line.at),
        "url": link_to(line, outbound.public_url) or None,
    }


def _write(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
