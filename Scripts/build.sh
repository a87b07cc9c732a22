#!/usr/bin/env bash
# Builds the commands in release mode. The same toolchain gives the same bytes in every folder (Scripts/check_build.sh).
# Arguments go to 'swift build', for instance: Scripts/build.sh --product clip-convert, Scripts/build.sh --show-bin-path
set -euo pipefail
cd -P "$(dirname "$0")/.."

# Paths in debug information begin at the repository. Two things are left out that only incremental and debug builds use,
# because they contain hashes of paths: the digest of each object's code before it is optimised, and the cache of C modules.
# The folder of a command is not searched for libraries: a file beside it would be loaded instead of the system's.
exec swift build --configuration release --disable-local-rpath \
    -Xswiftc -file-prefix-map -Xswiftc "$PWD=." -Xcc "-ffile-prefix-map=$PWD=." \
    -Xswiftc -Xfrontend -Xswiftc -disable-incremental-llvm-codegen \
    -Xswiftc -Xfrontend -Xswiftc -no-clang-module-breadcrumbs "$@"
