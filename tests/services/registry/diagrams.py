"""The shipped diagrams with their bodies' votes left out: an office task stands in place of each.

What the bodies would have decided the tests write as rows of `vote` and `vote_item`, which is all that the two wings
share. Everything else runs as shipped.
"""

from lxml import etree

from bpmn.processes import read_shipped

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
LF = "{urn:lianflow:bpmn:1}"

OFFICE_TASK = """
<bpmn:extensionElements xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lf="urn:lianflow:bpmn:1">
  <lf:assign role="office_head office_staff"/>
  <lf:form>{fields}</lf:form>
  <lf:outcome name="done" label="办结" opinion="none"/>
</bpmn:extensionElements>
"""

RECORD = """
<bpmn:extensionElements xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:lf="urn:lianflow:bpmn:1">
  <lf:action name="record_determination">
    <lf:in name="submission" value="submission"/>
    <lf:in name="meeting" value="meeting"/>
  </lf:action>
</bpmn:extensionElements>
"""

FAILED = '<lf:field name="failed_count" type="integer" label="未过半项数" required="true" variable="failed_count"/>'

MEETING = (
    '<lf:field name="meeting" type="choice" label="会议" required="true" variable="meeting">'
    + "".join(f'<lf:option value="meeting-{number}" label="{number}"/>' for number in range(1, 40))
    + "</lf:field>"
)


def discovery_without_votes() -> bytes:
    """群众帮 asks the office how many items failed, 专家评 asks for the meeting, 组织审 records what it decided."""
    root = etree.fromstring(read_shipped("risk_discovery_anhui6"))
    _ask_office(root, "mass", FAILED)
    _ask_office(root, "expert", MEETING)
    _record(root, "determine")
    panel = _find(root, "split").find(f".//{LF}in[@name='panel']")
    assert panel is not None
    panel.set("value", "'panel-1'")
    return _with_meeting(root)


def disposition_without_votes() -> bytes:
    """专家复评 asks the office for the meeting, 再审定 records what it decided."""
    root = etree.fromstring(read_shipped("disposition"))
    _ask_office(root, "recheck_panel", MEETING)
    _record(root, "redetermine")
    return _with_meeting(root)


def _find(root: etree._Element, node_id: str) -> etree._Element:
    found = root.find(f".//*[@id='{node_id}']")
    assert found is not None, node_id
    return found


def _ask_office(root: etree._Element, node_id: str, fields: str) -> None:
    _replace(root, node_id, "userTask", OFFICE_TASK.format(fields=fields))


def _record(root: etree._Element, node_id: str) -> None:
    _replace(root, node_id, "serviceTask", RECORD)


def _replace(root: etree._Element, node_id: str, kind: str, extension: str) -> None:
    node = _find(root, node_id)
    node.tag = f"{BPMN}{kind}"
    node.attrib.pop("calledElement", None)
    for old in node.findall(f"{BPMN}extensionElements"):
        node.remove(old)
    node.insert(0, etree.fromstring(extension))


def _with_meeting(root: etree._Element) -> bytes:
    variables = root.find(f".//{BPMN}process/{BPMN}extensionElements")
    assert variables is not None
    variables.append(etree.Element(f"{LF}variable", name="meeting", type="code"))
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data
