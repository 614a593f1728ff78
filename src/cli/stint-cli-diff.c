/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-diff.h"

#include <string.h>

#include "stint-cli.h"

#define CONTEXT 3

/* Beyond this the table of common lines would be large for no good: the middle is then shown as
 * taken out and put in anew, which is also true. */
#define MAX_CELLS (8 * 1000 * 1000)

/* A line of the difference: ' ' kept, '-' gone, '+' new. */
typedef struct
{
  char sign;
  const char *text;
} Edit;

typedef struct
{
  GStrv before;
  GStrv after;
  GArray *edits; /* of Edit */
} Diff;

static GStrv
split (const char *text)
{
  GStrv lines = g_strsplit (text, "\n", -1);
  guint n = g_strv_length (lines);

  /* The end of the last line is not a line. */
  if (n > 0 && *lines[n - 1] == '\0')
    g_clear_pointer (&lines[n - 1], g_free);

  return lines;
}

static void
add (Diff *diff, char sign, const char *text)
{
  Edit edit = { sign, text };

  g_array_append_val (diff->edits, edit);
}

/* The middle, between the common head and the common tail: by the longest common subsequence. */
static void
add_middle (Diff *diff, GStrv before, guint n, GStrv after, guint m)
{
  gsize width = (gsize) m + 1;
  g_autofree guint *lengths = NULL;
  guint i = 0;
  guint j = 0;

  if ((gsize) n * m <= MAX_CELLS)
    {
      lengths = g_new0 (guint, ((gsize) n + 1) * width);
      for (guint x = n; x-- > 0;)
        for (guint y = m; y-- > 0;)
          lengths[x * width + y] =
              g_str_equal (before[x], after[y])
                  ? lengths[(x + 1) * width + y + 1] + 1
                  : MAX (lengths[(x + 1) * width + y], lengths[x * width + y + 1]);
    }

  while (i < n || j < m)
    {
      if (lengths != NULL && i < n && j < m && g_str_equal (before[i], after[j]))
        {
          add (diff, ' ', before[i++]);
          j++;
        }
      else if (i < n && (j == m || lengths == NULL ||
                         lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]))
        add (diff, '-', before[i++]);
      else
        add (diff, '+', after[j++]);
    }
}

static void
diff_init (Diff *diff, const char *before, const char *after)
{
  guint n;
  guint m;
  guint head = 0;
  guint tail = 0;

  diff->before = split (before);
  diff->after = split (after);
  diff->edits = g_array_new (FALSE, FALSE, sizeof (Edit));
  n = g_strv_length (diff->before);
  m = g_strv_length (diff->after);
  while (head < MIN (n, m) && g_str_equal (diff->before[head], diff->after[head]))
    head++;
  while (tail < MIN (n, m) - head &&
         g_str_equal (diff->before[n - 1 - tail], diff->after[m - 1 - tail]))
    tail++;

  for (guint i = 0; i < head; i++)
    add (diff, ' ', diff->before[i]);
  add_middle (diff, diff->before + head, n - head - tail, diff->after + head, m - head - tail);
  for (guint i = n - tail; i < n; i++)
    add (diff, ' ', diff->before[i]);
}

static void
diff_clear (Diff *diff)
{
  g_strfreev (diff->before);
  g_strfreev (diff->after);
  g_array_unref (diff->edits);
}

static Edit *
edit_at (Diff *diff, guint i)
{
  return &g_array_index (diff->edits, Edit, i);
}

/* Where the hunk that begins at @from ends: changes with no more than two contexts between. */
static guint
find_end (Diff *diff, guint from)
{
  guint last = from;

  for (guint i = from; i < diff->edits->len && i <= last + 2 * CONTEXT; i++)
    {
      if (edit_at (diff, i)->sign != ' ')
        last = i;
    }

  return last + 1;
}

static void
append_line (GString *out, const Edit *edit, gboolean colour)
{
  StintColour shade = edit->sign == '-'   ? STINT_COLOUR_RED
                      : edit->sign == '+' ? STINT_COLOUR_GREEN
                                          : STINT_COLOUR_NONE;
  g_autofree char *text = g_strdup (edit->text);

  g_strdelimit (text, "\r\033", ' ');
  g_string_append_printf (out, "%s%c%s%s\n", stint_cli_colour_begin (colour, shade), edit->sign,
                          g_strchomp (text), stint_cli_colour_end (colour, shade));
}

static void
append_hunk (Diff *diff, GString *out, guint begin, guint end, gboolean colour)
{
  guint before_line = 1;
  guint after_line = 1;
  guint before_count = 0;
  guint after_count = 0;

  for (guint i = 0; i < end; i++)
    {
      char sign = edit_at (diff, i)->sign;
      guint *old_lines = i < begin ? &before_line : &before_count;
      guint *new_lines = i < begin ? &after_line : &after_count;

      *old_lines += sign != '+' ? 1 : 0;
      *new_lines += sign != '-' ? 1 : 0;
    }
  g_string_append_printf (out, "@@ -%u,%u +%u,%u @@\n", before_line, before_count, after_line,
                          after_count);
  for (guint i = begin; i < end; i++)
    append_line (out, edit_at (diff, i), colour);
}

char *
stint_cli_diff (const char *path, const char *before, const char *after, gboolean colour)
{
  g_autoptr (GString) out = g_string_new (NULL);
  Diff diff;

  diff_init (&diff, before, after);
  for (guint i = 0; i < diff.edits->len;)
    {
      guint end;

      if (edit_at (&diff, i)->sign == ' ')
        {
          i++;
          continue;
        }
      if (out->len == 0)
        g_string_append_printf (out, "--- %s\n+++ %s\n", path, path);
      end = find_end (&diff, i);
      append_hunk (&diff, out, i > CONTEXT ? i - CONTEXT : 0, MIN (end + CONTEXT, diff.edits->len),
                   colour);
      i = end;
    }
  diff_clear (&diff);

  return g_string_free (g_steal_pointer (&out), FALSE);
}

void
stint_cli_diff_count (const char *before, const char *after, guint *out_removed, guint *out_added)
{
  Diff diff;

  *out_removed = 0;
  *out_added = 0;
  diff_init (&diff, before, after);
  for (guint i = 0; i < diff.edits->len; i++)
    {
      *out_removed += edit_at (&diff, i)->sign == '-' ? 1 : 0;
      *out_added += edit_at (&diff, i)->sign == '+' ? 1 : 0;
    }
  diff_clear (&diff);
}
