"""What documents say: frozen, canonical, and only text."""

from dataclasses import replace
from datetime import date

import pytest

from services.documents.contents import Official, Paragraph, digest_version, freeze_content, thaw_content
from services.documents.kinds import KINDS, Layout
from services.documents.templates.decisions import AccountabilityRecord, write_accountability
from services.documents.templates.notices import CorrectionRecord, write_correction
from services.documents.templates.reports import ReplyRecord, write_reply
from services.documents.templates.talks import AdmonitionRecord, Participant, write_admonition
from tests.services.documents.samples import CONTENTS, CORRECTION, OFFICE


@pytest.mark.parametrize("kind", CONTENTS)
def test_what_is_stored_is_read_back_and_stored_the_same(kind: str) -> None:
    stored = freeze_content(CONTENTS[kind])

    assert thaw_content(stored) == CONTENTS[kind]
    assert freeze_content(thaw_content(stored)) == stored


def test_every_kind_has_a_sample_in_its_layout() -> None:
    assert set(CONTENTS) == set(KINDS)
    for code, content in CONTENTS.items():
        assert (content.shape == "form") == (KINDS[code].layout is Layout.FORM), code


def test_another_word_number_or_version_is_another_digest_r_sec_6() -> None:
    text = freeze_content(CONTENTS["T-10"])
    known = digest_version("T-10", "廉改〔2026〕3号", 1, text)

    assert digest_version("T-10", "廉改〔2026〕4号", 1, text) != known
    assert digest_version("T-10", "廉改〔2026〕3号", 2, text) != known
    assert digest_version("T-10", "廉改〔2026〕3号", 1, text.replace("台账", "台帐")) != known


def test_signs_that_no_file_can_hold_are_left_out() -> None:
    hostile = Official(
        "机关\x00", "标\x0b题", ("主\ud800送",), (Paragraph("一\x1f二\r\n三\u202e四"),), "署\x7f名", date(2026, 7, 1)
    )

    content = thaw_content(freeze_content(hostile))

    assert isinstance(content, Official)
    assert (content.mark, content.title, content.addressees, content.signer) == ("机关", "标题", ("主送",), "署名")
    assert content.body == (Paragraph("一二\n三四"),)


def texts_of(record: CorrectionRecord) -> str:
    return "\n".join(each.text for each in write_correction(record).body)


def test_a_correction_order_says_what_by_when_by_which_standard_and_what_follows_r_warn_8() -> None:
    said = texts_of(CORRECTION)

    for part in ("补建专家随机抽取台账。", "2026年8月10日", "台账完整、可追溯", "侯星驰", "责令重新整改"):
        assert part in said


def test_a_second_order_says_that_accountability_may_follow_r_warn_9() -> None:
    again = replace(CORRECTION, again=True)

    assert write_correction(again).title == "责令重新整改通知书"
    assert "提请责任追究" in texts_of(again)


def test_an_order_that_is_yet_to_be_served_says_its_term_and_the_last_day_it_may_have_r_warn_4() -> None:
    assert "自送达之日起20日内（最迟至2026年8月10日）完成整改" in texts_of(replace(CORRECTION, term="20日"))


def test_an_order_that_was_extended_is_not_extended_again_r_warn_8() -> None:
    said = texts_of(replace(CORRECTION, extended=True))

    assert "整改期限延长至2026年8月10日" in said
    assert "不再延期" in said


def test_a_warning_says_colour_term_and_that_one_may_answer_r_warn_4_r_warn_5() -> None:
    content = CONTENTS["T-08"]
    assert isinstance(content, Official)
    said = "\n".join(each.text for each in content.body)

    assert content.addressees == ("韦一鸣同志",)
    for part in (
        "黄色预警",
        "“警示提醒”",
        "2个工作日内未签收的，视为送达",
        "5个工作日内（最迟至2026年7月22日）",
        "陈述申辩",
    ):
        assert part in said


def test_who_writes_for_himself_signs_for_himself_r_warn_5() -> None:
    record = ReplyRecord(
        "处", "办", "号", "因", ("措施",), (), "", date(2026, 7, 1), kind="examination", author="韦一鸣"
    )
    letter = write_reply(record)

    assert (letter.title, letter.signer, letter.approver) == ("书面检查", "韦一鸣", "")
    assert "本人认真研究落实" in letter.body[0].text


def test_an_admonition_is_held_by_two_r_talk_1() -> None:
    alone = Participant("范敬川")

    with pytest.raises(ValueError, match="two people"):
        write_admonition(
            AdmonitionRecord("厅", Participant("彭志翾"), (alone,), alone, date(2026, 7, 1), "", "", "", "", "", "")
        )


def test_a_decision_needs_the_record_of_the_hearing_r_acc_2() -> None:
    with pytest.raises(ValueError, match="hearing"):
        write_accountability(
            AccountabilityRecord(
                OFFICE, "韦一鸣", "", "", "  ", "", "", date(2026, 9, 1), (), "", "", date(2026, 10, 1)
            )
        )


def test_a_decision_says_how_and_until_when_one_may_appeal_r_acc_3_r_acc_5() -> None:
    content = CONTENTS["T-12"]
    assert isinstance(content, Official)
    said = "\n".join(each.text for each in content.body)

    assert "2026年10月1日前向上一级机关书面申诉" in said
    assert "不停止决定的执行，不因申诉加重处理" in said


def test_an_inquiry_names_the_field_of_a_matter_only_r_inq_1_r_cmp_6() -> None:
    content = CONTENTS["T-19"]
    assert isinstance(content, Official)
    said = "\n".join(each.text for each in content.body)

    assert "关于你在廉洁自律方面的反映" in said
    assert "15个工作日" in said
    assert "党组织主要负责人签署意见" in said


def test_a_late_reply_says_how_late_r_warn_6() -> None:
    content = CONTENTS["T-11"]
    assert isinstance(content, Official)
    record = ReplyRecord("处", "办", "号", "因", (), (), "头", date(2026, 7, 1))

    assert "逾期2个工作日提交" in content.body[0].text
    assert "逾期" not in write_reply(record).body[0].text
