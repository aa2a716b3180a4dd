# Everything a newcomer needs is here: `make run` and `make test` set themselves up.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check docs bench services shots lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## make .venv and install what running needs (run does this by itself)
	@$(PYTHON) tools/setup.py run

setup-dev:
	@$(PYTHON) tools/setup.py dev

run: setup ## open the demo city and print its addresses and accounts
	@$(BIN)/cocity demo

test: setup-dev ## run all tests, on SQLite and on PostgreSQL if one answers
	@$(BIN)/python tools/test.py

check: setup-dev ## lint, types, imports, templates, architecture and docs
	@$(BIN)/python tools/check.py

docs: setup-dev ## write the tables in docs/ that are made from the code
	@$(BIN)/python tools/docs.py

bench: setup-dev ## measure speed (needs `make services`)
	@$(BIN)/python -m bench $(ARGS)

shots: setup-dev ## take screenshots of every page into shots/
	@COCITY_SHOTS=1 $(BIN)/python -m pytest -m browser tests/browser $(ARGS)

services: ## install and start PostgreSQL, Chromium, wrk and Chinese fonts (Debian)
	@tools/services.sh

lock: setup-dev ## resolve the dependencies of pyproject.toml again
	@$(BIN)/python tools/lock.py $(ARGS)

clean: ## remove everything made here except the city's own data in var/
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist shots bench/out
	find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
