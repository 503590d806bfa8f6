# Two commands: `make run` starts the site, `make test` checks everything. The rest is for builders.
PYTHON ?= python3
VENV := .venv/bin

.PHONY: run test lint check bench faults proef vendor vertalingen lock

run:
	@command -v $(PYTHON) >/dev/null || { echo "Python ontbreekt. Installeer het met: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) scripts/run.py

test:
	@command -v $(PYTHON) >/dev/null || { echo "Python ontbreekt. Installeer het met: sudo apt-get install python3 python3-venv"; exit 1; }
	@$(PYTHON) scripts/test.py

lint:
	@$(VENV)/ruff format --check . && $(VENV)/ruff check . && $(VENV)/mypy

check:
	@$(VENV)/flask --app wsgi content check

faults:
	@$(PYTHON) scripts/faults.py

proef:
	@deploy/proef.sh

bench:
	@for bench in bench/[a-z]*.py; do $(VENV)/python $$bench || exit 1; done

vendor:
	@$(PYTHON) scripts/vendor_css.py build

vertalingen:
	@$(VENV)/python scripts/vertalingen.py

lock:
	@for name in run dev; do $(VENV)/uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-header -q requirements/$$name.in -o requirements/$$name.txt; done
