"""What stands beside the forms: the warning, the talk; to whoever acts on it or may see it (domain §7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.warnings.models import AdmonitionTalk, ReplyLetter, RiskWarning
from services.warnings.queries.board import (
    LetterCard,
    LinkCard,
    NoticeCard,
    WarningCard,
    describe_links,
    describe_warning,
    list_letters,
    list_notices,
)
from services.warnings.queries.viewing import WARNING, load_viewer, sees
from services.warnings.queries.warnings import find_last, list_warned, warning_of
from services.warnings.rules.ladder import SUGGESTED
from services.warnings.rules.states import Colour
from services.warnings.starts import CLUE
from workflows.context import NodeContext
from workflows.queries.directory import load_names
from workflows.queries.tasks import list_candidate_ids
from workflows.rules.actors import GROUP
from workflows.running.restricted_texts import open_texts


@dataclass(frozen=True)
class WarningPanel:
    """A warning beside a form: what it is about, what is proposed, what came in."""

    card: WarningCard
    clue: str
    facts: str
    basis: str
    proposed_colour: str
    proposed_rung: int | None
    suggested_rung: int | None
    """What the proposed colour suggests; people decide (R-WARN-2)."""
    links: Sequence[LinkCard]
    notices: Sequence[NoticeCard]
    letters: Sequence[LetterCard]
    causes: str
    measures: str


def acts_on(context: NodeContext, warning: RiskWarning) -> bool:
    """Whether the asker has the task at hand, or may see the warning anyway."""
    return is_candidate(context) or sees(context.work, load_viewer(context.work), warning)


def is_candidate(context: NodeContext) -> bool:
    """Whether the task at hand is, or was, the asker's to do."""
    work, task = context.work, context.task
    return task is not None and work.asker.person_id in list_candidate_ids(work.session, task.id)


def _hears(context: NodeContext, warning: RiskWarning) -> bool:
    """Whether the asker may know what was heard: office, discipline, who decides; never the warned and his unit.

    The warned and those who answer for his unit would learn that there was a report, and from whom (domain §7.2).
    """
    work = context.work
    if work.asker.person_id in list_warned(context, warning):
        return False
    return is_candidate(context) or load_viewer(work).oversees


def reads_case(context: NodeContext, warning: RiskWarning) -> bool:
    """Whether the asker may read the papers of a case: office, group, discipline, who decides, and the person."""
    work = context.work
    own = warning.person_id is not None and warning.person_id == work.asker.person_id
    return own or is_candidate(context) or load_viewer(work).oversees or work.asker.has_role(*GROUP)


def show_warning_panel(context: NodeContext) -> WarningPanel | None:
    """The warning at hand; nothing for anybody else. What was heard is not for the warned and his unit."""
    warning, work = warning_of(context), context.work
    if not acts_on(context, warning):
        return None
    letter = find_last(work.session, ReplyLetter, warning.id)
    colour = warning.proposed_colour
    texts = _open_texts(context, warning, letter)
    return WarningPanel(
        card=describe_warning(work.session, warning),
        clue=texts["clue"],
        facts=texts["facts"],
        basis=warning.basis,
        proposed_colour=colour,
        proposed_rung=warning.proposed_rung,
        suggested_rung=SUGGESTED.get(Colour(colour)) if colour else None,
        links=describe_links(work.session, warning.id),
        notices=list_notices(work, warning.id),
        letters=list_letters(work, warning.id),
        causes=texts["causes"],
        measures=texts["measures"],
    )


def _open_texts(context: NodeContext, warning: RiskWarning, letter: ReplyLetter | None) -> dict[str, str]:
    """Clue, facts and the last letter; what was heard is left out for the warned and his unit."""
    texts = {
        "clue": (CLUE, warning.clue_id if _hears(context, warning) else None),
        "facts": ("warning.facts", warning.facts_id),
        "causes": ("reply.causes", letter.causes_id if letter else None),
        "measures": ("reply.measures", letter.measures_id if letter else None),
    }
    return open_texts(context.work, (WARNING, warning.public_id), texts)


@dataclass(frozen=True)
class AdmonitionPanel:
    """A talk without what was said; `id` is what reading it wants."""

    id: str
    state: str
    talker: str
    recorder: str
    talked: str
    place: str
    held_on: date | None


def show_admonition_panel(context: NodeContext) -> AdmonitionPanel | None:
    """The talk at hand, for whoever acts in it."""
    warning = warning_of(context)
    talk = find_last(context.work.session, AdmonitionTalk, warning.id)
    if talk is None or not acts_on(context, warning):
        return None
    people = [talk.talker_id, talk.recorder_id, *([talk.talked_id] if talk.talked_id else [])]
    names = load_names(context.work.session, people)
    return AdmonitionPanel(
        id=talk.public_id,
        state=talk.state,
        talker=names[talk.talker_id],
        recorder=names[talk.recorder_id],
        talked=names.get(talk.talked_id or 0, ""),
        place=talk.place,
        held_on=talk.held_on,
    )
