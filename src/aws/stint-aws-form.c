/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-aws-form.h"

#include <string.h>

static void
make_room (StintAwsForm *self, gsize more)
{
  gsize room = MAX (self->room * 2, self->length + more + 1);
  char *moved;

  if (self->room > self->length + more)
    return;

  moved = g_malloc (room);
  memcpy (moved, self->text != NULL ? self->text : "", self->length + 1);
  stint_wipe_free (self->text);
  self->text = moved;
  self->room = room;
}

/* Blanks as `+`, as the AWS CLI sends them. */
static void
append_encoded (StintAwsForm *self, const char *text)
{
  char *at;

  make_room (self, strlen (text) * 3);
  at = self->text + self->length;
  for (; *text != '\0'; text++)
    {
      if (g_ascii_isalnum (*text) || strchr ("-._~", *text) != NULL)
        *at++ = *text;
      else if (*text == ' ')
        *at++ = '+';
      else
        at += g_snprintf (at, 4, "%%%02X", (guchar) *text);
    }
  *at = '\0';
  self->length = at - self->text;
}

static void
append_char (StintAwsForm *self, char c)
{
  make_room (self, 1);
  self->text[self->length++] = c;
  self->text[self->length] = '\0';
}

void
stint_aws_form_add (StintAwsForm *self, const char *name, const char *value)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (name != NULL);

  if (value == NULL)
    return;

  if (self->length > 0)
    append_char (self, '&');
  append_encoded (self, name);
  append_char (self, '=');
  append_encoded (self, value);
}

void
stint_aws_form_clear (StintAwsForm *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->text, stint_wipe_free);
  self->length = 0;
  self->room = 0;
}
