"""Settings: the only reader of the environment."""

import os
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Final, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from services.identity.accounts import MAILBOX

PREFIX: Final = "LIANFLOW_"

WEB: Final = ("https", "http")
MAIL_SCHEMES: Final = ("smtps", "smtp+starttls", "smtp")
SECRET_SIZE: Final = 16

DEMO_START: Final = "2026-07-13T09:00:00+08:00"


class Settings(BaseModel):
    """Every setting, with its default. The environment variable is the name in capitals after `LIANFLOW_`."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    home: Path = Field(default=Path("instance"), description="Data folder: database, keys, uploaded files.")
    host: str = Field(default="127.0.0.1", description="Address that the web server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that the web server listens on.")
    demo: bool = Field(default=False, description="Demo mode: sample organisations, their accounts, the demo clock.")
    demo_start: datetime = Field(
        default=datetime.fromisoformat(DEMO_START), description="Where the clock of a new demo begins."
    )
    database_url: str = Field(
        default="", description="Database, as SQLAlchemy writes it; empty: SQLite in the data folder."
    )
    broker_url: str = Field(
        default="", description="Redis or RabbitMQ for workers of their own; empty: work inside the web process."
    )
    public_url: str = Field(
        default="", description="Address under which people reach the product; empty: as the request says."
    )
    https: bool = Field(default=False, description="Behind HTTPS: cookies are marked Secure and `__Host-`.")
    threads: int = Field(default=8, ge=1, le=64, description="Threads of the web server and of the embedded worker.")
    proxies: int = Field(default=0, ge=0, le=3, description="Reverse proxies in front whose headers are believed.")

    smtp_url: str = Field(
        default="",
        repr=False,
        description="Mail server: `smtps://user:password@host:465`, `smtp+starttls://…` or `smtp://…`; empty: no mail.",
    )
    mail_from: str = Field(default="", description="Address from which mail is sent.")
    webhook_url: str = Field(default="", repr=False, description="Where notices are posted as JSON; empty: nowhere.")
    webhook_secret: str = Field(
        default="", repr=False, description="Secret that signs what is posted; at least sixteen characters."
    )
    wecom_url: str = Field(default="", repr=False, description="Address of a WeCom group robot; empty: none.")
    dingtalk_url: str = Field(default="", repr=False, description="Address of a DingTalk group robot; empty: none.")
    dingtalk_secret: str = Field(default="", repr=False, description="Secret of the DingTalk robot, where it has one.")
    outbound_private: bool = Field(
        default=False, description="Webhook and robots may have private addresses (inside one's own network)."
    )

    @model_validator(mode="after")
    def check_receivers(self) -> Self:
        """Refuse receivers of notices that are named by half."""
        schemes = {"smtp_url": MAIL_SCHEMES, "webhook_url": WEB, "wecom_url": WEB, "dingtalk_url": WEB}
        for name, allowed in schemes.items():
            address = urlsplit(getattr(self, name))
            if address.geturl() and (address.scheme not in allowed or not address.hostname):
                raise ValueError(f"{name} needs one of {', '.join(allowed)} and a host")
        if self.smtp_url and not MAILBOX.fullmatch(self.mail_from):
            raise ValueError("smtp_url needs mail_from, an address such as lianflow@example.gov.cn")
        if self.webhook_url and len(self.webhook_secret) < SECRET_SIZE:
            raise ValueError(f"webhook_url needs a webhook_secret of {SECRET_SIZE} characters")
        return self

    @field_validator("demo_start")
    @classmethod
    def require_zone(cls, value: datetime) -> datetime:
        """Refuse an instant without its zone."""
        if value.tzinfo is None:
            raise ValueError("the instant needs a zone, such as +08:00")
        return value

    @property
    def database(self) -> str:
        """The database, SQLite in the data folder by default."""
        return self.database_url or f"sqlite:///{(self.home / 'lianflow.db').resolve()}"

    @property
    def files(self) -> Path:
        """Where uploaded files lie."""
        return self.home / "files"

    @property
    def fonts(self) -> Path:
        """Where the administrator puts fonts that are not free: those that official documents ask for."""
        return self.home / "fonts"

    @property
    def keys(self) -> Path:
        """Where keys lie: outside the database."""
        return self.home / "keys"


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment; an unknown or wrong one stops the start."""
    source = os.environ if environment is None else environment  # noqa: TID251 -- the one place
    values = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in source.items()
        if name.startswith(PREFIX) and not name.startswith(f"{PREFIX}TEST_")
    }
    return Settings.model_validate(values)


def read_secret(settings: Settings, name: str) -> bytes:
    """A random key of the installation: made once, kept in the data folder, readable by its owner alone."""
    path = settings.keys / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_suffix(f".{secrets.token_hex(4)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(32))
        if path.exists():
            aside.unlink()
        else:
            aside.rename(path)
    return path.read_bytes()
