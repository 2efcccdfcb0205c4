"""Who acts: what other tools and BPMN itself say → `lf:assign`; what is no role and no relation of ours stays open."""

import re
from collections.abc import Iterator
from typing import Final

from bpmn.documents import Element
from bpmn.importing.known import Known
from bpmn.importing.notes import Note, called, changed, excerpt, left_open
from bpmn.importing.trees import Diagram, all_nodes, extend, extensions_of
from bpmn.importing.vendors import (
    foreign,
    foreign_elements,
    is_literal,
    plain_name,
    split_list,
)
from bpmn.nodes import children, split_prefix, text_of
from bpmn.texts import N_

STARTERS: Final = frozenset({"starter", "initiator", "INITIATOR"})
"""What expressions call the person who started the instance, where the diagram does not say otherwise."""
PERFORMERS: Final = ("humanPerformer", "performer")
OWNERS: Final = ("potentialOwner", "resourceRole")
"""Resources of BPMN: who does it, and who may."""
_CALL: Final = re.compile(r"(?:user|group)\(([^)]*)\)")


def read_owners(diagram: Diagram, process: Element, known: Known) -> Iterator[Note]:
    """Who acts at a user task."""
    starters = STARTERS | _initiators(process)
    for task in all_nodes(process, "userTask"):
        said = [*_list_said(diagram, task)]
        if said and not extensions_of(task, "assign"):
            yield _assign(task, said, known, starters)


def _initiators(process: Element) -> frozenset[str]:
    """The variables in which start events keep who started."""
    names = (foreign(start, "initiator") for start in all_nodes(process, "startEvent"))
    return frozenset(name for name in names if name)


def _list_said(diagram: Diagram, task: Element) -> list[str]:
    """Who acts, as other tools or BPMN say it; an assignee before the candidates."""
    drawn = foreign_elements(task, "assignmentDefinition")
    assignees = [foreign(task, "assignee"), *(each.get("assignee", "").strip() for each in drawn)]
    performers = [*filter(None, assignees)][:1] or [*_list_resources(diagram, task, PERFORMERS)]
    if performers:
        return performers
    found = [foreign(task, "candidateUsers"), foreign(task, "candidateGroups")]
    for each in drawn:
        found += [each.get("candidateUsers", "").strip(), each.get("candidateGroups", "").strip()]
    return [text for text in found if text] or [*_list_resources(diagram, task, OWNERS)]


def _list_resources(diagram: Diagram, task: Element, kinds: tuple[str, ...]) -> Iterator[str]:
    """The resources that BPMN itself names."""
    for role in children(task, *kinds):
        reference = text_of(role, "resourceRef")
        resource = diagram.find(reference) if reference else None
        if reference:
            yield (resource.get("name", "") if resource is not None else "") or split_prefix(reference)
        for expression in children(role, "resourceAssignmentExpression"):
            text = "".join(expression.itertext()).strip()
            yield ",".join(_CALL.findall(text)) or text


def _assign(task: Element, said: list[str], known: Known, starters: frozenset[str]) -> Note:
    """Write down who acts, or say who was meant."""
    whole = "；".join(map(excerpt, said))
    variables = [plain_name(text) for text in said]
    if variables[0] in starters and len(said) == 1:
        extend(task, "assign", {"relation": "starter"})
        return changed("owner", task, N_("“%(name)s”的办理人 %(text)s 读作发起人"), name=called(task), text=whole)
    if variables[0] and variables[0] == element_variable(task):
        extend(task, "assign", {"relation": "member"})
        text = N_("“%(name)s”的办理人 %(text)s 读作名单中的每一人")
        return changed("owner", task, text, name=called(task), text=whole)
    roles = _find_roles(said, known)
    if roles:
        extend(task, "assign", {"role": " ".join(roles)})
        text = N_("“%(name)s”的办理人 %(text)s 读作角色 %(roles)s")
        return changed("owner", task, text, name=called(task), text=whole, roles="、".join(roles))
    text = N_("“%(name)s”原由 %(text)s 办理，这里没有对应的角色，请指定办理人")
    return left_open("owner", task, text, name=called(task), text=whole)


def _find_roles(said: list[str], known: Known) -> list[str]:
    """The roles of these names, nothing where any of them is none."""
    if not all(is_literal(text) for text in said):
        return []
    names = [name for text in said for name in split_list(text)]
    roles = [known.find_role(name) for name in names]
    return list(dict.fromkeys(roles)) if all(roles) else []


def element_variable(activity: Element) -> str:
    """The variable that holds the member of a multi-instance, '' where there is none."""
    for loop in children(activity, "multiInstanceLoopCharacteristics"):
        inner = [each.get("inputElement", "") for each in foreign_elements(loop, "loopCharacteristics")]
        items = [each.get("name", "") or each.get("id", "") for each in children(loop, "inputDataItem")]
        return next((name for name in (foreign(loop, "elementVariable"), *inner, *items) if name), "")
    return ""


def read_starters(_diagram: Diagram, process: Element, known: Known) -> Iterator[Note]:
    """Who may start the process."""
    named = (foreign(process, "candidateStarterUsers"), foreign(process, "candidateStarterGroups"))
    said = [text for text in named if text]
    starts = children(process, "startEvent")
    if not starts or extensions_of(starts[0], "assign"):
        return
    roles = _find_roles(said, known) if said else []
    whole = "；".join(map(excerpt, said))
    if roles:
        extend(starts[0], "assign", {"role": " ".join(roles)})
        text = N_("可发起的人 %(text)s 读作角色 %(roles)s")
        yield changed("starter", starts[0], text, text=whole, roles="、".join(roles))
    elif said:
        text = N_("原可由 %(text)s 发起，这里没有对应的角色，请指定谁可发起")
        yield left_open("starter", starts[0], text, text=whole)
    else:
        text = N_("没有写明谁可发起；不指定的，发布后只能由其他流程调用")
        yield left_open("starter", starts[0], text)
