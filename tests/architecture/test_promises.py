"""What the house promises: one place that commits, words that mean one thing, documents that name real files."""

import ast
import re

import pytest

from bpmn.lint import RULES
from tests.architecture.reading import ROOT, sources

MISLEADING = re.compile(
    r"(?i)guid|human_?task|process_?model|todo_?item|work_?item|workflow_?instance|spiff_?id|swim_?lane|child_?workflow"
)
"""Words of other houses for what has one name here (docs/explanation/glossary)."""

PATH = re.compile(r"`((?:bpmn|workflows|services|webapp|tests|docs)/[\w./-]+)`")


def test_one_place_commits() -> None:
    committing = [
        source.name
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute) and node.attr == "commit"
    ]

    assert committing == ["services/transaction.py"]


def test_misleading_words_name_nothing() -> None:
    found = {
        f"{source.name}: {name}" for source in sources() for name in identifiers(source.tree) if MISLEADING.search(name)
    }

    assert found == set()


def identifiers(tree: ast.Module) -> set[str]:
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    names |= {node.name for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    return names | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_lint_rule_is_shown_right_and_wrong_and_described(rule: str) -> None:
    samples = ROOT / "tests" / "processes" / "lint"

    assert (samples / f"{rule}.correct.bpmn").exists()
    assert (samples / f"{rule}.incorrect.bpmn").exists()
    assert f"`{rule}`" in (ROOT / "docs/reference/lint-rules.md").read_text(encoding="utf-8")


def test_documents_name_files_that_exist() -> None:
    pages = [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")]
    named = {
        (page.relative_to(ROOT), path) for page in pages for path in PATH.findall(page.read_text(encoding="utf-8"))
    }

    missing = [f"{page}: {path}" for page, path in sorted(named) if not (ROOT / path.rstrip(".")).exists()]
    assert missing == []
