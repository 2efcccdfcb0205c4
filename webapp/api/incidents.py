"""Incidents: due work that failed too often."""

from flask import Blueprint
from spectree import Response

from services.process.incidents import retry_incident
from webapp.api.document import Output, document
from webapp.asking import command

blueprint = Blueprint("incidents", __name__)


class Retried(Output):
    """An incident after its work was set going again."""

    id: str
    state: str


@blueprint.post("/incidents/<incident_id>/retry")
@document.validate(resp=Response(HTTP_200=Retried), tags=["incidents"])
def retry(incident_id: str) -> Retried:
    """Set work going again that failed five times."""
    return Retried.model_validate(retry_incident(command(), incident_id))
