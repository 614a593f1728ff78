/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintPick: one thing to choose in a StintPicker; it never changes. */
#define STINT_TYPE_PICK (stint_pick_get_type ())
G_DECLARE_FINAL_TYPE (StintPick, stint_pick, STINT, PICK, GObject)

/* @id: what is chosen; @title, @detail: how it reads; "" where there is nothing. */
StintPick *stint_pick_new (const char *id, const char *title, const char *detail);

const char *stint_pick_get_id (StintPick *self);
const char *stint_pick_get_title (StintPick *self);
const char *stint_pick_get_detail (StintPick *self);

/* Whether every word of @words (case-folded) is in it. */
gboolean stint_pick_matches (StintPick *self, const char *const *words);

G_END_DECLS
