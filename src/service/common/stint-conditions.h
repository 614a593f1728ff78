/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintConditions: what concerns everything, for banners: "read-only", "keyring-locked",
 * "keyring-missing", "files-malformed", "files-unwritable", "clock-skew", "offline", "lock-unseen".
 *
 * Those who talk to one of the three outer worlds note how it went; a success ends that world's
 * conditions.  Signal "changed" (no arguments), only if something did. */
#define STINT_TYPE_CONDITIONS (stint_conditions_get_type ())
G_DECLARE_FINAL_TYPE (StintConditions, stint_conditions, STINT, CONDITIONS, GObject)

StintConditions *stint_conditions_new (void);

/* @error: (nullable): an error of any domain; NULL: it worked.  Errors that say nothing about that
 * world (cancellation, a refusal) change nothing, or count as success where they prove that the
 * other side is there. */
void stint_conditions_note_files (StintConditions *self, const GError *error);
void stint_conditions_note_vault (StintConditions *self, const GError *error);
void stint_conditions_note_aws (StintConditions *self, const GError *error);

/* @known: whether AWS's clock is known; @offset: microseconds by which it is ahead of ours. */
void stint_conditions_note_clock (StintConditions *self, gboolean known, gint64 offset);
void stint_conditions_note_read_only (StintConditions *self, gboolean read_only);

/* @unseen: whether sessions are to be stopped when the screen is locked, and nobody tells us that. */
void stint_conditions_note_lock_unseen (StintConditions *self, gboolean unseen);

/* `a(sa{sv})`, sorted by name. (transfer full), not floating */
GVariant *stint_conditions_dup (StintConditions *self);
gboolean stint_conditions_has (StintConditions *self, const char *name);

G_END_DECLS
