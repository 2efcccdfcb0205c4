"""The OpenAPI document: valid, whole, and true to what the paths do."""

import re
from typing import Any

import pytest
from openapi_spec_validator import validate

from tests.houses import House

UNDOCUMENTED = {"/api/v1/openapi.json"}


@pytest.fixture
def spec(house: House) -> dict[str, Any]:
    answer: dict[str, Any] = house.app.test_client().get("/api/v1/openapi.json").json
    return answer


def operations(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {f"{method} {path}": each for path, methods in spec["paths"].items() for method, each in methods.items()}


def braced(rule: str) -> str:
    """`/tasks/<task_id>` as OpenAPI writes it."""
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def test_the_document_is_valid_openapi(spec: dict[str, Any]) -> None:
    validate(spec)

    assert spec["openapi"].startswith("3.1")


def test_every_path_of_the_api_is_in_the_document(house: House, spec: dict[str, Any]) -> None:
    rules = [rule for rule in house.app.url_map.iter_rules() if rule.rule.startswith("/api/v1/")]
    served = {
        f"{method.lower()} {braced(rule.rule)}"
        for rule in rules
        if rule.rule not in UNDOCUMENTED
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }

    assert served == set(operations(spec))


def test_every_operation_has_a_name_of_its_own_and_says_how_it_fails(spec: dict[str, Any]) -> None:
    found = operations(spec)

    names = [each["operationId"] for each in found.values()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z_]+", name)] == []
    for each in found.values():
        assert list(each["responses"]["default"]["content"]) == ["application/problem+json"]
        assert any(status.startswith("2") for status in each["responses"])
        assert each["summary"]


def test_commands_take_an_idempotency_key(spec: dict[str, Any]) -> None:
    complete = operations(spec)["post /api/v1/tasks/{task_id}/complete"]

    assert {"name": "Idempotency-Key", "in": "header"}.items() <= complete["parameters"][-1].items()


def test_a_problem_looks_as_the_document_says(house: House, spec: dict[str, Any]) -> None:
    answer = house.app.test_client().get("/api/v1/tasks")

    fields = spec["components"]["schemas"]["Problem"]["properties"]
    assert answer.content_type == "application/problem+json"
    assert set(answer.json) == set(fields)
