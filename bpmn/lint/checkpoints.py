"""The steps that a procedure profile does not let go, however its diagram is redrawn (R-GATE-2, R-GOV-2)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bpmn.checkpoints.demands import Checkpoint
from bpmn.checkpoints.proof import Path, Proof, Scope
from bpmn.elements import CallActivity, Node, Process
from bpmn.errors import Place, Problem
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_


def check_checkpoints(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A profile's mandatory steps are on every way to the end, in called processes too (R-GATE-2).

    A step is known by what it does (its vote, its handler, its action), whatever it is called; its node is marked
    with `lf:checkpoint`. Where a way leads around it, the problem names the nodes of that way.
    """
    processes = {**vocabulary.processes, process.id: process}
    for checkpoint in vocabulary.checkpoints:
        root = processes.get(checkpoint.process)
        if root is not None and process.id in list_callable(root, processes):
            yield from _check_one(process, Proof(processes, checkpoint), checkpoint)


def list_callable(root: Process, processes: Mapping[str, Process]) -> frozenset[str]:
    """A process and all that it may call, directly or not, by key."""
    found, waiting = {root.id}, [root.id]
    while waiting:
        called = set(processes[waiting.pop()].calls) & set(processes) - found
        found |= called
        waiting += called
    return frozenset(found)


def _check_one(process: Process, proof: Proof, checkpoint: Checkpoint) -> Iterator[Problem]:
    path = proof.find_bypass(checkpoint.process)
    if path is None and process.id == checkpoint.process:
        yield from _check_mark(process, proof, checkpoint)
    elif path is not None and process.id in {checkpoint.process, *(passing.process for passing in path)}:
        yield _refuse(process, proof, checkpoint, path)


def _check_mark(process: Process, proof: Proof, checkpoint: Checkpoint) -> Iterator[Problem]:
    """The mark tells migrations and moves of tokens what they may not jump over."""
    doers = list_doers(proof, process, checkpoint)
    if doers and not any(node.checkpoint == checkpoint.mark for node in doers):
        text = N_("“%(node)s”是必经环节“%(title)s”，须标明 lf:checkpoint=%(mark)s")
        about = {"node": title(doers[0]), "title": checkpoint.title, "mark": checkpoint.mark}
        yield fault("checkpoints", doers[0], text, **about)


def _refuse(process: Process, proof: Proof, checkpoint: Checkpoint, path: Path) -> Problem:
    """The problem, at the step itself if it is drawn here, with the way around it."""
    scope = Scope(checkpoint.process, "", checkpoint.doings, checkpoint.voided_by)
    missing = N_("缺少必经环节“%(title)s”（%(mark)s），不经该环节即可办结：%(path)s")
    around = N_("有路径绕过必经环节“%(title)s”（%(mark)s）：%(path)s")
    places = tuple(_list_places(proof.processes, path))
    named = " → ".join(place.name for place in places if place.name)
    at = next(iter(list_doers(proof, process, checkpoint)), process) if process.id == checkpoint.process else process
    text = around if proof.holds(scope) else missing
    about = {"title": checkpoint.title, "mark": checkpoint.mark, "path": named}
    return replace(fault("checkpoints", at, text, **about), path=places)


def list_doers(proof: Proof, process: Process, checkpoint: Checkpoint) -> list[Node]:
    """The nodes of a process that do the step, or hold or call what does it."""
    found = []
    for node in process.nodes.values():
        scope = Scope(process.id, node.scope, checkpoint.doings, checkpoint.voided_by)
        inner = proof.find_inner(scope, node)
        if proof.does(scope, node) or (isinstance(node, CallActivity) and inner is not None and proof.holds(inner)):
            found.append(node)
    return found


def _list_places(processes: Mapping[str, Process], path: Path) -> Iterator[Place]:
    """The nodes of a way with their names, each after the flow by which it is come to."""
    for passing in path:
        node = processes[passing.process].nodes[passing.node]
        if passing.flow:
            yield Place(passing.process, passing.flow)
        yield Place(passing.process, passing.node, node.name)
