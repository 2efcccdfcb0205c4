"""What stands beside the forms: everything for whoever handles the item, the letter alone for the unit (R-CMP-6)."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.information.models import RiskInformation
from services.information.queries import (
    GIST,
    INFORMATION,
    InformationPage,
    LetterCard,
    information_of,
    list_letters,
    sees,
    show_information,
)
from workflows.context import NodeContext
from workflows.models import Unit
from workflows.queries.tasks import list_candidate_ids
from workflows.registries import Panel
from workflows.running.restricted_texts import open_texts

LETTER = "reply"
"""The step in which a unit answers."""


@dataclass(frozen=True)
class InformationPanel:
    """An item beside a form. `page` is for whoever handles it; `gist` is what the letter tells the unit."""

    number: str
    unit: str
    page: InformationPage | None
    gist: str
    letters: Sequence[LetterCard]


def show_information_panel(context: NodeContext) -> InformationPanel | None:
    """The item at hand; nothing for anybody else, the office and administrators included (domain §7.1)."""
    work, row = context.work, information_of(context)
    if sees(work, row):
        page = show_information(work, row)
        return InformationPanel(page.card.number, page.card.unit, page, page.gist, page.letters)
    if _answers(context):
        return _show_letter(context, row)
    return None


def _answers(context: NodeContext) -> bool:
    """Whether the asker has the task of answering at hand."""
    task, person = context.task, context.work.asker.person_id
    return (
        task is not None
        and task.node_id == LETTER
        and person is not None
        and person in list_candidate_ids(context.work.session, task.id)
    )


def _show_letter(context: NodeContext, row: RiskInformation) -> InformationPanel:
    work, unit = context.work, context.work.session.get_one(Unit, row.unit_id)
    number = f"〔{row.year}〕{row.number}号"
    told = open_texts(work, (INFORMATION, row.public_id), {"gist": (GIST, row.gist_id)})
    return InformationPanel(number, unit.name, None, told["gist"], list_letters(work, row))


PANELS = {"information": Panel(show_information_panel, "information")}
