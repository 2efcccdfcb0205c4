"""English names of what the shipped diagrams draw (decision 21); an organisation's own diagrams keep their Chinese.

The catalogue stands beside the diagrams. A node's name is found by process and node id, and only as long as the node
still bears the Chinese name that was translated; labels of forms are found by their Chinese words.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import yaml

from bpmn.processes import FOLDER

FILE: Final = FOLDER / "names.en.yaml"


@dataclass(frozen=True)
class Catalogue:
    """English by Chinese: for each node of each process, and for words that may stand anywhere."""

    nodes: Mapping[tuple[str, str], tuple[str, str]]
    words: Mapping[str, str]

    def find_node(self, process_key: str, node_id: str, name: str) -> str:
        """The English name of a node, '' if the catalogue does not know it under its present name."""
        chinese, english = self.nodes.get((process_key, node_id), ("", ""))
        return english if chinese == name else self.words.get(name, "")

    def find_word(self, text: str) -> str:
        """The English of a label, an option, an outcome or the name of a process; '' if it is not known."""
        return self.words.get(text, "")


@cache
def read_catalogue() -> Catalogue:
    """The catalogue that ships with the product."""
    content: Mapping[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    nodes = {
        (key, node_id): pair
        for key, process in content["processes"].items()
        for node_id, names in process["nodes"].items()
        for pair in names.items()
    }
    names = {pair[0]: pair[1] for process in content["processes"].values() for pair in process["name"].items()}
    drawn = dict(nodes.values())
    return Catalogue(nodes, drawn | names | content["words"])
