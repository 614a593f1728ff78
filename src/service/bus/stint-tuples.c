/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-tuples.h"

#include "stint-console-links.h"
#include "stint-error.h"

static const char *
or_empty (const char *text)
{
  return text != NULL ? text : "";
}

static gint64
to_seconds (gint64 instant)
{
  return instant / G_USEC_PER_SEC;
}

static void
put_text (GVariantDict *more, const char *key, const char *text)
{
  if (text != NULL && *text != '\0')
    g_variant_dict_insert (more, key, "s", text);
}

/* Left out where it is not so: thousands of sessions say it. */
static void
put_flag (GVariantDict *more, const char *key, gboolean value)
{
  if (value)
    g_variant_dict_insert (more, key, "b", TRUE);
}

static void
put_error (GVariantDict *more, const GError *error)
{
  GVariant *details;

  if (error == NULL)
    return;

  g_variant_dict_insert (more, "error", "s",
                         stint_error_to_name (error->domain == STINT_ERROR
                                                  ? (StintError) error->code
                                                  : STINT_ERROR_FAILED));
  g_variant_dict_insert (more, "error-message", "s", error->message);

  details = error->domain == STINT_ERROR ? stint_error_get_details (error) : NULL;
  if (details != NULL)
    g_variant_dict_insert_value (more, "error-details", details);
}

static GVariant *
build_session_more (StintEngine *engine, StintSession *session)
{
  const StintSessionDefinition *definition = stint_session_get_definition (session);
  const StintSessionLife *life = stint_session_get_life (session);
  g_auto (GVariantDict) more = G_VARIANT_DICT_INIT (NULL);

  put_text (&more, "from", definition->from_id);
  put_text (&more, "external-id", definition->external_id);
  put_text (&more, "role-session-name", definition->role_session_name);
  if (definition->duration != 0)
    g_variant_dict_insert (&more, "duration", "u", definition->duration);
  put_text (&more, "mfa", stint_enum_to_nick (STINT_TYPE_MFA_MODE, (int) definition->mfa));
  g_variant_dict_insert (&more, "start-at-login", "b", definition->start_at_login);
  put_text (&more, "renew", stint_enum_to_nick (STINT_TYPE_RENEW_POLICY, (int) definition->renew));
  g_variant_dict_insert (&more, "needs-person", "b", stint_engine_needs_person (engine, session));
  put_flag (&more, "start-at-login", definition->start_at_login);
  put_flag (&more, "can-console", stint_console_links_can (definition));
  put_flag (&more, "gone", definition->gone);
  if (stint_session_is_held (session))
    {
      put_text (&more, "arn", life->arn);
      put_flag (&more, "shared", life->shared);
    }
  if (life->held_profile != NULL &&
      g_strcmp0 (life->held_profile, stint_session_get_profile (session)) != 0)
    put_text (&more, "held-profile", life->held_profile);
  if (life->last_used != 0)
    g_variant_dict_insert (&more, "last-used", "x", to_seconds (life->last_used));
  put_error (&more, stint_session_get_error (session));
  put_text (&more, "warning", stint_session_get_warning (session));

  return g_variant_dict_end (&more);
}

static int
choose_hand_out (StintSession *session, int default_hand_out)
{
  const StintSessionDefinition *definition = stint_session_get_definition (session);

  if (stint_session_is_held (session))
    return (int) stint_session_get_life (session)->hand_out;

  return definition->hand_out >= 0 ? definition->hand_out : default_hand_out;
}

GVariant *
stint_tuple_from_session (StintEngine *engine, StintSession *session, int default_hand_out)
{
  const StintSessionDefinition *definition;
  const StintSessionLife *life;
  const char *role;

  g_return_val_if_fail (STINT_IS_SESSION (session), NULL);

  definition = stint_session_get_definition (session);
  life = stint_session_get_life (session);
  role = definition->kind == STINT_SESSION_IDENTITY_CENTER ? definition->role_name
                                                           : definition->role_arn;

  return g_variant_new (
      "(sssssssssssxxb@a{sv})", definition->id, definition->name,
      stint_enum_to_nick (STINT_TYPE_SESSION_KIND, (int) definition->kind),
      or_empty (definition->integration_id), or_empty (stint_session_get_account_id (session)),
      or_empty (definition->account_name), or_empty (role), stint_session_get_profile (session),
      or_empty (definition->region),
      stint_enum_to_nick (STINT_TYPE_SESSION_STATE, (int) stint_session_get_state (session)),
      stint_enum_to_nick (STINT_TYPE_HAND_OUT, choose_hand_out (session, default_hand_out)),
      to_seconds (life->since), to_seconds (life->until), definition->pinned,
      build_session_more (engine, session));
}

static void
put_identity_center (GVariantDict *more, StintIntegration *integration)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);
  const StintIntegrationStatus *status = stint_integration_get_status (integration);

  put_text (more, "start-url", definition->start_url);
  put_text (more, "sso-session", definition->sso_session);
  put_text (more, "profile-template", definition->profile_template);
  put_text (more, "flow", stint_enum_to_nick (STINT_TYPE_SIGN_IN_FLOW, (int) definition->flow));
  put_text (more, "sign-in", stint_enum_to_nick (STINT_TYPE_SIGN_IN_STATE, (int) status->sign_in));
  if (status->signed_in_until != 0)
    g_variant_dict_insert (more, "signed-in-until", "x", to_seconds (status->signed_in_until));
  put_flag (more, "renews", status->renews);
  put_flag (more, "shared", status->shared);
  if (status->syncing)
    {
      g_variant_dict_insert (more, "syncing", "b", TRUE);
      g_variant_dict_insert (more, "sync-done", "u", status->sync_done);
      g_variant_dict_insert (more, "sync-total", "u", status->sync_total);
    }
  if (status->last_sync != 0)
    {
      g_variant_dict_insert (more, "last-sync", "x", to_seconds (status->last_sync));
      g_variant_dict_insert (more, "news", "(uu)", status->news_added, status->news_gone);
    }
  put_error (more, status->error);
}

GVariant *
stint_tuple_from_integration (StintIntegration *integration)
{
  const StintIntegrationDefinition *definition;
  g_auto (GVariantDict) more = G_VARIANT_DICT_INIT (NULL);
  gint64 lease_until;

  g_return_val_if_fail (STINT_IS_INTEGRATION (integration), NULL);

  definition = stint_integration_get_definition (integration);
  put_text (&more, "access-key-id", definition->access_key_id);
  put_text (&more, "mfa-serial", definition->mfa_serial);
  put_text (&more, "arn", definition->arn);
  put_text (&more, "account-id", stint_integration_get_account_id (integration));
  put_text (&more, "endpoint-url", definition->endpoint_url);
  put_text (&more, "browser", definition->browser);
  if (definition->kind == STINT_INTEGRATION_IDENTITY_CENTER)
    put_identity_center (&more, integration);
  lease_until = stint_integration_get_lease_until (integration);
  if (lease_until != 0)
    g_variant_dict_insert (&more, "lease-until", "x", to_seconds (lease_until));

  return g_variant_new ("(ssss@a{sv})", definition->id, definition->name,
                        stint_enum_to_nick (STINT_TYPE_INTEGRATION_KIND, (int) definition->kind),
                        or_empty (definition->region), g_variant_dict_end (&more));
}
