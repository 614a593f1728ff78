/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-import-row.h"
#include "stint-widgets.h"
#include "stint-words.h"

struct _StintImportRow
{
  AdwActionRow parent_instance;

  char *id;              /* (owned) */
  GtkCheckButton *check; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (StintImportRow, stint_import_row, ADW_TYPE_ACTION_ROW)

static const char *
text_of (GVariant *item, const char *key)
{
  const char *value = NULL;

  return g_variant_lookup (item, key, "&s", &value) ? value : "";
}

static gboolean
is (GVariant *item, const char *key)
{
  gboolean value = FALSE;

  return g_variant_lookup (item, key, "b", &value) && value;
}

/* A portal of Identity Center has no profile. */
static const char *
title_of (GVariant *item)
{
  const char *profile = text_of (item, "profile");

  return profile[0] != '\0' ? profile : text_of (item, "name");
}

/* What becomes of it, in one line. */
static char *
becomes (GVariant *item)
{
  const char *kind = text_of (item, "kind");
  const char *source = text_of (item, "source");

  if (g_str_equal (kind, "skipped"))
    return g_strdup (text_of (item, "note"));
  if (is (item, "exists"))
    return g_strdup (_ ("Already in Stint"));
  if (g_str_equal (kind, "iam-user"))
    /* Translators: what a profile becomes; %s is an access key ID. */
    return g_strdup_printf (_ ("IAM user · key %s"), text_of (item, "access-key-id"));
  if (g_str_equal (kind, "identity-center"))
    /* Translators: what a section becomes; %s is the address of an access portal. */
    return g_strdup_printf (_ ("Identity Center · %s"), text_of (item, "start-url"));
  if (g_str_equal (kind, "identity-center-role"))
    /* Translators: what a profile becomes; %1$s: an account's number; %2$s: a role's name; %3$s: an
     * integration's name. */
    return g_strdup_printf (_ ("%1$s · %2$s · of %3$s"), text_of (item, "account-id"),
                            text_of (item, "role-name"), source);
  if (source[0] != '\0')
    /* Translators: what a profile becomes; %1$s: a role's ARN; %2$s: a profile's name. */
    return g_strdup_printf (_ ("IAM role · %1$s · by %2$s"), text_of (item, "role-arn"), source);
  /* Translators: what a profile becomes; %s is a role's ARN. */
  return g_strdup_printf (_ ("IAM role · %s"), text_of (item, "role-arn"));
}

/* What happens to its key, and who depends on it. */
static char *
consequences (GVariant *item)
{
  g_autofree const char **dependents = NULL;
  g_autofree char *list = NULL;

  if (!is (item, "plain-text-key"))
    return NULL;
  if (!is (item, "moves-key"))
    return g_strdup (_ ("The key is copied into the keyring and stays in the file in plain text."));
  if (!g_variant_lookup (item, "dependents", "^a&s", &dependents) || dependents[0] == NULL)
    return g_strdup (_ ("The key moves out of the file into the keyring."));
  list = stint_words_list (dependents, 3);
  /* Translators: %s is a list of profiles: "A, B and 4 more"; the number is how many. */
  return g_strdup_printf (
      ngettext ("The key moves out of the file into the keyring. %s goes on working through Stint.",
                "The key moves out of the file into the keyring. %s go on working through Stint.",
                g_strv_length ((GStrv) dependents)),
      list);
}

static void
stint_import_row_finalize (GObject *object)
{
  g_free (STINT_IMPORT_ROW (object)->id);

  G_OBJECT_CLASS (stint_import_row_parent_class)->finalize (object);
}

static void
stint_import_row_class_init (StintImportRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_import_row_finalize;
}

static void
stint_import_row_init (StintImportRow *self)
{
}

static void
stint_import_row_add_check (StintImportRow *self, GVariant *item)
{
  self->check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->check), GTK_ALIGN_CENTER);
  gtk_check_button_set_active (self->check, is (item, "selected"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title_of (item), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), GTK_WIDGET (self->check));
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), GTK_WIDGET (self->check));
}

/* Nothing to choose: it says so where the others have their check. */
static void
stint_import_row_add_mark (StintImportRow *self, const char *icon_name)
{
  GtkWidget *image = g_object_new (GTK_TYPE_IMAGE, "icon-name", icon_name, "width-request", 20,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);

  gtk_widget_add_css_class (image, "dim-label");
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), image);
  gtk_widget_add_css_class (GTK_WIDGET (self), "left-out");
}

static void
stint_import_row_add_risk (StintImportRow *self)
{
  GtkWidget *badge;

  /* Translators: a mark on a profile whose long-lived key lies in a file: a short word or two. */
  badge = gtk_label_new (_ ("Plain text"));
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (badge, "badge");
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), badge);
}

GtkWidget *
stint_import_row_new (GVariant *item)
{
  StintImportRow *self;
  g_autofree char *what = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *markup = NULL;

  g_return_val_if_fail (item != NULL, NULL);

  self = g_object_new (STINT_TYPE_IMPORT_ROW, NULL);
  self->id = g_strdup (text_of (item, "id"));
  what = becomes (item);
  first = stint_widget_direct_text (what);
  second = consequences (item);
  subtitle = second != NULL ? g_strdup_printf ("%s\n%s", first, second) : g_strdup (first);
  markup = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title_of (item));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), markup);
  if (is (item, "plain-text-key"))
    stint_import_row_add_risk (self);
  if (is (item, "exists"))
    stint_import_row_add_mark (self, "object-select-symbolic");
  else if (g_str_equal (text_of (item, "kind"), "skipped"))
    stint_import_row_add_mark (self, "action-unavailable-symbolic");
  else
    stint_import_row_add_check (self, item);
  return GTK_WIDGET (self);
}

const char *
stint_import_row_get_id (StintImportRow *self)
{
  g_return_val_if_fail (STINT_IS_IMPORT_ROW (self), NULL);

  return self->id;
}

gboolean
stint_import_row_get_selected (StintImportRow *self)
{
  g_return_val_if_fail (STINT_IS_IMPORT_ROW (self), FALSE);

  return self->check != NULL && gtk_check_button_get_active (self->check);
}

GtkCheckButton *
stint_import_row_get_check (StintImportRow *self)
{
  g_return_val_if_fail (STINT_IS_IMPORT_ROW (self), NULL);

  return self->check;
}
