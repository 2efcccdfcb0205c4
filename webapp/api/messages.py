"""Messages of other systems: each is for the one token that waits for it."""

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.process.deliveries import receive_message
from webapp.api.document import Input, Output, document
from webapp.asking import command

blueprint = Blueprint("messages", __name__)

HELD = 202


class MessageIn(Input):
    """A message: its name as the diagram draws it, and the key that says which of those who wait is meant."""

    name: str = Field(min_length=1, max_length=200)
    correlation_key: str = Field(default="", max_length=200)


class MessageOut(Output):
    """How many the message reaches (always one), and whether it has happened or is held for a suspended instance."""

    reached: int
    state: str


@blueprint.post("/messages")
@document.validate(resp=Response(HTTP_200=MessageOut, HTTP_202=MessageOut), tags=["messages"])
def create(json: MessageIn) -> tuple[MessageOut, int]:
    """Deliver a message to whoever waits for it; 409 `nobody-waits` where nobody does."""
    taken = receive_message(command(), json.name, json.correlation_key)
    return MessageOut.model_validate(taken), HELD if taken.state == "held" else 200
