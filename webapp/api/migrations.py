"""Migrations: previewing, proposing and approving the move of running instances to another version."""

from datetime import datetime
from typing import Any, Final

from flask import Blueprint
from pydantic import ConfigDict, Field
from spectree import Response

from services.process import migration_previews as previews
from services.process import migrations as use_cases
from webapp.api.document import Input, Output, document
from webapp.asking import command, looking
from webapp.texts import translate
from workflows.queries import migrations as queries
from workflows.queries.paging import Window

MAX_IDS: Final = 200
MAX_MAPPED: Final = 200
MAX_REASON: Final = 2000

blueprint = Blueprint("migrations", __name__)


class ChosenIn(Input):
    """Which instances of the version: all that have not ended, those of a unit, or those named."""

    unit: str = Field(default="", max_length=64)
    ids: list[str] = Field(default_factory=list, max_length=MAX_IDS)


class MappedIn(Input):
    """An old node and the new one that it becomes; `process` is the key of a called process."""

    old: str = Field(max_length=128)
    new: str = Field(max_length=128)
    process: str = Field(default="", max_length=64)


class WishIn(Input):
    """Which instances are to go: `from` is the id of their version."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False, populate_by_name=True)

    from_id: str = Field(alias="from", max_length=64)
    instances: ChosenIn = Field(default_factory=ChosenIn)
    mapping: list[MappedIn] = Field(default_factory=list, max_length=MAX_MAPPED)

    def to_wish(self) -> use_cases.Wish:
        """What is wished."""
        chosen = queries.Chosen(self.instances.unit, tuple(self.instances.ids))
        mapping = tuple(use_cases.Mapped(each.old, each.new, each.process) for each in self.mapping)
        return use_cases.Wish(self.from_id, chosen, mapping)


class PreviewIn(WishIn):
    """The same, and which page of the answer."""

    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = Field(default="", max_length=200)


class ProposeIn(WishIn):
    """The same, and why."""

    note: str = Field(max_length=MAX_REASON)


class ReturnIn(Input):
    """Why an instance is put back."""

    reason: str = Field(max_length=MAX_REASON)


class PageQuery(Input):
    """Which page."""

    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class MovedQuery(PageQuery):
    """Which instances of a batch: `pending`, `migrated`, `refused`, `gone`, `returned` or `failed`."""

    state: str = ""


class ReasonOut(Output):
    """One thing about a node, as a sentence."""

    code: str
    process: str
    node: str
    message: str


class TokenOut(Output):
    """A step at which an instance stands, then and now, with its people and deadline."""

    process: str
    node: str
    name: str
    new_node: str
    new_name: str
    tokens: int
    people: list[str]
    gained: list[str]
    lost: list[str]
    due_at: datetime | None
    due_rule: str
    new_due_rule: str


class PreviewOut(Output):
    """One instance: whether it could move, why not, and what would change."""

    id: str
    business_key: str
    unit: str
    state: str
    possible: bool
    obstacles: list[ReasonOut]
    notes: list[ReasonOut]
    tokens: list[TokenOut]
    tasks_kept: int
    tasks_ended: int
    tasks_new: int


class PreviewList(Output):
    """A page of instances, the oldest first."""

    items: list[PreviewOut]
    next_cursor: str | None


class StoredBatchOut(Output):
    """A batch as it now stands."""

    id: str
    state: str
    total: int


class BatchOut(Output):
    """A batch; `counts` says how many instances stand how, once it is shown by itself."""

    id: str
    key: str
    name: str
    from_id: str
    from_version: int
    to_id: str
    to_version: int
    mapping: list[dict[str, str]]
    note: str
    state: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None


class BatchDetail(BatchOut):
    """A batch with its progress."""

    total: int
    handled: int
    counts: dict[str, int]


class BatchList(Output):
    """Batches, the newest first."""

    items: list[BatchOut]
    next_cursor: str | None


class MovedOut(Output):
    """One instance of a batch, and what became of it."""

    id: str
    business_key: str
    unit: str
    instance_state: str
    state: str
    reasons: list[ReasonOut]
    done_at: datetime | None
    returnable: bool


class MovedList(Output):
    """Instances of a batch, the oldest first."""

    items: list[MovedOut]
    next_cursor: str | None


def say_reason(card: queries.ReasonCard) -> ReasonOut:
    """A reason in the reader's language."""
    return ReasonOut(code=card.code, process=card.process, node=card.node, message=translate(card.text))


def _say(card: Any, *lists: str) -> dict[str, Any]:
    """A card's values, with its reasons said."""
    return {**vars(card), **{name: [say_reason(each) for each in getattr(card, name)] for name in lists}}


def _show_previews(page: Any) -> PreviewList:
    items = [PreviewOut.model_validate(_say(each, "obstacles", "notes")) for each in page.items]
    return PreviewList(items=items, next_cursor=page.next_cursor)


@blueprint.post("/process-definitions/<definition_id>/migrations/preview")
@document.validate(resp=Response(HTTP_200=PreviewList), tags=["migrations"])
def preview(definition_id: str, json: PreviewIn) -> PreviewList:
    """Say of running instances whether they could move to this version, and why not; nothing is written."""
    window = Window(json.limit, json.cursor)
    return _show_previews(previews.preview_migration(looking(), definition_id, json.to_wish(), window))


@blueprint.post("/process-definitions/<definition_id>/migrations")
@document.validate(resp=Response(HTTP_201=StoredBatchOut), tags=["migrations"])
def propose(definition_id: str, json: ProposeIn) -> tuple[StoredBatchOut, int]:
    """Propose to move running instances to this version."""
    stored = use_cases.propose_migration(command(), definition_id, json.to_wish(), note=json.note)
    return StoredBatchOut.model_validate(stored), 201


@blueprint.get("/process-definitions/<definition_id>/migrations")
@document.validate(resp=Response(HTTP_200=BatchList), tags=["migrations"])
def index(definition_id: str, query: PageQuery) -> BatchList:
    """List the batches to this version."""
    page = previews.list_migrations(looking(), definition_id, Window(query.limit, query.cursor))
    return BatchList(items=[BatchOut.model_validate(each) for each in page.items], next_cursor=page.next_cursor)


@blueprint.get("/migrations/<batch_id>")
@document.validate(resp=Response(HTTP_200=BatchDetail), tags=["migrations"])
def show(batch_id: str) -> BatchDetail:
    """Show a batch with its progress."""
    return BatchDetail.model_validate(previews.show_migration(looking(), batch_id))


@blueprint.get("/migrations/<batch_id>/preview")
@document.validate(resp=Response(HTTP_200=PreviewList), tags=["migrations"])
def show_preview(batch_id: str, query: PageQuery) -> PreviewList:
    """Say of the instances of a batch whose turn has not come what would happen now."""
    return _show_previews(previews.preview_batch(looking(), batch_id, Window(query.limit, query.cursor)))


@blueprint.get("/migrations/<batch_id>/instances")
@document.validate(resp=Response(HTTP_200=MovedList), tags=["migrations"])
def list_instances(batch_id: str, query: MovedQuery) -> MovedList:
    """List the instances of a batch, and what became of them."""
    page = previews.list_moved(looking(), batch_id, Window(query.limit, query.cursor), state=query.state)
    items = [MovedOut.model_validate(_say(each, "reasons")) for each in page.items]
    return MovedList(items=items, next_cursor=page.next_cursor)


@blueprint.post("/migrations/<batch_id>/approve")
@document.validate(resp=Response(HTTP_200=StoredBatchOut), tags=["migrations"])
def approve(batch_id: str) -> StoredBatchOut:
    """Let a batch go that somebody else has proposed."""
    return StoredBatchOut.model_validate(use_cases.decide_migration(command(), batch_id, accept=True))


@blueprint.post("/migrations/<batch_id>/reject")
@document.validate(resp=Response(HTTP_200=StoredBatchOut), tags=["migrations"])
def reject(batch_id: str) -> StoredBatchOut:
    """Turn a batch down."""
    return StoredBatchOut.model_validate(use_cases.decide_migration(command(), batch_id, accept=False))


@blueprint.post("/migrations/<batch_id>/retry")
@document.validate(resp=Response(HTTP_200=StoredBatchOut), tags=["migrations"])
def retry(batch_id: str) -> StoredBatchOut:
    """Give the instances whose move failed too often another turn; `total` is how many."""
    return StoredBatchOut.model_validate(use_cases.retry_migration(command(), batch_id))


@blueprint.post("/migrations/<batch_id>/instances/<instance_id>/return")
@document.validate(resp=Response(HTTP_200=StoredBatchOut), tags=["migrations"])
def return_instance(batch_id: str, instance_id: str, json: ReturnIn) -> StoredBatchOut:
    """Put an instance back that has not moved since."""
    return StoredBatchOut.model_validate(
        use_cases.return_instance(command(), batch_id, instance_id, reason=json.reason)
    )
