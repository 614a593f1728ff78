/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-answer.h"

#include <glib/gi18n-lib.h>

/* Words that mean the same; the first is the letter that a question shows. */
static GStrv
split (const char *words)
{
  return g_strsplit (words, " ", 0);
}

static const char *
words_for_yes (void)
{
  /* Translators: the answers that mean yes, parted by blanks, in small letters. The first is the one
   * letter that questions show, as in [y/N]. */
  return _ ("y yes");
}

static const char *
words_for_other (void)
{
  /* Translators: the answers to “Start it there all the same (y), as the profile … instead (o), or
   * not (N)?” that mean the other profile, parted by blanks, in small letters. The first is the one
   * letter that the question shows; it must not be that of yes or no. */
  return _ ("o other");
}

static gboolean
is_one_of (const char *text, const char *words)
{
  g_auto (GStrv) list = split (words);

  return g_strv_contains ((const char *const *) list, text);
}

StintAnswer
stint_answer_parse (const char *text)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *folded = g_utf8_casefold (stripped, -1);

  if (*folded == '\0')
    return STINT_ANSWER_NO;
  if (is_one_of (folded, words_for_yes ()))
    return STINT_ANSWER_YES;
  if (is_one_of (folded, words_for_other ()))
    return STINT_ANSWER_OTHER;
  if (is_one_of (folded, "y yes"))
    return STINT_ANSWER_YES;
  if (is_one_of (folded, "o other"))
    return STINT_ANSWER_OTHER;
  return STINT_ANSWER_NO;
}

char *
stint_answer_make_question (const char *suggested)
{
  g_auto (GStrv) yes = split (words_for_yes ());
  g_auto (GStrv) other = split (words_for_other ());

  g_return_val_if_fail (suggested != NULL, NULL);

  /* Translators: %1$s and %3$s are the letters that mean yes and the other profile; %2$s is that
   * profile’s name. N, in your language, is what Enter alone means. */
  return g_strdup_printf (
      _ ("Start it there all the same (%1$s), as the profile “%2$s” instead (%3$s), or not (N)? "),
      yes[0], suggested, other[0]);
}
