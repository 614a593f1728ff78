/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What the engine is asked to do with one session, and how that is answered. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-engine-private.h"
#include "stint-error-map.h"
#include "stint-mover.h"
#include "stint-time.h"

/* Credentials that are fetched for somebody who is about to use them. */
#define FETCHED_LEFT STINT_SECONDS (5 * 60)

void
stint_start_result_free (StintStartResult *result)
{
  if (result == NULL)
    return;

  g_free (result->profile);
  g_free (result->path);
  g_strfreev (result->warnings);
  g_free (result);
}

void
stint_start_preview_free (StintStartPreview *preview)
{
  if (preview == NULL)
    return;

  g_clear_pointer (&preview->files, g_variant_unref);
  g_strfreev (preview->reasons);
  g_strfreev (preview->profiles);
  g_free (preview);
}

/* --- Start, renew, stop ----------------------------------------------------------------------- */

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  StintStartResult *outcome =
      stint_operations_start_finish (STINT_OPERATIONS (source), result, &error);

  if (outcome != NULL)
    g_task_return_pointer (task, outcome, (GDestroyNotify) stint_start_result_free);
  else
    g_task_return_error (task, error);
}

static void
start (GTask *task,
       StintSession *session,
       StintStarterKind kind,
       const StintStartOptions *options,
       GCancellable *cancellable)
{
  StintEngine *self = g_task_get_source_object (task);
  StintStarterWish wish = { .options = STINT_START_OPTIONS_INIT, .urgent = TRUE };

  if (options != NULL)
    wish.options = *options;
  stint_operations_start_async (self->operations, session, kind, &wish, cancellable, started_cb,
                                task);
}

void
stint_engine_start_async (StintEngine *self,
                          StintSession *session,
                          const StintStartOptions *options,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  start (stint_engine_make_task (self, stint_engine_start_async, cancellable, callback, user_data),
         session, STINT_STARTER_START, options, cancellable);
}

StintStartResult *
stint_engine_start_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
stint_engine_renew_async (StintEngine *self,
                          StintSession *session,
                          const StintStartOptions *options,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  start (stint_engine_make_task (self, stint_engine_renew_async, cancellable, callback, user_data),
         session, STINT_STARTER_RENEW, options, cancellable);
}

StintStartResult *
stint_engine_renew_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  gboolean foreign_keys = FALSE;
  GError *error = NULL;

  if (stint_operations_stop_finish (STINT_OPERATIONS (source), result, &foreign_keys, &error))
    g_task_return_int (task, foreign_keys);
  else
    g_task_return_error (task, error);
}

void
stint_engine_stop_async (StintEngine *self,
                         StintSession *session,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  stint_supplier_forget (self->supplier, session);
  stint_operations_stop_async (
      self->operations, session, cancellable, stopped_cb,
      stint_engine_make_task (self, stint_engine_stop_async, cancellable, callback, user_data));
}

gboolean
stint_engine_stop_finish (StintEngine *self,
                          GAsyncResult *result,
                          gboolean *out_foreign_keys,
                          GError **error)
{
  gssize foreign_keys;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  foreign_keys = g_task_propagate_int (G_TASK (result), error);
  if (foreign_keys < 0)
    return FALSE;
  if (out_foreign_keys != NULL)
    *out_foreign_keys = foreign_keys != 0;

  return TRUE;
}

/* --- Credentials ------------------------------------------------------------------------------ */

/* What is over, or was never started, is told otherwise. */
static gboolean
wants_person (const GError *error)
{
  return stint_error_get_kind (error) == STINT_ERROR_KIND_NEEDS_PERSON &&
         !stint_error_is_cancelled (error) &&
         !g_error_matches (error, STINT_ERROR, STINT_ERROR_INACTIVE) &&
         !g_error_matches (error, STINT_ERROR, STINT_ERROR_EXPIRED);
}

static void
supplied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  StintAwsCredentials *credentials =
      stint_supplier_get_finish (STINT_SUPPLIER (source), result, &error);

  g_assert (STINT_IS_ENGINE (self));

  if (credentials == NULL && wants_person (error))
    stint_engine_want_person (self, g_task_get_task_data (task), error);
  if (credentials != NULL)
    g_task_return_pointer (task, credentials, (GDestroyNotify) stint_aws_credentials_unref);
  else
    g_task_return_error (task, error);
}

void
stint_engine_get_credentials_async (StintEngine *self,
                                    StintSession *session,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;

  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  task = stint_engine_make_task (self, stint_engine_get_credentials_async, cancellable, callback,
                                 user_data);
  g_task_set_task_data (task, g_object_ref (session), g_object_unref);
  stint_supplier_get_async (self->supplier, session, cancellable, supplied_cb, task);
}

StintAwsCredentials *
stint_engine_get_credentials_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  StintAwsCredentials *credentials =
      stint_fetcher_fetch_finish (STINT_FETCHER (source), result, &error);

  self->n_extra--;
  if (credentials != NULL)
    g_task_return_pointer (task, credentials, (GDestroyNotify) stint_aws_credentials_unref);
  else
    g_task_return_error (task, error);
}

/* Those of an active session, for as long as somebody may want to work with them. (nullable) */
static StintAwsCredentials *
peek_credentials (StintEngine *self, StintSession *session)
{
  StintAwsCredentials *credentials = stint_session_get_credentials (session);

  if (!stint_session_is_active (session) || credentials == NULL ||
      stint_aws_credentials_get_expiration (credentials) -
              stint_scheduler_get_now (self->parts.scheduler) <
          FETCHED_LEFT)
    return NULL;

  return credentials;
}

void
stint_engine_fetch_async (StintEngine *self,
                          StintSession *session,
                          const char *mfa_code,
                          gboolean interactive,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  StintFetchWish wish = { .mfa_code = mfa_code, .interactive = interactive, .urgent = TRUE };
  StintAwsCredentials *at_hand;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  task = stint_engine_make_task (self, stint_engine_fetch_async, cancellable, callback, user_data);
  at_hand = peek_credentials (self, session);
  if (at_hand != NULL)
    {
      g_task_return_pointer (task, stint_aws_credentials_ref (at_hand),
                             (GDestroyNotify) stint_aws_credentials_unref);
      return;
    }

  self->n_extra++;
  stint_fetcher_fetch_async (self->parts.fetcher, session, &wish, cancellable, fetched_cb,
                             g_steal_pointer (&task));
}

StintAwsCredentials *
stint_engine_fetch_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
stint_engine_is_direct (StintEngine *self, StintSession *session)
{
  g_return_val_if_fail (STINT_IS_ENGINE (self), FALSE);

  return stint_fetcher_is_direct (self->parts.fetcher, session);
}

static void
got_key_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  StintAwsCredentials *key =
      stint_lease_broker_get_key_finish (STINT_LEASE_BROKER (source), result, &error);

  if (key != NULL)
    g_task_return_pointer (task, key, (GDestroyNotify) stint_aws_credentials_unref);
  else
    g_task_return_error (task, error);
}

void
stint_engine_get_key_async (StintEngine *self,
                            StintIntegration *integration,
                            gboolean interactive,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  stint_lease_broker_get_key_async (
      self->parts.broker, integration, interactive, cancellable, got_key_cb,
      stint_engine_make_task (self, stint_engine_get_key_async, cancellable, callback, user_data));
}

StintAwsCredentials *
stint_engine_get_key_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- The keyring ------------------------------------------------------------------------------ */

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintEngine *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) secret = stint_vault_lookup_finish (STINT_VAULT (source), result, &error);

  stint_conditions_note_vault (self->parts.conditions, error);
  /* Nothing is kept under that name: that it could be looked for is the answer. */
  if (secret != NULL || g_error_matches (error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_NOT_FOUND))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, stint_error_map (error));
}

void
stint_engine_unlock_async (StintEngine *self,
                           gboolean interactive,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_return_if_fail (STINT_IS_ENGINE (self));

  stint_vault_lookup_async (
      self->parts.context->vault, STINT_VAULT_KIND_ACCESS_KEY, "unlock", interactive, cancellable,
      unlocked_cb,
      stint_engine_make_task (self, stint_engine_unlock_async, cancellable, callback, user_data));
}

gboolean
stint_engine_unlock_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Preview and edit ------------------------------------------------------------------------- */

static void
previewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  StintStartPreview *preview = stint_mover_preview_finish (result, &error);

  g_assert (STINT_IS_ENGINE (self));

  self->n_extra--;
  if (preview != NULL)
    g_task_return_pointer (task, preview, (GDestroyNotify) stint_start_preview_free);
  else
    g_task_return_error (task, error);
}

void
stint_engine_preview_async (StintEngine *self,
                            StintSession *session,
                            const StintStartOptions *options,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  StintStartOptions defaults = STINT_START_OPTIONS_INIT;

  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  self->n_extra++;
  stint_mover_preview_async (
      &self->parts, session, options != NULL ? options : &defaults, cancellable, previewed_cb,
      stint_engine_make_task (self, stint_engine_preview_async, cancellable, callback, user_data));
}

StintStartPreview *
stint_engine_preview_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintEngine *self = g_task_get_source_object (task);
  GError *error = NULL;

  g_assert (STINT_IS_ENGINE (self));

  self->n_extra--;
  if (stint_mover_edit_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
stint_engine_edit_session_async (StintEngine *self,
                                 StintSessionDefinition *definition,
                                 gboolean consent,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (definition != NULL);

  self->n_extra++;
  stint_mover_edit_async (&self->parts, self->operations, definition, consent, cancellable,
                          edited_cb,
                          stint_engine_make_task (self, stint_engine_edit_session_async,
                                                  cancellable, callback, user_data));
}

gboolean
stint_engine_edit_session_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- A key that is not kept yet --------------------------------------------------------------- */

static void
key_tested_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintEngine *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr (StintCallerIdentity) identity =
      stint_sts_get_caller_identity_finish (STINT_STS (source), result, &error);
  gint64 offset = 0;
  gboolean known = stint_sts_get_clock_offset (STINT_STS (source), &offset);

  g_assert (STINT_IS_ENGINE (self));

  self->n_extra--;
  stint_conditions_note_clock (self->parts.conditions, known, offset);
  stint_conditions_note_aws (self->parts.conditions, error);
  if (identity != NULL)
    g_task_return_pointer (task, g_strdup (identity->arn), g_free);
  else
    g_task_return_error (task, stint_error_map_take (error));
}

void
stint_engine_test_key_async (StintEngine *self,
                             StintAwsCredentials *credentials,
                             const char *region,
                             const char *endpoint_url,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  StintStsParams params = { .region = region, .endpoint_url = endpoint_url, .urgent = TRUE };
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_ENGINE (self));
  g_return_if_fail (credentials != NULL);

  task =
      stint_engine_make_task (self, stint_engine_test_key_async, cancellable, callback, user_data);
  if (g_str_has_prefix (stint_aws_credentials_get_access_key_id (credentials), "ASIA"))
    {
      g_task_return_error (task, stint_error_new (STINT_ERROR_UNSUPPORTED, NULL,
                                                  "This is a temporary key, which ends by itself; "
                                                  "an IAM user needs its long-lived key (AKIA…)"));
      return;
    }

  if (params.region == NULL)
    params.region = self->parts.context->default_region;
  self->n_extra++;
  stint_sts_get_caller_identity_async (self->parts.context->sts, credentials, &params, cancellable,
                                       key_tested_cb, g_steal_pointer (&task));
}

char *
stint_engine_test_key_finish (StintEngine *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
