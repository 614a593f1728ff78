/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-checks.h"
#include "stint-policy-row.h"
#include "stint-role-policies.h"
#include "stint-snippets.h"

struct _StintRolePolicies
{
  AdwPreferencesGroup parent_instance;

  StintPolicyRow *allow;
  StintPolicyRow *trust;
};

G_DEFINE_FINAL_TYPE (StintRolePolicies, stint_role_policies, ADW_TYPE_PREFERENCES_GROUP)

static void
stint_role_policies_class_init (StintRolePoliciesClass *klass)
{
}

static StintPolicyRow *
add (StintRolePolicies *self, const char *title, const char *copy)
{
  GtkWidget *row = stint_policy_row_new (title, copy);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return STINT_POLICY_ROW (row);
}

static void
stint_role_policies_init (StintRolePolicies *self)
{
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self), _ ("What AWS needs"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (self),
      _ ("For whoever manages the accounts, if the role is not set up yet."));
  self->allow = add (self, _ ("Permission to assume the role"), _ ("Copy the permission"));
  self->trust = add (self, _ ("Trust policy of the role"), _ ("Copy the trust policy"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* Who the role has to trust, as its ARN; NULL for a role of Identity Center.  Of a user whom AWS was
 * never asked about the device tells more than what the person calls it. */
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
  return stint_snippets_user_arn (stint_integration_item_get_mfa_serial (user), partition,
                                  stint_integration_item_get_account_id (user));
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
  stint_policy_row_set (self->allow, allowed, allow);
  stint_policy_row_set (self->trust, trusted, trust);
}
