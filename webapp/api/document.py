"""How requests are checked against schemas, and how the OpenAPI document comes out of them."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError
from spectree import SpecTree
from spectree.models import SecureType, SecurityScheme, SecuritySchemeData

from bpmn.texts import N_, Text
from workflows.errors import AnswersRefusedError, FieldProblem


class Input(BaseModel):
    """A request: what is not named is refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Output(BaseModel):
    """An answer, made from the record of the same fields."""

    model_config = ConfigDict(from_attributes=True)


class Problem(Output):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, Any]]


MESSAGES: Final = {
    "missing": N_("请填写此项"),
    "extra_forbidden": N_("没有这个字段"),
}


def refuse_invalid(_request: Any, _response: Any, error: Any, _instance: Any, _adapter: Any) -> None:
    """Turn a schema's complaint into our own problem document."""
    if isinstance(error, ValidationError):
        raise AnswersRefusedError(
            FieldProblem(
                ".".join(str(part) for part in each["loc"]),
                each["type"].replace("_", "-"),
                Text(MESSAGES.get(each["type"], N_("类型或取值不正确"))),
            )
            for each in error.errors()
        )


def name_model(model: type[Any]) -> str:
    """The name of a schema in the document."""
    return model.__name__


document = SpecTree(
    "flask",
    title="LianFlow HTTP API",
    version="1",
    description="Official procedures as BPMN. Errors are problem documents (RFC 9457).",
    mode="strict",
    annotations=True,
    page_templates={},
    before=refuse_invalid,
    validation_error_status=422,
    validation_error_model=Problem,
    naming_strategy=name_model,
    nested_naming_strategy=lambda _parent, child: child,
    security_schemes=[
        SecurityScheme(name="bearer", data=SecuritySchemeData(type=SecureType.HTTP, scheme="bearer")),
    ],
    security=[{"bearer": []}],
)
