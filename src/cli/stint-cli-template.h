/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-session-item.h"

G_BEGIN_DECLS

/* What --format of `stint status` is made of: text with {placeholders}; {{ and }} are braces, \n,
 * \t and \\ are what they are in C.  The placeholders are documented in stint(1). */

/* What a template is filled with.
 * @sessions: of StintSessionItem, those that hold a profile, the one to show first.
 * @now: seconds since the epoch. */
typedef struct
{
  GPtrArray *sessions;
  gint64 now;
} StintTemplateValues;

/* Returns: (transfer full): the text; NULL with STINT_ERROR_INVALID_ARGUMENT for a placeholder that
 *   does not exist or a brace without its other half. Without a session all but {count} and {names}
 *   are empty. */
char *stint_template_expand (const char *format, const StintTemplateValues *values, GError **error);

/* Names of all placeholders, NULL-terminated. */
const char *const *stint_template_list (void);

G_END_DECLS
