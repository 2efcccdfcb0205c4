"""Where notices go outside the house: what the installation has configured, bound at the start of a process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from bpmn.texts import Text


@dataclass(frozen=True)
class Outbound:
    """Addresses and secrets of receivers; what is empty is not used. They are shown, logged and stored nowhere."""

    smtp_url: str = field(default="", repr=False)
    mail_from: str = ""
    webhook_url: str = field(default="", repr=False)
    webhook_secret: str = field(default="", repr=False)
    wecom_url: str = field(default="", repr=False)
    dingtalk_url: str = field(default="", repr=False)
    dingtalk_secret: str = field(default="", repr=False)
    private: bool = False
    """Whether receivers may have private, loopback and link-local addresses."""
    public_url: str = ""
    """Where links lead; without it there are none."""

    @property
    def channels(self) -> frozenset[str]:
        """The channels that are configured."""
        addresses = {
            "email": self.smtp_url,
            "webhook": self.webhook_url,
            "wecom": self.wecom_url,
            "dingtalk": self.dingtalk_url,
        }
        return frozenset(name for name, address in addresses.items() if address)


class Speech(Protocol):
    """The reader's language, which the web floor knows."""

    def say(self, language: str, text: Text) -> str:
        """A sentence with its gaps filled."""

    def name_process(self, language: str, name: str) -> str:
        """The name of a process."""

    def name_node(self, language: str, node: tuple[str, str], name: str) -> str:
        """The name of a step, by the keys of its process and node."""


class PlainSpeech:
    """Sentences and names as they are written: Chinese."""

    def say(self, _language: str, text: Text) -> str:
        """The sentence with its gaps filled."""
        return text.msgid % text.params if text.params else text.msgid

    def name_process(self, _language: str, name: str) -> str:
        """The name as it is drawn."""
        return name

    def name_node(self, _language: str, _node: tuple[str, str], name: str) -> str:
        """The name as it is drawn."""
        return name


@dataclass
class _Bound:
    outbound: Outbound
    speech: Speech


_bound: Final = _Bound(Outbound(), PlainSpeech())


def bind_outbound(outbound: Outbound, speech: Speech | None = None) -> None:
    """Say where notices go, and who puts them into words."""
    _bound.outbound = outbound
    _bound.speech = speech or PlainSpeech()


def configured() -> Outbound:
    """What is bound; nothing before a process has bound anything."""
    return _bound.outbound


def speech() -> Speech:
    """Who puts things into words."""
    return _bound.speech


@dataclass(frozen=True)
class Line:
    """One notice of a parcel: kinds, names and instants, nothing of what the matter is about."""

    kind: str
    topic: str
    process_key: str
    process: str
    node_id: str
    step: str
    due_at: datetime | None
    path: str
    """Where it is shown, below the public address."""
    at: datetime


@dataclass(frozen=True)
class Parcel:
    """What goes to one reader by one channel at once, under a name that stays the same when it is tried again."""

    id: str
    channel: str
    organisation: str
    person_code: str
    person_name: str
    address: str
    language: str
    lines: tuple[Line, ...]


Channel = Callable[[Parcel, Outbound], None]
"""Hands a parcel over; raises `TroubleError` or `HopelessError`."""

ChannelTable = Mapping[str, Channel]
