# Everything one types. `make` alone lists it; needs Python 3.11 or newer, make and git, nothing else.

# The first Python that is new enough, python3 if it is one; choose another with `make demo PYTHON=python3.13`.
ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(firstword $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c '$(ENOUGH)' 2>/dev/null && echo $$python && break; done) python3)
BIN := .venv/bin

.PHONY: help demo run check-setup test check faults format docs locales bench lock clean python-is-new-enough ready-run ready-demo ready-dev

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

demo: ready-demo ## play a whole round in a simulated Discord (ARGS=--once ends by itself)
	@$(BIN)/python -m demo $(ARGS)

run: ready-run ## run the bot against Discord, with the token from .env
	@$(BIN)/python -m bot run $(ARGS)

check-setup: ready-run ## say what is configured, whether the data is whole, and the invite link
	@$(BIN)/python -m bot check $(ARGS)

test: ready-dev ## run the tests (ARGS="tests/core -k stop" picks some)
	@$(BIN)/python -m pytest --numprocesses=2 --dist=worksteal $(ARGS)

check: ready-dev ## everything that has to hold: format, lint, types, imports, docs, tests
	@echo "check 1/6: format"
	@$(BIN)/ruff format --check --quiet . || { echo "Run 'make format'."; exit 1; }
	@echo "check 2/6: lint"
	@$(BIN)/ruff check --quiet .
	@echo "check 3/6: types"
	@$(BIN)/mypy --no-error-summary
	@echo "check 4/6: who imports whom"
	@$(BIN)/lint-imports --no-logo >.venv/imports.log 2>&1 || { cat .venv/imports.log; exit 1; }
	@echo "check 5/6: docs against code"
	@$(BIN)/python -m tests.docs_sync --check
	@$(BIN)/python -m tests.locales_sync --check
	@echo "check 6/6: tests"
	@$(BIN)/python -m pytest --quiet --numprocesses=2 --dist=worksteal
	@echo "check: all good"

faults: ready-dev ## play everything that may go wrong, a minute (ARGS=--full: a quarter of an hour)
	@$(BIN)/python -m tests.faults $(ARGS)

format: ready-dev ## put the code in shape
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

docs: ready-dev ## write anew what the docs take from the code
	@$(BIN)/python -m tests.docs_sync --write

locales: ready-dev ## bring the catalogues of the languages up to date with the sentences
	@$(BIN)/python -m tests.locales_sync --write

bench: ready-dev ## measure everything that has a goal, some minutes (ARGS=--json)
	@$(BIN)/python -m benchmarks $(ARGS)

# The widest set first; the others take their pins from it, so the three never disagree.
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --generate-hashes --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
lock: ready-dev ## choose the dependencies' releases anew (ARGS=--upgrade takes the newest)
	@$(LOCK) --group dev $(ARGS) --output-file requirements/dev.txt
	@$(LOCK) --group demo --constraint requirements/dev.txt --no-annotate --output-file requirements/demo.txt
	@$(LOCK) --constraint requirements/dev.txt --no-annotate --output-file requirements/run.txt
	@echo "requirements/ is up to date."

clean: ## remove what can be made again (never data/ or .env)
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache demo-output
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

python-is-new-enough:
	@$(PYTHON) -c '$(ENOUGH)' 2>/dev/null || { \
	echo "Earful needs Python 3.11 or newer, and '$(PYTHON)' is not: install one, or name it with 'make demo PYTHON=python3.12'."; \
	exit 2; }

ready-run ready-demo ready-dev: ready-%: python-is-new-enough
	@$(PYTHON) requirements/install.py $*
