/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-filter-button.h"
#include "stint-form.h"
#include "stint-widgets.h"
#include "stint-words.h"

typedef enum
{
  CHOICE_INTEGRATION,
  CHOICE_STATE,
  CHOICE_REGION,
  CHOICE_KIND,
  CHOICE_ORDER,
  N_CHOICES,
} ChoiceKind;

typedef struct
{
  GtkDropDown *drop_down;
  GPtrArray *values; /* (owned) of char *: what each row stands for */
} Choice;

struct _StintFilterButton
{
  AdwBin parent_instance;

  StintClient *client; /* (owned) (nullable) */
  StintQuery *query;   /* (owned) */
  char *order;         /* (owned) */
  gboolean has_words;
  gboolean filling; /* rows are put in, nobody chose */

  GtkMenuButton *button;
  Choice choices[N_CHOICES]; /* (nullable) until the popover is made */
  GtkWidget *clear_button;
  GtkWidget *save_button;
};

enum
{
  PROP_0,
  PROP_ORDER,
  N_PROPS
};
static GParamSpec *properties[N_PROPS];

enum
{
  CHANGED,
  SAVE,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintFilterButton, stint_filter_button, ADW_TYPE_BIN)

static char **
choice_value (StintFilterButton *self, ChoiceKind kind)
{
  switch (kind)
    {
    case CHOICE_INTEGRATION:
      return &self->query->integration;
    case CHOICE_STATE:
      return &self->query->state;
    case CHOICE_REGION:
      return &self->query->region;
    case CHOICE_KIND:
      return &self->query->kind;
    case CHOICE_ORDER:
    case N_CHOICES:
    default:
      return &self->order;
    }
}

/* Shape as well as colour: an accent, and the tooltip says what. */
static void
update_button (StintFilterButton *self)
{
  gboolean on = stint_query_has_filter (self->query);
  /* Translators: tooltips of a button that opens a filter of the list. */
  const char *tip = on ? _ ("Filter and order (filtered)") : _ ("Filter and order");

  stint_widget_set_class (self->button, "filtered", on);
  gtk_menu_button_set_icon_name (self->button,
                                 on ? "stint-filter-on-symbolic" : "stint-filter-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip,
                                  -1);
  if (self->clear_button == NULL)
    return;
  gtk_widget_set_sensitive (self->clear_button, on);
  gtk_widget_set_sensitive (self->save_button, on || self->has_words);
}

static void
choice_cb (StintFilterButton *self, GParamSpec *pspec, GtkDropDown *drop_down)
{
  g_assert (STINT_IS_FILTER_BUTTON (self));

  if (self->filling)
    return;
  for (guint kind = 0; kind < N_CHOICES; kind++)
    {
      Choice *choice = &self->choices[kind];
      guint position = gtk_drop_down_get_selected (drop_down);

      if (choice->drop_down != drop_down || position >= choice->values->len)
        continue;
      stint_query_set (choice_value (self, kind), g_ptr_array_index (choice->values, position));
      if (kind == CHOICE_ORDER)
        g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORDER]);
      else
        g_signal_emit (self, signals[CHANGED], 0);
    }
  update_button (self);
}

static void
choice_add (Choice *choice, GtkStringList *names, const char *value, const char *name)
{
  g_ptr_array_add (choice->values, g_strdup (value));
  gtk_string_list_append (names, name);
}

static void
add_integrations (StintFilterButton *self, Choice *choice, GtkStringList *names)
{
  GListModel *integrations = stint_client_get_integrations (self->client);

  for (guint i = 0; i < g_list_model_get_n_items (integrations); i++)
    {
      g_autoptr (StintIntegrationItem) item = g_list_model_get_item (integrations, i);

      choice_add (choice, names, stint_integration_item_get_id (item),
                  stint_integration_item_get_name (item));
    }
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* (transfer container) */
static GPtrArray *
sorted_keys (GHashTable *table)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, key);
  g_ptr_array_sort (keys, compare_strings);
  return keys;
}

/* The regions and kinds that sessions have. */
static void
add_from_sessions (StintFilterButton *self, ChoiceKind kind, GtkStringList *names)
{
  GListModel *sessions = stint_client_get_sessions (self->client);
  Choice *choice = &self->choices[kind];
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) item = g_list_model_get_item (sessions, i);
      const char *value = kind == CHOICE_REGION
                              ? stint_query_region_of (item)
                              : stint_enum_to_nick (STINT_TYPE_SESSION_KIND,
                                                    (int) stint_session_item_get_kind (item));

      if (value[0] != '\0' && !g_hash_table_contains (known, value))
        g_hash_table_add (known, g_strdup (value));
    }
  found = sorted_keys (known);
  for (guint i = 0; i < found->len; i++)
    {
      const char *value = g_ptr_array_index (found, i);
      int number = 0;

      if (kind == CHOICE_KIND && stint_enum_from_nick (STINT_TYPE_SESSION_KIND, value, &number))
        choice_add (choice, names, value, stint_words_session_kind ((StintSessionKind) number));
      else
        choice_add (choice, names, value, value);
    }
}

static void
choice_fill (StintFilterButton *self, ChoiceKind kind)
{
  Choice *choice = &self->choices[kind];
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  guint selected = 0;

  g_ptr_array_set_size (choice->values, 0);
  if (kind == CHOICE_ORDER)
    {
      choice_add (choice, names, "integration", _ ("Integration and account"));
      choice_add (choice, names, "last-used", _ ("Last use"));
    }
  else
    {
      /* Translators: a filter that lets everything through. */
      choice_add (choice, names, "", C_ ("filter", "Any"));
    }
  if (kind == CHOICE_STATE)
    {
      choice_add (choice, names, "active", C_ ("filter", "Active"));
      choice_add (choice, names, "inactive", C_ ("filter", "Not active"));
      choice_add (choice, names, "failed", C_ ("filter", "Failed or ended"));
    }
  else if (kind == CHOICE_INTEGRATION)
    add_integrations (self, choice, names);
  else if (kind != CHOICE_ORDER)
    add_from_sessions (self, kind, names);

  for (guint i = 0; i < choice->values->len; i++)
    {
      if (g_str_equal (g_ptr_array_index (choice->values, i), *choice_value (self, kind)))
        selected = i;
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (choice->drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (choice->drop_down, selected);
  self->filling = FALSE;
}

/* The button that GTK puts into it is what takes the keyboard; what is chosen is only drawn there.
 * Newer GTK (4.18) tells of that button what is told of the whole. */
static void
tell_chosen_cb (GtkDropDown *drop_down, GParamSpec *pspec, gpointer data)
{
  GtkStringObject *chosen = gtk_drop_down_get_selected_item (drop_down);
  GtkWidget *button = gtk_widget_get_first_child (GTK_WIDGET (drop_down));

  if (chosen == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_string_object_get_string (chosen), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  gtk_string_object_get_string (chosen), -1);
}

static GtkDropDown *
add_row (StintFilterButton *self, GtkGrid *grid, ChoiceKind kind, const char *title)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (title);
  GtkWidget *drop_down = gtk_drop_down_new (NULL, NULL);
  g_autoptr (GtkListItemFactory) factory = stint_form_make_choices ();

  gtk_drop_down_set_factory (GTK_DROP_DOWN (drop_down), factory);
  g_signal_connect (drop_down, "notify::selected-item", G_CALLBACK (tell_chosen_cb), NULL);
  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), drop_down);
  gtk_widget_set_hexpand (drop_down, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  /* What takes the keyboard is the button that GTK puts into it. */
  gtk_accessible_update_relation (GTK_ACCESSIBLE (gtk_widget_get_first_child (drop_down)),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, label, NULL, -1);
  gtk_grid_attach (grid, label, 0, (int) kind, 1, 1);
  gtk_grid_attach (grid, drop_down, 1, (int) kind, 1, 1);
  g_signal_connect_object (drop_down, "notify::selected", G_CALLBACK (choice_cb), self,
                           G_CONNECT_SWAPPED);
  return GTK_DROP_DOWN (drop_down);
}

static void
clear_cb (StintFilterButton *self)
{
  g_assert (STINT_IS_FILTER_BUTTON (self));

  stint_filter_button_clear (self);
}

static void
save_cb (StintFilterButton *self)
{
  g_assert (STINT_IS_FILTER_BUTTON (self));

  gtk_menu_button_popdown (self->button);
  g_signal_emit (self, signals[SAVE], 0);
}

static GtkWidget *
make_popover (StintFilterButton *self)
{
  static const char *const titles[N_CHOICES] = {
    /* Translators: labels of a filter, each before what to choose. */
    N_ ("_Integration"), N_ ("S_tate"), N_ ("_Region"), N_ ("_Kind"), N_ ("_Order by"),
  };
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint kind = 0; kind < N_CHOICES; kind++)
    {
      self->choices[kind].values = g_ptr_array_new_with_free_func (g_free);
      self->choices[kind].drop_down = add_row (self, GTK_GRID (grid), kind, gettext (titles[kind]));
    }
  gtk_box_append (GTK_BOX (box), grid);

  self->clear_button = gtk_button_new_with_mnemonic (_ ("_Clear filter"));
  g_signal_connect_object (self->clear_button, "clicked", G_CALLBACK (clear_cb), self,
                           G_CONNECT_SWAPPED);
  /* Translators: keeps search and filter under a name in the sidebar. */
  self->save_button = gtk_button_new_with_mnemonic (_ ("_Save as view…"));
  gtk_widget_set_hexpand (self->save_button, TRUE);
  gtk_widget_set_hexpand (self->clear_button, TRUE);
  g_signal_connect_object (self->save_button, "clicked", G_CALLBACK (save_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (buttons), self->clear_button);
  gtk_box_append (GTK_BOX (buttons), self->save_button);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_widget_add_css_class (box, "filter");
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  return popover;
}

static void
popup_cb (GtkMenuButton *button, gpointer data)
{
  StintFilterButton *self = data;

  g_assert (STINT_IS_FILTER_BUTTON (self));

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, make_popover (self));
  for (guint kind = 0; kind < N_CHOICES; kind++)
    choice_fill (self, kind);
  update_button (self);
}

static void
stint_filter_button_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintFilterButton *self = STINT_FILTER_BUTTON (object);

  switch (prop_id)
    {
    case PROP_ORDER:
      g_value_set_string (value, self->order);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_filter_button_set_property (GObject *object,
                                  guint prop_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  StintFilterButton *self = STINT_FILTER_BUTTON (object);

  switch (prop_id)
    {
    case PROP_ORDER:
      if (g_strcmp0 (self->order, g_value_get_string (value)) == 0)
        break;
      stint_query_set (&self->order, g_value_get_string (value));
      g_object_notify_by_pspec (object, pspec);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_filter_button_dispose (GObject *object)
{
  StintFilterButton *self = STINT_FILTER_BUTTON (object);

  for (guint kind = 0; kind < N_CHOICES; kind++)
    g_clear_pointer (&self->choices[kind].values, g_ptr_array_unref);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stint_filter_button_parent_class)->dispose (object);
}

static void
stint_filter_button_finalize (GObject *object)
{
  StintFilterButton *self = STINT_FILTER_BUTTON (object);

  stint_query_free (self->query);
  g_free (self->order);

  G_OBJECT_CLASS (stint_filter_button_parent_class)->finalize (object);
}

static void
stint_filter_button_class_init (StintFilterButtonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_filter_button_dispose;
  object_class->finalize = stint_filter_button_finalize;
  object_class->get_property = stint_filter_button_get_property;
  object_class->set_property = stint_filter_button_set_property;

  properties[PROP_ORDER] =
      g_param_spec_string ("order", NULL, NULL, "integration",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[SAVE] = g_signal_new ("save", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
stint_filter_button_init (StintFilterButton *self)
{
  self->query = stint_query_new ();
  self->order = g_strdup ("integration");
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_create_popup_func (self->button, popup_cb, self, NULL);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->button));
  update_button (self);
}

void
stint_filter_button_set_client (StintFilterButton *self, StintClient *client)
{
  g_return_if_fail (STINT_IS_FILTER_BUTTON (self));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
}

const StintQuery *
stint_filter_button_get_query (StintFilterButton *self)
{
  g_return_val_if_fail (STINT_IS_FILTER_BUTTON (self), NULL);

  return self->query;
}

gboolean
stint_filter_button_clear (StintFilterButton *self)
{
  g_return_val_if_fail (STINT_IS_FILTER_BUTTON (self), FALSE);

  if (!stint_query_has_filter (self->query))
    return FALSE;
  stint_query_free (self->query);
  self->query = stint_query_new ();
  /* Anew: GTK 4.8 leaves the keyboard at the row that was chosen, and Enter there takes another. */
  for (guint kind = 0; kind < CHOICE_ORDER && self->choices[kind].drop_down != NULL; kind++)
    choice_fill (self, kind);
  update_button (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return TRUE;
}

void
stint_filter_button_set_has_words (StintFilterButton *self, gboolean has_words)
{
  g_return_if_fail (STINT_IS_FILTER_BUTTON (self));

  self->has_words = has_words;
  if (self->save_button != NULL)
    update_button (self);
}

void
stint_filter_button_popup (StintFilterButton *self)
{
  g_return_if_fail (STINT_IS_FILTER_BUTTON (self));

  gtk_menu_button_popup (self->button);
}
