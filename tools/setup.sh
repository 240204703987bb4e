#!/bin/sh
# Installs the Debian packages that debian/control names and this machine lacks.
#
#   tools/setup.sh build   what the program needs to be built
#   tools/setup.sh check   the same and what its tests need (marked <!nocheck>)
#
# A second run does nothing: the list that was installed is remembered by its checksum.
set -eu
cd "$(dirname "$0")/.."
profile=${1:-build}
mkdir -p build
stamp="build/.setup-$profile-$(cksum <debian/control | cut -d' ' -f1)"
[ -e "$stamp" ] && exit 0

wanted=$(awk -v profile="$profile" '
    /^Build-Depends:/ { on = 1; next }
    /^[^ ]/           { on = 0 }
    on && NF {
        if (/<!nocheck>/ && profile != "check") next
        sub(/,.*/, ""); sub(/<.*/, ""); gsub(/ /, ""); print
    }' debian/control)

missing=
for package in $wanted; do
    # A Node.js from elsewhere serves as well as Debian's.
    case $package in
    nodejs) command -v node >/dev/null 2>&1 && continue ;;
    npm) command -v npm >/dev/null 2>&1 && continue ;;
    esac
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' ||
        missing="$missing $package"
done

if [ -n "$missing" ]; then
    sudo=
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null 2>&1 || {
            echo "setup: these packages are missing and neither root nor sudo is at hand:$missing" >&2
            exit 1
        }
        sudo=sudo
    fi
    echo "setup: installing$missing"
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get update -q
    # shellcheck disable=SC2086
    $sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
fi
touch "$stamp"
