"""Kinds and states of the floors below, as people say them."""

from collections.abc import Mapping
from typing import Final

from flask_babel import gettext

from bpmn.texts import N_
from workflows.queries.history import HistoryCard
from workflows.running.relations import ROLES

FACTS: Final[Mapping[str, str]] = {
    "instance_started": N_("发起流程"),
    "instance_completed": N_("流程办结"),
    "instance_cancelled": N_("流程已撤销"),
    "cancel_requested": N_("撤销流程"),
    "instance_suspended": N_("暂停流程"),
    "instance_resumed": N_("恢复流程"),
    "instance_migrated": N_("迁移到新版本"),
    "migration_returned": N_("退回原版本"),
    "work_retried": N_("重试故障事项"),
    "task_opened": N_("到达环节"),
    "task_completed": N_("办理完毕"),
    "task_claimed": N_("签收"),
    "task_released": N_("退回签收"),
    "task_transferred": N_("转办"),
    "task_delegated": N_("委派他人提出意见"),
    "task_advised": N_("回复委派意见"),
    "delegation_recalled": N_("收回委派"),
    "task_reassigned": N_("办理人变更"),
    "task_withdrawn": N_("事项撤回"),
    "task_returned": N_("退回"),
    "sent_straight_back": N_("直接送回退回人"),
    "walked_forward": N_("条件已变，改为逐级重新办理"),
    "task_taken_back": N_("撤回本人的办理"),
    "token_moved": N_("移动环节"),
    "signer_added": N_("加签"),
    "signer_removed": N_("减签"),
    "step_finished_early": N_("提前结束会签"),
    "seat_ended": N_("席位终止"),
    "signatures_voided": N_("已签同意因退回失效"),
    "timer_fired": N_("到时触发"),
    "message_sent": N_("发出指令"),
    "message_thrown": N_("发出消息"),
    "message_received": N_("收到消息"),
    "signal_thrown": N_("发出信号"),
    "signal_received": N_("收到信号"),
    "action_done": N_("系统处理"),
    "decision_made": N_("按决策表判定"),
    "vote_opened": N_("表决开始"),
    "vote_extended": N_("表决延期"),
    "vote_closed": N_("表决结束"),
    "deadline_extended": N_("期限顺延"),
    "slips_printed": N_("生成评议票"),
    "ballot_voided": N_("评议票作废重发"),
    "papers_destroyed": N_("销毁原始票"),
    "attendance_recorded": N_("登记到会"),
    "meeting_opened": N_("宣布开会"),
    "meeting_closed": N_("宣布结束会议"),
    "meeting_recusal": N_("登记回避"),
    "member_recused": N_("专家回避"),
    "person_recused": N_("办理人员回避"),
    "result_recomputed": N_("重新计算评估结果"),
    "votes_read": N_("查阅记名评定"),
    "submission_withdrawn": N_("报送撤回"),
    "document_issued": N_("签发文书"),
    "definition_published": N_("流程发布"),
}
"""What each kind of fact is called."""

STATES: Final[Mapping[str, str]] = {
    "running": N_("办理中"),
    "suspended": N_("已暂停"),
    "completed": N_("已办结"),
    "cancelled": N_("已撤销"),
    "open": N_("待办"),
    "draft": N_("草稿"),
    "submitted": N_("待审核"),
    "approved": N_("待生效"),
    "published": N_("已发布"),
    "retired": N_("已停用"),
}
"""What states of instances, tasks and definitions are called."""


def show_fact_kind(kind: str) -> str:
    """A kind of fact in the reader's language."""
    return str(gettext(FACTS.get(kind, kind)))


def show_fact(card: HistoryCard) -> str:
    """A fact in a few words: its kind, and the outcome where there was one."""
    kind = show_fact_kind(card.kind)
    return f"{kind}：{card.outcome}" if card.outcome else kind


def show_state(state: str) -> str:
    """A state in the reader's language."""
    return str(gettext(STATES.get(state, state)))


OWNERS: Final[Mapping[str, str]] = {
    "head": N_("主要负责人"),
    "deputy": N_("分管负责人"),
    "leader": N_("委厅分管领导"),
    "liaison": N_("联络员"),
    "holders": N_("岗位责任人"),
    "starter": N_("发起人"),
    "person": N_("指定的人员"),
    "member": N_("名单中的每一人"),
    "round_closer": N_("本轮的截止人"),
    "change_editors": N_("流程编辑员"),
    "self_checkers": N_("本处室的自查人员"),
    "opinion_givers": N_("应提意见的人员"),
    "signers": N_("审签的领导"),
    "point_owners": N_("风险点的责任人"),
    "set_owners": N_("处置事项的责任人"),
    "warned": N_("被预警人"),
    "talkers": N_("谈话人和记录人"),
    "deciders": N_("参加表决的小组成员"),
    "warning_approver": N_("预警审批人"),
}
"""What the people of an `lf:assign relation` are called; a wing's word may stand for itself."""


OTHER_WORK: Final = N_("其他到期事项")

WORKS: Final[Mapping[str, str]] = {
    "timer": N_("到时触发的环节"),
    "close_vote": N_("到期截止表决"),
    "advance_vote": N_("票已收齐的表决"),
    "remind": N_("到期提醒"),
    "extend_deadlines": N_("因日历更新顺延期限"),
    "expire_message": N_("无人等待的消息"),
    "deliver_event": N_("送达消息或信号"),
    "send_notices": N_("站外通知"),
}
"""What kinds of due work of an instance are called; what a wing adds has one name for all."""


def show_work(kind: str) -> str:
    """A kind of due work in the reader's language."""
    return str(gettext(WORKS.get(kind, OTHER_WORK)))


def show_owner(relation: str) -> str:
    """Who somebody is to a unit, in the reader's language."""
    return str(gettext(OWNERS.get(relation, relation)))


def show_role(role: str) -> str:
    """A role in the reader's language."""
    return str(gettext(ROLES.get(role, role)))
