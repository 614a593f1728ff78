/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What the forms share: a row that says what is wrong with it, by colour, by a sentence, and to a
 * screen reader. */

typedef const char *(*StintFormCheck) (const char *text);

/* Looks at the row's text.
 * @hint: shows the sentence of the first row that is wrong; the caller clears it before a round.
 * Returns: whether the text can be meant. */
gboolean stint_form_check (GtkWidget *row, StintFormCheck check, GtkLabel *hint);

/* Makes the fields inside the entry rows below @widget known to a screen reader, by the rows'
 * titles: libadwaita 1.2 names the row, but the keyboard is in the field, which has no role.
 * To be called before they are shown. */
void stint_form_name_fields (GtkWidget *widget);

/* What shows strings in a list so that a screen reader hears them. (transfer full) */
GtkListItemFactory *stint_form_make_choices (void);

/* The row's text without blanks around it. (transfer full) */
char *stint_form_dup_text (gpointer row);

/* Adds the row's text to @options under @key, if there is any, or @always. */
void stint_form_take_text (GVariantDict *options, const char *key, gpointer row, gboolean always);

/* The button of a form while it is being saved: a spinner and not to be pressed. */
void stint_form_set_busy (GtkButton *button, const char *label, gboolean busy);

G_END_DECLS
