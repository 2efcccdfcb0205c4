"""The table of bulletins; importing this package registers it."""

from services.statistics.models.bulletins import Bulletin

__all__ = ["Bulletin"]
