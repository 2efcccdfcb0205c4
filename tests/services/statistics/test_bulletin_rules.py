"""What a bulletin may say: its period, whom it names, how a case is told."""

from datetime import date

from services.statistics.rules.bulletins import Happened, check_naming, check_period, freeze_figures, tell_cases

CASE = Happened(
    warning="w1",
    number="〔2026〕1号",
    unit="市市场局",
    person_id=6,
    rank="staff",
    colour="orange",
    state="escalated",
    measure="警示提醒",
    events={"issued": 1, "overdue": 1, "missed": 1},
)
CLOSED = Happened("w2", "〔2026〕2号", "示范镇", None, "unit", "green", "closed", "责令整改", {"closed": 1})


def test_a_period_begins_before_it_ends_and_has_begun() -> None:
    today = date(2026, 7, 13)

    assert check_period(date(2026, 7, 1), today, today) == []
    assert [each.code for each in check_period(today, date(2026, 7, 1), today)] == ["order"]
    assert [each.code for each in check_period(today, date(2026, 7, 14), today)] == ["future"]


def test_domain_7_1_nobody_is_named_unless_that_was_approved() -> None:
    figures = freeze_figures([CASE, CLOSED], {"corrected": 1})

    assert "封从善" not in str(figures)
    assert tell_cases(figures["cases"], {}) == [
        "〔2026〕1号：市市场局1名工作人员，警示提醒，当前橙色，逾期1次，未回告1次。",
        "〔2026〕2号：示范镇，责令整改，已解除预警。",
    ]
    assert tell_cases(figures["cases"][:1], {6: "封从善"}) == [
        "〔2026〕1号：市市场局封从善，警示提醒，当前橙色，逾期1次，未回告1次。"
    ]


def test_what_is_frozen_counts_what_happened_in_the_period() -> None:
    figures = freeze_figures([CASE, CLOSED], {"corrected": 1})

    assert (figures["issued"], figures["closed"], figures["overdue"], figures["missed"]) == (1, 1, 1, 1)
    assert figures["measures"] == [["警示提醒", 1]], "what was only closed in the period was issued before it"


def test_whoever_wants_names_says_why() -> None:
    assert check_naming(named=False, reason="") == []
    assert check_naming(named=True, reason="性质恶劣，多次提醒不改，须点名警示。") == []
    assert [each.field for each in check_naming(named=True, reason="需要")] == ["naming_reason"]
