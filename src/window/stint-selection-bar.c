/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-selection-bar.h"

struct _StintSelectionBar
{
  GtkBox parent_instance;

  StintSelection *selection; /* (owned) */

  GtkLabel *label;
  GtkWidget *start_button;
  GtkWidget *stop_button;
};

G_DEFINE_FINAL_TYPE (StintSelectionBar, stint_selection_bar, GTK_TYPE_BOX)

static void
stint_selection_bar_update (StintSelectionBar *self)
{
  g_autoptr (GPtrArray) sessions = NULL;
  g_autofree char *selected = NULL;
  g_autofree char *text = NULL;
  guint active = 0;
  guint held = 0;

  g_assert (STINT_IS_SELECTION_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), stint_selection_get_n (self->selection) > 1);
  if (stint_selection_get_n (self->selection) < 2)
    return;
  sessions = stint_selection_list (self->selection);
  for (guint i = 0; i < sessions->len; i++)
    {
      active += stint_session_item_is_active (sessions->pdata[i]) ? 1 : 0;
      held += stint_session_item_is_held (sessions->pdata[i]) ? 1 : 0;
    }
  selected =
      g_strdup_printf (ngettext ("%u selected", "%u selected", sessions->len), sessions->len);
  if (active > 0)
    /* Translators: %s is "5 selected", %u how many of those are active. */
    text = g_strdup_printf (ngettext ("%s, %u of them active", "%s, %u of them active", active),
                            selected, active);
  gtk_label_set_label (self->label, text != NULL ? text : selected);
  gtk_widget_set_visible (self->start_button, held < sessions->len);
  gtk_widget_set_visible (self->stop_button, held > 0);
}

static GtkWidget *
add_button (StintSelectionBar *self, const char *icon_name, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "flat");
  gtk_box_append (GTK_BOX (self), button);
  return button;
}

static GMenuModel *
more_menu (void)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, _ ("_Unpin"), "win.unpin-many");
  g_menu_append (menu, _ ("Set re_gion…"), "win.set-region-many");
  g_menu_append (menu, _ ("Re_move…"), "win.remove-many");
  return G_MENU_MODEL (menu);
}

static void
stint_selection_bar_dispose (GObject *object)
{
  StintSelectionBar *self = STINT_SELECTION_BAR (object);

  g_clear_object (&self->selection);

  G_OBJECT_CLASS (stint_selection_bar_parent_class)->dispose (object);
}

static void
stint_selection_bar_class_init (StintSelectionBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_selection_bar_dispose;
}

static void
stint_selection_bar_init (StintSelectionBar *self)
{
  g_autoptr (GMenuModel) menu = more_menu ();
  GtkWidget *more;

  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_add_css_class (GTK_WIDGET (self), "selection-bar");
  self->label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "hexpand", TRUE, "ellipsize",
                              PANGO_ELLIPSIZE_END, NULL);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->label));
  self->start_button = add_button (self, "media-playback-start-symbolic",
                                   /* Translators: buttons for all sessions that are selected. */
                                   _ ("Start the selected sessions"), "win.start-many");
  self->stop_button = add_button (self, "media-playback-stop-symbolic",
                                  _ ("Stop the selected sessions"), "win.stop-many");
  add_button (self, "view-pin-symbolic", _ ("Pin the selected sessions"), "win.pin-many");

  more = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (more), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (more), menu);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (more), GTK_ARROW_UP);
  gtk_widget_set_tooltip_text (more, _ ("More for the selected sessions"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("More for the selected sessions"), -1);
  gtk_widget_add_css_class (more, "flat");
  gtk_box_append (GTK_BOX (self), more);

  add_button (self, "window-close-symbolic", _ ("Select only one"), "win.unselect");
}

GtkWidget *
stint_selection_bar_new (StintSelection *selection)
{
  StintSelectionBar *self;

  g_return_val_if_fail (STINT_IS_SELECTION (selection), NULL);

  self = g_object_new (STINT_TYPE_SELECTION_BAR, NULL);
  self->selection = g_object_ref (selection);
  g_signal_connect_object (selection, "changed", G_CALLBACK (stint_selection_bar_update), self,
                           G_CONNECT_SWAPPED);
  /* What is selected has become active, or ended. */
  g_signal_connect_object (stint_selection_get_model (selection), "arranged",
                           G_CALLBACK (stint_selection_bar_update), self, G_CONNECT_SWAPPED);
  stint_selection_bar_update (self);
  return GTK_WIDGET (self);
}

const char *
stint_selection_bar_get_text (StintSelectionBar *self)
{
  g_return_val_if_fail (STINT_IS_SELECTION_BAR (self), NULL);

  return gtk_label_get_label (self->label);
}
