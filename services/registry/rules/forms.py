"""What only the domain can judge about a form: every problem by field, so that a person sees all of them at once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bpmn.texts import N_, Text
from workflows.errors import AnswersRefusedError, FieldProblem

Row = Mapping[str, Any]

ACCEPTANCE: Final = ("complete", "distinct", "no_gap")


def refuse_all(problems: Iterable[FieldProblem]) -> None:
    """Refuse a form if there is a problem."""
    found = list(problems)
    if found:
        raise AnswersRefusedError(found)


def problem(field: str, code: str, msgid: str, **params: object) -> FieldProblem:
    """A problem with one field."""
    return FieldProblem(field, code, Text(msgid, params))


def rows_of(values: Mapping[str, Any], name: str) -> Sequence[Row]:
    """The rows of a table that may have been left out."""
    rows: Sequence[Row] = values.get(name) or ()
    return rows


def check_points(rows: Sequence[Row], field: str) -> list[FieldProblem]:
    """A work gap is no integrity risk, and a step belongs to its power (R-SELF-2)."""
    problems = []
    for at, row in enumerate(rows):
        if row["work_gap"]:
            problems.append(problem(f"{field}.{at}.work_gap", "work-gap", N_("工作差距不是廉政风险，不能报送")))
        if row["flow_step"].rpartition(".")[0] != row["power"]:
            problems.append(problem(f"{field}.{at}.flow_step", "other-power", N_("运行环节不属于所选职权")))
    return problems


def check_distinct(rows: Sequence[Row], field: str, key: str) -> list[FieldProblem]:
    """A thing is named once."""
    counts = Counter(row.get(key) for row in rows if row.get(key))
    return [
        problem(f"{field}.{at}.{key}", "repeated", N_("同一项只能填写一行"))
        for at, row in enumerate(rows)
        if counts[row.get(key)] > 1
    ]


def check_covered(rows: Sequence[Row], field: str, key: str, required: Mapping[str, str]) -> list[FieldProblem]:
    """Everything that must be answered has its row; `required` holds labels by value."""
    missing = [label for value, label in required.items() if value not in {row.get(key) for row in rows}]
    if not missing:
        return []
    return [problem(field, "missing-rows", N_("还有未填写的项：%(missing)s"), missing="、".join(missing))]


def check_answers(rows: Sequence[Row]) -> list[FieldProblem]:
    """Declining an opinion needs a reason (R-OPN-1)."""
    return [
        problem(f"answers.{at}.reason", "required", N_("不采纳的须写明理由"))
        for at, row in enumerate(rows)
        if row["response"] == "decline" and not row.get("reason")
    ]


def check_apart(removals: Sequence[Row], revisions: Sequence[Row]) -> list[FieldProblem]:
    """What is taken off the list is not revised at the same time."""
    revised = {row["point"] for row in revisions}
    return [
        problem(f"removals.{at}.point", "revised", N_("同一风险点不能既修改又剔除"))
        for at, row in enumerate(removals)
        if row["point"] in revised
    ]


def check_failed(rows: Sequence[Row]) -> list[FieldProblem]:
    """What failed the ballot is revised or justified, and says how (R-MASS-6)."""
    problems = []
    for at, row in enumerate(rows):
        if row["action"] == "justify" and not row.get("justification"):
            problems.append(problem(f"items.{at}.justification", "required", N_("请写明理由")))
        if row["action"] == "revise" and not (row.get("title") or row.get("manifestation")):
            problems.append(problem(f"items.{at}.title", "required", N_("请填写修改后的内容")))
    return problems


def check_acceptance(values: Mapping[str, Any]) -> list[FieldProblem]:
    """All three checks must hold; otherwise the submission goes back."""
    failed = [name for name in ACCEPTANCE if values.get(name) is not True]
    return [problem(name, "must-hold", N_("此项不符合的，请退回修改")) for name in failed]
