"""The register's words: categories, methods, stages, and what they are called."""

from collections.abc import Mapping
from typing import Final

from bpmn.texts import N_

CATEGORIES: Final[Mapping[str, str]] = {
    "POST": N_("岗位职责风险"),
    "PROC": N_("业务流程风险"),
    "SYS": N_("制度机制风险"),
}

LINES: Final[Mapping[str, str]] = {
    "forbidden": N_("高压线"),
    "guarded": N_("警戒线"),
    "common": N_("斑马线"),
}
"""The three lines of regulations: never touched, never crossed, observed by all."""

METHODS: Final[Mapping[str, str]] = {
    "SELF": N_("自己找"),
    "COLLEAGUE": N_("同事点"),
    "LEADER": N_("领导提"),
    "IMPORT": N_("历史数据导入"),
}
"""How a point was found."""

STAGES: Final[Mapping[str, str]] = {"colleague": "COLLEAGUE", "leader": "LEADER"}
"""Opinion rounds, and the method that a point found there has."""

ORIGINS: Final[Mapping[str, str]] = {
    "self_check": N_("自己找"),
    "opinion": N_("意见征集"),
    "summary": N_("汇总答复"),
    "ballot": N_("评议未过半修改"),
    "improve": N_("及时完善"),
    "rectify": N_("限期整改"),
    "import": N_("历史数据导入"),
}
"""At which step a version was written."""

OPINION_KINDS: Final[Mapping[str, str]] = {
    "support": N_("同意"),
    "modify": N_("建议修改"),
    "remove": N_("建议删除"),
}

LEVELS: Final[Mapping[int, str]] = {3: N_("高"), 2: N_("中"), 1: N_("低")}


def show_number(number: int) -> str:
    """A point's number as people say it: `R044`."""
    return f"R{number:03}"


def lowest_free(taken: frozenset[int], count: int) -> list[int]:
    """The lowest numbers that nobody has."""
    free: list[int] = []
    number = 0
    while len(free) < count:
        number += 1
        if number not in taken:
            free.append(number)
    return free
