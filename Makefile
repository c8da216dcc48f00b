# Needs make, a POSIX shell and Python 3.11 or newer; on Windows, see CONTRIBUTING.md for the same in its words.
# Another Python than the first that will do: make setup PYTHON=python3.12

BIN := .venv/bin
INSTALL := python=$$(sh requirements/find-python) && "$$python" requirements/install.py
LOCK := uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	--quiet --custom-compile-command "make lock"

.PHONY: help setup setup-dev demo test lint types imports unit bench format bench-identity crashes lock clean

help:
	@echo "make demo    set up, harvest the offline replica of both platforms, print the yield"
	@echo "make test    set up with development tools, run every check"
	@echo "make setup   only the set-up: .venv, and in it .venv/bin/harvest"
	@echo "make lint | types | imports | unit    one part of the checks; make format mends what it can"
	@echo "make bench   how long things take, beside what they could take at least"
	@echo "make bench-identity    precision, recall, time and memory of de-duplication; ten minutes and 2 GB"
	@echo "make crashes    a hundred harvests killed and gone on with; half an hour (CRASHES=--positions: at every write)"
	@echo "make lock    work out requirements/*.txt again from pyproject.toml (LOCK_OPTIONS=--upgrade for news)"
	@echo "make clean   remove .venv, caches and what the demo wrote"

setup:
	@$(INSTALL) runtime

setup-dev:
	@$(INSTALL) dev

demo: setup
	$(BIN)/python -m harvest.replica.demo

# One after the other, cheapest first, so that the first mistake is told first.
test: setup-dev
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory types
	@$(MAKE) --no-print-directory imports
	@$(MAKE) --no-print-directory unit

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup-dev
	$(BIN)/mypy

imports: setup-dev
	$(BIN)/lint-imports

unit: setup-dev
	$(BIN)/pytest

# Seconds differ from machine to machine, so each comes with its ratio to a baseline of the same run. No part of test.
bench: setup-dev
	@for file in bench/directory.py bench/reading.py bench/workbook.py; do $(BIN)/python "$$file" || exit 1; done

format: setup-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Invented organisations of known truth, by 10, 100 and 1000 thousand; BENCH="--bare --sizes 10000" for less.
bench-identity: setup-dev
	$(BIN)/python -m bench.identity $(BENCH)

# Real processes, killed at random moments; CRASHES="--kills 10" for less.
crashes: setup-dev
	$(BIN)/python -m bench.crashes $(CRASHES)

# uv works out one file for every Python and system that we support; nothing else here needs uv.
lock:
	@uv --version >/dev/null || { echo "make lock needs uv" >&2; exit 1; }
	$(LOCK) $(LOCK_OPTIONS) --output-file requirements/runtime.txt
	$(LOCK) $(LOCK_OPTIONS) --group dev --constraint requirements/runtime.txt --output-file requirements/dev.txt

clean:
	rm -rf .venv demo dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
