# Two commands do everything on a fresh machine: `make serve` and `make test`. Each installs what it lacks: the tools into
# .tools and node_modules, Chromium as the system's package.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8080
TOOLS := $(CURDIR)/.tools
export PATH := $(TOOLS)/bin:$(CURDIR)/node_modules/.bin:$(PATH)
export CHROMIUM ?= /usr/bin/chromium
export FIREFOX ?= /usr/bin/firefox-esr
export WEBKIT_DRIVER ?= /usr/bin/WebKitWebDriver

WASM_PACK_VERSION := 0.15.1
# The glue and the crate must be of one version: Cargo.lock names it.
WASM_BINDGEN_VERSION := $(shell sed -n '/name = "wasm-bindgen"/{n;s/version = "\(.*\)"/\1/p}' Cargo.lock)

# Whom the differential tests ask. Another version accepts other tokens: docs/divergences.md is made anew then.
PYJWT_VERSION := 2.15.1
# The Hub's own client, which asks the example server.
HUB_CLIENT_VERSION := 2.4.0

step = @printf '\n── %s\n' "$(1)"

.PHONY: help serve test check package setup clean format mutants bench engines fuzz fuzzed
help: ## what there is
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

serve: package ## build everything and serve the page on 127.0.0.1, at PORT or 8080
	$(call step,Serving www on http://127.0.0.1:$(PORT)/ (stop with Ctrl-C))
	@exec sirv www --dev --quiet --no-clear --host 127.0.0.1 --port $(PORT)

test: check package $(CHROMIUM) engines tests/consumers/node_modules/.package-lock.json $(TOOLS)/pyjwt-$(PYJWT_VERSION) $(TOOLS)/hub-client-$(HUB_CLIENT_VERSION) $(TOOLS)/bin/cargo-deny fuzzed ## every check
	$(call step,The native bench: it compiles)
	cargo check --quiet --locked --benches --manifest-path bench/native/Cargo.toml
	$(call step,Package and page: Node$(comma) Chromium$(comma) Firefox$(comma) WebKitGTK)
	node --test --test-reporter=spec tests/*.test.mjs || { echo 'make test: a test of the package or of the page failed; its name and reason stand above.'; exit 1; }

check: node_modules/.package-lock.json ## format, lints and the core's tests, for daily work
	$(call step,Format)
	for crate in $(CRATES); do cargo fmt --all --check --manifest-path $$crate/Cargo.toml || { echo 'make check: run `make format`.'; exit 1; }; done
	prettier --check --log-level warn . || { echo 'make check: run `make format`.'; exit 1; }
	for crate in $(CRATES); do cargo metadata --locked --quiet --format-version=1 --manifest-path $$crate/Cargo.toml >/dev/null || { echo "make check: $$crate/Cargo.lock is behind its manifest; run \`cargo metadata\` there."; exit 1; }; done
	$(call step,Lints: native and wasm32)
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo clippy --locked --workspace --target wasm32-unknown-unknown -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --workspace --no-deps --quiet
	$(call step,Core tests)
	cargo test --locked --workspace

package: setup ## build the npm package in pkg/, and its copy for the page
	$(call step,Package: wasm$(comma) glue and loaders)
	node pkg/build.mjs

bench: package $(CHROMIUM) ## how fast an exchange and the page are, told and not asserted
	$(call step,Sizes by room)
	SIZES=1 node pkg/build.mjs
	$(call step,An exchange in Node$(comma) beside others)
	@# Node 20 itself breaks down where it inlines calls of cedar-wasm.
	node --no-turbo-inline-js-wasm-calls bench/exchange.mjs
	$(call step,The native crate beside jsonwebtoken)
	cd bench/native && cargo bench --locked
	$(call step,The page in Chromium)
	node bench/page.mjs

fuzz: $(TOOLS)/bin/cargo-fuzz node_modules/.package-lock.json ## feed every reader with hostile input; FUZZ_SECONDS=1200 for each by default
	$(call step,Fuzzers: $(FUZZ_SECONDS) seconds each)
	node fuzz/seeds.mjs
	cd fuzz && cargo fuzz build -s none
	for target in $(FUZZERS); do \
		printf '\n── fuzzing %s\n' $$target; \
		(cd fuzz && cargo fuzz run -s none $$target -- -max_total_time=$(FUZZ_SECONDS) -max_len=6000 2>&1) | tee target/fuzz-$$target.log | grep -E '#[0-9]+.*(DONE|pulse)|panicked|^Done' \
		&& grep -q '^Done' target/fuzz-$$target.log || { tail -30 target/fuzz-$$target.log; echo "make fuzz: $$target found a fault; its input stands in fuzz/artifacts/$$target. Make it a case of tests/cases, then mend it."; exit 1; }; \
	done

# A short run of each, in every test.
fuzzed: $(TOOLS)/bin/cargo-fuzz
	@$(MAKE) fuzz FUZZ_SECONDS=10

FUZZERS := paste json token exchange key_set form
FUZZ_SECONDS ?= 1200

mutants: $(TOOLS)/bin/cargo-mutants ## change the rooms of the verdict in every small way, and see a test fail
	$(call step,Mutants: some twenty minutes; survivors are listed in docs/mutants.md)
	cargo mutants --output target --timeout 60 $(addprefix --file ,$(VERDICT)) -- --lib --test core -- --skip laws

# What decides, explains and repairs. The laws are left out for speed: stories and tables must be enough.
VERDICT := src/matching.rs src/judgement.rs src/exchange.rs src/difference.rs 'src/difference/*.rs' src/subject.rs \
	src/provider.rs 'src/provider/*.rs' src/cause.rs 'src/cause/*.rs' src/repair.rs 'src/repair/*.rs'

format: node_modules/.package-lock.json ## bring every file into the one style
	for crate in $(CRATES); do cargo fmt --all --manifest-path $$crate/Cargo.toml; done
	prettier --write --log-level warn .

clean: ## remove what was built; tools, and what the fuzzers found, stay
	git clean -qfdX -e '!/.tools/' -e '!node_modules/' -e '!/fuzz/artifacts/' -e '!/fuzz/corpus/'

comma := ,

# The crate, and the workspaces of their own that use it.
CRATES := . fuzz examples/exchange-server-rust bench/native

# A Python environment of its own, made anew: one that was copied or half made does not work.
define venv
	rm -rf $(TOOLS)/$(1)
	python3 -m venv $(TOOLS)/$(1) 2>/dev/null \
	|| { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null && python3 -m venv $(TOOLS)/$(1); } \
	|| { echo 'make test: install Python 3 with its venv module (python3-venv).'; exit 1; }
	$(TOOLS)/$(1)/bin/pip install --quiet --disable-pip-version-check $(2)
endef

# ── what the rest needs ──────────────────────────────────────────────────────────────────────────

setup: $(TOOLS)/wasm-pack-$(WASM_PACK_VERSION) $(TOOLS)/wasm-bindgen-$(WASM_BINDGEN_VERSION) node_modules/.package-lock.json ## install the tools

$(TOOLS)/wasm-pack-$(WASM_PACK_VERSION):
	$(call step,wasm-pack $(WASM_PACK_VERSION): builds once$(comma) some 3 minutes)
	cargo install wasm-pack --version $(WASM_PACK_VERSION) --locked --root $(TOOLS)
	@touch $@

# Without --locked: its own lock file can name versions that a registry does not have yet.
$(TOOLS)/wasm-bindgen-$(WASM_BINDGEN_VERSION):
	$(call step,wasm-bindgen $(WASM_BINDGEN_VERSION): builds once$(comma) some 5 minutes)
	cargo install wasm-bindgen-cli --version $(WASM_BINDGEN_VERSION) --root $(TOOLS)
	@touch $@

$(TOOLS)/pyjwt-$(PYJWT_VERSION):
	$(call step,PyJWT $(PYJWT_VERSION): another opinion on tokens)
	$(call venv,pyjwt,'PyJWT[crypto]==$(PYJWT_VERSION)')
	@touch $@

$(TOOLS)/hub-client-$(HUB_CLIENT_VERSION):
	$(call step,huggingface_hub $(HUB_CLIENT_VERSION): the Hub's own client)
	$(call venv,hub-client,'huggingface_hub==$(HUB_CLIENT_VERSION)')
	@touch $@

$(TOOLS)/bin/cargo-fuzz:
	$(call step,cargo-fuzz: builds once)
	cargo install cargo-fuzz --locked --root $(TOOLS)

$(TOOLS)/bin/cargo-deny:
	$(call step,cargo-deny: builds once$(comma) some 3 minutes)
	cargo install cargo-deny --locked --root $(TOOLS)

$(TOOLS)/bin/cargo-mutants:
	$(call step,cargo-mutants: builds once)
	cargo install cargo-mutants --locked --root $(TOOLS)

node_modules/.package-lock.json: package-lock.json
	$(call step,Node packages)
	npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

tests/consumers/node_modules/.package-lock.json: tests/consumers/package-lock.json
	$(call step,Consumers: bundlers$(comma) frameworks and runtimes that import the package)
	cd tests/consumers && npm ci --ignore-scripts --no-audit --no-fund
	@touch $@

$(CHROMIUM):
	$(call step,Chromium: the page is tested in it)
	@command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] || { echo 'make test: install Chromium, or name it: make test CHROMIUM=/path/to/chromium'; exit 1; }
	apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null

# The other engines come where they can. Where they cannot, their tests say that they were skipped.
engines:
	@if [ -x $(FIREFOX) ] && [ -x $(WEBKIT_DRIVER) ]; then :; \
	elif command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		printf '\n── Firefox and WebKitGTK: the main flows are walked in them\n'; \
		apt-get update -qq && apt-get install -y -qq --no-install-recommends firefox-esr webkit2gtk-driver xvfb xauth >/dev/null; \
	else echo 'make test: without firefox-esr and webkit2gtk-driver their tests are skipped'; fi
