# `make` prints what there is. Nothing is needed but make and Python 3.11 to 3.13 with venv.
# Another Python: make test PYTHON=python3.12. More for a tool: make test ARGS="-k sccm".

PYTHON ?= python3
ARGS   ?=

VERSION := $(shell $(PYTHON) -c 'import sys; print("%d%d" % sys.version_info[:2])')
PINS    := requirements/py$(VERSION).txt
BIN     := .venv/bin
PIP     := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOWER   := .venv-lower

PACKAGES := .venv/packages-py$(VERSION)
READY    := .venv/ready-py$(VERSION)

.DEFAULT_GOAL := help
.PHONY: help demo test lint format types imports pages bench pins test-lower build clean ci

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

# The stamps carry the Python version, so that another PYTHON makes the environment anew.
$(PACKAGES): $(wildcard $(PINS))
	@test -f $(PINS) || { echo "mems_lca needs Python 3.11, 3.12 or 3.13. Name one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "Making .venv from $(PINS): once, a minute or two ..."
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) --require-hashes -r $(PINS)
	@touch $@

$(READY): $(PACKAGES) pyproject.toml hatch_build.py
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

demo: $(READY) ## assess the shipped accelerometer study and write its report to out/
	@$(BIN)/mems-lca demo --out out
	@echo "The report is out/accelerometer.xlsx: open it in Excel or LibreOffice."

test: $(READY) ## run the test suite
	@$(BIN)/python -m pytest -n 2 --dist worksteal $(ARGS)

lint: $(READY) ## check style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(READY) ## put every file into the format
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

types: $(READY) ## check the type annotations
	$(BIN)/mypy

imports: $(READY) ## check that the rooms import in one direction
	$(BIN)/lint-imports

pages: $(READY) ## make docs/steps, docs/sources.md and docs/assumptions.md from the library
	@$(BIN)/python -m mems_lca.reporting.pages docs

bench: $(READY) ## measure speed
	@$(BIN)/python benchmarks/bench.py $(ARGS)

pins: $(READY) ## refresh requirements/ with the newest versions
	for version in 3.11 3.12 3.13; do \
	  $(BIN)/uv pip compile --quiet --upgrade --universal --python-version $$version --generate-hashes \
	    --no-annotate --custom-compile-command "make pins" --extra test --extra dev pyproject.toml \
	    -o requirements/py$$(echo $$version | tr -d .).txt || exit 1; \
	done

test-lower: $(READY) ## run the test suite with the lowest versions that pyproject.toml allows
	$(PYTHON) -m venv --clear $(LOWER)
	$(BIN)/uv pip compile --quiet --resolution lowest-direct --python $(LOWER)/bin/python --extra test \
	  pyproject.toml -o $(LOWER)/lowest.txt
	$(BIN)/uv pip install --quiet --python $(LOWER)/bin/python -r $(LOWER)/lowest.txt
	$(BIN)/uv pip install --quiet --python $(LOWER)/bin/python --no-deps --no-build-isolation -e .
	$(LOWER)/bin/python -m pytest -n 2 --dist worksteal $(ARGS)

build: $(READY) ## build the sdist and the wheel into dist/
	$(BIN)/python -m build --no-isolation

clean: ## remove what make has made
	rm -rf .venv $(LOWER) .venv-bench out dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

ci: ## everything that a change must pass
	.ci/run
