"""The life of an item of risk information, and the words for it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bpmn.texts import N_


class InformationState(StrEnum):
    """From registration to what became of it."""

    REGISTERED = "registered"
    VERIFIED = "verified"
    FILED = "filed"
    LETTER = "letter"
    ANSWERED = "answered"
    PROPOSED = "proposed"
    CANCELLED = "cancelled"


STATES: Final[Mapping[str, str]] = {
    InformationState.REGISTERED: N_("待核实"),
    InformationState.VERIFIED: N_("已核实"),
    InformationState.FILED: N_("已归档"),
    InformationState.LETTER: N_("已发反馈函"),
    InformationState.ANSWERED: N_("已反馈"),
    InformationState.PROPOSED: N_("已提请预警"),
    InformationState.CANCELLED: N_("已撤销"),
}

OVER: Final = (
    InformationState.FILED,
    InformationState.ANSWERED,
    InformationState.PROPOSED,
    InformationState.CANCELLED,
)

SOURCES: Final[Mapping[str, str]] = {
    "complaint": N_("信访举报"),
    "audit": N_("审计"),
    "inspection": N_("检查巡察"),
    "self_check": N_("自查"),
    "monitoring": N_("监测"),
    "opinion": N_("舆情"),
    "survey": N_("测评"),
    "other": N_("其他"),
}

VERDICTS: Final[Mapping[str, str]] = {"true": N_("属实"), "false": N_("失实"), "unknown": N_("未能核实")}
NATURES: Final[Mapping[str, str]] = {
    "none": N_("无异常"),
    "system": N_("制度漏洞"),
    "personal": N_("苗头性、倾向性问题"),
}

WARNED_AS: Final[Mapping[str, str]] = {"opinion": "other", "survey": "other"}
"""Sources that the ladder knows by another name."""

WORDS: Final = {"source": SOURCES, "state": STATES, "verified": VERDICTS, "nature": NATURES}
"""All of them by kind, for pages."""
