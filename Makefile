# Everything runs in .venv, which the first command creates, whatever environment is active:
# none of the variables by which another environment could leak in reaches a recipe.
unexport PYTHONPATH PYTHONHOME PYTHONSTARTUP VIRTUAL_ENV CONDA_PREFIX __PYVENV_LAUNCHER__
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_REQUIRE_VIRTUALENV PIP_PYTHON PIP_DRY_RUN

PYTHON ?= python3
ARGS ?=
DIST ?= dist
override VENV := .venv
override BIN := $(VENV)/bin
override PIP := $(BIN)/python -m pip install --disable-pip-version-check
override READY := $(VENV)/ready
override READY_DEV := $(VENV)/ready-dev
override READY_DOCS := $(VENV)/ready-docs
override SITE := docs/_build/html

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help setup verify test lint format format-check types docs bench attack wheel clean

help: ## list the targets
	@echo "usage: make TARGET [ARGS='...'] [PYTHON=python3.12]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

verify: $(READY) ## prove every claim, recheck it, print the table (ARGS go to `whymomentum verify`)
	@$(BIN)/whymomentum verify $(ARGS)

test: $(READY) ## run the tests on all cores (ARGS go to pytest)
	@$(BIN)/python -m pytest -n auto $(ARGS)

setup: $(READY) ## only create .venv and install into it

lint: $(READY_DEV) ## ruff's rules
	@$(BIN)/ruff check . $(ARGS)

format: $(READY_DEV) ## rewrite the sources in ruff's format
	@$(BIN)/ruff format . $(ARGS)

format-check: $(READY_DEV) ## fail if `make format` would change a file
	@$(BIN)/ruff format --check . $(ARGS)

types: $(READY_DEV) ## mypy, strict
	@$(BIN)/mypy $(ARGS)

docs: $(READY_DOCS) ## build the site to docs/_build/html; a warning is an error (ARGS go to sphinx-build)
	@rm -rf $(SITE)
	@$(BIN)/python -m sphinx -b html -W --keep-going -q docs $(SITE) $(ARGS)
	@echo "the site is in $(SITE)/index.html"

bench: $(READY) ## measure everything beside the peers (ARGS go to `python -m benchmarks`: NAME... --json FILE --record, or history)
	@$(BIN)/python -m benchmarks $(ARGS)

attack: $(READY) ## try to get something false proved (ARGS go to `python -m verification.attack`: --minutes N --seed S)
	@$(BIN)/python -m verification.attack $(ARGS)

wheel: $(READY_DEV) ## build the wheel into DIST (dist/)
	@$(BIN)/python -m build --wheel --outdir "$(DIST)" . $(ARGS)

clean: ## remove .venv and everything built
	rm -rf $(VENV) dist build docs/_build docs/_generated .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# .venv/checkout names the folder that .venv was made in. A moved or copied checkout, a broken interpreter or an
# interrupted creation is set up anew: an editable install would otherwise go on running the old folder's code.
override MADE_IN := $(shell test -x $(BIN)/python && cat $(VENV)/checkout 2>/dev/null)
ifneq "$(MADE_IN)" "$(CURDIR)"
.PHONY: $(READY)
endif

# Written last, so that an interrupted or failed set-up is taken up again by the next command.
$(READY): pyproject.toml
	@rm -f $(READY) $(READY_DEV) $(READY_DOCS)
	@command -v "$(PYTHON)" >/dev/null || { \
	    echo "PYTHON=$(PYTHON) is not a command: install Python 3.11 or newer, or name one: make PYTHON=python3.12" >&2; \
	    exit 1; }
	@"$(PYTHON)" -c 'import sys; v = sys.version_info; v >= (3, 11) or sys.exit("$(PYTHON) is Python %d.%d, but 3.11 or newer is needed: name another one, for instance make PYTHON=python3.12" % v[:2])'
	@if [ "$$(test -x $(BIN)/python && cat $(VENV)/checkout 2>/dev/null)" = "$(CURDIR)" ]; then \
	    echo "set-up 1/2: keeping the virtual environment .venv"; \
	else \
	    echo "set-up 1/2: creating the virtual environment .venv with $$("$(PYTHON)" --version)"; \
	    "$(PYTHON)" -m venv --clear $(VENV) && printf '%s\n' "$(CURDIR)" > $(VENV)/checkout; \
	fi
	@echo "set-up 2/2: installing whymomentum, its engines and its test tools into .venv (a minute or two)"
	@$(PIP) -e '.[engines,test]'
	@touch $(READY)
	@echo "set-up done; it is not repeated until pyproject.toml changes"

$(READY_DEV): $(READY)
	@echo "set-up: installing the developer tools (ruff, mypy, build) into .venv"
	@$(PIP) -e '.[dev]'
	@touch $(READY_DEV)

$(READY_DOCS): $(READY)
	@echo "set-up: installing what builds the site (Sphinx, MyST, MathJax's assets) into .venv"
	@$(PIP) -e '.[docs]'
	@touch $(READY_DOCS)
