#!/bin/sh
# From a checkout and a Rust toolchain to a WebAssembly program compiled for every target: installs
# what is missing, builds precast, compiles a hello world into dist/, runs the one for this machine.
set -eu
cd "$(dirname "$0")/.."
say() { printf '\n== %s\n' "$*"; }

say "What the build needs"
sh targets/prepare.sh
echo "ready"

say "Building precast"
cargo build --release --package precast
precast="${CARGO_TARGET_DIR:-target}/release/precast"
"$precast" targets

say "Compiling tests/programs/hello-wat/module.wat for every target"
mkdir -p dist
cp tests/programs/hello-wat/module.wat dist/hello.wat
"$precast" build dist/hello.wat --target all -o dist/
ls -l dist/hello-*

say "Running dist/hello-$(uname -m)-linux on this machine"
"dist/hello-$(uname -m)-linux"

say "Done. The tool is $precast; install it with: cargo install --path cli"
