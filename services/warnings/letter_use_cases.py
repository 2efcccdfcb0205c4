"""Verbs of inquiries and advice beside those of tasks: reading their texts, a late reply."""

from dataclasses import dataclass
from typing import Final

from bpmn.texts import N_
from services.transaction import use_case
from services.warnings.handlers.inquiries import take_explanation
from services.warnings.queries import advice as advised
from services.warnings.queries.inquiries import INQUIRY, find_letter, load_known, name_texts
from services.warnings.rules.inquiries import Part
from workflows.errors import ConflictError, NotPermittedError, RefusedError
from workflows.running.restricted_texts import open_texts, store_text
from workflows.work import Work

SHORTEST: Final = 10
LONGEST: Final = 8000


@dataclass(frozen=True)
class InquiryTexts:
    """The texts of an inquiry as far as the asker reads them; '' where there is none for him."""

    id: str
    explanation: str
    opinion: str
    report: str
    remark: str
    conclusion: str
    record: str


@use_case
def read_inquiry(work: Work, inquiry_id: str) -> InquiryTexts:
    """Read an inquiry; who read what and when is written down (R-SEC-2)."""
    inquiry, parts = load_known(work, inquiry_id)
    texts = name_texts(inquiry, find_letter(work.session, inquiry), parts)
    return InquiryTexts(id=inquiry.public_id, **open_texts(work, (INQUIRY, inquiry.public_id), texts))


@dataclass(frozen=True)
class LateExplanation:
    """A late reply to an inquiry as it was taken."""

    id: str
    late_days: int


@use_case
def file_late_explanation(work: Work, inquiry_id: str, *, explanation: str) -> LateExplanation:
    """Take a reply after grace: kept and marked late; what was proposed stands (R-WARN-6)."""
    inquiry, parts = load_known(work, inquiry_id, lock=True)
    if Part.SUBJECT not in parts:
        raise NotPermittedError
    letter = find_letter(work.session, inquiry)
    if letter is None or letter.missed_at is None or letter.replied_at is not None:
        raise ConflictError(N_("没有逾期未复的函询"))
    said = explanation.strip()
    if not SHORTEST <= len(said) <= LONGEST:
        raise RefusedError(N_("书面说明须填写 %(least)d 至 %(most)d 字"), least=SHORTEST, most=LONGEST)
    text_id = store_text(work, inquiry.org_id, "inquiry.explanation", said)
    take_explanation(work, inquiry, letter, {"explanation_id": text_id})
    return LateExplanation(inquiry.public_id, letter.late_days)


@dataclass(frozen=True)
class AdviceTexts:
    """The texts of advice."""

    id: str
    problems: str
    advice: str
    answer: str
    finding: str
    record: str


@use_case
def read_advice(work: Work, advice_id: str) -> AdviceTexts:
    """Read advice; who read what and when is written down."""
    advice = advised.load_seen(work, advice_id)
    texts = open_texts(work, (advised.ADVICE, advice.public_id), advised.name_texts(advice))
    return AdviceTexts(id=advice.public_id, **texts)
