# Two commands do everything on a fresh Debian 12: `make run` and `make test`.
# The work is done by meson and ninja; this file only installs what they need and names the goals.

RELEASE  := build/release
CHECKED  := build/checked
LISTEN   ?= 127.0.0.1:8080
DATA     ?= data/demo

SEEDS    ?= 5000
FIRST    ?= 1
ROUNDS   ?= 10000

.PHONY: run build test bench fuzz soak soak-plan gen format clean

run: build
	@mkdir -p $(dir $(DATA))
	@build/lifeline serve --demo --data $(DATA) --listen $(LISTEN)

build: build/.setup-build.ok web
	@[ -e $(RELEASE)/build.ninja ] || meson setup $(RELEASE) --buildtype=release -Db_ndebug=false >/dev/null
	@ninja -C $(RELEASE) --quiet src/cli/lifeline
	@ln -sfn release/src/cli/lifeline build/lifeline

test:
	@tools/setup.sh check
	@$(MAKE) --no-print-directory web
	@tools/test.sh

bench: build
	@tools/bench.sh

fuzz:
	@tools/setup.sh check
	@tools/fuzz.sh

# Random days by the thousand, with everything that can happen and fail, without sanitizers (the tests play two
# hundred with them); a failing seed is printed.
soak:
	@tools/setup.sh check
	@[ -e build/soak/build.ninja ] || meson setup build/soak --buildtype=release -Db_ndebug=false \
		-Dtests=true >/dev/null
	@ninja -C build/soak --quiet tests/drill/test_drill_play
	@LIFELINE_ROOT=$(CURDIR) LIFELINE_DRILL_SEEDS=$(SEEDS) LIFELINE_DRILL_FIRST=$(FIRST) \
		build/soak/tests/drill/test_drill_play

# Random rich problems of the planner by the ten thousand, without sanitizers: answers, offers and reasons.
soak-plan:
	@tools/setup.sh check
	@[ -e build/soak/build.ninja ] || meson setup build/soak --buildtype=release -Db_ndebug=false \
		-Dtests=true >/dev/null
	@ninja -C build/soak --quiet tests/plan/route/test_plan_route_rich tests/plan/route/test_plan_route_reason
	@LIFELINE_PLAN_ROUNDS=$(ROUNDS) build/soak/tests/plan/route/test_plan_route_rich
	@LIFELINE_PLAN_ROUNDS=$(ROUNDS) build/soak/tests/plan/route/test_plan_route_reason

# Regenerates everything that schema/ implies (C tables, OpenAPI, TypeScript types, reference pages).
gen:
	@python3 tools/gen.py

format:
	@find src tests bench fuzz -name '*.[ch]' ! -path '*/gen/*' | xargs -r clang-format-14 -i

clean:
	rm -rf build web/node_modules

.PHONY: build/.setup-build.ok web
build/.setup-build.ok:
	@tools/setup.sh build

web:
	@tools/web.sh
