"""What nobody may do for another (R-TASK-3): said in the shipped diagrams, and so refused to every substitute."""

from bpmn.elements import UserTask
from bpmn.processes import SHIPPED, read_shipped
from bpmn.reader import read_process

OWN = {
    "risk_discovery_anhui6.self_check",  # 自己找
    "disposition.talk",
    "disposition.confirm_talk",
    "disposition.chair_talk",  # 约谈: record and signature
    "expert_panel.declare",
    "expert_panel.assess",  # 专家评: declaration and vote
    "determination.meet",  # 组织审: the group's vote
    "admonition_talk.record",
    "admonition_talk.sign",
    "admonition_talk.confirm_refusal",  # 诫勉谈话: record and signatures
    "collective_vote.vote",
    "accountability.approve",
    "accountability.decide",  # 责任追究: the group's vote, decisions
    "reply_duty.acknowledge",
    "correction_order.acknowledge",
    "written_reply.reply",
    "inquiry_reply.explain",
    "inquiry_letter.draft",
    "inquiry_letter.approve",
    "inquiry_letter.sign",
    "inquiry_letter.report",  # 函询: known to its own people only
    "advice_reply.answer",
    "accountability.state",  # the warned's own words
}

ROUTINE = {
    "signoff.sign",
    "risk_discovery_anhui6.summarise",
    "risk_discovery_anhui6.head_confirm",
    "risk_discovery_anhui6.accept",
    "disposition.improve",
    "disposition.rectify",
    "warning_disposal.approve",
    "correction_order.inspect",
}


def user_tasks() -> dict[str, UserTask]:
    """All user tasks of the shipped diagrams, as `process.node`."""
    processes = (read_process(read_shipped(key)) for key in SHIPPED)
    return {
        f"{process.id}.{node.id}": node
        for process in processes
        for node in process.nodes.values()
        if isinstance(node, UserTask)
    }


def test_r_task_3_votes_talks_and_the_own_check_wait_for_the_person_himself() -> None:
    tasks = user_tasks()

    assert set(tasks) >= OWN
    assert {name for name in OWN if tasks[name].delegable} == set()


def test_r_task_3_no_vote_is_delegable() -> None:
    votes = {name: task for name, task in user_tasks().items() if task.vote}

    assert votes
    assert {name for name, task in votes.items() if task.delegable} <= {"mass_ballot.vote"}, (
        "a box has no seats to stand in for"
    )


def test_r_task_3_sign_off_and_routine_work_are_delegable() -> None:
    tasks = user_tasks()

    assert all(tasks[name].delegable for name in ROUTINE)
