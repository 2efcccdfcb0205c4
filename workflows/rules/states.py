"""States of what runs."""

from enum import StrEnum


class DefinitionState(StrEnum):
    """The life of a version of a process."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    """Waits for the day from which it is in force."""
    PUBLISHED = "published"
    RETIRED = "retired"


class DefinitionKind(StrEnum):
    """What a definition holds."""

    PROCESS = "process"
    DECISION = "decision"


class InstanceState(StrEnum):
    """The life of a process instance."""

    RUNNING = "running"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class TaskState(StrEnum):
    """The life of a task in an inbox."""

    OPEN = "open"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ConsultationState(StrEnum):
    """The life of a question to somebody else."""

    OPEN = "open"
    ANSWERED = "answered"
    RECALLED = "recalled"


class DueState(StrEnum):
    """The life of something that is to happen by itself."""

    PENDING = "pending"
    HELD = "held"
    """Its clock stands: the task it belongs to is out for advice."""
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


class MessageState(StrEnum):
    """The life of a message between instances."""

    PENDING = "pending"
    DELIVERED = "delivered"


class NodeState(StrEnum):
    """Where a token stands with its node."""

    READY = "ready"
    """A person may act."""
    WAITING = "waiting"
    """An event, or other tokens, must come first."""
    STARTED = "started"
    """Something inside is running: a sub-process, several instances, an effect outside."""
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        """Whether the token is still at the node."""
        return self in {NodeState.READY, NodeState.WAITING, NodeState.STARTED}


class BatchState(StrEnum):
    """The life of a proposal to move instances to another version."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class MigrationState(StrEnum):
    """What became of one instance of such a proposal."""

    PENDING = "pending"
    MIGRATED = "migrated"
    REFUSED = "refused"
    """Something stood in the way."""
    GONE = "gone"
    """It had ended, or was on another version, when its turn came."""
    RETURNED = "returned"
    """It was put back."""
