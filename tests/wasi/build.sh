#!/bin/sh
# Rebuilds the committed NAME.wasm of each program here and in ../wasi_host from its source beside it. Needed only after a source was
# changed; run tests/setup.sh first (it installs the compilers).
set -eu
cd "$(dirname "$0")"
cache="${PRECAST_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/precast/tests}"
export ZIG_LOCAL_CACHE_DIR="$cache/zig" ZIG_GLOBAL_CACHE_DIR="$cache/zig"

for source in *.c ../wasi_host/*.c; do
    "$cache/venv/bin/python" -m ziglang cc -target wasm32-wasi -Oz -s -Wall -Werror -fno-exceptions -mno-simd128 \
        -o "${source%.c}.wasm" "$source"
done
rustup target add wasm32-wasip1 >/dev/null 2>&1
for source in *.rs; do
    rustc --edition 2024 --target wasm32-wasip1 -C opt-level=s -C panic=abort -C strip=symbols -C lto=fat \
        -o "${source%.rs}.wasm" "$source"
done
chmod 644 *.wasm ../wasi_host/*.wasm
ls -l *.wasm ../wasi_host/*.wasm
