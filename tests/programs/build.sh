#!/bin/sh
# Rebuilds the committed module.wasm of each program here, in ../preinit and in ../server from its source beside it. Needed only after
# a source was changed; run tests/setup.sh first (it installs the compilers), then tests/oracle.py.
set -eu
cd "$(dirname "$0")"
cache="${PRECAST_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/precast/tests}"
zig() { ZIG_LOCAL_CACHE_DIR="$cache/zig" ZIG_GLOBAL_CACHE_DIR="$cache/zig" "$cache/venv/bin/python" -m ziglang "$@"; }
# The instructions that every precast accepts: wasm 2.0 without SIMD.
c_flags="-target wasm32-wasi -Oz -s -fno-exceptions -mno-simd128"

for source in */*.c ../preinit/*/*.c ../oci/*/*.c; do
    zig cc $c_flags -o "$(dirname "$source")/module.wasm" "$source"
done
for source in */*.cpp; do
    zig c++ $c_flags -std=c++20 -fno-rtti -o "$(dirname "$source")/module.wasm" "$source"
done
rustup target add wasm32-wasip1 >/dev/null 2>&1
for source in */*.rs ../preinit/*/*.rs ../server/http.rs; do
    case $source in ../server/*) module="${source%.rs}.wasm" ;; *) module="$(dirname "$source")/module.wasm" ;; esac
    rustc --edition 2024 --target wasm32-wasip1 -C opt-level=s -C panic=abort -C strip=symbols -C lto=fat \
        -o "$module" "$source"
done
ls -l */module.wasm ../preinit/*/module.wasm
