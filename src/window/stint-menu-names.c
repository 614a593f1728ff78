/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <gtk/gtk.h>

#include "stint-menu-names.h"

/* GTK names the items of a menu by a relation to a label whose role is "presentation".  Since names are
 * worked out as ARIA has it (seen in 4.18) such a label lends none, and a screen reader reads menus
 * of nothing.  The items are a class that GTK keeps to itself, made when a menu model says so: they
 * are met where they come onto the screen. */

#define ITEM_CLASS "GtkModelButton"

/* The letter that activates the item while its menu is open, or GDK_KEY_VoidSymbol. */
static guint
letter_of (GtkWidget *item)
{
  for (GtkWidget *child = gtk_widget_get_first_child (item); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LABEL (child) &&
        gtk_label_get_mnemonic_keyval (GTK_LABEL (child)) != GDK_KEY_VoidSymbol)
      return gtk_label_get_mnemonic_keyval (GTK_LABEL (child));
  return GDK_KEY_VoidSymbol;
}

/* A relation goes before a name, so it has to go, and with it what it said of the letter; GTK sets it
 * anew with the item's text, role or state, and notifies after that. */
static void
name_item_cb (GtkWidget *item)
{
  g_autofree char *text = NULL;
  g_autofree char *accelerator = NULL;
  guint letter;

  g_assert (GTK_IS_WIDGET (item));

  g_object_get (item, "text", &text, "accel", &accelerator, NULL);
  if (text == NULL || text[0] == '\0')
    return;
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_RELATION_LABELLED_BY);
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  letter = letter_of (item);
  if (accelerator == NULL && letter != GDK_KEY_VoidSymbol)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_KEY_SHORTCUTS,
                                    gdk_keyval_name (letter), -1);
}

static gboolean
is_item (GObject *widget)
{
  static GType item_type;

  /* Its class is there with the first menu. */
  if (item_type == G_TYPE_INVALID)
    item_type = g_type_from_name (ITEM_CLASS);
  return item_type != G_TYPE_INVALID && G_OBJECT_TYPE (widget) == item_type &&
         g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "text") != NULL &&
         g_object_class_find_property (G_OBJECT_GET_CLASS (widget), "accel") != NULL;
}

/* The picture of a button says nothing that the button's name does not.  GTK 4.8 calls it by its class,
 * and a screen reader reads that aloud before the name. */
static gboolean
is_picture_of_button (GObject *widget)
{
  return GTK_IS_IMAGE (widget) && GTK_IS_BUTTON (gtk_widget_get_parent (GTK_WIDGET (widget)));
}

/* Called for each widget that is mapped, so most of what it does is to see that this is neither. */
static gboolean
mapped_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GObject *widget = g_value_get_object (&values[0]);

  g_assert (GTK_IS_WIDGET (widget));

  if (is_picture_of_button (widget))
    gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  if (!is_item (widget))
    return TRUE;
  if (g_signal_handler_find (widget, G_SIGNAL_MATCH_FUNC, 0, 0, NULL, (gpointer) name_item_cb,
                             NULL) == 0)
    g_signal_connect (widget, "notify", G_CALLBACK (name_item_cb), NULL);
  name_item_cb (GTK_WIDGET (widget));
  return TRUE;
}

void
stint_menu_names_start (void)
{
  static gboolean started;

  if (started)
    return;
  started = TRUE;
  /* A signal is there when its class is; this one stays for good. */
  g_type_class_ref (GTK_TYPE_WIDGET);
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, mapped_cb, NULL, NULL);
}
