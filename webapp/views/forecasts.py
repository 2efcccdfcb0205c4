"""The steps ahead of an instance on a page of their own: which are certain, what the others hang on, whose they are."""

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.process.forecasting import forecast, load_card
from webapp.asking import looking

blueprint = Blueprint("forecasts", __name__)

LIKELIHOODS: Final[Mapping[str, tuple[str, str]]] = {
    "certain": (N_("必经"), "good"),
    "depends": (N_("视情况"), "soon"),
    "unknown": (N_("尚不能确定"), ""),
}
"""How likely a step is, in words, and how that looks."""


@blueprint.get("/instances/<instance_id>/forecast")
def show(instance_id: str) -> ResponseReturnValue:
    """Show what lies ahead."""
    work = looking()
    return render_template(
        "instances/forecast.html",
        item=load_card(work, instance_id),
        steps=forecast(work, instance_id),
        likelihoods=LIKELIHOODS,
    )
