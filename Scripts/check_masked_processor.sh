#!/usr/bin/env bash
# Runs the kernels on processors that a hypervisor has cut down: each lacks one of the features that a kernel is compiled for,
# so that a kernel that runs without asking for it ends by SIGILL. Takes a minute; not part of .ci/run.
#
#   Scripts/check_masked_processor.sh
#
# Installs qemu-user-static where it is missing (apt). It emulates AVX2 and none of AVX-512.
set -euo pipefail
cd "$(dirname "$0")/.."
if ! command -v qemu-x86_64-static >/dev/null; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    "${as_root[@]}" apt-get install --yes --quiet --no-install-recommends qemu-user-static
fi
swift build --product kernel-probe
probe=$(swift build --show-bin-path)/kernel-probe
status=0

# expect SET PROCESSOR: the instruction set (0 portable, 1 AVX2) that is chosen on it, with right products.
expect() {
    local set=$1 processor=$2 output
    output=$(qemu-x86_64-static -cpu "$processor" "$probe" features 2>/dev/null) || true
    if [ "$output" = "instruction-set $set"$'\n'"right 1" ]; then
        echo "  $processor: instruction set $set, and right"
    else
        echo "BROKEN: $processor: expected instruction set $set and right products, found: $output"
        status=1
    fi
}

expect 1 Haswell
for feature in avx2 fma f16c; do expect 0 "Haswell,-$feature"; done
# A kernel that does not save the wide registers, which XGETBV tells.
expect 0 Haswell,-xsave
expect 0 Haswell,-avx,-avx2,-fma,-f16c
expect 0 Nehalem
exit $status
