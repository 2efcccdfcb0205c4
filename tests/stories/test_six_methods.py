"""AT-SYS-01 over the API: the six methods from the start to the determined result, and the round that follows."""

from tests.houses import House
from tests.stories.six_methods import Procedure


def test_the_six_methods_lead_to_the_register_and_to_what_follows_each_grade(house: House) -> None:
    procedure = Procedure(house)
    procedure.start()
    procedure.find("R044", "R045")
    procedure.comment()
    procedure.raise_points("new")
    procedure.discuss()
    procedure.hold_ballot()
    procedure.sign()
    procedure.accept()
    procedure.assess({"R044": "fairly", "R045": "inaccurate", "new": "accurate"})
    procedure.determine()

    done = procedure.hxc.get(f"/process-instances/{procedure.instance}")
    assert done["state"] == "completed"
    assert procedure.yhc.has_task("及时完善")
    assert procedure.fjc.has_task("约谈")
    assert not procedure.pzx.has_task("约谈")
    states = {title: point["state"] for title, point in procedure.points().items()}
    assert states["材料受理把关不严"] == "determined"
