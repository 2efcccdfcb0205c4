"""The small organisations beside the main one: each has whom the ladder asks, and knows nothing of the others."""

from services.organisation.reader import read_variants
from tests.houses import START, House
from workflows.models import Organisation, Unit
from workflows.queries.definitions import list_definitions
from workflows.queries.directory import list_role_people

CLUE = "有反映称执法检查中收受服务对象土特产品。"
ROLES = ("office_head", "discipline_head", "top_leader", "group_chair", "group_member", "discipline")
VARIANTS = [record.code for record in read_variants()]


def test_r_warn_2_everybody_whom_the_ladder_asks_is_there(house: House) -> None:
    """干部管理权限: office head, discipline head, top leader, group; two of discipline, for inspectors are others."""
    for code in VARIANTS:
        with house.reading() as session:
            org_id = session.query(Organisation).filter_by(code=code).one().id
            held: dict[str, set[int]] = {role: set() for role in ROLES}
            for person, role in list_role_people(session, org_id, ROLES, START.date()):
                held[role].add(person)
            units = session.query(Unit).filter(Unit.org_id == org_id, Unit.parent_id.isnot(None)).count()

        assert all(held.values()), (code, held)
        assert len(held["discipline"] | held["discipline_head"]) >= 2, code
        assert len(held["group_chair"] | held["group_member"]) >= 3, "two thirds of a group of two would be both"
        assert units >= 4, "units can be chosen"


def test_the_ladder_is_published_and_the_six_methods_are_not(house: House) -> None:
    with house.reading() as session:
        published = {
            each.code: {card.key for card in list_definitions(session, each.id)} for each in session.query(Organisation)
        }

    for code in VARIANTS:
        assert {"warning_disposal", "reply_duty", "disposal_ladder", "warning_approver"} <= published[code]
        assert "risk_discovery_anhui6" not in published[code]
    assert "risk_discovery_anhui6" in published["EDU"]


def test_r_sec_3_nobody_sees_what_belongs_to_another_organisation(house: House) -> None:
    """The office and the discipline side of one organisation oversee all of it, and nothing of any other."""
    ours, theirs = house.sign_in("szp02"), [house.sign_in(login) for login in ("hxc", "wzh", "lzy", "pro04", "fin01")]
    subject = {"subject": "person", "person": "szp06", "source": "inspection", "clue": CLUE}
    started = ours.start("warning_disposal", variables=subject)
    task = ours.find_task("研判")["id"]

    for other in theirs:
        assert other.get("/warnings")["items"] == []
        assert not other.has_task("研判")
        assert started["id"] not in {each["id"] for each in other.get("/process-instances", limit=200)["items"]}
        other.get(f"/warnings/{started['business_key']}", expect=404)
        other.get(f"/process-instances/{started['id']}", expect=404)
        other.get(f"/tasks/{task}", expect=404)
        other.post(f"/tasks/{task}/complete", {"outcome": "dismiss", "opinion": "与本单位没有关系。"}, expect=404)
    theirs[0].start("warning_disposal", variables=subject, expect=422)
    assert [each["id"] for each in ours.get("/warnings")["items"]] == [started["business_key"]]
