"""整改报告, 书面回告, 书面检查 (T-11): what the warned has written, as it came in (R-WARN-5, R-WARN-6)."""

import json
from datetime import date
from typing import Any

from sqlalchemy import select

from services.documents.kinds import Side
from services.documents.models import Document
from services.documents.templates.reports import LETTERS, MeasureTaken, ReplyRecord, write_reply
from services.warnings.issuing.papers import (
    Desk,
    Paper,
    describe_addressee,
    describe_office,
    issue_paper,
    name_parties,
    today_at,
)
from services.warnings.models import ReplyLetter, RiskWarning, WarningNotice
from workflows.models import Person
from workflows.queries.directory import list_unit_people, load_names
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import HEAD
from workflows.running.restricted_texts import read_text


def issue_letter(desk: Desk, warning: RiskWarning, letter: ReplyLetter) -> Document:
    """Issue a letter under its own number."""
    parties = name_parties(desk, warning)
    whose = {**parties, Side.SUBJECT: [*dict.fromkeys([*parties[Side.SUBJECT], letter.written_by_id])]}
    paper = Paper("T-11", LETTERS[letter.kind], write_reply(_describe_letter(desk, warning, letter)), whose)
    document = issue_paper(desk, warning, paper, ("reply_letter", letter.public_id))
    letter.document_id = document.id
    desk.work.session.flush()
    return document


def _describe_letter(desk: Desk, warning: RiskWarning, letter: ReplyLetter) -> ReplyRecord:
    subject, office = describe_addressee(desk, warning), describe_office(desk, ())
    return ReplyRecord(
        unit=subject.unit.name if subject.unit else office.organisation,
        recipient=office.name,
        answered=_find_answered(desk, warning),
        causes=read_text(desk.work, letter.causes_id, "reply.causes"),
        measures=_list_measures(desk, letter),
        evidence=tuple(_lines(read_text(desk.work, letter.evidence_id, "reply.evidence"))),
        head="" if subject.is_person else _name_head(desk, warning),
        day=letter.received_at.astimezone(ZONE).date(),
        late_days=letter.late_days,
        kind=letter.kind,
        author=desk.work.session.get_one(Person, letter.written_by_id).name if subject.is_person else "",
    )


def _find_answered(desk: Desk, warning: RiskWarning) -> str:
    """The number of the paper that the letter answers, the last that was issued."""
    numbers = (
        select(Document.number)
        .join(WarningNotice, WarningNotice.document_id == Document.id)
        .where(WarningNotice.warning_id == warning.id)
        .order_by(WarningNotice.id.desc())
        .limit(1)
    )
    return desk.work.session.scalar(numbers) or f"〔{warning.year}〕{warning.number}号预警"


def _name_head(desk: Desk, warning: RiskWarning) -> str:
    session = desk.work.session
    heads = list_unit_people(session, warning.unit_id or 0, HEAD, today_at(desk))
    return "、".join(load_names(session, heads).values())


def _list_measures(desk: Desk, letter: ReplyLetter) -> tuple[MeasureTaken | str, ...]:
    """Measures as they were written, then each with its state where that was said."""
    written = _lines(read_text(desk.work, letter.measures_id, "reply.measures"))
    rows = json.loads(read_text(desk.work, letter.progress_id, "reply.progress") or "[]")
    return (*written, *map(_read_measure, rows))


def _read_measure(row: dict[str, Any]) -> MeasureTaken:
    day = row.get("day")
    return MeasureTaken(row["measure"], bool(row.get("done")), date.fromisoformat(day) if day else None)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
