"""What is said of a node, fact by fact: compared by value, shown in words."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bpmn.comparing.changes import Change, ChangeKind, Said, make_text
from bpmn.texts import N_, Text


@dataclass(frozen=True)
class Fact:
    """One thing that is said: what it is called, its value to compare, the value in words, and what it consists of."""

    what: Said
    value: Hashable = None
    said: Said = ""
    parts: Mapping[str, "Fact"] = field(default_factory=dict)


Facts = Mapping[str, Fact]


def flatten_facts(facts: Facts, prefix: str = "") -> Iterator[tuple[str, Hashable]]:
    """Every value with the way to it."""
    for key, fact in facts.items():
        yield f"{prefix}{key}", fact.value
        yield from flatten_facts(fact.parts, f"{prefix}{key}/")


def compare_facts(name: Said, old: Facts, new: Facts, *, ids: tuple[str, str]) -> Iterator[Change]:
    """A sentence for each fact that is new, gone or otherwise; a new one, and one that is gone, without its parts."""
    for key in [*old, *(key for key in new if key not in old)]:
        before, after = old.get(key), new.get(key)
        if before is None and after is not None:
            yield Change(ChangeKind.CHANGED, _tell(N_("%(name)s：新增%(what)s %(value)s"), name, after), *ids)
        elif after is None and before is not None:
            yield Change(ChangeKind.CHANGED, _tell(N_("%(name)s：取消%(what)s %(value)s"), name, before), *ids)
        elif before is not None and after is not None:
            if before.value != after.value:
                text = N_("%(name)s：%(what)s %(old)s → %(new)s")
                said = make_text(text, name=name, what=before.what, old=before.said, new=after.said)
                yield Change(ChangeKind.CHANGED, said, *ids)
            yield from compare_facts(name, before.parts, after.parts, ids=ids)


_WITHOUT: Final[Mapping[str, str]] = {
    "%(name)s：新增%(what)s %(value)s": N_("%(name)s：新增%(what)s"),
    "%(name)s：取消%(what)s %(value)s": N_("%(name)s：取消%(what)s"),
}


def _tell(msgid: str, name: Said, fact: Fact) -> Text:
    if fact.said == "":
        return make_text(_WITHOUT[msgid], name=name, what=fact.what)
    return make_text(msgid, name=name, what=fact.what, value=fact.said)


class Collector:
    """Collects the facts of something: those that are not there are left out."""

    def __init__(self) -> None:
        self.facts: dict[str, Fact] = {}

    def add(self, key: str, what: Said, value: Any, said: Said | None = None) -> None:
        """A value, unless it is empty."""
        if value not in {None, "", ()} and value != frozenset():
            self.facts[key] = Fact(what, value, said if said is not None else str(value))

    def switch(self, key: str, what: Said, *, flag: bool) -> None:
        """Something that is so or is not."""
        self.facts[key] = Fact(what, flag, Text(N_("是")) if flag else Text(N_("否")))

    def each(self, key: str, things: Iterable[Any], describe: Callable[[Any], tuple[str, Fact]]) -> None:
        """One fact for each of several things that have names of their own."""
        for thing in things:
            name, fact = describe(thing)
            self.facts[f"{key}:{name}"] = fact
