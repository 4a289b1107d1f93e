# Two commands for a new machine: `make demo` and `make test`. Each sets itself up.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# No telemetry, and a first server start may take longer than Prefect's 20 s.
export DO_NOT_TRACK := 1
export PREFECT_SERVER_ANALYTICS_ENABLED := false
export PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS := 120

.PHONY: help setup demo test lint types contracts unit evaluate bench clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY)  ## install everything into .venv

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	$(BIN)/python -m compileall -q flows storage tasks
	$(BIN)/wirecopy warm
	touch $(READY)

demo: $(READY)  ## run the main job on the examples
	bash examples/demo.sh $(BIN)

test: lint types contracts unit  ## everything CI runs

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

contracts: $(READY)
	$(BIN)/lint-imports --no-cache

unit: $(READY)
	$(BIN)/python -m pytest -n 2 --dist loadfile

evaluate: $(READY)  ## measure copies and stories on labelled news, and hold the floors
	$(BIN)/python benchmarks/targets.py

bench: $(READY)  ## measure us and the peers side by side: a small run, or SIZES=10k,100k,1M
	$(BIN)/python benchmarks/run.py $(if $(SIZES),--sizes $(SIZES),--quick)

clean:  ## remove what setup and runs made
	rm -rf $(VENV) newsroom build *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
