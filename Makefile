# `make` lists what can be done. Everything sets itself up; nothing but Python and make is needed.
.DEFAULT_GOAL := help
SHELL := /bin/bash

# The first Python of at least 3.11 that can make a virtual environment. PYTHON=… chooses another.
FIND_PYTHON = for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
  $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 \
  && command -v $$p && break; done
PYTHON ?= $(shell $(FIND_PYTHON))

BIN := .venv/bin
PAGES := src/garant/static/garant/made/garant.css
READY := .venv/.ready
PO := $(wildcard src/garant/locale/*/LC_MESSAGES/garant.po)
# The commands and the pages have one catalogue; Django looks for it under a name of its own.
MO := $(PO:.po=.mo) $(PO:garant.po=django.mo)
PIP := -m pip --disable-pip-version-check install --quiet --quiet --progress-bar off
# Pip compiles one file after another; this takes all processors, and leaves out the tests of others.
COMPILE := $(BIN)/python -m compileall -qq -j 0 -x /tests/
JOBS ?= logical
# Each process takes a run of files, so that what their tests share is made once; who ends first helps.
SPREAD := -n $(JOBS) --dist worksteal
ENGINES := spark or postgres

.PHONY: help setup demo test parts test-all check bench docs translations format lock clean distclean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

setup: $(READY) $(MO) $(PAGES) ## make .venv from the lock, and install garant into it

$(READY): requirements/dev.lock pyproject.toml hatch_build.py
	@test -n "$(PYTHON)" || { echo "garant needs Python 3.11 or later, with venv and pip;" \
	  "say where it is with: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up .venv with $(PYTHON) (about a minute) …"
	@"$(PYTHON)" -m venv .venv
	@$(BIN)/python $(PIP) --no-compile --require-hashes --only-binary :all: -r requirements/dev.lock
	@$(COMPILE) .venv/lib || true
	@$(BIN)/python $(PIP) --no-deps --no-build-isolation --editable .
	@scripts/openmp.sh $(BIN)/python
	@touch $@

%/garant.mo %/django.mo: %/garant.po | $(READY)
	@for name in garant django; do \
	  $(BIN)/pybabel --quiet compile --input-file $< --output-file $*/$$name.mo; done

# What pages are sent, made from the hand-written sheets, the colours of the charts and the font.
$(PAGES): $(wildcard src/garant/static/garant/css/*.css) src/garant/lib/assets.py \
  src/garant/charts/tokens.py | $(READY)
	@$(BIN)/python -m garant.lib.assets
	@touch $@

demo: setup ## generate a company, tell its story, serve it in the application
	@$(BIN)/garant demo $(ARGS)

test: setup ## run the tests (Spark, PostgreSQL, the browser and slow ones aside)
	@$(BIN)/python -m pytest $(SPREAD) $(ARGS)

parts: setup ## fetch what the heavy tests need: Java and Spark, PostgreSQL, a browser
	@scripts/spark_environment.sh "$(PYTHON)"
	@scripts/postgres_server.sh
	@scripts/browser.sh

# Spark's tests are one process, so those on PostgreSQL run beside it. The whole suite comes last:
# the last line is its own. Without Java the environment is not made; the same tests then run in
# .venv and say why they skip.
test-all: parts ## run every test: slow ones, on Spark and PostgreSQL and in the browser too
	@status=0; python=$(BIN)/python; \
	  test -e .venv-spark/.ready && python=.venv-spark/bin/python; \
	  told=$$(mktemp); $$python -m pytest -n 0 -ra -m "$(ENGINES)" tests >$$told 2>&1 & engines=$$!; \
	  trap 'kill $$engines 2>/dev/null; rm -f $$told' EXIT; \
	  $(BIN)/python scripts/tests_on_postgres.py -q $(SPREAD) || status=$$?; \
	  wait $$engines || status=$$?; cat $$told; \
	  $(BIN)/python -m pytest $(SPREAD) -m "not spark and not postgres" $(ARGS) || status=$$?; \
	  exit $$status

check: setup ## style, types, layers, translations, generated pages, house rules
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/translations.py check
	@$(BIN)/python -m garant.metrics.pages --check
	@$(BIN)/python scripts/rules.py

bench: setup ## measure; never part of the tests
	@$(BIN)/python -m bench $(ARGS)
	@$(BIN)/python -m bench.study
	@$(BIN)/python -m bench.pages
	@$(BIN)/python -m bench.imports

docs: setup ## write the metric pages from the catalogue
	@$(BIN)/python -m garant.metrics.pages

translations: setup ## take new messages into the .po files
	@$(BIN)/python scripts/translations.py update

format: setup ## lay the code out
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: ## pin every dependency again, with its hashes
	@scripts/lock.sh "$(PYTHON)" $(ARGS)

clean: ## remove what the tools left behind
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	@find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
	@rm -f $(MO)

distclean: clean ## also remove the environments
	@rm -rf .venv .venv-spark
