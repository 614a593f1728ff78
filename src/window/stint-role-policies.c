/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-checks.h"
#include "stint-copy-button.h"
#include "stint-role-policies.h"
#include "stint-snippets.h"

typedef struct
{
  AdwExpanderRow *row;
  StintCopyButton *button;
  GtkLabel *label;
} Snippet;

struct _StintRolePolicies
{
  AdwPreferencesGroup parent_instance;

  Snippet allow;
  Snippet trust;
};

G_DEFINE_FINAL_TYPE (StintRolePolicies, stint_role_policies, ADW_TYPE_PREFERENCES_GROUP)

static void
stint_role_policies_class_init (StintRolePoliciesClass *klass)
{
}

static void
snippet_init (Snippet *snippet, StintRolePolicies *self, const char *title, const char *copy)
{
  GtkWidget *row = g_object_new (ADW_TYPE_EXPANDER_ROW, "title", title, "use-markup", FALSE, NULL);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "wrap", TRUE, "wrap-mode",
                                   PANGO_WRAP_WORD_CHAR, "selectable", TRUE, "margin-start", 12,
                                   "margin-end", 12, "margin-top", 9, "margin-bottom", 9, NULL);
  GtkWidget *holder =
      g_object_new (GTK_TYPE_LIST_BOX_ROW, "activatable", FALSE, "focusable", FALSE, NULL);

  snippet->row = ADW_EXPANDER_ROW (row);
  snippet->label = GTK_LABEL (label);
  snippet->button = STINT_COPY_BUTTON (stint_copy_button_new (copy));
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "caption");
  /* Code reads from left to right in every language. */
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  adw_expander_row_add_action (snippet->row, GTK_WIDGET (snippet->button));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (holder), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (holder), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  adw_expander_row_add_row (snippet->row, holder);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
}

static void
snippet_set (Snippet *snippet, const char *subtitle, const char *text)
{
  g_autofree char *markup = g_markup_escape_text (subtitle, -1);

  adw_expander_row_set_subtitle (snippet->row, markup);
  stint_copy_button_set_text (snippet->button, text);
  gtk_label_set_label (snippet->label, text);
}

static void
stint_role_policies_init (StintRolePolicies *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("What AWS needs"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      _ ("For whoever manages the accounts, if the role is not set up yet."));
  snippet_init (&self->allow, self, _ ("Permission to assume the role"), _ ("Copy the permission"));
  snippet_init (&self->trust, self, _ ("Trust policy of the role"), _ ("Copy the trust policy"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Who the role has to trust, as its ARN; NULL for a role of Identity Center. */
static char *
dup_principal (StintIntegrationItem *user, StintSessionItem *from, const char *partition)
{
  const char *arn = stint_integration_item_get_arn (user);

  if (from != NULL && stint_session_item_get_kind (from) == STINT_SESSION_IDENTITY_CENTER)
    return NULL;
  if (from != NULL)
    return g_strdup (stint_session_item_get_role (from));
  if (arn[0] != '\0')
    return g_strdup (arn);
  return g_strdup_printf ("arn:%s:iam::%s:user/%s", partition,
                          stint_integration_item_get_account_id (user)[0] != '\0'
                              ? stint_integration_item_get_account_id (user)
                              : "123456789012",
                          stint_integration_item_get_name (user));
}

void
stint_role_policies_update (StintRolePolicies *self,
                            const char *role_arn,
                            StintIntegrationItem *user,
                            StintSessionItem *from,
                            const char *external_id)
{
  gboolean ready = user != NULL && role_arn[0] != '\0' && stint_check_role_arn (role_arn) == NULL;
  g_autofree char *partition = NULL;
  g_autofree char *principal = NULL;
  g_autofree char *allow = NULL;
  g_autofree char *trust = NULL;
  g_autofree char *allowed = NULL;
  g_autofree char *trusted = NULL;
  const char *who;

  g_return_if_fail (STINT_IS_ROLE_POLICIES (self));

  gtk_widget_set_visible (GTK_WIDGET (self), ready);
  if (!ready)
    return;
  who = from != NULL ? stint_session_item_get_name (from) : stint_integration_item_get_name (user);
  partition = stint_snippets_partition (role_arn);
  principal = dup_principal (user, from, partition);
  allow = stint_snippets_policy (role_arn);
  if (principal != NULL)
    trust = stint_snippets_trust (
        principal, from == NULL && stint_integration_item_get_mfa_serial (user)[0] != '\0',
        external_id);
  else
    trust = stint_snippets_trust_permission_set (stint_session_item_get_account_id (from),
                                                 stint_session_item_get_role_name (from), partition,
                                                 external_id);
  /* Translators: %s is the name of an IAM user, or of a role. */
  allowed = g_strdup_printf (_ ("A policy for %s"), who);
  /* Translators: %1$s: a role's name; %2$s: who may assume it. */
  trusted = g_strdup_printf (_ ("Lets %2$s assume %1$s"), stint_check_role_name (role_arn), who);
  snippet_set (&self->allow, allowed, allow);
  snippet_set (&self->trust, trusted, trust);
}
