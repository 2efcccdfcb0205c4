"""Places for nodes that were never drawn: from left to right by their distance from the start."""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

COLUMN: Final = 60
"""Between two columns."""
ROW: Final = 40
"""Between two nodes of a column."""


@dataclass(frozen=True)
class Box:
    """Bounds of a shape, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Half its height."""
        return self.y + self.height / 2

    def moved(self, right: float, down: float) -> "Box":
        """The same box elsewhere."""
        return replace(self, x=self.x + right, y=self.y + down)

    def meets(self, other: "Box") -> bool:
        """Whether two boxes overlap."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


def place_nodes(sizes: Mapping[str, tuple[float, float]], ways: Iterable[tuple[str, str]]) -> dict[str, Box]:
    """Boxes for nodes of these sizes; the first row lies at 0, the first column too."""
    columns = _rank_nodes(list(sizes), list(ways))
    boxes: dict[str, Box] = {}
    x = 0.0
    height = max((sum(sizes[node][1] + ROW for node in column) for column in columns), default=0.0)
    for column in columns:
        width = max(sizes[node][0] for node in column)
        y = (height - sum(sizes[node][1] + ROW for node in column)) / 2
        for node in column:
            boxes[node] = Box(x + (width - sizes[node][0]) / 2, y, *sizes[node])
            y += sizes[node][1] + ROW
        x += width + COLUMN
    return boxes


def _rank_nodes(nodes: list[str], ways: list[tuple[str, str]]) -> list[list[str]]:
    """Nodes by their distance from those that nothing leads to; on circles from the first of the file."""
    entered = {target for source, target in ways if source != target}
    ranks: dict[str, int] = {}
    for root in [*(node for node in nodes if node not in entered), *nodes]:
        waiting = deque([(root, 0)] if root not in ranks else [])
        while waiting:
            node, rank = waiting.popleft()
            if node in ranks or node not in nodes:
                continue
            ranks[node] = rank
            waiting.extend((target, rank + 1) for source, target in ways if source == node)
    columns: dict[int, list[str]] = {}
    for node, rank in ranks.items():
        columns.setdefault(rank, []).append(node)
    return [columns[rank] for rank in sorted(columns)]
