# SPDX-License-Identifier: GPL-3.0-or-later
# SPDX-FileCopyrightText: 2026 The Stint Authors
#
# Sourced by tools/test: the tests against what `meson install` puts into an empty prefix.
# shellcheck shell=bash

# A folder that looks like a build folder to the tests, and is the prefix.
#   installed_view BUILD PREFIX VIEW
installed_view() {
    local folder=$1 prefix=$2 view=$3
    rm -rf -- "$view"
    mkdir -p "$view/src/service" "$view/src/cli" "$view/src/window"
    ln -s "$prefix/libexec/stintd" "$view/src/service/"
    ln -s "$prefix/bin/stint" "$prefix/bin/stint-credentials" "$view/src/cli/"
    ln -s "$prefix/bin/stint-gtk" "$view/src/window/"
    ln -s "$prefix/share/glib-2.0/schemas" "$view/data"
    # Programs of the tests' own.
    ln -s "$folder/tests" "$view/tests"
}

# One file of tests, as meson would record it.
#   installed_run VIEW LOG TESTS
installed_run() {
    local view=$1 log=$2 tests=$3 status=0
    STINT_BUILD_ROOT=$view STINT_SOURCE_ROOT=$source_root GSETTINGS_BACKEND=memory GIO_USE_VFS=local \
        /usr/bin/python3 -m pytest -q -rs -p no:cacheprovider "$tests" >"$log.out" 2>&1 || status=$?
    [ $status -eq 0 ] || cat "$log.out"
    python3 - "$tests" "$status" "$log.out" >>"$log" <<'PYTHON'
import json
import sys

name, status, out = sys.argv[1:]
with open(out, encoding="utf-8", errors="replace") as file:
    print(json.dumps({"name": name, "result": "OK" if status == "0" else "FAIL",
                      "stdout": file.read(), "stderr": ""}))
PYTHON
    tail -n 1 "$log.out" | sed "s|^|$tests: |"
}

# Everything; adds to $logs.
test_installed() {
    local folder=$build-installed prefix view log tests left
    prefix=$folder/prefix
    view=$folder/view
    log=$folder/installed.json
    say "building in $folder"
    compile "$folder" --prefix="$prefix"
    rm -rf -- "$prefix" "$log"
    meson install -C "$folder" --no-rebuild --quiet
    installed_view "$folder" "$prefix" "$view"
    say "testing what is installed in $prefix"
    for tests in tests/house/test_installed.py tests/cli tests/helper tests/service/test_journey.py \
        tests/service/test_life.py tests/service/test_secrets.py; do
        installed_run "$view" "$log" "$tests"
    done
    ninja -C "$folder" uninstall >/dev/null
    # What a prefix has for all programs is made again, and is nobody's.
    left=$(find "$prefix" -type f ! -name gschemas.compiled)
    [ -z "$left" ] || die "uninstalling left ${left//$'\n'/, }"
    say "uninstalled without a trace"
    logs+=("$log")
}
