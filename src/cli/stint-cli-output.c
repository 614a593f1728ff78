/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Where text meets the terminal's encoding.  Words are for people: in a terminal that has no “ and no
 * … they become " and ..., as far as iconv knows.  Data is for programs, and is UTF-8 everywhere. */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include <iconv.h>
#include <stdio.h>
#include <string.h>

#include "stint-cli.h"

/* By libc itself: g_convert() takes a transliteration for an error. (nullable) */
static char *
transliterate (const char *text, const char *charset)
{
  g_autofree char *target = g_strconcat (charset, "//TRANSLIT", NULL);
  iconv_t converter = iconv_open (target, "UTF-8");
  gsize left = strlen (text);
  /* "…" is three bytes and becomes three; nothing that people read grows fourfold. */
  gsize room = 4 * left + 1;
  g_autofree char *buffer = g_malloc (room + 1);
  char *in = (char *) text;
  char *out = buffer;
  gsize converted;

  if (converter == (iconv_t) -1)
    return NULL;

  converted = iconv (converter, &in, &left, &out, &room);
  iconv_close (converter);
  if (converted == (gsize) -1)
    return NULL;
  *out = '\0';

  return g_steal_pointer (&buffer);
}

static void
print_words (FILE *stream, const char *text)
{
  const char *charset;
  g_autofree char *converted = NULL;

  if (!g_get_charset (&charset))
    converted = transliterate (text, charset);
  fputs (converted != NULL ? converted : text, stream);
  fflush (stream);
}

static void
print_cb (const char *text)
{
  print_words (stdout, text);
}

static void
printerr_cb (const char *text)
{
  print_words (stderr, text);
}

void
stint_cli_set_up_output (void)
{
  g_set_print_handler (print_cb);
  g_set_printerr_handler (printerr_cb);
}

void
stint_cli_put (const char *data)
{
  fputs (data, stdout);
}
