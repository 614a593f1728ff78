/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-filter-button.h"
#include "stint-selection-bar.h"
#include "stint-session-list.h"
#include "stint-session-menu.h"
#include "stint-session-row.h"

struct _StintSessionList
{
  GtkBox parent_instance;

  StintSlotModel *model;     /* (owned) (nullable) */
  StintSelection *selection; /* (owned) (nullable) */
  StintTicker *ticker;       /* (owned) (nullable) */
  gboolean narrow;
  gboolean sidebar_folded;
  gboolean waiting;
  guint wanted_row; /* to be focused as soon as it has a widget */
  guint focus_id;

  GtkWidget *selection_bar; /* (nullable): made when several are selected */
  GtkWidget *menu;          /* (nullable): what can be done with a row, while it is open */
  GtkWidget *menu_focus;    /* (nullable) (weak) what had the keyboard before it */

  GtkWidget *header_bar;
  StintFilterButton *filter_button;
  GtkSearchEntry *search_entry;
  GtkMenuButton *menu_button;
  StintBanners *banners;
  GtkWidget *top; /* (unowned) (nullable): above the list */
  GtkStack *stack;
  GtkListView *list_view;
};

enum
{
  PROP_0,
  PROP_NARROW,
  PROP_SIDEBAR_FOLDED,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  ACTIVATED,
  LEFT,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintSessionList, stint_session_list, GTK_TYPE_BOX)

static void
stint_session_list_update_page (StintSessionList *self)
{
  const char *page = "list";

  if (self->model == NULL || stint_slot_model_get_n_visible (self->model) == 0)
    {
      const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
      const StintQuery *filter = stint_filter_button_get_query (self->filter_button);

      page = words[0] != '\0' || stint_query_has_filter (filter) ? "nothing" : "empty";
      /* Nothing is known to be empty before the service has told. */
      if (self->waiting)
        page = "waiting";
    }
  gtk_stack_set_visible_child_name (self->stack, page);
}

/* The list reckons with one height for all rows that it has no widget for, and so do we. */
static void
stint_session_list_seen_cb (StintSessionList *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));
  double upper = gtk_adjustment_get_upper (adjustment);
  double page = gtk_adjustment_get_page_size (adjustment);
  guint n;

  g_assert (STINT_IS_SESSION_LIST (self));

  n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
  if (n == 0 || upper <= 0 || page <= 0)
    return;
  stint_slot_model_set_seen (self->model,
                             (guint) (gtk_adjustment_get_value (adjustment) / upper * n),
                             (guint) (page / upper * n) + 1);
}

static void
stint_session_list_activate_position (StintSessionList *self, guint position)
{
  StintSessionItem *session = stint_slot_model_get_session (self->model, position);

  if (session != NULL)
    g_signal_emit (self, signals[ACTIVATED], 0, session);
}

static void
stint_session_list_activate_cb (StintSessionList *self, guint position)
{
  g_assert (STINT_IS_SESSION_LIST (self));

  stint_session_list_activate_position (self, position);
}

static void
stint_session_list_search_cb (StintSessionList *self)
{
  const char *words = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));

  g_assert (STINT_IS_SESSION_LIST (self));

  if (self->model == NULL)
    return;
  stint_filter_button_set_has_words (self->filter_button, words[0] != '\0');
  stint_slot_model_set_search (self->model, words);
  /* The best match is what Enter starts, so it is what is seen to be selected. */
  if (words[0] != '\0')
    stint_selection_set_lead (self->selection, stint_slot_model_get_session (self->model, 0));
}

static void
stint_session_list_search_activate_cb (StintSessionList *self)
{
  guint position;

  g_assert (STINT_IS_SESSION_LIST (self));

  if (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))[0] == '\0')
    return;
  position = stint_selection_get_lead_position (self->selection);
  stint_session_list_activate_position (self, position == G_MAXUINT ? 0 : position);
}

static void
stint_session_list_stop_search_cb (StintSessionList *self)
{
  g_assert (STINT_IS_SESSION_LIST (self));

  if (!stint_session_list_clear_search (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.back", NULL);
}

static void
stint_session_list_filter_cb (StintSessionList *self)
{
  g_assert (STINT_IS_SESSION_LIST (self));

  if (self->model != NULL)
    stint_slot_model_set_filter (self->model, stint_filter_button_get_query (self->filter_button));
}

static void
stint_session_list_save_cb (StintSessionList *self)
{
  g_assert (STINT_IS_SESSION_LIST (self));

  gtk_widget_activate_action (GTK_WIDGET (self), "win.save-view", NULL);
}

/* Most windows never have several selected. */
static void
stint_session_list_selection_cb (StintSessionList *self)
{
  g_assert (STINT_IS_SESSION_LIST (self));

  if (self->selection_bar != NULL || stint_selection_get_n (self->selection) < 2)
    return;
  self->selection_bar = stint_selection_bar_new (self->selection);
  gtk_box_append (GTK_BOX (self), self->selection_bar);
}

static gboolean
stint_session_list_drop_menu_cb (gpointer data)
{
  if (gtk_widget_get_parent (data) != NULL)
    gtk_widget_unparent (data);
  return G_SOURCE_REMOVE;
}

static void
stint_session_list_menu_closed_cb (StintSessionList *self, GtkWidget *menu)
{
  g_assert (STINT_IS_SESSION_LIST (self));

  /* Back to where the keyboard was: GTK would go on from the menu to what lies behind it. */
  if (self->menu == menu && self->menu_focus != NULL && gtk_widget_get_mapped (self->menu_focus))
    gtk_widget_grab_focus (self->menu_focus);
  /* Its action runs after it has closed. */
  if (self->menu == menu)
    self->menu = NULL;
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, stint_session_list_drop_menu_cb, g_object_ref (menu),
                   g_object_unref);
}

/* For what is selected, beside @row. */
static void
stint_session_list_open_menu (StintSessionList *self, GtkWidget *row, double x, double y)
{
  g_autoptr (GPtrArray) sessions = stint_selection_list (self->selection);
  g_autoptr (GMenuModel) model = NULL;
  GdkRectangle place = { .width = 1, .height = 1 };
  double list_x;
  double list_y;

  if (sessions->len == 0 ||
      !gtk_widget_translate_coordinates (row, GTK_WIDGET (self), x, y, &list_x, &list_y))
    return;
  model = stint_session_menu_new (sessions);
  place.x = (int) list_x;
  place.y = (int) list_y;
  if (self->menu != NULL)
    gtk_popover_popdown (GTK_POPOVER (self->menu));
  g_set_weak_pointer (&self->menu_focus, gtk_root_get_focus (gtk_widget_get_root (row)));
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (stint_session_list_menu_closed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* A right click on what is not selected selects it; on one of several, it is about all of them. */
static void
stint_session_list_pressed_cb (
    GtkGestureClick *gesture, int n_press, double x, double y, gpointer data)
{
  StintSessionList *self = STINT_SESSION_LIST (data);
  GtkWidget *row = gtk_widget_pick (GTK_WIDGET (self->list_view), x, y, GTK_PICK_DEFAULT);
  double row_x;
  double row_y;
  guint position;

  row = row != NULL ? gtk_widget_get_ancestor (row, STINT_TYPE_SESSION_ROW) : NULL;
  if (row == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  position = stint_slot_model_find (
      self->model, stint_slot_get_session (stint_session_row_get_slot (STINT_SESSION_ROW (row))));
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  if (gtk_widget_translate_coordinates (GTK_WIDGET (self->list_view), row, x, y, &row_x, &row_y))
    stint_session_list_open_menu (self, row, row_x, row_y);
}

/* The row that has the keyboard. (nullable) */
static GtkWidget *
stint_session_list_focused_row (StintSessionList *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;

  return STINT_IS_SESSION_ROW (row) ? row : NULL;
}

static gboolean
stint_session_list_menu_key (StintSessionList *self)
{
  GtkWidget *row = stint_session_list_focused_row (self);
  StintSessionItem *session;
  guint position;

  if (row == NULL)
    return GDK_EVENT_PROPAGATE;
  session = stint_slot_get_session (stint_session_row_get_slot (STINT_SESSION_ROW (row)));
  position = stint_slot_model_find (self->model, session);
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->selection), position, TRUE);
  stint_session_list_open_menu (self, row, 24, gtk_widget_get_height (row) - 6);
  return GDK_EVENT_STOP;
}

static void
stint_session_list_search_started_cb (StintSessionList *self)
{
  g_assert (STINT_IS_SESSION_LIST (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_set_position (GTK_EDITABLE (self->search_entry), -1);
}

static gboolean
stint_session_list_search_key_cb (GtkEventControllerKey *controller,
                                  guint keyval,
                                  guint keycode,
                                  GdkModifierType state,
                                  gpointer data)
{
  StintSessionList *self = STINT_SESSION_LIST (data);
  guint position;

  if (keyval != GDK_KEY_Down && keyval != GDK_KEY_KP_Down && keyval != GDK_KEY_Tab)
    return GDK_EVENT_PROPAGATE;
  if (state & (GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK) ||
      stint_slot_model_get_n_visible (self->model) == 0)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Tab && self->top != NULL &&
      gtk_widget_child_focus (self->top, GTK_DIR_TAB_FORWARD))
    return GDK_EVENT_STOP;
  position = stint_selection_get_lead_position (self->selection);
  stint_session_list_focus_row (self, position == G_MAXUINT ? 0 : position);
  return GDK_EVENT_STOP;
}

static gboolean
stint_session_list_list_key_cb (GtkEventControllerKey *controller,
                                guint keyval,
                                guint keycode,
                                GdkModifierType state,
                                gpointer data)
{
  StintSessionList *self = STINT_SESSION_LIST (data);

  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && state & GDK_SHIFT_MASK))
    return stint_session_list_menu_key (self);
  if (keyval == GDK_KEY_ISO_Left_Tab || (keyval == GDK_KEY_Tab && state & GDK_SHIFT_MASK))
    {
      if (self->top == NULL || !gtk_widget_child_focus (self->top, GTK_DIR_TAB_BACKWARD))
        stint_session_list_focus_search (self);
      return GDK_EVENT_STOP;
    }
  if (keyval == GDK_KEY_Tab || keyval == GDK_KEY_KP_Tab)
    {
      g_signal_emit (self, signals[LEFT], 0);
      return GDK_EVENT_STOP;
    }
  return GDK_EVENT_PROPAGATE;
}

static void
stint_session_list_setup_cb (GtkSignalListItemFactory *factory,
                             GtkListItem *list_item,
                             StintSessionList *self)
{
  GtkWidget *row;

  g_assert (GTK_IS_LIST_ITEM (list_item));
  g_assert (STINT_IS_SESSION_LIST (self));

  row = stint_session_row_new (self->ticker);
  g_object_bind_property (self, "narrow", row, "show-arrow", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_child (list_item, row);
}

static void
stint_session_list_bind_cb (GtkSignalListItemFactory *factory,
                            GtkListItem *list_item,
                            StintSessionList *self)
{
  g_assert (GTK_IS_LIST_ITEM (list_item));

  stint_session_row_set_slot (STINT_SESSION_ROW (gtk_list_item_get_child (list_item)),
                              STINT_SLOT (gtk_list_item_get_item (list_item)));
}

static void
stint_session_list_unbind_cb (GtkSignalListItemFactory *factory,
                              GtkListItem *list_item,
                              StintSessionList *self)
{
  g_assert (GTK_IS_LIST_ITEM (list_item));

  stint_session_row_set_slot (STINT_SESSION_ROW (gtk_list_item_get_child (list_item)), NULL);
}

static void
stint_session_list_realize (GtkWidget *widget)
{
  StintSessionList *self = STINT_SESSION_LIST (widget);
  GApplication *app = g_application_get_default ();

  GTK_WIDGET_CLASS (stint_session_list_parent_class)->realize (widget);

  /* Menus belong to the application; in a test of this widget alone there is none. */
  if (!GTK_IS_APPLICATION (app))
    return;
  gtk_menu_button_set_menu_model (self->menu_button, G_MENU_MODEL (gtk_application_get_menu_by_id (
                                                         GTK_APPLICATION (app), "primary-menu")));
}

static void
stint_session_list_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintSessionList *self = STINT_SESSION_LIST (object);

  switch (prop_id)
    {
    case PROP_NARROW:
      g_value_set_boolean (value, self->narrow);
      break;
    case PROP_SIDEBAR_FOLDED:
      g_value_set_boolean (value, self->sidebar_folded);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_session_list_set_property (GObject *object,
                                 guint prop_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  StintSessionList *self = STINT_SESSION_LIST (object);

  switch (prop_id)
    {
    case PROP_NARROW:
      self->narrow = g_value_get_boolean (value);
      break;
    case PROP_SIDEBAR_FOLDED:
      self->sidebar_folded = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_session_list_dispose (GObject *object)
{
  StintSessionList *self = STINT_SESSION_LIST (object);

  g_clear_handle_id (&self->focus_id, g_source_remove);
  g_clear_weak_pointer (&self->menu_focus);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_SESSION_LIST);
  g_clear_object (&self->model);
  g_clear_object (&self->selection);
  g_clear_object (&self->ticker);

  G_OBJECT_CLASS (stint_session_list_parent_class)->dispose (object);
}

static void
stint_session_list_class_init (StintSessionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_session_list_dispose;
  object_class->get_property = stint_session_list_get_property;
  object_class->set_property = stint_session_list_set_property;
  widget_class->realize = stint_session_list_realize;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                                                  G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SIDEBAR_FOLDED] = g_param_spec_boolean (
      "sidebar-folded", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[ACTIVATED] = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, STINT_TYPE_SESSION_ITEM);

  signals[LEFT] = g_signal_new ("left", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  g_type_ensure (STINT_TYPE_BANNERS);
  g_type_ensure (STINT_TYPE_FILTER_BUTTON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-session-list.ui");
  gtk_widget_class_bind_template_child (widget_class, StintSessionList, header_bar);
  gtk_widget_class_bind_template_child (widget_class, StintSessionList, filter_button);
  gtk_widget_class_bind_template_child (widget_class, StintSessionList, search_entry);
  gtk_widget_class_bind_template_child (widget_class, StintSessionList, menu_button);
  gtk_widget_class_bind_template_child (widget_class, StintSessionList, banners);
  gtk_widget_class_bind_template_child (widget_class, StintSessionList, stack);
  gtk_widget_class_bind_template_child (widget_class, StintSessionList, list_view);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_save_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_search_started_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_session_list_list_key_cb);
}

static void
stint_session_list_init (StintSessionList *self)
{
  self->waiting = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
stint_session_list_set_model (StintSessionList *self,
                              StintSlotModel *model,
                              StintSelection *selection,
                              StintTicker *ticker)
{
  g_autoptr (GtkListItemFactory) factory = NULL;
  GtkAdjustment *adjustment;

  g_return_if_fail (STINT_IS_SESSION_LIST (self));
  g_return_if_fail (self->model == NULL);

  self->model = g_object_ref (model);
  self->selection = g_object_ref (selection);
  self->ticker = g_object_ref (ticker);

  factory = gtk_signal_list_item_factory_new ();
  g_signal_connect_object (factory, "setup", G_CALLBACK (stint_session_list_setup_cb), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (stint_session_list_bind_cb), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (stint_session_list_unbind_cb), self, 0);
  gtk_list_view_set_factory (self->list_view, factory);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (selection));

  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (stint_session_list_seen_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (stint_session_list_seen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "arranged", G_CALLBACK (stint_session_list_update_page), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (stint_session_list_selection_cb), self,
                           G_CONNECT_SWAPPED);
  stint_session_list_update_page (self);
}

void
stint_session_list_set_client (StintSessionList *self, StintClient *client, GSettings *settings)
{
  g_return_if_fail (STINT_IS_SESSION_LIST (self));

  stint_filter_button_set_client (self->filter_button, client);
  g_settings_bind (settings, "order", self->filter_button, "order", G_SETTINGS_BIND_DEFAULT);
}

StintQuery *
stint_session_list_dup_query (StintSessionList *self)
{
  StintQuery *query;

  g_return_val_if_fail (STINT_IS_SESSION_LIST (self), NULL);

  query = stint_query_copy (stint_filter_button_get_query (self->filter_button));
  stint_query_set (&query->text, gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  return query;
}

void
stint_session_list_popup_filter (StintSessionList *self)
{
  g_return_if_fail (STINT_IS_SESSION_LIST (self));

  stint_filter_button_popup (self->filter_button);
}

void
stint_session_list_set_waiting (StintSessionList *self, gboolean waiting)
{
  g_return_if_fail (STINT_IS_SESSION_LIST (self));

  self->waiting = waiting;
  stint_session_list_update_page (self);
}

void
stint_session_list_set_top (StintSessionList *self, GtkWidget *widget)
{
  g_return_if_fail (STINT_IS_SESSION_LIST (self));
  g_return_if_fail (GTK_IS_WIDGET (widget));

  self->top = widget;
  gtk_box_insert_child_after (GTK_BOX (self), widget, GTK_WIDGET (self->banners));
}

StintBanners *
stint_session_list_get_banners (StintSessionList *self)
{
  g_return_val_if_fail (STINT_IS_SESSION_LIST (self), NULL);

  return self->banners;
}

void
stint_session_list_capture_keys (StintSessionList *self, GtkWidget *window)
{
  g_return_if_fail (STINT_IS_SESSION_LIST (self));

  gtk_search_entry_set_key_capture_widget (self->search_entry, window);
}

void
stint_session_list_focus_search (StintSessionList *self)
{
  g_return_if_fail (STINT_IS_SESSION_LIST (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

void
stint_session_list_search (StintSessionList *self, const char *words)
{
  g_return_if_fail (STINT_IS_SESSION_LIST (self));
  g_return_if_fail (words != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), words);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_set_position (GTK_EDITABLE (self->search_entry), -1);
}

gboolean
stint_session_list_clear_search (StintSessionList *self)
{
  g_return_val_if_fail (STINT_IS_SESSION_LIST (self), FALSE);

  if (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))[0] == '\0')
    return stint_filter_button_clear (self->filter_button);
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
  return TRUE;
}

void
stint_session_list_focus_header (StintSessionList *self)
{
  g_return_if_fail (STINT_IS_SESSION_LIST (self));

  gtk_widget_child_focus (self->header_bar, GTK_DIR_TAB_FORWARD);
}

/* GTK 4.8 cannot be told which row to focus: its children are asked for the one that shows the
 * slot at @position.  NULL if it is too far away to have a widget. */
static GtkWidget *
stint_session_list_find_row (StintSessionList *self, guint position)
{
  g_autoptr (StintSlot) slot = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->list_view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *row = gtk_widget_get_first_child (child);

      if (STINT_IS_SESSION_ROW (row) &&
          stint_session_row_get_slot (STINT_SESSION_ROW (row)) == slot)
        return child;
    }
  return NULL;
}

static gboolean
stint_session_list_focus_cb (gpointer data)
{
  StintSessionList *self = data;
  GtkWidget *row = stint_session_list_find_row (self, self->wanted_row);

  g_assert (STINT_IS_SESSION_LIST (self));

  self->focus_id = 0;
  if (row != NULL)
    gtk_widget_grab_focus (row);
  return G_SOURCE_REMOVE;
}

/* Where a selection that grows (Shift and arrows) begins.  GTK remembers only what was selected by way
 * of the list itself, and would begin at the top after a search. */
static void
stint_session_list_set_anchor (StintSessionList *self, guint position)
{
  if (stint_selection_get_n (self->selection) == 1 &&
      stint_selection_get_lead_position (self->selection) == position)
    gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.select-item", "(ubb)", position,
                                FALSE, FALSE);
}

void
stint_session_list_focus_row (StintSessionList *self, guint position)
{
  GtkWidget *row;

  g_return_if_fail (STINT_IS_SESSION_LIST (self));

  if (position >= g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    return;
  gtk_widget_activate_action (GTK_WIDGET (self->list_view), "list.scroll-to-item", "u", position);
  stint_session_list_set_anchor (self, position);
  g_clear_handle_id (&self->focus_id, g_source_remove);
  row = stint_session_list_find_row (self, position);
  if (row != NULL && gtk_widget_grab_focus (row))
    return;
  /* Its widget comes with the next layout. */
  self->wanted_row = position;
  self->focus_id = g_idle_add_full (G_PRIORITY_LOW, stint_session_list_focus_cb, self, NULL);
}

gboolean
stint_session_list_has_focus_in_list (StintSessionList *self)
{
  GtkRoot *root;
  GtkWidget *focus;

  g_return_val_if_fail (STINT_IS_SESSION_LIST (self), FALSE);

  root = gtk_widget_get_root (GTK_WIDGET (self));
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  return focus != NULL && (focus == GTK_WIDGET (self->list_view) ||
                           gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list_view)));
}
