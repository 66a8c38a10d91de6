# make demo    the whole lobby on this machine, at one address
# make test    everything that CI runs
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test check audit suite bench soak fuzz disk chaos recovery crashes storms reliability pictures goldens paper-words kiosk-words kiosk-pictures kiosk-layouts check-aarch64 clean

demo: $(VENV)/.demo
	@exec $(BIN)/queue-server demo

# side by side: mypy has use for one core only
test: $(VENV)/.dev
	@$(MAKE) --no-print-directory -j2 check suite

# the tests of whole processes come first, and not last, where one core would wait for the other;
# Python keeps what it has compiled, also where it was told not to: hundreds of processes start
suite: export PYTHONDONTWRITEBYTECODE :=
suite: $(VENV)/.dev
	$(BIN)/pytest -n auto --dist loadfile --no-loadscope-reorder tests

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/audit_dependencies.py

# whether anything that we use has a known vulnerability; here it is a failure when nobody answers
audit: $(VENV)/.dev
	$(BIN)/python scripts/audit_dependencies.py --required

bench: $(VENV)/.dev bench/receiptline/node_modules/.package-lock.json
	$(BIN)/python -m bench

# a kiosk that people use without a pause, as long as is wished: make soak MINUTES=720
MINUTES ?= 30
soak: $(VENV)/.dev
	$(BIN)/python -m bench.soak $(MINUTES)

# anything at all into whatever takes in what others say: make fuzz INPUTS=10000000 SEED=2
INPUTS ?= 1000000
SEED ?= 1
fuzz: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m tests.fuzz $(INPUTS) $(SEED)

# files cut and damaged at every so manieth byte, disks full and read-only: make disk EVERY=1
EVERY ?= 7
ROUNDS ?= 10
disk: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m bench.disk $(EVERY) $(ROUNDS)

# kill -9 of server, kiosk, spool and broker at every state of a ticket's life
crashes: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m bench.crashes

# kill -9 at random; parts with other seeds add up: make chaos KILLS=10000 SEED=2
# make chaos KILLS=0 WHOLE=500 SEED=3
chaos: KILLS ?= 1000
chaos: WHOLE ?= 20
chaos: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m bench.chaos --kills $(KILLS) --whole $(WHOLE) --seed $(SEED)

# kill -9 of server and broker, and how long it is until somebody is answered
recovery: KILLS ?= 100
recovery: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m bench.chaos --kills 0 --whole $(KILLS) --seed $(SEED)

# lines that misbehave, 200 kiosks that come back at once, ten worst days at once:
# make storms SECONDS=60 DAY_MINUTES=2
SECONDS ?= 15
DAY_MINUTES ?= 10
storms: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m bench.storms $(SECONDS) $(DAY_MINUTES) $(SEED)

# docs/reliability.md, of what the commands that break things have kept in build/reliability
reliability: $(VENV)/.dev
	$(BIN)/python -m bench.reliability

# what our papers are measured against; nothing else here needs node
bench/receiptline/node_modules/.package-lock.json: bench/receiptline/package-lock.json
	@command -v npm >/dev/null || { echo "make bench measures papers against receiptline: install node and npm" >&2; exit 1; }
	cd bench/receiptline && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

# docs/pictures/, from a lobby that is really open
pictures: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python scripts/take_pictures.py

# keeps the ticket and the checklist as they are printed now; look at the pictures before you commit
goldens: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m tests.unit.papers.goldens

# brings the words of the templates of papers into every language's catalogue, where they are empty
paper-words: $(VENV)/.demo
	@mkdir -p build
	$(BIN)/pybabel -q extract -F assets/locale/papers.cfg -k second -k easy -k say --no-location -o build/papers.pot .
	for tag in ja ja-simple en zh ko vi pt tl ne; do $(BIN)/pybabel -q update -i build/papers.pot -l $${tag%-simple} -o assets/locale/$$tag/LC_MESSAGES/papers.po --no-fuzzy-matching --no-wrap || exit 1; done

# the same for the words of the kiosk's screens
kiosk-words: $(VENV)/.demo
	@mkdir -p build
	$(BIN)/pybabel -q extract -F assets/locale/babel.cfg -k say -k pair -k second -k N_ --no-location -o build/kiosk.pot .
	for tag in ja ja-simple en zh ko vi pt tl ne; do $(BIN)/pybabel -q update -i build/kiosk.pot -l $${tag%-simple} -o assets/locale/$$tag/LC_MESSAGES/kiosk.po --no-fuzzy-matching --no-wrap || exit 1; done

# every screen of the kiosk in every language, on sheets to look through, in build/kiosk
kiosk-pictures: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m tests.system.kiosk.contact_sheets build/kiosk

# every screen of the kiosk in every language, size, shape and place against the rules of a layout
kiosk-layouts: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python -m tests.unit.kiosk.every_layout

# whether a Raspberry Pi finds a wheel of everything; asks the package index, so CI does not
check-aarch64: $(VENV)/.demo
	scripts/check_aarch64 $(BIN)/pip

clean:
	rm -rf $(VENV) var build .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

# an installed role is a stamp file; the lock file pins what each of them may pull in
$(VENV)/.demo: pyproject.toml requirements.lock packages.txt
	scripts/install_packages server kiosk demo
	scripts/install_python $(PYTHON) $(VENV) server,kiosk
	@touch $@

$(VENV)/.dev: pyproject.toml requirements.lock packages.txt
	scripts/install_packages server kiosk demo dev
	scripts/install_python $(PYTHON) $(VENV) dev
	@touch $@ $(VENV)/.demo
