# `make plan` runs the main job on a shipped data set; `make serve` runs the service;
# `make test` passes the tests.
# Each sets up everything it needs in .venv.
PYTHON ?= python3
DATASET ?= miyi-2027
OUT ?= out
PORT ?= 8000
BIN := .venv/bin
# Where it is set, every process that is started reads all its modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: plan serve test tests test-oldest lint lock clean

plan: .venv/ready
	$(BIN)/dudao plan $(DATASET) --out $(OUT)/$(DATASET)

serve: .venv/ready
	$(BIN)/dudao serve --port $(PORT)

test: lint tests

# Modules stay on one worker, so that what they share is made once; one worker more than processors,
# for many wait for processes of their own. Pages apart, the longest in the middle: their browser keeps
# a loop running in the thread in which other tests run their own.
WORKERS := $(shell expr $$(nproc) + 1)
tests: .venv/ready
	$(BIN)/pytest -n $(WORKERS) --dist loadscope --ignore=tests/api/pages
	$(BIN)/pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder tests/api/pages

# What solves, on the oldest solver that pyproject.toml allows; that runs are alike is tested above.
test-oldest: .venv-oldest/ready
	.venv-oldest/bin/pytest -n auto -k "not deterministic and not run_twice and not stopped_early and not made_up" $(addprefix tests/planner/,assignment draw exchange trips \
	  test_lexicographic.py test_pipeline.py test_visits.py test_zoning.py)

.venv-oldest/ready: pyproject.toml
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/pip install --quiet -e . pytest pytest-xdist hypothesis "ortools==9.14.*"
	touch $@

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# Debian splits venv from Python; as root we fetch it, otherwise the message of Python says how.
.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv || { rm -rf .venv; apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv .venv; }
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	touch $@

# Rewrites the lock file from pyproject.toml (needs uv); no index address ends up in it.
lock:
	uv pip compile --universal --generate-hashes --no-emit-index-url --no-header \
	  --extra dev --extra service --extra web --python-version 3.11 -o requirements.lock pyproject.toml

clean:
	rm -rf .venv .venv-oldest out
