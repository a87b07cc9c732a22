#!/usr/bin/env bash
# Prints the shape of the code: how long files are, where 'unsafe' stands, who imports C, who starts threads.
# Fails where one of the rules of docs/architecture.md is broken.
set -euo pipefail
cd "$(dirname "$0")/.."
status=0
broken() { echo "BROKEN: $*"; status=1; }

lengths=$(git ls-files 'Sources/*.swift' | xargs wc -l | awk '$2 != "total" {print $1, $2}' | sort -n)
count=$(wc -l <<<"$lengths")
at() { awk -v n="$(( (count * $1 + 99) / 100 ))" 'NR == n {print $1}' <<<"$lengths"; }
echo "Swift files: $count; lines: median $(at 50), nine in ten under $(at 90), longest $(tail -n 1 <<<"$lengths")"
[ "$(tail -n 1 <<<"$lengths" | cut -d' ' -f1)" -le 600 ] || broken "a file has more than 600 lines"

echo; echo "Lines by target:"
git ls-files 'Sources/*.swift' 'Sources/*.c' 'Sources/*.h' | xargs wc -l |
    awk '$2 != "total" {split($2, part, "/"); lines[part[2]] += $1; files[part[2]]++}
         END {for (t in lines) printf "  %-16s %5d lines in %2d files\n", t, lines[t], files[t]}' | sort

echo; echo "Files with unsafe code:"
unsafe=$(git grep -lwE '(^|[^"/.])unsafe' -- 'Sources/*.swift' || true)
while read -r file; do
    echo "  $(grep -cw unsafe "$file") $file"
    case $file in
        Sources/ByteIO/* | Sources/Kernels/* | Sources/Sandbox/* | Sources/Checkpoints/Zip/ZipInflater.swift) ;;
        Sources/ImagePreprocessing/ImageDecoder.swift | Sources/Signatures/SignatureArithmetic.swift) ;;
        Sources/HTTPTransfer/CurlRequest.swift | Sources/HTTPTransfer/CurlResult.swift) ;;
        *) broken "$file: unsafe code belongs in ByteIO, Kernels, Sandbox, ZipInflater.swift, ImageDecoder.swift, SignatureArithmetic.swift or Curl*.swift" ;;
    esac
done <<<"$unsafe"

echo; echo "Imports of C:"
git grep -nE '^(public |internal |package )?import (C[A-Z][A-Za-z]*|Glibc)$' -- 'Sources/*.swift' |
    grep -vE 'import (Checkpoints|Conversion)' | sed 's/:[0-9]*:/: /; s/^/  /' || true

echo; echo "Files that start threads:"
threads=$(git grep -lE 'concurrentPerform|Thread\(block|Thread \{|TaskGroup|pthread_create' -- Sources | tr '\n' ' ')
echo "  $threads"
[ "$threads" = "Sources/CKernels/crew.c " ] || broken "only clip_parallel starts threads"

# Targets stand in Package.swift from the lowest row of docs/architecture.md to the highest, and in a row from left to right.
echo; echo "A target imports only what stands before it in Package.swift:"
before=" argumentParser "
while read -r target dependencies; do
    for dependency in $dependencies; do
        case $before in *" $dependency "*) ;; *) broken "$target imports $dependency, which stands behind it" ;; esac
    done
    before="$before$target "
done < <(sed -n '/^    targets: \[/,$p' Package.swift | tr -d '\n' | sed 's/\.\(target\|executableTarget\|testTarget\|systemLibrary\)(/\n&/g' |
    sed -nE 's/^\.[a-zA-Z]+\( *name: "([^"]+)"(.*)/\1 \2/p' |
    sed -E 's/^([^ ]+) .*dependencies: \[([^]]*)\].*/\1 \2/; t; s/^([^ ]+) .*/\1/' | tr -d '",')
echo "  checked"

echo; echo "Only Families knows one family from another:"
git grep -nE '\.(vit|resNet)\b|\b(ViT|ResNet|Text|CLIP|SigLIP)Architecture\b|\b(CLIP|SigLIP)(Family|Tokenizer)\b|\bDialect\b' -- 'Sources/*.swift' | grep -v '^Sources/Families/' &&
    broken "a family is named outside of Families" || echo "  kept"

# What the two library products show is public; everything else is for the package.
echo; echo "Targets that no library product shows declare nothing public:"
for target in Benchmarking Checkpoints Conversion Engines HTTPTransfer Inspection KnownModels Layers ModelStore Quantization \
    SentencePiece Signatures; do
    git grep -nE '^ *public ' -- "Sources/$target/*.swift" && broken "$target declares something public"
done
echo "  checked"

echo; echo "Executables import only ToolSupport and libraries; libraries never ToolSupport:"
git grep -lE '^(public )?import ToolSupport' -- 'Sources/*.swift' | grep -v '^Sources/clip-' && broken "a library imports ToolSupport" || echo "  kept"

echo; echo "Only commands sandbox themselves, never a library:"
git grep -lE '^(public )?import Sandbox$' -- 'Sources/*.swift' | grep -v '^Sources/ToolSupport/' && broken "a library imports Sandbox" || echo "  kept"

# A symbol of another name would be another library's too in a process that has both, and one that is not hidden is offered
# by every shared library that the project is linked into.
echo; echo "What C defines for other files begins with clip_, and its headers hide it:"
objects=$(mktemp -d)
trap 'rm -rf "$objects"' EXIT
for file in $(git ls-files 'Sources/C*/*.c'); do
    clang -w -c -ISources/CKernels/include -I"$(dirname "$file")/include" -o "$objects/one.o" "$file"
    # Of 'SYMBOL ... VISIBILITY', what readelf shows of defined global symbols.
    others=$(readelf --symbols --wide "$objects/one.o" |
        awk '$5 == "GLOBAL" && $7 != "UND" && ($8 !~ /^clip_/ || $6 != "HIDDEN") {print $8, $6}')
    [ -z "$others" ] || broken "$file defines $others"
done
echo "  checked"
exit $status
