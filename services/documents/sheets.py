"""A version of a document, opened and ready to be drawn."""

from dataclasses import dataclass
from datetime import datetime

from services.documents.codes import show_code, show_digest
from services.documents.contents import Content
from services.documents.kinds import Layout
from services.documents.numbering import format_date
from workflows.rules.deadlines import ZONE


@dataclass(frozen=True)
class Imprint:
    """What the house itself puts on the paper."""

    number: str
    version: int
    code: str
    digest: str
    made_at: datetime

    def lines(self, address: str) -> tuple[str, ...]:
        """What stands beside the code; `address` is where it is verified."""
        made = self.made_at.astimezone(ZONE)
        return (
            f"校验码 {show_code(self.code)}　第{self.version}版　{format_date(made.date())} {made:%H:%M} 由系统生成",
            f"核验 {address}",
            f"摘要 {show_digest(self.digest)}",
        )


@dataclass(frozen=True)
class Sheet:
    """What is drawn: a content in its layout, with its imprint."""

    kind: str
    layout: Layout
    imprint: Imprint
    content: Content
