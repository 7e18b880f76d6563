# The commands of this site. Plain `make` lists them.

PORT ?= 8000
PYTHON ?= python3
VENV ?= .venv
ACCOUNT ?= owner
ARGS ?=

BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
MANAGE = $(BIN)/python manage.py
NEWEST = .venv-newest
LIGHTHOUSE = tests/audits/lighthouse/node_modules/.package-lock.json
OBSERVATORY = tests/audits/observatory/node_modules/.package-lock.json
STYLES = tests/audits/styles/node_modules/.package-lock.json

# Work on this machine signs with a key of its own, unless the environment has one.
WITH_KEY = export SECRET_KEY="$${SECRET_KEY:-$$(cat .secret_key)}" PORT="$(PORT)"
NEW_KEY = $$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')
# Checks look at the settings of production and at no database.
AS_IN_PRODUCTION = SECRET_KEY="$(NEW_KEY)" SITE_URL=https://example.org \
	DATABASE_URL=sqlite://:memory: DEBUG=0

# On every core, with most tests of a file together, since they share what is costly to make.
TESTS = pytest --numprocesses auto --dist worksteal

.DELETE_ON_ERROR:
.PHONY: help run serve password manage test test-all test-newest newest stress bench \
	lighthouse observatory styles screenshots image check migrations messages lock

help:
	@echo "make run          the site with automatic reload, for work on it (PORT=8000;"
	@echo "                  STARTER=none or structure for a new site of one's own)"
	@echo "make serve        the site as in production, on this machine (PORT=8000)"
	@echo "make password     set a new password for an account (ACCOUNT=owner)"
	@echo "make manage       a command of manage.py on this site (ARGS='backup site.zip')"
	@echo "make test         the tests, on SQLite or on DATABASE_URL (ARGS='-k feed')"
	@echo "make test-all     the same with the stress tests"
	@echo "make stress       attacks, faults and failures, with what readers saw (DAY_MINUTES=30)"
	@echo "make test-newest  make test on the newest Wagtail, in $(NEWEST)"
	@echo "make bench        the benchmarks, kept in benchmarks.json too (ARGS='-k editor')"
	@echo "make lighthouse   Lighthouse on each page type, which needs Chromium and npm"
	@echo "make observatory  the MDN HTTP Observatory, offline (needs nginx, openssl and npm)"
	@echo "make styles       references compared with those of citeproc-js (needs npm)"
	@echo "make screenshots  the images of the README, and a sheet of all page types (Chromium, pdftoppm)"
	@echo "make image        the proof that the image builds, as root (needs debootstrap)"
	@echo "make check        the linters, and Django's checks of production settings"
	@echo "make migrations  the migrations that changed models need"
	@echo "make messages     what the catalogues in locale/ lack (needs gettext)"
	@echo "make lock         renew requirements*.txt from pyproject.toml"

run: $(VENV)/.run .secret_key
	@$(WITH_KEY) DEBUG=1; \
	$(MANAGE) prepare_site --port "$(PORT)" && exec $(MANAGE) runserver "$(PORT)"

serve: $(VENV)/.run .secret_key
	@$(WITH_KEY) DEBUG=0 SITE_URL="$${SITE_URL:-http://localhost:$(PORT)}"; \
	echo "Collecting the static files" && \
	$(MANAGE) collectstatic --no-input --verbosity 0 && \
	$(MANAGE) prepare_site --port "$(PORT)" && \
	PATH="$(abspath $(BIN)):$$PATH" exec deploy/serve 127.0.0.1 "$(PORT)"

password: $(VENV)/.run .secret_key
	@$(WITH_KEY) DEBUG=1; $(MANAGE) changepassword "$(ACCOUNT)"

manage: $(VENV)/.run .secret_key
	@$(WITH_KEY) DEBUG=1; $(MANAGE) $(ARGS)

test: $(VENV)/.dev
	@$(BIN)/python -m $(TESTS) --ignore tests/stress $(ARGS)

test-all: $(VENV)/.dev
	@$(BIN)/python -m $(TESTS) $(ARGS)

# With failures of its own to try again, since it may run beside the others.
test-newest: newest
	@$(NEWEST)/bin/python -c 'import wagtail; print("Wagtail", wagtail.__version__)'
	@$(NEWEST)/bin/python -m $(TESTS) -o cache_dir=$(NEWEST)/.pytest_cache \
		--ignore tests/stress $(ARGS)

newest:
	@$(MAKE) --no-print-directory VENV=$(NEWEST) $(NEWEST)/.dev
	@echo "Installing the newest Wagtail"
	@$(NEWEST)/bin/python -m pip --disable-pip-version-check --quiet \
		install --upgrade wagtail

# One at a time, so that none slows down another.
stress: $(VENV)/.dev
	@$(BIN)/python -m pytest --numprocesses 0 tests/stress $(ARGS)

bench: $(VENV)/.dev
	@$(BIN)/python -m pytest --numprocesses 0 --capture no --quiet tests/benchmarks/bench_*.py $(ARGS)

lighthouse: $(VENV)/.dev $(LIGHTHOUSE)
	@$(BIN)/python -m tests.audits.lighthouse.run

observatory: $(VENV)/.dev $(OBSERVATORY)
	@$(BIN)/python -m tests.audits.observatory.run

styles: $(VENV)/.dev $(STYLES)
	@$(BIN)/python -m tests.audits.styles.run

screenshots: $(VENV)/.dev
	@$(BIN)/python -m tests.audits.screenshots

image:
	@deploy/prove

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache --no-logo
	$(BIN)/mypy
	find pages projects -name '*.html' -exec $(BIN)/djade --check --target-version 5.2 {} +
	@echo "manage.py makemigrations --check"
	@$(AS_IN_PRODUCTION) $(MANAGE) makemigrations --check --dry-run
	@echo "manage.py check --deploy"
	@$(AS_IN_PRODUCTION) $(MANAGE) check --deploy --fail-level WARNING

migrations: $(VENV)/.dev
	@$(AS_IN_PRODUCTION) $(MANAGE) makemigrations

messages: $(VENV)/.dev
	@$(AS_IN_PRODUCTION) $(MANAGE) makemessages --all --no-location --no-obsolete \
		--no-wrap --ignore ".venv*" --ignore ".templates" --ignore tests --ignore staticfiles
	@$(AS_IN_PRODUCTION) $(MANAGE) compilemessages --ignore ".venv*" --ignore ".templates"

LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-config \
	--custom-compile-command "make lock"

lock: $(BIN)/uv
	@echo "Writing requirements.txt"
	@$(LOCK) --output-file requirements.txt
	@echo "Writing requirements-dev.txt"
	@$(LOCK) --group dev --constraint requirements.txt --output-file requirements-dev.txt

# The stamps in the environment say which lock was installed last.

$(VENV)/.run: requirements.txt | $(BIN)/python
	@echo "Installing the site's packages in $(VENV)"
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(BIN)/python
	@echo "Installing the packages for development in $(VENV)"
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(LIGHTHOUSE): tests/audits/lighthouse/package-lock.json
	@echo "Installing Lighthouse in tests/audits/lighthouse"
	@npm ci --prefix tests/audits/lighthouse --ignore-scripts --no-audit --no-fund --silent
	@touch $@

# Its list of preloaded sites would be fetched: this site is on none.
$(OBSERVATORY): tests/audits/observatory/package-lock.json
	@echo "Installing the HTTP Observatory in tests/audits/observatory"
	@npm ci --prefix tests/audits/observatory --ignore-scripts --no-audit --no-fund --silent
	@echo "{}" > tests/audits/observatory/node_modules/@mdn/mdn-http-observatory/conf/hsts-preload.json
	@touch $@

$(STYLES): tests/audits/styles/package-lock.json
	@echo "Installing citeproc-js in tests/audits/styles"
	@npm ci --prefix tests/audits/styles --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is not Python 3.11 or newer: name one that is," \
			"like PYTHON=python3.13"; exit 1; }
	@echo "Making the Python environment $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)

$(BIN)/uv: | $(BIN)/python
	@echo "Installing uv in $(VENV)"
	@$(PIP) install uv

.secret_key: | $(BIN)/python
	@umask 077 && $(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))' > $@
