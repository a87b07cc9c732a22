#!/usr/bin/env bash
# Formats all Swift files in place; with --check only says what is not formatted, and fails.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.swift')
if [ "${1:-}" = "--check" ]; then
    swift format lint --strict --parallel "${files[@]}" || { echo "to repair: Scripts/format.sh" >&2; exit 1; }
else
    swift format format --in-place --parallel "${files[@]}"
fi
