"""What our extension (`urn:lianflow:bpmn:1`, prefix `lf`) adds to BPMN: records, and their shape in the XML.

`ELEMENTS` and `ATTRIBUTES` are the single description of the extension. The reader parses by it, and the schema
(XSD) and the description for bpmn-js (moddle) are generated from it (`bpmn.schema`), so the three cannot drift.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class FieldType(StrEnum):
    """What a form field holds."""

    TEXT = "text"
    LONGTEXT = "longtext"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    CHOICE = "choice"
    CHOICES = "choices"
    PERSON = "person"
    UNIT = "unit"
    FILE = "file"
    TABLE = "table"


class VariableType(StrEnum):
    """What a process variable may hold: ids, outcomes, counters, dates; never texts of people."""

    ID = "id"
    CODE = "code"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DATE = "date"
    INSTANT = "instant"
    CODES = "codes"
    """A list of codes: what a decision table gives where several of its rules match."""


class Permit(StrEnum):
    """An approval operation that a step lets people do (`lf:permits`); what is not named is refused."""

    RETURN = "return"
    """Send it back to a step that was passed (退回)."""
    TAKE_BACK = "take_back"
    """Take one's own decision back while nothing has followed from it (撤回)."""
    ADD_SIGNER = "add_signer"
    """Add people to a countersign (加签)."""
    REMOVE_SIGNER = "remove_signer"
    """Take people out of a countersign (减签)."""
    FINISH_EARLY = "finish_early"
    """End a countersign with what was said so far (提前结束)."""


@dataclass(frozen=True)
class Relation:
    """A named relation applied to variables or quoted words: `holders(unit)`, `givers(submission, 'colleague')`."""

    name: str
    arguments: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)})"


@dataclass(frozen=True)
class Assign:
    """Who may act: the holders of a role, or whoever stands in a relation to a variable or to what an expression says.

    `unlike` names user tasks of this process (blank-separated): who completed one of them may not act here.
    `apart` is a relation whose members may not act: nobody decides about his own (R-COI-2).
    """

    role: str = ""
    relation: str = ""
    of: str = ""
    unlike: tuple[str, ...] = ()
    apart: Relation | None = None

    @property
    def computed(self) -> bool:
        """Whether it says by an expression to whom the relation is: `lead_unit if joint else unit`."""
        return bool(self.of) and not self.of.isidentifier()


@dataclass(frozen=True)
class Option:
    """One choice of a field."""

    value: str
    label: str


@dataclass(frozen=True)
class Field:
    """One field of a form.

    `outcomes` limits a field to some outcomes: with any other it is neither asked nor accepted.
    `source` names a registered source of options, applied like a relation.
    `variable` names the process variable that takes the answer.
    """

    name: str
    type: FieldType
    label: str = ""
    required: bool = False
    writable: bool = True
    help: str = ""
    options: tuple[Option, ...] = ()
    source: Relation | None = None
    fields: tuple["Field", ...] = ()
    outcomes: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    variable: str = ""
    line: int = 0


@dataclass(frozen=True)
class Form:
    """The fields that a node asks for."""

    fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """One way to complete a task. `opinion` is the least number of characters, None where none is taken.

    `tone` (`positive`, `negative`) colours its button. One that `voids` makes the outcomes of those who stood beside
    in the same multi-instance void: a return ends the validity of earlier signatures (R-RET-1).
    """

    name: str
    label: str
    opinion: int | None = 0
    tone: str = ""
    voids: bool = False

    @property
    def needs_opinion(self) -> bool:
        """Whether the outcome is refused without an opinion."""
        return bool(self.opinion)


@dataclass(frozen=True)
class Vote:
    """A vote is one wait of the engine; `settings` are rules of its kind, values or names of parameters.

    `outputs` name the variables that take what its kind reports, such as a count of items that failed.
    """

    kind: str
    items: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    outputs: tuple["Binding", ...] = ()


@dataclass(frozen=True)
class Binding:
    """A value handed over by name: an expression on the giving side."""

    name: str
    value: str


@dataclass(frozen=True)
class Action:
    """What a service task does: a registered action, its inputs and the variables that take its results."""

    name: str
    inputs: tuple[Binding, ...] = ()
    outputs: tuple[Binding, ...] = ()


@dataclass(frozen=True)
class Trigger:
    """A message that people may send from the instance page: its label, and how long a reason must be."""

    label: str
    opinion: int = 0


@dataclass(frozen=True)
class Variable:
    """A declared process variable. `given` ones come from the starter or the calling process."""

    name: str
    type: VariableType
    label: str = ""
    given: bool = False


@dataclass(frozen=True)
class Shape:
    """How one extension element stands in the XML: its attributes (True = required) and its children."""

    attributes: Mapping[str, bool]
    children: tuple[str, ...] = ()
    open: bool = False
    """Whether further attributes are taken as settings."""


ELEMENTS: Final[Mapping[str, Shape]] = {
    "variable": Shape({"name": True, "type": True, "label": False, "given": False}),
    "assign": Shape({"role": False, "relation": False, "of": False, "unlike": False, "apart": False}),
    "form": Shape({}, ("field",)),
    "field": Shape(
        {
            "name": True,
            "type": True,
            "label": True,
            "required": False,
            "writable": False,
            "help": False,
            "source": False,
            "outcomes": False,
            "minimum": False,
            "maximum": False,
            "variable": False,
        },
        ("option", "field"),
    ),
    "option": Shape({"value": True, "label": True}),
    "outcome": Shape({"name": True, "label": True, "opinion": False, "tone": False, "voids": False}),
    "vote": Shape({"kind": True, "items": False}, ("out",), open=True),
    "action": Shape({"name": True}, ("in", "out")),
    "in": Shape({"name": True, "value": True}),
    "out": Shape({"name": True, "value": True}),
    "trigger": Shape({"label": True, "opinion": False}),
}
"""Elements of the extension, by local name."""

PLACES: Final[Mapping[str, tuple[str, ...]]] = {
    "variable": ("process",),
    "assign": ("userTask", "startEvent", "boundaryEvent", "intermediateCatchEvent"),
    "form": ("userTask", "startEvent"),
    "outcome": ("userTask",),
    "vote": ("userTask",),
    "action": ("serviceTask",),
    "in": ("callActivity", "businessRuleTask"),
    "out": ("callActivity", "businessRuleTask"),
    "trigger": ("boundaryEvent", "intermediateCatchEvent", "startEvent"),
}
"""Elements that stand in `extensionElements`, and the BPMN elements whose those are; others stand in their parents."""

ONCE: Final = frozenset({"form", "vote", "action", "trigger"})
"""Elements of which a node bears at most one."""

ATTRIBUTES: Final[Mapping[str, tuple[str, ...]]] = {
    "due": ("userTask", "boundaryEvent", "intermediateCatchEvent", "startEvent"),
    "panel": ("userTask",),
    "writes": ("userTask", "startEvent"),
    "delegable": ("userTask",),
    "decision": ("businessRuleTask",),
    "permits": ("userTask",),
    "checkpoint": ("userTask", "callActivity", "serviceTask", "subProcess"),
    "each": ("multiInstanceLoopCharacteristics",),
    "correlation": (
        "startEvent",
        "intermediateCatchEvent",
        "boundaryEvent",
        "intermediateThrowEvent",
        "endEvent",
        "receiveTask",
        "sendTask",
    ),
}
"""Attributes of the extension, and the BPMN elements that bear them."""
