"""All tables of the house: importing this module registers them with the metadata."""

from typing import Final

from sqlalchemy import MetaData

import services.changes.models  # noqa: F401 -- registers its tables
import services.documents.models  # noqa: F401 -- registers its tables
import services.information.models  # noqa: F401 -- registers its tables
import services.registry.models  # noqa: F401 -- registers its tables
import services.statistics.models  # noqa: F401 -- registers its tables
import services.voting.models  # noqa: F401 -- registers its tables
import services.warnings.models  # noqa: F401 -- registers its tables
from workflows.models import Base

MODEL_BASE: Final[type[Base]] = Base
"""The base that Flask-SQLAlchemy binds."""

metadata: MetaData = Base.metadata
