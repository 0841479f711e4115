# make setup   builds .venv (with .venv/bin/onevisit) and the front end
# make run     starts a demo city on http://127.0.0.1:8000; another port: make run PORT=8010
# make test    runs every check
# make lint    runs the checks that need no database
# make messages brings the English translation file and docs/permissions.md up to date, lists what is lacking
# make locks   renews the lists of exact versions from requirements.in and requirements-dev.in

PYTHON ?= python3
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: setup run test lint messages locks

PIP_COMPILE := .venv/bin/pip-compile --quiet --generate-hashes --allow-unsafe --no-strip-extras \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host

setup: .venv/.installed node_modules/.installed build/.frontend build/.translations

run: setup
	@exec .venv/bin/onevisit run

test: setup
	@.venv/bin/python -m tests.harness.stages

lint: setup
	@.venv/bin/python -m tests.harness.stages lint

.venv/.installed: requirements.lock requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "Python 3.11 or newer is needed: install it, or name it: make setup PYTHON=python3.12" >&2; exit 1; }
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv || \
		{ echo "Python can't make a virtual environment: install the package python3-venv" >&2; exit 1; }
	@echo "Installing Python packages ..."
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		-r requirements.lock -r requirements-dev.lock
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . \
		> .venv/install.log 2>&1 || { cat .venv/install.log >&2; exit 1; }
	@touch $@

node_modules/.installed: package.json package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed: install Node.js 18 or newer with npm" >&2; exit 1; }
	@node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' && \
		[ "$$(npm --version | cut -d. -f1)" -ge 7 ] || \
		{ echo "Node.js $$(node --version) with npm $$(npm --version) is too old: install Node.js 18 or newer" >&2; exit 1; }
	@echo "Installing front-end packages ..."
	@npm ci --silent --no-audit --no-fund
	@touch $@

build/.frontend: node_modules/.installed $(shell find onevisit/web -type f -not -path "*/static/build/*" -not -name "*.pyc")
	@echo "Building the front end ..."
	@npm run --silent build
	@mkdir -p build && touch $@

build/.translations: .venv/.installed $(shell find onevisit/locale -name '*.po' 2>/dev/null)
	@.venv/bin/pybabel --quiet compile --domain django --directory onevisit/locale
	@mkdir -p build && touch $@

messages: setup
	@.venv/bin/python tools/permissions.py
	@.venv/bin/python tools/messages.py

locks:
	@$(PIP_COMPILE) --output-file requirements.lock requirements.in
	@$(PIP_COMPILE) --output-file requirements-dev.lock requirements-dev.in
