"""Papers of the ladder as tests read them: what a document says, by kind and version."""

from collections.abc import Mapping

from services.documents.contents import Content, Form, Official, thaw_content
from services.documents.issuing import read_content
from services.documents.models import Document
from tests.houses import House


def list_papers(house: House, kind: str = "") -> list[Document]:
    """Documents in the order of their issue."""
    with house.reading() as session:
        found = session.query(Document).order_by(Document.id)
        return (found.filter_by(kind=kind) if kind else found).all()


def open_paper(house: House, document: Document, version: int | None = None) -> Content:
    """What a version says, the latest by default."""
    with house.reading() as session:
        return thaw_content(read_content(session, session.get_one(Document, document.id), version))


def read_official(house: House, kind: str, version: int | None = None) -> tuple[Official, str]:
    """The only document of a kind, and its text."""
    [document] = list_papers(house, kind)
    content = open_paper(house, document, version)
    assert isinstance(content, Official)
    return content, "\n".join(each.text for each in content.body)


def read_form(house: House, kind: str, version: int | None = None) -> Mapping[str, str]:
    """The cells of the only form of a kind, by their labels."""
    [document] = list_papers(house, kind)
    form = open_paper(house, document, version)
    assert isinstance(form, Form)
    found: dict[str, str] = {}
    for block in form.blocks:
        if block.shape == "entries":
            found |= {each.label.replace("\n", ""): each.value for each in block.cells}
        elif block.shape == "prose":
            found[block.label.replace("\n", "")] = block.text
        elif block.shape == "signatures":
            found |= {each.label: each.value for each in block.places}
    return found
