"""Process packages: a procedure with all that it needs as one file, out of one organisation and into another."""

from typing import Any

from flask import Blueprint
from flask import Response as FlaskResponse
from spectree import Response

from services.changes import carrying
from webapp.api.definitions import ProblemOut, StoredOut, read_diagram, to_problem
from webapp.api.document import Output, document
from webapp.asking import command, looking
from webapp.exports import send_package

blueprint = Blueprint("packages", __name__)


class ArrivalOut(Output):
    """One member of a package beside what is there."""

    key: str
    name: str
    kind: str
    state: str
    problems: list[ProblemOut]


class PackageOut(Output):
    """What a package would bring."""

    ok: bool
    root: str
    digest: str
    items: list[ArrivalOut]
    parameters: dict[str, Any]
    unknown_parameters: list[str]


class StoredPackageOut(Output):
    """What a package has brought."""

    drafts: list[StoredOut]
    parameter_proposal: int | None


@blueprint.get("/process-definitions/<definition_id>/package")
@document.validate(tags=["process-packages"])
def export(definition_id: str) -> FlaskResponse:
    """Return a version with everything that it calls and asks, and the parameters that they name."""
    return send_package(carrying.export_package(looking(), definition_id))


@blueprint.post("/process-packages/check")
@document.validate(resp=Response(HTTP_200=PackageOut), tags=["process-packages"])
def check() -> PackageOut:
    """Say what a package (the body, or multipart field `file`) would bring; nothing is stored."""
    work = looking()
    found = carrying.check_package(work.session, work.asker.org_id, read_diagram())
    return PackageOut(
        ok=found.ok,
        root=found.root,
        digest=found.digest,
        items=[
            ArrivalOut(
                key=each.key,
                name=each.name,
                kind=each.kind,
                state=each.state,
                problems=[to_problem(problem) for problem in each.problems],
            )
            for each in found.arrivals
        ],
        parameters=dict(found.parameters),
        unknown_parameters=list(found.unknown),
    )


@blueprint.post("/process-packages")
@document.validate(resp=Response(HTTP_201=StoredPackageOut), tags=["process-packages"])
def create() -> tuple[StoredPackageOut, int]:
    """Store what is new or changed as drafts, and propose the parameters that differ."""
    brought = carrying.import_package(command(), read_diagram())
    drafts = [StoredOut.model_validate(each) for each in brought.drafts]
    return StoredPackageOut(drafts=drafts, parameter_proposal=brought.proposal or None), 201
