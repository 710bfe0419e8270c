#!/usr/bin/env bash
# Starts the program named by VMCSIM in the background and tells later steps of the workflow where it is.
# Reads: VMCSIM, ARGUMENTS, RUNNER_TEMP. Writes to: GITHUB_ENV, GITHUB_OUTPUT, and vmcsim.pid in RUNNER_TEMP.
set -euo pipefail

ready="$RUNNER_TEMP/vmcsim-ready.json"
rm -f "$ready"
# shellcheck disable=SC2086 # the arguments are several words
nohup "$VMCSIM" serve --listen 127.0.0.1:0 --ready-file "$ready" ${ARGUMENTS:-} >"$RUNNER_TEMP/vmcsim.log" 2>&1 </dev/null &
server=$!
echo "$server" >"$RUNNER_TEMP/vmcsim.pid"

# The ready file is written in one piece once the server answers.
for _ in $(seq 100); do
    [ -f "$ready" ] && break
    if ! kill -0 "$server" 2>/dev/null; then
        cat "$RUNNER_TEMP/vmcsim.log" >&2
        exit 1
    fi
    sleep 0.1
done
if [ ! -f "$ready" ]; then
    echo "vmcsim did not start within ten seconds" >&2
    cat "$RUNNER_TEMP/vmcsim.log" >&2
    exit 1
fi

# field NAME: prints a value of the ready file, which has each on a line of its own.
field() {
    sed -n "s/^  \"$1\": *\"\(.*\)\",\{0,1\}\$/\1/p" "$ready"
}
url=$(field url) org=$(field org_id) token=$(field api_token)
for secret in "$token" "$(field client_secret)"; do
    [ -z "$secret" ] || echo "::add-mask::$secret"
done
{
    echo "VMC_URL=$url"
    echo "CSP_URL=$url"
    echo "ORG_ID=$org"
    echo "API_TOKEN=$token"
    echo "VMCSIM_URL=$url"
    echo "VMCSIM_READY_FILE=$ready"
} >>"$GITHUB_ENV"
{
    echo "url=$url"
    echo "org-id=$org"
    echo "api-token=$token"
    echo "ready-file=$ready"
    echo "program=$VMCSIM"
} >>"$GITHUB_OUTPUT"
echo "vmcsim answers at $url"
