#!/usr/bin/env bash
# Runs every test of Lightmark on a machine with Rust: installs what the tests start and this machine lacks
# (packaging/prepare.sh says what and why), then hands over to cargo. What is given behind it goes to the runner.
#
#   tests/run.sh                    everything
#   tests/run.sh --test tidy        one file of tests
#
# A test that needs a display, a session bus or a keyring starts its own; none touches the person's.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/prepare.sh tests
# The person's own display, bus and settings are nothing to the tests.
unset DISPLAY WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS LIGHTMARK_HOME LIGHTMARK_KEYSTORE LIGHTMARK_PASSPHRASE

if [ $# -eq 0 ]; then
  # The examples in the documentation; nextest does not run them.
  cargo test --locked --doc
fi
if cargo nextest --version >/dev/null 2>&1; then
  exec cargo nextest run --locked --no-fail-fast "$@"
else
  exec cargo test --locked --no-fail-fast "$@"
fi
