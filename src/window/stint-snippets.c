/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <string.h>

#include "stint-snippets.h"

#define VERSION "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n"
#define END "  ]\n}\n"

/* One resource is a text, several are a list. */
static char *
resources (const char *const *arns)
{
  g_autofree char *joined = NULL;

  if (arns[1] == NULL)
    return g_strdup_printf ("\"%s\"", arns[0]);
  joined = g_strjoinv ("\",\n        \"", (GStrv) arns);
  return g_strdup_printf ("[\n        \"%s\"\n      ]", joined);
}

char *
stint_snippets_policy_for_roles (const char *const *role_arns)
{
  g_autofree char *list = NULL;

  g_return_val_if_fail (role_arns != NULL && role_arns[0] != NULL, NULL);

  list = resources (role_arns);
  return g_strdup_printf (VERSION "    {\n"
                                  "      \"Effect\": \"Allow\",\n"
                                  "      \"Action\": \"sts:AssumeRole\",\n"
                                  "      \"Resource\": %s\n"
                                  "    }\n" END,
                          list);
}

char *
stint_snippets_policy (const char *role_arn)
{
  const char *const arns[] = { role_arn, NULL };

  g_return_val_if_fail (role_arn != NULL, NULL);

  return stint_snippets_policy_for_roles (arns);
}

/* Without a code one can only begin: whoever finds a key lying about must not be able to take the
 * device away. */
char *
stint_snippets_own_device (const char *partition, const char *account_id, const char *user_arn)
{
  g_autofree char *anybody =
      g_strdup_printf ("arn:%s:iam::%s:user/${aws:username}", partition, account_id);
  const char *user = user_arn[0] != '\0' ? user_arn : anybody;

  return g_strdup_printf (
      VERSION "    {\n"
              "      \"Sid\": \"SetUpOwnDevice\",\n"
              "      \"Effect\": \"Allow\",\n"
              "      \"Action\": [\n"
              "        \"iam:CreateVirtualMFADevice\",\n"
              "        \"iam:EnableMFADevice\",\n"
              "        \"iam:GetUser\",\n"
              "        \"iam:ListMFADevices\",\n"
              "        \"iam:ResyncMFADevice\"\n"
              "      ],\n"
              "      \"Resource\": [\n"
              "        \"%s\",\n"
              "        \"arn:%s:iam::%s:mfa/*\"\n"
              "      ]\n"
              "    },\n"
              "    {\n"
              "      \"Sid\": \"ReplaceOwnDeviceWithCode\",\n"
              "      \"Effect\": \"Allow\",\n"
              "      \"Action\": \"iam:DeactivateMFADevice\",\n"
              "      \"Resource\": \"%s\",\n"
              "      \"Condition\": { \"Bool\": { \"aws:MultiFactorAuthPresent\": \"true\" } }\n"
              "    }\n" END,
      user, partition, account_id, user);
}

char *
stint_snippets_console (const char *partition, const char *account_id)
{
  return g_strdup_printf (VERSION "    {\n"
                                  "      \"Effect\": \"Allow\",\n"
                                  "      \"Action\": \"sts:GetFederationToken\",\n"
                                  "      \"Resource\": \"arn:%s:sts::%s:federated-user/*\"\n"
                                  "    }\n" END,
                          partition, account_id);
}

/* What follows the principal: what else has to be true. */
static char *
conditions (const char *like_arn, gboolean mfa, const char *external_id)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) parts = NULL;
  g_autofree char *text = NULL;
  char *part;

  if (like_arn != NULL)
    {
      part = g_strdup_printf ("        \"ArnLike\": { \"aws:PrincipalArn\": \"%s\" }", like_arn);
      g_strv_builder_add (builder, part);
      g_free (part);
    }
  if (mfa)
    g_strv_builder_add (builder, "        \"Bool\": { \"aws:MultiFactorAuthPresent\": \"true\" }");
  if (external_id != NULL && external_id[0] != '\0')
    {
      part =
          g_strdup_printf ("        \"StringEquals\": { \"sts:ExternalId\": \"%s\" }", external_id);
      g_strv_builder_add (builder, part);
      g_free (part);
    }
  parts = g_strv_builder_end (builder);
  if (parts[0] == NULL)
    return g_strdup ("");
  text = g_strjoinv (",\n", parts);
  return g_strdup_printf (",\n      \"Condition\": {\n%s\n      }", text);
}

static char *
trust (const char *principal, const char *condition)
{
  return g_strdup_printf (VERSION "    {\n"
                                  "      \"Effect\": \"Allow\",\n"
                                  "      \"Principal\": { \"AWS\": \"%s\" },\n"
                                  "      \"Action\": \"sts:AssumeRole\"%s\n"
                                  "    }\n" END,
                          principal, condition);
}

char *
stint_snippets_trust (const char *principal, gboolean mfa, const char *external_id)
{
  g_autofree char *condition = conditions (NULL, mfa, external_id);

  g_return_val_if_fail (principal != NULL, NULL);

  return trust (principal, condition);
}

char *
stint_snippets_trust_permission_set (const char *account_id,
                                     const char *permission_set,
                                     const char *partition,
                                     const char *external_id)
{
  g_autofree char *root = g_strdup_printf ("arn:%s:iam::%s:root", partition, account_id);
  g_autofree char *like =
      g_strdup_printf ("arn:%s:iam::%s:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_%s_*",
                       partition, account_id, permission_set);
  g_autofree char *condition = conditions (like, FALSE, external_id);

  return trust (root, condition);
}

char *
stint_snippets_partition (const char *arn)
{
  g_auto (GStrv) parts = g_strsplit (arn, ":", 3);

  if (g_strv_length (parts) == 3 && g_str_equal (parts[0], "arn") &&
      g_str_has_prefix (parts[1], "aws"))
    return g_strdup (parts[1]);
  return g_strdup ("aws");
}

char *
stint_snippets_account (const char *arn)
{
  g_auto (GStrv) parts = g_strsplit (arn, ":", 6);

  return g_strdup (g_strv_length (parts) == 6 ? parts[4] : "");
}

char *
stint_snippets_user_arn (const char *serial, const char *partition, const char *account_id)
{
  g_autofree char *of_device = stint_snippets_account (serial);
  const char *name = strrchr (serial, '/');

  if (account_id[0] == '\0')
    account_id = of_device[0] != '\0' ? of_device : "123456789012";
  return g_strdup_printf ("arn:%s:iam::%s:user/%s", partition, account_id,
                          name != NULL ? name + 1 : "NAME");
}

const char *
stint_snippets_region (StintSessionItem *session)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (session);
  const char *region = stint_session_item_get_region (session);

  if (region[0] == '\0' && integration != NULL)
    region = stint_integration_item_get_region (integration);
  return region;
}

static void
add_line (GString *text, const char *key, const char *value)
{
  if (value != NULL && value[0] != '\0')
    g_string_append_printf (text, "%s = %s\n", key, value);
}

static const char *
source_profile (StintClient *client, StintSessionItem *session)
{
  StintSessionItem *from =
      stint_client_get_session (client, stint_session_item_get_from_id (session));
  StintIntegrationItem *integration = stint_session_item_get_integration (session);

  if (from != NULL)
    return stint_session_item_get_profile (from);
  return integration != NULL ? stint_integration_item_get_name (integration) : NULL;
}

static void
add_role (GString *text, StintClient *client, StintSessionItem *session)
{
  StintIntegrationItem *integration = stint_session_item_get_integration (session);
  gboolean chained = stint_session_item_get_from_id (session)[0] != '\0';
  guint duration = stint_session_item_get_duration (session);

  add_line (text, "role_arn", stint_session_item_get_role (session));
  add_line (text, "source_profile", source_profile (client, session));
  if (integration != NULL && !chained)
    add_line (text, "mfa_serial", stint_integration_item_get_mfa_serial (integration));
  add_line (text, "external_id", stint_session_item_get_external_id (session));
  add_line (text, "role_session_name", stint_session_item_get_role_session_name (session));
  if (duration > 0)
    g_string_append_printf (text, "duration_seconds = %u\n", duration);
}

/* Returns the name of the [sso-session] that the profile refers to. */
static const char *
add_portal_role (GString *text, StintSessionItem *session)
{
  StintIntegrationItem *portal = stint_session_item_get_integration (session);
  const char *name;

  if (portal == NULL)
    return NULL;
  name = stint_integration_item_get_sso_session (portal);
  if (name[0] == '\0')
    name = stint_integration_item_get_name (portal);
  add_line (text, "sso_session", name);
  add_line (text, "sso_account_id", stint_session_item_get_account_id (session));
  add_line (text, "sso_role_name", stint_session_item_get_role (session));
  return name;
}

static void
add_portal (GString *text, StintIntegrationItem *portal, const char *name)
{
  g_string_append_printf (text, "\n[sso-session %s]\n", name);
  add_line (text, "sso_start_url", stint_integration_item_get_start_url (portal));
  add_line (text, "sso_region", stint_integration_item_get_region (portal));
  add_line (text, "sso_registration_scopes", "sso:account:access");
}

char *
stint_snippets_profile (StintClient *client, StintSessionItem *session)
{
  GString *text = g_string_new (NULL);
  const char *profile = stint_session_item_get_profile (session);
  const char *portal = NULL;

  g_return_val_if_fail (STINT_IS_SESSION_ITEM (session), NULL);

  if (g_str_equal (profile, "default"))
    g_string_append (text, "[default]\n");
  else
    g_string_append_printf (text, "[profile %s]\n", profile);
  switch (stint_session_item_get_kind (session))
    {
    case STINT_SESSION_IAM_ROLE:
      add_role (text, client, session);
      break;
    case STINT_SESSION_IDENTITY_CENTER:
      portal = add_portal_role (text, session);
      break;
    case STINT_SESSION_IAM_USER:
    case STINT_SESSION_STATIC_ENDPOINT:
    default:
      /* Its key is in the keyring: only Stint can hand it out. */
      g_string_append_printf (text, "credential_process = stint credential-process --profile %s\n",
                              profile);
    }
  add_line (text, "region", stint_snippets_region (session));
  if (portal != NULL)
    add_portal (text, stint_session_item_get_integration (session), portal);
  return g_string_free (text, FALSE);
}

static char *
quoted (const char *word)
{
  return word[0] == '\0' || strpbrk (word, " \t'\"$\\*?&;()<>|`!#~[]{}") != NULL
             ? g_shell_quote (word)
             : g_strdup (word);
}

char *
stint_snippets_export (StintSessionItem *session)
{
  g_autofree char *profile = NULL;
  g_autofree char *region = NULL;

  g_return_val_if_fail (STINT_IS_SESSION_ITEM (session), NULL);

  profile = quoted (stint_session_item_get_tool_profile (session));
  if (stint_snippets_region (session)[0] == '\0')
    return g_strdup_printf ("export AWS_PROFILE=%s\n", profile);
  region = quoted (stint_snippets_region (session));
  return g_strdup_printf ("export AWS_PROFILE=%s\nexport AWS_REGION=%s\n", profile, region);
}

char *
stint_snippets_command (const char *verb, StintSessionItem *session, const char *options)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (STINT_IS_SESSION_ITEM (session), NULL);

  name = quoted (stint_session_item_get_name (session));
  return g_strdup_printf ("stint %s %s%s%s", verb, name, options != NULL ? " " : "",
                          options != NULL ? options : "");
}
