"""What the editor's palette offers beside plain BPMN: the procedures of the domain, their inputs prepared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bpmn.elements import Process
from bpmn.texts import N_


@dataclass(frozen=True)
class Pattern:
    """One entry: a call of a shipped process, or a user task that several people do.

    `called` is the key of the process; `fixed` are inputs that are no variable of the caller, as expressions, and
    `outputs` what is taken back. Without `called`, `each` names the list of people and `until` when it ends early.
    `outcomes` are `(name, label, opinion, tone, voids)` as in `lf:outcome`, '' for what is left out.
    """

    code: str
    label: str
    hint: str
    called: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    sequential: bool = False
    each: str = ""
    until: str = ""
    permits: str = ""
    outcomes: Sequence[tuple[str, str, str, str, str]] = ()


SIGNED: Final = (
    ("agree", N_("同意"), "", "positive", ""),
    ("return", N_("退回"), "10", "negative", "true"),
)

PATTERNS: Final = (
    Pattern(
        "countersign",
        N_("会签"),
        N_("名单中的人同时办理，一人退回即结束"),
        each="holders(unit)",
        until="outcome == 'return'",
        permits="add_signer remove_signer",
        outcomes=SIGNED,
    ),
    Pattern(
        "sequence",
        N_("顺签"),
        N_("名单中的人依次办理，一人退回即结束"),
        sequential=True,
        each="holders(unit)",
        until="outcome == 'return'",
        outcomes=SIGNED,
    ),
    Pattern(
        "signoff",
        N_("审签"),
        N_("分管领导审阅报送的清单"),
        "signoff",
        {"signers": "'leader'", "due": "'p2_discovery.leader_sign'"},
    ),
    Pattern("mass", N_("群众评议"), N_("群众无记名评议，按比例通过"), "mass_ballot"),
    Pattern("expert", N_("专家评估"), N_("抽取专家组记名评定"), "expert_panel", {"previous": "''"}),
    Pattern("determination", N_("集体审定"), N_("领导小组开会表决"), "determination"),
    Pattern("reply", N_("回告"), N_("当事人按期书面回告并核查"), "reply_duty", {"due": "'wd:5'"}),
)
"""In the order of the palette."""


@dataclass(frozen=True)
class Offer:
    """A pattern with the inputs that the published process wants."""

    pattern: Pattern
    inputs: Mapping[str, str]


def list_patterns(published: Mapping[str, Process]) -> Iterator[Offer]:
    """What can be offered: calls only of what is published, with every input that it wants."""
    for each in PATTERNS:
        if not each.called:
            yield Offer(each, {})
        elif each.called in published:
            given = (variable.name for variable in published[each.called].variables if variable.given)
            yield Offer(each, {name: each.fixed.get(name, name) for name in given})
