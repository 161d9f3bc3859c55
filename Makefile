# make run      build, and start the service on SQLite with the shipped tables
# make test     build, and run all tests
# make bench    measure intake, paging, memory and start beside a reference
# make screenshots  take README's pictures anew
# make bench-large   the same for searches and pages with a million incidents: half an hour, 8 GB; fails on a missed target
# make lint     check the layout of the code; make format mends it
# make build    the release binary: .build-release/responder
# make clean    remove what was built
#
# Debian packages that are missing are installed first, with sudo when you are not root (.make/install-packages).

LISTEN ?= $(or $(RESPONDER_LISTEN),127.0.0.1:9095)
DATA ?= $(or $(RESPONDER_DATA_DIR),data)
ROUTES ?= $(or $(RESPONDER_ROUTES),routes)

BUILD_PACKAGES := binutils ca-certificates g++ git libcmark-gfm-dev libcmark-gfm-extensions-dev libcurl4-openssl-dev \
	libical-dev libpg-query-dev libre2-dev libsqlite3-dev tzdata
# util-linux has prlimit, with which collectors are bounded.
RUN_PACKAGES := curl util-linux
# What the tests run beside the program: a real Alertmanager, database, cluster client and browser, and Python stand-ins.
TEST_PACKAGES := bubblewrap chromium chromium-driver curl fish fonts-dejavu-core kubernetes-client openssl postgresql \
	prometheus prometheus-alertmanager python3 redis-server util-linux zsh
BENCH_PACKAGES := python3 wrk

RELEASE := .build-release
# Across modules, or each of ours would pay for values that the next one defines: a fifth of the intake's speed. Access to
# one value by two at once is looked for while the tests run, and here no more: another twentieth.
# The toolchain's own linker packs what the loader would read at each start, and nothing is exported to libraries that we never
# load: a tenth of the memory.
RELEASE_BUILD := swift build -c release --static-swift-stdlib -Xswiftc -cross-module-optimization \
	-Xswiftc -enforce-exclusivity=unchecked -Xswiftc -Xclang-linker -Xswiftc -fuse-ld=lld \
	-Xlinker -z -Xlinker pack-relative-relocs -Xlinker --icf=safe -Xlinker --no-export-dynamic --scratch-path $(RELEASE)
SWIFT_SOURCES := Sources Tests Package.swift

.PHONY: run build test bench bench-large screenshots lint format clean
.DEFAULT_GOAL := run

run: build
	@.make/install-packages $(RUN_PACKAGES)
	@.make/run $(RELEASE)/responder --listen "$(LISTEN)" --data-dir "$(DATA)" --routes "$(ROUTES)"

build:
	@.make/install-packages $(BUILD_PACKAGES)
	$(RELEASE_BUILD) --product responder
	@strip -o $(RELEASE)/responder $(RELEASE)/release/responder

test:
	@.make/install-packages $(BUILD_PACKAGES) $(TEST_PACKAGES)
	swift build --build-tests
	@.make/test

bench: build
	@.make/install-packages $(BENCH_PACKAGES)
	$(RELEASE_BUILD) --product intake-reference
	@python3 Tests/Bench/bench.py --responder $(RELEASE)/responder --reference $(RELEASE)/release/intake-reference

screenshots: build
	@.make/install-packages $(TEST_PACKAGES)
	@python3 Tests/Tools/screenshots.py --responder $(RELEASE)/responder --out deploy/screenshots

bench-large: build
	@.make/install-packages python3
	@python3 Tests/Bench/large.py --responder $(RELEASE)/responder

lint:
	swift format lint --strict --parallel --recursive $(SWIFT_SOURCES)

format:
	swift format --in-place --parallel --recursive $(SWIFT_SOURCES)

clean:
	rm -rf .build $(RELEASE)
