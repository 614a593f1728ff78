/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-saved-views.h"
#include "stint-sidebar-row.h"
#include "stint-sidebar.h"

struct _StintSidebar
{
  GtkBox parent_instance;

  StintClient *client; /* (owned) (nullable) */
  StintTicker *ticker; /* (owned) (nullable) */
  GSettings *settings; /* (owned) (nullable) */
  guint n_saved;
  char *view; /* (owned) */
  gboolean folded;
  guint counting_id;
  gboolean uncounted; /* not all sessions have been there yet */

  StintSidebarRow *all_row;
  StintSidebarRow *active_row;
  StintSidebarRow *pinned_row;

  GtkListBox *list_box;
  GtkMenuButton *add_button;
  GtkMenuButton *menu_button;
};

enum
{
  PROP_0,
  PROP_VIEW,
  PROP_FOLDED,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  VIEW_CHOSEN,
  LEFT,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintSidebar, stint_sidebar, GTK_TYPE_BOX)

/* The rows before saved views, which stand before the integrations. */
#define N_VIEWS 3

static gboolean
stint_sidebar_count_cb (gpointer data)
{
  StintSidebar *self = data;
  GListModel *sessions = stint_client_get_sessions (self->client);
  guint n = g_list_model_get_n_items (sessions);
  guint pinned = 0;

  g_assert (STINT_IS_SIDEBAR (self));

  self->counting_id = 0;
  /* Of a first look there is nothing to count. */
  if (!stint_client_is_connected (self->client) && self->uncounted)
    return G_SOURCE_REMOVE;
  self->uncounted = FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);

      pinned += stint_session_item_get_pinned (session) ? 1 : 0;
    }
  stint_sidebar_row_set_count (self->all_row, n);
  stint_sidebar_row_set_count (self->active_row, stint_client_get_n_active (self->client));
  stint_sidebar_row_set_count (self->pinned_row, pinned);
  return G_SOURCE_REMOVE;
}

void
stint_sidebar_queue_count (StintSidebar *self)
{
  g_return_if_fail (STINT_IS_SIDEBAR (self));

  if (self->counting_id == 0)
    self->counting_id = g_idle_add (stint_sidebar_count_cb, self);
}

static GtkListBoxRow *
stint_sidebar_find_row (StintSidebar *self, const char *view)
{
  for (int i = 0;; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->list_box, i);

      if (row == NULL)
        return NULL;
      if (g_str_equal (stint_sidebar_row_get_view (STINT_SIDEBAR_ROW (row)), view))
        return row;
    }
}

static void
stint_sidebar_select (StintSidebar *self)
{
  GtkListBoxRow *row = stint_sidebar_find_row (self, self->view);

  gtk_list_box_select_row (self->list_box, row != NULL ? row : GTK_LIST_BOX_ROW (self->all_row));
}

/* The word above a row: what kind of rows begins here. */
static const char *
section_of (GtkListBoxRow *row)
{
  StintSidebarRow *self = STINT_SIDEBAR_ROW (row);

  if (stint_sidebar_row_get_integration (self) != NULL)
    /* Translators: where sessions come from: IAM users, IAM Identity Center. */
    return _ ("Integrations");
  if (g_str_has_prefix (stint_sidebar_row_get_view (self), STINT_SAVED_VIEW_PREFIX))
    /* Translators: searches and filters that were kept under a name. */
    return _ ("Saved views");
  return NULL;
}

/* A header above the first of each kind, as one finds in other sidebars. */
static void
stint_sidebar_header_func (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  const char *section = section_of (row);
  GtkWidget *label;

  if (section == NULL || (before != NULL && section_of (before) == section))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }
  if (gtk_list_box_row_get_header (row) != NULL)
    return;
  label = gtk_label_new (section);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "section");
  gtk_list_box_row_set_header (row, label);
}

static void
stint_sidebar_saved_cb (StintSidebar *self)
{
  g_auto (GStrv) names = stint_saved_views_list (self->settings);

  g_assert (STINT_IS_SIDEBAR (self));

  for (; self->n_saved > 0; self->n_saved--)
    gtk_list_box_remove (self->list_box,
                         GTK_WIDGET (gtk_list_box_get_row_at_index (self->list_box, N_VIEWS)));
  for (char **name = names; *name != NULL; name++)
    gtk_list_box_insert (self->list_box, stint_sidebar_row_new_for_saved (*name),
                         (int) (N_VIEWS + self->n_saved++));
  gtk_list_box_invalidate_headers (self->list_box);
  stint_sidebar_select (self);
}

static void
stint_sidebar_integrations_cb (
    GListModel *integrations, guint position, guint removed, guint added, StintSidebar *self)
{
  g_assert (STINT_IS_SIDEBAR (self));

  for (guint i = 0; i < removed; i++)
    {
      GtkListBoxRow *row = gtk_list_box_get_row_at_index (
          self->list_box, (int) (N_VIEWS + self->n_saved + position));

      gtk_list_box_remove (self->list_box, GTK_WIDGET (row));
    }
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (StintIntegrationItem) integration = g_list_model_get_item (integrations, i);

      gtk_list_box_insert (self->list_box,
                           stint_sidebar_row_new_for_integration (integration, self->ticker),
                           (int) (N_VIEWS + self->n_saved + i));
    }
  stint_sidebar_select (self);
}

static void
stint_sidebar_activated_cb (StintSidebar *self, GtkListBoxRow *row)
{
  g_assert (STINT_IS_SIDEBAR (self));
  g_assert (STINT_IS_SIDEBAR_ROW (row));

  stint_sidebar_set_view (self, stint_sidebar_row_get_view (STINT_SIDEBAR_ROW (row)));
  g_signal_emit (self, signals[VIEW_CHOSEN], 0);
}

static void
stint_sidebar_selected_cb (StintSidebar *self)
{
  GtkListBoxRow *row;

  g_assert (STINT_IS_SIDEBAR (self));

  /* Rows that go with the window are no choice. */
  if (self->list_box == NULL || gtk_widget_in_destruction (GTK_WIDGET (self)))
    return;
  row = gtk_list_box_get_selected_row (self->list_box);
  /* None is selected while the row of an integration that went is taken away. */
  if (row != NULL)
    stint_sidebar_set_view (self, stint_sidebar_row_get_view (STINT_SIDEBAR_ROW (row)));
}

/* What a row's menu has, as in the list of sessions. */
static gboolean
stint_sidebar_row_key (StintSidebarRow *row, guint keyval, GdkModifierType state)
{
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && state & GDK_SHIFT_MASK))
    stint_sidebar_row_popup_menu (row);
  else if (keyval == GDK_KEY_F2)
    stint_sidebar_row_edit (row);
  else if (keyval == GDK_KEY_Delete || keyval == GDK_KEY_KP_Delete)
    stint_sidebar_row_remove (row);
  else
    return GDK_EVENT_PROPAGATE;
  /* Where there is nothing to do it is not for the search field either. */
  return GDK_EVENT_STOP;
}

/* From the chosen row to its menu, and on. */
static gboolean
stint_sidebar_key_cb (GtkEventControllerKey *controller,
                      guint keyval,
                      guint keycode,
                      GdkModifierType state,
                      gpointer data)
{
  StintSidebar *self = STINT_SIDEBAR (data);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = focus != NULL ? gtk_widget_get_ancestor (focus, STINT_TYPE_SIDEBAR_ROW) : NULL;
  gboolean on_row = row != NULL && row == focus;

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_ISO_Left_Tab || (keyval == GDK_KEY_Tab && state & GDK_SHIFT_MASK))
    {
      gtk_widget_grab_focus (on_row ? GTK_WIDGET (self->menu_button) : row);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Tab || keyval == GDK_KEY_KP_Tab)
    {
      if (!on_row || !stint_sidebar_row_focus_menu (STINT_SIDEBAR_ROW (focus)))
        g_signal_emit (self, signals[LEFT], 0);
      return GDK_EVENT_STOP;
    }
  /* At the row, or at its menu's button. */
  if (row != NULL && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER) == NULL)
    return stint_sidebar_row_key (STINT_SIDEBAR_ROW (row), keyval, state);
  return GDK_EVENT_PROPAGATE;
}

static void
stint_sidebar_realize (GtkWidget *widget)
{
  StintSidebar *self = STINT_SIDEBAR (widget);
  GApplication *app = g_application_get_default ();

  GTK_WIDGET_CLASS (stint_sidebar_parent_class)->realize (widget);

  /* Menus belong to the application; in a test of this widget alone there is none. */
  if (!GTK_IS_APPLICATION (app))
    return;
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (gtk_application_get_menu_by_id (
                                                         GTK_APPLICATION (app), "primary-menu")));
  gtk_menu_button_set_menu_model (self->add_button, G_MENU_MODEL (gtk_application_get_menu_by_id (
                                                        GTK_APPLICATION (app), "add-menu")));
}

static void
stint_sidebar_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintSidebar *self = STINT_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_VIEW:
      g_value_set_string (value, self->view);
      break;
    case PROP_FOLDED:
      g_value_set_boolean (value, self->folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_sidebar_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  StintSidebar *self = STINT_SIDEBAR (object);

  switch (prop_id)
    {
    case PROP_VIEW:
      stint_sidebar_set_view (self, g_value_get_string (value));
      break;
    case PROP_FOLDED:
      self->folded = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_sidebar_dispose (GObject *object)
{
  StintSidebar *self = STINT_SIDEBAR (object);

  g_clear_handle_id (&self->counting_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_SIDEBAR);
  g_clear_object (&self->client);
  g_clear_object (&self->ticker);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (stint_sidebar_parent_class)->dispose (object);
}

static void
stint_sidebar_finalize (GObject *object)
{
  g_free (STINT_SIDEBAR (object)->view);

  G_OBJECT_CLASS (stint_sidebar_parent_class)->finalize (object);
}

static void
stint_sidebar_class_init (StintSidebarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_sidebar_dispose;
  object_class->finalize = stint_sidebar_finalize;
  object_class->get_property = stint_sidebar_get_property;
  object_class->set_property = stint_sidebar_set_property;
  widget_class->realize = stint_sidebar_realize;

  properties[PROP_VIEW] =
      g_param_spec_string ("view", NULL, NULL, "all",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_FOLDED] = g_param_spec_boolean ("folded", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[VIEW_CHOSEN] = g_signal_new ("view-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, StintSidebar, list_box);
  gtk_widget_class_bind_template_child (widget_class, StintSidebar, add_button);
  gtk_widget_class_bind_template_child (widget_class, StintSidebar, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, stint_sidebar_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_sidebar_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_sidebar_selected_cb);
}

static StintSidebarRow *
stint_sidebar_append_view (StintSidebar *self,
                           const char *view,
                           const char *icon_name,
                           const char *title)
{
  GtkWidget *row = stint_sidebar_row_new (view, icon_name, title);

  gtk_list_box_append (self->list_box, row);
  return STINT_SIDEBAR_ROW (row);
}

static void
stint_sidebar_init (StintSidebar *self)
{
  self->view = g_strdup ("all");
  self->uncounted = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_header_func (self->list_box, stint_sidebar_header_func, NULL, NULL);
  self->all_row = stint_sidebar_append_view (self, "all", "view-list-symbolic",
                                             /* Translators: a view of the list. */
                                             _ ("All sessions"));
  self->active_row =
      stint_sidebar_append_view (self, "active", "media-playback-start-symbolic",
                                 /* Translators: a view of the list: active sessions. */
                                 C_ ("view", "Active"));
  self->pinned_row = stint_sidebar_append_view (self, "pinned", "view-pin-symbolic",
                                                /* Translators: a view of the list. */
                                                C_ ("view", "Pinned"));
}

void
stint_sidebar_set_client (StintSidebar *self,
                          StintClient *client,
                          StintTicker *ticker,
                          GSettings *settings)
{
  GListModel *integrations;

  g_return_if_fail (STINT_IS_SIDEBAR (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->ticker = g_object_ref (ticker);
  self->settings = g_object_ref (settings);

  g_signal_connect_object (settings, "changed::" STINT_SAVED_VIEWS_KEY,
                           G_CALLBACK (stint_sidebar_saved_cb), self, G_CONNECT_SWAPPED);
  stint_sidebar_saved_cb (self);
  stint_sidebar_queue_count (self);

  integrations = stint_client_get_integrations (client);
  g_signal_connect_object (integrations, "items-changed",
                           G_CALLBACK (stint_sidebar_integrations_cb), self, 0);
  stint_sidebar_integrations_cb (integrations, 0, 0, g_list_model_get_n_items (integrations), self);
}

const char *
stint_sidebar_get_view (StintSidebar *self)
{
  g_return_val_if_fail (STINT_IS_SIDEBAR (self), NULL);

  return self->view;
}

void
stint_sidebar_set_view (StintSidebar *self, const char *view)
{
  g_return_if_fail (STINT_IS_SIDEBAR (self));
  g_return_if_fail (view != NULL);

  if (g_str_equal (self->view, view))
    return;
  g_free (self->view);
  self->view = g_strdup (view);
  stint_sidebar_select (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VIEW]);
}
