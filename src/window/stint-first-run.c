/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-client-calls.h"
#include "stint-first-run.h"

struct _StintFirstRun
{
  GtkBox parent_instance;

  StintClient *client;       /* (owned) (nullable) */
  GCancellable *cancellable; /* (owned) (nullable) while it looks */

  GtkMenuButton *menu_button;
  StintBanners *banners;
  GtkLabel *found_label;
  GtkWidget *import_button;
  GtkWidget *center_button;
};

G_DEFINE_FINAL_TYPE (StintFirstRun, stint_first_run, GTK_TYPE_BOX)

static gboolean
item_is (GVariant *item, const char *kind)
{
  const char *value = "";

  return g_variant_lookup (item, "kind", "&s", &value) && g_str_equal (value, kind);
}

static gboolean
item_has (GVariant *item, const char *key)
{
  gboolean value = FALSE;

  return g_variant_lookup (item, key, "b", &value) && value;
}

char *
stint_first_run_found_sentence (GVariant *items)
{
  guint profiles = 0;
  guint keys = 0;
  g_autofree char *profile_part = NULL;
  g_autofree char *key_part = NULL;

  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr (GVariant) item = g_variant_get_child_value (items, i);

      if (item_is (item, "skipped") || item_has (item, "exists"))
        continue;
      profiles++;
      keys += item_has (item, "plain-text-key") ? 1 : 0;
    }
  if (profiles == 0)
    return NULL;

  profile_part = g_strdup_printf (
      /* Translators: the first part of "Found in your AWS files: 2 profiles and …". */
      ngettext ("%u profile", "%u profiles", profiles), profiles);
  if (keys == 0)
    /* Translators: %s: "2 profiles". */
    return g_strdup_printf (_ ("Found in your AWS files: %s."), profile_part);
  key_part = g_strdup_printf (
      /* Translators: the second part of "Found in your AWS files: 2 profiles, and 1 …". */
      ngettext ("%u long-lived key in plain text", "%u long-lived keys in plain text", keys), keys);
  /* Translators: %1$s: "2 profiles"; %2$s: "1 long-lived key in plain text". */
  return g_strdup_printf (_ ("Found in your AWS files: %1$s, and %2$s."), profile_part, key_part);
}

static void
stint_first_run_show (StintFirstRun *self, GVariant *results)
{
  g_autoptr (GVariant) items =
      results != NULL ? g_variant_lookup_value (results, "items", G_VARIANT_TYPE ("aa{sv}")) : NULL;
  g_autofree char *sentence = items != NULL ? stint_first_run_found_sentence (items) : NULL;
  gboolean had_focus = gtk_widget_has_focus (self->center_button);

  gtk_label_set_label (self->found_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->found_label), sentence != NULL);
  gtk_widget_set_visible (self->import_button, sentence != NULL);
  if (sentence == NULL)
    gtk_widget_add_css_class (self->center_button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->center_button, "suggested-action");
  /* What is suggested is what Enter does. */
  if (sentence != NULL &&
      (had_focus || gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))) == NULL))
    gtk_widget_grab_focus (self->import_button);
}

static void
stint_first_run_planned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (StintFirstRun) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_client_call_finish (STINT_CLIENT (source), result, &error);

  if (self->client == NULL)
    return;
  g_clear_object (&self->cancellable);
  if (results == NULL)
    g_info ("Cannot look into the AWS files: %s", error->message);
  /* Without an answer there is nothing to offer; the reason is in a banner, or comes with Import. */
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    stint_first_run_show (self, results);
}

static void
stint_first_run_realize (GtkWidget *widget)
{
  StintFirstRun *self = STINT_FIRST_RUN (widget);
  GApplication *app = g_application_get_default ();

  GTK_WIDGET_CLASS (stint_first_run_parent_class)->realize (widget);

  if (GTK_IS_APPLICATION (app))
    gtk_menu_button_set_menu_model (
        self->menu_button,
        G_MENU_MODEL (gtk_application_get_menu_by_id (GTK_APPLICATION (app), "primary-menu")));
}

static void
stint_first_run_dispose (GObject *object)
{
  StintFirstRun *self = STINT_FIRST_RUN (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), STINT_TYPE_FIRST_RUN);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (stint_first_run_parent_class)->dispose (object);
}

static void
stint_first_run_class_init (StintFirstRunClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = stint_first_run_dispose;
  widget_class->realize = stint_first_run_realize;

  g_type_ensure (STINT_TYPE_BANNERS);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/stint_aws/Stint/stint-first-run.ui");
  gtk_widget_class_bind_template_child (widget_class, StintFirstRun, menu_button);
  gtk_widget_class_bind_template_child (widget_class, StintFirstRun, banners);
  gtk_widget_class_bind_template_child (widget_class, StintFirstRun, found_label);
  gtk_widget_class_bind_template_child (widget_class, StintFirstRun, import_button);
  gtk_widget_class_bind_template_child (widget_class, StintFirstRun, center_button);
}

static void
stint_first_run_init (StintFirstRun *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
stint_first_run_set_client (StintFirstRun *self, StintClient *client)
{
  g_return_if_fail (STINT_IS_FIRST_RUN (self));

  g_set_object (&self->client, client);
}

void
stint_first_run_look (StintFirstRun *self)
{
  g_return_if_fail (STINT_IS_FIRST_RUN (self));

  if (self->cancellable != NULL)
    return;
  self->cancellable = g_cancellable_new ();
  stint_client_import_plan_async (self->client, NULL, self->cancellable, stint_first_run_planned_cb,
                                  g_object_ref (self));
}

StintBanners *
stint_first_run_get_banners (StintFirstRun *self)
{
  g_return_val_if_fail (STINT_IS_FIRST_RUN (self), NULL);

  return self->banners;
}
