/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define STINT_FLATPAK_INFO "/.flatpak-info"

/* How a program on the host runs @program of this Flatpak: a path of the host that lives through
 * updates.  /.flatpak-info knows the folder of the commit that runs, which goes with the next
 * update; `…/app/ID/current/active/files` stays.
 *
 * @info_path: STINT_FLATPAK_INFO, or a test's.
 * @program: below the prefix: "bin/stint-credentials".
 * NULL where this is no Flatpak, or one that was not installed (flatpak-builder --run). (transfer
 * full) (nullable) */
char *stint_flatpak_dup_host_path (const char *info_path, const char *program);

G_END_DECLS
