# Two commands matter: `make report` and `make test`. Each sets up what it needs.
.DEFAULT_GOAL := help
SHELL := /bin/bash

PYTHON ?= python3
RENDERER ?= auto
AS_OF ?=
SNAPSHOTS ?=
NAMES ?=

VENV := .venv
READY := $(VENV)/.ready
# Stages call `python`; this makes it the environment's, wherever that lies.
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
export RENDERER
# One clock, one alphabet, one order of hashes: rebuilds are compared byte for byte.
export TZ := UTC
export LC_ALL := C.UTF-8
export PYTHONHASHSEED := 0
export DVC_NO_ANALYTICS := 1
# Compiled modules are kept, in .venv and beside the library: importing pandas anew takes four times as long.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup report test audit bench rebuild lab quarto lint lock clean

help: ## List the targets
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## Set up the environment in .venv (the others do it when needed)

$(READY): requirements.lock pyproject.toml scripts/setup.sh
	@PYTHON="$(PYTHON)" VENV="$(VENV)" bash scripts/setup.sh

report: $(READY) ## Build the data, the site and the PDF; AS_OF=2022-10-31 builds that day's edition
	@python -m overseas110 report $(if $(AS_OF),--as-of '$(AS_OF)')

test: $(READY) ## Run the tests, on all cores
	@python -m pytest -n auto --dist loadgroup --no-loadscope-reorder

bench: $(READY) ## Measure how fast the profiles and the whole report are built
	@python -m overseas110 bench

audit: $(READY) ## Check everything; SNAPSHOTS=DIR and NAMES=FILE add what they make possible
	@python -m overseas110 audit --tools $(if $(SNAPSHOTS),--snapshots '$(SNAPSHOTS)') $(if $(NAMES),--names '$(NAMES)')

rebuild: $(READY) ## Run every stage again from nothing and render anew
	@python -m overseas110 report --force $(if $(AS_OF),--as-of '$(AS_OF)')

lab: $(READY) ## Open the notebooks in JupyterLab
	@python -m jupyterlab --notebook-dir=. notebooks

quarto: $(READY) ## Install the pinned Quarto into .venv (downloads its binary)
	@python -m overseas110 install-quarto

lint: $(READY) ## Check style and notebooks
	@python -m ruff check . && python -m ruff format --check . && python -m nbstripout --verify --keep-id notebooks/*.ipynb

lock: $(READY) ## Make requirements.lock anew from pyproject.toml
	@python -m uv pip compile pyproject.toml --extra dev --universal --fork-strategy fewest \
	  --generate-hashes --python-version 3.11 --no-header --no-annotate --upgrade -q -o requirements.lock

clean: ## Remove the environment and the rendered site (tracked files stay)
	@rm -rf $(VENV) report/_site report/_build
