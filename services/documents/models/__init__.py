"""The tables of the documents wing."""

from services.documents.models.documents import (
    Document,
    DocumentParty,
    DocumentReading,
    DocumentSeries,
    DocumentVersion,
)

__all__ = ["Document", "DocumentParty", "DocumentReading", "DocumentSeries", "DocumentVersion"]
