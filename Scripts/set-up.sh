#!/usr/bin/env bash
# Sets clipw up on Debian or Ubuntu with a Swift 6.2 toolchain or later, and shows its main job:
#   1. installs the system packages that are missing (apt; nothing else is installed),
#   2. builds the commands in release mode,
#   3. converts and verifies the small trained checkpoint that the repository ships, and tells with it what pictures show.
# Asks nothing. The second time it only does what is new.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(libcurl4-openssl-dev libjpeg-dev libopenblas-dev libpng-dev libssl-dev libwebp-dev libzip-dev
    pkg-config zlib1g-dev)

step() { printf '\n== %s\n' "$*"; }

step "System packages: ${packages[*]}"
missing=()
for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    "${as_root[@]}" apt-get update --quiet
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
else
    echo "all there"
fi

step "Build"
command -v swift >/dev/null || { echo "swift is not on the PATH: install a Swift 6.2 toolchain or later from swift.org" >&2; exit 1; }
Scripts/build.sh
commands=$(Scripts/build.sh --show-bin-path)

step "The main job: a PyTorch checkpoint becomes a .clipw file that tells what pictures show"
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
run() { printf '$ %s\n' "$*"; "$commands/$1" "${@:2}"; }
example=Examples/shapes
run clip-convert $example/shapes.pt -o "$output/shapes.clipw" --fp16 --activation quick_gelu
run clip-verify "$output/shapes.clipw"
run clip-classify "$output/shapes.clipw" $example/pictures/{red-cross,yellow-star,purple-ring}.jpg \
    --labels "red cross,red circle,yellow star,blue square,purple ring" --top 2

step "Ready: the commands are in $commands"
