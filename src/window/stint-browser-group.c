/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stint-browser-group.h"
#include "stint-browser.h"
#include "stint-checks.h"
#include "stint-form.h"
#include "stint-picker.h"

struct _StintBrowserGroup
{
  AdwPreferencesGroup parent_instance;

  gboolean filling;
  StintPicker *choice_row;
  GtkWidget *word_row;
  GtkLabel *hint_label;
};

enum
{
  CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintBrowserGroup, stint_browser_group, ADW_TYPE_PREFERENCES_GROUP)

#define PRIVATE "private"
#define HTTPS_TYPE "x-scheme-handler/https"

/* What needs a word after it; the way is the choice's id and the word. */
#define CONTAINER "container:"
#define GRANTED "granted:"
#define COMMAND "command:"

static const char *
get_choice (StintBrowserGroup *self)
{
  return stint_picker_get_chosen (self->choice_row);
}

static gboolean
is_container (const char *choice)
{
  return g_str_equal (choice, CONTAINER) || g_str_equal (choice, GRANTED);
}

static gboolean
needs_word (const char *choice)
{
  return is_container (choice) || g_str_equal (choice, COMMAND);
}

/* Whether the word can be meant; one that is missing is not yet wrong. */
static gboolean
stint_browser_group_check (StintBrowserGroup *self)
{
  gboolean good;

  gtk_label_set_label (self->hint_label, "");
  good = !g_str_equal (get_choice (self), COMMAND) ||
         stint_form_check (self->word_row, stint_check_command, self->hint_label);
  if (good)
    gtk_widget_remove_css_class (self->word_row, "error");
  gtk_widget_set_visible (GTK_WIDGET (self->hint_label), !good);
  return good;
}

static void
stint_browser_group_show_choice (StintBrowserGroup *self)
{
  const char *choice = get_choice (self);
  const char *title = is_container (choice)
                          /* Translators: a container of Firefox. */
                          ? _ ("The container’s name")
                          /* Translators: %u has to stay. */
                          : _ ("Command; %u stands for the address");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->word_row), title);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (gtk_editable_get_delegate (GTK_EDITABLE (self->word_row))),
      GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_widget_set_visible (self->word_row, needs_word (choice));
  stint_browser_group_check (self);
}

static void
stint_browser_group_picked_cb (StintBrowserGroup *self)
{
  g_assert (STINT_IS_BROWSER_GROUP (self));

  stint_browser_group_show_choice (self);
  if (needs_word (get_choice (self)))
    gtk_widget_grab_focus (self->word_row);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Where a word is applied, a letter changes nothing yet. */
static void
stint_browser_group_typed_cb (StintBrowserGroup *self)
{
  g_assert (STINT_IS_BROWSER_GROUP (self));

  if (self->filling)
    return;
  stint_browser_group_check (self);
  if (!adw_entry_row_get_show_apply_button (ADW_ENTRY_ROW (self->word_row)))
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
stint_browser_group_apply_cb (StintBrowserGroup *self)
{
  g_assert (STINT_IS_BROWSER_GROUP (self));

  if (stint_browser_group_check (self))
    g_signal_emit (self, signals[CHANGED], 0);
}

/* --- What there is to choose --- */

static void
add (GListStore *list, const char *id, const char *title, const char *detail)
{
  g_autoptr (StintPick) pick = stint_pick_new (id, title, detail);

  g_list_store_append (list, pick);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (g_app_info_get_display_name ((GAppInfo *) a),
                         g_app_info_get_display_name ((GAppInfo *) b));
}

/* Returns: whether @way is one of them. */
static gboolean
add_installed (GListStore *list, const char *way)
{
  GList *apps = g_app_info_get_all_for_type (HTTPS_TYPE);
  gboolean found = FALSE;

  apps = g_list_sort (apps, compare_names);
  for (GList *l = apps; l != NULL; l = l->next)
    {
      g_autofree char *id = NULL;

      if (g_app_info_get_id (l->data) == NULL)
        continue;
      id = g_strconcat (STINT_BROWSER_APP, g_app_info_get_id (l->data), NULL);
      found |= g_str_equal (id, way);
      add (list, id, g_app_info_get_display_name (l->data), "");
    }
  g_list_free_full (apps, g_object_unref);
  return found;
}

static void
add_none (GListStore *list, StintBrowserGroupUse use)
{
  g_autoptr (GAppInfo) app = NULL;

  if (use == STINT_BROWSER_GROUP_OWN)
    {
      /* Translators: what opens pages of AWS: whatever is chosen for everything. */
      add (list, "", _ ("As in the preferences"), "");
      return;
    }
  app = g_app_info_get_default_for_type (HTTPS_TYPE, FALSE);
  /* Translators: what opens pages of AWS. */
  add (list, "", _ ("The desktop’s browser"), app != NULL ? g_app_info_get_display_name (app) : "");
}

static GListModel *
make_list (StintBrowserGroupUse use, const char *way)
{
  GListStore *list = g_list_store_new (STINT_TYPE_PICK);

  add_none (list, use);
  if (!add_installed (list, way) && g_str_has_prefix (way, STINT_BROWSER_APP))
    /* Translators: a browser that was chosen, and has been removed since. */
    add (list, way, way + strlen (STINT_BROWSER_APP), _ ("Not installed"));
  /* Translators: what opens pages of AWS. */
  add (list, PRIVATE, _ ("A private window"), _ ("Of the desktop’s browser"));
  /* Translators: what opens pages of AWS; the second is the name of an add-on. */
  add (list, CONTAINER, _ ("A Firefox container"), "Open URL in Container");
  if (g_str_has_prefix (way, GRANTED))
    add (list, GRANTED, _ ("A Firefox container"), "Granted Containers");
  /* Translators: what opens pages of AWS: a command line. */
  add (list, COMMAND, _ ("Other command…"), "");
  return G_LIST_MODEL (list);
}

/* The choice that @way is; its word in @out_word. */
static const char *
split_way (const char *way, const char **out_word)
{
  static const char *const prefixes[] = { CONTAINER, GRANTED };

  *out_word = "";
  if (way[0] == '\0' || g_str_equal (way, PRIVATE) || g_str_has_prefix (way, STINT_BROWSER_APP))
    return way;
  *out_word = way;
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      if (!g_str_has_prefix (way, prefixes[i]))
        continue;
      *out_word = way + strlen (prefixes[i]);
      return prefixes[i];
    }
  return COMMAND;
}

static void
stint_browser_group_class_init (StintBrowserGroupClass *klass)
{
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_browser_group_init (StintBrowserGroup *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  /* Translators: a group of preferences. */
  adw_preferences_group_set_title (group, _ ("Sign-in pages and the AWS console"));
  /* Translators: what opens pages of AWS. */
  self->choice_row = g_object_new (STINT_TYPE_PICKER, "title", _ ("Open in"), NULL);
  self->word_row = g_object_new (ADW_TYPE_ENTRY_ROW, "input-hints", GTK_INPUT_HINT_NO_SPELLCHECK,
                                 "visible", FALSE, NULL);
  self->hint_label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0, "margin-top", 6,
                                   "visible", FALSE, NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self->hint_label), "error");
  adw_preferences_group_add (group, GTK_WIDGET (self->choice_row));
  adw_preferences_group_add (group, self->word_row);
  adw_preferences_group_add (group, GTK_WIDGET (self->hint_label));
  g_signal_connect_object (self->choice_row, "picked", G_CALLBACK (stint_browser_group_picked_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->word_row, "changed", G_CALLBACK (stint_browser_group_typed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->word_row, "apply", G_CALLBACK (stint_browser_group_apply_cb), self,
                           G_CONNECT_SWAPPED);
}

void
stint_browser_group_fill (StintBrowserGroup *self, StintBrowserGroupUse use, const char *way)
{
  g_autoptr (GListModel) list = NULL;
  gboolean own = use == STINT_BROWSER_GROUP_OWN;
  const char *word;
  const char *choice;

  g_return_if_fail (STINT_IS_BROWSER_GROUP (self));
  g_return_if_fail (way != NULL);

  self->filling = TRUE;
  list = make_list (use, way);
  choice = split_way (way, &word);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (self->word_row), !own);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->word_row), own);
  gtk_editable_set_text (GTK_EDITABLE (self->word_row), word);
  stint_picker_set_model (self->choice_row, list);
  stint_picker_set_chosen (self->choice_row, choice);
  stint_browser_group_show_choice (self);
  self->filling = FALSE;
}

char *
stint_browser_group_dup_way (StintBrowserGroup *self)
{
  const char *choice;
  g_autofree char *word = NULL;

  g_return_val_if_fail (STINT_IS_BROWSER_GROUP (self), NULL);

  choice = get_choice (self);
  if (!needs_word (choice))
    return g_strdup (choice);
  word = stint_form_dup_text (self->word_row);
  if (word[0] == '\0' || !stint_browser_group_check (self))
    return NULL;
  return g_strconcat (is_container (choice) ? choice : "", word, NULL);
}
