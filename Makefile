# `make demo` and `make test` install what is missing and then do what they say.
# The newest that there is up to Colab's, unless one is named: make PYTHON=python3.12 …
PYTHON ?=
BIN := .venv/bin

.PHONY: help install install-dev demo fast test everything parity repeat bench colab lab site lint build doctor lock clean
.PHONY: checked-style checked-types checked-rooms checked-build
.PHONY: checked-units checked-units-with-keras checked-units-of-authors
# What is checked side by side prints as a whole when it is over.
SIDE_BY_SIDE = $(MAKE) --no-print-directory $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
# One more than processors, as tests wait for the disk.
MORE_THAN_PROCESSORS = --jobs=$$(($$(getconf _NPROCESSORS_ONLN) + 1))

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: .venv/installed ## install what grading needs, into .venv
install-dev: .venv/installed-dev ## install what developing needs as well

.venv/installed: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/install.sh requirements.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh scripts/install.sh requirements-dev.lock
	@touch .venv/installed $@

demo: install ## grade a class of 24 students (about a minute)
	@$(BIN)/autograder demo

# The longest first, so that all processors are busy until the end.
fast: install-dev ## lint, types, rooms, and the unit tests, which start no kernel (under a minute and a half)
	@echo "Lint, types and unit tests, side by side: each is printed when it is over."
	@$(SIDE_BY_SIDE) $(MORE_THAN_PROCESSORS) checked-units-with-keras checked-units \
	  checked-units-of-authors checked-types checked-style checked-rooms

test: install-dev ## what has to pass before a change lands (14 minutes)
	@$(SIDE_BY_SIDE) --jobs=2 checked-types checked-build checked-style checked-rooms
	@$(BIN)/pytest -n auto

everything: install-dev ## all tests, for every typical answer and every grader (two hours)
	@$(SIDE_BY_SIDE) --jobs=2 checked-types checked-build checked-style checked-rooms
	@$(BIN)/pytest --everything -n auto

parity: install-dev ## hold all three graders to the same marks, for every typical answer (an hour)
	@$(BIN)/pytest --everything tests/lessons \
	  -k "same_points or each_typical_answer_gets_its_marks"

repeat: install-dev ## grade every typical answer five times, each time with another seed
	@for seed in 11 12 13 14 15; do echo "seed $$seed"; COURSE_SEED=$$seed $(BIN)/pytest -q \
	  -k each_typical_answer_gets_its_marks tests/lessons || exit 1; done

bench: install-dev ## measure this grader beside Otter and nbgrader (an hour)
	@$(BIN)/python -m scripts.bench

colab: install-dev ## run every lesson in Colab's own runtime, rebuilt here (needs Python 3.13)
	@$(BIN)/python -m scripts.colab --record

lab: install-dev ## the course in JupyterLab, on this computer: no Google account, no network
	@$(BIN)/python -m scripts.lab

site: install-dev ## the course site, in dist/site/
	@$(BIN)/autograder publish dist/students >/dev/null
	@$(BIN)/python -m sphinx -q -W --keep-going -b html -d dist/students/.doctrees dist/students/site dist/site
	@echo "open dist/site/index.html"

lint: install-dev ## lint, types and the contract between the rooms
	@$(SIDE_BY_SIDE) --jobs=2 checked-types checked-style checked-rooms

checked-style:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

checked-types:
	@$(BIN)/mypy

checked-rooms:
	@$(BIN)/lint-imports
	@$(BIN)/python -m scripts.structure

# Three processes, of which one imports Keras. Of pytest-xdist's workers each would collect all tests
# and import it, which takes a sixth of the time.
UNITS = $(BIN)/pytest --quiet --no-header -m "not kernel and not heavy"
WITH_KERAS = $(addprefix tests/unit/,capture check grading run)
OF_AUTHORS = $(addprefix tests/unit/,assignment authoring scripts test_errors.py)
checked-units-with-keras:
	@$(UNITS) $(WITH_KERAS)

checked-units-of-authors:
	@$(UNITS) $(OF_AUTHORS)

checked-units:
	@$(UNITS) tests/unit $(addprefix --ignore=,$(WITH_KERAS) $(OF_AUTHORS))

checked-build:
	@$(BIN)/autograder build --check

build: install ## course/ and dist/ from solutions/
	@$(BIN)/autograder build

doctor: install ## what this machine can do
	@$(BIN)/autograder doctor

lock: install-dev ## resolve the lock files anew
	@for set in "requirements.lock" "requirements-dev.lock --all-extras"; do \
	  $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	    --python-version 3.11 pyproject.toml -o $$set; done

clean: ## forget what was installed and made
	rm -rf .venv .venv-colab dist demo
