/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-finder.h"

#include <string.h>

/* Where a word stands decides: at the beginning of the name, of a word of the name, elsewhere. */
enum
{
  BEGINS_NAME,
  BEGINS_WORD_OF_NAME,
  IN_NAME,
  BEGINS_LINE,
  BEGINS_WORD,
  ANYWHERE,
  MISTYPED,
  ABBREVIATED,
};

/* Shorter words are like too many others. */
#define SHORTEST_MISTYPED 4
#define SHORTEST_ABBREVIATED 2
#define LONGEST_MISTYPED 31

typedef struct
{
  char *text;
  guint length;       /* bytes */
  guint32 masks[256]; /* bit i: the byte stands at place i of the word */
} Word;

struct _StintFinder
{
  Word *words;
  guint n_words;
};

static void
word_init (Word *word, const char *text)
{
  word->text = g_strdup (text);
  word->length = (guint) strlen (text);
  if (word->length > LONGEST_MISTYPED)
    return;
  for (guint i = 0; i < word->length; i++)
    word->masks[(guchar) text[i]] |= 1u << i;
}

StintFinder *
stint_finder_new (const char *text)
{
  g_autofree char *normal = NULL;
  g_autofree char *folded = NULL;
  g_auto (GStrv) words = NULL;
  StintFinder *self;

  if (text == NULL)
    return NULL;
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  folded = g_utf8_casefold (normal != NULL ? normal : "", -1);
  words = g_strsplit_set (folded, " \t\n", -1);

  self = g_new0 (StintFinder, 1);
  self->words = g_new0 (Word, g_strv_length (words));
  for (char **word = words; *word != NULL; word++)
    {
      if (**word != '\0')
        word_init (&self->words[self->n_words++], *word);
    }
  if (self->n_words == 0)
    g_clear_pointer (&self, stint_finder_free);
  return self;
}

void
stint_finder_free (StintFinder *self)
{
  for (guint i = 0; i < self->n_words; i++)
    g_free (self->words[i].text);
  g_free (self->words);
  g_free (self);
}

static gboolean
begins_word (const char *key, const char *at)
{
  return at == key || !(g_ascii_isalnum (at[-1]) || (at[-1] & 0x80));
}

static guint
rate_place (const char *key, const char *name_end, const char *at)
{
  if (at == key)
    return BEGINS_NAME;
  if (at < name_end)
    return begins_word (key, at) ? BEGINS_WORD_OF_NAME : IN_NAME;
  if (at[-1] == '\n')
    return BEGINS_LINE;
  return begins_word (key, at) ? BEGINS_WORD : ANYWHERE;
}

static guint
rate_exact (const Word *word, const char *key, const char *name_end)
{
  guint best = STINT_FINDER_NO_MATCH;

  for (const char *at = strstr (key, word->text); at != NULL; at = strstr (at + 1, word->text))
    {
      best = MIN (best, rate_place (key, name_end, at));
      /* Nothing behind the name is better than what stands in it. */
      if (best <= BEGINS_WORD_OF_NAME || (best == IN_NAME && at >= name_end))
        break;
    }
  return best;
}

/* One letter wrong, missing, too many, or two swapped: a row of bits that runs along the key, where
 * bit i says that the word's first i + 1 letters end here (Wu and Manber's way). */
static gboolean
is_mistyped (const Word *word, const char *key)
{
  const guint32 end = 1u << (word->length - 1);
  guint32 right = 0;   /* without a mistake */
  guint32 wrong = 1;   /* with one */
  guint32 swapped = 0; /* the later of two letters came first */

  for (const char *p = key; *p != '\0'; p++)
    {
      guint32 mask = word->masks[(guchar) *p];
      guint32 before = right;

      if (*p == '\n')
        {
          right = 0;
          wrong = 1;
          swapped = 0;
          continue;
        }
      right = ((before << 1) | 1) & mask;
      wrong = (((wrong << 1) | 1) & mask) | before | ((before | right) << 1) | 1 |
              (((swapped >> 1) & mask) << 1);
      swapped = (((before << 1) | 1) << 1) & mask;
      if (wrong & end)
        return TRUE;
    }
  return FALSE;
}

/* How far the letters of @word stand apart in the line from @at on; NO_MATCH if they do not. */
static guint
measure_abbreviation (const Word *word, const char *at)
{
  const char *p = at;
  guint i = 0;

  for (; *p != '\0' && *p != '\n' && i < word->length; p++)
    {
      if (*p == word->text[i])
        i++;
    }
  return i == word->length ? (guint) (p - at) - word->length : STINT_FINDER_NO_MATCH;
}

/* Letters in their order, from the beginning of a word of one line. */
static guint
rate_abbreviation (const Word *word, const char *key)
{
  guint best = STINT_FINDER_NO_MATCH;

  for (const char *at = strchr (key, word->text[0]); at != NULL;
       at = strchr (at + 1, word->text[0]))
    {
      if (begins_word (key, at))
        best = MIN (best, measure_abbreviation (word, at));
    }
  return best != STINT_FINDER_NO_MATCH ? ABBREVIATED + MIN (best, 24) / 3 : best;
}

static guint
rate_forgiving (const Word *word, const char *key)
{
  if (word->length >= SHORTEST_MISTYPED && word->length <= LONGEST_MISTYPED &&
      is_mistyped (word, key))
    return MISTYPED;
  /* Digits that stand anywhere in an account's number abbreviate nothing. */
  if (word->length >= SHORTEST_ABBREVIATED && !g_ascii_isdigit (word->text[0]))
    return rate_abbreviation (word, key);
  return STINT_FINDER_NO_MATCH;
}

guint
stint_finder_rate (StintFinder *self, const char *key, StintFinderMode mode)
{
  const char *name_end = strchrnul (key, '\n');
  guint sum = 0;

  for (guint i = 0; i < self->n_words; i++)
    {
      guint rate = rate_exact (&self->words[i], key, name_end);

      if (rate == STINT_FINDER_NO_MATCH && mode == STINT_FINDER_FORGIVING)
        rate = rate_forgiving (&self->words[i], key);
      if (rate == STINT_FINDER_NO_MATCH)
        return STINT_FINDER_NO_MATCH;
      sum += rate;
    }
  return MIN (sum, STINT_FINDER_WORST);
}
