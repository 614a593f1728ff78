/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-checks.h"
#include "stint-policy-row.h"
#include "stint-snippets.h"
#include "stint-user-policies.h"

struct _StintUserPolicies
{
  AdwPreferencesGroup parent_instance;

  StintPolicyRow *roles;
  StintPolicyRow *device;
  StintPolicyRow *console;
};

G_DEFINE_FINAL_TYPE (StintUserPolicies, stint_user_policies, ADW_TYPE_PREFERENCES_GROUP)

static void
stint_user_policies_class_init (StintUserPoliciesClass *klass)
{
}

static StintPolicyRow *
add (StintUserPolicies *self, const char *title, const char *copy)
{
  GtkWidget *row = stint_policy_row_new (title, copy);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  return STINT_POLICY_ROW (row);
}

static void
stint_user_policies_init (StintUserPolicies *self)
{
  AdwPreferencesGroup *group = ADW_PREFERENCES_GROUP (self);

  adw_preferences_group_set_title (group, _ ("What AWS needs"));
  adw_preferences_group_set_description (
      group, _ ("For whoever manages the account, if the user is not set up yet."));
  self->roles = add (self, _ ("Permission to assume roles"), _ ("Copy the permission"));
  self->device = add (self, _ ("Permission to manage its own MFA device"),
                      _ ("Copy the permission for the MFA device"));
  self->console =
      add (self, _ ("Permission to open the console"), _ ("Copy the permission for the console"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* The ARN that tells where the user is; NULL if none does. */
static const char *
find_arn (StintIntegrationItem *user, const char *serial)
{
  if (user != NULL && stint_integration_item_get_arn (user)[0] != '\0')
    return stint_integration_item_get_arn (user);
  if (g_str_has_prefix (serial, "arn:") && stint_check_mfa_serial (serial) == NULL)
    return serial;
  return NULL;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* What the user assumes itself, each once; a chain's next role is another's to assume. */
static GPtrArray *
list_roles (StintClient *client, StintIntegrationItem *user)
{
  GPtrArray *roles = g_ptr_array_new ();
  GListModel *sessions = stint_client_get_sessions (client);

  for (guint i = 0; user != NULL && i < g_list_model_get_n_items (sessions); i++)
    {
      g_autoptr (StintSessionItem) session = g_list_model_get_item (sessions, i);

      /* The list keeps the text. */
      if (stint_session_item_get_integration (session) == user &&
          stint_session_item_get_kind (session) == STINT_SESSION_IAM_ROLE &&
          stint_session_item_get_from_id (session)[0] == '\0' &&
          stint_check_role_arn (stint_session_item_get_role (session)) == NULL &&
          !g_ptr_array_find_with_equal_func (roles, stint_session_item_get_role (session),
                                             g_str_equal, NULL))
        g_ptr_array_add (roles, (gpointer) stint_session_item_get_role (session));
    }
  g_ptr_array_sort (roles, compare_texts);
  return roles;
}

static void
stint_user_policies_update_roles (StintUserPolicies *self,
                                  GPtrArray *roles,
                                  const char *partition,
                                  const char *account)
{
  g_autofree char *every = g_strdup_printf ("arn:%s:iam::%s:role/*", partition, account);
  g_autofree char *policy = NULL;
  g_autofree char *subtitle = NULL;
  guint n = roles->len;

  if (n == 0)
    {
      g_ptr_array_add (roles, every);
      /* Translators: %s is the number of an AWS account. */
      subtitle = g_strdup_printf (_ ("All roles of the account %s that trust it"), account);
    }
  else
    {
      /* Translators: a policy for roles that are here as sessions. */
      subtitle = g_strdup_printf (
          ngettext ("The %u role that is here", "The %u roles that are here", n), n);
    }
  g_ptr_array_add (roles, NULL);
  policy = stint_snippets_policy_for_roles ((const char *const *) roles->pdata);
  stint_policy_row_set (self->roles, subtitle, policy);
}

void
stint_user_policies_update (StintUserPolicies *self,
                            StintClient *client,
                            StintIntegrationItem *user,
                            const char *name,
                            const char *serial)
{
  const char *arn;
  const char *user_arn;
  g_autofree char *partition = NULL;
  g_autofree char *account = NULL;
  g_autofree char *device = NULL;
  g_autofree char *console = NULL;
  g_autofree char *subtitle = NULL;
  g_autoptr (GPtrArray) roles = NULL;

  g_return_if_fail (STINT_IS_USER_POLICIES (self));

  arn = find_arn (user, serial);
  gtk_widget_set_visible (GTK_WIDGET (self), arn != NULL);
  if (arn == NULL)
    return;
  partition = stint_snippets_partition (arn);
  account = stint_snippets_account (arn);
  user_arn = user != NULL ? stint_integration_item_get_arn (user) : "";
  roles = list_roles (client, user);
  stint_user_policies_update_roles (self, roles, partition, account);
  device = stint_snippets_own_device (partition, account, user_arn);
  console = stint_snippets_console (partition, account);
  subtitle = name[0] != '\0'
                 /* Translators: %s is the name of an IAM user, or of a role. */
                 ? g_strdup_printf (_ ("A policy for %s"), name)
                 : g_strdup (_ ("A policy for the user"));
  stint_policy_row_set (self->device, subtitle, device);
  stint_policy_row_set (self->console, subtitle, console);
}
