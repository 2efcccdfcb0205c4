"""The relations that every process may use: what people are to units, and roles of the organisation."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from bpmn.extensions import Assign, Relation
from bpmn.texts import N_
from workflows import registries
from workflows.context import NodeContext
from workflows.errors import RefusedError
from workflows.models import Organisation, Unit
from workflows.queries import directory
from workflows.registries import Member
from workflows.rules.assignment import Assignee
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import DEPUTY, HEAD, LEADER, LIAISON, UNIT_ROLES

ROLES: Final[Mapping[str, str]] = {
    "top_leader": N_("主要领导"),
    "dept_leader": N_("分管领导"),
    "group_chair": N_("领导小组组长"),
    "group_member": N_("领导小组成员"),
    "office_head": N_("办公室主任"),
    "office_staff": N_("办公室工作人员"),
    "discipline_head": N_("纪检监察负责人"),
    "discipline": N_("纪检监察人员"),
    "legal_reviewer": N_("合法性审核人员"),
    "education_officer": N_("宣传教育人员"),
    "complaint_officer": N_("信访受理人员"),
    "dossier_keeper": N_("廉政档案管理员"),
    "proc_editor": N_("流程编辑员"),
    "proc_approver": N_("流程审核员"),
    "integrator": N_("接口账号"),
    "sys_admin": N_("系统管理员"),
    "sec_admin": N_("安全管理员"),
    "audit_admin": N_("审计管理员"),
}
"""Roles that can be granted, and what they are called."""

OFFICE: Final = ("office_head", "office_staff")

LADDER: Final[Mapping[str, tuple[str, ...]]] = {
    LIAISON: (HEAD, LEADER),
    DEPUTY: (HEAD, LEADER),
    HEAD: (LEADER,),
    LEADER: (),
}
"""Who decides in place of whom is recused; above all of them stands the chair of the group (R-LVL-3)."""


def register_relations() -> None:
    """Make the relations and roles known to diagrams."""
    for name in UNIT_ROLES:
        registries.relations.register(name, _UNIT_RELATIONS[name])
    registries.relations.register("holders", list_holders)
    registries.relations.register("person", list_person)
    registries.relations.register("starter", list_starter)
    for role, label in ROLES.items():
        registries.roles.register(role, label)


def _unit_relation(role: str) -> Callable[[NodeContext, str], list[Member]]:
    def list_people(context: NodeContext, unit_code: str) -> list[Member]:
        session, org_id = context.work.session, context.instance.org_id
        found, people = directory.list_role_holders(session, org_id, unit_code, role, today(context))
        unit = _check_unit(found, unit_code)
        path = (f"relation:{role}", unit_step(unit))
        return [Member(person, {"person": person}, path) for person in people]

    return list_people


_UNIT_RELATIONS: Final = {name: _unit_relation(name) for name in UNIT_ROLES}


def list_holders(context: NodeContext, unit_code: str) -> list[Member]:
    """Every post holder of a unit, once for each post (R-SELF-1)."""
    unit = require_unit(context, unit_code)
    return [
        Member(
            holder.person_id,
            {"person": holder.person_id, "post": holder.post_id},
            ("relation:holders", unit_step(unit), f"post:{holder.post_code} {holder.post_name}"),
        )
        for holder in directory.list_holders(context.work.session, unit.id, today(context))
    ]


def list_person(context: NodeContext, code: str) -> list[Member]:
    """One person by code."""
    person = directory.find_person(context.work.session, context.instance.org_id, code)
    return [Member(person.id, {"person": person.id}, ("relation:person",))] if person else []


def list_starter(context: NodeContext, *_arguments: Any) -> list[Member]:
    """Who started the instance."""
    person = context.instance.started_by_id
    return [Member(person, {"person": person}, ("relation:starter",))] if person else []


def unit_step(unit: Unit) -> str:
    """How a unit stands in a path: its code, and its name for people."""
    return f"unit:{unit.code} {unit.name}"


def today(context: NodeContext) -> Any:
    """The day of the command, in Shanghai."""
    return context.work.at.astimezone(ZONE).date()


def require_unit(context: NodeContext, code: str) -> Unit:
    """The unit that a variable names."""
    return _check_unit(directory.find_unit(context.work.session, context.instance.org_id, code), code)


def _check_unit(unit: Unit | None, code: str) -> Unit:
    if unit is None:
        raise RefusedError(N_("单位 %(code)s 不存在"), code=code)
    return unit


def list_role(context: NodeContext, roles: Iterable[str]) -> list[Assignee]:
    """People who hold one of the roles."""
    wanted = tuple(roles)
    session, org_id = context.work.session, context.instance.org_id
    found = context.once(wanted, lambda: directory.list_role_people(session, org_id, wanted, today(context)))
    return [Assignee(person, (f"role:{role}",)) for person, role in found]


def list_assigned(context: NodeContext, assign: Assign) -> list[Assignee]:
    """The people whom one `lf:assign` names."""
    if assign.role:
        return list_role(context, assign.role.split())
    if assign.relation == "member":
        return list_member(context)
    drawn = Relation(assign.relation, (assign.of,) if assign.of else ())
    return [Assignee(each.person_id, each.path) for each in list_members(context, drawn) if each.person_id]


def list_members(context: NodeContext, drawn: Relation) -> list[Member]:
    """The members of a relation as drawn; to something that is not known yet nobody stands in a relation."""
    arguments = [context.argument(text) for text in drawn.arguments]
    if None in arguments:
        return []
    relation = find_relation(drawn.name, rehearsed=context.rehearsed)
    members: list[Member] = context.once((drawn.name, *arguments), lambda: relation(context, *arguments))
    return members


def find_relation(name: str, *, rehearsed: bool) -> registries.Relation:
    """The relation of that name; where a process is only walked through, what stands in for it if it needs that."""
    stand_in = registries.stand_ins.items().get(name) if rehearsed else None
    return stand_in or registries.relations.find(name)


def list_member(context: NodeContext) -> list[Assignee]:
    """The member for whom a multi-instance was opened."""
    person = context.each.get("person")
    return [Assignee(person, tuple(context.each.get("path", ("relation:member",))))] if person else []


def list_ladder(context: NodeContext, assigns: Iterable[Assign]) -> list[list[Assignee]]:
    """Who decides, level by level, if everybody named is recused."""
    levels = []
    for assign in assigns:
        above = LADDER.get(assign.relation, ())
        levels += [list_assigned(context, Assign(relation=role, of=assign.of)) for role in above]
        if assign.role:
            levels.append(_office_leader(context))
    return [*levels, list_role(context, ["group_chair"])]


def _office_leader(context: NodeContext) -> list[Assignee]:
    """The leader in charge of the office's unit."""
    organisation = context.work.session.get_one(Organisation, context.instance.org_id)
    if organisation.office_unit_id is None:
        return []
    unit = organisation.office_unit_id
    people = directory.list_unit_people(context.work.session, unit, LEADER, today(context))
    return [Assignee(person, ("relation:leader", "unit:office")) for person in people]
