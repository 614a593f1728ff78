/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-options.h"

#include <string.h>

#include "stint-error.h"
#include "stint-types.h"

static void
take_error (StintOptions *self, GError *error)
{
  if (self->error == NULL)
    self->error = error;
  else
    g_error_free (error);
}

/* (transfer full) (nullable) */
static GVariant *
lookup (StintOptions *self, const char *key, const GVariantType *type)
{
  g_autoptr (GVariant) value = NULL;

  g_return_val_if_fail (g_variant_is_of_type (self->options, G_VARIANT_TYPE_VARDICT), NULL);

  value = g_variant_lookup_value (self->options, key, NULL);
  if (value == NULL)
    return NULL;

  if (!g_variant_is_of_type (value, type))
    {
      take_error (self, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                         "The option “%s” has the type %s instead of %.*s", key,
                                         g_variant_get_type_string (value),
                                         (int) g_variant_type_get_string_length (type),
                                         g_variant_type_peek_string (type)));
      return NULL;
    }

  return g_steal_pointer (&value);
}

static gboolean
is_plain_text (const char *text)
{
  for (const char *c = text; *c != '\0'; c = g_utf8_next_char (c))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (c)))
        return FALSE;
    }

  return strlen (text) <= STINT_OPTIONS_MAX_TEXT;
}

void
stint_options_clear (StintOptions *self)
{
  g_clear_error (&self->error);
  self->options = NULL;
}

gboolean
stint_options_has (StintOptions *self, const char *key)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (self->options, key, NULL);

  return value != NULL;
}

const char *
stint_options_get_string (StintOptions *self, const char *key)
{
  g_autoptr (GVariant) value = lookup (self, key, G_VARIANT_TYPE_STRING);
  const char *text;

  if (value == NULL)
    return NULL;

  /* The child's bytes belong to the dictionary, which outlives this reference. */
  text = g_variant_get_string (value, NULL);
  if (!is_plain_text (text))
    {
      take_error (self, stint_error_new (
                            STINT_ERROR_INVALID_ARGUMENT, NULL,
                            "The option “%s” is too long or has control characters in it", key));
      return NULL;
    }

  return text;
}

const char *
stint_options_get_text (StintOptions *self, const char *key)
{
  const char *text = stint_options_get_string (self, key);

  return text != NULL && *text != '\0' ? text : NULL;
}

const char *
stint_options_need_text (StintOptions *self, const char *key)
{
  const char *text = stint_options_get_text (self, key);

  if (text == NULL)
    take_error (self, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                       "The option “%s” is needed", key));
  return text;
}

gboolean
stint_options_get_boolean (StintOptions *self, const char *key, gboolean fallback)
{
  g_autoptr (GVariant) value = lookup (self, key, G_VARIANT_TYPE_BOOLEAN);

  return value != NULL ? g_variant_get_boolean (value) : fallback;
}

guint
stint_options_get_uint (StintOptions *self, const char *key, guint fallback)
{
  g_autoptr (GVariant) value = lookup (self, key, G_VARIANT_TYPE_UINT32);

  return value != NULL ? g_variant_get_uint32 (value) : fallback;
}

int
stint_options_get_enum (StintOptions *self, const char *key, GType enum_type, int fallback)
{
  const char *nick = stint_options_get_text (self, key);
  int value = fallback;

  if (nick != NULL && !stint_enum_from_nick (enum_type, nick, &value))
    take_error (self, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                       "“%s” is nothing that the option “%s” can be", nick, key));
  return value;
}

GStrv
stint_options_dup_strv (StintOptions *self, const char *key)
{
  g_autoptr (GVariant) value = lookup (self, key, G_VARIANT_TYPE_STRING_ARRAY);
  g_autofree const char **texts = NULL;

  if (value == NULL)
    return NULL;

  texts = g_variant_get_strv (value, NULL);
  for (gsize i = 0; texts[i] != NULL; i++)
    {
      if (is_plain_text (texts[i]))
        continue;

      take_error (self,
                  stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                   "The option “%s” has a text that is too long or has control "
                                   "characters in it",
                                   key));
      return NULL;
    }

  return g_strdupv ((char **) texts);
}

GVariant *
stint_options_dup_value (StintOptions *self, const char *key, const GVariantType *type)
{
  return lookup (self, key, type);
}

gboolean
stint_options_check (StintOptions *self, GError **error)
{
  if (self->error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&self->error));
  return FALSE;
}
