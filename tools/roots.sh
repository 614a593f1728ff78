# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
#
# Sourced after common.sh: minimal Debian roots to try things in, below $folder.  Bare ones are kept for
# the next time.  Root only.
# shellcheck shell=bash

# shellcheck disable=SC2034
folder=${STINT_FRESH_DIR:-/var/tmp/stint-fresh}

# Where this machine gets its packages; debootstrap's own choice where that cannot be read.
mirror() {
    cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null |
        awk '$1 == "URIs:" { print $2; exit } $1 == "deb" && $2 ~ /^http/ { print $2; exit }'
}

# A bare root of one suite, made once.
bare() {
    local suite=$1 root=$folder/$1.bare
    [ -e "$root/.made" ] && return
    say "making a bare $suite"
    rm -rf --one-file-system -- "$root"
    mkdir -p "$root"
    # shellcheck disable=SC2046
    debootstrap --variant=minbase --include=ca-certificates,git,sudo "$suite" "$root" $(mirror) \
        >"$folder/$suite.log" 2>&1 || {
        tail -n 5 "$folder/$suite.log" >&2
        die "debootstrap $suite failed"
    }
    # No service may be started in there.
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod +x "$root/usr/sbin/policy-rc.d"
    chroot "$root" useradd --create-home --shell /bin/bash tester
    echo 'tester ALL=(ALL) NOPASSWD: ALL' >"$root/etc/sudoers.d/tester"
    touch "$root/.made"
}

# What belongs to this machine's network, as it is today.
settle() {
    local root=$1 npmrc
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    # Where npm gets its packages, if this machine says so; Debian's npm reads /etc/npmrc.
    for npmrc in /etc/npmrc /usr/etc/npmrc; do
        [ ! -e "$npmrc" ] || [ -e "$root/etc/npmrc" ] || cp "$npmrc" "$root/etc/npmrc"
    done
    # Whom this machine trusts beyond Debian's list: a network may answer for others.
    if compgen -G '/usr/local/share/ca-certificates/*.crt' >/dev/null; then
        cp /usr/local/share/ca-certificates/*.crt "$root/usr/local/share/ca-certificates/"
        chroot "$root" update-ca-certificates >/dev/null 2>&1
    fi
}

# Runs a shell's line in a root as the tester, with mounts, processes and a name of its own.
enter() {
    local root=$1 line=$2
    # shellcheck disable=SC2016
    unshare --mount --pid --ipc --uts --fork --kill-child --mount-proc="$root/proc" \
        bash -euc '
            root=$1 line=$2
            mount --make-rprivate /
            hostname fresh
            echo "127.0.0.1 localhost fresh" >"$root/etc/hosts"
            mount -t sysfs -o ro sysfs "$root/sys"
            mount -t tmpfs -o mode=755 tmpfs "$root/dev"
            for node in null zero full random urandom tty; do
                : >"$root/dev/$node"
                mount --bind "/dev/$node" "$root/dev/$node"
            done
            mkdir "$root/dev/pts" "$root/dev/shm"
            mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
            ln -s pts/ptmx "$root/dev/ptmx"
            mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
            ln -s /proc/self/fd "$root/dev/fd"
            for n in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${n%:*}" "$root/dev/${n#*:}"; done
            mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
            mount -t tmpfs -o mode=755 tmpfs "$root/run"
            # Not exec: the first process of a namespace has to collect the others.
            chroot "$root" setpriv --reuid tester --regid tester --init-groups \
                env -i HOME=/home/tester USER=tester LANG=C.UTF-8 TERM=dumb PATH=/usr/local/bin:/usr/bin:/bin \
                bash -c "cd; $line" </dev/null
        ' _ "$root" "$line"
}

# A new root of one suite, at $folder/NAME.
new_root() {
    local suite=$1 name=$2
    bare "$suite"
    rm -rf --one-file-system -- "$folder/$name"
    cp -a --reflink=auto "$folder/$suite.bare" "$folder/$name"
    settle "$folder/$name"
}
