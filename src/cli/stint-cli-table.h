/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-cli.h"

G_BEGIN_DECLS

/* StintCliTable: columns for people, aligned by what a terminal shows (a Chinese character takes two
 * places, an accent none), and narrow enough for the terminal: the columns of the highest
 * "dispensable" go first. */
typedef struct _StintCliTable StintCliTable;

typedef struct
{
  const char *title; /* translated */
  guint dispensable; /* 0: never left out */
} StintCliColumn;

/* @columns: ended by one without a title; not copied.
 * @width: of the terminal, 0: no limit. */
StintCliTable *stint_cli_table_new (const StintCliColumn *columns, guint width, gboolean colour);
/* As many texts as there are columns; @colour is for the last one. Copies. */
void stint_cli_table_add (StintCliTable *self, StintColour colour, const char *const *texts);
/* Returns: (transfer full): the lines. A column with nothing in any row is left out. */
char *stint_cli_table_free (StintCliTable *self);

/* How many places @text takes. */
guint stint_cli_text_width (const char *text);

/* The width of the terminal that standard output is, or 0. */
guint stint_cli_terminal_width (void);

G_END_DECLS
