/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-files.h"

G_BEGIN_DECLS

/* StintFilesWatch: says when either AWS file changed, whoever did it.
 *
 * Watches the folders (of the paths, and of the files that they link to), so that replacements and
 * new files are seen, and gathers what happens within a quarter of a second into one signal.
 * Belongs to the main context that it was made in; costs no wake-up while nothing happens.
 *
 * Signal `changed` (no arguments): read the files again.  Our own writes cause it as well.
 */
#define STINT_TYPE_FILES_WATCH (stint_files_watch_get_type ())
G_DECLARE_FINAL_TYPE (StintFilesWatch, stint_files_watch, STINT, FILES_WATCH, GObject)

StintFilesWatch *stint_files_watch_new (StintAwsFiles *files);

/* The same for every `*.json` of one folder, which may come and go: the token cache of the AWS CLI.
 * A file that is a link is watched for the link itself, not for what happens at its target. */
StintFilesWatch *stint_files_watch_new_for_folder (const char *folder);

G_END_DECLS
