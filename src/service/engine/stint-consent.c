/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-starter.h"

#include "stint-error-map.h"
#include "stint-key-ids.h"

/* By others: its own is the first to be suggested. */
static GStrv
list_taken_profiles (StintEngineParts *parts, StintSession *session)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GPtrArray *sessions = stint_registry_get_sessions (parts->context->registry);

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *other = g_ptr_array_index (sessions, i);

      if (other != session)
        g_strv_builder_add (builder, stint_session_get_profile (other));
    }

  return g_strv_builder_end (builder);
}

/* Before somebody signs in there is no token, but there will be one. */
static StintSsoClaim *
make_claim (StintEngineParts *parts, StintSession *session)
{
  StintSsoClaim *claim = stint_sso_claim_new (parts->context, session);
  StintIntegration *integration = stint_registry_get_integration (
      parts->context->registry, stint_session_get_definition (session)->integration_id);

  if (claim != NULL)
    claim->needs_token =
        stint_integration_get_status (integration)->sign_in == STINT_SIGN_IN_SIGNED_IN &&
        !stint_session_get_life (session)->shared;

  return claim;
}

void
stint_consent_survey_async (StintEngineParts *parts,
                            StintSession *session,
                            const char *profile,
                            const char *region,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  StintSession *holder = stint_engine_parts_find_holder (parts, session, profile);
  g_auto (GStrv) key_ids =
      stint_key_ids_join (stint_session_get_life (session)->key_ids,
                          holder != NULL ? stint_session_get_life (holder)->key_ids : NULL);
  g_auto (GStrv) taken = list_taken_profiles (parts, session);
  g_autofree char *base = stint_profile_name_from (stint_session_get_name (session));
  g_autoptr (StintSsoClaim) claim = make_claim (parts, session);

  stint_files_worker_survey_async (parts->files, profile, (const char *const *) key_ids, base,
                                   (const char *const *) taken, claim, region, cancellable,
                                   callback, user_data);
}

/* Is the profile, as the user left it, already the identity that the session is? */
static gboolean
is_same_principal (StintEngineParts *parts,
                   const StintSessionDefinition *definition,
                   const char *profile,
                   const StintSurvey *survey)
{
  StintIntegration *integration =
      stint_registry_get_integration (parts->context->registry, definition->integration_id);
  const StintIntegrationDefinition *user =
      integration != NULL ? stint_integration_get_definition (integration) : NULL;

  switch (definition->kind)
    {
    case STINT_SESSION_IAM_USER:
      return user != NULL && (g_strcmp0 (user->moved_profile, profile) == 0 ||
                              (survey->long_lived_key_id != NULL &&
                               g_strcmp0 (user->access_key_id, survey->long_lived_key_id) == 0));
    case STINT_SESSION_IAM_ROLE:
      return survey->role_arn != NULL && g_strcmp0 (survey->role_arn, definition->role_arn) == 0;
    case STINT_SESSION_IDENTITY_CENTER:
      return survey->sso_account_id != NULL &&
             g_strcmp0 (survey->sso_account_id, definition->account_id) == 0 &&
             g_strcmp0 (survey->sso_role_name, definition->role_name) == 0;
    case STINT_SESSION_STATIC_ENDPOINT:
    default:
      return FALSE;
    }
}

static GStrv
list_reasons (StintEngineParts *parts,
              StintSession *session,
              const char *profile,
              const StintSurvey *survey)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const StintSessionDefinition *definition = stint_session_get_definition (session);

  if (survey->is_default)
    g_strv_builder_add (builder, "default");
  if (survey->own_long_lived)
    g_strv_builder_add (builder, "long-lived-keys");
  if (survey->dependents[0] != NULL && !is_same_principal (parts, definition, profile, survey))
    g_strv_builder_add (builder, "dependents");

  return g_strv_builder_end (builder);
}

GStrv
stint_consent_list_reasons (StintEngineParts *parts,
                            StintSession *session,
                            const char *profile,
                            const StintFilesSurvey *survey)
{
  /* What changes nothing needs none. */
  if (survey->shared)
    return g_new0 (char *, 1);

  return list_reasons (parts, session, profile, &survey->survey);
}

static GError *
make_default_conflict (StintEngineParts *parts, const StintSurvey *survey)
{
  const StintFileSpot *spot = g_ptr_array_index (survey->default_section, 0);
  const char *path = spot->file == STINT_AWS_FILE_CREDENTIALS ? parts->context->credentials_path
                                                              : parts->context->config_path;
  GError *error = stint_error_new (
      STINT_ERROR_FILES_CONFLICT, NULL,
      "[DEFAULT] in %s sets “%s” (line %u), which every profile inherits; take it out first", path,
      spot->key, spot->line);

  stint_error_add_detail (error, "path", g_variant_new_string (path));
  stint_error_add_detail (error, "line", g_variant_new_uint32 (spot->line));

  return error;
}

static GError *
make_needs_consent (StintSession *session,
                    const char *profile,
                    const StintFilesSurvey *survey,
                    const GStrv reasons)
{
  GError *error = stint_error_new (STINT_ERROR_NEEDS_CONSENT, NULL,
                                   "Starting “%s” changes who the profile “%s” is",
                                   stint_session_get_name (session), profile);

  stint_error_add_detail (error, "session",
                          g_variant_new_string (stint_session_get_name (session)));
  stint_error_add_detail (error, "profile", g_variant_new_string (profile));
  stint_error_add_detail (error, "reasons", g_variant_new_strv ((const char *const *) reasons, -1));
  if (g_strv_contains ((const char *const *) reasons, "dependents"))
    stint_error_add_detail (
        error, "profiles",
        g_variant_new_strv ((const char *const *) survey->survey.dependents, -1));
  if (survey->suggestion != NULL)
    stint_error_add_detail (error, "suggested-profile", g_variant_new_string (survey->suggestion));

  return error;
}

/* The person agreed to whatever holding @profile does. */
static gboolean
has_agreed (StintSession *session, const char *profile, gboolean consent)
{
  const StintSessionDefinition *definition = stint_session_get_definition (session);
  const StintSessionLife *life = stint_session_get_life (session);

  if (consent || g_strcmp0 (definition->consented_profile, profile) == 0)
    return TRUE;

  /* What it holds already was agreed to when it took it, if it took anything. */
  return stint_session_is_held (session) && !life->shared &&
         g_strcmp0 (life->held_profile, profile) == 0;
}

GError *
stint_consent_check (StintEngineParts *parts,
                     StintSession *session,
                     const char *profile,
                     const StintFilesSurvey *survey,
                     gboolean consent)
{
  g_auto (GStrv) reasons = NULL;

  if (survey->survey.default_section != NULL && survey->survey.default_section->len > 0)
    return make_default_conflict (parts, &survey->survey);
  if (has_agreed (session, profile, consent))
    return NULL;

  reasons = stint_consent_list_reasons (parts, session, profile, survey);

  return reasons[0] != NULL ? make_needs_consent (session, profile, survey, reasons) : NULL;
}

gboolean
stint_consent_is_spared (StintEngineParts *parts,
                         StintSession *session,
                         const char *profile,
                         const StintFilesSurvey *survey,
                         gboolean consent)
{
  g_auto (GStrv) reasons = NULL;

  if (!survey->shared || has_agreed (session, profile, consent))
    return FALSE;

  reasons = list_reasons (parts, session, profile, &survey->survey);

  return reasons[0] != NULL;
}
