# make demo: builds the glossary in data/entries into exports/.   make test: all checks that Python alone can run.
# Both set up .venv by themselves, and need no network once that is done.

PYTHON ?= python3
BIN := .venv/bin
# What is installed depends on these two; the stamp says that it is.
STAMP := .venv/.installed

.PHONY: demo test check example pictures notebooks clean lock

demo: $(STAMP)
	$(BIN)/glossary-graph build data/entries

test: check
	$(BIN)/python -m pytest

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	touch $@

# Writes docs/example and the answers in README anew; with "pictures" the pictures too, which needs Chromium.
example: $(STAMP)
	$(BIN)/python -m docs.examples

pictures: $(STAMP)
	$(BIN)/python -m docs.examples --pictures

# Runs the notebooks and keeps what they show; needs .venv/bin/pip install -e '.[notebook]'.
notebooks: $(STAMP)
	$(BIN)/python -m docs.notebooks

# Pins every dependency, for every platform, with its hashes (uv itself comes from PyPI: pip install uv).
lock:
	uv pip compile --universal --generate-hashes --extra dev --extra llm --extra mcp --extra picture --extra serve --extra shacl --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --extra train --python-version 3.11 pyproject.toml -o requirements-train.lock
	uv pip compile --universal --generate-hashes --no-deps --python-version 3.11 tests/llm-model.in -o requirements-llm-test.lock
	uv pip compile --universal --generate-hashes --python-version 3.11 -c requirements.lock tests/notebook.in -o requirements-notebook.lock

clean:
	rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis web/node_modules
	find graph tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find exports -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
