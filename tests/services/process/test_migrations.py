"""Moving running instances to another version: previewed, proposed, approved, each by itself (R-GOV-1, R-GOV-3)."""

from typing import Any

import pytest

from services.process import migration_work
from services.process.records import list_records
from services.transaction import HOUSE, use_case
from tests.clients import Client
from tests.diagrams import HEAD_OF_UNIT, LIAISON, OFFICE, UNIT, call, draw, end, many, start, user, xor
from tests.houses import House
from tests.procedures import STARTER, TIMED, facts, finish, outsider
from tests.services.process.test_definitions import grant
from workflows import database
from workflows.models import (
    Base,
    Candidate,
    DueWork,
    EngineTask,
    InstanceMigration,
    ParameterSet,
    ProcessInstance,
    Task,
    TaskDraft,
)
from workflows.rules.states import TaskState
from workflows.running.library import forget_sets
from workflows.work import Work

NOTED = '<lf:form><lf:field name="note" type="text" label="说明"/></lf:form>'
STATEMENTS = 20
"""What one move may cost, the sets it reads for the first time included."""

NOTE = "新办法施行，在办事项按新流程办理"


def plain(*steps: str, key: str = "plain") -> bytes:
    """Steps one after the other; the liaison writes, everything else is the head's."""
    nodes = [
        step if step.startswith("<") else user(step, LIAISON if step == "write" else HEAD_OF_UNIT) for step in steps
    ]
    names = [step.split('id="')[1].split('"')[0] if step.startswith("<") else step for step in steps]
    ways = zip(["start", *names], [*names, "end"], strict=True)
    return draw(key, [STARTER, *nodes, end()], list(ways), variables=UNIT)


class Moving:
    """Two versions of a process, and the two persons who move what runs."""

    def __init__(self, house: House, old: bytes, new: bytes) -> None:
        self.house = house
        self.old = house.publish(old)
        self.new = new
        self.editor, self.approver = house.sign_in("procedit"), house.sign_in("procappr")
        self.office, self.liaison, self.head = (house.sign_in(login) for login in ("hxc", "yhc", "pzx"))
        self.to = ""

    def begin(self, count: int = 1) -> list[str]:
        return [self.office.start(self.old.key, "D07")["id"] for _ in range(count)]

    def release(self) -> None:
        """Publish the new version."""
        self.to = self.house.publish(self.new).id

    def wish(self, mapping: dict[str, str] | None = None, **chosen: Any) -> dict[str, Any]:
        mapped = [{"old": old, "new": new} for old, new in (mapping or {}).items()]
        return {"from": self.old.id, "mapping": mapped, "instances": chosen}

    def preview(self, **more: Any) -> list[dict[str, Any]]:
        body = self.wish(**more) | {"limit": 100}
        items: list[dict[str, Any]] = self.editor.post(f"/process-definitions/{self.to}/migrations/preview", body)[
            "items"
        ]
        return items

    def propose(self, **more: Any) -> str:
        body = self.wish(**more) | {"note": NOTE}
        return str(self.editor.post(f"/process-definitions/{self.to}/migrations", body, expect=201)["id"])

    def approve(self, batch: str) -> None:
        """Approve a batch, and let every instance have its turn."""
        self.approver.post(f"/migrations/{batch}/approve")
        self.house.work_off()

    def migrate(self, **more: Any) -> str:
        batch = self.propose(**more)
        self.approve(batch)
        return batch

    def outcomes(self, batch: str) -> dict[str, str]:
        items = self.editor.get(f"/migrations/{batch}/instances", limit=200)["items"]
        return {item["id"]: item["state"] for item in items}


def everything(house: House) -> dict[str, list[Any]]:
    """Every row of every table."""
    with house.reading() as session:
        return {
            table.name: sorted(map(repr, session.execute(table.select()).all()))
            for table in Base.metadata.sorted_tables
        }


def test_r_gov_3_one_proposes_another_approves_and_the_instance_goes_on_under_the_new_version(house: House) -> None:
    moving = Moving(house, plain("write", "check"), plain("write", "look", "check"))
    (instance,) = moving.begin()
    moving.release()

    batch = moving.propose()
    assert moving.office.get(f"/process-instances/{instance}")["version"] == 1
    moving.approve(batch)

    assert moving.office.get(f"/process-instances/{instance}")["version"] == 2
    shown = moving.editor.get(f"/migrations/{batch}")
    assert (shown["state"], shown["total"], shown["handled"], shown["counts"]) == ("approved", 1, 1, {"migrated": 1})
    for who, step in ((moving.liaison, "write"), (moving.head, "look"), (moving.head, "check")):
        finish(who, who.find_task(step)["id"])
    assert moving.office.get(f"/process-instances/{instance}")["state"] == "completed"
    assert [kind for kind, _ in facts(house, instance)][1:3] == ["task_opened", "instance_migrated"]


def test_r_gov_1_nobody_approves_his_own_and_nobody_else_proposes(house: House) -> None:
    moving = Moving(house, plain("write", "check"), plain("write"))
    moving.begin()
    moving.release()
    batch = moving.propose()
    body = moving.wish() | {"note": NOTE}

    for login in ("hxc", "procappr", "sysadmin", "yhc"):
        house.sign_in(login).post(f"/process-definitions/{moving.to}/migrations", body, expect=403)
    moving.editor.post(f"/migrations/{batch}/approve", expect=403)
    grant(house, "procedit", "proc_approver")
    assert "提出人" in house.sign_in("procedit").post(f"/migrations/{batch}/approve", expect=403)["detail"]
    assert moving.approver.post(f"/migrations/{batch}/reject")["state"] == "rejected"
    moving.approver.post(f"/migrations/{batch}/approve", expect=409)
    house.work_off()
    assert moving.outcomes(batch) != {}
    assert set(moving.outcomes(batch).values()) == {"pending"}


def test_a_preview_writes_nothing_and_says_what_the_apply_does(house: House) -> None:
    moving = Moving(house, plain("write", "check", "file"), plain("write", "file"))
    at_write, at_check = moving.begin(2)
    finish(moving.liaison, _task_of(house, at_check))
    moving.release()
    before = everything(house)

    shown = {item["id"]: item for item in moving.preview()}

    assert everything(house) == before
    assert {each: item["possible"] for each, item in shown.items()} == {at_write: True, at_check: False}
    assert [each["code"] for each in shown[at_check]["obstacles"]] == ["node-gone"]
    assert "check" in shown[at_check]["obstacles"][0]["message"]
    batch = moving.migrate()
    assert moving.outcomes(batch) == {at_write: "migrated", at_check: "refused"}
    refused = moving.editor.get(f"/migrations/{batch}/instances", state="refused")["items"]
    assert refused[0]["reasons"] == shown[at_check]["obstacles"]


def _task_of(house: House, instance: str) -> str:
    with house.reading() as session:
        found = session.query(Task).join(ProcessInstance).filter(ProcessInstance.public_id == instance)
        return found.filter(Task.state == TaskState.OPEN).one().public_id


def test_a_preview_tells_whom_the_new_version_would_name_and_which_deadline_it_draws(house: House) -> None:
    old = plain(user("write", LIAISON, attributes='lf:due="wd:3"'), "check")
    new = plain(user("draft", HEAD_OF_UNIT, attributes='lf:due="wd:9"'), "check")
    moving = Moving(house, old, new)
    moving.begin()
    moving.release()

    (shown,) = moving.preview(mapping={"write": "draft"})

    (token,) = shown["tokens"]
    assert (token["node"], token["new_node"], token["tokens"]) == ("write", "draft", 1)
    assert [len(token[each]) for each in ("people", "gained", "lost")] == [1, 1, 1]
    assert token["people"] == token["lost"]
    assert (token["due_rule"], token["new_due_rule"]) == ("wd:3", "wd:9")
    assert {each["code"] for each in shown["notes"]} == {"deadline-kept", "people-kept"}
    assert (shown["tasks_kept"], shown["tasks_ended"], shown["tasks_new"]) == (1, 0, 0)


def test_tasks_keep_their_id_claim_draft_people_deadline_and_reminders(house: House) -> None:
    old = draw(
        "shared",
        [STARTER, user("file", OFFICE + NOTED, attributes='lf:due="wd:5"'), end()],
        [("start", "file"), ("file", "end")],
        variables=UNIT,
    )
    new = old.replace(b'"file"', b'"archive"').replace(b"wd:5", b"wd:9")
    moving = Moving(house, old, new)
    (instance,) = moving.begin()
    task = moving.office.find_task("file")["id"]
    moving.office.post(f"/tasks/{task}/claim")
    moving.office.put(f"/tasks/{task}/draft", {"values": {"note": "记到一半"}})
    moving.release()
    before = _kept(house)

    moving.migrate(mapping={"file": "archive"})

    assert _kept(house) == before
    shown = moving.office.get(f"/tasks/{task}")
    assert (shown["name"], shown["node_id"], shown["due_at"][:10]) == ("archive", "archive", "2026-07-20")
    assert (shown["form"][0]["value"], shown["draft_revision"]) == ("记到一半", 1)
    house.travel("2026-07-17T09:30:00+08:00")
    finish(moving.office, task)
    assert moving.office.get(f"/process-instances/{instance}")["state"] == "completed"


def _kept(house: House) -> list[Any]:
    """What a person or a clock has put into a task."""
    with house.reading() as session:
        tasks = [(each.public_id, each.due_at, each.claimed_by_id, each.due_rule) for each in session.query(Task)]
        people = [(each.task_id, each.person_id, each.path) for each in session.query(Candidate)]
        drafts = [(each.task_id, each.values, each.revision) for each in session.query(TaskDraft)]
        due = session.query(DueWork).filter(DueWork.kind.in_(["remind", "timer"])).order_by(DueWork.id)
        return [tasks, people, drafts, [(each.dedupe_key, each.due_at, each.state) for each in due]]


def test_a_timer_happens_when_it_was_to_happen(house: House) -> None:
    moving = Moving(house, TIMED, TIMED.replace("测试流程".encode(), "新流程".encode()))
    (instance,) = moving.begin()
    moving.release()
    house.travel("2026-07-14T09:00:00+08:00")
    before = _kept(house)
    moving.migrate()

    assert _kept(house) == before
    house.travel("2026-07-22T10:00:00+08:00")

    history = moving.office.get(f"/process-instances/{instance}/history", limit=200)["items"]
    fired = [item["at"][:16] for item in history if item["kind"] == "timer_fired"]
    assert fired == ["2026-07-14T16:00", "2026-07-20T16:00"]


def test_what_was_signed_is_shown_as_it_was_drawn(house: House) -> None:
    form = '<lf:form><lf:field name="word" type="text" label="{label}"/></lf:form>'
    old = plain(user("write", LIAISON + form.format(label="原标题")), "check")
    moving = Moving(house, old, plain(user("draft", LIAISON + form.format(label="新标题")), "check"))
    (instance,) = moving.begin()
    task = moving.liaison.find_task("write")["id"]
    moving.liaison.post(f"/tasks/{task}/complete", {"outcome": "done", "values": {"word": "照旧"}, "opinion": ""})
    moving.release()
    moving.migrate(mapping={"write": "draft"})

    assert moving.liaison.get(f"/tasks/{task}")["name"] == "write"
    with house.reading() as session:
        actor = house.command("yhc").actor
        (record,) = list_records(Work(session, house.now, actor), instance)
    assert [said.label for said in record.answers] == ["原标题"]


def test_one_that_ended_meanwhile_and_one_that_fails_stop_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    moving = Moving(house, plain("write"), plain("write", "check"))
    ended, broken, fine = moving.begin(3)
    moving.release()
    batch = moving.propose()
    finish(moving.liaison, _task_of(house, ended))
    real = migration_work._move

    def fail(work: Any, instance: ProcessInstance, *more: Any) -> None:
        real(work, instance, *more)
        if instance.public_id == broken:
            raise ZeroDivisionError

    monkeypatch.setattr(migration_work, "_move", fail)
    moving.approve(batch)

    assert moving.outcomes(batch) == {ended: "gone", broken: "pending", fine: "migrated"}
    assert moving.office.get(f"/process-instances/{broken}")["version"] == 1
    monkeypatch.undo()
    with database.bound().writing() as session:
        session.query(DueWork).filter(DueWork.kind == "migrate_instance").update({"free_at": None})
        session.commit()
    house.work_off()
    assert moving.outcomes(batch)[broken] == "migrated"


def test_work_that_was_given_up_is_said_to_have_failed_and_may_be_tried_again(house: House) -> None:
    moving = Moving(house, plain("write"), plain("write", "check"))
    moving.begin()
    moving.release()
    batch = moving.propose()
    moving.approver.post(f"/migrations/{batch}/approve")
    with database.bound().writing() as session:
        session.query(DueWork).filter(DueWork.kind == "migrate_instance").update({"state": "dead"})
        session.commit()

    assert moving.editor.get(f"/migrations/{batch}")["counts"] == {"failed": 1}
    assert list(moving.outcomes(batch).values()) == ["failed"]
    moving.editor.post(f"/migrations/{batch}/retry", expect=403)
    assert moving.approver.post(f"/migrations/{batch}/retry")["total"] == 1
    house.work_off()
    assert list(moving.outcomes(batch).values()) == ["migrated"]
    moving.approver.post(f"/migrations/{batch}/retry", expect=409)


def test_an_instance_goes_back_while_nothing_has_happened_since(house: House) -> None:
    moving = Moving(house, plain("write", "check"), plain("draft", "look", "check"))
    stays, moves = moving.begin(2)
    moving.release()
    before = _rows(house)
    batch = moving.migrate(mapping={"write": "draft"})
    finish(moving.liaison, _task_of(house, moves))

    returned = f"/migrations/{batch}/instances"
    moving.editor.post(f"{returned}/{stays}/return", {"reason": "方案有误"}, expect=403)
    moving.approver.post(f"{returned}/{stays}/return", {"reason": " "}, expect=422)
    moving.approver.post(f"{returned}/{moves}/return", {"reason": "方案有误"}, expect=409)
    moving.approver.post(f"{returned}/{stays}/return", {"reason": "方案有误"})
    moving.approver.post(f"{returned}/{stays}/return", {"reason": "方案有误"}, expect=409)

    assert _rows(house)[stays] == before[stays]
    assert moving.outcomes(batch) == {stays: "returned", moves: "migrated"}
    assert [kind for kind, _ in facts(house, stays)][-2:] == ["instance_migrated", "migration_returned"]
    finish(moving.liaison, _task_of(house, stays))
    finish(moving.head, _task_of(house, stays))
    assert moving.office.get(f"/process-instances/{stays}")["state"] == "completed"


def _rows(house: House) -> dict[str, Any]:
    """By instance: its versions, variables, tasks and the engine's rows."""
    with house.reading() as session:
        return {
            each.public_id: (
                each.set_id,
                each.definition_id,
                each.variables,
                [(task.node_id, task.name, task.set_id) for task in session.query(Task).filter_by(instance_id=each.id)],
                sorted(
                    map(str, session.execute(_engine_rows(each.id)).all()),
                ),
            )
            for each in session.query(ProcessInstance)
        }


def _engine_rows(instance_id: int) -> Any:
    return EngineTask.__table__.select().where(EngineTask.instance_id == instance_id)


def test_a_decision_made_before_the_move_is_still_known_by_its_new_name_and_forgotten_when_it_goes_back(
    house: House,
) -> None:
    moving = Moving(house, plain("write", "check"), plain("draft", "check"))
    (instance,) = moving.begin()
    finish(moving.liaison, _task_of(house, instance))
    moving.release()
    before = _rows(house)

    batch = moving.migrate(mapping={"write": "draft"})

    assert _rows(house)[instance][2]["draft"] == "done"
    moving.approver.post(f"/migrations/{batch}/instances/{instance}/return", {"reason": "方案有误"})
    assert _rows(house) == before


def test_an_instance_inside_a_call_goes_on_in_the_new_version_of_what_was_called(house: House) -> None:
    """The caller stays the same; only what it calls has a newer version."""
    inner = draw(
        "inner", [start(), user("check", HEAD_OF_UNIT), end()], [("start", "check"), ("check", "end")], variables=UNIT
    )
    outer = plain("write", call("inside", "inner", '<lf:in name="unit" value="unit"/>'), key="outer")
    house.publish(inner)
    moving = Moving(house, outer, outer)
    (instance,) = moving.begin()
    finish(moving.liaison, _task_of(house, instance))
    steps = [start(), user("check", HEAD_OF_UNIT), user("again", HEAD_OF_UNIT), end()]
    house.publish(draw("inner", steps, [("start", "check"), ("check", "again"), ("again", "end")], variables=UNIT))
    moving.to = moving.old.id

    assert [item["possible"] for item in moving.preview()] == [True]
    moving.migrate()
    assert moving.preview() == []

    finish(moving.head, _task_of(house, instance))
    assert finish(moving.head, moving.head.find_task("again")["id"])["instance"]["state"] == "completed"


def test_a_parameter_that_the_instance_does_not_have_keeps_it_where_it_is(house: House) -> None:
    """R-GOV-3: an instance keeps its own set of parameters, which may be older than what a new version names."""
    named = "disposition.improve"
    moving = Moving(house, plain("write"), plain("write", user("check", HEAD_OF_UNIT, attributes=f'lf:due="{named}"')))
    moving.begin()
    with database.bound().writing() as session:
        held = session.get_one(ParameterSet, session.query(ProcessInstance).one().parameters_id)
        held.values = {name: entry for name, entry in held.values.items() if name != named}
        session.commit()
    forget_sets()
    moving.release()

    (shown,) = moving.preview()

    assert [each["code"] for each in shown["obstacles"]] == ["parameter-missing"]
    assert shown["obstacles"][0]["node"] == "check"
    assert list(moving.outcomes(moving.migrate()).values()) == ["refused"]


def test_a_suspended_instance_moves_and_stays_suspended(house: House) -> None:
    moving = Moving(house, plain("write"), plain("write", "check"))
    (instance,) = moving.begin()
    moving.office.post(f"/process-instances/{instance}/suspend", {"reason": "等候新办法"})
    moving.release()

    batch = moving.migrate()

    assert moving.outcomes(batch) == {instance: "migrated"}
    assert moving.office.get(f"/process-instances/{instance}")["state"] == "suspended"


REWORK = draw(
    "rework",
    [STARTER, xor("m"), user("write", LIAISON, outcomes=("again", "done")), xor("x"), end()],
    [("start", "m"), ("m", "write"), ("write", "x"), ("x", "m", "write == 'again'"), ("x", "end")],
    variables=UNIT,
)


def crowd(count: int) -> bytes:
    """One step that so many have at once."""
    step = user("write", LIAISON, each=many(cardinality=str(count)))
    return draw("crowd", [STARTER, step, end()], [("start", "write"), ("write", "end")], variables=UNIT)


@pytest.mark.parametrize(
    ("diagram", "rounds"), [(REWORK, 0), (REWORK, 30), (crowd(2), 0), (crowd(60), 0)], ids=["0", "30", "2", "60"]
)
def test_a_move_costs_the_same_whatever_lies_behind_the_instance_or_stands_beside(
    house: House, diagram: bytes, rounds: int
) -> None:
    moving = Moving(house, diagram, diagram.replace(b'"write"', b'"draft"').replace(b"write ==", b"draft =="))
    (instance,) = moving.begin()
    for _ in range(rounds):
        finish(moving.liaison, _task_of(house, instance), "again")
    moving.release()
    batch = moving.propose(mapping={"write": "draft"})
    moving.approver.post(f"/migrations/{batch}/approve")
    with house.reading() as session:
        item = session.query(InstanceMigration).one().id
    migrate = use_case(lambda work: migration_work.migrate_instance(work, {"item": item}))

    with house.counting() as statements:
        migrate(HOUSE)

    assert moving.outcomes(batch) == {instance: "migrated"}
    assert len(statements) <= STATEMENTS, "\n".join(statements)


def test_another_organisation_finds_nothing(house: House) -> None:
    moving = Moving(house, plain("write"), plain("write", "check"))
    moving.begin()
    moving.release()
    batch = moving.propose()
    stranger: Client = house.sign_in(outsider(house, "elsewhere"))

    stranger.get(f"/migrations/{batch}", expect=403)
    moving.approver.get(f"/migrations/{'0' * 32}", expect=404)
    moving.editor.post(f"/process-definitions/{'0' * 32}/migrations/preview", moving.wish(), expect=404)


def test_what_cannot_be_meant_is_refused_with_a_sentence(house: House) -> None:
    moving = Moving(house, plain("write"), plain("write", "check"))
    other = house.publish(plain("write", key="other"))
    moving.release()
    path = f"/process-definitions/{moving.to}/migrations"

    def refused(**changes: Any) -> str:
        body = moving.wish() | {"note": NOTE} | changes
        return str(moving.editor.post(path, body, expect=422)["detail"])

    assert refused() == "没有可以迁移的流程"
    assert refused(note=" ") == "请写明迁移理由"
    assert refused(**{"from": other.id}) == "两个版本不是同一个流程"
    answer = moving.editor.post(path, moving.wish({"write": "nothing"}) | {"note": NOTE}, expect=422)
    assert answer["errors"][0]["message"] == "新版本没有环节 nothing"
