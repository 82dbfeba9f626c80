# The portal's commands. They need Python 3.11 or newer, git and make; the rest they bring themselves.

# Of the Python in the path and the distribution's own the first that was built with optimization: without it a
# page takes a fifth longer. Where neither was, the one in the path.
PYTHON ?= $(shell for each in python3 /usr/bin/python3; do \
	$$each -I lrc_portal/interpreter.py 2> /dev/null && echo $$each && exit; done; echo python3)
PORT ?= 8501
VENV := .venv
TEST_VENV := var/test-venv
READY := $(VENV)/.ready
TESTS_READY := $(VENV)/.ready-for-tests

# Compiled modules are kept, also where a machine says otherwise: the tests start hundreds of processes, each of
# which would compile the portal anew, and each that tests all of the tests.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help demo demo-fresh run test check bench mutation proof drill lint types lock audit pictures looks words clean

help: ## say what there is
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

demo: $(READY) ## an invented community to walk around in, on a database of its own
	@$(VENV)/bin/python -m lrc_portal demo --port $(PORT)

demo-fresh: $(READY) ## the same, started over
	@$(VENV)/bin/python -m lrc_portal demo --fresh --port $(PORT)

run: $(READY) ## the real thing, with its own database under var/
	@$(VENV)/bin/python -m lrc_portal serve --port $(PORT)

test: ## the whole truth: a fresh virtual environment, lint, types, and every test
	rm -rf $(TEST_VENV)
	$(call make-venv,$(TEST_VENV),requirements-test.lock)
	$(TEST_VENV)/bin/python -m ruff check .
	$(TEST_VENV)/bin/python -m ruff format --check .
	$(TEST_VENV)/bin/python -m mypy
	$(TEST_VENV)/bin/python -m tests.tools.chromium
	$(TEST_VENV)/bin/python -m tests.tools.node
	$(TEST_VENV)/bin/python -m tests.tools.packages
	$(TEST_VENV)/bin/python -m pytest

check: $(TESTS_READY) ## the same tests in the virtual environment at hand; ROOM=notes takes those of one feature, ARGS= passes words to pytest
	@$(if $(ROOM),,$(VENV)/bin/python -m tests.tools.chromium && $(VENV)/bin/python -m tests.tools.node && $(VENV)/bin/python -m tests.tools.packages)
	$(VENV)/bin/python -m pytest $(if $(ROOM),--room=$(ROOM)) $(ARGS)

bench: $(TESTS_READY) ## how fast the portal is beside bare Streamlit; ARGS="--only pages" measures a part
	@$(VENV)/bin/python -m tests.bench $(ARGS)

mutation: $(TESTS_READY) ## whether the tests notice a changed rule; ARGS="access --sample 40" tries a part of it
	@$(VENV)/bin/python -m tests.mutation $(ARGS)

proof: $(TESTS_READY) ## what is promised, in figures; ARGS="--examples 1000" tries more of it
	@$(VENV)/bin/python -m tests.proof $(ARGS)

drill: $(TESTS_READY) ## what people notice when portals, proxy or database die, in figures
	@$(VENV)/bin/python -m tests.tools.chromium && $(VENV)/bin/python -m tests.tools.packages
	@$(VENV)/bin/python -m tests.drill $(ARGS)

types: $(TESTS_READY) ## whether every value is of the type that is asked for
	$(VENV)/bin/python -m mypy

lint: $(TESTS_READY) ## tidy code, or say where it is not
	$(VENV)/bin/python -m ruff check .
	$(VENV)/bin/python -m ruff format --check .
	@git ls-files '*.py' ':!*/versions/*' | xargs wc -l \
		| awk '$$2 != "total" && $$1 > 400 {print $$2 " has " $$1 " lines: does it do two things?"}'

lock: $(TESTS_READY) ## the newest versions that the requirements allow, with their hashes, into the lock files
	$(call lock,requirements)
	$(call lock,requirements-test,--constraints requirements.lock)

audit: $(TESTS_READY) ## whether a known fault stands in a locked library; it asks osv.dev, and fails where it cannot
	@$(VENV)/bin/python -m tests.tools.audit

pictures: $(TESTS_READY) ## every chart as a picture, in var/pictures, to be looked at
	$(VENV)/bin/python -m tests.tools.pictures var/pictures

looks: $(TESTS_READY) ## every screen as each kind of person sees it, in var/looks, to be looked at
	@$(VENV)/bin/python -m tests.tools.chromium
	$(VENV)/bin/python -m tests.tools.looks var/looks

words: $(TESTS_READY) ## the longest sentences in each language, and words that are better said otherwise
	@$(VENV)/bin/python -m tests.tools.words $(ARGS)

clean: ## take away what the tools made; databases and keys under var/ stay
	rm -rf $(VENV) $(TEST_VENV) .pytest_cache .ruff_cache .hypothesis
	find app.py lrc_portal pages tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Each stamp holds a copy of its lock file: while the two agree, a start has nothing to install. What
# tests is added to the same environment, and only where somebody tests.
$(READY): requirements.lock
	@if ! cmp -s $< $@; then \
		echo "Getting what the portal needs into $(VENV) (once, a minute or two) ..."; \
		$(call make-venv,$(VENV),$<) && cp $< $@; \
	else touch $@; fi

$(TESTS_READY): requirements-test.lock $(READY)
	@if ! cmp -s $< $@; then \
		echo "Getting what the tests need into $(VENV) (once, a minute or two) ..."; \
		$(call install,$(VENV),$<) && cp $< $@; \
	else touch $@; fi

# One that is there keeps the Python that it was made with; one that was left half made begins anew.
define make-venv
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The portal needs Python 3.11 or newer; say which with make PYTHON=python3.11 ...")' \
	&& { $(1)/bin/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(1); } \
	&& $(call install,$(1),$(2))
endef

define install
$(1)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(2) \
	&& $(1)/bin/python deploy/slim.py --all-languages $(1)
endef

define lock
$(VENV)/bin/uv pip compile $(1).txt --universal --python-version 3.11 --generate-hashes --upgrade --quiet \
	$(2) --custom-compile-command "make lock" --output-file $(1).lock
endef
