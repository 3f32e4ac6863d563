#!/bin/sh
# Runs every test: installs what is missing, checks format and lints, then all unit and integration tests,
# the foreign targets under emulation included. Arguments are handed to cargo test.
set -eu
cd "$(dirname "$0")/.."

sh targets/prepare.sh
bash tests/setup.sh
cargo fmt --check
cargo clippy --release --all-targets -- -D warnings
# Under its own profile: without a standard library it cannot unwind.
cargo clippy --profile runtime --package precast-runtime --lib -- -D warnings
# One build of the tool for all that needs it, then the tests. With --no-fail-fast one failure hides no other.
cargo test --release --no-fail-fast "$@"
