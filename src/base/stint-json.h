/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-secret.h"

G_BEGIN_DECLS

/* StintJson: a look into JSON text that copies nothing on its way.
 *
 * A parser that builds a tree makes ordinary heap copies of every string, keys and tokens among
 * them, which nobody wipes.  This one checks the grammar (RFC 8259) and then points into the
 * caller's own buffer; only the member that is asked for is copied, straight to where it belongs. */

/* One value within a buffer that the caller keeps alive. */
typedef struct
{
  const char *start;
  gsize length;
} StintJson;

/* Makes a view of @text (@length -1: up to the NUL) if the whole of it is one well-formed value,
 * in UTF-8, no deeper than 32 levels. */
gboolean stint_json_init (StintJson *self, const char *text, gssize length);

/* A member of an object, by name; the last one, where there are several. FALSE if @self is not an
 * object or has none of that name. */
gboolean stint_json_get_member (const StintJson *self, const char *name, StintJson *out_value);

/* The members of an object, in their order, with the quotes and escapes of the text.  Start with a
 * @value full of zeros; FALSE after the last one, or if @self is no object. */
gboolean stint_json_next_member (const StintJson *self, StintJson *out_name, StintJson *value);

/* The elements of an array.  Start with an @element full of zeros; FALSE after the last one, or if
 * @self is no array. */
gboolean stint_json_next_element (const StintJson *self, StintJson *element);

/* The text of a string, as a secret or, for what is public, in ordinary memory.  NULL if @self is
 * no string, or holds a NUL, or, for the secret, if the secure heap is full. (transfer full) */
StintSecret *stint_json_dup_secret (const StintJson *self);
char *stint_json_dup_string (const StintJson *self);

/* A whole number that fits. */
gboolean stint_json_get_int (const StintJson *self, gint64 *out_number);

/* Shorthands for members of an object; NULL or FALSE also where there is no such member. */
StintSecret *stint_json_dup_member_secret (const StintJson *self, const char *name);
char *stint_json_dup_member_string (const StintJson *self, const char *name);
gboolean stint_json_get_member_int (const StintJson *self, const char *name, gint64 *out_number);

G_END_DECLS
