/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-integration-header.h"
#include "stint-integration-menu.h"
#include "stint-integration-text.h"
#include "stint-kinds.h"
#include "stint-sentence.h"
#include "stint-time-left.h"
#include "stint-widgets.h"

struct _StintIntegrationHeader
{
  GtkBox parent_instance;

  StintTicker *ticker;               /* (owned) */
  StintIntegrationItem *integration; /* (owned) (nullable) */

  GtkImage *image;
  GtkLabel *name_label;
  GtkLabel *state_label;
  GtkLabel *error_label;
  GtkProgressBar *progress_bar;
  GtkButton *sign_in_button;
  GtkButton *sync_button;
  GtkButton *cancel_button;
  GtkMenuButton *menu_button;
};

G_DEFINE_FINAL_TYPE (StintIntegrationHeader, stint_integration_header, GTK_TYPE_BOX)

static gboolean
is_center (StintIntegrationItem *integration)
{
  return stint_integration_item_get_kind (integration) == STINT_INTEGRATION_IDENTITY_CENTER;
}

/* A sign-in that is needed has a button of its own; anything else is told. */
static void
stint_integration_header_update_error (StintIntegrationHeader *self)
{
  g_autoptr (GError) error = stint_integration_item_dup_error (self->integration);
  gboolean told = error != NULL && !stint_error_is_cancelled (error) &&
                  !g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN);
  g_autofree char *sentence =
      told ? stint_sentence_whole (error, STINT_AUDIENCE_WINDOW) : g_strdup ("");
  g_autofree char *shown = stint_widget_direct_text (sentence);

  gtk_label_set_label (self->error_label, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), told);
}

static void
stint_integration_header_update_sync (StintIntegrationHeader *self)
{
  gboolean syncing = stint_integration_item_get_syncing (self->integration);
  guint total = stint_integration_item_get_sync_total (self->integration);
  guint done = stint_integration_item_get_sync_done (self->integration);

  gtk_widget_set_visible (GTK_WIDGET (self->progress_bar), syncing);
  if (!syncing)
    return;
  /* Unknown as yet: a bar that says that something is going on, and animates nothing. */
  gtk_progress_bar_set_fraction (self->progress_bar,
                                 total > 0 ? MIN ((double) done / (double) total, 1.0) : 0.0);
}

static void
stint_integration_header_update_buttons (StintIntegrationHeader *self)
{
  gboolean center = is_center (self->integration);
  gboolean syncing = stint_integration_item_get_syncing (self->integration);
  StintSignInState state = stint_integration_item_get_sign_in (self->integration);
  gboolean signed_in = state == STINT_SIGN_IN_SIGNED_IN;

  gtk_widget_set_visible (GTK_WIDGET (self->sign_in_button), center && !signed_in && !syncing);
  gtk_widget_set_visible (GTK_WIDGET (self->sync_button), center && signed_in && !syncing);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), center && syncing);
}

static void
stint_integration_header_update (StintIntegrationHeader *self)
{
  gint64 now = stint_ticker_get_now (self->ticker);
  g_autofree char *state = NULL;
  g_autofree char *menu_label = NULL;
  gint64 until;

  g_assert (STINT_IS_INTEGRATION_HEADER (self));

  if (self->integration == NULL)
    return;
  state = stint_integration_text_state (self->integration, now);
  until = MAX (stint_integration_item_get_lease_until (self->integration),
               stint_integration_item_get_signed_in_until (self->integration));
  gtk_label_set_label (self->name_label, stint_integration_item_get_name (self->integration));
  gtk_label_set_label (self->state_label, state);
  gtk_image_set_from_icon_name (
      self->image,
      stint_kinds_integration_icon (stint_integration_item_get_kind (self->integration)));
  stint_widget_set_class (self, "warning",
                          stint_integration_text_needs_sign_in (self->integration));
  /* Translators: the name of a menu: what can be done with the integration %s. */
  menu_label =
      g_strdup_printf (_ ("More about %s"), stint_integration_item_get_name (self->integration));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  menu_label, -1);
  stint_integration_header_update_error (self);
  stint_integration_header_update_sync (self);
  if (until > now)
    stint_ticker_want (self->ticker, stint_time_left_next_change (until, now));
}

static void
stint_integration_header_notify_cb (StintIntegrationHeader *self)
{
  g_assert (STINT_IS_INTEGRATION_HEADER (self));

  stint_integration_header_update (self);
  stint_integration_header_update_buttons (self);
}

/* As things stand when it is opened; an open menu does not change. */
static void
stint_integration_header_menu_cb (GtkMenuButton *button, gpointer data)
{
  StintIntegrationHeader *self = data;
  g_autoptr (GMenuModel) menu = NULL;

  if (self->integration == NULL)
    return;
  menu = stint_integration_menu_new (self->integration);
  gtk_menu_button_set_menu_model (button, menu);
}

static void
stint_integration_header_dispose (GObject *object)
{
  StintIntegrationHeader *self = STINT_INTEGRATION_HEADER (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_INTEGRATION_HEADER);
  if (self->integration != NULL)
    g_signal_handlers_disconnect_by_data (self->integration, self);
  g_clear_object (&self->integration);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_integration_header_parent_class)->dispose (object);
}

static void
stint_integration_header_class_init (StintIntegrationHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stint_integration_header_dispose;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/stint_aws/Stint/stint-integration-header.ui");
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, image);
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, name_label);
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, state_label);
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, error_label);
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, sync_button);
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, StintIntegrationHeader, menu_button);
}

static void
stint_integration_header_init (StintIntegrationHeader *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_menu_button_set_create_popup_func (self->menu_button, stint_integration_header_menu_cb, self,
                                         NULL);
}

GtkWidget *
stint_integration_header_new (StintTicker *ticker)
{
  StintIntegrationHeader *self = g_object_new (STINT_TYPE_INTEGRATION_HEADER, NULL);

  self->ticker = g_object_ref (ticker);
  g_signal_connect_object (ticker, "tick", G_CALLBACK (stint_integration_header_update), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
point_at (GtkButton *button, const char *action, const char *id)
{
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), NULL);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

void
stint_integration_header_set_integration (StintIntegrationHeader *self,
                                          StintIntegrationItem *integration)
{
  const char *id;

  g_return_if_fail (STINT_IS_INTEGRATION_HEADER (self));
  g_return_if_fail (integration == NULL || STINT_IS_INTEGRATION_ITEM (integration));

  if (self->integration == integration)
    return;
  if (self->integration != NULL)
    g_signal_handlers_disconnect_by_data (self->integration, self);
  g_set_object (&self->integration, integration);
  gtk_widget_set_visible (GTK_WIDGET (self), integration != NULL);
  if (integration == NULL)
    return;
  id = stint_integration_item_get_id (integration);
  point_at (self->sign_in_button, "win.sign-in", id);
  point_at (self->sync_button, "win.sync", id);
  point_at (self->cancel_button, "win.cancel-sync", id);
  g_signal_connect_swapped (integration, "notify", G_CALLBACK (stint_integration_header_notify_cb),
                            self);
  stint_integration_header_notify_cb (self);
}
