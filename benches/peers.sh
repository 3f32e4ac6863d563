#!/bin/bash
# Installs what benchmarks compare with, from package registries: Wasmtime's tool and Python package, wasm2c
# (Debian's wabt) and node. Everything here is optional: benchmarks use what they find. Safe to run again.
#
#   bash benches/peers.sh              all of it; Wasmtime's tool is compiled, which takes half an hour
#   bash benches/peers.sh --no-tool    all but Wasmtime's tool: its Python package stands in for it
set -euo pipefail
wasmtime=48.0.8   # The long-term support line with the same version of Cranelift as precast.
tests="${PRECAST_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/precast/tests}"
peers="${PRECAST_BENCH_PEERS:-$(dirname "$tests")/peers}"
say() { printf 'peers: %s\n' "$*"; }

tool=yes
case "${1:-}" in
    "") ;;
    --no-tool) tool=no ;;
    *) say "unknown option $1, expected --no-tool" >&2; exit 2 ;;
esac
mkdir -p "$peers"

missing=()
command -v wasm2c >/dev/null 2>&1 || missing+=(wabt)
command -v node >/dev/null 2>&1 || missing+=(nodejs)
if [ "${#missing[@]}" -gt 0 ]; then
    say "installing ${missing[*]}"
    as_root=
    [ "$(id -u)" = 0 ] || as_root=sudo
    $as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
        --no-install-recommends "${missing[@]}" >/dev/null
fi

if ! "$peers/venv/bin/python" -c 'import wasmtime' 2>/dev/null; then
    say "installing the Python package of Wasmtime ${wasmtime%%.*}"
    python3 -m venv "$peers/venv"
    "$peers/venv/bin/pip" install -q --disable-pip-version-check "wasmtime==${wasmtime%%.*}.*"
fi

if [ "$tool" = yes ] && ! "$peers/bin/wasmtime" --version 2>/dev/null | grep -qF "$wasmtime"; then
    say "compiling Wasmtime $wasmtime"
    # Nothing of a build by others: neither their directory nor what they had cargo do.
    env -u CARGO_TARGET_DIR -u RUSTFLAGS nice cargo install wasmtime-cli --version "$wasmtime" --locked --quiet \
        --root "$peers" --no-track --force
fi
say "ready in $peers"
