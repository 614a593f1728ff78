/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-picker.h"

struct _StintPicker
{
  AdwActionRow parent_instance;

  GListModel *model; /* (owned) (nullable) StintPick */
  StintPickerCheck check;
  char *chosen; /* (owned) */
  char *shown;  /* (owned) (nullable) */
  GStrv words;  /* (owned) (nullable) what is searched for */

  GtkMenuButton *button;
  /* Made when it is opened for the first time. */
  GtkPopover *popover;
  GtkEditable *search;
  GtkStack *stack;
  GtkButton *other_button;
  GtkLabel *none_label;
  GtkCustomFilter *filter;
  GtkSingleSelection *selection;
};

enum
{
  PROP_0,
  PROP_CHOSEN,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  PICKED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintPicker, stint_picker, ADW_TYPE_ACTION_ROW)

/* How many rows the list shows without scrolling, in pixels. */
#define LIST_HEIGHT 260

static const char *
stint_picker_find_title (StintPicker *self)
{
  for (guint i = 0; self->model != NULL && i < g_list_model_get_n_items (self->model); i++)
    {
      g_autoptr (StintPick) pick = g_list_model_get_item (self->model, i);

      if (g_str_equal (stint_pick_get_id (pick), self->chosen))
        return stint_pick_get_title (pick);
    }
  return self->chosen;
}

static void
stint_picker_update (StintPicker *self)
{
  const char *text = self->shown != NULL ? self->shown : stint_picker_find_title (self);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
stint_picker_pick (StintPicker *self, const char *id)
{
  g_autofree char *copy = g_strdup (id);

  gtk_popover_popdown (self->popover);
  stint_picker_set_chosen (self, copy);
  g_signal_emit (self, signals[PICKED], 0, copy);
}

static char *
stint_picker_dup_other (StintPicker *self)
{
  char *text;

  if (self->check == NULL)
    return NULL;
  text = g_strstrip (g_strdup (gtk_editable_get_text (self->search)));
  if (text[0] != '\0' && self->check (text) == NULL)
    return text;
  g_free (text);
  return NULL;
}

static void
stint_picker_update_found (StintPicker *self)
{
  gboolean found = g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0;
  g_autofree char *other = stint_picker_dup_other (self);
  g_autofree char *label = NULL;

  gtk_stack_set_visible_child_name (self->stack, found ? "list" : "none");
  gtk_widget_set_visible (GTK_WIDGET (self->other_button), other != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->none_label), other == NULL);
  if (other == NULL)
    return;
  /* Translators: a button: takes what was typed, %s, although it is in no list. */
  label = g_strdup_printf (_ ("Use “%s”"), other);
  gtk_button_set_label (self->other_button, label);
}

static void
stint_picker_search_cb (StintPicker *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  g_assert (STINT_IS_PICKER (self));

  g_strfreev (self->words);
  self->words = g_strsplit (g_strstrip (folded), " ", -1);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
  stint_picker_update_found (self);
}

static gboolean
stint_picker_match (gpointer item, gpointer data)
{
  StintPicker *self = data;

  return stint_pick_matches (STINT_PICK (item), (const char *const *) self->words);
}

static void
stint_picker_activate_cb (StintPicker *self, guint position)
{
  g_autoptr (StintPick) pick = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  g_assert (STINT_IS_PICKER (self));

  if (pick != NULL)
    stint_picker_pick (self, stint_pick_get_id (pick));
}

static void
stint_picker_other_cb (StintPicker *self)
{
  g_autofree char *other = stint_picker_dup_other (self);

  g_assert (STINT_IS_PICKER (self));

  if (other != NULL)
    stint_picker_pick (self, other);
}

/* GTK 4.8 gives the rows of a list no name. */
static void
name_row_cb (GtkWidget *box, GParamSpec *pspec, gpointer data)
{
  GtkWidget *row = gtk_widget_get_parent (box);
  GtkWidget *title = gtk_widget_get_first_child (box);

  if (row != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                    gtk_label_get_label (GTK_LABEL (title)), -1);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize",
                                   PANGO_ELLIPSIZE_MIDDLE, "max-width-chars", 36, NULL);
  GtkWidget *detail = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize", PANGO_ELLIPSIZE_END,
                                    "max-width-chars", 36, NULL);

  gtk_widget_add_css_class (detail, "caption");
  gtk_widget_add_css_class (detail, "dim-label");
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), detail);
  g_signal_connect (box, "notify::parent", G_CALLBACK (name_row_cb), NULL);
  gtk_list_item_set_child (item, box);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  StintPick *pick = STINT_PICK (gtk_list_item_get_item (item));
  GtkWidget *box = gtk_list_item_get_child (item);
  GtkWidget *title = gtk_widget_get_first_child (box);
  GtkWidget *detail = gtk_widget_get_next_sibling (title);

  gtk_label_set_label (GTK_LABEL (title), stint_pick_get_title (pick));
  gtk_label_set_label (GTK_LABEL (detail), stint_pick_get_detail (pick));
  gtk_widget_set_visible (detail, stint_pick_get_detail (pick)[0] != '\0');
  name_row_cb (box, NULL, NULL);
}

static GtkWidget *
stint_picker_make_list (StintPicker *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();
  GtkFilterListModel *filtered;
  GtkWidget *list;
  GtkWidget *scroller;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  self->filter = gtk_custom_filter_new (stint_picker_match, self, NULL);
  filtered = gtk_filter_list_model_new (self->model != NULL ? g_object_ref (self->model) : NULL,
                                        GTK_FILTER (g_object_ref (self->filter)));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (filtered));
  list = gtk_list_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)),
                            g_object_ref (factory));
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (list), TRUE);
  g_signal_connect_object (list, "activate", G_CALLBACK (stint_picker_activate_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), -1);
  scroller = g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", list, "hscrollbar-policy",
                           GTK_POLICY_NEVER, "min-content-height", LIST_HEIGHT,
                           "propagate-natural-width", TRUE, "focusable", FALSE, NULL);
  return scroller;
}

static GtkWidget *
stint_picker_make_none (StintPicker *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "valign",
                                 GTK_ALIGN_CENTER, "spacing", 6, NULL);

  self->other_button = GTK_BUTTON (gtk_button_new ());
  g_signal_connect_object (self->other_button, "clicked", G_CALLBACK (stint_picker_other_cb), self,
                           G_CONNECT_SWAPPED);
  self->none_label = GTK_LABEL (gtk_label_new (_ ("Nothing found")));
  gtk_widget_add_css_class (GTK_WIDGET (self->none_label), "dim-label");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->other_button));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->none_label));
  return box;
}

static void
stint_picker_ensure_popover (StintPicker *self)
{
  GtkWidget *box;

  if (self->popover != NULL)
    return;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->search = GTK_EDITABLE (gtk_search_entry_new ());
  /* Translators: the search field above a list of things to choose. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search"), -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->stack, stint_picker_make_list (self), "list");
  gtk_stack_add_named (self->stack, stint_picker_make_none (self), "none");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  g_signal_connect_object (self->search, "changed", G_CALLBACK (stint_picker_search_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "activate", G_CALLBACK (stint_picker_take_first), self,
                           G_CONNECT_SWAPPED);

  self->popover = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_child (self->popover, box);
  /* Letters typed at the list are for its search. */
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search),
                                           GTK_WIDGET (self->popover));
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (gtk_popover_popdown),
                           self->popover, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (self->button, GTK_WIDGET (self->popover));
}

/* Opened anew it shows everything, with the keyboard in the search field. */
static void
stint_picker_prepare_cb (GtkMenuButton *button, gpointer data)
{
  StintPicker *self = data;

  stint_picker_ensure_popover (self);
  gtk_editable_set_text (self->search, "");
  stint_picker_update_found (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

static void
stint_picker_activate (AdwActionRow *row)
{
  gtk_menu_button_popup (STINT_PICKER (row)->button);
}

static void
stint_picker_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CHOSEN:
      g_value_set_string (value, STINT_PICKER (object)->chosen);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_picker_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_CHOSEN:
      stint_picker_set_chosen (STINT_PICKER (object), g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_picker_dispose (GObject *object)
{
  StintPicker *self = STINT_PICKER (object);

  /* The filter asks @self. */
  if (self->filter != NULL)
    gtk_custom_filter_set_filter_func (self->filter, NULL, NULL, NULL);
  g_clear_object (&self->filter);
  g_clear_object (&self->selection);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (stint_picker_parent_class)->dispose (object);
}

static void
stint_picker_finalize (GObject *object)
{
  StintPicker *self = STINT_PICKER (object);

  g_free (self->chosen);
  g_free (self->shown);
  g_strfreev (self->words);

  G_OBJECT_CLASS (stint_picker_parent_class)->finalize (object);
}

static void
stint_picker_class_init (StintPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_picker_dispose;
  object_class->finalize = stint_picker_finalize;
  object_class->get_property = stint_picker_get_property;
  object_class->set_property = stint_picker_set_property;
  ADW_ACTION_ROW_CLASS (klass)->activate = stint_picker_activate;

  properties[PROP_CHOSEN] =
      g_param_spec_string ("chosen", NULL, NULL, "",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  signals[PICKED] = g_signal_new ("picked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
stint_picker_init (StintPicker *self)
{
  self->chosen = g_strdup ("");
  self->button = g_object_new (GTK_TYPE_MENU_BUTTON, "icon-name", "pan-down-symbolic", "valign",
                               GTK_ALIGN_CENTER, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_menu_button_set_create_popup_func (self->button, stint_picker_prepare_cb, self, NULL);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->button));
  /* The button is what the keyboard stops at; a click anywhere does the same. */
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "property");
  g_signal_connect (self, "notify::title", G_CALLBACK (stint_picker_update), NULL);
}

void
stint_picker_set_model (StintPicker *self, GListModel *model)
{
  g_return_if_fail (STINT_IS_PICKER (self));

  if (!g_set_object (&self->model, model))
    return;
  if (self->selection != NULL)
    gtk_filter_list_model_set_model (
        GTK_FILTER_LIST_MODEL (gtk_single_selection_get_model (self->selection)), model);
  stint_picker_update (self);
}

void
stint_picker_set_check (StintPicker *self, StintPickerCheck check)
{
  g_return_if_fail (STINT_IS_PICKER (self));

  self->check = check;
}

void
stint_picker_set_chosen (StintPicker *self, const char *id)
{
  g_return_if_fail (STINT_IS_PICKER (self));

  if (id == NULL)
    id = "";
  if (g_str_equal (self->chosen, id))
    {
      stint_picker_update (self);
      return;
    }
  g_free (self->chosen);
  self->chosen = g_strdup (id);
  stint_picker_update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CHOSEN]);
}

const char *
stint_picker_get_chosen (StintPicker *self)
{
  g_return_val_if_fail (STINT_IS_PICKER (self), "");

  return self->chosen;
}

void
stint_picker_set_shown (StintPicker *self, const char *text)
{
  g_return_if_fail (STINT_IS_PICKER (self));

  g_free (self->shown);
  self->shown = g_strdup (text);
  stint_picker_update (self);
}

void
stint_picker_popup (StintPicker *self, const char *text)
{
  g_return_if_fail (STINT_IS_PICKER (self));

  gtk_menu_button_popup (self->button);
  gtk_editable_set_text (self->search, text);
}

void
stint_picker_take_first (StintPicker *self)
{
  g_return_if_fail (STINT_IS_PICKER (self));

  if (self->selection == NULL)
    return;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->selection)) > 0)
    stint_picker_activate_cb (self, gtk_single_selection_get_selected (self->selection));
  else
    stint_picker_other_cb (self);
}
