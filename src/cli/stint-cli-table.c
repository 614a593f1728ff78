/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-table.h"

#include <sys/ioctl.h>
#include <unistd.h>

#define GAP 2

typedef struct
{
  GStrv texts;
  StintColour colour;
} Row;

struct _StintCliTable
{
  const StintCliColumn *columns;
  guint n_columns;
  guint width;
  gboolean colour;
  GArray *rows; /* of Row */
};

guint
stint_cli_text_width (const char *text)
{
  guint width = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!g_unichar_iszerowidth (character))
        width += g_unichar_iswide (character) ? 2 : 1;
    }

  return width;
}

guint
stint_cli_terminal_width (void)
{
  struct winsize size;

  if (!isatty (STDOUT_FILENO) || ioctl (STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
    return 0;

  return size.ws_col;
}

StintCliTable *
stint_cli_table_new (const StintCliColumn *columns, guint width, gboolean colour)
{
  StintCliTable *self = g_new0 (StintCliTable, 1);

  self->columns = columns;
  while (columns[self->n_columns].title != NULL)
    self->n_columns++;
  self->width = width;
  self->colour = colour;
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));

  return self;
}

/* Names come from files and from AWS: nothing of them is to move the cursor. */
static char *
make_printable (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *printable = g_string_new (NULL);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      g_string_append_unichar (printable, g_unichar_iscntrl (character) ? 0xfffd : character);
    }

  return g_string_free (printable, FALSE);
}

void
stint_cli_table_add (StintCliTable *self, StintColour colour, const char *const *texts)
{
  Row row = { g_new0 (char *, self->n_columns + 1), colour };

  for (guint i = 0; i < self->n_columns; i++)
    row.texts[i] = make_printable (texts[i]);
  g_array_append_val (self->rows, row);
}

static guint
column_width (StintCliTable *self, guint column)
{
  guint width = 0;

  for (guint i = 0; i < self->rows->len; i++)
    width = MAX (width, stint_cli_text_width (g_array_index (self->rows, Row, i).texts[column]));

  return width > 0 ? MAX (width, stint_cli_text_width (self->columns[column].title)) : 0;
}

/* Sets the width of what is left out to 0. */
static void
fit (StintCliTable *self, guint *widths)
{
  while (self->width > 0)
    {
      guint total = 0;
      guint worst = self->n_columns;

      for (guint i = 0; i < self->n_columns; i++)
        {
          if (widths[i] == 0)
            continue;
          total += widths[i] + (total > 0 ? GAP : 0);
          if (self->columns[i].dispensable > 0 &&
              (worst == self->n_columns ||
               self->columns[i].dispensable > self->columns[worst].dispensable))
            worst = i;
        }
      if (total <= self->width || worst == self->n_columns)
        return;
      widths[worst] = 0;
    }
}

static void
append_row (StintCliTable *self,
            GString *out,
            const guint *widths,
            const char *const *texts,
            StintColour colour,
            StintColour last_colour)
{
  guint last = 0;
  guint pending = 0;

  for (guint i = 0; i < self->n_columns; i++)
    last = widths[i] > 0 ? i : last;

  for (guint i = 0; i <= last; i++)
    {
      StintColour shade = colour != STINT_COLOUR_NONE ? colour
                          : i == self->n_columns - 1  ? last_colour
                                                      : STINT_COLOUR_NONE;

      if (widths[i] == 0)
        continue;
      /* Blanks are written only before something, so that no line ends with them. */
      if (*texts[i] != '\0')
        {
          g_string_append_printf (out, "%*s%s%s%s", (int) pending, "",
                                  stint_cli_colour_begin (self->colour, shade), texts[i],
                                  stint_cli_colour_end (self->colour, shade));
          pending = 0;
        }
      pending += widths[i] - stint_cli_text_width (texts[i]) + GAP;
    }
  g_string_append_c (out, '\n');
}

char *
stint_cli_table_free (StintCliTable *self)
{
  GString *out = g_string_new (NULL);
  g_autofree guint *widths = g_new0 (guint, self->n_columns);
  g_autofree const char **titles = g_new0 (const char *, self->n_columns + 1);

  for (guint i = 0; i < self->n_columns; i++)
    {
      widths[i] = column_width (self, i);
      titles[i] = self->columns[i].title;
    }
  fit (self, widths);

  append_row (self, out, widths, titles, STINT_COLOUR_DIM, STINT_COLOUR_NONE);
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = &g_array_index (self->rows, Row, i);

      append_row (self, out, widths, (const char *const *) row->texts, STINT_COLOUR_NONE,
                  row->colour);
      g_strfreev (row->texts);
    }
  g_array_unref (self->rows);
  g_free (self);

  return g_string_free (out, FALSE);
}
