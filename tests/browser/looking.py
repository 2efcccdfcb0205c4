"""Looking at a page: what is wrong with it, in words."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import PHONE

STEPS = """
() => [...document.querySelectorAll("a[href^='/']")]
  .map((each) => each.getAttribute("href"))
  .filter((each) => !each.includes("export") && !each.startsWith("/files/") && !each.endsWith("/file"))
"""

FOREIGN = """
() => {
  const chinese = /[\\u2e80-\\u9fff\\uff00-\\uffef\\u3000-\\u303f]/;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (holder.closest("script, style, template, [lang^='zh']")) continue;
    if (chinese.test(walker.currentNode.data)) found.push(walker.currentNode.data.trim().slice(0, 80));
  }
  for (const each of document.querySelectorAll("[title], [placeholder], [aria-label], [data-none]")) {
    if (each.closest("[lang^='zh']")) continue;
    for (const name of ["title", "placeholder", "aria-label", "data-none"]) {
      const value = each.getAttribute(name) || "";
      if (chinese.test(value)) found.push(`${name}: ${value}`);
    }
  }
  return found;
}
"""
"""Chinese that no element marks as such: in English, a text that nobody has translated."""

WIDE = """
(width) => document.documentElement.scrollWidth <= width ? [] :
  [...document.querySelectorAll("main *, header *")]
    .filter((each) => each.getBoundingClientRect().right > width + 1)
    .filter((each) => !each.closest(".scroll, .side, .tabs, .pop, [data-canvas]"))
    .map((each) => each.outerHTML.slice(0, 100)).slice(0, 5)
"""

OUTSIDE = """
() => [...document.querySelectorAll("[src], [href], [action]")]
  .map((each) => each.getAttribute("src") || each.getAttribute("href") || each.getAttribute("action"))
  .filter((each) => /^(https?:)?\\/\\//.test(each) && !each.startsWith(location.origin))
  .filter((each) => !/^https?:\\/\\/(www\\.)?bpmn\\.io/.test(each))
"""
"""Addresses of other houses; the mark of bpmn.io links to its own, as its licence asks."""


@cache
def axe() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def find_faults(page: Page) -> list[str]:
    """What axe-core says."""
    page.evaluate(axe())
    report: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:160]}"
        for fault in report["violations"]
        for node in fault["nodes"][:3]
    ]


def look_at(page: Page, path: str, *, english: bool, phone: bool) -> Iterator[str]:
    """Everything that is wrong with a page."""
    answer = page.goto(path)
    page.wait_for_load_state("networkidle")
    if answer is None or answer.status != 200:
        yield f"{path}: {answer and answer.status}"
        return
    yield from (f"{path}: not translated: {text}" for text in (page.evaluate(FOREIGN) if english else ()))
    yield from (f"{path}: too wide: {text}" for text in (page.evaluate(WIDE, PHONE["width"]) if phone else ()))
    yield from (f"{path}: outside: {text}" for text in page.evaluate(OUTSIDE))
    yield from (f"{path}: forbidden: {text}" for text in page.evaluate("window.__violations"))
    yield from (f"{path}: {text}" for text in find_faults(page))
