#!/usr/bin/env bash
# Runs all tests, and the commands that they run, under a sanitizer. Takes long, so .ci/run leaves it out.
#   Scripts/sanitize.sh address    memory accesses and leaks, in Swift and in the C shims
#   Scripts/sanitize.sh thread     data races
# Further arguments go to 'swift test', for instance: Scripts/sanitize.sh thread --filter KernelsTests
set -euo pipefail
cd "$(dirname "$0")/.."

sanitizer=${1:-}
case $sanitizer in
    # Strict about what strings and initialisers do; a leak at the end of a command is exit code 23, which fails its test.
    address)
        export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:check_initialization_order=1
        export LSAN_OPTIONS=suppressions=$PWD/Scripts/leaks.supp:print_suppressions=0
        ;;
    # Libraries that were built without it cannot be followed, such as OpenBLAS.
    thread)
        export TSAN_OPTIONS=ignore_noninstrumented_modules=1:halt_on_error=0
        library=$(mktemp --suffix=.so)
        trap 'rm -f "$library"' EXIT
        clang -O2 -shared -fPIC -o "$library" Scripts/tsan_mutex.c
        ;;
    *) sed -n '2,5s/^# //p' "$0" >&2; exit 64 ;;
esac
shift
# Both reserve terabytes of addresses, so the tests leave limits on those out. A backtrace would cover their report.
export CLIPW_SANITIZER=$sanitizer SWIFT_BACKTRACE=enable=no
options=(--sanitize="$sanitizer" --scratch-path ".build-$sanitizer")
swift build --build-tests "${options[@]}"
LD_PRELOAD=${library:-} swift test --skip-build --disable-xctest "${options[@]}" "$@"
