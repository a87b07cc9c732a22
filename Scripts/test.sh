#!/usr/bin/env bash
# Runs all tests (debug build, where every check of the language is on). Arguments go to 'swift test',
# for instance: Scripts/test.sh --filter CheckpointsTests
set -euo pipefail
cd "$(dirname "$0")/.."
exec swift test "$@"
