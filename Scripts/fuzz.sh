#!/usr/bin/env bash
# Tries the parsers with broken inputs until one ends with anything but a refusal (docs/fuzzing.md).
#   Scripts/fuzz.sh                        every target for 3 seconds, as in .ci/run
#   Scripts/fuzz.sh pickle 3600            one target for an hour
#   Scripts/fuzz.sh all 1000000x           every target a million times
#   Scripts/fuzz.sh --swift legacy 3600    without AddressSanitizer, three times as fast, for a parser that is all Swift
# Inputs that reach new code are kept in .fuzz/TARGET/corpus for the next time, what breaks in .fuzz/TARGET/broken,
# and the number of inputs of every run in .fuzz/executions. An input that costs more for each of its bytes than any
# before counts as new, and one that allocates more than 64 MiB and 16 KiB for each byte is broken (Fuzz/clip-fuzz/work.c):
# 2 GiB in all for images, whose pixels are bounded by themselves.
set -euo pipefail
cd "$(dirname "$0")/.."

sanitizers=address,fuzzer build_folder=.build-fuzz
if [ "${1:-}" = --swift ]; then
    sanitizers=fuzzer build_folder=.build-fuzz-swift
    shift
fi

# The longest input of each: short ones are quick, and the seeds fit.
declare -A longest=([zip]=4000 [pickle]=800 [legacy]=700 [safetensors]=400 [json]=400 [clipw]=4700 [png]=1000
    [jpeg]=1200 [webp]=1000 [text]=64 [labels]=200 [templates]=200 [classifier]=1400 [tar]=6000
    [names]=64 [http]=400 [tower]=600000 [sentencepiece]=300)
targets=(zip pickle legacy safetensors json clipw png jpeg webp text labels templates classifier tar names http tower
    sentencepiece)
if [ "${1:-all}" != all ]; then targets=("$1"); fi
case ${2:-3} in
    *x) limit=-runs=${2%x} ;;
    *) limit=-max_total_time=${2:-3} ;;
esac

# Both flags at once: of two '--sanitize' the later one would win. A build folder of its own, for every object differs.
build=(swift build --configuration release --scratch-path "$build_folder" --product clip-fuzz
    -Xswiftc "-sanitize=$sanitizers" -Xcc "-fsanitize=$sanitizers-no-link")
export CLIPW_FUZZ=1 SWIFT_BACKTRACE=enable=no
"${build[@]}"
program=$("${build[@]}" --show-bin-path)/clip-fuzz

# Where every allocation came from would be known at twice the time.
export ASAN_OPTIONS=malloc_context_size=0:quarantine_size_mb=4:max_malloc_fill_size=0:allocator_may_return_null=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
status=0
for target in "${targets[@]}"; do
    folder=.fuzz/$target
    mkdir -p "$folder/corpus" "$folder/seeds" "$folder/broken"
    result=held
    case $target in
        png | jpeg | webp) allowed=$((2 << 30)) ;;
        *) allowed=$((64 << 20)) ;;
    esac
    CLIPW_FUZZ_BASE=$allowed CLIPW_FUZZ_SLOPE=$((16 << 10)) CLIPW_FUZZ_TARGET=$target CLIPW_FUZZ_SEEDS=$folder/seeds "$program" "$limit" \
        -max_len="${longest[$target]:-4096}" -timeout=30 -rss_limit_mb=3000 -print_final_stats=1 \
        -artifact_prefix="$folder/broken/" "$folder/corpus" "$folder/seeds" 2>"$log" ||
        { result=BROKEN status=1; tail -n 40 "$log"; }
    count=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    printf '%-12s %s  %s inputs\n' "$target" "$result" "${count:-0}"
    echo "$(date --utc +%FT%TZ) $target ${count:-0} $result" >>.fuzz/executions
done
exit $status
