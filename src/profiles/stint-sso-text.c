/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-sso-text.h"

#include <string.h>

#include "stint-ini-document.h"

#define FIRST_ROOM 4096

static void
wipe (StintSsoText *self)
{
  if (self->data == NULL)
    return;
  explicit_bzero (self->data, self->room);
  g_free (self->data);
}

void
stint_sso_text_clear (StintSsoText *self)
{
  wipe (self);
  *self = (StintSsoText){ NULL };
}

/* g_realloc() would leave copies behind. */
static void
make_room (StintSsoText *self, gsize more)
{
  gsize room = MAX (self->room, FIRST_ROOM);
  char *data;

  while (room - self->length < more)
    room *= 2;
  if (room == self->room)
    return;
  data = g_malloc (room);
  if (self->data != NULL)
    memcpy (data, self->data, self->length);
  wipe (self);
  self->data = data;
  self->room = room;
}

static void
append (StintSsoText *self, const char *text, gsize length)
{
  make_room (self, length);
  memcpy (self->data + self->length, text, length);
  self->length += length;
}

static void
append_text (StintSsoText *self, const char *text)
{
  append (self, text, strlen (text));
}

static void
append_unit (StintSsoText *self, guint unit)
{
  static const char digits[] = "0123456789abcdef";
  const char escape[] = { '\\',
                          'u',
                          digits[unit >> 12 & 15],
                          digits[unit >> 8 & 15],
                          digits[unit >> 4 & 15],
                          digits[unit & 15] };

  append (self, escape, sizeof escape);
}

static void
append_char (StintSsoText *self, gunichar c)
{
  static const char letters[] = "\"\\bfnrt";
  static const char meanings[] = "\"\\\b\f\n\r\t";
  const char *meaning = c > 0 && c < 0x80 ? strchr (meanings, c) : NULL;

  if (meaning != NULL)
    {
      const char escape[] = { '\\', letters[meaning - meanings] };

      append (self, escape, sizeof escape);
    }
  else if (c >= 0x20 && c < 0x7f)
    append (self, &(const char){ c }, 1);
  else if (c >= 0x10000)
    {
      append_unit (self, 0xd800 + ((c - 0x10000) >> 10));
      append_unit (self, 0xdc00 + ((c - 0x10000) & 0x3ff));
    }
  else
    append_unit (self, c);
}

static void
append_string (StintSsoText *self, const char *text)
{
  append_text (self, "\"");
  while (*text != '\0')
    {
      gunichar c = g_utf8_get_char_validated (text, -1);

      /* Bytes of another encoding: Python refuses them; here they get a name that is nobody's. */
      if (c == (gunichar) -1 || c == (gunichar) -2)
        {
          append_unit (self, 0xfffd);
          text++;
          continue;
        }
      append_char (self, c);
      text = g_utf8_next_char (text);
    }
  append_text (self, "\"");
}

static void
separate (StintSsoText *self)
{
  if (self->more)
    append_text (self, ", ");
  self->more = TRUE;
}

void
stint_sso_text_open (StintSsoText *self)
{
  append_text (self, "{");
  self->more = FALSE;
}

void
stint_sso_text_close (StintSsoText *self)
{
  append_text (self, "}");
}

static void
append_name (StintSsoText *self, const char *name)
{
  separate (self);
  append_string (self, name);
  append_text (self, ": ");
}

void
stint_sso_text_add (StintSsoText *self, const char *name, const char *value)
{
  append_name (self, name);
  if (value != NULL)
    append_string (self, value);
  else
    append_text (self, "null");
}

void
stint_sso_text_add_if (StintSsoText *self, const char *name, const char *value)
{
  if (value != NULL)
    stint_sso_text_add (self, name, value);
}

void
stint_sso_text_add_strings (StintSsoText *self, const char *name, const char *const *values)
{
  append_name (self, name);
  if (values == NULL)
    {
      append_text (self, "null");
      return;
    }
  append_text (self, "[");
  for (guint i = 0; values[i] != NULL; i++)
    {
      append_text (self, i > 0 ? ", " : "");
      append_string (self, values[i]);
    }
  append_text (self, "]");
}

void
stint_sso_text_add_raw (StintSsoText *self, const StintJson *name, const StintJson *value)
{
  separate (self);
  append (self, name->start, name->length);
  append_text (self, ": ");
  append (self, value->start, value->length);
}

GBytes *
stint_sso_text_steal (StintSsoText *self)
{
  char *data = g_malloc (MAX (self->length, 1));
  gsize length = self->length;

  memcpy (data, self->data, length);
  stint_sso_text_clear (self);
  return stint_ini_bytes_new_take (data, length);
}

char *
stint_sso_text_dup_sha1 (const StintSsoText *self)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA1, (const guchar *) self->data, self->length);
}
