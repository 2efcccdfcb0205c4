"""The chain that led to a person, as others read it (R-TASK-1, R-TASK-3, R-COI-2)."""

import pytest
from flask import Flask
from flask_babel import Babel

from webapp.texts import translate
from webapp.why import trace_person

UNIT = "unit:D07 学位管理与研究生处"


@pytest.mark.parametrize(
    ("path", "substitutes", "said"),
    [
        (("relation:head", UNIT), (), "学位管理与研究生处 → 主要负责人 → 潘某"),
        (("relation:head", UNIT), ("王某",), "学位管理与研究生处 → 主要负责人 → 潘某；由王某代办"),
        (("relation:holders", UNIT, "post:D07-H 处长"), (), "学位管理与研究生处 → 处长（岗位）→ 潘某"),
        (("role:office_head",), (), "办公室主任 → 潘某"),
        (
            ("recused", "relation:leader", UNIT),
            (),
            "原办理人须回避，上移一级：学位管理与研究生处 → 委厅分管领导 → 潘某",
        ),
        (("relation:warned",), (), "被预警人 → 潘某"),
    ],
)
def test_r_task_1_the_way_to_a_person_is_said(path: tuple[str, ...], substitutes: tuple[str, ...], said: str) -> None:
    app = Flask(__name__)
    Babel(app, default_locale="zh")
    with app.test_request_context():
        assert translate(trace_person(path, "潘某", substitutes)) == said
