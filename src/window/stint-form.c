/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

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

/* What libadwaita draws into a row and gives no name: the pencil, which is a picture that is a
 * button, and the eye of a row for secrets. */
static void
name_pictures (GtkWidget *widget, const char *title)
{
  GtkAccessibleRole role = gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (widget));
  g_autofree char *label = NULL;

  if (GTK_IS_IMAGE (widget) && role == GTK_ACCESSIBLE_ROLE_BUTTON)
    /* Translators: what a pencil does; %s is the name of a field, such as "Region". */
    label = g_strdup_printf (_ ("Edit %s"), title);
  else if (GTK_IS_BUTTON (widget) && gtk_button_get_label (GTK_BUTTON (widget)) == NULL)
    /* Translators: what an eye does; %s is the name of a secret field. */
    label = g_strdup_printf (_ ("Show or hide %s"), title);
  if (label != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                    -1);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_pictures (child, title);
}

static void
name_field (GtkWidget *row)
{
  GtkEditable *field = gtk_editable_get_delegate (GTK_EDITABLE (row));
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

  /* Possible until it is shown for the first time. */
  g_object_set (field, "accessible-role", GTK_ACCESSIBLE_ROLE_TEXT_BOX, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  name_pictures (row, title);
}

static void
choice_parent_cb (GtkWidget *label, GParamSpec *pspec, gpointer data)
{
  GtkWidget *item = gtk_widget_get_parent (label);

  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_label (GTK_LABEL (label)), -1);
}

static void
choice_setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  /* In large letters a choice takes two lines rather than the window. */
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, NULL);

  g_signal_connect (label, "notify::parent", G_CALLBACK (choice_parent_cb), NULL);
  gtk_list_item_set_child (item, label);
}

static void
choice_bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  GtkStringObject *string = gtk_list_item_get_item (item);

  gtk_label_set_label (GTK_LABEL (label), gtk_string_object_get_string (string));
  choice_parent_cb (label, NULL, NULL);
}

/* GTK 4.8 gives the rows of a list no name: the choices have to be told one by one. */
GtkListItemFactory *
stint_form_make_choices (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (choice_setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (choice_bind_cb), NULL);
  return factory;
}

static void
name_choices (AdwComboRow *row)
{
  g_autoptr (GtkListItemFactory) factory = stint_form_make_choices ();

  /* The one that is chosen stands in a list as well. */
  adw_combo_row_set_factory (row, factory);
  adw_combo_row_set_list_factory (row, factory);
}

/* An expander is a row around rows, and neither it nor the one that is pressed has a name. */
static void
name_expander (GtkWidget *widget, const char *title)
{
  if (ADW_IS_EXPANDER_ROW (widget) ||
      (ADW_IS_ACTION_ROW (widget) &&
       adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget))[0] == '\0'))
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                    -1);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_expander (child, title);
}

void
stint_form_name_fields (GtkWidget *widget)
{
  if (ADW_IS_COMBO_ROW (widget))
    {
      name_choices (ADW_COMBO_ROW (widget));
      return;
    }
  if (ADW_IS_EXPANDER_ROW (widget))
    name_expander (widget, adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)));
  if (ADW_IS_ENTRY_ROW (widget))
    {
      name_field (widget);
      return;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    stint_form_name_fields (child);
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
