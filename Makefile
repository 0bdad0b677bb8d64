# The commands of the project; README.md says what each is for.
SHELL := /bin/sh
.DELETE_ON_ERROR:
.PHONY: run test e2e lint untested lock messages

PYTHON ?= $(shell command -v python3.11 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes
STATIC := $(shell find static -type f)
CHROMIUM ?= $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)

# The portal on 127.0.0.1, web server and worker, with the report's facts and demonstration data; a second run keeps what is there.
run: .env $(VENV)/runtime.installed staticfiles/staticfiles.json
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py createcachetable --verbosity 0
	$(BIN)/python manage.py load_report
	$(BIN)/python manage.py load_demo
	$(BIN)/python -m config.portal

# The whole suite but the browser; on PostgreSQL where DATABASE_URL says so.
test: $(VENV)/dev.installed
	$(BIN)/python -m pytest --numprocesses auto

# The browser tests, with the machine's own Chromium.
e2e: $(VENV)/dev.installed
	@test -n "$(CHROMIUM)" || { echo "No Chromium was found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path."; exit 1; }
	CHROMIUM="$(CHROMIUM)" $(BIN)/python -m pytest -m e2e tests/e2e --numprocesses auto --maxprocesses 4 --dist loadfile

# mypy's plugin reads the settings, and they need a key.
lint: .env $(VENV)/dev.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports

# The lines that no test runs. slipcover, since coverage.py cannot stand beside an app of that name (decision 9).
untested: $(VENV)/dev.installed
	$(BIN)/python -m slipcover --skip-covered --source records,accounts,schools,groups,exchanges,coverage,config --omit '*/migrations/*' \
		-m pytest --import-mode=prepend -W ignore::pytest.PytestAssertRewriteWarning

# Both lock files from pyproject.toml; needs uv, see docs/operations.md.
lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate -o requirements.txt
	uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --no-annotate -o requirements-dev.txt

# The English catalogue: new texts in, vanished ones out, compiled.
messages: $(VENV)/dev.installed
	$(BIN)/python -m tools.catalogue

.env:
	@umask 077 && $(PYTHON) -c "import secrets; print('SECRET_KEY=' + secrets.token_urlsafe(50))" > .env
	@echo "A new secret key is in .env; .env.example lists what else can be set there."

$(BIN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Python 3.11 or newer is needed; PYTHON=... make chooses one.')"
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.installed: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.installed: requirements-dev.txt | $(BIN)/python
	$(PIP) -r requirements-dev.txt
	@touch $@

staticfiles/staticfiles.json: $(STATIC) $(VENV)/runtime.installed
	$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@touch -c $@
