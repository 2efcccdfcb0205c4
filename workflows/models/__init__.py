"""The tables that assignment, the engine and the inbox need, one module a noun.

Importing this package registers them all. Columns, constraints and relations, no behaviour. What must never be false is
refused by the database: unique keys, checks, and triggers on the history.
"""

from workflows.models.accounts import Account, UserSession
from workflows.models.attachments import Attachment
from workflows.models.base import Base
from workflows.models.calendars import CalendarChange, CalendarDay, CalendarVersion
from workflows.models.commands import CommandRecord
from workflows.models.definitions import DefinitionEditor, DefinitionMember, DefinitionSet, ProcessDefinition
from workflows.models.due_work import DueWork, Incident
from workflows.models.history import HistoryEntry, HistorySalt
from workflows.models.installation import Installation
from workflows.models.instances import EngineTask, InstanceLink, InstanceRecusal, ProcessInstance
from workflows.models.messages import EventMessage, EventSubscription
from workflows.models.migrations import InstanceMigration, MigrationBatch
from workflows.models.organisations import Organisation
from workflows.models.outbox import Notice, NoticeDelivery, NoticePreference, OutboxMessage
from workflows.models.parameters import ParameterSet
from workflows.models.people import Interest, Person, RoleGrant, Substitution, UnitRole
from workflows.models.posts import Post, PostAssignment
from workflows.models.restricted import RestrictedAccess, RestrictedText
from workflows.models.tasks import Candidate, Task, TaskComment, TaskConsultation, TaskCopy, TaskDraft
from workflows.models.units import Unit
from workflows.models.votes import Vote, VoteItem

__all__ = [
    "Account",
    "Attachment",
    "Base",
    "CalendarChange",
    "CalendarDay",
    "CalendarVersion",
    "Candidate",
    "CommandRecord",
    "DefinitionEditor",
    "DefinitionMember",
    "DefinitionSet",
    "DueWork",
    "EngineTask",
    "EventMessage",
    "EventSubscription",
    "HistoryEntry",
    "HistorySalt",
    "Incident",
    "Installation",
    "InstanceLink",
    "InstanceMigration",
    "InstanceRecusal",
    "Interest",
    "MigrationBatch",
    "Notice",
    "NoticeDelivery",
    "NoticePreference",
    "Organisation",
    "OutboxMessage",
    "ParameterSet",
    "Person",
    "Post",
    "PostAssignment",
    "ProcessDefinition",
    "ProcessInstance",
    "RestrictedAccess",
    "RestrictedText",
    "RoleGrant",
    "Substitution",
    "Task",
    "TaskComment",
    "TaskConsultation",
    "TaskCopy",
    "TaskDraft",
    "Unit",
    "UnitRole",
    "UserSession",
    "Vote",
    "VoteItem",
]
