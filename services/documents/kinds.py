"""The kinds of documents: layout, series of numbers, and who reads them (domain §5.2, §7.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bpmn.texts import N_


class Layout(StrEnum):
    """How a kind is laid out."""

    OFFICIAL = "official"
    """公文 with the red head."""
    LETTER = "letter"
    """信函格式."""
    FORM = "form"
    """A table."""


class Side(StrEnum):
    """What somebody is to a document by name."""

    SUBJECT = "subject"
    """Whom it is about, or to whom it goes."""
    HANDLER = "handler"
    """Who talked, wrote, inspected or is assigned."""
    APPROVER = "approver"
    """Who decides about it."""


class Reader(StrEnum):
    """What somebody is to a document by his place: columns of §7.1."""

    STAFF = "staff"
    HEAD = "head"
    LEADER = "leader"
    OFFICE = "office"
    GROUP = "group"
    DISCIPLINE = "discipline"
    EVERYBODY = "everybody"
    """Whoever is a person of the organisation."""


@dataclass(frozen=True)
class Readership:
    """A row of §7.1: by name the parties, by place the others. Administrators are in none."""

    readers: frozenset[Reader]
    sides: frozenset[Side] = frozenset(Side)


RESULTS: Final = Readership(frozenset(Reader) - {Reader.EVERYBODY})
"""Determined grades: the unit, its leaders, office, group, discipline."""

WARNINGS: Final = Readership(frozenset({Reader.HEAD, Reader.LEADER, Reader.OFFICE, Reader.DISCIPLINE}))
"""Warnings: one's own, those of one's units, office and discipline; the group asks for one and becomes an approver."""

DECISIONS: Final = Readership(frozenset({Reader.HEAD, Reader.OFFICE, Reader.GROUP, Reader.DISCIPLINE}))
"""Corrections and accountability: one's own, of one's unit as its head, as approver, office, group, discipline."""

TALKS: Final = Readership(frozenset({Reader.DISCIPLINE}))
"""Talks and inquiries: who is talked to, who talks or approves, discipline; nobody else."""

COMPLAINTS: Final = Readership(frozenset(), frozenset({Side.HANDLER}))
"""Complaints: the assigned handler only."""


BULLETINS: Final = Readership(frozenset({Reader.EVERYBODY}))
"""What is made known in the house: it names nobody unless that was approved (§7.1)."""

MINUTES: Final = Readership(frozenset({Reader.OFFICE, Reader.GROUP, Reader.DISCIPLINE}))
"""Minutes: the meeting's own names and counts; the unit learns its results (R-GRP-7)."""


@dataclass(frozen=True)
class DocumentKind:
    """A kind: its name, its layout, the word of its series, its readers."""

    code: str
    name: str
    layout: Layout
    series: str
    """What its numbers begin with after the organisation's own mark."""
    readership: Readership
    restricted: bool = False
    """Sealed at rest, opened for its readers in person only, every reading written down."""
    sealed: bool = False
    """Sealed at rest though others may stand in for its readers: an order goes on while its addressee is away."""


_OFFICIAL, _LETTER, _FORM = Layout.OFFICIAL, Layout.LETTER, Layout.FORM

KINDS: Final[Mapping[str, DocumentKind]] = {
    kind.code: kind
    for kind in (
        DocumentKind("T-07", N_("限期整改通知书"), _OFFICIAL, "整", RESULTS),
        DocumentKind("T-08", N_("廉政风险预警通知书"), _OFFICIAL, "警", WARNINGS, restricted=True),
        DocumentKind("T-09", N_("诫勉谈话记录表"), _FORM, "诫", TALKS, restricted=True),
        DocumentKind("T-10", N_("责令整改通知书"), _OFFICIAL, "改", DECISIONS, sealed=True),
        DocumentKind("T-11", N_("整改报告、书面回告"), _OFFICIAL, "报", WARNINGS, restricted=True),
        DocumentKind("T-12", N_("责任追究决定书"), _OFFICIAL, "责", DECISIONS, restricted=True),
        DocumentKind("T-13", N_("预警通报"), _OFFICIAL, "通", BULLETINS),
        DocumentKind("T-17", N_("审定表"), _FORM, "审", RESULTS),
        DocumentKind("T-19", N_("谈话函询通知书"), _LETTER, "函", TALKS, restricted=True),
        DocumentKind("T-20", N_("函询反馈函"), _LETTER, "复", TALKS, restricted=True),
        DocumentKind("T-20E", N_("函询说明"), _FORM, "说", TALKS, restricted=True),
        DocumentKind("T-21", N_("纪检监察建议书"), _OFFICIAL, "建", DECISIONS),
        DocumentKind("T-21R", N_("纪检监察建议书回告"), _FORM, "回", DECISIONS),
        DocumentKind("T-22", N_("约谈记录表"), _FORM, "约", TALKS, restricted=True),
        DocumentKind("T-25", N_("会议纪要"), _FORM, "纪", MINUTES),
        DocumentKind("T-26", N_("受理告知书"), _LETTER, "告", COMPLAINTS, restricted=True),
    )
}
"""Every kind by its code of domain §5.2; what answers a letter of a code has the code with a letter of its own."""
