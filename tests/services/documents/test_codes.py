"""Verification codes: typed from paper, with what people mistype (R-SEC-6)."""

import pytest

from services.documents.codes import ALPHABET, MistypedCodeError, make_code, read_code, show_code


def test_a_code_is_read_as_it_is_printed_and_as_people_type_it() -> None:
    for _ in range(200):
        code = make_code()
        printed = show_code(code)
        assert len(printed) == 14
        for typed in (printed, code, printed.lower(), f" {printed} ", code.replace("0", "O").replace("1", "l")):
            assert read_code(typed) == code


def test_every_single_wrong_sign_is_found_r_sec_6() -> None:
    code = make_code()
    for place, right in enumerate(code):
        for wrong in set(ALPHABET) - {right}:
            with pytest.raises(MistypedCodeError):
                read_code(code[:place] + wrong + code[place + 1 :])


def test_nearly_every_exchange_of_two_neighbours_is_found() -> None:
    missed = tried = 0
    for _ in range(300):
        code = make_code()
        for place in range(len(code) - 1):
            turned = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            if turned == code:
                continue
            tried += 1
            try:
                read_code(turned)
            except MistypedCodeError:
                continue
            missed += 1
    assert missed < tried / 100


@pytest.mark.parametrize("typed", ["", "0", "0" * 11, "0" * 13, "U" * 12, "<script>", "０" * 500, "请输入校验码"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    with pytest.raises(MistypedCodeError):
        read_code(typed)


def test_codes_do_not_repeat() -> None:
    assert len({make_code() for _ in range(5_000)}) == 5_000
