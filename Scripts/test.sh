#!/usr/bin/env bash
# Runs all tests, target by target, and ends with how long the slowest took. The build is one for debugging, where each
# mistake traps as in a release, with the optimiser on, which makes the tests a fraction as long; Scripts/sanitize.sh runs
# them without it. With arguments, those go to 'swift test', for instance: Scripts/test.sh --filter CheckpointsTests
set -euo pipefail
cd "$(dirname "$0")/.."
options=(-Xswiftc -O --scratch-path .build-tests)
if (($#)); then exec swift test "${options[@]}" "$@"; fi

swift build --build-tests "${options[@]}"
times=() failed=()
for folder in Tests/*Tests; do
    target=${folder#Tests/}
    began=${EPOCHREALTIME/./}
    swift test --skip-build "${options[@]}" --filter "^$target\\." || failed+=("$target")
    times+=("$(printf '%6d.%d s  %s' $(((${EPOCHREALTIME/./} - began) / 1000000)) \
        $(((${EPOCHREALTIME/./} - began) / 100000 % 10)) "$target")")
done
echo
printf '%s\n' "${times[@]}" | sort -rn | head -n 12
if ((${#failed[@]})); then
    echo "failed: ${failed[*]}" >&2
    exit 1
fi
