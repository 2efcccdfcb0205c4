"""The texts of the editor's scripts: what they say, and what has English."""

import re
from pathlib import Path

import webapp

FOLDER = Path(webapp.__file__).parent / "frontend" / "src"
SAID = re.compile(r'\bt\(\s*"([^"]+)"')
KINDS = re.compile(r'"bpmn:\w+": "([^"]+)"')
ENGLISH = re.compile(r'^  (?:"([^"]+)"|(\w+)): "', re.MULTILINE)


def list_texts() -> set[str]:
    """Every text that a script gives to `t`."""
    sources = [FOLDER / "editor.js", FOLDER / "table.js", *(FOLDER / "editor").glob("*.js")]
    texts = {text for path in sources for text in SAID.findall(path.read_text(encoding="utf-8"))}
    return texts | set(KINDS.findall((FOLDER / "editor" / "panel.js").read_text(encoding="utf-8")))


def read_english() -> set[str]:
    """Every text that has English."""
    found = ENGLISH.findall((FOLDER / "editor" / "english.js").read_text(encoding="utf-8"))
    return {quoted or plain for quoted, plain in found}
