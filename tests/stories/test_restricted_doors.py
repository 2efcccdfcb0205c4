"""Restricted records × roles × every door: seen as domain §7.1 says and by nobody else (R-SEC-2, R-SEC-3, R-CMP-4).

Each restricted text is a phrase of its own. Every address that can be looked at, pages and API alike, is asked by every
role with every id that there is; whoever's answers hold a phrase sees that text.
"""

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import JSON, String, select, type_coerce, update

from services.documents.models import Document
from services.information.models import RiskInformation
from services.migrations.tables import metadata
from services.warnings.models import AdmonitionTalk, RiskWarning
from tests.houses import House
from tests.services.information.test_information import FOUND, REPORT, register, verify
from tests.services.registry.rounds import grant_role
from tests.stories.warnings import CASE, LETTER, TALK, Ladder
from tests.webapp.browsing import Browser, addresses
from webapp.logs import configure_logs
from workflows import database
from workflows.models import Account, Candidate, Person, ProcessInstance, RestrictedAccess, Task
from workflows.running import restricted_texts

CLUE = "有反映称评审专家与申报单位存在利害关系。"
FACTS = "两次评审未申报回避，材料已经核对。"
REMARK = "已经认识到问题，愿意改正。"
STATEMENT = "对事实没有异议，请从轻处理。"
ANSWER = {"causes": "回避制度没有规定会前接触。", "measures": "已经修订评审回避办法并公布。"}
GAP = "评审回避办法没有规定会前接触的登记。"

KINDS: Mapping[str, Sequence[str]] = {
    "clue": [CLUE],
    "facts": [FACTS],
    "reply": [*LETTER.values()],
    "talk": [*TALK.values(), REMARK],
    "evidence": [CASE["propose"]["evidence"], CASE["investigate"]["findings"], CASE["notify"]["intended"]],
    "statement": [STATEMENT],
    "report": [REPORT, FOUND["findings"]],
    "letter": [GAP, *ANSWER.values()],
}

ROLES: Mapping[str, str] = {
    "subject": "yhc",
    "head": "pzx",
    "leader": "fjc",
    "approver": "wzh",
    "office": "zhr",
    "group": "gcy",
    "discipline": "tax",
    "sys_admin": "sysadmin",
    "sec_admin": "secadmin",
    "audit_admin": "auditadmin",
    "editor": "procedit",
    "stranger": "yrg",
    "other house": "fin01",
}

ALLOWED: Mapping[str, set[str]] = {
    "clue": {"approver", "office", "discipline"},
    "facts": {"subject", "leader", "approver", "office", "discipline"},
    "reply": {"subject", "leader", "approver", "office", "discipline"},
    "talk": {"subject", "approver", "discipline"},
    "evidence": {"subject", "leader", "approver", "office", "group", "discipline"},
    "statement": {"subject", "leader", "approver", "office", "group", "discipline"},
    "report": {"approver", "discipline"},
    "letter": {"head", "approver", "discipline"},
}
"""Who sees which text. The leader in charge is a member of the group here, and decides about accountability with it.

The head of the unit follows its warnings on the board; texts come to him with a task of his own only.
"""


FIXED = {"box", "key", "kind", "format"}
"""What an address may want beside ids; those with other ids show no record of these kinds."""

NO_RECORDS = {"auth.sign_in", "health.live", "health.ready", "static"}


def fill(house: House) -> None:
    """Three warnings about yhc: a reply to be checked, a talk to be signed, a case at the vote; an item of a unit."""
    grant_role("zhr", "office_staff")
    grant_role("tax", "discipline")
    reply(Ladder(house))
    talk(Ladder(house))
    number_it(hold_to_account(Ladder(house)))
    register(house, about_unit="D07")
    verify(house.sign_in("twn"), "true", "system", gist=GAP)
    house.sign_in("pzx").complete("书面反馈", "submit", ANSWER)
    house.work_off()


def reply(replied: Ladder) -> None:
    """警示提醒 and its 书面回告."""
    replied.remind()
    replied.yhc.complete("签收", "received")
    replied.yhc.complete("书面回告", "submit", LETTER)


def talk(talked: Ladder) -> None:
    """诫勉谈话, signed with a remark."""
    talked.open()
    talked.propose("orange", 2, reason="情节较重，需要直接诫勉谈话")
    talked.wzh.complete("预警审批", "agree")
    talked.talk()


def hold_to_account(held: Ladder) -> str:
    """责任追究 up to the vote; the id of the warning."""
    held.open()
    held.propose("red", 4, conditions=["concealment"])
    held.lzy.complete("预警审批", "agree")
    held.twn.complete("追究建议", "submit", {**CASE["propose"], "condition": "concealment"})
    held.lzy.complete("启动审批", "agree")
    held.twn.complete("调查核实", "submit", CASE["investigate"])
    held.twn.complete("告知拟处理意见", "notify", CASE["notify"])
    held.yhc.complete("陈述申辩", "state", {"statement": STATEMENT})
    return held.id


def number_it(warning: str) -> None:
    """As after an order that was failed twice: the warning was issued, its unit knows of it, and then came the case."""
    table = RiskWarning
    with database.bound().writing() as session:
        session.execute(update(table).where(table.public_id == warning).values(year=2026, number=99))
        session.commit()


def list_ids(house: House) -> dict[str, list[str]]:
    """Every id that an address may want; of the tasks the last of each step, and each that a role has to do."""
    with house.reading() as session:
        last = {each.node_id: each.public_id for each in session.scalars(select(Task).order_by(Task.id)).all()}
        own = session.scalars(
            select(Task.public_id)
            .join(Candidate, Candidate.task_id == Task.id)
            .join(Person, Person.id == Candidate.person_id)
            .where(Person.code.in_({"gcy", "fjc", "wzh"}), Task.node_id == "vote")
        )
        return {
            "task_id": sorted({*last.values(), *own}),
            "instance_id": list(session.scalars(select(ProcessInstance.public_id))),
            "warning_id": list(session.scalars(select(RiskWarning.public_id))),
            "information_id": list(session.scalars(select(RiskInformation.public_id))),
            "document_id": list(session.scalars(select(Document.public_id))),
            "talk_id": list(session.scalars(select(AdmonitionTalk.public_id))),
        }


def list_doors(app: Flask, ids: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Every address to look at, with every id that there is; and those that are asked by POST so as to be noted."""
    for method, address, rule in addresses(app, "GET"):
        wanted = [name for name in rule.arguments if name in ids]
        if rule.arguments - set(wanted) - FIXED or rule.endpoint in NO_RECORDS:
            continue
        for each in ids[wanted[0]] if wanted else [""]:
            yield method, address.replace("0" * 32, each) if each else address
    for talk in ids["talk_id"]:
        yield "POST", f"/warnings/talks/{talk}"


def contents_of(data: bytes) -> str:
    """What an answer says; the parts of an office file too."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    return data.decode("utf-8", "replace")


def ask_all(house: House, login: str, doors: Sequence[tuple[str, str]]) -> dict[str, set[str]]:
    """Which kinds of text somebody sees, and through which doors."""
    browser, found = Browser(house), defaultdict(set)
    browser.sign_in(login)
    for method, address in doors:
        answer = browser.get(address) if method == "GET" else browser.post(address, token=browser.token("/calendar"))
        assert answer.status_code < 500, f"{login} {method} {address}"
        said = contents_of(answer.data)
        for kind, phrases in KINDS.items():
            if any(phrase in said for phrase in phrases):
                found[kind].add(f"{method} {address}")
    return found


@pytest.mark.timeout(300)
def test_r_sec_3_restricted_texts_are_seen_as_domain_7_1_says_and_nowhere_else(house: House) -> None:
    fill(house)
    doors = list(list_doors(house.app, list_ids(house)))
    seen: dict[str, set[str]] = {kind: set() for kind in KINDS}
    leaks = []
    for role, login in ROLES.items():
        for kind, places in ask_all(house, login, doors).items():
            seen[kind].add(role)
            if role not in ALLOWED[kind]:
                leaks.append(f"{role} ({login}) sees {kind} at {sorted(places)[:3]}")

    assert leaks == []
    assert seen == ALLOWED
    refused, read = list_noted(house)
    assert {"yrg", "zhr", "gcy", "sysadmin", "auditadmin"} <= refused, "who asks in vain is noted"
    assert list_refused_kinds(house, "yrg") == {"document", "information", "process_instance", "warning"}
    assert {"tax", "pzx", "yhc"} <= read
    assert not read & {"sysadmin", "secadmin", "auditadmin", "procedit", "yrg", "fin01"}


def list_noted(house: House) -> tuple[set[str], set[str]]:
    """Who was refused something restricted, and who has read something, by login."""
    with house.reading() as session:
        rows = session.execute(select(RestrictedAccess.kind, Account.login).join(Account)).all()
    return tuple({login for kind, login in rows if kind == wanted} for wanted in ("refused", "read"))  # type: ignore[return-value]


def list_refused_kinds(house: House, login: str) -> set[str]:
    """What kinds of things somebody was refused."""
    with house.reading() as session:
        mine = (Account.login == login) & (RestrictedAccess.kind == "refused")
        return set(session.scalars(select(RestrictedAccess.object_type).join(Account).where(mine)))


# -- at rest, in logs, on error pages --------------------------------------------------------------


@pytest.fixture
def log(house: House) -> Iterator[Callable[[], str]]:
    """What the house has written to its log since the test began, line by line as it is configured."""
    assert house.app is not None
    written = io.StringIO()
    configure_logs()
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(written))
    yield written.getvalue
    configure_logs()


def test_restricted_texts_lie_nowhere_in_the_clear(house: House, log: Callable[[], str]) -> None:
    """Neither in a row nor in the database's files nor in the log: everything is read, not only where it belongs."""
    fill(house)
    phrases = [phrase for found in KINDS.values() for phrase in found]

    with house.reading() as session:
        for table in metadata.sorted_tables:
            rows = repr(session.execute(select(*map(plain, table.columns))).all())
            assert [phrase for phrase in phrases if is_in(phrase, rows)] == [], table.name
    if house.engine.dialect.name == "sqlite":
        for path in Path(str(house.engine.url.database)).parent.glob(f"{Path(str(house.engine.url.database)).name}*"):
            data = path.read_bytes()
            assert [phrase for phrase in phrases if phrase.encode() in data] == [], path.name
    told = log()
    assert [phrase for phrase in phrases if phrase in told] == []


def plain(column: Any) -> Any:
    """A column as the database keeps it: JSON as its text."""
    return type_coerce(column, String) if isinstance(column.type, JSON) else column


def is_in(phrase: str, rows: str) -> bool:
    """Whether a phrase stands in rows, as it is or escaped as JSON does."""
    return phrase in rows or json.dumps(phrase)[1:-1] in rows.replace("\\\\", "\\")


def test_a_fault_while_a_text_is_sealed_shows_it_to_nobody(
    house: House, log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.yhc.complete("签收", "received")
    task = ladder.yhc.find_task("书面回告")["id"]

    def break_down(text: str, *_more: Any) -> Any:
        raise RuntimeError("no key")

    monkeypatch.setattr(restricted_texts, "seal_text", break_down)
    answer = ladder.yhc.ask("POST", f"/tasks/{task}/complete", json={"outcome": "submit", "values": LETTER})
    told = log()

    assert answer.status_code == 500
    assert "unexpected_error" in told
    for phrase in LETTER.values():
        assert phrase not in answer.text
        assert phrase not in told
