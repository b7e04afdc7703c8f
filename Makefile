# Two commands are enough: `make run` opens Carnet, `make test` checks all of it. Both install what they need here, in .venv.

# the first Python ≥ 3.11 that is found
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14; do \
    $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: run test lint clean
.DEFAULT_GOAL := run

run: .venv/base
	@$(BIN)/carnet lab

test: .venv/dev .venv-references/ready lint
	@sh .ci/system-packages
	@$(BIN)/python -m compileall -q lib
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --ignore tests/browser --ignore tests/notebooks
	@$(BIN)/python -m pytest tests/browser tests/notebooks

lint: .venv/dev
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --config pyproject.toml

.venv/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "Carnet a besoin de Python 3.11 ou plus récent (apt-get install python3 python3-venv)."; exit 1; }
	@echo "Création de l'environnement Python (.venv)…"
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh .ci/system-packages python3-venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Le module venv manque : apt-get install python3-venv"; exit 1; }

.venv/base: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installation de Carnet (deux minutes la première fois)…"
	@$(PIP) --editable .
	@$(BIN)/python -m compileall -q lib .venv/lib >/dev/null 2>&1 || true
	@touch $@

.venv/dev: .venv/base
	@echo "Installation des outils de test…"
	@$(PIP) --editable '.[dev,spark,postgres]'
	@$(PIP) 'torch==2.13.0+cpu' 2>/dev/null && $(PIP) --editable '.[llm]' || \
		echo "Pas de torch pour processeur ici : les tests des modèles locaux seront sautés (pip install 'carnet[llm]')."
	@touch $@

# lifelines, scikit-survival and statsmodels, with which the tests compare: apart, since lifelines pins pandas
.venv-references/ready: .venv/bin/python tests/references.txt
	@echo "Installation des logiciels de référence (.venv-references)…"
	@$(BIN)/python -m venv .venv-references
	@.venv-references/bin/python -m pip --disable-pip-version-check install --quiet --requirement tests/references.txt
	@touch $@

clean:
	rm -rf .venv .venv-references build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
