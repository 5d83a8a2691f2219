# Two commands on a fresh machine: `make run` and `make test`. setup_env.py does the setting up.

BENCH_DATA ?= ../shared/bench
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do command -v $$p && break; done)
BIN := .venv/bin
SET_UP = @test -n "$(PYTHON)" || { echo "StyleGUI needs Python 3.11, 3.12 or 3.13 on PATH"; exit 1; }; \
	"$(PYTHON)" setup_env.py

.PHONY: help run test lint app app-test packages screenshots bench
.NOTPARALLEL:

help:
	@echo "make run    set up, then open the window (or render a sample where there is no display)"
	@echo "make test   set up, then run the whole suite; ARGS='-k name' is handed to pytest"
	@echo "make lint   ruff, mypy --strict and the import contracts"
	@echo "make app    a folder with the application that needs no Python: dist/StyleGUI"
	@echo "make app-test  what was built, on a bare computer: another user, no Python (as root, with Xvfb)"
	@echo "make packages  of what was built: a tar.zst with an install script, and a .deb (Linux)"
	@echo "make screenshots  the pictures of README, anew (some minutes)"
	@echo "make bench  measure against the data in BENCH_DATA (three hours); ARGS='--only draft --before FOLDER' is handed on"

run:
	$(SET_UP) run

test:
	$(SET_UP) test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(ARGS)

lint:
	$(SET_UP) lint
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

app:
	$(SET_UP) app
	$(BIN)/pyinstaller --noconfirm --log-level WARN build_app.spec

app-test:
	$(SET_UP) app-test
	$(BIN)/python -m pytest -s -p no:cacheprovider release

packages:
	$(SET_UP) app
	$(BIN)/python release/package_linux.py

screenshots:
	$(SET_UP) app
	$(BIN)/python release/screenshots.py

bench:
	$(SET_UP) bench
	$(BIN)/python -m benchmarks.bench $(BENCH_DATA) $(ARGS)
