"""What happens to a warning: its state and colour change in one place, each change with its event."""

from services.warnings.models import RiskWarning, WarningEvent
from services.warnings.rules.states import OVER, Colour, WarningState, check_way
from workflows.context import NodeContext


def move(
    context: NodeContext,
    warning: RiskWarning,
    state: WarningState,
    *,
    kind: str,
    rule: str,
    colour: Colour | None = None,
) -> None:
    """Bring a warning to a state, and to a colour where one is given; write the event."""
    check_way(WarningState(warning.state), state)
    warning.state = state
    if state in OVER:
        warning.closed_at, colour = context.work.at, Colour.GREEN
    if colour is not None and colour != warning.colour:
        warning.colour, warning.colour_since = colour, context.work.at
    note(context, warning, kind=kind, rule=rule)


def note(context: NodeContext, warning: RiskWarning, *, kind: str, rule: str) -> None:
    """Write an event that leaves the warning as it stands."""
    work = context.work
    work.session.add(
        WarningEvent(
            warning_id=warning.id,
            instance_id=context.instance.id,
            kind=kind,
            rule=rule,
            colour=warning.colour,
            rung=warning.rung,
            state=warning.state,
            person_id=work.actor.person_id if work.actor else None,
            at=work.at,
        )
    )
    work.session.flush()
