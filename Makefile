# Storefront. `make` alone lists what can be done.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
export PORT
INSTALLED := .venv/.installed

.PHONY: help install run test soak bench lint format translations pictures lock clean

help: ## Say what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

install: $(INSTALLED) ## Make .venv and install what the lock names

$(INSTALLED): requirements.lock pyproject.toml $(wildcard storefront/translations/*/LC_MESSAGES/messages.po)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Storefront needs Python 3.11 or newer; say: make install PYTHON=python3.12"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/pybabel --quiet compile -d storefront/translations 2>&1 | grep -v '^compiling' || true
	$(BIN)/storefront compile
	@touch $@

run: install ## Start the whole demo shop on this machine (PORT=8000)
	@$(BIN)/storefront run --port $(PORT)

test: install ## Run everything that must hold: style, types, structure, both databases, races, faults, browser
	@bash tests/run

soak: install ## The slow sweeps: many seeds, large imports, long kill runs
	@$(BIN)/python -m pytest -m soak -p no:cacheprovider tests

bench: install ## Measure speed, as ratios in one run
	@$(BIN)/python -m tests.bench

lint: install ## Style, types and structure alone
	@bash tests/run lint

format: install ## Lay the code out
	@$(BIN)/ruff check --quiet --fix storefront tests migrations && $(BIN)/ruff format --quiet storefront tests migrations

translations: install ## Collect sentences from code and templates into the catalogues
	$(BIN)/pybabel --quiet extract -F babel.cfg -k lazy_gettext -k _ --no-location --sort-output --omit-header -o storefront/translations/messages.pot .
	for language in de fr ja zh; do $(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete -D messages -i storefront/translations/messages.pot -l $$language -o storefront/translations/$$language/LC_MESSAGES/messages.po; done

lock: install ## Choose versions anew and write requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev pyproject.toml -o requirements.lock

clean: ## Remove what can be made again, and the demo shop's data
	rm -rf .venv var build test-output *.egg-info
