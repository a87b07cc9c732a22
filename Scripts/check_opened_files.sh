#!/usr/bin/env bash
# Watches what the commands open, by strace: the files they were given and those that lie in the given folder, the
# output and its folder, and what the system's own libraries read when they load. No socket, no program.
#
#   Scripts/check_opened_files.sh [FOLDER]      FOLDER has the commands; the debug build unless given
#
# Installs strace where it is missing (apt).
set -euo pipefail
cd "$(dirname "$0")/.."
commands=$(realpath "${1:-$(swift build --show-bin-path)}")
fixtures=$PWD/Tests/Fixtures
if ! command -v strace >/dev/null; then
    as_root=()
    if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
    "${as_root[@]}" apt-get install --yes --quiet --no-install-recommends strace
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Libraries and their loader; the processor's description and the process's own (Swift's runtime, OpenBLAS); the
# time zone (libzip, for the dates in an archive); OpenSSL's configuration.
libraries='(/lib|/usr/lib|/usr/local/lib|/opt)/.*\.so(\.[0-9]+)*|/etc/ld\.so\.(cache|preload)|/sys/(devices/system/(cpu|node)|fs/cgroup)(/.*)?|/proc/(self|[0-9]+)/(exe|maps|fd/[0-9]+|cgroup|status|task.*)|/proc/(cpuinfo|meminfo|stat|sys/.*)|/etc/localtime|/usr/share/zoneinfo/.*|(/usr/lib|/etc)/ssl/openssl\.cnf|/usr/share/locale/.*|/usr/lib/locale/.*|/usr/lib/.*/gconv/.*|/dev/null'
status=0

# watch EXIT_CODE NAMED COMMAND ARGUMENT...: NAMED is a pattern of what the user named.
watch() {
    local expected=$1 named=$2 code=0
    shift 2
    (cd "$work" && strace -f -qq -o trace -e trace=open,openat,openat2,creat,execve,socket,connect,bind \
        "$commands/$1" "${@:2}" >out 2>errors) || code=$?
    # What was opened, the executable itself aside; relative to a folder that is open means its own content. With O_PATH
    # nothing is read: the sandbox names its paths that way.
    local opened
    opened=$(grep -vE ' = -1 |SIGCHLD|exited|O_PATH' "$work/trace" | tail -n +2 |
        sed -nE 's/.*(open|openat|openat2|creat|execve)\((AT_FDCWD, |[0-9]+, )?"([^"]*)".*/\3/p; s/.*(socket|connect|bind)\(.*/A CONNECTION/p' |
        grep -vxE "$libraries|$named|\.|\.[^/]*\.partial" || true)
    if [ -n "$opened" ] || [ "$code" -ne "$expected" ]; then
        echo "BROKEN: $* ended with $code (expected $expected) and opened besides: $opened"
        cat "$work/errors"
        status=1
    else
        echo "  only what was named: $1 ${*:2}"
    fi
}

mkdir "$work/linked"
echo secret >"$work/secret.safetensors"
ln -s "$work/secret.safetensors" "$work/linked/model.safetensors"
mkdir "$work/indexed"
echo '{"weight_map":{"x":"../secret.safetensors"}}' >"$work/indexed/model.safetensors.index.json"
head -c 20000 "$fixtures/vit-torchscript-openai.pt" >"$work/cut.pt"

for checkpoint in vit-torchscript-openai.pt vit-legacy.pt vit-deflated.pt vit.safetensors; do
    watch 0 "$fixtures/$checkpoint" clip-inspect "$fixtures/$checkpoint" --tensors
    watch 0 "$fixtures/$checkpoint" clip-verify "$fixtures/$checkpoint"
    watch 0 "$fixtures/$checkpoint|\./|o\.clipw" clip-convert "$fixtures/$checkpoint" -o o.clipw --force
done
# A folder is opened, and its files from there, by bare names.
watch 0 "$fixtures/vit-sharded|model[-.0-9a-z]*\.(safetensors|index\.json)" clip-inspect "$fixtures/vit-sharded"
watch 0 "$fixtures/vit-huggingface|(preprocessor_)?config\.json|model\.safetensors" clip-verify "$fixtures/vit-huggingface"
watch 0 "o\.clipw" clip-verify o.clipw
watch 0 "o\.clipw|$fixtures/images/jpeg-444.jpg" clip-embed o.clipw --image "$fixtures/images/jpeg-444.jpg"
watch 0 "" clip-tokenize "a photo of a cat"
# What a stranger's file names is not opened.
watch 77 "linked" clip-inspect linked
watch 77 "indexed|model\.safetensors\.index\.json" clip-verify indexed
for command in clip-inspect clip-verify; do watch 65 "cut\.pt" "$command" cut.pt; done
watch 65 "cut\.pt|\./" clip-convert cut.pt -o refused.clipw
exit $status
