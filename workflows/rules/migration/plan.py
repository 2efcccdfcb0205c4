"""The decision: every obstacle, or the renames that make an instance one of the new version."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from bpmn.elements import Gateway
from bpmn.texts import N_
from workflows.rules.migration.passed import check_done, check_missed
from workflows.rules.migration.regions import check_regions
from workflows.rules.migration.terms import Finding, NodeKey, Plan, Standing, find
from workflows.rules.migration.tokens import check_memory, check_token
from workflows.rules.migration.values import check_uses, check_values, list_copies
from workflows.rules.migration.versions import Versions
from workflows.rules.states import NodeState


def plan_migration(versions: Versions, standing: Standing) -> Plan:
    """Decide whether an instance may go on under the new versions from where it stands (R-GOV-3, R-GATE-2)."""
    memories = [token for token in standing.tokens if not token.stands]
    standing = replace(standing, tokens=tuple(token for token in standing.tokens if token.stands))
    mandatory, missed = check_missed(versions, standing)
    obstacles = [
        *(found for token in memories for found in check_memory(versions, token)),
        *(found for token in standing.tokens for found in check_token(versions, token)),
        *_check_merging(versions, standing),
        *check_regions(versions, standing),
        *check_done(versions, standing),
        *mandatory,
        *check_values(versions, standing),
    ]
    return Plan(
        renames=dict(_renamed(versions, standing)),
        ways=dict(_rerouted(versions, standing)),
        copies=list_copies(versions, standing),
        obstacles=_once(obstacles),
        notes=_once([*missed, *_list_uses(versions, standing)]),
    )


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each finding about a node once, in order."""
    return tuple({(each.code, each.process, each.node, str(each.text)): each for each in findings}.values())


def _check_merging(versions: Versions, standing: Standing) -> Iterator[Finding]:
    """Two open nodes do not become one."""
    taken: dict[tuple[str, str], str] = {}
    for key in dict.fromkeys(token.key for token in standing.tokens):
        pair = versions.pairs.get(key.process)
        target = pair.target_of(key.node) if pair is not None else None
        if pair is not None and target is not None and taken.setdefault((key.process, target.id), key.node) != key.node:
            text = N_("“%(name)s”与另一个正在办理的环节对应到同一个新环节")
            yield find("merged", key.process, pair.old.nodes[key.node], text)


def _renamed(versions: Versions, standing: Standing) -> Iterator[tuple[NodeKey, str]]:
    for key in dict.fromkeys(token.key for token in standing.tokens):
        pair = versions.pairs.get(key.process)
        if pair is not None and pair.renames.get(key.node, key.node) != key.node:
            yield key, pair.renames[key.node]


def _rerouted(versions: Versions, standing: Standing) -> Iterator[tuple[int, str]]:
    """The ways of tokens at joins, where the new version numbers them otherwise."""
    for token in standing.tokens:
        pair = versions.pairs.get(token.process)
        if pair is None or token.state is not NodeState.WAITING:
            continue
        way = pair.way_of(token.via) if isinstance(pair.old.nodes[token.node], Gateway) else None
        if way is not None and way != token.via:
            yield token.engine_id, way


def _list_uses(versions: Versions, standing: Standing) -> Iterator[Finding]:
    for key in dict.fromkeys(token.key for token in standing.tokens):
        pair = versions.pairs.get(key.process)
        if pair is not None:
            yield from check_uses(pair, pair.old.nodes[key.node])
