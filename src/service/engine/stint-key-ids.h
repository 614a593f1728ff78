/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The ids of the access keys by which a session knows its own in the files, oldest first. */

/* A life's key ids and one more, without repetition and without those that are long gone.
 * @id: (nullable). (transfer full) (nullable) */
GStrv stint_key_ids_add (const GStrv key_ids, const char *id);
/* (transfer full) (nullable) */
GStrv stint_key_ids_join (const GStrv a, const GStrv b);

G_END_DECLS
