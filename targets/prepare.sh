#!/bin/sh
# Makes sure that precast's runtime library can be compiled for every target: with the targets of the
# rustup toolchain or, where rustup is not there or cannot add them, with Debian's second Rust toolchain,
# which compiles `core` itself. Safe to run again; quick when nothing is missing.
set -eu
say() { printf 'prepare: %s\n' "$*"; }

# Runs as root what must: package installation.
as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
install() {
    say "installing Debian packages: $*"
    as_root apt-get -o DPkg::Lock::Timeout=300 update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq \
        --no-install-recommends "$@" >/dev/null
}

command -v cargo >/dev/null 2>&1 || { say "no cargo: install the Rust toolchain first" >&2; exit 1; }
# Rust links the tool itself with the system's C compiler.
command -v cc >/dev/null 2>&1 || install gcc libc6-dev

sysroot="$(rustc --print sysroot)"
missing=
for target in x86_64-unknown-linux-gnu aarch64-unknown-linux-gnu riscv64gc-unknown-linux-gnu; do
    ls "$sysroot/lib/rustlib/$target/lib/"libcore-* >/dev/null 2>&1 || missing="$missing $target"
done
[ -n "$missing" ] || exit 0
say "the Rust toolchain lacks$missing"
if command -v rustup >/dev/null 2>&1 && rustup target add $missing; then
    exit 0
fi
say "rustup cannot add them"
if ! { [ -x /usr/bin/cargo ] && [ -e "$(/usr/bin/rustc --print sysroot 2>/dev/null)/lib/rustlib/src/rust/library/core/src/lib.rs" ]; }; then
    install rustc-web cargo-web rust-web-src
fi
