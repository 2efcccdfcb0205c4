"""Records with sample values, one for each kind, and what is made of them."""

from datetime import UTC, date, datetime

from services.documents.contents import Content, freeze_content, thaw_content
from services.documents.kinds import KINDS
from services.documents.sheets import Imprint, Sheet
from services.documents.templates import bulletins, decisions, inquiries, meetings, notices, reports, talks
from services.documents.templates.offices import Office
from services.documents.templates.reports import MeasureTaken
from services.documents.templates.talks import Participant

ADDRESS = "https://lianflow.example/verify/0123456789AJ"

OFFICE = Office(
    "示范省教育厅", "廉政风险防控工作指导协调小组办公室", date(2026, 7, 13), "侯星驰", "0000-12388", ("驻厅纪检监察组",)
)
LONG = "对照岗位职责逐项梳理职权运行流程，查找关键环节的廉政风险，制定有针对性的防控措施，明确责任人和完成时限。"

CORRECTION = notices.CorrectionRecord(
    OFFICE,
    "学位管理与研究生处",
    "抽检专家遴选未执行随机抽取程序，有3批次由经办人直接指定",
    "《廉政风险防控管理办法》第十二条",
    ("停止由经办人指定专家的做法", "补建专家随机抽取台账", "对已指定专家的3批次重新组织评审"),
    date(2026, 8, 10),
    "台账完整、可追溯",
    "办公室侯星驰",
)
LEADER, HEAD = Participant("范敬川", "副厅长"), Participant("彭志翾", "处长")

CONTENTS: dict[str, Content] = {
    "T-13": bulletins.write_bulletin(
        bulletins.BulletinRecord(
            OFFICE,
            date(2026, 4, 1),
            date(2026, 6, 30),
            issued=3,
            closed=1,
            overdue=2,
            missed=1,
            measures=(("警示", 2), ("诫勉", 1)),
            indicators=("纠正不规范行为起数1起", "书面回告及时率66.67%"),
            cases=(
                "〔2026〕1号：财务处1名工作人员，警示，当前橙色，逾期1次，未回告1次。",
                "〔2026〕2号：办公室，责令纠错，已解除预警。",
            ),
            situation=LONG,
            problems="个别人员逾期不回告",
            demands=LONG,
        )
    ),
    "T-07": notices.write_rectification(
        notices.RectificationRecord(
            OFFICE,
            "学位管理与研究生处",
            2026,
            1,
            "基本准确",
            (notices.FoundPoint("R044 学位点评议请托说情", "防控措施不具体"), notices.FoundPoint("R045 抽检", "")),
            date(2026, 8, 3),
            "廉政风险防控工作指导协调小组",
        )
    ),
    "T-08": notices.write_warning(
        notices.WarningRecord(
            OFFICE, "韦一鸣", "黄", "警示提醒", "报销审批超时3次", "《办法》第九条", "2个工作日", "5个工作日",
            date(2026, 7, 22), is_person=True,
        )
    ),
    "T-09": talks.write_admonition(
        talks.AdmonitionRecord(
            "示范省教育厅", HEAD, (LEADER,), Participant("秦牧之"), date(2026, 7, 20), "三楼谈话室",
            "未按要求整改", "工作疏忽", "措施不落实", "立即停止指定专家，建立台账", "2026年7月27日前",
        )
    ),
    "T-10": notices.write_correction(CORRECTION),
    "T-11": reports.write_reply(
        reports.ReplyRecord(
            "学位管理与研究生处", "廉政风险防控工作指导协调小组办公室", "廉改〔2026〕1号", "制度不健全",
            (MeasureTaken("建立台账", done=True, on=date(2026, 8, 1)), MeasureTaken("重新评审", done=False)),
            ("台账", "评审记录"), "彭志翾", date(2026, 8, 12), late_days=2,
        )
    ),
    "T-12": decisions.write_accountability(
        decisions.AccountabilityRecord(
            OFFICE, "韦一鸣", "两次整改不合格", "检查记录、台账", "承认疏于监管，申辩部分采纳", "《条例》第八条",
            "指导协调小组", date(2026, 9, 1), ("通报批评", "责令书面检查"), "由人事处执行",
            "上一级机关", date(2026, 10, 1),
        )
    ),
    "T-17": meetings.write_determination(
        meetings.DeterminationRecord(
            "指导协调小组", "学位管理与研究生处", 2026, 1, date(2026, 8, 1),
            tuple(
                meetings.Determined(f"R{at:03} 学位点评议", "比较准确", "准确", "已补充", 9, 8, 7, 1, 0, "入库")
                for at in range(60)
            ),
            "梁知远",
        )
    ),
    "T-19": inquiries.write_inquiry(
        inquiries.InquiryRecord(OFFICE, "韦一鸣", "财务处党支部", "廉洁自律", date(2026, 8, 3), head_signs=True)
    ),
    "T-20": inquiries.write_feedback(
        inquiries.FeedbackRecord(
            OFFICE, "韦一鸣", "财务处党支部", "廉洁自律", "廉函〔2026〕1号", date(2026, 7, 30), "予以采信了结"
        )
    ),
    "T-20E": inquiries.write_explanation(
        inquiries.ExplanationRecord(
            "示范省教育厅", "韦一鸣", "财务处党支部", "廉函〔2026〕1号", "有关事项均按规定报批。\n材料附后。",
            date(2026, 7, 30), 1, "康树箐", "情况属实。", date(2026, 7, 31),
        )
    ),
    "T-21": notices.write_advice(
        notices.AdviceRecord(OFFICE, "财务处", ("报销审批制度不健全",), ("修订报销审批办法",), date(2026, 8, 12))
    ),
    "T-21R": reports.write_advice_reply(
        reports.AdviceReplyRecord(
            "示范省教育厅", "财务处", "廉建〔2026〕1号", adopts=True, text="已修订报销审批办法。", head="康树箐",
            day=date(2026, 8, 10), late_days=0,
        )
    ),
    "T-22": talks.write_summons(
        talks.SummonsRecord(
            "示范省教育厅", "学位管理与研究生处", (LEADER,), HEAD, "秦牧之", date(2026, 7, 20), "三楼谈话室",
            (("R044 学位点评议请托说情", "表述空泛"),), "查找不深入。\n未对照流程。", "重新查找", "诚恳接受",
            "10个工作日内",
        )
    ),
    "T-25": meetings.write_minutes(
        meetings.MinutesRecord(
            "指导协调小组", "集体审定会", date(2026, 8, 1), "梁知远", meetings.Attendance(9, 8, ("彭志翾",)),
            ("梁知远", "沈怀岷"), (meetings.Resolved("R044 学位点评议", "准确", "赞成7 反对1 弃权0"),), ("签到表",),
        )
    ),
    "T-26": inquiries.write_reception(
        inquiries.ReceptionRecord(OFFICE, "来信人", "2026-015", date(2026, 7, 6), accepted=True, due=date(2026, 9, 6))
    ),
}  # fmt: skip
"""What each kind says, as it would be read back from the tables."""


def make_sheet(kind: str, content: Content | None = None) -> Sheet:
    """A sheet of a kind, its content stored and read back."""
    stored = thaw_content(freeze_content(content or CONTENTS[kind]))
    made_at = datetime(2026, 7, 13, 1, 0, tzinfo=UTC)
    imprint = Imprint(f"廉{KINDS[kind].series}〔2026〕3号", 1, "0123456789AJ", "0f" * 32, made_at)
    return Sheet(kind, KINDS[kind].layout, imprint, stored)
