#!/usr/bin/env bash
# Looks for what the tests in a browser need: chromium, chromedriver and npm. With --with-programs, missing programs come from the machine's
# package manager (apt). axe-core comes from npm, into the folder given. A second run does nothing. If it fails, the last line on standard
# error says why.
set -euo pipefail
dir=$1
with_programs=${2:-}
axe=axe-core@4.14.1
mkdir -p "$dir"
exec 9>"$dir/lock"
flock 9

missing=()
command -v chromium >/dev/null || missing+=(chromium)
command -v chromedriver >/dev/null || missing+=(chromium-driver)
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

if [ -f "$dir/installed" ] && [ "$(cat "$dir/installed")" = "$axe" ]; then
    exit 0
fi
npm install --prefix "$dir" --no-audit --no-fund --silent "$axe"
printf '%s' "$axe" >"$dir/installed"
