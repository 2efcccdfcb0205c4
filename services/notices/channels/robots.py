"""Group robots of WeCom (企业微信) and DingTalk (钉钉): a line in a chat that names whom it is for, and no more.

Both answer 200 also where they refuse; what counts is `errcode`.
"""

import base64
import hashlib
import hmac
import json
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from bpmn.texts import N_, Text
from services.notices.channels.posting import Request, post
from services.notices.letters import say_openly
from services.notices.outbound import Outbound, Parcel, speech
from workflows.clock import wall_now
from workflows.running.due_work import TroubleError

HEADERS: Final = {"Content-Type": "application/json; charset=utf-8", "User-Agent": "LianFlow"}


def send_wecom(parcel: Parcel, outbound: Outbound) -> None:
    """Post to a WeCom robot; the person's code stands for the user id there."""
    text = {"content": say_openly(parcel, outbound.public_url), "mentioned_list": [parcel.person_code]}
    _post(outbound.wecom_url, {"msgtype": "text", "text": text}, outbound)


def send_dingtalk(parcel: Parcel, outbound: Outbound) -> None:
    """Post to a DingTalk robot, signed where there is a secret; the person's code stands for the user id there."""
    title = speech().say(parcel.language, Text(N_("廉流通知")))
    markdown = {"title": title, "text": f"{say_openly(parcel, outbound.public_url)} @{parcel.person_code}"}
    body = {"msgtype": "markdown", "markdown": markdown, "at": {"atUserIds": [parcel.person_code], "isAtAll": False}}
    stamp = str(int(wall_now().timestamp() * 1000))
    _post(sign_address(outbound.dingtalk_url, outbound.dingtalk_secret, stamp), body, outbound)


def sign_address(url: str, secret: str, stamp: str) -> str:
    """The address with `timestamp` (milliseconds since 1970) and `sign`; as it is without a secret."""
    if not secret:
        return url
    mark = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    added = urlencode({"timestamp": stamp, "sign": base64.b64encode(mark).decode()})
    return f"{url}{'&' if urlsplit(url).query else '?'}{added}"


def _post(url: str, body: dict[str, Any], outbound: Outbound) -> None:
    data = json.dumps(body, ensure_ascii=False).encode()
    code = _read_code(post(Request(url, data, HEADERS, private=outbound.private)))
    if code != 0:
        raise TroubleError(f"the robot answered errcode {code}")


def _read_code(answer: bytes) -> int:
    try:
        return int(json.loads(answer)["errcode"])
    except (ValueError, TypeError, KeyError):
        raise TroubleError("the robot's answer cannot be read") from None
