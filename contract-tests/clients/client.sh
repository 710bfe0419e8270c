# What the scripts of all clients need. Each begins with `. "$(dirname "$0")/../client.sh"`.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
name=$(basename "$here")
vmcsim=${VMCSIM_PROGRAM:-$here/../../../target/debug/vmcsim}
work=$(mktemp -d)
pid=
stop() {
    if [ -n "$pid" ]; then
        kill "$pid" 2>/dev/null || true
        wait "$pid" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap stop EXIT

# Proxies and settings of this machine must not reach the clients, except for the downloads.
quiet=(env -u ALL_PROXY -u all_proxy -u HTTP_PROXY -u http_proxy -u HTTPS_PROXY -u https_proxy -u NO_PROXY -u no_proxy
    -u REQUESTS_CA_BUNDLE -u SSL_CERT_FILE -u CURL_CA_BUNDLE HOME="$work")
quietly() { "${quiet[@]}" "$@"; }

# missing WHAT: ends the script, because this machine has no such tool.
missing() {
    printf 'LEFT OUT: %s needs %s\n' "$name" "$1" >&2
    exit 77
}

# python VERSION: prints the Python of this version, of the machine or of pyenv.
python() {
    local found
    for found in "$(command -v "python$1" 2>/dev/null || true)" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1."*/bin/python; do
        if [ -x "$found" ] && [ "$("$found" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "$1" ]; then
            printf '%s\n' "$found"
            return
        fi
    done
    missing "Python $1"
}

# kept VERSIONS FILE...: sets `tools` to the folder that keeps the client with these versions, which the files pin. If it is not installed yet,
# calls `install`, which installs it into that folder. Of two scripts that run at once, one installs and the other waits. If ONLY_INSTALL is set,
# prints the folder and ends the script.
kept() {
    local versions=$1 pins
    shift
    pins=$(cat "$@" | sha256sum | cut -c1-8)
    tools=${XDG_CACHE_HOME:-$HOME/.cache}/vmcsim-tests/$name-$versions-$pins
    mkdir -p "$tools"
    exec 9>"$tools.lock"
    flock 9
    if [ ! -f "$tools/installed" ]; then
        find "$tools" -mindepth 1 -delete
        install
        touch "$tools/installed"
    fi
    exec 9>&-
    if [ -n "${ONLY_INSTALL-}" ]; then
        printf '%s\n' "$tools"
        exit
    fi
}

# serve ARGUMENT...: starts the server, and sets `ready` to its ready file.
serve() {
    ready=$work/ready.json
    # Not through the function: then `$!` would be a shell, and the server would outlive it.
    "${quiet[@]}" "$vmcsim" serve --listen 127.0.0.1:0 --ready-file "$ready" --log error "$@" >"$work/server.log" 2>&1 &
    pid=$!
    local tries=0
    until [ -s "$ready" ]; do
        tries=$((tries + 1))
        if ! kill -0 "$pid" 2>/dev/null || [ $tries -gt 600 ]; then
            cat "$work/server.log" >&2
            exit 1
        fi
        sleep 0.1
    done
}

# of_ready KEY: prints a value of the ready file.
of_ready() {
    sed -n "s/^  \"$1\": *\"\(.*\)\",\{0,1\}\$/\1/p" "$ready"
}

# pip_install PYTHON: makes an environment in $tools/python and installs requirements.txt of this folder.
pip_install() {
    "$1" -m venv "$tools/python"
    "$tools/python/bin/pip" install -q --disable-pip-version-check --no-deps -r "$here/requirements.txt"
}
