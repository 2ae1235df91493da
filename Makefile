PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
ROOMS := .src/wave_tui/data .src/wave_tui/tui .src/wave_tui/styles tests bench

.PHONY: demo test check pictures clean

demo: $(STAMP)
	$(BIN)/wave-tui demo

test: $(STAMP) check
	$(BIN)/python -m pytest -q

check: $(STAMP)
	$(BIN)/ruff check $(ROOMS)
	$(BIN)/ruff format --check $(ROOMS)
	$(BIN)/mypy
	$(BIN)/lint-imports

pictures: $(STAMP)
	$(BIN)/python -m pytest -q tests/screens --snapshot-update

clean:
	rm -rf .venv build dist

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "wave-tui needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group dev --editable .
	@touch $(STAMP)
