"""Start-up: the wings register what diagrams and due work call by name."""

from services.changes.registering import register_changes
from services.information.registering import register_information
from services.jobs.housekeeping import register_housekeeping
from services.notices.delivery import register_delivery
from services.notices.sending import register_sending
from services.organisation.defaults import default_parameters
from services.organisation.revising import register_revising
from services.process.deliveries import register_deliveries
from services.process.happenings import register_happenings
from services.process.migration_work import register_migrations
from services.registry.registering import register_registry
from services.statistics.registering import register_statistics
from services.voting.registering import register_voting
from services.warnings.registering import register_warnings
from workflows import registries
from workflows.rules.parameters import kind_of
from workflows.running.relations import register_relations


def register_all() -> None:
    """Register everything; a second call changes nothing."""
    register_relations()
    register_happenings()
    register_deliveries()
    register_migrations()
    register_delivery()
    register_sending()
    register_housekeeping()
    register_revising()
    register_registry()
    register_voting()
    register_warnings()
    register_changes()
    register_information()
    register_statistics()
    for name, entry in default_parameters().items():
        registries.parameters.register(name, kind_of(entry))
