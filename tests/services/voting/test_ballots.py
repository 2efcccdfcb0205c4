"""The mass ballot, rule by rule (R-MASS-1 … R-MASS-9)."""


from tests.voting import OPPOSE, SUPPORT, Stage


def test_r_mass_1_a_code_is_enough_and_the_roster_knows_only_who_took_a_slip(stage: Stage) -> None:
    codes = stage.open_ballot()

    receipt = stage.cast(codes[0])["receipt"]

    assert stage.cast(codes[0])["receipt"] == receipt
    seat = stage.office.get(f"/ballots/{stage.ballot}/roster")["items"][0]
    assert seat == {"code": "ms01", "label": "群众代表甲", "category": "机关干部", "collected": False}


def test_whole_ballot(stage: Stage) -> None:
    codes = stage.open_ballot()
    for code in codes:
        stage.cast(code, {"R1": SUPPORT, "R2": OPPOSE})
    tally = stage.count()
    assert {each["id"]: each["result"] for each in tally["items"]} == {"R1": "passed", "R2": "failed"}
