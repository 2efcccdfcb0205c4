"""Signing in and out: R-SEC-4, and sessions that the server forgets. Wall time is moved by moving what is stored."""

from datetime import timedelta
from typing import Any

import pytest

from services.identity.passwords import check_strength, hash_password, verify_password
from services.identity.use_cases import hash_token
from tests.clients import Client
from tests.houses import House
from webapp.house import DEMO_PASSWORD
from workflows import database
from workflows.clock import wall_now
from workflows.errors import RefusedError
from workflows.models import Account, Person, RoleGrant, UserSession


def change(house: House, login: str, **values: Any) -> None:
    """Change an account as an administrator or the time would."""
    with database.bound().writing() as session:
        account = session.query(Account).filter_by(login=login).one()
        for name, value in values.items():
            setattr(account, name, value)
        session.commit()


def grow_older(who: Client, *, idle: timedelta = timedelta(0), end: timedelta = timedelta(0)) -> None:
    """Let somebody's session be idle for a while, or come nearer to its end."""
    token = who.headers["Authorization"].removeprefix("Bearer ")
    with database.bound().writing() as session:
        live = session.query(UserSession).filter_by(token_hash=hash_token(token)).one()
        live.seen_at -= idle
        live.expires_at -= end
        session.commit()


def try_sign_in(house: House, login: str, password: str) -> tuple[int, Any]:
    answer = house.stranger().ask("POST", "/session", json={"username": login, "password": password})
    return answer.status_code, answer.json


def real(house: House, login: str = "yhc") -> str:
    """Make a sample account one like any other."""
    change(house, login, demo=False)
    return login


def test_who_signs_in_is_who_he_says(house: House) -> None:
    status, answer = try_sign_in(house, "yhc", DEMO_PASSWORD)

    assert status == 201
    assert answer["user"] == {"username": "yhc", "name": "姚海澄"}
    me = house.sign_in("yhc").get("/me")
    assert (me["name"], me["person"], [unit["role"] for unit in me["units"]]) == ("姚海澄", "yhc", ["liaison"])


def test_every_refusal_reads_the_same(house: House) -> None:
    """Whether an account exists, is disabled or locked is nobody's business."""
    change(house, "gsy", state="disabled")
    change(house, "pzx", locked_until=wall_now() + timedelta(minutes=1), demo=False)

    answers = [
        try_sign_in(house, login, password)
        for login, password in (
            ("yhc", "wrong"),
            ("nobody", "wrong"),
            ("gsy", DEMO_PASSWORD),
            ("pzx", DEMO_PASSWORD),
            ("", ""),
            ("YHC", DEMO_PASSWORD),
        )
    ]

    assert {status for status, _ in answers} == {401}
    assert len({str(answer) for _, answer in answers}) == 1


def test_r_sec_4_an_account_is_locked_for_half_an_hour_after_five_failures(house: House) -> None:
    login = real(house)
    for _ in range(4):
        try_sign_in(house, login, "wrong")
    assert try_sign_in(house, login, DEMO_PASSWORD)[0] == 201, "four failures lock nobody"

    for _ in range(5):
        try_sign_in(house, login, "wrong")
    assert try_sign_in(house, login, DEMO_PASSWORD)[0] == 401

    change(house, login, locked_until=wall_now() + timedelta(seconds=30))
    assert try_sign_in(house, login, DEMO_PASSWORD)[0] == 401
    change(house, login, locked_until=wall_now())
    assert try_sign_in(house, login, DEMO_PASSWORD)[0] == 201


def test_r_sec_4_sample_accounts_are_exempt(house: House) -> None:
    for _ in range(7):
        try_sign_in(house, "yhc", "wrong")

    assert try_sign_in(house, "yhc", DEMO_PASSWORD)[0] == 201


def test_r_sec_4_failures_from_one_address_are_slowed_down_for_any_account(house: House) -> None:
    statuses = [try_sign_in(house, f"nobody{number}", "x")[0] for number in range(61)]

    assert statuses[-1] == 429
    assert set(statuses[:60]) == {401}


def test_r_sec_4_a_session_is_over_after_half_an_hour_idle(house: House) -> None:
    who = house.sign_in(real(house))

    grow_older(who, idle=timedelta(minutes=29))
    who.get("/me")
    grow_older(who, idle=timedelta(minutes=29))
    who.get("/me")
    grow_older(who, idle=timedelta(minutes=30))

    who.get("/me", expect=401)
    house.sign_in("yhc").get("/me")


def test_a_session_has_an_end_however_much_it_is_used(house: House) -> None:
    who = house.sign_in("yhc")

    grow_older(who, end=timedelta(hours=11, minutes=59))
    who.get("/me")
    grow_older(who, end=timedelta(minutes=1))

    who.get("/me", expect=401)


def test_signing_out_makes_the_token_worth_nothing(house: House) -> None:
    who, other = house.sign_in("yhc"), house.sign_in("yhc")

    who.ask("DELETE", "/session", expect=204)

    who.get("/me", expect=401)
    who.ask("DELETE", "/session", expect=401)
    other.get("/me")


def test_a_disabled_account_is_out_at_once(house: House) -> None:
    who = house.sign_in("yhc")

    change(house, "yhc", state="disabled")

    who.get("/me", expect=401)


def test_the_database_does_not_know_the_token(house: House) -> None:
    token = house.sign_in("yhc").headers["Authorization"].removeprefix("Bearer ")

    with house.reading() as session:
        kept = session.query(UserSession).one()
        assert token.encode() not in kept.token_hash
        assert hash_token(token) == kept.token_hash


@pytest.mark.parametrize("token", ["", "x", "Bearer", "0" * 500, "键"])
def test_a_token_that_was_never_given_is_nobodys(house: House, token: str) -> None:
    stranger = house.stranger()
    stranger.headers["Authorization"] = f"Bearer {token}".encode().decode("latin-1")

    stranger.get("/me", expect=401)


def test_a_jump_of_the_demo_clock_signs_nobody_out(house: House) -> None:
    """Decision 1: sessions live in wall time."""
    who = house.sign_in(real(house))

    house.sign_in("hxc").advance("2027-07-13T09:00:00+08:00")

    who.get("/me")


def test_roles_are_those_of_the_day(house: House) -> None:
    who = house.sign_in("qmz")
    assert "office_staff" in who.get("/me")["roles"]
    with database.bound().writing() as session:
        person = session.query(Person).filter_by(code="qmz").one()
        grants = session.query(RoleGrant).filter_by(person_id=person.id, role="office_staff")
        grants.update({"to_on": house.now.date() + timedelta(days=1)})
        session.commit()

    house.travel("2026-07-14T00:00:00+08:00")

    assert "office_staff" not in who.get("/me")["roles"]


# -- passwords -------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", ["Abcdefgh12", "abcdefg#12", "ABCDEFG#12", "密码Abcdefg1"])
def test_r_sec_4_ten_characters_of_three_classes_are_strong_enough(password: str) -> None:
    check_strength(password, least=10, classes=3)


@pytest.mark.parametrize("password", ["", "Abcdef#12", "abcdefgh12", "ABCDEFGHIJ", "1234567890", "abcdefghij#"])
def test_r_sec_4_anything_less_is_refused(password: str) -> None:
    with pytest.raises(RefusedError):
        check_strength(password, least=10, classes=3)


def test_a_hash_fits_its_password_and_no_other() -> None:
    stored = hash_password("Abcdefgh12")

    assert stored.startswith("$argon2id$")
    assert verify_password(stored, "Abcdefgh12")
    assert not verify_password(stored, "abcdefgh12")
    assert not verify_password("no hash at all", "Abcdefgh12")
    assert hash_password("Abcdefgh12") != stored
