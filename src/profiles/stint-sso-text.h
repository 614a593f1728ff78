/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-json.h"

G_BEGIN_DECLS

/* StintSsoText: JSON in the making, letter by letter as Python's json.dumps() writes it, in memory that
 * is wiped: file names in the cache are digests of such text, and files hold secrets. */
typedef struct
{
  char *data; /* (owned) */
  gsize length, room;
  gboolean more; /* within an object or array that has something in it already */
} StintSsoText;

void stint_sso_text_clear (StintSsoText *self);

/* `{` and `}`; nothing is nested but arrays of strings. */
void stint_sso_text_open (StintSsoText *self);
void stint_sso_text_close (StintSsoText *self);

/* A member with a string for its value, or null. */
void stint_sso_text_add (StintSsoText *self, const char *name, const char *value);
/* The same, or nothing at all for NULL. */
void stint_sso_text_add_if (StintSsoText *self, const char *name, const char *value);
/* With an array of strings, or null. */
void stint_sso_text_add_strings (StintSsoText *self, const char *name, const char *const *values);
/* As it stands elsewhere. */
void stint_sso_text_add_raw (StintSsoText *self, const StintJson *name, const StintJson *value);

/* The text so far, wiped when it is freed. (transfer full) */
GBytes *stint_sso_text_steal (StintSsoText *self);
/* Forty hexadecimal digits. (transfer full) */
char *stint_sso_text_dup_sha1 (const StintSsoText *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintSsoText, stint_sso_text_clear)

G_END_DECLS
