# The portal's commands. They need Python 3.11 or newer, git and make; the rest they bring themselves.

PYTHON ?= python3
PORT ?= 8501
VENV := .venv
TEST_VENV := var/test-venv
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo demo-fresh run test check bench lint pictures clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

demo: $(READY) ## an invented community to walk around in, on a database of its own
	@$(VENV)/bin/python -m lrc_portal demo --port $(PORT)

demo-fresh: $(READY) ## the same, started over
	@$(VENV)/bin/python -m lrc_portal demo --fresh --port $(PORT)

run: $(READY) ## the real thing, with its own database under var/
	@$(VENV)/bin/python -m lrc_portal serve --port $(PORT)

test: ## the whole truth: a fresh virtual environment, lint, and every test
	rm -rf $(TEST_VENV)
	$(call make-venv,$(TEST_VENV))
	$(TEST_VENV)/bin/python -m ruff check .
	$(TEST_VENV)/bin/python -m ruff format --check .
	$(TEST_VENV)/bin/python -m tests.tools.chromium
	$(TEST_VENV)/bin/python -m pytest

check: $(READY) ## the same tests in the virtual environment at hand; ARGS= passes words to pytest
	@$(VENV)/bin/python -m tests.tools.chromium
	$(VENV)/bin/python -m pytest $(ARGS)

bench: $(READY) ## how fast the portal is beside bare Streamlit; ARGS="--only pages" measures a part
	@$(VENV)/bin/python -m tests.bench $(ARGS)

lint: $(READY) ## tidy code, or say where it is not
	$(VENV)/bin/python -m ruff check .
	$(VENV)/bin/python -m ruff format --check .
	@git ls-files '*.py' ':!*/versions/*' | xargs wc -l \
		| awk '$$2 != "total" && $$1 > 400 {print $$2 " has " $$1 " lines: does it do two things?"}'

pictures: $(READY) ## every chart as a picture, in var/pictures, to be looked at
	$(VENV)/bin/python -m tests.tools.pictures var/pictures

clean: ## take away what the tools made; databases and keys under var/ stay
	rm -rf $(VENV) $(TEST_VENV) .pytest_cache .ruff_cache .hypothesis
	find app.py lrc_portal pages tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp holds a copy of requirements.txt: while the two agree, a start has nothing to install.
$(READY): requirements.txt
	@if ! cmp -s requirements.txt $@; then \
		echo "Getting what the portal needs into $(VENV) (once, a minute or two) ..."; \
		$(call make-venv,$(VENV)) && cp requirements.txt $@; \
	else touch $@; fi

define make-venv
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The portal needs Python 3.11 or newer; say which with make PYTHON=python3.11 ...")' \
	&& $(PYTHON) -m venv $(1) \
	&& $(1)/bin/python -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
endef
