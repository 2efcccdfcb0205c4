"""What a change means, as pages and the API say it (R-GOV-1)."""

from collections.abc import Callable

import pytest

from bpmn.processes import read_shipped
from tests.houses import House
from tests.visitors import Visitor

Visit = Callable[..., Visitor]
KEY = "risk_discovery_anhui6"

LEGAL = """
    <bpmn:userTask id="legal" name="合法性审核" lf:due="wd:5">
      <bpmn:extensionElements>
        <lf:assign role="legal_reviewer"/>
        <lf:outcome name="agree" label="通过"/>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="f27x" sourceRef="legal" targetRef="accept"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" """


def change_diagram() -> str:
    """合法性审核 stands between the leader's signature and 受理; 受理 has five working days."""
    xml = read_shipped(KEY).decode()
    xml = xml.replace(
        'name="同意" sourceRef="signed" targetRef="accept"', 'name="同意" sourceRef="signed" targetRef="legal"'
    )
    xml = xml.replace('lf:due="p2_discovery.office_check"', 'lf:due="wd:5"')
    shape = (
        '<bpmndi:BPMNShape id="shape_legal" bpmnElement="legal"><dc:Bounds x="3000" y="100" width="100" height="80"/>'
        "</bpmndi:BPMNShape>"
    )
    edge = (
        '<bpmndi:BPMNEdge id="edge_f27x" bpmnElement="f27x"><di:waypoint x="3100" y="140"/>'
        '<di:waypoint x="3200" y="140"/></bpmndi:BPMNEdge>'
    )
    xml = xml.replace("</bpmndi:BPMNPlane>", shape + edge + "</bpmndi:BPMNPlane>")
    return xml.replace('\n    <bpmn:sequenceFlow id="f1" sourceRef="start" ', LEGAL)


@pytest.fixture
def draft(house: House) -> str:
    """The changed diagram, stored by the editor."""
    body = {"data": change_diagram().encode(), "content_type": "application/xml"}
    answer = house.sign_in("procedit").ask("POST", "/process-definitions", expect=201, **body)
    return str(answer.json["id"])


def find_published(house: House) -> str:
    answer = house.sign_in("procedit").ask("GET", f"/process-definitions?key={KEY}&state=published", expect=200)
    return str(answer.json["items"][0]["id"])


def test_the_api_says_what_is_different(house: House, draft: str) -> None:
    """Roles, units and parameters by their names, with the value in force."""
    published = find_published(house)

    found = house.sign_in("procappr").ask("GET", f"/process-definitions/{published}/diff?to={draft}", expect=200).json

    assert sorted(each["text"] for each in found["changes"]) == [
        "受理审查：办理期限 办公室审查期限（2 个工作日） → 5 个工作日",
        "新增步骤“合法性审核”，由合法性审核人员办理，期限 5 个工作日，位于“分管领导审签”之后、“受理审查”之前",
    ]
    assert found["new_marks"]["legal"] == "added"
    assert (found["old"]["version"], found["new"]["version"]) == (1, 2)


def test_who_approves_reads_the_change_where_he_approves(house: House, visit: Visit, draft: str) -> None:
    house.sign_in("procedit").ask("POST", f"/process-definitions/{draft}/submit", expect=200)

    page = visit("procappr").get(f"/definitions/{draft}")

    assert "与 v1 相比的改动" in page.text
    assert "新增步骤“合法性审核”" in page.text
    assert page.find("//form[contains(@action, '/approve')]") is not None


def test_the_page_needs_no_script(house: House, visit: Visit, draft: str) -> None:
    published = find_published(house)

    page = visit("procappr").get(f"/definitions/{published}/diff?to={draft}")
    sentences = [" ".join(each.text_content().split()) for each in page.tree.xpath("//section[2]//ul[1]/li")]

    assert len(sentences) == 2
    assert sentences[0].startswith("+新增：")
    assert "v1 → v2" in page.text


def test_without_a_version_to_compare_with_it_is_the_one_in_force(house: House, visit: Visit, draft: str) -> None:
    published = find_published(house)

    client = visit("procappr").client
    assert client.get(f"/definitions/{draft}/diff").location == f"/definitions/{published}/diff?to={draft}"
    assert client.get(f"/definitions/{published}/diff").location == f"/definitions/{published}"


def test_both_drawings_come_with_marks_and_signs(house: House, visit: Visit, draft: str) -> None:
    address = f"/definitions/{find_published(house)}/diff/drawing/new?to={draft}"

    [drawn] = visit("procappr").client.get(address).json["processes"]

    assert (drawn["states"]["legal"], drawn["signs"]["legal"]) == ("added", "+")
    assert (drawn["states"]["accept"], drawn["signs"]["accept"]) == ("changed", "✎")


def test_only_versions_of_one_key_are_compared(house: House, draft: str) -> None:
    client = house.sign_in("procappr")
    other = client.ask("GET", "/process-definitions?key=signoff", expect=200).json["items"][0]["id"]
    table = client.ask("GET", "/process-definitions?kind=decision", expect=200).json["items"][0]["id"]

    client.ask("GET", f"/process-definitions/{other}/diff?to={draft}", expect=409)
    client.ask("GET", f"/process-definitions/{'0' * 32}/diff?to={draft}", expect=404)
    client.ask("GET", f"/process-definitions/{draft}/diff", expect=422)
    assert client.ask("GET", f"/process-definitions/{table}/diff?to={table}", expect=200).json["changes"] == []


def test_a_refused_draft_shows_the_way_around_on_its_drawing(house: House, visit: Visit, draft: str) -> None:
    """The ballot may be passed by once the process that holds it is retired."""
    house.sign_in("procedit")
    ballot = house.sign_in("procappr").ask("GET", "/process-definitions?key=mass_ballot", expect=200).json["items"][0]
    house.sign_in("procappr").ask("POST", f"/process-definitions/{ballot['id']}/retire", expect=200)

    page = visit("procappr").get(f"/definitions/{draft}")

    assert "leader_sign" in page.find("//div[@data-around]").get("data-around").split()
    assert "必经环节“群众评议”" in page.text
