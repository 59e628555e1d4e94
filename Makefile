# The commands of the project; README.md and CONTRIBUTING.md say when to use which.
SHELL := /bin/sh
PORT ?= 8000
VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: install run test test-full check format clean lock bench-intake

install: $(STAMP)

$(STAMP): requirements.lock .ci/install
	@sh .ci/install

run: $(STAMP)
	@exec $(PYTHON_IN_VENV) -m hatehub.launcher --port $(PORT)

test: $(STAMP)
	@$(PYTHON_IN_VENV) -m pytest -n 2 --dist loadgroup

test-full: $(STAMP)
	@HATEHUB_FULL=yes $(PYTHON_IN_VENV) -m pytest -n 2 --dist loadgroup

check: $(STAMP)
	@sh .ci/check

format: $(STAMP)
	$(VENV)/bin/ruff check --fix . && $(VENV)/bin/ruff format .

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock

# With N=rows one size; without it 20,000, 200,000 and 1,000,000 in turn, which needs about 19 GB of disk.
N ?=
bench-intake: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.intake $(if $(N),--rows $(N))

clean:
	rm -rf $(VENV) var staticfiles .mypy_cache .ruff_cache .pytest_cache
