/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-details-page.h"
#include "stint-details.h"

struct _StintDetails
{
  GtkBox parent_instance;

  StintClient *client;       /* (owned) (nullable) */
  StintTicker *ticker;       /* (owned) (nullable) */
  StintSessionItem *session; /* (owned) (nullable) */
  GSignalGroup *session_signals;
  StintDetailsPage *page; /* (nullable): made for the first session */
  gboolean folded;
  gboolean alone;

  AdwWindowTitle *window_title;
  GtkMenuButton *menu_button;
  GtkToggleButton *pin_button;
  GtkStack *stack;
};

enum
{
  PROP_0,
  PROP_SESSION,
  PROP_FOLDED,
  PROP_ALONE,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintDetails, stint_details, GTK_TYPE_BOX)

static GMenuModel *
session_menu (StintSessionItem *session)
{
  const char *id = stint_session_item_get_id (session);
  StintSessionKind kind = stint_session_item_get_kind (session);
  GMenu *menu = g_menu_new ();
  /* Translators: a role chain: another role is assumed with this session. */
  g_autoptr (GMenuItem) chain = g_menu_item_new (_ ("_Add a role assumed from here…"), NULL);
  g_autoptr (GMenuItem) edit = g_menu_item_new (_ ("_Edit…"), NULL);
  g_autoptr (GMenuItem) remove = g_menu_item_new (_ ("Re_move…"), NULL);

  g_menu_item_set_action_and_target (edit, "win.edit-session", "s", id);
  g_menu_append_item (menu, edit);
  if (kind == STINT_SESSION_IAM_ROLE || kind == STINT_SESSION_IDENTITY_CENTER)
    {
      g_menu_item_set_action_and_target (chain, "win.chain-session", "s", id);
      g_menu_append_item (menu, chain);
    }
  /* What AWS assigns goes when AWS takes it away. */
  if (kind == STINT_SESSION_IAM_ROLE || kind == STINT_SESSION_STATIC_ENDPOINT ||
      stint_session_item_get_gone (session))
    {
      g_menu_item_set_action_and_target (remove, "win.remove-session", "s", id);
      g_menu_append_item (menu, remove);
    }
  return G_MENU_MODEL (menu);
}

static void
stint_details_update (StintDetails *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->menu_button), self->session != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->pin_button), self->session != NULL);
  adw_window_title_set_title (
      self->window_title, self->session != NULL ? stint_session_item_get_name (self->session) : "");
  if (self->session != NULL)
    gtk_toggle_button_set_active (self->pin_button, stint_session_item_get_pinned (self->session));
}

static void
stint_details_session_notify_cb (StintSessionItem *session, GParamSpec *pspec, StintDetails *self)
{
  g_assert (STINT_IS_DETAILS (self));

  stint_details_update (self);
}

static void
stint_details_show_page (StintDetails *self)
{
  if (self->page == NULL && self->session != NULL)
    {
      self->page = STINT_DETAILS_PAGE (stint_details_page_new (self->client, self->ticker));
      gtk_stack_add_named (self->stack, GTK_WIDGET (self->page), "session");
    }
  if (self->page != NULL)
    stint_details_page_set_session (self->page, self->session);
  gtk_stack_set_visible_child_name (self->stack, self->session != NULL ? "session" : "none");
}

static void
stint_details_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintDetails *self = STINT_DETAILS (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      g_value_set_object (value, self->session);
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;
    case PROP_ALONE:
      g_value_set_boolean (value, self->alone);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_details_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  StintDetails *self = STINT_DETAILS (object);

  switch (prop_id)
    {
    case PROP_SESSION:
      stint_details_set_session (self, g_value_get_object (value));
      break;
    case PROP_FOLDED:
      self->folded = g_value_get_boolean (value);
      break;
    case PROP_ALONE:
      self->alone = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_details_dispose (GObject *object)
{
  StintDetails *self = STINT_DETAILS (object);

  g_clear_object (&self->session_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_DETAILS);
  g_clear_object (&self->session);
  g_clear_object (&self->client);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_details_parent_class)->dispose (object);
}

static void
stint_details_class_init (StintDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_details_dispose;
  object_class->get_property = stint_details_get_property;
  object_class->set_property = stint_details_set_property;

  properties[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, STINT_TYPE_SESSION_ITEM,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ALONE] =
      g_param_spec_boolean ("alone", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-details.ui");
  gtk_widget_class_bind_template_child (widget_class, StintDetails, window_title);
  gtk_widget_class_bind_template_child (widget_class, StintDetails, menu_button);
  gtk_widget_class_bind_template_child (widget_class, StintDetails, pin_button);
  gtk_widget_class_bind_template_child (widget_class, StintDetails, stack);
}

static void
stint_details_init (StintDetails *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->session_signals = g_signal_group_new (STINT_TYPE_SESSION_ITEM);
  g_signal_group_connect (self->session_signals, "notify",
                          G_CALLBACK (stint_details_session_notify_cb), self);
  stint_details_update (self);
}

void
stint_details_set_client (StintDetails *self, StintClient *client, StintTicker *ticker)
{
  g_return_if_fail (STINT_IS_DETAILS (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->ticker = g_object_ref (ticker);
}

void
stint_details_set_session (StintDetails *self, StintSessionItem *session)
{
  g_autoptr (GMenuModel) menu = NULL;

  g_return_if_fail (STINT_IS_DETAILS (self));
  g_return_if_fail (session == NULL || self->client != NULL);

  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->session_signals, session);
  if (session != NULL)
    menu = session_menu (session);
  gtk_menu_button_set_menu_model (self->menu_button, menu);
  stint_details_show_page (self);
  stint_details_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

StintSessionItem *
stint_details_get_session (StintDetails *self)
{
  g_return_val_if_fail (STINT_IS_DETAILS (self), NULL);

  return self->session;
}
