"""How an installation begins: once, whole, and the same again."""

from services.identity.passwords import hash_password
from services.organisation.founding import found_installation, load_sample
from services.transaction import HOUSE
from tests.houses import START, House
from workflows.models import Account, Organisation, ParameterSet, Person, Post, PostAssignment, Unit, UnitRole
from workflows.queries.directory import list_holders, list_role_people, list_unit_people


def test_the_sample_is_loaded_once(house: House) -> None:
    assert load_sample(HOUSE, password_hash=hash_password("x")) == []
    assert found_installation(HOUSE, demo_start=START) is False

    with house.reading() as session:
        assert session.query(Organisation).count() == 10
        assert session.query(ParameterSet).count() == 10
        main = session.query(Unit).filter_by(org_id=house.org_id)
        assert main.count() == 18
        assert session.query(Person).filter_by(org_id=house.org_id, expert=True).count() > 0


def test_administrators_are_accounts_without_a_person(house: House) -> None:
    with house.reading() as session:
        alone = session.query(Account.login).filter_by(org_id=house.org_id, person_id=None).all()

    assert {login for (login,) in alone} == {"sysadmin", "secadmin", "auditadmin"}


def test_everybody_is_what_the_files_say(house: House) -> None:
    with house.reading() as session:
        unit = session.query(Unit).filter_by(org_id=house.org_id, code="D07").one()
        today = START.date()

        def codes(ids: list[int]) -> list[str]:
            return [session.get_one(Person, each).code for each in ids]

        roles = ("head", "deputy", "leader", "liaison")
        assert [codes(list_unit_people(session, unit.id, role, today)) for role in roles] == [
            ["pzx"],
            ["gsy"],
            ["fjc"],
            ["yhc"],
        ]
        assert [(each.person_code, each.post_code) for each in list_holders(session, unit.id, today)] == [
            ("gsy", "D07-D"),
            ("pzx", "D07-H"),
            ("yhc", "P14"),
        ]
        office = list_role_people(session, house.org_id, ["office_head", "office_staff"], today)
        assert sorted(codes([person for person, _ in office])) == ["hxc", "qmz", "ryx"]


def test_every_post_has_a_holder_and_every_unit_its_roles(house: House) -> None:
    with house.reading() as session:
        held = {row.post_id for row in session.query(PostAssignment)}
        assert held == {post.id for post in session.query(Post)}
        assert session.query(UnitRole).filter(UnitRole.to_on.isnot(None)).count() == 0
