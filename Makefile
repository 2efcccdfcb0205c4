# LianFlow: one word for each thing that one does here. `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export UV_PYTHON_DOWNLOADS := never
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help install run worker test test-postgres fuzz chaos cover bench check format lint types imports docs \
	processes lock revision translations frontend screenshots needs clean

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# --- environments: exactly the locked versions, with hashes ----------------------------------

$(VENV)/runtime.stamp: requirements.txt pyproject.toml
	@./environment.sh "$(PYTHON)" "$(VENV)" requirements.txt
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt pyproject.toml
	@./environment.sh "$(PYTHON)" "$(VENV)" requirements-dev.txt
	@touch $@ $(VENV)/runtime.stamp

install: $(VENV)/dev.stamp  ## make the environment for development

# --- using it ---------------------------------------------------------------------------------

run: $(VENV)/runtime.stamp  ## start web and worker together in demo mode on http://127.0.0.1:8000
	@LIANFLOW_DEMO=$${LIANFLOW_DEMO-1} $(BIN)/lianflow run

worker: $(VENV)/runtime.stamp  ## start a worker of its own (production: with LIANFLOW_BROKER_URL)
	@$(BIN)/lianflow worker

# --- proving it -------------------------------------------------------------------------------

check: format lint types imports processes docs  ## all that can be said without running the product

needs:  ## install what the tests need beyond Python (Debian: apt), or name it in one line
	@./tests/needs.sh

test: $(VENV)/dev.stamp needs  ## whole suite on SQLite, locks on PostgreSQL, stories in a browser
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

test-postgres: $(VENV)/dev.stamp needs  ## whole suite on PostgreSQL with Redis
	@LIANFLOW_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist loadgroup

fuzz: $(VENV)/dev.stamp  ## random processes against a token game: make fuzz FUZZ_SECONDS=600 FUZZ_SEED=0
	@$(BIN)/python -m tests.fuzz

chaos: $(VENV)/dev.stamp needs  ## timers fall due while workers are killed and the broker forgets: make chaos CHAOS_SEED=1
	@$(BIN)/python -m tests.chaos

cover: $(VENV)/dev.stamp needs  ## the suite with branch coverage
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term-missing:skip-covered

bench: $(VENV)/dev.stamp needs  ## measure what steps cost; BENCH_QUICK=1 for the short way
	@$(BIN)/python -m tests.bench

format: $(VENV)/dev.stamp  ## formatting
	@$(BIN)/ruff format --check .

lint: $(VENV)/dev.stamp  ## lint of code, templates, words and dependencies
	@$(BIN)/ruff check .
	@$(BIN)/djlint webapp/templates --lint --quiet
	@$(BIN)/codespell
	@$(BIN)/deptry .
	@$(BIN)/vulture
	@$(BIN)/bandit -q -c pyproject.toml -r bpmn workflows services webapp

types: $(VENV)/dev.stamp  ## strict types
	@$(BIN)/mypy

imports: $(VENV)/dev.stamp  ## four floors, one door per library
	@$(BIN)/lint-imports --no-cache

processes: $(VENV)/dev.stamp  ## our lint on every shipped diagram
	@$(BIN)/lianflow lint bpmn/processes/*.dmn bpmn/processes/*.bpmn

docs: $(VENV)/dev.stamp  ## build the documentation, warnings are errors
	@$(BIN)/python docs/generate.py --check
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict --site-dir build/docs

# --- changing it ------------------------------------------------------------------------------

lock:  ## compile the locked requirements from pyproject.toml (no package host is ever named)
	@uv pip compile pyproject.toml --group install --universal --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.txt
	@uv pip compile pyproject.toml --group install --group test --group check --universal --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --quiet --output-file requirements-dev.txt

revision: $(VENV)/dev.stamp  ## write a schema migration from the models: make revision what="add signers"
	@$(BIN)/lianflow schema revision "$(what)"

translations: $(VENV)/dev.stamp  ## collect the texts and compile the English catalogue
	@mkdir -p build
	@$(BIN)/pybabel -q extract -F webapp/translations/babel.cfg -k N_ --no-location --sort-output \
		-o build/messages.pot webapp services workflows bpmn
	@$(BIN)/pybabel -q update -N --ignore-obsolete --ignore-pot-creation-date -w 120 -i build/messages.pot -d webapp/translations
	@$(BIN)/pybabel -q compile -d webapp/translations

frontend:  ## build the browser files again (needs Node; the built files are committed)
	@cd webapp/frontend && npm ci --silent && npm run --silent build

screenshots: $(VENV)/dev.stamp needs  ## take the pictures of the documentation
	@$(BIN)/python docs/screenshots.py
	@$(BIN)/python docs/measured_page.py

clean:  ## remove what was built; the data under instance/ stays
	@rm -rf build .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
