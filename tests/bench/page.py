"""The page of the documentation: what was measured, between its markers."""

from collections.abc import Iterable
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.goals import Judged

PAGE = Path("docs/reference/performance.md")
BEGIN, END = "<!-- written by make bench -->", "<!-- end of what make bench writes -->"


def write_page(machine: str, figures: Iterable[Figure], judged: Iterable[Judged]) -> None:
    """Put the tables between the markers."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    goals = _table(["figure", "asked", "measured", "reached"], map(_goal_row, judged))
    costs = _table(["what", "n", "database", "CPU ms", "SQL", "commits", "bytes", "runs"], map(_figure_row, figures))
    written = f"{machine}\n\n## Goals\n\n{goals}\n## Medians\n\n{costs}\n"
    PAGE.write_text(f"{before}{BEGIN}\n\n{written}{END}{after}", encoding="utf-8")


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def _goal_row(judged: Judged) -> list[str]:
    return [judged.what, judged.asked, judged.measured, "yes" if judged.reached else "**no**"]


def _figure_row(figure: Figure) -> list[str]:
    place = [figure.name, f"{figure.n:,}", figure.database]
    if figure.failure:
        return [*place, f"fails: {figure.failure}", "", "", "", ""]
    counts = [figure.sql, figure.commits, figure.bytes]
    return [*place, f"{figure.cpu_ms:.2f}", *(f"{count or 0:,}" for count in counts), str(figure.runs)]
