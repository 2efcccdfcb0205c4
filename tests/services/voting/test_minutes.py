"""会议纪要 (T-25): what a sitting leaves on paper when it is closed (R-GRP-7)."""

from services.documents.contents import Form, Grid, thaw_content
from services.documents.issuing import read_content
from services.documents.models import Document
from tests.voting import GROUP, Stage

FIVE = GROUP[:5]


def hold_sitting(stage: Stage) -> None:
    """Five of nine come; the first point is carried, the second is not."""
    stage.put_before_group()
    stage.attend(FIVE)
    stage.open_meeting()
    for login in FIVE[:4]:
        stage.vote(login)
    stage.vote(FIVE[4], {"R1": "approve", "R2": "against"})
    stage.close_meeting()


def read_minutes(stage: Stage) -> tuple[Document, Form]:
    with stage.house.reading() as session:
        document = session.query(Document).filter_by(kind="T-25").one()
        content = thaw_content(read_content(session, document))
    assert isinstance(content, Form)
    return document, content


def test_minutes_say_who_came_and_what_was_concluded_with_which_votes(stage: Stage) -> None:
    hold_sitting(stage)

    document, content = read_minutes(stage)
    entries = {each.label: each.value for block in content.blocks if block.shape == "entries" for each in block.cells}
    [table] = [block for block in content.blocks if isinstance(block, Grid)]
    assert document.number == "廉纪〔2026〕1号"
    assert (entries["应到"], entries["实到"], entries["回避"]) == ("9人", "5人", "无")
    assert [row[2] for row in table.rows] == ["准确", "未通过，延期再议"]
    assert [row[3] for row in table.rows] == ["应到9 实到5\n赞成5 反对0 弃权0", "应到9 实到5\n赞成4 反对1 弃权0"]


def test_minutes_are_read_by_the_body_and_the_office_and_not_by_the_unit(stage: Stage) -> None:
    hold_sitting(stage)
    document, _ = read_minutes(stage)

    for reader in ("lzy", "hxc", "twn"):
        assert stage(reader).get(f"/documents/{document.public_id}")["number"] == document.number
    for stranger in ("yhc", "pzx", "sysadmin"):
        stage(stranger).get(f"/documents/{document.public_id}", expect=404)
