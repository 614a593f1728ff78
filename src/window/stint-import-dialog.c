/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-client-calls.h"
#include "stint-error-view.h"
#include "stint-error.h"
#include "stint-file-preview.h"
#include "stint-import-dialog.h"
#include "stint-import-row.h"
#include "stint-words.h"

struct _StintImportDialog
{
  AdwWindow parent_instance;

  StintClient *client;       /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) of what is being asked */
  GPtrArray *rows;           /* (owned) StintImportRow (unowned) */
  gboolean importing;

  GtkButton *cancel_button;
  GtkButton *import_button;
  GtkStack *stack;
  GtkLabel *looking_label;
  StintErrorView *error_view;
  AdwPreferencesGroup *items_group;
  GtkWidget *move_group;
  GtkSwitch *move_switch;
  GtkWidget *preview_section;
  GtkBox *preview_box;
  GtkWidget *unchanged_label;
  AdwStatusPage *done_page;
  StintErrorView *done_error_view;
  GtkWidget *done_button;
  StintErrorView *nothing_error_view;
};

G_DEFINE_FINAL_TYPE (StintImportDialog, stint_import_dialog, ADW_TYPE_WINDOW)

static GStrv
stint_import_dialog_dup_selected (StintImportDialog *self)
{
  g_autoptr (GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < self->rows->len; i++)
    {
      StintImportRow *row = g_ptr_array_index (self->rows, i);

      if (stint_import_row_get_selected (row))
        g_strv_builder_add (ids, stint_import_row_get_id (row));
    }
  return g_strv_builder_end (ids);
}

static GVariant *
stint_import_dialog_get_options (StintImportDialog *self)
{
  g_auto (GStrv) ids = stint_import_dialog_dup_selected (self);
  GVariantDict options;

  g_variant_dict_init (&options, NULL);
  g_variant_dict_insert (&options, "move-keys", "b", gtk_switch_get_active (self->move_switch));
  /* Before the first answer it is the service that selects. */
  if (self->rows->len > 0)
    g_variant_dict_insert (&options, "items", "^as", ids);
  return g_variant_dict_end (&options);
}

static void
stint_import_dialog_update_button (StintImportDialog *self)
{
  g_auto (GStrv) ids = stint_import_dialog_dup_selected (self);

  gtk_widget_set_sensitive (GTK_WIDGET (self->import_button), ids[0] != NULL && !self->importing);
}

static void stint_import_dialog_plan (StintImportDialog *self);

static void
stint_import_dialog_show_items (StintImportDialog *self, GVariant *items)
{
  g_auto (GStrv) selected = stint_import_dialog_dup_selected (self);
  gboolean first = self->rows->len == 0;
  gboolean keys = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->items_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);

  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);
      GtkWidget *row = stint_import_row_new (item);
      GtkCheckButton *check = stint_import_row_get_check (STINT_IMPORT_ROW (row));
      gboolean key = FALSE;

      keys |= check != NULL && g_variant_lookup (item, "plain-text-key", "b", &key) && key;
      if (check != NULL && !first)
        gtk_check_button_set_active (
            check, g_strv_contains ((const char *const *) selected,
                                    stint_import_row_get_id (STINT_IMPORT_ROW (row))));
      if (check != NULL)
        g_signal_connect_object (check, "toggled", G_CALLBACK (stint_import_dialog_plan), self,
                                 G_CONNECT_SWAPPED);
      adw_preferences_group_add (self->items_group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_widget_set_visible (self->move_group, keys);
}

static void
stint_import_dialog_show_files (StintImportDialog *self, GVariant *files)
{
  GtkWidget *child;
  GVariantIter iter;
  const char *path;
  const char *before;
  const char *after;
  gboolean any = FALSE;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->preview_box))) != NULL)
    gtk_box_remove (self->preview_box, child);

  if (files != NULL)
    {
      g_variant_iter_init (&iter, files);
      while (g_variant_iter_next (&iter, "(&s&s&s)", &path, &before, &after))
        {
          gtk_box_append (self->preview_box, stint_file_preview_new (path, before, after));
          any = TRUE;
        }
    }
  gtk_widget_set_visible (self->preview_section, any);
  gtk_widget_set_visible (self->unchanged_label, !any);
}

static void
stint_import_dialog_planned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);
  g_autoptr (GVariant) items = NULL;
  g_autoptr (GVariant) files = NULL;

  /* Another question has taken the place of this one, or the dialog is closed. */
  if (self->client == NULL || (error != NULL && stint_error_is_cancelled (error)))
    return;
  if (results == NULL)
    {
      gboolean first = self->rows->len == 0;

      stint_error_view_set (first ? self->nothing_error_view : self->error_view, error, NULL, NULL);
      gtk_stack_set_visible_child_name (self->stack, first ? "nothing" : "list");
      return;
    }
  items = g_variant_lookup_value (results, "items", G_VARIANT_TYPE ("aa{sv}"));
  files = g_variant_lookup_value (results, "files", G_VARIANT_TYPE ("a(sss)"));
  if (items == NULL || g_variant_n_children (items) == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "nothing");
      return;
    }
  if (self->rows->len == 0)
    stint_import_dialog_show_items (self, items);
  stint_import_dialog_show_files (self, files);
  stint_import_dialog_update_button (self);
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "list") != 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "list");
      gtk_widget_child_focus (GTK_WIDGET (self->items_group), GTK_DIR_TAB_FORWARD);
    }
}

/* Asks what would happen with what is chosen now; an older question is forgotten. */
static void
stint_import_dialog_plan (StintImportDialog *self)
{
  g_assert (STINT_IS_IMPORT_DIALOG (self));

  if (self->client == NULL || self->importing)
    return;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  stint_import_dialog_update_button (self);
  stint_client_import_plan_async (self->client, stint_import_dialog_get_options (self),
                                  self->cancellable, stint_import_dialog_planned_cb,
                                  g_object_ref (self));
}

static char *
done_description (GVariant *results)
{
  g_autofree const char **moved = NULL;
  g_autofree char *list = NULL;

  if (!g_variant_lookup (results, "moved", "^a&s", &moved) || moved[0] == NULL)
    return g_strdup ("");
  list = stint_words_list (moved, 3);
  /* Translators: %s is a list of profiles whose long-lived key is in the keyring now. */
  return g_strdup_printf (_ ("In the keyring now: the key of %s."), list);
}

static void
stint_import_dialog_show_failed (StintImportDialog *self, GVariant *results)
{
  g_autoptr (GVariant) failed =
      g_variant_lookup_value (results, "failed", G_VARIANT_TYPE ("a(sss)"));
  g_autoptr (GString) text = g_string_new (NULL);
  GVariantIter iter;
  const char *profile;
  const char *sentence;

  if (failed == NULL || g_variant_n_children (failed) == 0)
    return;
  g_variant_iter_init (&iter, failed);
  while (g_variant_iter_next (&iter, "(&s&s&s)", &profile, NULL, &sentence))
    g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "\n" : "", profile, sentence);
  stint_error_view_set_sentence (self->done_error_view, _ ("Some profiles could not be imported."),
                                 text->str);
}

static void
stint_import_dialog_show_done (StintImportDialog *self, GVariant *results)
{
  g_autoptr (GVariant) imported =
      g_variant_lookup_value (results, "imported", G_VARIANT_TYPE ("aa{sv}"));
  guint n = imported != NULL ? (guint) g_variant_n_children (imported) : 0;
  g_autofree char *title =
      g_strdup_printf (ngettext ("%u profile imported", "%u profiles imported", n), n);
  g_autofree char *description = done_description (results);

  adw_status_page_set_title (self->done_page, title);
  adw_status_page_set_description (self->done_page, description);
  stint_import_dialog_show_failed (self, results);
  gtk_widget_set_visible (GTK_WIDGET (self->import_button), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_window_set_default_widget (GTK_WINDOW (self), self->done_button);
  gtk_widget_grab_focus (self->done_button);
}

static void
stint_import_dialog_imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);

  if (self->client == NULL)
    return;
  self->importing = FALSE;
  if (results == NULL)
    {
      stint_error_view_set (self->error_view, error, NULL, NULL);
      gtk_stack_set_visible_child_name (self->stack, "list");
      stint_import_dialog_update_button (self);
      return;
    }
  stint_import_dialog_show_done (self, results);
}

static void
stint_import_dialog_import_cb (StintImportDialog *self)
{
  g_assert (STINT_IS_IMPORT_DIALOG (self));

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->importing = TRUE;
  stint_error_view_set (self->error_view, NULL, NULL, NULL);
  gtk_label_set_label (self->looking_label, _ ("Importing…"));
  gtk_stack_set_visible_child_name (self->stack, "looking");
  stint_import_dialog_update_button (self);
  stint_client_import_run_async (self->client, stint_import_dialog_get_options (self),
                                 self->cancellable, stint_import_dialog_imported_cb,
                                 g_object_ref (self));
}

static void
stint_import_dialog_dispose (GObject *object)
{
  StintImportDialog *self = STINT_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_IMPORT_DIALOG);

  G_OBJECT_CLASS (stint_import_dialog_parent_class)->dispose (object);
}

static void
stint_import_dialog_finalize (GObject *object)
{
  StintImportDialog *self = STINT_IMPORT_DIALOG (object);

  g_ptr_array_unref (self->rows);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (stint_import_dialog_parent_class)->finalize (object);
}

static void
stint_import_dialog_bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, import_button);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, looking_label);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, error_view);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, items_group);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, move_group);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, move_switch);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, preview_section);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, preview_box);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, unchanged_label);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, done_page);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, done_error_view);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, done_button);
  gtk_widget_class_bind_template_child (widget_class, StintImportDialog, nothing_error_view);
}

static void
stint_import_dialog_class_init (StintImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = stint_import_dialog_dispose;
  object_class->finalize = stint_import_dialog_finalize;

  g_type_ensure (STINT_TYPE_ERROR_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-import-dialog.ui");
  stint_import_dialog_bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, stint_import_dialog_import_cb);
  gtk_widget_class_bind_template_callback (widget_class, stint_import_dialog_plan);
}

static void
stint_import_dialog_init (StintImportDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_label_set_label (self->looking_label, _ ("Looking into your AWS files…"));
}

GtkWidget *
stint_import_dialog_new (GtkWindow *parent, StintClient *client)
{
  StintImportDialog *self;

  g_return_val_if_fail (STINT_IS_CLIENT (client), NULL);

  self = g_object_new (STINT_TYPE_IMPORT_DIALOG, "transient-for", parent, NULL);
  self->client = g_object_ref (client);
  stint_import_dialog_plan (self);
  return GTK_WIDGET (self);
}
