"""Setting up house a second time: what people have done with the shipped processes since is theirs."""

from bpmn.processes import read_shipped
from tests.houses import House
from webapp.house import publish_all

KEY = "risk_discovery_anhui6"


def versions(house: House) -> dict[int, str]:
    items = house.sign_in("hxc").get("/process-definitions", key=KEY)["items"]
    return {item["version"]: item["state"] for item in items}


def test_a_second_start_does_not_publish_over_a_version_of_ones_own(house: House) -> None:
    house.publish(read_shipped(KEY).replace("提交风险点".encode(), "提交自查表".encode()))

    publish_all()

    assert versions(house) == {1: "published", 2: "published"}


def test_a_second_start_does_not_bring_back_what_was_retired(house: House) -> None:
    shipped = house.sign_in("procappr").get("/process-definitions", key=KEY)["items"][0]
    house.sign_in("procappr").post(f"/process-definitions/{shipped['id']}/retire")

    publish_all()

    assert versions(house) == {1: "retired"}


def test_a_shipped_process_that_has_changed_is_published(house: House) -> None:
    with house.engine.begin() as connection:
        connection.exec_driver_sql(f"DELETE FROM process_definition WHERE key = '{KEY}'")

    publish_all()

    assert versions(house) == {1: "published"}
