# `make` parses what is new or changed in raw/ into parsed/; `make help` lists the rest.
# Nothing is named by an absolute path, so a folder whose name has spaces is as good as any.

PY := .venv/bin/python
# Only what goes wrong is shown; what else pip says, repeated attempts to reach the network among it,
# is kept in a file.
PIP_LOG := .venv/pip.log
PIP := $(PY) -m pip install -qq --disable-pip-version-check --log $(PIP_LOG)
.DEFAULT_GOAL := run
.PHONY: run watch setup test check train bench training clean help

run: setup ## parse raw/ into parsed/, print a summary and write the review page (the default)
	@.venv/bin/rkt run --raw raw --parsed parsed; status=$$?; \
	if [ $$status -le 1 ]; then \
	  .venv/bin/rkt report --raw raw --parsed parsed || status=$$?; \
	fi; \
	case $$status in 0) code=;; 1) code=make.some_failed;; *) code=make.stopped;; esac; \
	if [ -n "$$code" ]; then \
	  $(PY) -c "from pipeline.messages import say; print(say('$$code'))" >&2; \
	fi; \
	exit $$status

watch: setup ## parse what is put into raw/, until Ctrl-C
	@.venv/bin/rkt watch --raw raw --parsed parsed

test: setup ## run the whole test suite
	@$(PY) -m pytest -n auto

check: setup ## lint, formatting and types
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

train: training ## train the model for flattened text anew (takes long)
	@$(PY) -m training.corpus --split train --out build/corpus
	@$(PY) -m training.corpus --split tune --out build/corpus
	@$(PY) -m training.office --split train
	@$(PY) -m training.context
	@$(PY) -m training.train
	@$(PY) -m training.calibrate

bench: training ## rows read right in dumps of plans that the model has never seen
	@$(PY) -m training.corpus --split test --out build/corpus
	@$(PY) -m training.bench

training: setup
	@$(PIP) -r training/requirements.txt

clean: ## remove what make made: .venv, parsed/ and caches
	rm -rf .venv parsed build .pytest_cache .mypy_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

# The environment is as it should be when .venv/made-from equals where and from what it is made.
setup:
	@want="$$(pwd; cat requirements.txt pyproject.toml)"; \
	if [ "$$want" = "$$(cat .venv/made-from 2>/dev/null)" ]; then exit 0; fi; \
	good='import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))'; \
	if ! $(PY) -m pip --version >/dev/null 2>&1 || ! $(PY) -c "$$good" 2>/dev/null; then \
	  found=; \
	  for python in python3.13 python3.12 python3.11 python3 python; do \
	    if "$$python" -c "$$good" >/dev/null 2>&1; then found="$$python"; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "No Python 3.11 or newer with its venv module was found." >&2; \
	    echo "Tidak ditemukan Python 3.11 atau lebih baru beserta modul venv-nya." >&2; \
	    echo "  Debian, Ubuntu: sudo apt install python3 python3-venv" >&2; \
	    echo "  otherwise / lainnya: https://www.python.org/downloads/" >&2; \
	    exit 1; \
	  fi; \
	  echo "Making .venv with / Menyiapkan .venv dengan $$("$$found" --version) …"; \
	  "$$found" -m venv --clear .venv || exit 1; \
	fi; \
	count=$$(grep -c == requirements.txt); \
	echo "Installing $$count packages; the first time this takes several minutes …"; \
	echo "Memasang $$count paket; pertama kali perlu beberapa menit …"; \
	rm -f .venv/made-from $(PIP_LOG); \
	if $(PIP) -r requirements.txt && $(PIP) --no-deps --no-build-isolation -e .; then \
	  echo "Packages are installed. / Paket sudah terpasang."; \
	  printf '%s\n' "$$want" > .venv/made-from; \
	else \
	  echo "Packages could not be installed: see above, and all that pip says in $(PIP_LOG)." >&2; \
	  echo "Is the network there? Then type make again." >&2; \
	  echo "Paket gagal dipasang: lihat di atas, dan semua keterangan pip di $(PIP_LOG)." >&2; \
	  echo "Periksa jaringan, lalu ketik make lagi." >&2; \
	  exit 1; \
	fi
