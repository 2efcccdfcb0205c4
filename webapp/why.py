"""Why a task is somebody's: the path of its owner rule, read aloud to him in one sentence, or to others as a chain.

Inbox, history, forecast and rehearsals read the same paths here.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from bpmn.texts import N_, Text
from webapp.phrases import OWNERS
from webapp.texts import translate
from workflows.rules.assignment import describe_steps
from workflows.running.relations import ROLES

RELATIONS: Final[Mapping[str, str]] = {
    "head": N_("您是%(unit)s的主要负责人"),
    "deputy": N_("您是%(unit)s的分管负责人"),
    "leader": N_("您是%(unit)s的委厅分管领导"),
    "liaison": N_("您是%(unit)s的联络员"),
    "holders": N_("您在%(unit)s担任“%(post)s”"),
    "owner": N_("您是该风险点的岗位责任人（%(post)s）"),
    "colleague": N_("您是%(unit)s的同事，可对他人的风险点提意见"),
    "raiser": N_("您负责对%(unit)s的风险点提意见"),
    "person": N_("流程指定由您办理"),
    "starter": N_("您是流程的发起人"),
    "panel": N_("您被随机抽取为评估专家"),
    "member": N_("您是领导小组成员"),
    "group": N_("您是领导小组成员"),
    "warned": N_("您是被预警人，或者被预警处室（单位）的负责人"),
    "parties": N_("您是本案的责任人，或者责任单位的负责人"),
    "judges": N_("您是有权决定回避的负责人"),
    "talkers": N_("您是本次谈话的谈话人或记录人"),
}
"""A sentence for each relation; a wing may use the same words for its own."""


OTHERS: Final[Mapping[str, str]] = {
    "colleague": N_("同事"),
    "raiser": N_("提意见的领导"),
    "owner": N_("岗位责任人"),
    "group": N_("领导小组成员"),
    "warned": N_("被预警人"),
    "talkers": N_("谈话人或记录人"),
}
"""What relations of wings are called beside those of every process."""


def explain_path(path: Sequence[str], *, principal: str = "", vacant: bool = False) -> str:
    """The sentence, for the person himself or for the principal for whom he stands in."""
    return translate(describe_path(path, principal=principal, vacant=vacant))


def describe_path(path: Sequence[str], *, principal: str = "", vacant: bool = False) -> Text:
    """The same, not yet in a language."""
    steps = dict(describe_steps(tuple(path)))
    if vacant:
        return Text(N_("按规则无人可派，由办公室处理"))
    if principal:
        return Text(N_("您受%(name)s委托代办"), {"name": principal})
    sentence = _sentence(steps)
    return Text(N_("原办理人须回避，上移一级：%(why)s"), {"why": sentence}) if "recused" in steps else sentence


def _sentence(steps: Mapping[str, str]) -> Text:
    if "transferred" in steps:
        return Text(N_("由%(name)s转办给您"), {"name": steps.get("by", "")})
    if "added" in steps:
        return Text(N_("由%(name)s加签给您"), {"name": steps.get("by", "")})
    if "consulted" in steps:
        return Text(N_("%(name)s委派您对此事项提出意见"), {"name": steps.get("by", "")})
    if "role" in steps:
        return Text(N_("您的角色是“%(role)s”"), {"role": Text(ROLES.get(steps["role"], steps["role"]))})
    template = RELATIONS.get(steps.get("relation", ""), RELATIONS["person"])
    return Text(template, {"unit": _name(steps.get("unit", "")), "post": _name(steps.get("post", ""))})


def _name(step: str) -> str:
    """The name in `D07 学位管理与研究生处`."""
    return step.partition(" ")[2] or step


def trace_person(path: Sequence[str], name: str, substitutes: Sequence[str] = ()) -> Text:
    """The chain from the diagram's words to a person, for others: unit → what he is → name, and who stands in."""
    steps = dict(describe_steps(tuple(path)))
    chain = _chain(steps, name)
    if "recused" in steps:
        chain = Text(N_("原办理人须回避，上移一级：%(why)s"), {"why": chain})
    return (
        Text(N_("%(chain)s；由%(names)s代办"), {"chain": chain, "names": "、".join(substitutes)})
        if substitutes
        else chain
    )


def _chain(steps: Mapping[str, str], name: str) -> Text:
    unit = _name(steps.get("unit", ""))
    if "post" in steps:
        return Text(
            N_("%(unit)s → %(post)s（岗位）→ %(name)s"), {"unit": unit, "post": _name(steps["post"]), "name": name}
        )
    who = ROLES.get(steps["role"], steps["role"]) if "role" in steps else _relation(steps.get("relation", ""))
    if unit and unit != "office":
        return Text(N_("%(unit)s → %(who)s → %(name)s"), {"unit": unit, "who": Text(who), "name": name})
    return Text(N_("%(who)s → %(name)s"), {"who": Text(who), "name": name})


def _relation(name: str) -> str:
    return OTHERS.get(name) or OWNERS.get(name, OWNERS["person"])
