"""Form fields of other tools → `lf:form`, and the variables that their answers go to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from bpmn.documents import Element
from bpmn.importing.conditions import rename_names
from bpmn.importing.known import to_key
from bpmn.importing.notes import Note, called, changed
from bpmn.importing.trees import Diagram, all_nodes, extend, extensions_of
from bpmn.importing.vendors import below, foreign, foreign_elements
from bpmn.lint.expressions import RESERVED as RESERVED_VARIABLES
from bpmn.lint.forms import RESERVED
from bpmn.texts import N_

TYPES: Final[Mapping[str, str]] = {
    "string": "text",
    "text": "text",
    "long": "integer",
    "integer": "integer",
    "int": "integer",
    "double": "number",
    "float": "number",
    "boolean": "boolean",
    "date": "date",
    "enum": "choice",
}
"""Types of fields of other tools, and ours."""
VARIABLES: Final[Mapping[str, str]] = {"integer": "integer", "boolean": "boolean", "date": "date", "choice": "code"}
"""The variable that an answer may go to, by the type of its field; texts of people never become variables."""


@dataclass
class Fields:
    """The fields of a process: names that other tools wrote and ours, and the types of variables."""

    taken: frozenset[str]
    names: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)

    def name_of(self, foreign_name: str) -> str:
        """Our name for a field: always the same for the same."""
        if foreign_name not in self.names:
            name = to_key(foreign_name, "field")
            known = set(self.names.values()) | self.taken | RESERVED | RESERVED_VARIABLES
            while name in known:
                name = f"{name}_value"
            self.names[foreign_name] = name
        return self.names[foreign_name]


def read_forms(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """Fields of start events and user tasks, the variables that they fill, and conditions that read those."""
    ids = frozenset(node.get("id", "") for node in all_nodes(process))
    declared = {each.get("name", ""): each.get("type", "") for each in extensions_of(process, "variable")}
    fields = Fields(ids, {name: name for name in declared}, dict(declared))
    for node in all_nodes(process, "startEvent", "userTask"):
        drawn = list_drawn(node)
        if drawn and not extensions_of(node, "form"):
            form = extend(node, "form", {})
            kept = [name for each in drawn for name in _add_field(form, each, fields)]
            text = N_("“%(name)s”的表单读作 %(count)d 个字段：%(fields)s")
            yield changed("form", node, text, name=called(node), count=len(kept), fields="、".join(kept))
        yield from _note_unread(node)
    for name, kind in fields.types.items():
        if name not in declared:
            extend(process, "variable", {"name": name, "type": kind})
    renamed = {old: new for old, new in fields.names.items() if old != new}
    for old, new in sorted(renamed.items()):
        yield changed("variable", process, N_("变量 %(old)s 改名为 %(new)s，条件已同步"), old=old, new=new)
    rename_names(process, renamed)


def list_drawn(node: Element) -> list[Element]:
    """The fields of a node as other tools write them."""
    grouped = [each for data in foreign_elements(node, "formData") for each in below(data, "formField")]
    return grouped or foreign_elements(node, "formProperty")


def _note_unread(node: Element) -> Iterator[Note]:
    """A form that lies outside the file cannot be read."""
    keys = [foreign(node, "formKey", "formRef")]
    keys += [each.get("formKey", "") or each.get("formId", "") for each in foreign_elements(node, "formDefinition")]
    for key in filter(None, keys):
        text = N_("“%(name)s”的表单 %(text)s 不在文件里，需要的字段请另行补上")
        yield changed("form", node, text, name=called(node), text=key)


def _add_field(form: Element, drawn: Element, fields: Fields) -> Iterator[str]:
    """One field; of two with one name the first counts, and what nobody may read is none."""
    identifier = drawn.get("id", "").strip()
    name = fields.name_of(identifier) if identifier else ""
    if not name or drawn.get("readable", "true") == "false" or name in {each.get("name", "") for each in form}:
        return
    options = _list_options(drawn)
    kind = TYPES.get(drawn.get("type", "string").strip(), "text")
    kind = "text" if kind == "choice" and not options else kind
    label = drawn.get("label", "") or drawn.get("name", "") or identifier
    made = extend(form, "field", {"name": name, "type": kind, "label": label, **_list_limits(drawn, kind)})
    for value, text in options.items() if kind == "choice" else ():
        extend(made, "option", {"value": value, "label": text})
    variable = VARIABLES.get(kind, "")
    if variable and fields.types.get(name, variable) == variable:
        fields.types[name] = variable
        made.set("variable", name)
    yield name


def _list_options(drawn: Element) -> dict[str, str]:
    """The options of a choice, their labels by their values."""
    holders = [drawn, *below(drawn, "values")]
    values = [value for holder in holders for value in below(holder, "value")]
    return {each.get("id", ""): each.get("name", "") or each.get("id", "") for each in values if each.get("id", "")}


def _list_limits(drawn: Element, kind: str) -> dict[str, str]:
    """Whether a field must be filled, may be filled, and between which bounds."""
    constraints = {
        each.get("name", ""): each.get("config", "")
        for holder in below(drawn, "validation")
        for each in below(holder, "constraint")
    }
    found = {}
    readonly = "false" in {drawn.get("writable", ""), drawn.get("writeable", "")}
    if drawn.get("required", "") == "true" or constraints.get("required", "false") != "false":
        found["required"] = "true"
    if readonly or constraints.get("readonly", "false") != "false":
        found |= {"writable": "false", "required": "false"}
    low, high = ("minlength", "maxlength") if kind == "text" else ("min", "max")
    bounds = {"minimum": constraints.get(low, ""), "maximum": constraints.get(high, "")}
    return found | {name: value for name, value in bounds.items() if value.isdecimal() and len(value) <= MAX_DIGITS}


MAX_DIGITS: Final = 6
