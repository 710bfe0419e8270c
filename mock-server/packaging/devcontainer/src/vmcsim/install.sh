#!/bin/sh
# Installs vmcsim from a release, and the command `vmcsim-start`, which the container runs when it starts.
# Reads: RELEASES, VERSION, ARGUMENTS (the options of the feature), and _REMOTE_USER, who uses the container.
set -eu
root=${VMCSIM_FEATURE_ROOT:-}

if [ -z "${RELEASES:-}" ]; then
    echo "The option \"releases\" is missing: the address of the releases, such as https://github.com/OWNER/vmcsim/releases" >&2
    exit 1
fi
case "$(uname -m)" in
x86_64) target=x86_64-unknown-linux-musl ;;
aarch64 | arm64) target=aarch64-unknown-linux-musl ;;
*) echo "there is no vmcsim for $(uname -m)" >&2 && exit 1 ;;
esac
case "${VERSION:-latest}" in
latest) release=$RELEASES/latest/download ;;
*) release=$RELEASES/download/$VERSION ;;
esac
if ! command -v curl >/dev/null; then
    apt-get update -q && apt-get install -q -y --no-install-recommends curl ca-certificates || apk add --no-cache curl
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# fetch NAME: fetches a file of the release.
fetch() {
    curl --silent --show-error --fail --location --retry 3 --output "$work/$1" "$release/$1" ||
        { echo "$release/$1 cannot be fetched" >&2; exit 1; }
}
# The checksums name the files, and these have the version in their names.
fetch SHA256SUMS
line=$(grep -- "-$target\.tar\.gz\$" "$work/SHA256SUMS" | grep '  *vmcsim-') || { echo "$release has nothing for $target" >&2; exit 1; }
expected=${line%% *} archive=${line##* }
fetch "$archive"
actual=$(sha256sum "$work/$archive" | cut -d' ' -f1)
[ "$expected" = "$actual" ] || { echo "$archive has the SHA-256 $actual and not $expected" >&2; exit 1; }
tar -xzf "$work/$archive" -C "$work"
program=$(find "$work" -type f -name vmcsim | head -n 1)
[ -n "$program" ] || { echo "there is no vmcsim in $archive" >&2; exit 1; }
mkdir -p "$root/usr/local/bin" "$root/var/lib/vmcsim"
install -m 755 "$program" "$root/usr/local/bin/vmcsim"
chown "${_REMOTE_USER:-root}" "$root/var/lib/vmcsim"

cat >"$root/usr/local/bin/vmcsim-start" <<END
#!/bin/sh
# Starts vmcsim, unless it answers already, and waits until it does.
set -eu
folder=\${VMCSIM_READY_FILE%/*}
vmcsim health >/dev/null 2>&1 && exit
rm -f "\$VMCSIM_READY_FILE"
# Commands that use the server read VMCSIM_READY_FILE; the server itself has an option.
nohup vmcsim serve ${ARGUMENTS:-} --ready-file "\$VMCSIM_READY_FILE" >"\$folder/log" 2>&1 </dev/null &
server=\$!
tries=0
until [ -f "\$VMCSIM_READY_FILE" ]; do
    tries=\$((tries + 1))
    if ! kill -0 "\$server" 2>/dev/null || [ "\$tries" -gt 100 ]; then
        cat "\$folder/log" >&2
        exit 1
    fi
    sleep 0.1
done
END
chmod 755 "$root/usr/local/bin/vmcsim-start"
"$root/usr/local/bin/vmcsim" --version
