"""What a form may say: declared fields, typed values, problems by field.

Values come as JSON knows them. What a diagram does not declare, or does not let be written here, is refused and never
merged; nothing of a refused form is taken.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from bpmn.extensions import Field, FieldType, Outcome
from bpmn.texts import N_, Text
from workflows.errors import AnswersRefusedError, FieldProblem

Options = Mapping[str, Mapping[str, str]]
"""Labels by value, for each field that chooses: `{"points.power": {"W24": "学位授权审核"}}`."""

REFERENCES: Final = {FieldType.PERSON: "person", FieldType.UNIT: "unit", FieldType.FILE: "file"}

MAX_TEXT: Final = 20_000
MAX_ROWS: Final = 500
MAX_NUMBER: Final = 2**53
"""Up to here JSON's numbers are exact everywhere; infinity and NaN, which are no JSON, lie beyond."""


@dataclass(frozen=True)
class Answers:
    """An accepted form: values by field, and what they refer to outside the form."""

    values: Mapping[str, Any]
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """`person`, `unit` or `file` → the named code → the field that named it."""


@dataclass(frozen=True)
class Question:
    """What is being answered: the fields, the outcome chosen, the options that exist now."""

    fields: Sequence[Field]
    outcome: str = ""
    options: Options = field(default_factory=dict)


def read_answers(question: Question, values: Mapping[str, Any]) -> Answers:
    """Return the typed values; `AnswersRefusedError` carries every problem by field."""
    reading = _Reading(question)
    taken = reading.read_record(question.fields, values, "")
    if reading.problems:
        raise AnswersRefusedError(reading.problems)
    return Answers(taken, reading.references)


def check_outcome(outcomes: Sequence[Outcome], name: str, opinion: str) -> Outcome:
    """Return the outcome of that name; refuse unknown ones and opinions that are too short (R-RET-1)."""
    chosen = next((outcome for outcome in outcomes if outcome.name == name), None)
    if chosen is None:
        raise AnswersRefusedError([FieldProblem("outcome", "unknown", Text(N_("请选择办理结果")))])
    if chosen.opinion is None and opinion:
        raise AnswersRefusedError([FieldProblem("opinion", "undeclared", Text(N_("此结果不填写意见")))])
    least = chosen.opinion or 0
    if len(opinion.strip()) < least:
        text = Text(N_("意见至少 %(least)d 个字"), {"least": least})
        raise AnswersRefusedError([FieldProblem("opinion", "too-short", text)])
    if len(opinion) > MAX_TEXT:
        raise AnswersRefusedError([FieldProblem("opinion", "too-long", Text(N_("内容过长")))])
    if not is_storable(opinion):
        raise AnswersRefusedError([FieldProblem("opinion", "wrong-type", Text(_EXPECTED[FieldType.TEXT]))])
    return chosen


class _Reading:
    """Collects problems, so that a person sees all of them at once."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.problems: list[FieldProblem] = []
        self.references: dict[str, dict[str, str]] = {}

    def read_record(self, fields: Sequence[Field], values: Mapping[str, Any], prefix: str) -> dict[str, Any]:
        """Read a form, or one row of a table."""
        known = {each.name: each for each in fields}
        for name in values:
            if name not in known:
                self._refuse(prefix + str(name), "undeclared", N_("表单中没有这个字段"))
        return {
            name: value
            for name, each in known.items()
            if (value := self._read_field(each, values.get(name), prefix + name, given=name in values)) is not None
        }

    def _read_field(self, each: Field, value: Any, path: str, *, given: bool) -> Any:
        if each.outcomes and self.question.outcome not in each.outcomes:
            if given and not _is_empty(value):
                self._refuse(path, "not-asked", N_("此办理结果不填写这一项"))
            return None
        if not each.writable:
            if given:
                self._refuse(path, "not-writable", N_("此项在本环节不能填写"))
            return None
        if _is_empty(value):
            if each.required:
                self._refuse(path, "required", N_("请填写此项"))
            return None
        return self._read_value(each, value, path)

    def _read_value(self, each: Field, value: Any, path: str) -> Any:
        if each.type is FieldType.TABLE:
            return self._read_table(each, value, path)
        reader = _READERS[each.type]
        try:
            taken = reader(value)
        except (ValueError, TypeError):
            self._refuse(path, "wrong-type", _EXPECTED[each.type])
            return None
        self._check_limits(each, taken, path)
        self._check_options(each, taken, path)
        if each.type in REFERENCES:
            self.references.setdefault(REFERENCES[each.type], {})[taken] = path
        return taken

    def _read_table(self, each: Field, value: Any, path: str) -> Any:
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            self._refuse(path, "wrong-type", N_("应为表格"))
            return None
        least, most = each.minimum or 0, each.maximum or MAX_ROWS
        if not least <= len(value) <= most:
            self._refuse(path, "rows", N_("应有 %(least)d 至 %(most)d 行"), least=least, most=most)
            return None
        return [self.read_record(each.fields, row, f"{path}.{number}.") for number, row in enumerate(value)]

    def _check_limits(self, each: Field, value: Any, path: str) -> None:
        measure = len(value.strip()) if isinstance(value, str) else value
        if isinstance(measure, (int, float)) and not isinstance(measure, bool):
            suffix = N_("至少 %(limit)d 个字") if isinstance(value, str) else N_("不能小于 %(limit)d")
            if each.minimum is not None and measure < each.minimum:
                self._refuse(path, "too-small", suffix, limit=each.minimum)
            suffix = N_("最多 %(limit)d 个字") if isinstance(value, str) else N_("不能大于 %(limit)d")
            if each.maximum is not None and measure > each.maximum:
                self._refuse(path, "too-large", suffix, limit=each.maximum)

    def _check_options(self, each: Field, value: Any, path: str) -> None:
        if each.type not in {FieldType.CHOICE, FieldType.CHOICES}:
            return
        key = ".".join(part for part in path.split(".") if not part.isdigit())
        allowed = self.question.options.get(key) or {option.value for option in each.options}
        chosen = value if isinstance(value, list) else [value]
        if not set(chosen) <= set(allowed):
            self._refuse(path, "not-an-option", N_("请从所列选项中选择"))

    def _refuse(self, path: str, code: str, msgid: str, **params: object) -> None:
        self.problems.append(FieldProblem(path, code, Text(msgid, params)))


def _is_empty(value: Any) -> bool:
    """Whether nothing was said: no value, blanks, an empty list. `False` and 0 are answers."""
    return value is None or value in ("", []) or (isinstance(value, str) and not value.strip())


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MAX_TEXT or not is_storable(value):
        raise TypeError
    return value.strip()


def is_storable(text: str) -> bool:
    """Whether every database takes the text: no NUL, no half of a character (a lone surrogate)."""
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MAX_NUMBER:
        raise TypeError
    return value


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) <= MAX_NUMBER:
        raise TypeError
    return float(value)


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _date(value: Any) -> str:
    return date.fromisoformat(_text(value)).isoformat()


def _instant(value: Any) -> str:
    instant = datetime.fromisoformat(_text(value))
    if instant.tzinfo is None:
        raise ValueError
    return instant.isoformat()


def _choices(value: Any) -> list[str]:
    if not isinstance(value, list):
        raise TypeError
    return list(dict.fromkeys(_text(each) for each in value))


_READERS: Final[Mapping[FieldType, Callable[[Any], Any]]] = {
    FieldType.TEXT: _text,
    FieldType.LONGTEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.NUMBER: _number,
    FieldType.BOOLEAN: _boolean,
    FieldType.DATE: _date,
    FieldType.INSTANT: _instant,
    FieldType.CHOICE: _text,
    FieldType.CHOICES: _choices,
    FieldType.PERSON: _text,
    FieldType.UNIT: _text,
    FieldType.FILE: _text,
}

_EXPECTED: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: N_("应为文字"),
    FieldType.LONGTEXT: N_("应为文字"),
    FieldType.INTEGER: N_("应为整数"),
    FieldType.NUMBER: N_("应为数字"),
    FieldType.BOOLEAN: N_("应为是或否"),
    FieldType.DATE: N_("应为日期，如 2026-07-13"),
    FieldType.INSTANT: N_("应为带时区的时刻"),
    FieldType.CHOICE: N_("请从所列选项中选择"),
    FieldType.CHOICES: N_("请从所列选项中选择"),
    FieldType.PERSON: N_("请选择人员"),
    FieldType.UNIT: N_("请选择单位"),
    FieldType.FILE: N_("请上传文件"),
}


def walk_fields(fields: Sequence[Field], prefix: str = "") -> Iterator[tuple[str, Field]]:
    """Every field with its path, the columns of tables included."""
    for each in fields:
        yield prefix + each.name, each
        yield from walk_fields(each.fields, f"{prefix}{each.name}.")
