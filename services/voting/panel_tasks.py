"""Steps of an expert panel: making it or taking it up again, drawing it, dissolving it."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select

from bpmn.elements import UserTask
from bpmn.texts import N_
from services.voting import seats
from services.voting.models import ExpertPanel, PanelCandidate, PanelDraw, PanelMember
from services.voting.queries.panels import list_members
from services.voting.queries.pool import Matter, Pooled, load_pool
from services.voting.rules.draws import DrawnPanel, DrawPlan, draw_panel
from workflows import registries
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.models import Organisation, ProcessInstance
from workflows.registries import Submitted
from workflows.rules.voting import parse_threshold
from workflows.running.relations import today

Values = Mapping[str, Any]
SHARE = "p2_expert.external_share_min"


def open_panel(context: NodeContext, given: Values) -> Values:
    """Make a panel, or take up the previous one with its members (R-DSP-3: re-checks use the same experts)."""
    session, instance = context.work.session, context.instance
    if given["previous"]:
        panel = seats.lock_panel(session, given["previous"])
        if panel.size and len(list_members(session, panel, "seated")) == panel.size:
            panel.state = "drawn"
            return {"panel": panel.public_id, "drawn": True}
    panel = ExpertPanel(
        org_id=instance.org_id,
        instance_id=instance.id,
        submission_ref=given["submission"],
        unit_id=instance.unit_id,
    )
    session.add(panel)
    session.flush()
    return {"panel": panel.public_id, "drawn": False}


def draw_experts(context: NodeContext, _submitted: Submitted) -> Values:
    """Draw a panel from the eligible pool; the seed is the system's and is kept with everything else (R-EXP-2)."""
    session = context.work.session
    panel = seats.lock_panel(session, context.variables["panel"])
    if panel.state not in {"prepared", "dissolved"}:
        raise ConflictError(N_("评估组已经抽取"))
    plan, excludes_unit = read_plan(context)
    pool = load_pool(session, find_matter(context, panel, excludes_unit=excludes_unit), today(context))
    seed = secrets.token_hex(16)
    drawn = draw_panel([each.candidate for each in pool], seed, plan)
    draw = _store_draw(context, panel, plan, seed)
    _store_people(context, draw, pool, drawn)
    panel.state, panel.size = "drawn", plan.size
    return {}


def read_plan(context: NodeContext) -> tuple[DrawPlan, bool]:
    """How many are drawn and from where, and whether employees of the unit are left out: a profile may differ."""
    parameters = context.parameters
    organisation = context.work.session.get_one(Organisation, context.instance.org_id)
    own: Mapping[str, Any] = parameters.value("p2_expert.profile_overrides").get(organisation.profile, {})
    share = parameters.threshold(SHARE)
    if "external_share_min" in own:
        share = parse_threshold(str(own["external_share_min"]), ">=")
    plan = DrawPlan(parameters.integer("p2_expert.panel_size"), parameters.integer("p2_expert.alternates"), share)
    return plan, bool(own.get("own_unit_exclusion", True))


def find_matter(context: NodeContext, panel: ExpertPanel, *, excludes_unit: bool) -> Matter:
    """What the panel is about: who owns the items that it will vote on may not be drawn (R-COI-3)."""
    session = context.work.session
    recused = {member.person_id for member in list_members(session, panel, "recused")}
    return Matter(
        instance=session.get_one(ProcessInstance, context.instance.id),
        unit_id=panel.unit_id,
        owners=frozenset(_list_owners(context)),
        recused=frozenset(recused),
        excludes_unit=excludes_unit,
    )


def _list_owners(context: NodeContext) -> set[int]:
    votes = [node.vote for node in context.process.nodes.values() if isinstance(node, UserTask) and node.vote]
    sources = {vote.items for vote in votes if vote.kind == "panel" and vote.items}
    items = [item for name in sources for item in registries.item_sources.find(name)(context)]
    return {owner for item in items for owner in item.owners}


def _store_draw(context: NodeContext, panel: ExpertPanel, plan: DrawPlan, seed: str) -> PanelDraw:
    session = context.work.session
    earlier = session.scalar(select(func.count()).where(PanelDraw.panel_id == panel.id)) or 0
    draw = PanelDraw(
        panel_id=panel.id,
        number=earlier + 1,
        seed=seed,
        size=plan.size,
        alternates=plan.alternates,
        external_share=str(plan.external.share),
        drawn_at=context.work.at,
        drawn_by_id=context.own_task.completed_by_id,
    )
    session.add(draw)
    session.flush()
    return draw


def _store_people(context: NodeContext, draw: PanelDraw, pool: Sequence[Pooled], drawn: DrawnPanel) -> None:
    """Keep the whole pool with its exclusions, and the members and alternates in their order."""
    session = context.work.session
    candidates = [
        {
            "draw_id": draw.id,
            "person_id": each.person_id,
            "external": each.candidate.external,
            "exclusions": list(each.candidate.exclusions),
        }
        for each in pool
    ]
    session.execute(insert(PanelCandidate), candidates)
    ids = {each.candidate.code: each.person_id for each in pool}
    for position, code in enumerate((*drawn.members, *drawn.alternates), start=1):
        state = "seated" if code in drawn.members else "alternate"
        session.add(
            PanelMember(panel_id=draw.panel_id, draw_id=draw.id, person_id=ids[code], position=position, state=state)
        )
    session.flush()


def dissolve_panel(context: NodeContext, given: Values) -> Values:
    """End a panel before a new draw: nobody of it sees anything more."""
    session = context.work.session
    panel = seats.lock_panel(session, given["panel"])
    seats.dismiss(session, panel, list_members(session, panel, "seated", "alternate"), "dissolved")
    panel.state = "dissolved"
    return {}
