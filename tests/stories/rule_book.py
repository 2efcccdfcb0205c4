"""The organisation's own figures, as two persons change them."""

from collections.abc import Mapping
from typing import Any

from services.organisation.parameters import decide_parameters, propose_parameters
from tests.houses import House


def put_in_force(house: House, changes: Mapping[str, Any]) -> None:
    """One proposes, another accepts: it binds what starts from now on."""
    proposed = propose_parameters(house.command("procedit"), changes, note="按小组会议决定")
    decide_parameters(house.command("procappr"), proposed.number, accept=True)
