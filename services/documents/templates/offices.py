"""What every document of an office has: its marks, its day, whom to call."""

from dataclasses import dataclass
from datetime import date

from services.documents.contents import Official, Paragraph


@dataclass(frozen=True)
class Office:
    """Who issues, when, and who answers questions."""

    organisation: str
    name: str
    """发文机关署名."""
    day: date
    contact: str = ""
    phone: str = ""
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Letter:
    """What differs from one document of an office to the next."""

    title: str
    addressee: str
    body: tuple[Paragraph, ...]
    attachments: tuple[str, ...] = ()


def write_official(office: Office, letter: Letter) -> Official:
    """A document of an office with everything around its text."""
    return Official(
        mark=office.name,
        title=letter.title,
        addressees=(letter.addressee,),
        body=letter.body,
        signer=office.name,
        dated=office.day,
        attachments=letter.attachments,
        note=show_contact(office),
        copies=office.copies,
        issuer=office.name,
        issued=office.day,
    )


def show_contact(office: Office) -> str:
    """Whom to call; nothing where nobody is named."""
    parts = [f"联系人：{office.contact}"] if office.contact else []
    return "，".join([*parts, *([f"联系电话：{office.phone}"] if office.phone else [])])


def list_items(items: tuple[str, ...]) -> tuple[Paragraph, ...]:
    """Items as numbered paragraphs."""
    return tuple(Paragraph(item, 3) for item in items)


def end_sentence(text: str) -> str:
    """A text with a full stop at its end."""
    plain = text.strip()
    return plain if plain.endswith(("。", "！", "？", "；")) or not plain else f"{plain}。"
