"""What a bulletin says of the record: counts and cases of a period, people by id only (domain §7.1, P8)."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bpmn.texts import N_, Text
from workflows.errors import FieldProblem

TOLD: Final = ("issued", "overdue", "missed", "closed", "decision_served")
"""Events that make a warning a case of the period."""

LEAST_REASON: Final = 10


@dataclass(frozen=True)
class Happened:
    """A warning in the period: what it is now, and how often each kind of event happened to it."""

    warning: str
    number: str
    unit: str
    person_id: int | None
    rank: str
    colour: str
    state: str
    measure: str
    events: Mapping[str, int]


def check_period(first: date, last: date, today: date) -> list[FieldProblem]:
    """A period begins before it ends, and has begun."""
    if first > last:
        return [FieldProblem("last_on", "order", Text(N_("截止日期不能早于开始日期")))]
    if last > today:
        return [FieldProblem("last_on", "future", Text(N_("截止日期不能晚于今天")))]
    return []


def check_naming(*, named: bool, reason: str) -> list[FieldProblem]:
    """Whoever wants people to be named says why; without approval they are not (domain §7.1)."""
    if named and len(reason.strip()) < LEAST_REASON:
        text = Text(N_("点名通报须写明理由（不少于%(least)d字）"), {"least": LEAST_REASON})
        return [FieldProblem("naming_reason", "too-short", text)]
    return []


def freeze_figures(happened: Sequence[Happened], counts: Mapping[str, int]) -> dict[str, Any]:
    """The figures of a bulletin as they are kept: counts by kind of fact, and the cases."""
    measures = Counter(each.measure for each in happened if each.events.get("issued"))
    return {
        "counts": dict(counts),
        "issued": sum(1 for each in happened if each.events.get("issued")),
        "closed": sum(1 for each in happened if each.events.get("closed")),
        "overdue": sum(each.events.get("overdue", 0) for each in happened),
        "missed": sum(each.events.get("missed", 0) for each in happened),
        "measures": [list(pair) for pair in measures.most_common()],
        "cases": [_freeze_case(each) for each in happened],
    }


def _freeze_case(each: Happened) -> dict[str, Any]:
    plain = ("warning", "number", "unit", "person_id", "rank", "colour", "state", "measure")
    told = {kind: each.events[kind] for kind in TOLD if each.events.get(kind)}
    return {**{name: getattr(each, name) for name in plain}, "events": told}


RANKS: Final = {"staff": "1名工作人员", "head": "1名负责人", "leader": "1名班子成员", "top": "1名负责人", "unit": ""}
"""How somebody is called who is not named."""

COLOURS: Final = {"yellow": "黄色", "orange": "橙色", "red": "红色"}


def tell_cases(cases: Iterable[Mapping[str, Any]], names: Mapping[int, str]) -> list[str]:
    """One sentence a case, in the language of documents; who has no name in `names` is counted, not named."""
    return [_tell_case(case, names) for case in cases]


def _tell_case(case: Mapping[str, Any], names: Mapping[int, str]) -> str:
    who = names.get(case["person_id"] or 0) or RANKS[case["rank"]]
    standing = "已解除预警" if case["state"] == "closed" else f"当前{COLOURS.get(case['colour'], '未发信号')}"
    events = case["events"]
    late = f"，逾期{events['overdue']}次" if events.get("overdue") else ""
    missed = f"，未回告{events['missed']}次" if events.get("missed") else ""
    return f"{case['number']}：{case['unit']}{who}，{case['measure']}，{standing}{late}{missed}。"


def list_named(cases: Iterable[Mapping[str, Any]]) -> Collection[int]:
    """The people whom the cases are about."""
    return {case["person_id"] for case in cases if case["person_id"]}
