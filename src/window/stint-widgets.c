/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-widgets.h"

void
stint_widget_set_class (gpointer widget, const char *name, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

void
stint_widget_set_action (gpointer actionable, const char *detailed_name)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (GTK_IS_ACTIONABLE (actionable));

  if (!g_action_parse_detailed_name (detailed_name, &name, &target, &error))
    {
      g_warning ("“%s” is no action: %s", detailed_name, error->message);
      return;
    }
  /* Off, so that neither stands for a moment beside a stranger. */
  gtk_actionable_set_action_name (actionable, NULL);
  gtk_actionable_set_action_target_value (actionable, target);
  gtk_actionable_set_action_name (actionable, name);
}

char *
stint_widget_action (const char *name, const char *target)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_string (target));

  return g_action_print_detailed_name (name, variant);
}

#define LEFT_TO_RIGHT_MARK "\342\200\216"
#define RIGHT_TO_LEFT_MARK "\342\200\217"
#define FIRST_STRONG_ISOLATE "\342\201\250"
#define POP_ISOLATE "\342\201\251"

/* GTK_TEXT_DIR_NONE for what has no direction of its own. */
static GtkTextDirection
direction_of (gunichar c)
{
  if (!g_unichar_isalpha (c))
    return GTK_TEXT_DIR_NONE;
  switch ((int) g_unichar_get_script (c))
    {
    case G_UNICODE_SCRIPT_HEBREW:
    case G_UNICODE_SCRIPT_ARABIC:
    case G_UNICODE_SCRIPT_SYRIAC:
    case G_UNICODE_SCRIPT_THAANA:
    case G_UNICODE_SCRIPT_NKO:
    case G_UNICODE_SCRIPT_ADLAM:
    case G_UNICODE_SCRIPT_HANIFI_ROHINGYA:
      return GTK_TEXT_DIR_RTL;
    default:
      return GTK_TEXT_DIR_LTR;
    }
}

char *
stint_widget_direct_text (const char *text)
{
  GtkTextDirection wanted = gtk_widget_get_default_direction ();
  const char *mark = wanted == GTK_TEXT_DIR_RTL ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK;
  GtkTextDirection first = GTK_TEXT_DIR_NONE;
  gboolean mixed = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  for (const char *at = text; *at != '\0' && !mixed; at = g_utf8_next_char (at))
    {
      GtkTextDirection direction = direction_of (g_utf8_get_char (at));

      if (first == GTK_TEXT_DIR_NONE)
        first = direction;
      if (first == wanted)
        break;
      mixed = direction == wanted;
    }
  if (first == GTK_TEXT_DIR_NONE || first == wanted)
    return g_strdup (text);
  /* A sentence with something foreign at its head, or foreign altogether: that keeps its order. */
  if (mixed)
    return g_strconcat (mark, text, NULL);
  return g_strconcat (mark, FIRST_STRONG_ISOLATE, text, POP_ISOLATE, NULL);
}
