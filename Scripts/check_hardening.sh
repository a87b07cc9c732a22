#!/usr/bin/env bash
# Checks how the commands in FOLDER (those of Scripts/build.sh unless named) are linked: position-independent, full RELRO,
# everything bound at the start, no writable code, and libraries from the system and the Swift toolchain only.
#   Scripts/check_hardening.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-$(Scripts/build.sh --show-bin-path)}
runtime=$(swiftc -print-target-info | sed -n '/"runtimeLibraryPaths"/{n;s/^ *"\(.*\)",\{0,1\}$/\1/p}')
status=0

for source in Sources/clip-*; do
    command=$folder/${source#Sources/}
    segments=$(readelf --program-headers --wide "$command")
    dynamic=$(readelf --dynamic --wide "$command")
    runpath=$(sed -n 's/.*(R\(UN\)\{0,1\}PATH).*\[\(.*\)\]$/\2/p' <<<"$dynamic")
    faults=()
    grep -q '(FLAGS_1).*\bPIE\b' <<<"$dynamic" || faults+=("is not position-independent")
    grep -q '(FLAGS_1).*\bNOW\b' <<<"$dynamic" || faults+=("binds functions as they are called, not at the start")
    grep -q '^ *GNU_RELRO ' <<<"$segments" || faults+=("leaves addresses writable that are bound at the start (no RELRO)")
    grep -q '^ *GNU_STACK .* RW  *0x' <<<"$segments" || faults+=("does not say that its stack is not executable")
    ! grep -q ' RWE ' <<<"$segments" || faults+=("has a segment that is writable and executable")
    [ "$runpath" = "$runtime" ] || faults+=("searches libraries in '$runpath', not only in '$runtime'")
    for fault in "${faults[@]}"; do echo "BROKEN: $command $fault"; status=1; done
done
[ $status = 0 ] && echo "hardened: $(ls -d Sources/clip-* | wc -l) commands in $folder"
exit $status
