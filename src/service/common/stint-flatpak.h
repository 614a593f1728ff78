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

/* The first folder of those that @paths lie in which the sandbox keeps to itself: what is written
 * there is seen by nobody else, and gone with the sandbox.  Links are followed, into what does not
 * exist as well: a link to a hidden place looks like a broken one from inside.  Looks at the disk.
 *
 * @root: "/", a file system of the sandbox's own, or a test's.
 * NULL where the host sees all of them. (transfer full) (nullable) */
char *stint_flatpak_find_hidden (const char *root, const char *const *paths);

G_END_DECLS
