#!/usr/bin/env bash
# Checks that the commands are what the commit says: builds it in two folders of other names and lengths, from clones of
# their own, compares the commands byte for byte, and looks for the folders in them and at how they are linked. Takes two
# builds, so .ci/run leaves it out. Prints the SHA-256 of every command.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
broken() { echo "BROKEN: $*"; status=1; }

commit=$(git rev-parse HEAD)
first=$work/first second=$work/a-second-folder/of-another-name
for clone in "$first" "$second"; do
    git clone --quiet . "$clone"
    git -C "$clone" checkout --quiet --detach "$commit"
    "$clone/Scripts/build.sh" >"$work/log" 2>&1 || { tail -n 40 "$work/log"; exit 1; }
done

binaries=$("$first/Scripts/build.sh" --show-bin-path)
others=$("$second/Scripts/build.sh" --show-bin-path)
for source in Sources/clip-*; do
    command=${source#Sources/}
    cmp "$binaries/$command" "$others/$command" || broken "$command depends on the folder that it is built in"
    # Where the build was, wherever that stands: in text, in debug information, in the list of symbols.
    ! grep --quiet --text --fixed-strings "$work" "$binaries/$command" || broken "$command contains the path of that folder"
done
Scripts/check_hardening.sh "$binaries" || status=1

echo "commit $commit, $(swiftc --version 2>/dev/null | sed -n 1p)"
for source in Sources/clip-*; do (cd "$binaries" && sha256sum "${source#Sources/}"); done
exit $status
