"""Settings of those who receive notices: what is named by half stops the start, and nothing secret is shown."""

import pytest
from pydantic import ValidationError

from webapp.config import read_settings

WHOLE = {
    "LIANFLOW_SMTP_URL": "smtps://user:p%40ss@mail.example.gov.cn:465",
    "LIANFLOW_MAIL_FROM": "lianflow@example.gov.cn",
    "LIANFLOW_WEBHOOK_URL": "https://portal.example.gov.cn/hook?key=k1k2k3",
    "LIANFLOW_WEBHOOK_SECRET": "sixteen letters!",
}


def test_whole_receivers_are_taken() -> None:
    assert read_settings(WHOLE).smtp_url.startswith("smtps://")


@pytest.mark.parametrize(
    "wrong",
    [
        {"LIANFLOW_SMTP_URL": "http://mail.example.gov.cn"},
        {"LIANFLOW_SMTP_URL": "smtps:///"},
        {"LIANFLOW_MAIL_FROM": ""},
        {"LIANFLOW_MAIL_FROM": "a@b\r\nBcc: c@d"},
        {"LIANFLOW_WEBHOOK_URL": "file:///etc/passwd"},
        {"LIANFLOW_WEBHOOK_SECRET": "short"},
        {"LIANFLOW_WECOM_URL": "qyapi.example.com"},
    ],
)
def test_receivers_named_by_half_stop_the_start(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        read_settings({**WHOLE, **wrong})


def test_settings_show_no_secret_when_they_are_printed() -> None:
    shown = repr(read_settings(WHOLE))

    assert not [each for each in ("p%40ss", "k1k2k3", "sixteen letters!") if each in shown]


def test_a_refused_start_shows_no_secret_either() -> None:
    with pytest.raises(ValidationError) as refused:
        read_settings({**WHOLE, "LIANFLOW_PORT": "many", "LIANFLOW_DINGTALK_URL": "ftp://k9k9k9"})

    assert not [each for each in ("p%40ss", "k1k2k3", "sixteen letters!", "k9k9k9") if each in str(refused.value)]
