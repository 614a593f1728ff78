/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-http-memory.h"

G_BEGIN_DECLS

/* StintJsonBody: an object of strings as it goes over the wire.  It may hold tokens, so its memory
 * is wiped as it grows and when it goes.  Start with one full of zeros. */
typedef struct
{
  StintWipedBuffer buffer;
} StintJsonBody;

/* Adds a member; nothing for a @value of NULL.  Both are UTF-8. */
void stint_json_body_add (StintJsonBody *self, const char *name, const char *value);
/* Adds an array; nothing for NULL or an empty one. */
void stint_json_body_add_list (StintJsonBody *self, const char *name, const char *const *values);
/* The text, closed; nothing may be added afterwards.  Belongs to @self. */
const char *stint_json_body_end (StintJsonBody *self);
void stint_json_body_clear (StintJsonBody *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintJsonBody, stint_json_body_clear)

G_END_DECLS
