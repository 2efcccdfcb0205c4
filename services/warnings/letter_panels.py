"""What stands beside the forms of inquiries and advice, to whoever acts on them; each reading of a text is noted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.warnings.panels import is_candidate
from services.warnings.queries import advice as advised
from services.warnings.queries import inquiries
from services.warnings.queries.advice import ADVICE, SAID, AdviceCard
from services.warnings.queries.inquiries import INQUIRY, InquiryCard, LetterCard
from services.warnings.rules.inquiries import Part
from workflows.context import NodeContext
from workflows.rules.states import TaskState
from workflows.running.restricted_texts import open_texts


@dataclass(frozen=True)
class InquiryPanel:
    """An inquiry beside a form: its letters, and the texts that the asker reads."""

    card: InquiryCard
    letters: Sequence[LetterCard]
    texts: Mapping[str, str]


def show_inquiry_panel(context: NodeContext) -> InquiryPanel | None:
    """The inquiry at hand; nothing for whoever has no part in it."""
    inquiry, work = inquiries.inquiry_of(context), context.work
    parts = inquiries.list_parts(work, inquiry)
    if _decides(context):
        parts |= {Part.APPROVER}
    if not parts:
        return None
    letter = inquiries.find_letter(work.session, inquiry)
    texts = inquiries.name_texts(inquiry, letter, parts)
    return InquiryPanel(
        card=inquiries.describe_inquiry(work, inquiry),
        letters=inquiries.list_letters(work.session, inquiry),
        texts=open_texts(work, (INQUIRY, inquiry.public_id), texts),
    )


DECISIONS: Final = frozenset({"approve_inquiry", "refer_inquiry", "hand_up_inquiry"})
"""What approvers do: while it is theirs to do, they read what they decide about."""


def _decides(context: NodeContext) -> bool:
    at_hand = context.task is not None and context.task.state == TaskState.OPEN
    return at_hand and getattr(context.node, "writes", "") in DECISIONS and is_candidate(context)


@dataclass(frozen=True)
class AdvicePanel:
    """Advice beside a form."""

    card: AdviceCard
    texts: Mapping[str, str]


def show_advice_panel(context: NodeContext) -> AdvicePanel | None:
    """The advice at hand, for whoever acts on it or may see it; what the signer said is for discipline."""
    advice, work = advised.advice_of(context), context.work
    if not (is_candidate(context) or advised.sees(work, advice)):
        return None
    names = SAID if advice.served_at else (*SAID, "remark")
    return AdvicePanel(
        card=advised.describe_advice(work.session, advice),
        texts=open_texts(work, (ADVICE, advice.public_id), advised.name_texts(advice, names)),
    )
