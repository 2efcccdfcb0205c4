"""诫勉谈话 (P6b): arranged with two talkers, recorded, signed or refused, checked (R-TALK)."""

from datetime import date

from services.warnings.handlers.replies import judge_letter
from services.warnings.issuing.notices import issue_notice, reissue_notice
from services.warnings.issuing.talks import write_talk_paper
from services.warnings.models import AdmonitionEffect, AdmonitionTalk, RiskWarning
from services.warnings.queries.warnings import count_refusals, list_warned, require_last, require_notice, warning_of
from services.warnings.recording.events import note
from services.warnings.recording.texts import seal
from services.warnings.rules.deeds import TALKERS, Talkers, check_held, check_talkers
from services.warnings.rules.effects import effects_of
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError
from workflows.models import Person
from workflows.queries.directory import find_person, list_unit_people
from workflows.registries import Handler, Submitted, Values
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import HEAD, LEADER
from workflows.running.relations import list_role, today
from workflows.running.restricted_texts import store_text

DISCIPLINE = ("discipline_head", "discipline")
SAID = ("reason", "explanation", "problems", "demands")


def arrange_talk(context: NodeContext, submitted: Submitted) -> Values:
    """Name talker, recorder and place (R-TALK-1)."""
    warning = warning_of(context)
    talker, recorder = (_find(context, submitted, name) for name in ("talker", "recorder"))
    talked = next(iter(list_warned(context, warning)), None)
    discipline = {each.person_id for each in list_role(context, DISCIPLINE)}
    leaders = _list_own_leaders(context, warning, talked)
    named = Talkers((talker.id, recorder.id), talked, discipline, leaders, delegated=warning.delegated)
    problems = check_talkers(named)
    if problems:
        raise AnswersRefusedError(problems)
    context.work.session.add(
        AdmonitionTalk(
            warning_id=warning.id,
            state="arranged",
            talker_id=talker.id,
            recorder_id=recorder.id,
            talked_id=talked,
            place=submitted.values["place"],
            decided_at=warning.approved_at or context.work.at,
            arranged_at=context.work.at,
        )
    )
    note(context, warning, kind="talk_arranged", rule="R-TALK-1")
    return {}


def _find(context: NodeContext, submitted: Submitted, name: str) -> Person:
    person = find_person(context.work.session, context.instance.org_id, submitted.values[name])
    if person is None:
        raise LookupError(name)
    return person


def _list_own_leaders(context: NodeContext, warning: RiskWarning, talked: int | None) -> set[int]:
    """The head and the leader in charge of the unit of whoever is talked to."""
    session, unit = context.work.session, warning.unit_id
    return {
        person
        for role in (HEAD, LEADER)
        for person in (list_unit_people(session, unit, role, today(context)) if unit else ())
        if person != talked
    }


def record_talk(context: NodeContext, submitted: Submitted) -> Values:
    """Seal what was said: reason, explanation heard, problems, demands (R-TALK-2)."""
    warning, talk = warning_of(context), require_last(context, AdmonitionTalk)
    held_on = date.fromisoformat(submitted.values["held_on"])
    problems = check_held(held_on, talk.decided_at.astimezone(ZONE).date(), today(context))
    if problems:
        raise AnswersRefusedError(problems)
    texts = seal(context, "admonition", submitted.values, SAID)
    talk.state, talk.held_on = "recorded", held_on
    for column, text_id in texts.items():
        setattr(talk, column, text_id)
    note(context, warning, kind="talked", rule="R-TALK-2")
    issue_notice(context, warning, write_talk_paper(context, warning, talk, _term(context)))
    _note_effects(context, talk, held_on)
    return {}


def _note_effects(context: NodeContext, talk: AdmonitionTalk, held_on: date) -> None:
    """Keep what the talk means for assessment and promotion, to be read by people and by nothing else (R-TALK-3)."""
    if talk.talked_id is None or warning_of(context).person_id is None:
        return
    effects = effects_of(held_on)
    context.work.session.add(
        AdmonitionEffect(
            talk_id=talk.id,
            person_id=talk.talked_id,
            held_on=held_on,
            assessment_year=effects.assessment_year,
            promotion_until=effects.promotion_until,
            noted_at=context.work.at,
        )
    )
    note(context, warning_of(context), kind="effects_noted", rule="R-TALK-3")


def _term(context: NodeContext) -> str:
    """The term of the written self-examination that follows the talk (R-TALK-3)."""
    return str(context.variables["due"])


def _reissue(context: NodeContext, talk: AdmonitionTalk) -> None:
    """The record as it was settled is its next version."""
    warning = warning_of(context)
    notice = require_notice(context, "T-09")
    reissue_notice(context, warning, notice, write_talk_paper(context, warning, talk, _term(context)))


def sign_talk(context: NodeContext, submitted: Submitted) -> Values:
    """The talked-to has read and signs, with a statement if he wants; the statement is sealed too (R-TALK-2)."""
    talk = require_last(context, AdmonitionTalk)
    if submitted.opinion:
        talk.remark_id = store_text(context.work, context.instance.org_id, "admonition.remark", submitted.opinion)
        context.own_task.opinion = ""
    talk.state, talk.settled_at = "signed", context.work.at
    note(context, warning_of(context), kind="talk_signed", rule="R-TALK-2")
    _reissue(context, talk)
    return {}


def note_refusal(context: NodeContext, _submitted: Submitted) -> Values:
    """A talker confirms that the signature was refused; both have to (R-TALK-2)."""
    talk = require_last(context, AdmonitionTalk)
    warning = warning_of(context)
    talk.state, talk.settled_at = "refused", context.work.at
    note(context, warning, kind="signature_refused", rule="R-TALK-2")
    if count_refusals(context.work.session, warning.id, talk.arranged_at) >= TALKERS:
        _reissue(context, talk)
    return {}


def check_talk(context: NodeContext, submitted: Submitted) -> Values:
    """核查是否停止错误行为: passed, or not corrected."""
    passed = submitted.outcome == "corrected"
    judge_letter(context, warning_of(context), passed=passed, kinds=("examination",))
    return {"result": "passed" if passed else "not_corrected"}


HANDLERS = {
    "arrange_talk": Handler(arrange_talk),
    "record_talk": Handler(record_talk),
    "sign_talk": Handler(sign_talk),
    "note_refusal": Handler(note_refusal),
    "check_talk": Handler(check_talk),
}
