/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-integration-menu.h"
#include "stint-integration-text.h"
#include "stint-kinds.h"
#include "stint-saved-views.h"
#include "stint-sidebar-row.h"
#include "stint-time-left.h"
#include "stint-widgets.h"
#include "stint-words.h"

struct _StintSidebarRow
{
  GtkListBoxRow parent_instance;

  char *view;                        /* (owned) */
  StintIntegrationItem *integration; /* (owned) (nullable) */
  StintTicker *ticker;               /* (owned) (nullable) */

  GtkImage *image;
  GtkLabel *title_label;
  GtkLabel *state_label;
  GtkLabel *count_label;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (StintSidebarRow, stint_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static void
stint_sidebar_row_tell_label (StintSidebarRow *self)
{
  const char *title = gtk_label_get_label (self->title_label);
  const char *state = gtk_label_get_label (self->state_label);
  const char *more = gtk_widget_get_visible (GTK_WIDGET (self->count_label))
                         ? gtk_label_get_label (self->count_label)
                         : state;
  g_autofree char *label = NULL;

  if (more[0] == '\0')
    label = g_strdup (title);
  else
    /* Translators: a view of the list to be read aloud: its name, and how many sessions it has or
     * what is with it. */
    label = g_strdup_printf (C_ ("view read aloud", "%s, %s"), title, more);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
stint_sidebar_row_update (StintSidebarRow *self)
{
  gint64 now = stint_ticker_get_now (self->ticker);
  g_autofree char *state = stint_integration_text_state (self->integration, now);
  g_autofree char *label = NULL;
  gint64 until = MAX (stint_integration_item_get_lease_until (self->integration),
                      stint_integration_item_get_signed_in_until (self->integration));

  gtk_label_set_label (self->title_label, stint_integration_item_get_name (self->integration));
  gtk_label_set_label (self->state_label, state);
  gtk_widget_set_visible (GTK_WIDGET (self->state_label), TRUE);
  stint_sidebar_row_set_count (self, stint_integration_item_get_n_sessions (self->integration));
  /* Translators: the name of a menu: what can be done with the integration %s. */
  label =
      g_strdup_printf (_ ("More about %s"), stint_integration_item_get_name (self->integration));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  gtk_image_set_from_icon_name (
      self->image,
      stint_integration_text_needs_sign_in (self->integration)
          ? "dialog-warning-symbolic"
          : stint_kinds_integration_icon (stint_integration_item_get_kind (self->integration)));
  stint_widget_set_class (self, "warning",
                          stint_integration_text_needs_sign_in (self->integration));
  if (until > now)
    stint_ticker_want (self->ticker, stint_time_left_next_change (until, now));
}

/* As things stand when it is opened. */
static void
integration_menu_cb (GtkMenuButton *button, gpointer data)
{
  StintSidebarRow *self = data;
  g_autoptr (GMenuModel) menu = stint_integration_menu_new (self->integration);

  gtk_menu_button_set_menu_model (button, menu);
}

static void
stint_sidebar_row_pressed_cb (
    StintSidebarRow *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  g_assert (STINT_IS_SIDEBAR_ROW (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self->menu_button)))
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_menu_button_popup (self->menu_button);
}

static GMenuModel *
saved_menu (const char *name)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenuItem) rename = g_menu_item_new (_ ("_Rename…"), NULL);
  g_autoptr (GMenuItem) removal = g_menu_item_new (_ ("Re_move"), NULL);

  g_menu_item_set_action_and_target (rename, "win.rename-view", "s", name);
  g_menu_item_set_action_and_target (removal, "win.remove-view", "s", name);
  g_menu_append_item (menu, rename);
  g_menu_append_item (menu, removal);
  return G_MENU_MODEL (menu);
}

static void
stint_sidebar_row_set_menu (StintSidebarRow *self, GMenuModel *menu, const char *name)
{
  /* Translators: the name of a menu: what can be done with the integration or view %s. */
  g_autofree char *label = g_strdup_printf (_ ("More about %s"), name);

  gtk_menu_button_set_menu_model (self->menu_button, menu);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
stint_sidebar_row_dispose (GObject *object)
{
  StintSidebarRow *self = STINT_SIDEBAR_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_SIDEBAR_ROW);
  g_clear_object (&self->integration);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_sidebar_row_parent_class)->dispose (object);
}

static void
stint_sidebar_row_finalize (GObject *object)
{
  g_free (STINT_SIDEBAR_ROW (object)->view);

  G_OBJECT_CLASS (stint_sidebar_row_parent_class)->finalize (object);
}

static void
stint_sidebar_row_class_init (StintSidebarRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_sidebar_row_dispose;
  object_class->finalize = stint_sidebar_row_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, StintSidebarRow, image);
  gtk_widget_class_bind_template_child (widget_class, StintSidebarRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, StintSidebarRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, StintSidebarRow, count_label);
  gtk_widget_class_bind_template_child (widget_class, StintSidebarRow, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, stint_sidebar_row_pressed_cb);
}

static void
stint_sidebar_row_init (StintSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
stint_sidebar_row_new (const char *view, const char *icon_name, const char *title)
{
  StintSidebarRow *self = g_object_new (STINT_TYPE_SIDEBAR_ROW, NULL);

  self->view = g_strdup (view);
  gtk_image_set_from_icon_name (self->image, icon_name);
  gtk_label_set_label (self->title_label, title);
  return GTK_WIDGET (self);
}

GtkWidget *
stint_sidebar_row_new_for_saved (const char *name)
{
  g_autoptr (GMenuModel) menu = saved_menu (name);
  g_autofree char *view = g_strconcat (STINT_SAVED_VIEW_PREFIX, name, NULL);
  GtkWidget *widget = stint_sidebar_row_new (view, "system-search-symbolic", name);
  StintSidebarRow *self = STINT_SIDEBAR_ROW (widget);

  stint_sidebar_row_set_menu (self, menu, name);
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), FALSE);
  stint_sidebar_row_tell_label (self);
  return widget;
}

GtkWidget *
stint_sidebar_row_new_for_integration (StintIntegrationItem *integration, StintTicker *ticker)
{
  const char *id = stint_integration_item_get_id (integration);
  g_autofree char *view = g_strconcat ("integration:", id, NULL);
  const char *icon = stint_kinds_integration_icon (stint_integration_item_get_kind (integration));
  GtkWidget *widget = stint_sidebar_row_new (view, icon, "");
  StintSidebarRow *self = STINT_SIDEBAR_ROW (widget);

  self->integration = g_object_ref (integration);
  self->ticker = g_object_ref (ticker);
  gtk_menu_button_set_create_popup_func (self->menu_button, integration_menu_cb, self, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), TRUE);
  /* Its group in the list says how many; here its state needs the room. */
  gtk_widget_set_visible (GTK_WIDGET (self->count_label), FALSE);
  g_signal_connect_object (integration, "notify", G_CALLBACK (stint_sidebar_row_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (ticker, "tick", G_CALLBACK (stint_sidebar_row_update), self,
                           G_CONNECT_SWAPPED);
  stint_sidebar_row_update (self);
  return widget;
}

const char *
stint_sidebar_row_get_view (StintSidebarRow *self)
{
  g_return_val_if_fail (STINT_IS_SIDEBAR_ROW (self), NULL);

  return self->view;
}

StintIntegrationItem *
stint_sidebar_row_get_integration (StintSidebarRow *self)
{
  g_return_val_if_fail (STINT_IS_SIDEBAR_ROW (self), NULL);

  return self->integration;
}

gboolean
stint_sidebar_row_focus_menu (StintSidebarRow *self)
{
  g_return_val_if_fail (STINT_IS_SIDEBAR_ROW (self), FALSE);

  return gtk_widget_get_visible (GTK_WIDGET (self->menu_button)) &&
         gtk_widget_grab_focus (GTK_WIDGET (self->menu_button));
}

gboolean
stint_sidebar_row_popup_menu (StintSidebarRow *self)
{
  g_return_val_if_fail (STINT_IS_SIDEBAR_ROW (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->menu_button)))
    return FALSE;
  gtk_menu_button_popup (self->menu_button);
  return TRUE;
}

/* @of_view, @of_integration: the window's actions. */
static void
stint_sidebar_row_do (StintSidebarRow *self, const char *of_view, const char *of_integration)
{
  if (self->integration != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), of_integration, "s",
                                stint_integration_item_get_id (self->integration));
  else if (g_str_has_prefix (self->view, STINT_SAVED_VIEW_PREFIX))
    gtk_widget_activate_action (GTK_WIDGET (self), of_view, "s",
                                self->view + strlen (STINT_SAVED_VIEW_PREFIX));
}

void
stint_sidebar_row_edit (StintSidebarRow *self)
{
  g_return_if_fail (STINT_IS_SIDEBAR_ROW (self));

  stint_sidebar_row_do (self, "win.rename-view", "win.edit-integration");
}

void
stint_sidebar_row_remove (StintSidebarRow *self)
{
  g_return_if_fail (STINT_IS_SIDEBAR_ROW (self));

  stint_sidebar_row_do (self, "win.remove-view", "win.remove-integration");
}

void
stint_sidebar_row_set_count (StintSidebarRow *self, guint count)
{
  g_autofree char *text = NULL;

  g_return_if_fail (STINT_IS_SIDEBAR_ROW (self));

  text = g_strdup_printf ("%u", count);
  gtk_label_set_label (self->count_label, text);
  stint_sidebar_row_tell_label (self);
}
