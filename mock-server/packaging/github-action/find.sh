#!/usr/bin/env bash
# Finds the program: the one that PROGRAM names, vmcsim on the path, or that of a release of the action's repository. Writes its path as `program`
# to GITHUB_OUTPUT, or nothing if there is no release, and then it has to be built.
# Reads: PROGRAM, VERSION, SERVER, REPOSITORY, REF, RUNNER_TEMP.
set -euo pipefail

found() {
    echo "program=$1" >>"$GITHUB_OUTPUT"
    echo "$("$1" --version) at $1"
    exit
}

if [ -n "${PROGRAM:-}" ]; then
    [ -x "$PROGRAM" ] || { echo "::error::$PROGRAM is no program"; exit 1; }
    found "$(cd "$(dirname "$PROGRAM")" && pwd)/$(basename "$PROGRAM")"
fi
if [ -z "${VERSION:-}" ] && command -v vmcsim >/dev/null; then
    found "$(command -v vmcsim)"
fi

case "$(uname -s)-$(uname -m)" in
Linux-x86_64) target=x86_64-unknown-linux-musl ;;
Linux-aarch64 | Linux-arm64) target=aarch64-unknown-linux-musl ;;
Darwin-x86_64) target=x86_64-apple-darwin ;;
Darwin-arm64) target=aarch64-apple-darwin ;;
*) target= ;;
esac
version=${VERSION:-}
if [ -z "$version" ] && [[ ${REF:-} =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]]; then
    version=$REF
fi
# An action of the workflow's own repository has no releases to take.
if [ -n "$target" ] && [ -n "${REPOSITORY:-}" ]; then
    release=$SERVER/$REPOSITORY/releases/${version:+download/$version}
    [ -n "$version" ] || release+=latest/download
    folder=$RUNNER_TEMP/vmcsim-program
    mkdir -p "$folder"
    # fetch NAME: fetches a file of the release. Prints the status.
    fetch() { curl --silent --show-error --location --retry 3 --output "$folder/$1" --write-out '%{http_code}' "$release/$1"; }
    # The checksums name the files, and these have the version in their names.
    status=$(fetch SHA256SUMS)
    read -r expected archive < <(sed -n "s/^\([0-9a-f]*\)  *\(vmcsim-.*-$target\.tar\.gz\)\$/\1 \2/p" "$folder/SHA256SUMS") || true
    if [ "$status" = 200 ] && [ -n "${archive:-}" ]; then
        status=$(fetch "$archive")
        [ "$status" = 200 ] || { echo "::error::$release/$archive: $status"; exit 1; }
        actual=$({ sha256sum "$folder/$archive" 2>/dev/null || shasum -a 256 "$folder/$archive"; } | cut -d' ' -f1)
        [ "$expected" = "$actual" ] || { echo "::error::$archive has the SHA-256 $actual and not $expected"; exit 1; }
        tar -xzf "$folder/$archive" -C "$folder"
        # It is in a folder of the archive.
        program=$(find "$folder" -type f -name vmcsim | head -n 1)
        [ -n "$program" ] || { echo "::error::there is no vmcsim in $archive"; exit 1; }
        found "$program"
    fi
    [ "$status" = 404 ] || [ "$status" = 200 ] || { echo "::error::$release/SHA256SUMS: $status"; exit 1; }
fi
if [ -n "${VERSION:-}" ]; then
    echo "::error::there is no release $VERSION for this machine"
    exit 1
fi
echo "There is no release for this machine, so vmcsim is built"
