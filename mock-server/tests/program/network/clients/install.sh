#!/usr/bin/env bash
# Installs what the tests with real clients need, into the folder given: Python with requests, Node with undici. They come from
# PyPI and npm. The programs curl, openssl, python3 and node must be there; with --with-programs, missing ones come from the machine's
# package manager (apt). A second run does nothing. If it fails, the last line on standard error says why.
set -euo pipefail
dir=$1
with_programs=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$dir"
exec 9>"$dir/lock"
flock 9

missing=()
command -v curl >/dev/null || missing+=(curl)
command -v openssl >/dev/null || missing+=(openssl)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3 python3-venv)
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
if [ ${#missing[@]} -gt 0 ] && [ "$with_programs" = --with-programs ]; then
    as_root=()
    [ "$(id -u)" = 0 ] || as_root=(sudo -n)
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
elif [ ${#missing[@]} -gt 0 ]; then
    echo "missing on this machine: ${missing[*]}" >&2
    exit 1
fi

wanted=$(cat "$here/install.sh" "$here/requirements.txt" "$here/package.json" "$here/flow.mjs" | cksum)
if [ -f "$dir/installed" ] && [ "$(cat "$dir/installed")" = "$wanted" ]; then
    exit 0
fi
python3 -m venv --clear "$dir/python"
"$dir/python/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt"
mkdir -p "$dir/node"
cp "$here/package.json" "$here/flow.mjs" "$dir/node/"
npm install --prefix "$dir/node" --no-audit --no-fund --silent
printf '%s' "$wanted" >"$dir/installed"
