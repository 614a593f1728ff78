/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-form.h"

gboolean
stint_form_check (GtkWidget *row, StintFormCheck check, GtkLabel *hint)
{
  g_autofree char *text = stint_form_dup_text (row);
  const char *wrong = check (text);
  GtkAccessible *field = GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (row)));

  if (wrong == NULL)
    {
      gtk_widget_remove_css_class (row, "error");
      gtk_accessible_reset_state (field, GTK_ACCESSIBLE_STATE_INVALID);
      gtk_accessible_reset_property (field, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
      return TRUE;
    }
  gtk_widget_add_css_class (row, "error");
  gtk_accessible_update_state (field, GTK_ACCESSIBLE_STATE_INVALID, GTK_ACCESSIBLE_INVALID_TRUE,
                               -1);
  gtk_accessible_update_property (field, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, wrong, -1);
  if (gtk_label_get_label (hint)[0] == '\0')
    gtk_label_set_label (hint, wrong);
  return FALSE;
}

char *
stint_form_dup_text (gpointer row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

void
stint_form_take_text (GVariantDict *options, const char *key, gpointer row, gboolean always)
{
  g_autofree char *text = stint_form_dup_text (row);

  if (text[0] != '\0' || always)
    g_variant_dict_insert (options, key, "s", text);
}

void
stint_form_set_busy (GtkButton *button, const char *label, gboolean busy)
{
  if (busy)
    {
      GtkWidget *spinner = gtk_spinner_new ();

      gtk_spinner_start (GTK_SPINNER (spinner));
      gtk_button_set_child (button, spinner);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
    }
  else
    {
      gtk_button_set_label (button, label);
    }
  gtk_widget_set_sensitive (GTK_WIDGET (button), !busy);
}
