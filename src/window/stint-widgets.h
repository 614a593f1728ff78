/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Small things that GTK leaves out. */

/* Adds or takes away a style class. */
void stint_widget_set_class (gpointer widget, const char *name, gboolean on);

/* An action with its target.  GTK 4.8 complains about an action that is set before its target, and
 * sets them in that order itself. */
void stint_widget_set_action (gpointer actionable, const char *detailed_name);

/* The detailed name of an action with a string for its target. (transfer full) */
char *stint_widget_action (const char *name, const char *target);

/* @text as it is to be shown in a window of this language's direction.  Layout takes the direction of
 * a paragraph from its first letter: where the language is written from right to left, "AWS refused…"
 * and a session's name would begin at the wrong side, and their full stops stand at the wrong end.
 * What reads the right way already is returned as it is. (transfer full) */
char *stint_widget_direct_text (const char *text);

G_END_DECLS
