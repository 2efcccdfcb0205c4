"""Our reader beside the parser of SpiffWorkflow: both see the same nodes and the same ways in every shipped diagram."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser

from bpmn import processes
from bpmn.elements import BoundaryEvent
from bpmn.reader import read_process

FILES = sorted(Path(processes.__file__).parent.glob("*.bpmn"))
MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"


def say_as_the_library_wants(data: bytes) -> Any:
    """What our diagrams say by `lf:due`, `lf:each` and `lf:decision`, the library wants otherwise: any will do here."""
    tree = etree.fromstring(data)
    for rule in tree.iter(f"{MODEL}businessRuleTask"):
        rule.tag = f"{MODEL}manualTask"
    for timer in tree.iter(f"{MODEL}timerEventDefinition"):
        etree.SubElement(timer, f"{MODEL}timeDuration").text = "'P1D'"
    for repeated in tree.iter(f"{MODEL}multiInstanceLoopCharacteristics"):
        repeated.insert(0, etree.Element(f"{MODEL}loopCardinality"))
        repeated[0].text = "1"
    return tree


def parse(path: Path) -> dict[str, set[str]]:
    """The nodes that the library finds, sub-processes included, each with the nodes to which its ways lead."""
    parser = BpmnParser()
    parser.add_bpmn_xml(say_as_the_library_wants(path.read_bytes()), filename=path.name)
    parser.get_spec(path.stem)
    found: dict[str, set[str]] = defaultdict(set)
    for key in list(parser.process_parsers):
        for task in parser.get_spec(key).task_specs.values():
            if task.bpmn_id:
                found[task.bpmn_id].update(lead_on(task))
    return found


def lead_on(task: Any) -> Iterator[str]:
    """The next nodes that are drawn: the library puts nodes of its own between them."""
    for each in task.outputs:
        yield from (each.bpmn_id,) if each.bpmn_id else lead_on(each)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_readers_see_the_same_nodes_and_ways(path: Path) -> None:
    process = read_process(path.read_bytes())
    found = parse(path)

    ours = {node: {flow.target for flow in flows} for node, flows in process.outgoing.items()}
    borders = {node.id for node in process.nodes.values() if isinstance(node, BoundaryEvent)}
    assert {node: targets - borders for node, targets in found.items()} == ours
