/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintOptions: reads an a{sv} that anybody on the bus may have sent.
 *
 * Unknown keys are ignored; a known one of the wrong type, or a text that cannot be meant, is
 * STINT_ERROR_INVALID_ARGUMENT.  The first mistake sticks, so that a caller reads all it wants and
 * asks once, with stint_options_check().
 *
 * Texts are borrowed: they live as long as the variant. */
typedef struct
{
  GVariant *options; /* borrowed */
  GError *error;
} StintOptions;

#define STINT_OPTIONS_INIT(variant)                                                                \
  {                                                                                                \
    .options = (variant)                                                                           \
  }

/* The longest text that is taken: AWS's own limits are below, paths may come near. */
#define STINT_OPTIONS_MAX_TEXT 4096

void stint_options_clear (StintOptions *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintOptions, stint_options_clear)

gboolean stint_options_has (StintOptions *self, const char *key);

/* NULL where it is not there.  No control characters, STINT_OPTIONS_MAX_TEXT bytes at most. */
const char *stint_options_get_string (StintOptions *self, const char *key);
/* The same, and "" is as good as nothing: for what is optional. */
const char *stint_options_get_text (StintOptions *self, const char *key);
/* The same, and it is a mistake not to send it. */
const char *stint_options_need_text (StintOptions *self, const char *key);

gboolean stint_options_get_boolean (StintOptions *self, const char *key, gboolean fallback);
guint stint_options_get_uint (StintOptions *self, const char *key, guint fallback);
/* A nick of @enum_type (stint-types.h); "" counts as not sent. */
int stint_options_get_enum (StintOptions *self, const char *key, GType enum_type, int fallback);
/* NULL where it is not there. (transfer full) */
GStrv stint_options_dup_strv (StintOptions *self, const char *key);

/* NULL where it is not there. (transfer full) */
GVariant *stint_options_dup_value (StintOptions *self, const char *key, const GVariantType *type);

/* FALSE, and @error set, if anything that was read before was a mistake. */
gboolean stint_options_check (StintOptions *self, GError **error);

G_END_DECLS
