# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
#
# Sourced by ./dev and by the scripts beside this one; the working folder is the top of the tree.
# shellcheck shell=bash

# A developer's PATH may have another python3 or aws in front of Debian's.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C.UTF-8
export PYTHONDONTWRITEBYTECODE=1

source_root=$PWD
# shellcheck disable=SC2034
build=$source_root/_build

say() { printf '== %s\n' "$*"; }
warn() { printf 'dev: %s\n' "$*" >&2; }
die() {
    warn "$@"
    exit 1
}

# The packages of some purposes, one a line.
packages_of() {
    local purpose
    for purpose in "$@"; do
        awk -v purpose="$purpose" '$1 == purpose { for (i = 2; i <= NF; i++) print $i }' tools/packages
    done | sort -u
}

# Those of the given packages that are not installed.  NAME=PROGRAM is there where the program is:
# somebody else's package may bring it, and not let Debian's in beside itself.
missing_of() {
    local wish package
    for wish in "$@"; do
        package=${wish%%=*}
        [ "$wish" != "$package" ] && command -v "${wish#*=}" >/dev/null && continue
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] ||
            printf '%s\n' "$package"
    done
}

# The files of this tree as a release would hold them, in a new folder: what git knows or would, and
# everything but builds where this is no clone.
copy_tree() {
    mkdir -p "$1"
    if [ -e "$source_root/.git" ]; then
        git -c safe.directory='*' ls-files -z --cached --others --exclude-standard |
            tar --null --files-from=- --create --ignore-failed-read 2>/dev/null | tar --extract --directory="$1"
    else
        tools/mirror "$source_root" "$1"
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    elif command -v sudo >/dev/null && [ -t 0 ]; then
        sudo "$@"
    else
        return 77
    fi
}

# Installs what is missing for some purposes, in one call.  On another distribution than Debian's
# family it leaves that to meson's own words.
need_packages() {
    local -a wanted missing
    command -v dpkg-query >/dev/null || return 0
    mapfile -t wanted < <(packages_of "$@")
    mapfile -t missing < <(missing_of "${wanted[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0

    say "installing ${missing[*]}"
    local -a apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=900)
    local status=0
    # Lists may be old, or not be there at all in a new root.
    as_root "${apt[@]}" update >/dev/null || status=$?
    [ $status -ne 77 ] && status=0 &&
        { as_root "${apt[@]}" install --no-install-recommends "${missing[@]}" >"${TMPDIR:-/tmp}/stint-apt.$UID.log" 2>&1 ||
            status=$?; }
    if [ $status -ne 0 ]; then
        [ $status -eq 77 ] || tail -n 5 "${TMPDIR:-/tmp}/stint-apt.$UID.log" >&2
        die "these Debian packages are needed and could not be installed from here:
    sudo apt-get install --no-install-recommends ${missing[*]}"
    fi
}

# Sets a build folder up once and builds.  Warnings are errors in our own builds.
#   compile FOLDER [meson option…]
compile() {
    local folder=$1 log
    shift
    log=$folder/dev.log
    mkdir -p "$folder"
    if [ -f "$folder/build.ninja" ]; then
        # Programs are looked for again: some may have been installed since.
        meson setup --reconfigure "$folder" "$source_root" >"$log" 2>&1 || {
            tail -n 20 "$log" >&2
            die "meson setup failed, see $log"
        }
    else
        local cc=${CC:-cc}
        command -v ccache >/dev/null && cc="ccache $cc"
        CC=$cc meson setup "$folder" "$source_root" -Dwerror=true "$@" >"$log" 2>&1 || {
            tail -n 20 "$log" >&2
            die "meson setup failed, see $log"
        }
    fi
    ninja -C "$folder" -j "$(nproc)" >"$log" 2>&1 || {
        grep -A 12 -E 'error|FAILED' "$log" | head -n 60 >&2
        die "the build failed, see $log"
    }
}

# Runs a function at exit, whatever ends the script, and keeps the exit status.
at_exit() {
    # shellcheck disable=SC2064
    trap "status=\$?; trap - EXIT; $1; exit \$status" EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
}
