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
