/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-json-body.h"

#include <string.h>

/* Far more than any call of ours; the limit is there because the buffer wants one. */
#define LARGEST (1024 * 1024)

static void
append (StintJsonBody *self, const char *text)
{
  if (!stint_wiped_buffer_append (&self->buffer, text, strlen (text), LARGEST))
    g_warning ("A request is too large to be made");
}

static void
append_string (StintJsonBody *self, const char *text)
{
  append (self, "\"");
  for (; *text != '\0'; text++)
    {
      char piece[8] = { *text, '\0' };

      if (*text == '"' || *text == '\\')
        g_snprintf (piece, sizeof piece, "\\%c", *text);
      else if ((guchar) *text < 0x20)
        g_snprintf (piece, sizeof piece, "\\u%04x", (guint) *text);
      append (self, piece);
      explicit_bzero (piece, sizeof piece);
    }
  append (self, "\"");
}

static void
append_name (StintJsonBody *self, const char *name)
{
  append (self, self->buffer.length == 0 ? "{" : ", ");
  append_string (self, name);
  append (self, ": ");
}

void
stint_json_body_add (StintJsonBody *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (value == NULL)
    return;

  append_name (self, name);
  append_string (self, value);
}

void
stint_json_body_add_list (StintJsonBody *self, const char *name, const char *const *values)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (values == NULL || values[0] == NULL)
    return;

  append_name (self, name);
  append (self, "[");
  for (gsize i = 0; values[i] != NULL; i++)
    {
      if (i > 0)
        append (self, ", ");
      append_string (self, values[i]);
    }
  append (self, "]");
}

const char *
stint_json_body_end (StintJsonBody *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  append (self, self->buffer.length == 0 ? "{}" : "}");
  return self->buffer.bytes;
}

void
stint_json_body_clear (StintJsonBody *self)
{
  g_return_if_fail (self != NULL);

  stint_wiped_buffer_clear (&self->buffer);
}
