"""Pages about notices: in order in both languages, on desk and phone, and of use without a mouse."""

from typing import Any

import pytest

from services.notices.outbound import Outbound, bind_outbound
from tests.browser.conftest import DESK, PHONE, Doors, Enter
from tests.browser.looking import look_at


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_pages_about_notices_are_in_order(doors: Doors, enter: Enter, language: str, size: Any) -> None:
    receivers = dict.fromkeys(("webhook_url", "wecom_url", "dingtalk_url"), "http://127.0.0.1:1")
    bind_outbound(Outbound(smtp_url="smtp://127.0.0.1:1", mail_from="a@example.cn", **receivers))
    doors.house.sign_in("hxc").start("leave_request", "D07")
    doors.house.work_off()
    faults: list[str] = []
    for login, path in (("yhc", "/notices"), ("yhc", "/notices/preferences"), ("hxc", "/notices/channels")):
        page = enter(login, language=language, size=size)
        faults += look_at(page, path, english=language == "en-GB", phone=size is PHONE)
    bind_outbound(Outbound())

    assert "\n".join(faults) == ""
