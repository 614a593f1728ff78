/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-json-writer.h"

struct _StintJsonWriter
{
  GString *text;
  guint depth;
  gboolean empty; /* the object or array at hand has no member yet */
};

static void
append_escaped (GString *text, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  g_string_append_c (text, '"');
  for (const char *at = valid; *at != '\0'; at++)
    {
      guchar byte = (guchar) *at;

      if (byte == '"' || byte == '\\')
        g_string_append_printf (text, "\\%c", byte);
      else if (byte == '\n')
        g_string_append (text, "\\n");
      else if (byte == '\t')
        g_string_append (text, "\\t");
      else if (byte < 0x20 || byte == 0x7f)
        g_string_append_printf (text, "\\u%04x", byte);
      else
        g_string_append_c (text, (char) byte);
    }
  g_string_append_c (text, '"');
}

static void
new_line (StintJsonWriter *self)
{
  g_string_append_printf (self->text, "\n%*s", (int) self->depth * 2, "");
}

/* What comes before any value: the comma, the line, the key. */
static void
begin_value (StintJsonWriter *self, const char *key)
{
  if (!self->empty)
    g_string_append_c (self->text, ',');
  if (self->depth > 0)
    new_line (self);
  self->empty = FALSE;

  if (key != NULL)
    {
      append_escaped (self->text, key);
      g_string_append (self->text, ": ");
    }
}

static void
begin (StintJsonWriter *self, const char *key, char bracket)
{
  begin_value (self, key);
  g_string_append_c (self->text, bracket);
  self->depth++;
  self->empty = TRUE;
}

static void
end (StintJsonWriter *self, char bracket)
{
  g_return_if_fail (self->depth > 0);

  self->depth--;
  if (!self->empty)
    new_line (self);
  g_string_append_c (self->text, bracket);
  self->empty = FALSE;
}

StintJsonWriter *
stint_json_writer_new (void)
{
  StintJsonWriter *self = g_new0 (StintJsonWriter, 1);

  self->text = g_string_new (NULL);
  self->empty = TRUE;

  return self;
}

char *
stint_json_writer_free (StintJsonWriter *self)
{
  char *text;

  g_warn_if_fail (self->depth == 0);

  g_string_append_c (self->text, '\n');
  text = g_string_free (self->text, FALSE);
  g_free (self);

  return text;
}

void
stint_json_begin_object (StintJsonWriter *self, const char *key)
{
  begin (self, key, '{');
}

void
stint_json_end_object (StintJsonWriter *self)
{
  end (self, '}');
}

void
stint_json_begin_array (StintJsonWriter *self, const char *key)
{
  begin (self, key, '[');
}

void
stint_json_end_array (StintJsonWriter *self)
{
  end (self, ']');
}

void
stint_json_string (StintJsonWriter *self, const char *key, const char *value)
{
  begin_value (self, key);
  if (value != NULL)
    append_escaped (self->text, value);
  else
    g_string_append (self->text, "null");
}

void
stint_json_string_or_null (StintJsonWriter *self, const char *key, const char *value)
{
  stint_json_string (self, key, value != NULL && *value != '\0' ? value : NULL);
}

void
stint_json_boolean (StintJsonWriter *self, const char *key, gboolean value)
{
  begin_value (self, key);
  g_string_append (self->text, value ? "true" : "false");
}

void
stint_json_int (StintJsonWriter *self, const char *key, gint64 value)
{
  begin_value (self, key);
  g_string_append_printf (self->text, "%" G_GINT64_FORMAT, value);
}

void
stint_json_instant (StintJsonWriter *self, const char *key, gint64 value)
{
  if (value != 0)
    stint_json_int (self, key, value);
  else
    stint_json_string (self, key, NULL);
}

void
stint_json_strings (StintJsonWriter *self, const char *key, const char *const *values)
{
  stint_json_begin_array (self, key);
  for (gsize i = 0; values != NULL && values[i] != NULL; i++)
    stint_json_string (self, NULL, values[i]);
  stint_json_end_array (self);
}
