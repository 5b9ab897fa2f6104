# Every door to the project. `make help` lists them.

.DEFAULT_GOAL := help
SHELL := /bin/bash
UV := $(shell command -v uv || echo .uv/bin/uv)
RUN := .venv/bin
PYTHON_FILES := newsroom store watchers alerts tui llamawatch tests benchmarks docs

FUZZ_SECONDS ?= 300
KILLS ?= 500
SEED ?= 1
# Tests of screens wait more than they compute.
WORKERS ?= $(shell python3 -c 'import os; print(2 * (os.cpu_count() or 1))')
TAG ?=

# Tests start hundreds of programs: each would compile the libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run demo test check slow torture fuzz kills format lint types contracts bench bench-idle bench-quick picture pictures keys reference notices snapshots release-check clean

help: ## what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/.ready ## the dashboard, on ./config.toml
	@$(RUN)/llamawatch

demo: .venv/.ready ## the dashboard on a built-in newswire, without any network
	@$(RUN)/llamawatch demo

test: .venv/.ready ## the fast tests
	@$(RUN)/python -m pytest -q -n $(WORKERS)

check: format lint types contracts test ## format, lint, types, contracts, fast tests

slow: .venv/.ready ## marked tests, and the wheel built, installed and run elsewhere
	@$(RUN)/python -m pytest -q -m slow --timeout 1500

torture: .venv/.ready ## the slow tests of the store with every kill, cut and flipped bit, and a week of run: hours
	@FULL=1 $(RUN)/python -m pytest -q -m slow --timeout 7200 tests/store tests/journeys/test_kills.py tests/journeys/test_week.py

fuzz: .venv/.ready ## hostile documents at random for FUZZ_SECONDS (300)
	@$(RUN)/python tests/fuzz/documents.py --seconds $(FUZZ_SECONDS)

kills: .venv/.ready ## a writer killed KILLS (500) times at random, SEED (1); what was hit
	@$(RUN)/python -m tests.store.killing --kills $(KILLS) --seed $(SEED)

format: .venv/.ready
	@$(RUN)/ruff format --check --quiet $(PYTHON_FILES)

lint: .venv/.ready
	@$(RUN)/ruff check --quiet $(PYTHON_FILES)

types: .venv/.ready
	@$(RUN)/mypy

contracts: .venv/.ready
	@$(RUN)/lint-imports --no-logo 2>/dev/null || $(RUN)/lint-imports

bench: .venv/.ready .bench/.ready ## llamawatch beside its peers: benchmarks/RESULTS.md, in some minutes
	@$(RUN)/python benchmarks/run.py --write benchmarks/RESULTS.md

bench-idle: .venv/.ready .bench/.ready ## what it costs at rest over ten minutes, into the same file
	@$(RUN)/python benchmarks/run.py idle --minutes 10 --write benchmarks/RESULTS.md

bench-quick: .venv/.ready ## every row of that table, small: its times mean nothing
	@$(RUN)/python benchmarks/run.py --quick

picture: .venv/.ready ## docs/dashboard.svg, drawn from the demo
	@$(RUN)/python docs/picture.py docs/dashboard.svg --size 120x34 --keys home,j,j,j,j,j,j,space,j,j

pictures: .venv/.ready ## every screen as docs/*.svg, drawn from the demo
	@$(RUN)/python docs/picture.py docs --every --size 120x34

keys: .venv/.ready ## the keys in docs/dashboard.md, read off the bindings
	@$(RUN)/python docs/keys.py

reference: .venv/.ready ## docs/configuration.md and docs/commands.md, read off the program
	@$(RUN)/python docs/reference.py

notices: .venv/.ready ## THIRD_PARTY_NOTICES.md, read off what is installed
	@$(RUN)/python docs/notices.py

release-check: .venv/.ready ## all of docs/releasing.md but the upload; TAG=v1.2.3 before a tag is set
	@$(RUN)/python docs/release.py $(TAG)
	@$(RUN)/python docs/notices.py --check
	@$(RUN)/python -m pytest -q -m slow --timeout 600 tests/packaging/test_wheel.py

snapshots: .venv/.ready ## what every screen looks like, taken anew: look at the diff
	@$(RUN)/python -m pytest -q tests/tui/test_snapshots.py tests/tui/test_welcome.py --snapshot-update

clean: ## take away what was made
	@rm -rf .venv .uv .bench dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis

# uv if it is there, else a private copy; it needs nothing but python3 with venv.
.uv/bin/uv:
	@python3 -m venv .uv && .uv/bin/python -m pip install --quiet --disable-pip-version-check uv

# A peer that cannot be had is named as absent in the table.
.bench/.ready: benchmarks/peers.txt | .venv/.ready
	@-$(UV) venv --quiet --allow-existing .bench && \
	  $(UV) pip install --quiet --python .bench/bin/python --requirements benchmarks/peers.txt && touch $@

.venv/.ready: pyproject.toml constraints.txt | $(if $(filter .uv/bin/uv,$(UV)),.uv/bin/uv)
	@UV_CONSTRAINT= $(UV) venv --quiet --allow-existing .venv
	@$(UV) pip install --quiet --compile-bytecode --python .venv/bin/python --constraints constraints.txt --editable . --group dev
	@touch $@
