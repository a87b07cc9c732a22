#!/usr/bin/env bash
# Prints the SPDX 2.3 bill of materials of the commands in FOLDER (those of Scripts/build.sh unless named), as JSON: the
# project, the Swift packages compiled into it, the Swift runtime, and the Debian package of every system library that a
# command is linked to or opens by name. What those libraries need themselves is left to the distribution.
#   Scripts/make_sbom.sh [FOLDER] >clipw.spdx.json
# The same commit, commands and installed packages give the same bytes; the time is SOURCE_DATE_EPOCH, or the commit's.
set -euo pipefail
export LC_ALL=C
cd "$(dirname "$0")/.."
folder=${1:-$(Scripts/build.sh --show-bin-path)}
version=$(sed -n 's/.*writerVersion = "\(.*\)"/\1/p' Sources/WeightFile/ClipwFormat.swift)
commit=$(git rev-parse HEAD)
[ -z "$(git status --porcelain --untracked-files=no)" ] || commit+=-changed
created=$(date --utc --date="@${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}" +%FT%TZ)
distribution=$(. /etc/os-release && echo "$ID") distributor=$(. /etc/os-release && echo "$NAME")
runtime=$(swiftc -print-target-info | sed -n '/"runtimeLibraryPaths"/{n;s/^ *"\(.*\)",\{0,1\}$/\1/p}')
system_libraries=$(/sbin/ldconfig -p)

packages=() files=() relationships=()
declare -A package_of=() # the SPDX id of the package that a library is from, and of a Debian package

spdx_id() { printf 'SPDXRef-%s' "${1//[^A-Za-z0-9.-]/-}"; }
escaped() { local text=${1//\\/\\\\}; printf '%s' "${text//\"/\\\"}"; }
in_url() { local text=${1//+/%2B}; printf '%s' "${text//:/%3A}"; }
joined() { local IFS=,; printf '%s' "$*"; }
relate() {
    relationships+=("
    { \"spdxElementId\": \"$1\", \"relationshipType\": \"$2\", \"relatedSpdxElement\": \"$3\" }")
}
# add_package ID NAME VERSION SUPPLIER LOCATION LICENCE PURL SOURCE
add_package() {
    packages+=("
    { \"SPDXID\": \"$1\", \"name\": \"$(escaped "$2")\", \"versionInfo\": \"$(escaped "$3")\",
      \"supplier\": \"$(escaped "$4")\", \"downloadLocation\": \"$5\", \"filesAnalyzed\": false,
      \"sourceInfo\": \"$(escaped "$8")\", \"copyrightText\": \"NOASSERTION\",
      \"licenseConcluded\": \"NOASSERTION\", \"licenseDeclared\": \"$6\",
      \"externalRefs\": [{ \"referenceCategory\": \"PACKAGE-MANAGER\", \"referenceType\": \"purl\",
        \"referenceLocator\": \"$(escaped "$7")\" }] }")
    relate "$project" DEPENDS_ON "$1"
}

# The licence that a machine-readable copyright file states of all files, where SPDX has a name for just that.
licence_of() {
    case $(awk -v RS= '/^Format:.*copyright-format/ {readable = 1}
        readable && /^Files: *\*[ \n]/ && match($0, /\nLicense:[^\n]*/) {print substr($0, RSTART + 9, RLENGTH - 9); exit}' \
        "/usr/share/doc/$1/copyright" 2>/dev/null | tr -d ' ') in
        Apache-2.0) echo Apache-2.0 ;;
        BSD-2-clause | BSD-2-Clause) echo BSD-2-Clause ;;
        BSD-3-clause | BSD-3-Clause) echo BSD-3-Clause ;;
        curl) echo curl ;;
        Expat | expat) echo MIT ;;
        ISC) echo ISC ;;
        Zlib | zlib) echo Zlib ;;
        *) echo NOASSERTION ;;
    esac
}

# Sets 'found' to the package that a library is from, and adds the package the first time.
find_package() {
    local path debian facts package its_version architecture source source_version
    found=${package_of[$1]:-}
    if [ -n "$found" ]; then return; fi
    found=$swift
    if [ ! -e "$runtime/$1" ]; then
        path=$(awk -v name="$1" '$1 == name && /x86-64|AArch64/ {print $NF; exit}' <<<"$system_libraries")
        [ -n "$path" ] || { echo "$1: neither the Swift runtime nor the system has this library" >&2; exit 1; }
        path=$(realpath "$path")
        # A package may name its files as they were before /lib became a link to /usr/lib.
        debian=$(dpkg-query --search "$path" 2>/dev/null || dpkg-query --search "${path#/usr}")
        facts=$(dpkg-query --show --showformat '${Package} ${Version} ${Architecture} ${source:Package} ${source:Version}' \
            "${debian%%: *}")
        read -r package its_version architecture source source_version <<<"$facts"
        found=$(spdx_id "Package-$distribution-$package")
        if [ -z "${package_of[$package]:-}" ]; then
            package_of[$package]=$found
            add_package "$found" "$package" "$its_version" "Organization: $distributor" NOASSERTION \
                "$(licence_of "$package")" \
                "pkg:deb/$distribution/$(in_url "$package")@$(in_url "$its_version")?arch=$architecture" \
                "built from the source package $source $source_version"
        fi
    fi
    package_of[$1]=$found
}

project=$(spdx_id Package-clipw)
relate SPDXRef-DOCUMENT DESCRIBES "$project"

read -r swift_version swift_tag < <(swiftc --version 2>/dev/null | sed -n 's/.*Swift version \([^ ]*\) (\([^ )]*\).*/\1 \2/p')
swift=$(spdx_id Package-swift)
add_package "$swift" swift "$swift_version" NOASSERTION "git+https://github.com/swiftlang/swift@$swift_tag" \
    "Apache-2.0 WITH Swift-exception" "pkg:github/swiftlang/swift@$swift_tag" "the compiler, and the runtime that is loaded"
relate "$swift" BUILD_TOOL_OF "$project"

# Package.resolved has a line for each of a pin's identity, location, revision and version, in this order.
while read -r name && read -r location && read -r revision && read -r its_version; do
    id=$(spdx_id "Package-swift-package-$name")
    licence=NOASSERTION
    case $(cat ".build/checkouts/$name"/LICENSE*) in
        *"Apache License"*"Runtime Library Exception"*) licence="Apache-2.0 WITH Swift-exception" ;;
    esac
    add_package "$id" "$name" "$its_version" NOASSERTION "git+$location@$revision" "$licence" \
        "pkg:swift/${location#https://}@$its_version" "revision $revision"
    relate "$project" STATIC_LINK "$id"
done < <(sed -n 's/^ *"\(identity\|location\|revision\|version\)" : "\(.*\)",\{0,1\}$/\2/p' Package.resolved)

sums=()
for source in Sources/clip-*; do
    command=${source#Sources/} binary=$folder/${source#Sources/}
    file=$(spdx_id "File-$command")
    read -r sha1 _ < <(sha1sum "$binary")
    read -r sha256 _ < <(sha256sum "$binary")
    sums+=("$sha1")
    files+=("
    { \"SPDXID\": \"$file\", \"fileName\": \"./$command\", \"fileTypes\": [\"BINARY\"], \"copyrightText\": \"NOASSERTION\",
      \"licenseConcluded\": \"NOASSERTION\", \"licenseInfoInFiles\": [\"NOASSERTION\"],
      \"checksums\": [{ \"algorithm\": \"SHA1\", \"checksumValue\": \"$sha1\" },
        { \"algorithm\": \"SHA256\", \"checksumValue\": \"$sha256\" }] }")
    relate "$project" CONTAINS "$file"
    linked=$(readelf --dynamic --wide "$binary" | sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p')
    declare -A related=()
    for library in $linked; do
        find_package "$library"
        [ -n "${related[$found]:-}" ] || relate "$file" DYNAMIC_LINK "$found"
        related[$found]=1
    done
    # What is opened by name, OpenBLAS, stands in the command as its linked libraries do.
    for library in $(strings --all "$binary" | grep -xE 'lib[A-Za-z0-9_+-]+\.so\.[0-9.]+' | sort -u); do
        find_package "$library"
        [ -n "${related[$found]:-}" ] || relate "$found" RUNTIME_DEPENDENCY_OF "$file"
        related[$found]=1
    done
    unset related
done
read -r code _ < <(printf '%s\n' "${sums[@]}" | sort | tr -d '\n' | sha1sum)
packages+=("
    { \"SPDXID\": \"$project\", \"name\": \"clipw\", \"versionInfo\": \"$version\", \"downloadLocation\": \"NOASSERTION\",
      \"sourceInfo\": \"commit $commit\", \"copyrightText\": \"NOASSERTION\", \"filesAnalyzed\": true,
      \"packageVerificationCode\": { \"packageVerificationCodeValue\": \"$code\" },
      \"licenseConcluded\": \"NOASSERTION\", \"licenseInfoFromFiles\": [\"NOASSERTION\"], \"licenseDeclared\": \"Apache-2.0\" }")

body="\"packages\": [$(joined "${packages[@]}")],
  \"files\": [$(joined "${files[@]}")],
  \"relationships\": [$(joined "${relationships[@]}")]"
read -r digest _ < <(sha256sum <<<"$body")
cat <<END
{
  "spdxVersion": "SPDX-2.3",
  "dataLicense": "CC0-1.0",
  "SPDXID": "SPDXRef-DOCUMENT",
  "name": "clipw-$version",
  "documentNamespace": "https://spdx.org/spdxdocs/clipw-$version-$commit-${digest:0:16}",
  "creationInfo": { "created": "$created", "creators": ["Tool: make_sbom.sh-$version"] },
  $body
}
END
