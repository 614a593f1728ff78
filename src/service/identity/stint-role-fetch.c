/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-role-fetch.h"

#include "stint-error-map.h"

typedef struct
{
  StintContext *context;         /* (unowned) */
  StintIdentityCenter *center;   /* (owned) */
  StintConditions *conditions;   /* (owned) */
  StintIntegration *integration; /* (owned) */
  char *account_id;
  char *account_name; /* (nullable) */
  char *role_name;
  StintSecret *token; /* (owned) (nullable) */
  gboolean interactive;
  gboolean urgent;
  gboolean retried;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->center);
  g_object_unref (fetch->conditions);
  g_object_unref (fetch->integration);
  g_free (fetch->account_id);
  g_free (fetch->account_name);
  g_free (fetch->role_name);
  g_clear_pointer (&fetch->token, stint_secret_unref);
  g_free (fetch);
}

static void get_token (GTask *task);

/* Takes @error. */
static void
fail (GTask *task, GError *error)
{
  Fetch *fetch = g_task_get_task_data (task);
  GError *mapped = stint_error_map_take (error);

  if (stint_error_get_detail (mapped, "integration") == NULL)
    stint_error_add_detail (mapped, "integration",
                            g_variant_new_string (stint_integration_get_name (fetch->integration)));
  g_task_return_error (task, mapped);
}

/* Takes @error. (transfer full) */
static GError *
explain_refusal (Fetch *fetch, GError *error)
{
  GError *mapped = stint_error_map_take (error);
  GVariant *details = stint_error_get_details (mapped);
  const char *account = fetch->account_name != NULL ? fetch->account_name : fetch->account_id;
  GError *explained = stint_error_new (STINT_ERROR_REFUSED, details,
                                       "AWS does not give you the role %s in %s (%s) at present",
                                       fetch->role_name, account, fetch->account_id);

  g_error_free (mapped);

  return explained;
}

static gboolean
is_about_role (const GError *error)
{
  return g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_FORBIDDEN) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_NOT_FOUND);
}

static void
credentials_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  StintAwsCredentials *credentials =
      stint_portal_get_credentials_finish (STINT_PORTAL (source), result, &error);

  stint_conditions_note_aws (fetch->conditions, error);
  if (credentials != NULL)
    {
      g_task_return_pointer (task, credentials, (GDestroyNotify) stint_aws_credentials_unref);
      return;
    }
  if (is_about_role (error))
    {
      fail (task, explain_refusal (fetch, error));
      return;
    }
  if (!g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_UNAUTHORIZED))
    {
      fail (task, error);
      return;
    }

  /* It ended before its time, as AWS sometimes has it. */
  g_clear_error (&error);
  stint_identity_center_reject_token (fetch->center, fetch->integration, fetch->token);
  if (fetch->retried)
    {
      fail (task, stint_identity_center_make_needs_sign_in (fetch->integration));
      return;
    }
  fetch->retried = TRUE;
  get_token (task);
}

static void
token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetch *fetch = g_task_get_task_data (task);
  GError *error = NULL;
  StintPortalParams params;

  g_clear_pointer (&fetch->token, stint_secret_unref);
  fetch->token =
      stint_identity_center_get_token_finish (STINT_IDENTITY_CENTER (source), result, &error);
  if (fetch->token == NULL)
    {
      fail (task, error);
      return;
    }

  params = stint_identity_center_make_params (fetch->center, fetch->integration, fetch->token,
                                              fetch->urgent);
  stint_portal_get_credentials_async (fetch->context->portal, &params, fetch->account_id,
                                      fetch->role_name, g_task_get_cancellable (task),
                                      credentials_cb, g_object_ref (task));
}

static void
get_token (GTask *task)
{
  Fetch *fetch = g_task_get_task_data (task);

  stint_identity_center_get_token_async (fetch->center, fetch->integration, fetch->interactive,
                                         g_task_get_cancellable (task), token_cb,
                                         g_object_ref (task));
}

void
stint_role_fetch_async (StintContext *context,
                        StintIdentityCenter *center,
                        StintConditions *conditions,
                        StintIntegration *integration,
                        const StintSessionDefinition *session,
                        gboolean interactive,
                        gboolean urgent,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Fetch *fetch;

  g_return_if_fail (context != NULL);
  g_return_if_fail (STINT_IS_IDENTITY_CENTER (center));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));
  g_return_if_fail (session != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_role_fetch_async);
  fetch = g_new0 (Fetch, 1);
  fetch->context = context;
  fetch->center = g_object_ref (center);
  fetch->conditions = g_object_ref (conditions);
  fetch->integration = g_object_ref (integration);
  fetch->account_id = g_strdup (session->account_id);
  fetch->account_name = g_strdup (session->account_name);
  fetch->role_name = g_strdup (session->role_name);
  fetch->interactive = interactive;
  fetch->urgent = urgent;
  g_task_set_task_data (task, fetch, (GDestroyNotify) fetch_free);

  if (context->portal == NULL || session->account_id == NULL || session->role_name == NULL)
    fail (task, stint_error_new (STINT_ERROR_UNSUPPORTED, NULL, "“%s” names no account and role",
                                 session->name));
  else
    get_token (task);
}

StintAwsCredentials *
stint_role_fetch_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_role_fetch_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
