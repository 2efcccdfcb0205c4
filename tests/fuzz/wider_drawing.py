"""The wider blocks as diagrams."""

from tests.diagrams import OFFICE, action, both, xor
from tests.fuzz.blocks import Procedure, Row
from tests.fuzz.drawing import Ends, Picture, draw_one
from tests.fuzz.wider_blocks import Errand, Relay, Way


class WiderPicture(Picture):
    """Draws errands and relays, and leaves everything else to the other."""

    def draw(self, block: object) -> Ends:
        """Draw a block."""
        if isinstance(block, Errand):
            return self._errand(block)
        if isinstance(block, Relay):
            return self._relay(block)
        return super().draw(block)

    def _errand(self, block: Errand) -> Ends:
        given = f'<lf:in name="result" value="\'{block.result}\'"/>' if block.result else ""
        taken = f'<lf:out name="{block.variable}" value="result"/>'
        self.nodes.append(action(block.id, "echo" if block.result else "later", given + taken))
        return block.id, block.id

    def _relay(self, block: Relay) -> Ends:
        """Tokens split, then meet: at an exclusive merge, or without a gateway at the first task."""
        self.nodes.append(both(block.id))
        first, *later = (self._stage(f"{block.id}_{number}", ways) for number, ways in enumerate(block.stages))
        entry, last = first
        if len(block.stages[0]) > 1:
            entry = f"{block.id}_m"
            self.nodes.append(xor(entry))
            self.ways.append((entry, first[0]))
        self.ways += [(block.id, entry)] * block.tokens
        for entered, left in later:
            self.ways.append((last, entered))
            last = left
        return block.id, last

    def _stage(self, name: str, ways: tuple[Way, ...]) -> Ends:
        if len(ways) == 1:
            first, *rest = ways[0]
            entry, exit_ = self.draw(first)
            return entry, self.draw_row(Row(tuple(rest)), exit_)[1]
        split, join = f"{name}_g", f"{name}_j"
        self.nodes += [both(split), both(join)]
        for way in ways:
            self.draw_way(split, Row(way), join)
        return split, join


def draw_all(procedure: Procedure) -> list[bytes]:
    """The files of a process and of all that it calls, itself first."""
    return [draw_one(each, OFFICE if each is procedure else "", WiderPicture()) for each in procedure.family()]
