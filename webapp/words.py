"""What the domain's codes are called on pages: grades, states, kinds, by the kind of word."""

from collections.abc import Mapping
from typing import Any, Final

from flask_babel import gettext

from bpmn.texts import N_
from services.documents.kinds import KINDS
from services.registry.rules.grades import GRADES
from services.registry.rules.states import POINT_STATES
from services.registry.rules.words import CATEGORIES, LEVELS, METHODS, OPINION_KINDS, ORIGINS
from services.warnings.rules.appeals import RESULTS
from services.warnings.rules.appeals import STATES as APPEAL_STATES
from services.warnings.rules.deeds import FORMS, RESPONSIBILITIES
from services.warnings.rules.ladder import CONDITIONS
from services.warnings.rules.parties import SCOPES
from services.warnings.rules.recusals import CAUSES
from services.warnings.rules.states import COLOURS, STATES

WORDS: Final[Mapping[str, Mapping[Any, str]]] = {
    "grade": {**GRADES, "abstain": N_("弃权"), "valid": N_("有效票")},
    "paper": {"invalid": N_("无效"), "valid": N_("有效票")},
    "category": CATEGORIES,
    "method": METHODS,
    "origin": ORIGINS,
    "level": LEVELS,
    "point": POINT_STATES,
    "opinion": OPINION_KINDS,
    "stage": {"colleague": N_("同事点"), "leader": N_("领导提")},
    "response": {"adopt": N_("采纳"), "partly": N_("部分采纳"), "decline": N_("不采纳")},
    "signature": {"agree": N_("同意"), "return": N_("退回")},
    "improvement": {"improve": N_("及时完善"), "rectify": N_("限期整改")},
    "tally": {"revise": N_("已修改"), "justify": N_("书面说明"), "passed": N_("过半"), "failed": N_("未过半")},
    "submission": {
        "drafting": N_("填报"),
        "balloting": N_("评议"),
        "signing": N_("审签"),
        "accepted": N_("受理"),
        "assessing": N_("评估"),
        "determined": N_("已审定"),
        "disposing": N_("处置中"),
        "done": N_("已完成"),
        "withdrawn": N_("已撤回"),
        "cancelled": N_("已撤销"),
    },
    "check": {
        "found": N_("有风险点"),
        "declared": N_("待确认"),
        "confirmed": N_("已确认"),
        "rejected": N_("不认可"),
        "superseded": N_("已重新自查"),
    },
    "disposition": {
        "open": N_("处置中"),
        "passed": N_("已通过"),
        "split": N_("已分流"),
        "redone": N_("已转下一轮"),
        "awaiting": N_("待重新启动下一轮"),
        "cancelled": N_("已撤销"),
    },
    "batch": {"proposed": N_("待审核"), "approved": N_("已批准"), "rejected": N_("未采纳")},
    "moved": {
        "pending": N_("等待迁移"),
        "migrated": N_("已迁移"),
        "refused": N_("保持原版本"),
        "gone": N_("无需迁移"),
        "returned": N_("已退回原版本"),
        "failed": N_("多次失败"),
    },
    "talk": {
        "leader": N_("分管领导约谈"),
        "chair": N_("组长约谈"),
        "recorded": N_("待核对"),
        "confirmed": N_("已核对"),
        "objected": N_("有出入"),
    },
    "ballot": {
        "prepared": N_("准备中"),
        "open": N_("投票中"),
        "short": N_("收回不足"),
        "closed": N_("已截止"),
        "counted": N_("已计票"),
        "void": N_("已作废"),
    },
    "panel": {
        "prepared": N_("待抽取"),
        "drawn": N_("已抽取"),
        "decided": N_("已评定"),
        "dissolved": N_("已解散"),
    },
    "member": {
        "alternate": N_("候补"),
        "seated": N_("在组"),
        "recused": N_("已回避"),
        "replaced": N_("已替换"),
        "dissolved": N_("已解散"),
        "independent": N_("已声明独立"),
        "conflict": N_("有利害关系"),
    },
    "exclusion": {
        "own_unit": N_("被评估单位人员（含三年内）"),
        "kinship": N_("亲属关系"),
        "economic": N_("经济关系"),
        "other": N_("其他利害关系"),
        "earlier_step": N_("已参与前序环节"),
        "own_item": N_("评估对象的责任人"),
        "recused": N_("已申请回避"),
    },
    "vote": {
        "approve": N_("赞成"),
        "against": N_("反对"),
        "abstain": N_("弃权"),
        "base": N_("应到"),
        "present": N_("实到"),
    },
    "cause": {"head": N_("被审定单位负责人"), "owner": N_("风险点责任人"), "declared": N_("申请回避")},
    "sitting": {
        "prepared": N_("待通知"),
        "convened": N_("已通知"),
        "open": N_("开会中"),
        "closed": N_("已结束"),
    },
    "document": {code: kind.name for code, kind in KINDS.items()},
    "colour": COLOURS,
    "warning": STATES,
    "rung": {1: N_("警示提醒"), 2: N_("诫勉纠错"), 3: N_("责令整改"), 4: N_("责任追究")},
    "condition": {**CONDITIONS, "failed_rectification": N_("整改不合格")},
    "responsibility": RESPONSIBILITIES,
    "letter": {"reply": N_("书面回告"), "examination": N_("书面检查"), "report": N_("整改报告")},
    "admonition": {
        "arranged": N_("待谈话"),
        "recorded": N_("待核对"),
        "signed": N_("已签字"),
        "refused": N_("拒绝签字"),
    },
    "arrival": {"new": N_("新流程"), "changed": N_("有变动"), "same": N_("一致，不导入")},
    "change": {
        "reviewed": N_("待审核"),
        "returned": N_("已退回编辑员"),
        "approved": N_("待生效"),
        "published": N_("已发布"),
        "refused": N_("不予发布"),
        "withdrawn": N_("已撤回"),
    },
    "resolution": {
        "pursue": N_("追究"),
        "supplement": N_("补充核实"),
        "waive": N_("不予追究"),
        "agree": N_("同意复查意见"),
        "reject": N_("不同意复查意见"),
    },
    "party": {"unit": N_("单位"), "leader": N_("领导人员"), "staff": N_("工作人员")},
    "form": {form: word for forms in FORMS.values() for form, word in forms.items()},
    "scope": SCOPES,
    "addressee": {"personnel": N_("组织人事"), "dossier": N_("廉政档案"), "unit": N_("所在单位")},
    "appeal": APPEAL_STATES,
    "appeal_result": {**RESULTS, "decided": N_("原决定")},
    "recusal": {"asked": N_("待决定"), "granted": N_("已回避"), "refused": N_("不予回避")},
    "ground": CAUSES,
    "event": {
        "opened": N_("新建"),
        "proposed": N_("提请预警"),
        "approved": N_("审批同意"),
        "refused": N_("审批不同意"),
        "issued": N_("编号发出"),
        "served": N_("签收通知"),
        "deemed_served": N_("视为送达"),
        "replied": N_("提交文书"),
        "late_reply": N_("逾期补交回告"),
        "verified": N_("核查属实"),
        "not_verified": N_("核查未纠正"),
        "overdue": N_("逾期催办"),
        "missed": N_("催办期满未回告"),
        "raised": N_("升色，提请下一级处置"),
        "returned": N_("退回核查回告，恢复颜色"),
        "closed": N_("解除预警"),
        "adjustment_proposed": N_("提请动态调整关联风险点"),
        "adjustment_declined": N_("关联风险点不作调整"),
        "transferred": N_("移送"),
        "dismissed": N_("不预警"),
        "counselled": N_("谈心提醒，不发预警"),
        "cancelled": N_("流程撤销"),
        "visited": N_("回访已改正"),
        "recurred": N_("回访没有改正"),
        "talk_arranged": N_("安排谈话"),
        "talked": N_("谈话并记录"),
        "talk_signed": N_("谈话记录签字"),
        "signature_refused": N_("确认拒绝签字"),
        "ordered": N_("起算整改期限"),
        "extended": N_("批准延期"),
        "passed": N_("检查合格"),
        "failed": N_("检查不合格"),
        "failed_twice": N_("再次检查不合格"),
        "reissued": N_("责令重新整改"),
        "published": N_("通报整改结果"),
        "case_proposed": N_("提出追究建议"),
        "investigated": N_("调查核实"),
        "intent_told": N_("告知拟处理意见"),
        "heard": N_("听取陈述申辩"),
        "statement_unused": N_("期满未陈述申辩"),
        "voted_pursue": N_("集体研究：追究"),
        "voted_supplement": N_("集体研究：补充核实"),
        "voted_waive": N_("集体研究：不予追究"),
        "voted_open": N_("集体研究：未形成决议"),
        "decided": N_("制作决定书"),
        "decision_served": N_("送达决定书"),
        "case_approved": N_("同意启动责任追究"),
        "decision_copied": N_("抄送并存入廉政档案"),
        "executed": N_("执行完毕"),
        "appealed": N_("提出申诉"),
        "appeal_late": N_("逾期提出申诉"),
        "appeal_refused": N_("告知申诉不予受理"),
        "appeal_reviewed": N_("申诉复查"),
        "appeal_voted_agree": N_("集体研究申诉：同意复查意见"),
        "appeal_voted_supplement": N_("集体研究申诉：补充复查"),
        "appeal_voted_reject": N_("集体研究申诉：不同意复查意见"),
        "appeal_voted_open": N_("集体研究申诉：未形成决议"),
        "appeal_upheld": N_("申诉决定：维持"),
        "appeal_changed": N_("申诉决定：变更"),
        "appeal_revoked": N_("申诉决定：撤销"),
        "appeal_served": N_("送达申诉决定、更新档案"),
        "recusal_asked": N_("申请回避"),
        "recusal_granted": N_("决定回避"),
        "recusal_refused": N_("不予回避"),
        "effects_noted": N_("登记诫勉的影响，供组织人事参考"),
        "case_published": N_("通报追究结果"),
    },
}
"""The words of each kind by code."""


def name_code(code: Any, kind: str) -> str:
    """A code in the reader's language; one that has no word stands as it is."""
    word = WORDS[kind].get(code)
    return str(gettext(word)) if word else str(code or "")


def has_word(code: Any, kind: str) -> bool:
    """Whether a code is one of its kind."""
    return code in WORDS[kind]
