# The commands of the project; README.md and CONTRIBUTING.md say when to use which.
SHELL := /bin/sh
PORT ?= 8000
VENV := .venv
PYTHON_IN_VENV := $(VENV)/bin/python
STAMP := $(VENV)/.installed

.PHONY: install run test test-full check format clean lock bench-intake bench-duplicates bench-big-case bench-postcodes bench-search bench-workbench bench-package bench-takedowns bench-platforms bench-api bench-intel bench-waves bench-statistics bench-disclosure bench-load fuzz restore-drill chaos sbom

install: $(STAMP)

$(STAMP): requirements.lock .ci/install
	@sh .ci/install

run: $(STAMP)
	@exec $(PYTHON_IN_VENV) -m hatehub.launcher --port $(PORT)

test: $(STAMP)
	@$(PYTHON_IN_VENV) -m pytest -n 2 --dist loadgroup

test-full: $(STAMP)
	@HATEHUB_FULL=yes $(PYTHON_IN_VENV) -m pytest -n 2 --dist loadgroup

# What looks at the supply of libraries is installed beside the environment: nothing of the hub needs it. Where it cannot
# be had, the checks say so and go on.
AUDITOR := $(VENV)/auditor
$(AUDITOR): $(STAMP) .ci/auditor.lock
	@-$(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
	  --upgrade --target $(AUDITOR) -r .ci/auditor.lock && touch $(AUDITOR)

check: $(AUDITOR)
	@sh .ci/check

# The bill of materials (CycloneDX 1.6) of what is installed, to go with a release.
sbom: $(AUDITOR)
	@$(PYTHON_IN_VENV) .ci/supply.py bill sbom.cdx.json && echo "Written to sbom.cdx.json."

# FAULTS faults (200 unless told) in an order that SEED says, on a scratch hub under load; then everything is counted.
chaos: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.chaos $(if $(FAULTS),--faults $(FAULTS)) $(if $(SEED),--seed $(SEED))

format: $(STAMP)
	$(VENV)/bin/ruff check --fix . && $(VENV)/bin/ruff format .

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate requirements.in -o requirements.lock

# With N=rows one size; without it 20,000, 200,000 and 1,000,000 in turn, which needs about 19 GB of disk.
N ?=
bench-intake: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.intake $(if $(N),--rows $(N))

# The peers are installed beside the environment: nothing of the hub needs them. With N=rows; without it 20,000.
PEERS := $(VENV)/peers
$(PEERS): $(STAMP) tests/benches/peers.lock
	@$(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
	  --upgrade --target $(PEERS) -r tests/benches/peers.lock && touch $(PEERS)

# Every reader of strangers' bytes for SECONDS each (600 unless told), or one with TARGET=name; what is found is kept as a test.
FUZZER := $(VENV)/fuzzer
$(FUZZER): $(STAMP) tests/fuzz/atheris.lock
	@$(PYTHON_IN_VENV) -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
	  --upgrade --target $(FUZZER) -r tests/fuzz/atheris.lock && touch $(FUZZER)

fuzz: $(FUZZER)
	@PYTHONPATH=$(FUZZER) $(PYTHON_IN_VENV) -m tests.fuzz $(if $(TARGET),--target $(TARGET)) $(if $(SECONDS),--seconds $(SECONDS))

bench-duplicates: $(PEERS)
	@PYTHONPATH=$(PEERS) $(PYTHON_IN_VENV) -m tests.benches.duplicates $(if $(N),--rows $(N))

# N is how many reports the large case has; without it 5,000.
bench-big-case: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.big_case $(if $(N),--reports $(N))

# N is how many rows the invented postcode directory has; without it 2,700,000.
bench-postcodes: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.postcodes $(if $(N),--rows $(N))

# N is how many reports there are; without it 20,000, 200,000 and 1,000,000 in turn.
bench-search: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.searching $(if $(N),--rows $(N))

# The first page of every list, by filter and order, at three sizes.
bench-workbench: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.workbench $(if $(N),--rows $(N))

# N is how many reports the large case has; without it 5,000.
bench-package: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.package $(if $(N),--reports $(N))

# N is how many requests to platforms there are; without it 1,000.
bench-takedowns: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.takedowns $(if $(N),--requests $(N))

# N is how many requests to platforms stand beside what is measured; without it 100,000.
bench-platforms: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.platforms $(if $(N),--requests $(N))

# N is how many cases there are; without it 20,000 and 1,000,000 in turn.
bench-api: $(PEERS)
	@PYTHONPATH=$(PEERS) $(PYTHON_IN_VENV) -m tests.benches.api $(if $(N),--rows $(N))

# N is how many reports there are, OWNERS how many owners the invented world has; 0 leaves either out.
bench-intel: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.intel $(if $(N),--rows $(N)) $(if $(OWNERS),--owners $(OWNERS))

# N is how many quiet years are made; without it 3.
bench-waves: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.waves $(if $(N),--years $(N))

bench-statistics: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.counting $(if $(N),--rows $(N))

# N is how many months there are; without it 48.
bench-disclosure: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.disclosure $(if $(N),--months $(N))

# Three scratch hubs: a copy of the first while it is written to, put back into the others, and everything compared.
restore-drill: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.drills.restoring

# A whole hub on a loud night: N people (6,000 unless told) in MINUTES (10), nine in ten of them for one post.
bench-load: $(STAMP)
	@$(PYTHON_IN_VENV) -m tests.benches.surge_load $(if $(N),--reports $(N)) $(if $(MINUTES),--minutes $(MINUTES))

clean:
	rm -rf $(VENV) var staticfiles .mypy_cache .ruff_cache .pytest_cache
