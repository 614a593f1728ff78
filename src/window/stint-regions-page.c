/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-pick.h"
#include "stint-regions-page.h"
#include "stint-regions.h"
#include "stint-words.h"

struct _StintRegionsPage
{
  AdwBin parent_instance;

  GSettings *settings; /* (owned) */
  GtkListBox *list;
  GtkEditable *search;
  GStrv words; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (StintRegionsPage, stint_regions_page, ADW_TYPE_BIN)

#define KEY "regions"

static void
toggled_cb (GtkCheckButton *check, StintRegionsPage *self)
{
  const char *region = gtk_widget_get_name (GTK_WIDGET (check));
  g_auto (GStrv) old = g_settings_get_strv (self->settings, KEY);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) chosen = NULL;

  g_assert (GTK_IS_CHECK_BUTTON (check));

  for (char **one = old; *one != NULL; one++)
    {
      if (!g_str_equal (*one, region))
        g_strv_builder_add (builder, *one);
    }
  if (gtk_check_button_get_active (check))
    g_strv_builder_add (builder, region);
  chosen = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, KEY, (const char *const *) chosen);
}

static gboolean
filter_cb (GtkListBoxRow *row, gpointer data)
{
  StintRegionsPage *self = data;
  const char *place = adw_action_row_get_subtitle (ADW_ACTION_ROW (row));
  g_autoptr (StintPick) pick =
      stint_pick_new ("", adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), place);

  return stint_pick_matches (pick, (const char *const *) self->words);
}

static void
search_cb (StintRegionsPage *self)
{
  g_autofree char *folded = g_utf8_casefold (gtk_editable_get_text (self->search), -1);

  g_strfreev (self->words);
  self->words = g_strsplit (g_strstrip (folded), " ", -1);
  gtk_list_box_invalidate_filter (self->list);
}

static void
add_region (StintRegionsPage *self, StintPick *pick, gboolean chosen)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title", stint_pick_get_title (pick),
                                 "subtitle", stint_pick_get_detail (pick), NULL);
  GtkWidget *check = g_object_new (GTK_TYPE_CHECK_BUTTON, "name", stint_pick_get_id (pick),
                                   "active", chosen, "valign", GTK_ALIGN_CENTER, NULL);

  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  stint_pick_get_title (pick), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_list_box_append (self->list, row);
}

static void
stint_regions_page_fill (StintRegionsPage *self)
{
  g_auto (GStrv) chosen = g_settings_get_strv (self->settings, KEY);
  g_autoptr (GListModel) all = stint_regions_list (NULL, NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (StintPick) pick = g_list_model_get_item (all, i);

      add_region (self, pick,
                  g_strv_contains ((const char *const *) chosen, stint_pick_get_id (pick)));
    }
}

static GtkWidget *
make_bar (AdwPreferencesWindow *window)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *back = gtk_button_new_from_icon_name ("go-previous-symbolic");

  gtk_widget_set_tooltip_text (back, _ ("Back"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (back), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Back"),
                                  -1);
  g_signal_connect_object (back, "clicked", G_CALLBACK (adw_preferences_window_close_subpage),
                           window, G_CONNECT_SWAPPED);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), back);
  adw_header_bar_set_title_widget (
      ADW_HEADER_BAR (bar),
      adw_window_title_new (_ ("Regions that are offered"), _ ("None ticked: all")));
  return bar;
}

static GtkWidget *
make_content (StintRegionsPage *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL, "spacing",
                                 12, "margin-start", 12, "margin-end", 12, "margin-top", 18,
                                 "margin-bottom", 18, NULL);
  GtkWidget *clamp = g_object_new (ADW_TYPE_CLAMP, "child", box, NULL);

  self->search = GTK_EDITABLE (gtk_search_entry_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search"), -1);
  g_signal_connect_object (self->search, "changed", G_CALLBACK (search_cb), self,
                           G_CONNECT_SWAPPED);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_list_box_set_filter_func (self->list, filter_cb, self, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  return g_object_new (GTK_TYPE_SCROLLED_WINDOW, "child", clamp, "hscrollbar-policy",
                       GTK_POLICY_NEVER, "vexpand", TRUE, "focusable", FALSE, NULL);
}

static void
stint_regions_page_dispose (GObject *object)
{
  StintRegionsPage *self = STINT_REGIONS_PAGE (object);

  /* It asks @self. */
  if (self->list != NULL)
    gtk_list_box_set_filter_func (self->list, NULL, NULL, NULL);
  self->list = NULL;
  g_clear_object (&self->settings);
  g_clear_pointer (&self->words, g_strfreev);

  G_OBJECT_CLASS (stint_regions_page_parent_class)->dispose (object);
}

static void
stint_regions_page_class_init (StintRegionsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_regions_page_dispose;
}

static void
stint_regions_page_init (StintRegionsPage *self)
{
}

GtkWidget *
stint_regions_page_new (AdwPreferencesWindow *window, GSettings *settings)
{
  StintRegionsPage *self = g_object_new (STINT_TYPE_REGIONS_PAGE, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->settings = g_object_ref (settings);
  gtk_box_append (GTK_BOX (box), make_bar (window));
  gtk_box_append (GTK_BOX (box), make_content (self));
  adw_bin_set_child (ADW_BIN (self), box);
  stint_regions_page_fill (self);
  return GTK_WIDGET (self);
}

char *
stint_regions_page_describe (const char *const *regions)
{
  if (regions[0] == NULL)
    /* Translators: all AWS regions. */
    return g_strdup (C_ ("regions", "All"));
  return stint_words_list (regions, 3);
}
