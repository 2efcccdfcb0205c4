"""Who may start a process: holders of a role, for any unit; people of a unit, for that unit."""

from collections.abc import Mapping
from functools import cached_property

from bpmn.elements import Process
from workflows.queries.directory import list_own_roles
from workflows.rules.deadlines import ZONE
from workflows.running.starting import start_event
from workflows.work import Work


class StarterRights:
    """What the asker may start; what he is to units is looked up when a process asks for it."""

    def __init__(self, work: Work) -> None:
        self.work = work

    @cached_property
    def own_units(self) -> Mapping[str, frozenset[str]]:
        """Codes of the units to which the asker is something, by what he is."""
        person, today = self.work.asker.person_id, self.work.at.astimezone(ZONE).date()
        found: dict[str, frozenset[str]] = {}
        for role, code in list_own_roles(self.work.session, person, today) if person else ():
            found[role] = found.get(role, frozenset()) | {code}
        return found

    def starts_anywhere(self, process: Process) -> bool:
        """Whether a role of the asker starts the process, for any unit and for none."""
        roles = [role for assign in start_event(process).assign for role in assign.role.split()]
        return self.work.asker.person_id is not None and self.work.asker.has_role(*roles)

    def list_units(self, process: Process) -> frozenset[str]:
        """Codes of the units for which the asker may start the process, where no role lets him."""
        relations = [assign.relation for assign in start_event(process).assign if assign.relation]
        mine = [self.own_units.get(relation, frozenset()) for relation in relations]
        return frozenset().union(*mine)

    def may_start(self, process: Process, unit: str = "") -> bool:
        """Whether the asker may start the process for a unit; without one, for any at all."""
        if self.starts_anywhere(process):
            return True
        units = self.list_units(process)
        return unit in units if unit else bool(units)
