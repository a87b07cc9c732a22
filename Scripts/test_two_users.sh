#!/usr/bin/env bash
# Runs the model store as two users and as root: whatever another user could have written is neither used unhashed nor
# believed. Needs root, or sudo. The users are numbers that nobody has; nothing of them is left behind.
#
#   Scripts/test_two_users.sh [FOLDER]      FOLDER has the commands; the debug build unless given
set -euo pipefail
cd "$(dirname "$0")/.."
commands=${1:-$(swift build --show-bin-path)}
if [ "$(id -u)" -ne 0 ]; then exec sudo "$0" "$commands"; fi
umask 022
fixtures=$PWD/Tests/Fixtures
alice=61001 mallory=61002 both=61003
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work"
status=0
checks=0

# The build may lie where only root can look.
mkdir "$work/bin"
cp "$commands"/clip-{store,convert,embed} "$work/bin/"

# as USER COMMAND...: both users are in the group that they share. Ended by force after a minute.
as() {
    local user=$1
    shift
    local identity=(setpriv "--reuid=$user" "--regid=$user" "--groups=$both")
    if [ "$user" -eq 0 ]; then identity=(env); fi
    (cd "$work" && timeout -s KILL 60 "${identity[@]}" env -i PATH="$work/bin:$PATH" HOME="$work/nowhere" \
        CLIP_STORE_TABLE="$work/${table:-table.tsv}" "$@")
}
# expect CODES DESCRIPTION USER COMMAND...: the command ends with one of the codes; its output is in $output.
expect() {
    local codes=$1 description=$2 code=0
    shift 2
    output=$(as "$@" 2>"$work/errors") || code=$?
    checks=$((checks + 1))
    if [[ " $codes " != *" $code "* ]]; then
        echo "BROKEN: $description: ${*:2} ended with $code instead of $codes: $output $(cat "$work/errors")"
        status=1
    fi
}
holds() {
    local description=$1
    shift
    checks=$((checks + 1))
    if ! "$@"; then
        echo "BROKEN: $description: $output"
        status=1
    fi
}
lacks() { ! grep -qE "$1" <<<"$output"; }
has() { grep -qE "$1" <<<"$output"; }

# What alice trusts and what mallory made; one is the published model of alice's table, the other of mallory's.
good=$work/good.pt evil=$work/evil.pt image=$work/image.jpg
cp "$fixtures/images/jpeg-444.jpg" "$image"
cp "$fixtures/vit-torchscript-openai.pt" "$good"
cp "$fixtures/rn-torchscript-openai.pt" "$evil"
for kind in good evil; do
    "$work/bin/clip-convert" "$work/$kind.pt" -o "$work/$kind.clipw" --fp32 --no-validate >"$work/log" 2>&1
    file=$work/$kind.pt
    printf 'name\tfile\tbytes\tsha256\tmd5\tactivation\ntest/model\tmodel.pt\t%s\t%s\t-\tquick_gelu\n' \
        "$(stat -c %s "$file")" "$(sha256sum "$file" | cut -d' ' -f1)" >"$work/$kind.tsv"
done
mv "$work/good.tsv" "$work/table.tsv"

# store NAME OWNER MODE: a folder with the published model, which its owner put there.
store() {
    store=$work/$1
    mkdir -p "$store"
    cp "$good" "$store/model.pt"
    chown -R "$2:$both" "$store"
    chmod "$3" "$store"
}
# plant OWNER [NAME]: the file that claims to be the best of the published model's.
plant() { install -o "$1" -g "$both" -m "${3:-644}" "$work/evil.clipw" "$store/${2:-model.fp32.clipw}"; }

# The planted file is listed as what it is, and nothing makes it the model.
notBelieved() {
    local user=$1 name=${2:-model.fp32.clipw}
    expect 0 "$description" "$user" clip-store list --json --store "$store"
    holds "$description: no file of unknown origin is the model's" \
        test "$(grep -c '"name": "test/model"' <<<"$output")" -le 1
    holds "$description: it is named by its file's name" has "\"name\": \"$name\""
    holds "$description: it is listed as unchecked" has '"state": "unchecked"'
    expect 1 "$description: verify does not call it sound" "$user" clip-store verify --store "$store"
    holds "$description: verify says why" grep -q "another user could have written it" "$work/errors"
    expect "0 66" "$description: the model is the publisher's" "$user" clip-store path test/model --store "$store"
    holds "$description: the model is the publisher's" lacks clipw
    expect 77 "$description: it cannot be used by its name" "$user" clip-store path "$name" --store "$store"
}

description="a store that all may write to"
store world $alice 777
plant $mallory
notBelieved $alice
notBelieved 0
expect 0 "$description" $alice env CLIP_STORE="$store" clip-embed test/model --image "$image"
used=$output
expect 0 "$description" $alice clip-embed "$work/good.pt" --image "$image"
holds "$description: what is embedded with is the publisher's" test "$used" = "$output"
expect 0 "$description: what alice takes in herself is used" \
    $alice clip-store add "$work/good.clipw" --name mine --store "$store"
expect 0 "$description: what alice took in herself is used" $alice clip-store path mine --store "$store"
as $mallory cp "$work/evil.clipw" "$store/.mine"
as $mallory mv -f "$store/.mine" "$store/mine.clipw"
expect 1 "$description: what mallory put in its place is not" $alice clip-store path mine --store "$store"
expect 1 "$description: what mallory put in its place is never accepted" \
    $alice clip-store path mine --store "$store"

description="a store that a group may write to"
store group $alice 775
plant $mallory
notBelieved $alice

description="a file of another user in a store of one's own"
store foreign $alice 755
plant $mallory
notBelieved $alice

description="a file of one's own that others may write to"
for mode in 664 646; do
    store "open$mode" $alice 755
    plant $alice model.fp32.clipw $mode
    notBelieved $alice
done

description="a link to a file of one's own, which another user named"
store link $alice 777
install -d -o $alice -m 700 "$work/private"
install -o $alice -m 600 "$work/evil.clipw" "$work/private/other.clipw"
as $mallory ln -s "$work/private/other.clipw" "$store/model.fp32.clipw"
notBelieved $alice
rm "$store/model.fp32.clipw"
ln "$work/private/other.clipw" "$store/model.fp32.clipw"
description="a second name for a file of one's own, which another user gave it"
notBelieved $alice

description="a link to another user's file"
store linked $alice 755
install -d -o $mallory -m 755 "$work/public"
install -o $mallory -m 644 "$work/evil.clipw" "$work/public/evil.clipw"
ln -s "$work/public/evil.clipw" "$store/model.fp32.clipw"
notBelieved $alice

description="a model under the stem of the published one"
store stem $alice 777
rm "$store/model.pt"
install -o $mallory -m 644 "$work/evil.pt" "$store/model.safetensors"
expect "66 77" "$description" $alice clip-store path model --store "$store"

description="a FIFO in the model's place"
store fifo $alice 777
rm "$store/model.pt"
as $mallory mkfifo "$store/model.pt"
expect 66 "$description" $alice clip-store path test/model --store "$store"

description="an index of another user"
store index $mallory 755
cp "$evil" "$store/model.pt"
table=evil.tsv expect 0 "$description: mallory's own store works" \
    $mallory clip-store pull test/model --offline --convert fp32 --store "$store"
holds "$description: mallory has an index" test -s "$store/.clip-store/index.json"
rm "$store/model.pt"
notBelieved 0
notBelieved $alice

description="an index that a group may write to"
store indexed $alice 755
expect 0 "$description" $alice clip-store verify --store "$store"
chown $alice:$both "$store/.clip-store/index.json"
chmod 664 "$store/.clip-store/index.json"
expect 0 "$description" $alice clip-store list --json --store "$store"
holds "$description: it is not believed" has '"state": "unchecked"'

description="the store's own folder in other hands"
store own $alice 777
install -d -o $mallory -m 755 "$store/.clip-store"
rm "$store/model.pt"
expect 77 "$description" $alice clip-store pull test/model --retries 0 --mirror http://127.0.0.1:9 --store "$store"
expect 77 "$description" 0 clip-store pull test/model --retries 0 --mirror http://127.0.0.1:9 --store "$store"

expect 77 "$description: nothing can be recorded" $alice clip-store add "$work/good.clipw" --store "$store"

# A pull that cannot connect leaves its lock, and a partial download is gone on with.
pull() { expect "$1" "$description" "$2" clip-store pull test/model --retries 0 --timeout 1 --mirror http://127.0.0.1:9 --store "$store"; }
for user in $alice 0; do
    description="downloads of user $user"
    store "partial$user" $user 755
    rm "$store/model.pt"
    pull 69 $user
    partial=$store/.clip-store/partial
    expect "1 66 69" "$description: nobody else can hold the lock" $mallory flock -n "$partial/model.pt.lock" true
    chown $mallory "$partial/model.pt.lock"
    description="a lock of another user"
    pull 77 $user
    rm -f "$partial/model.pt.lock"
    description="a partial download of another user"
    install -o $mallory -m 644 /dev/null "$partial/model.pt.partial"
    pull 77 $user
    description="a partial download that a group may write to"
    install -o $user -m 664 /dev/null "$partial/model.pt.partial"
    pull 77 $user
    description="a folder of downloads that all may write to"
    rm -f "$partial/model.pt.partial"
    chmod 777 "$partial"
    pull 77 $user
done

description="a store of root's that another user uses"
store root 0 755
cp "$work/good.clipw" "$store/model.fp32.clipw"
expect 0 "$description" 0 clip-store verify --store "$store"
before=$(find "$store" -printf '%p %C@\n')
expect 0 "$description" $alice clip-store list --json --store "$store"
holds "$description: what root found out is believed" lacks unchecked
expect 0 "$description" $alice clip-store path test/model:fp32 --store "$store"
holds "$description: nothing is written" test "$before" = "$(find "$store" -printf '%p %C@\n')"

description="a store below a sticky folder"
install -d -m 1777 "$work/sticky"
store sticky/store $alice 755
install -o $alice -m 644 "$work/good.clipw" "$store/model.fp32.clipw"
expect 0 "$description" $alice clip-store path test/model --store "$store"
holds "$description: it is as good as any" has clipw
expect 1 "$description: nobody else can move it away" $mallory mv "$store" "$work/sticky/away"

description="a store that others may move away"
install -d -m 777 "$work/shared"
store shared/store $alice 755
install -o $alice -m 644 "$work/good.clipw" "$store/model.fp32.clipw"
notBelieved $alice
description="a store that mallory put in the place of alice's"
as $mallory mv "$store" "$work/shared/away"
store shared/store $mallory 755
plant $mallory
notBelieved $alice

description="files that the store makes with an open umask"
store umask $alice 755
expect 0 "$description" $alice sh -c "umask 002 && clip-store pull test/model --offline --convert fp32 --store $store"
expect 0 "$description: they are used" $alice clip-store path test/model:fp32 --store "$store"
rm "$store/model.pt"
expect 69 "$description" $alice sh -c \
    "umask 000 && clip-store pull test/model --retries 0 --mirror http://127.0.0.1:9 --store $store"
output=$(find "$store/.clip-store" -perm /022)
holds "$description: nobody else may write to what is believed" test -z "$output"

# The cache of Hugging Face's library: a name in it is believed for the place where the model lies.
cache=$work/hub
embed() { expect "$1" "$description" "$2" env HF_HUB_CACHE="$cache" clip-embed alice/model --image "$image"; }
for user in $alice 0; do
    rm -rf "$cache"
    revision=$cache/models--alice--model/snapshots/0123
    install -d -o $user "$cache" "$cache/models--alice--model"{,/snapshots,/refs,/blobs} "$revision"
    for file in config.json model.safetensors; do
        install -o $user -m 644 "$fixtures/vit-huggingface/$file" "$cache/models--alice--model/blobs/$file"
        ln -s "../../blobs/$file" "$revision/$file"
        chown -h $user "$revision/$file"
    done
    description="a cache of $user's own"
    embed 0 $user
    for place in blobs/model.safetensors blobs/config.json blobs snapshots snapshots/0123 refs .; do
        description="a cache of $user's in which all may write to $place"
        mode=$(stat -c %a "$cache/models--alice--model/$place")
        chmod o+w "$cache/models--alice--model/$place"
        embed 77 $user
        chmod "$mode" "$cache/models--alice--model/$place"
        description="a cache of $user's in which $place is another's"
        chown $mallory "$cache/models--alice--model/$place"
        embed 77 $user
        chown $user "$cache/models--alice--model/$place"
    done
    description="a cache of $user's that may be trusted again"
    embed 0 $user
done

echo "$checks checks with two users and root"
exit $status
