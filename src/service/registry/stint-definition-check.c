/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-definition-check.h"

#include <string.h>

#include "stint-error.h"
#include "stint-identity-names.h"
#include "stint-ini-document.h"
#include "stint-partition.h"
#include "stint-portal.h"
#include "stint-start-url.h"
#include "stint-sts.h"

#define NAME_MAX_BYTES 256
#define ID_MAX_BYTES 256
#define KEY_ID_MIN_BYTES 16
#define KEY_ID_MAX_BYTES 128

static gboolean G_GNUC_PRINTF (2, 3) refuse (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_propagate_error (error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL, "%s", message));

  return FALSE;
}

static gboolean
consists_of (const char *text, const char *others)
{
  for (const char *at = text; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr (others, *at) == NULL)
      return FALSE;

  return TRUE;
}

/* Ids stand in credential_process lines: nothing that a shell could take for its own. */
static gboolean
check_id (const char *id, GError **error)
{
  if (id == NULL || *id == '\0' || strlen (id) > ID_MAX_BYTES || !consists_of (id, "_-.:+=,@/"))
    return refuse (error, "“%s” cannot be an id", id != NULL ? id : "");

  return TRUE;
}

static gboolean
check_name (const char *name, GError **error)
{
  gboolean blank = TRUE;

  if (name == NULL || strlen (name) > NAME_MAX_BYTES || !g_utf8_validate (name, -1, NULL))
    return refuse (error, "A name is missing or too long");

  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (at)))
        return refuse (error, "A name cannot contain control characters");
      blank = blank && g_unichar_isspace (g_utf8_get_char (at));
    }

  return !blank || refuse (error, "A name cannot be empty");
}

static gboolean
check_region (const char *region, GError **error)
{
  return region == NULL || stint_region_is_valid (region) ||
         refuse (error, "“%s” is not the name of a region", region);
}

static gboolean
check_profile (const char *profile, GError **error)
{
  return profile == NULL || stint_ini_is_portable_name (profile) ||
         refuse (error, "“%s” is not a profile name that every AWS tool can read", profile);
}

static gboolean
check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (url == NULL)
    return TRUE;

  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL ||
      (strcmp (g_uri_get_scheme (uri), "https") != 0 &&
       strcmp (g_uri_get_scheme (uri), "http") != 0))
    return refuse (error, "“%s” is not the address of an endpoint", url);

  return TRUE;
}

static gboolean
check_access_key_id (const char *id, GError **error)
{
  gsize length = id != NULL ? strlen (id) : 0;

  if (length < KEY_ID_MIN_BYTES || length > KEY_ID_MAX_BYTES || !consists_of (id, "_"))
    return refuse (error, "“%s” is not an access key ID", id != NULL ? id : "");
  if (g_str_has_prefix (id, "ASIA"))
    {
      g_propagate_error (error, stint_error_new (STINT_ERROR_UNSUPPORTED, NULL,
                                                 "%s is a temporary key, which ends by itself; an "
                                                 "IAM user needs its long-lived key (AKIA…)",
                                                 id));
      return FALSE;
    }

  return TRUE;
}

static gboolean
check_mfa_serial (const char *serial, GError **error)
{
  if (serial == NULL)
    return TRUE;
  if (stint_sts_mfa_serial_is_security_key (serial))
    {
      g_propagate_error (
          error, stint_error_new (STINT_ERROR_UNSUPPORTED, NULL,
                                  "%s is a security key or passkey, which AWS accepts in a browser "
                                  "only; give the user a second MFA device that shows codes",
                                  serial));
      return FALSE;
    }

  return stint_sts_mfa_serial_is_valid (serial) ||
         refuse (error, "“%s” is not the serial number of an MFA device", serial);
}

static gboolean
check_identity_center (const StintIntegrationDefinition *definition, GError **error)
{
  g_autofree char *url = NULL;

  if (definition->start_url != NULL)
    url = stint_start_url_normalize (definition->start_url, NULL);
  if (url == NULL)
    return refuse (error, "“%s” is not the address of an access portal",
                   definition->start_url != NULL ? definition->start_url : "");
  if (definition->region == NULL)
    return refuse (error, "The region of the Identity Center is missing");

  return definition->profile_template == NULL ||
         stint_profile_template_check (definition->profile_template, error);
}

gboolean
stint_definition_check_integration (const StintIntegrationDefinition *definition, GError **error)
{
  g_return_val_if_fail (definition != NULL, FALSE);

  if (!check_id (definition->id, error) || !check_name (definition->name, error) ||
      !check_region (definition->region, error) || !check_url (definition->endpoint_url, error) ||
      !check_profile (definition->moved_profile, error))
    return FALSE;

  if (definition->kind == STINT_INTEGRATION_IDENTITY_CENTER)
    return check_identity_center (definition, error);

  return check_access_key_id (definition->access_key_id, error) &&
         check_mfa_serial (definition->mfa_serial, error);
}

gboolean
stint_definition_check_duration (StintSessionKind kind,
                                 gboolean chained,
                                 guint duration,
                                 GError **error)
{
  guint maximum =
      kind == STINT_SESSION_IAM_USER ? STINT_STS_MAX_TOKEN_DURATION : STINT_STS_MAX_ROLE_DURATION;

  if (duration == 0)
    return TRUE;
  if (duration < STINT_STS_MIN_DURATION || duration > maximum)
    return refuse (error, "A session lasts from %u minutes to %u hours",
                   STINT_STS_MIN_DURATION / 60, maximum / 3600);
  if (chained && duration > STINT_STS_MAX_CHAINED_DURATION)
    return refuse (error,
                   "AWS lets a session that is chained from another one last an hour at most");

  return TRUE;
}

static gboolean
check_role (const StintSessionDefinition *definition, GError **error)
{
  if (definition->role_arn == NULL || !stint_sts_role_arn_is_valid (definition->role_arn))
    return refuse (error, "“%s” is not the ARN of a role",
                   definition->role_arn != NULL ? definition->role_arn : "");
  if (definition->external_id != NULL && !stint_sts_external_id_is_valid (definition->external_id))
    return refuse (error, "“%s” cannot be an external ID", definition->external_id);
  if (definition->role_session_name != NULL &&
      !stint_sts_role_session_name_is_valid (definition->role_session_name))
    return refuse (error, "“%s” cannot be the name of a role session",
                   definition->role_session_name);

  return TRUE;
}

static gboolean
check_assigned_role (const StintSessionDefinition *definition, GError **error)
{
  if (definition->account_id == NULL || !stint_account_id_is_valid (definition->account_id))
    return refuse (error, "“%s” is not the number of an account",
                   definition->account_id != NULL ? definition->account_id : "");

  return (definition->role_name != NULL && stint_permission_set_is_valid (definition->role_name)) ||
         refuse (error, "“%s” is not the name of a permission set",
                 definition->role_name != NULL ? definition->role_name : "");
}

gboolean
stint_definition_check_session (const StintSessionDefinition *definition, GError **error)
{
  g_return_val_if_fail (definition != NULL, FALSE);

  if (!check_id (definition->id, error) || !check_name (definition->name, error) ||
      !check_region (definition->region, error) || !check_profile (definition->profile, error) ||
      !check_profile (definition->consented_profile, error))
    return FALSE;
  if (definition->kind == STINT_SESSION_IAM_ROLE && !check_role (definition, error))
    return FALSE;
  if (definition->kind == STINT_SESSION_IDENTITY_CENTER && !check_assigned_role (definition, error))
    return FALSE;
  if (definition->kind != STINT_SESSION_IAM_ROLE && definition->from_id != NULL)
    return refuse (error, "Only a role can be chained from another session");

  return stint_definition_check_duration (definition->kind, definition->from_id != NULL,
                                          definition->duration, error);
}
