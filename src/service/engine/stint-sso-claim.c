/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-sso-claim.h"

#include "stint-sso-survey.h"

StintSsoClaim *
stint_sso_claim_new (const StintContext *context, StintSession *session)
{
  const StintSessionDefinition *definition;
  const StintIntegrationDefinition *center;
  StintIntegration *integration;
  StintSsoClaim *self;

  g_return_val_if_fail (context != NULL, NULL);
  g_return_val_if_fail (STINT_IS_SESSION (session), NULL);

  definition = stint_session_get_definition (session);
  if (definition->kind != STINT_SESSION_IDENTITY_CENTER || !stint_context_shares_sign_ins (context))
    return NULL;
  integration = stint_registry_get_integration (context->registry, definition->integration_id);
  if (integration == NULL)
    return NULL;

  center = stint_integration_get_definition (integration);
  self = g_new0 (StintSsoClaim, 1);
  self->wanted = stint_sso_entry_new (center->start_url, center->region, center->sso_session,
                                      (const char *const *) center->scopes);
  self->account_id = g_strdup (definition->account_id);
  self->role_name = g_strdup (definition->role_name);
  self->now = stint_clock_now (context->clock);

  return self;
}

StintSsoClaim *
stint_sso_claim_copy (const StintSsoClaim *self)
{
  StintSsoClaim *copy;

  if (self == NULL)
    return NULL;

  copy = g_new (StintSsoClaim, 1);
  *copy = *self;
  copy->wanted = stint_sso_entry_copy (self->wanted);
  copy->account_id = g_strdup (self->account_id);
  copy->role_name = g_strdup (self->role_name);

  return copy;
}

void
stint_sso_claim_free (StintSsoClaim *self)
{
  if (self == NULL)
    return;

  stint_sso_entry_free (self->wanted);
  g_free (self->account_id);
  g_free (self->role_name);
  g_free (self);
}

/* It may be kept in the keyring instead, where no SDK finds it. */
static gboolean
has_token (const StintSsoClaim *self, const StintSsoEntry *entry, StintSsoCache *cache)
{
  g_autoptr (StintSsoToken) token = stint_sso_cache_read_token (cache, entry, NULL, NULL);

  return token != NULL &&
         (token->expires > self->now || stint_sso_token_can_refresh (token, self->now));
}

StintSsoEntry *
stint_sso_claim_find_entry (const StintSsoClaim *self, StintAwsFiles *files, StintSsoCache *cache)
{
  g_autoptr (StintSsoSurvey) survey = NULL;
  const StintSsoEntry *entry;

  g_return_val_if_fail (STINT_IS_AWS_FILES (files), NULL);

  if (self == NULL || cache == NULL)
    return NULL;
  survey = stint_sso_survey_new (files, NULL);
  if (survey == NULL)
    return NULL;
  /* As the sign-in itself chooses it (stint-token-keeper.c). */
  entry = stint_sso_survey_match (survey, self->wanted->start_url, self->wanted->region,
                                  (const char *const *) self->wanted->scopes,
                                  self->wanted->session_name);
  if (entry == NULL || (self->needs_token && !has_token (self, entry, cache)))
    return NULL;

  return stint_sso_entry_copy (entry);
}

gboolean
stint_sso_claim_holds (const StintSsoClaim *self,
                       StintAwsFiles *files,
                       StintSsoCache *cache,
                       const char *profile,
                       const char *region)
{
  g_autoptr (StintSsoEntry) entry = stint_sso_claim_find_entry (self, files, cache);
  gboolean shared = FALSE;

  if (entry == NULL)
    return FALSE;

  return stint_aws_files_is_shared (files, profile,
                                    &(StintSsoIdentity){ entry, self->account_id, self->role_name },
                                    region, &shared, NULL) &&
         shared;
}
