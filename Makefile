# The commands of this repository; `make help` lists them. Works on Debian 12 with git and make.
# SPDX-License-Identifier: Apache-2.0
BUILD ?= build
PREFIX ?= /usr/local
SEEDS ?= 200
SECONDS ?= 60
# false: leave the console out (no npm needed).
CONSOLE ?= $(if $(wildcard web/package.json),true,false)

ASAN = -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 -Dconsole=false
TSAN = -Db_sanitize=thread -Db_lundef=false -Doptimization=1 -Dconsole=false
FUZZ = -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 -Dconsole=false -Dfuzz=true

WEB_FILES := $(shell find web \( -name node_modules -o -name dist -o -path web/test \) -prune -o \
	-type f ! -name .lock -print 2>/dev/null)
ifeq ($(CONSOLE),true)
WEB = web/dist/index.html
endif
TESTS = meson test -C $(1) --no-rebuild --print-errorlogs

.PHONY: all help deps web demo demo-tiers test check unit tidy layers exports generated \
	regenerate bench sim fuzz torture asan tsan clang install deb clean

all: $(WEB)    ## build/watchfloor, the console within
	tools/build.sh $(BUILD) -Dconsole=$(CONSOLE) -- $(if $(wildcard src/cli/*.c),watchfloor)

help:          ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

deps:          ## install what is missing (apt; root or sudo)
	tools/deps.sh test

web/dist/index.html: $(WEB_FILES)
	tools/web.sh build
web: web/dist/index.html    ## the console alone, into web/dist

demo:          ## install what is missing, build, serve the scenario on 127.0.0.1:8080
	tools/deps.sh build
	$(MAKE) all
	rm -rf $(BUILD)/demo
	$(BUILD)/watchfloor demo --data $(BUILD)/demo --listen 127.0.0.1:8080

demo-tiers:    ## the scenario as seven real sites with their brokers, on loopback
	tools/deps.sh test
	$(MAKE) all
	tools/tiers.sh start $(BUILD)/watchfloor $(BUILD)/tiers

test:          ## install what is missing, build, run every test; ends with "N passed, N failed"
	tools/deps.sh test
	tools/test.sh all

check:         ## the developer's fast loop: both compilers, unit, cases, house rules
	tools/test.sh check

unit: $(WEB)   ## unit tests and cases with gcc
	tools/build.sh $(BUILD) -Dconsole=$(CONSOLE) -- \
		$(if $(TEST),tests/$(TEST),meson-test-prereq)
	$(call TESTS,$(BUILD)) $(if $(TEST),$(TEST),--suite unit --suite cases --suite sim)

clang:         ## unit tests and cases with clang
	CC=clang tools/build.sh $(BUILD)/clang -Dconsole=false -- all meson-test-prereq
	$(call TESTS,$(BUILD)/clang) $(if $(TEST),$(TEST),--suite unit --suite cases --suite sim)

asan:          ## every C test under AddressSanitizer and UBSan; TEST=name for one
	tools/build.sh $(BUILD)/asan $(ASAN) -- all meson-test-prereq
	$(call TESTS,$(BUILD)/asan) $(TEST)

tsan:          ## what has threads, under ThreadSanitizer; TEST=name for one
	tools/build.sh $(BUILD)/tsan $(TSAN) -- all meson-test-prereq
	$(call TESTS,$(BUILD)/tsan) $(if $(TEST),$(TEST),--suite threads)

tidy:          ## house rules of the text
	tools/tidy.py .
layers:        ## who may include whom
	tools/layers.sh .
exports: all   ## foo.c exports foo_* only
	tools/exports.sh $(BUILD)
generated: all ## committed generated files equal what the program prints
	tools/generated.sh check $(BUILD)/watchfloor
regenerate: all    ## print them anew
	tools/generated.sh write $(BUILD)/watchfloor

bench: all     ## every measuring program, one after the other
	tools/build.sh $(BUILD) -Dconsole=$(CONSOLE) -- meson-benchmark-prereq
	tools/bench.sh $(BUILD) $(BENCH)

sim:           ## SEEDS=n simulated meshes
	tools/build.sh $(BUILD) -Dconsole=$(CONSOLE) -- meson-test-prereq
	SIM_SEEDS=$(SEEDS) $(call TESTS,$(BUILD)) --suite sim --timeout-multiplier 0 --verbose

torture:       ## the torture tests, ten times as long
	tools/build.sh $(BUILD) -Dconsole=$(CONSOLE) -- all meson-test-prereq
	tools/torture.sh $(BUILD)

fuzz:          ## each fuzzer for SECONDS=n (or one: FUZZER=fuzz_json)
	CC=clang tools/build.sh $(BUILD)/fuzz $(FUZZ)
	tools/fuzz.sh $(BUILD)/fuzz $(SECONDS) $(FUZZER)

install: all   ## program, unit, manual, documents below PREFIX (and DESTDIR)
	packaging/install.sh $(BUILD)/watchfloor "$(DESTDIR)" "$(PREFIX)"

deb:           ## a Debian package in build/
	tools/deps.sh deb
	$(MAKE) all
	packaging/deb.sh $(BUILD)

clean:         ## remove everything that was built
	rm -rf build web/dist
