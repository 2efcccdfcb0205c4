"""Fixtures of page tests: a house with small procedures of its own, and people who read pages."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import diagrams
from tests.houses import House
from tests.visitors import Visitor

LEAVE = Path(__file__).parents[1] / "processes" / "leave_request.bpmn"

FIELDS = """
<lf:field name="title" type="text" label="标题" required="true" minimum="2" maximum="20" help="写明事项"/>
<lf:field name="story" type="longtext" label="经过" maximum="500"/>
<lf:field name="days" type="integer" label="天数" minimum="1" maximum="30"/>
<lf:field name="sum" type="number" label="金额"/>
<lf:field name="urgent" type="boolean" label="是否紧急" required="true"/>
<lf:field name="on" type="date" label="日期"/>
<lf:field name="at" type="instant" label="时间"/>
<lf:field name="kind" type="choice" label="类别">
  <lf:option value="a" label="甲"/><lf:option value="b" label="乙"/>
</lf:field>
<lf:field name="marks" type="choices" label="标记">
  <lf:option value="x" label="子"/><lf:option value="y" label="丑"/>
</lf:field>
<lf:field name="who" type="person" label="经办人"/>
<lf:field name="where" type="unit" label="涉及单位"/>
<lf:field name="proof" type="file" label="证明"/>
<lf:field name="rows" type="table" label="明细" outcomes="full" required="true" minimum="1">
  <lf:field name="item" type="text" label="项目" required="true"/>
  <lf:field name="count" type="integer" label="数量" required="true"/>
</lf:field>
<lf:field name="why" type="longtext" label="无明细的理由" outcomes="none" required="true" minimum="5"/>
"""

OUTCOMES = (
    '<lf:outcome name="full" label="提交明细" opinion="none" tone="positive"/>'
    '<lf:outcome name="none" label="无明细" opinion="5"/>'
)

FILL = f"{diagrams.LIAISON}<lf:form>{FIELDS}</lf:form>{OUTCOMES}"

EVERYTHING = diagrams.draw(
    "everything",
    [
        diagrams.start(added=diagrams.OFFICE),
        f'<userTask id="fill" name="填写一切">{diagrams.extend(FILL)}</userTask>',
        diagrams.user("check", diagrams.HEAD_OF_UNIT),
        diagrams.end(),
    ],
    [("start", "fill"), ("fill", "check"), ("check", "end")],
    variables=diagrams.UNIT,
)
"""One task with a field of every type."""


@pytest.fixture
def open_house(house: House) -> House:
    """A house with the leave request and the form of everything."""
    house.publish(LEAVE.read_bytes())
    house.publish(EVERYTHING)
    return house


@pytest.fixture
def visit(open_house: House) -> Callable[..., Visitor]:
    """Let somebody sign in with a browser."""

    def sign_in(login: str = "", language: str = "zh") -> Visitor:
        visitor = Visitor(open_house.app.test_client(), language)
        return visitor.sign_in(login) if login else visitor

    return sign_in


@pytest.fixture
def leave(open_house: House) -> str:
    """A leave request of D07 that waits for its liaison; returns the instance."""
    return str(open_house.sign_in("hxc").start("leave_request", "D07")["id"])


@pytest.fixture
def everything(open_house: House) -> str:
    """The form of everything, waiting for the liaison of D07; returns the instance."""
    return str(open_house.sign_in("hxc").start("everything", "D07")["id"])
