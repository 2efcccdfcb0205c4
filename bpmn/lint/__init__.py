"""The lint: what would run wrong, or not at all, or not as drawn.

A rule is a function of a process and the vocabulary that yields problems. Its docstring is its page in the reference;
`tests/processes/lint/` holds a correct and an incorrect sample of each.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bpmn.elements import Process
from bpmn.errors import Problem, Severity
from bpmn.lint import (
    calls,
    checkpoints,
    compensation,
    decisions,
    events,
    expressions,
    forms,
    links,
    messages,
    owners,
    permits,
    structure,
    support,
    triggers,
)
from bpmn.lint.vocabulary import ActionShape, Setting, ValueKind, Vocabulary

__all__ = ["RULES", "ActionShape", "Setting", "ValueKind", "Vocabulary", "check_process", "has_errors"]

Rule = Callable[[Process, Vocabulary], Iterator[Problem]]

RULES: Final[Mapping[str, Rule]] = {
    "process-key": structure.check_key,
    "start-event": structure.check_starts,
    "end-event": structure.check_ends,
    "reachable": structure.check_reachable,
    "gateway-exits": structure.check_gateways,
    "activity-exits": structure.check_activities,
    "labels": structure.check_labels,
    "lengths": structure.check_lengths,
    "drawn": structure.check_drawn,
    "unsupported-element": support.check_elements,
    "unsupported-event": support.check_events,
    "unsupported-loop": support.check_loops,
    "timer-due": events.check_timers,
    "event-gateway": events.check_event_gateways,
    "boundary-host": events.check_boundaries,
    "message-trigger": events.check_messages,
    "message-names": messages.check_names,
    "correlation": messages.check_correlation,
    "conditional-events": events.check_conditions,
    "event-subprocess": triggers.check_subprocesses,
    "caught-events": triggers.check_caught,
    "compensation": compensation.check_compensation,
    "link-events": links.check_links,
    "task-owner": owners.check_tasks,
    "known-names": owners.check_names,
    "deadline": owners.check_deadlines,
    "outcomes": forms.check_outcomes,
    "form-fields": forms.check_fields,
    "vote-settings": forms.check_votes,
    "permits": permits.check_permits,
    "expression": expressions.check_expressions,
    "variables": expressions.check_variables,
    "called-process": calls.check_calls,
    "action": calls.check_actions,
    "decision": decisions.check_decisions,
    "checkpoints": checkpoints.check_checkpoints,
}


def check_process(process: Process, vocabulary: Vocabulary) -> list[Problem]:
    """Return every problem of the process, in the order of the file."""
    found = [problem for rule in RULES.values() for problem in rule(process, vocabulary)]
    return sorted(found, key=lambda problem: (problem.line or 0, problem.rule))


def has_errors(problems: list[Problem]) -> bool:
    """Whether any problem forbids publication."""
    return any(problem.severity is Severity.ERROR for problem in problems)
