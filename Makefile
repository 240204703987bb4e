# Two commands do everything on a fresh Debian 12: `make run` and `make test`.
# The work is done by meson and ninja; this file only installs what they need and names the goals.

RELEASE  := build/release
CHECKED  := build/checked
LISTEN   ?= 127.0.0.1:8080
DATA     ?= data/demo

.PHONY: run build test bench fuzz gen format clean

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
