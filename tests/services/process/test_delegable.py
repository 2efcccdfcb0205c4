"""What nobody may do for another (R-TASK-3): said in the shipped diagrams, and so refused to every substitute."""

from bpmn.elements import UserTask
from bpmn.processes import SHIPPED, read_shipped
from bpmn.reader import read_process

OWN = {
    "self_check",  # 自己找
    "talk",
    "confirm_talk",
    "chair_talk",  # 约谈: record and signature
    "declare",
    "assess",  # 专家评: declaration and vote
    "meet",  # 组织审: the group's vote
}


def user_tasks() -> dict[str, UserTask]:
    """All user tasks of the shipped diagrams."""
    processes = (read_process(read_shipped(key)) for key in SHIPPED)
    return {node.id: node for process in processes for node in process.nodes.values() if isinstance(node, UserTask)}


def test_r_task_3_votes_talks_and_the_own_check_wait_for_the_person_himself() -> None:
    tasks = user_tasks()

    assert set(tasks) >= OWN
    assert {name for name in OWN if tasks[name].delegable} == set()


def test_r_task_3_no_vote_is_delegable() -> None:
    votes = {name: task for name, task in user_tasks().items() if task.vote}

    assert votes
    assert {name for name, task in votes.items() if task.delegable} <= {"vote"}, "a box has no seats to stand in for"


def test_r_task_3_sign_off_and_routine_work_are_delegable() -> None:
    tasks = user_tasks()

    assert all(tasks[name].delegable for name in ("sign", "summarise", "head_confirm", "accept", "improve", "rectify"))
