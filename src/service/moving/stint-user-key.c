/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-user-key.h"

#include <string.h>

#include "stint-error-map.h"
#include "stint-error.h"
#include "stint-secret-fd.h"

/* AWS's are 40 characters; stand-ins have shorter ones. */
#define MIN_SECRET 8
#define MAX_SECRET 256

typedef struct
{
  StintContext *context; /* borrowed */
  StintEngine *engine;   /* borrowed */
  char *integration_id;
  char *label;
  char *access_key_id;
  char *region;
  char *endpoint_url;
  char *expected_arn;
  char *arn;
  gboolean test;
  gboolean interactive;
  StintAwsCredentials *credentials; /* (owned) (nullable) */
} Work;

static void
work_free (Work *work)
{
  g_free (work->integration_id);
  g_free (work->label);
  g_free (work->access_key_id);
  g_free (work->region);
  g_free (work->endpoint_url);
  g_free (work->expected_arn);
  g_free (work->arn);
  g_clear_pointer (&work->credentials, stint_aws_credentials_unref);
  g_free (work);
}

/* A mistyped secret is told before AWS is asked; its text never is. */
static gboolean
check_shape (StintSecret *secret, GError **error)
{
  const char *text = stint_secret_peek (secret);
  gsize len = stint_secret_get_length (secret);
  gboolean fine = len >= MIN_SECRET && len <= MAX_SECRET;

  for (gsize i = 0; fine && i < len; i++)
    fine = g_ascii_isgraph (text[i]);

  if (!fine)
    g_set_error_literal (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
                         "That is not a secret access key: it has 40 letters, digits, / and +");
  return fine;
}

static void
kept_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (stint_user_key_keep_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
keep (GTask *task)
{
  Work *work = g_task_get_task_data (task);

  stint_user_key_keep_async (work->context, work->integration_id, work->label,
                             stint_aws_credentials_get_secret_access_key (work->credentials),
                             work->interactive, g_task_get_cancellable (task), kept_cb,
                             g_object_ref (task));
}

static void
tested_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  work->arn = stint_engine_test_key_finish (STINT_ENGINE (object), result, &error);
  if (work->arn == NULL)
    g_task_return_error (task, stint_error_map_take (error));
  else if (work->expected_arn != NULL && g_strcmp0 (work->arn, work->expected_arn) != 0)
    g_task_return_new_error (task, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT,
                             "This key belongs to %s, and not to %s", work->arn,
                             work->expected_arn);
  else
    keep (task);
}

static void
secret_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  g_autoptr (StintSecret) secret = NULL;
  GError *error = NULL;

  secret = stint_secret_fd_read_finish (result, &error);
  if (secret == NULL || !check_shape (secret, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  work->credentials = stint_aws_credentials_new (work->access_key_id, secret, NULL, 0, NULL);
  if (!work->test)
    keep (task);
  else
    stint_engine_test_key_async (work->engine, work->credentials, work->region, work->endpoint_url,
                                 g_task_get_cancellable (task), tested_cb, g_object_ref (task));
}

void
stint_user_key_store_async (StintContext *context,
                            StintEngine *engine,
                            int fd,
                            const StintUserKey *key,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, stint_user_key_store_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  work->context = context;
  work->engine = engine;
  work->integration_id = g_strdup (key->integration_id);
  work->label = g_strdup (key->label);
  work->access_key_id = g_strdup (key->access_key_id);
  work->region = g_strdup (key->region != NULL ? key->region : context->default_region);
  work->endpoint_url = g_strdup (key->endpoint_url);
  work->expected_arn = g_strdup (key->expected_arn);
  work->test = key->test;
  work->interactive = key->interactive;
  stint_secret_fd_read_async (fd, cancellable, secret_cb, g_object_ref (task));
}

gboolean
stint_user_key_store_finish (GAsyncResult *result, char **out_arn, GError **error)
{
  Work *work;

  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;

  work = g_task_get_task_data (G_TASK (result));
  *out_arn = g_steal_pointer (&work->arn);

  return TRUE;
}

/* --- Into the keyring ------------------------------------------------------------------------- */

static void
stored_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;

  if (stint_vault_store_finish (STINT_VAULT (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, stint_error_map_take (error));
}

void
stint_user_key_keep_async (StintContext *context,
                           const char *integration_id,
                           const char *label,
                           StintSecret *secret,
                           gboolean interactive,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, stint_user_key_keep_async);
  stint_vault_store_async (context->vault, STINT_VAULT_KIND_ACCESS_KEY, integration_id, label,
                           secret, interactive, cancellable, stored_cb, g_object_ref (task));
}

gboolean
stint_user_key_keep_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
taken_back_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  gboolean restored = GPOINTER_TO_INT (user_data);
  g_autoptr (GError) error = NULL;

  if (restored)
    stint_vault_store_finish (STINT_VAULT (object), result, &error);
  else
    stint_vault_clear_finish (STINT_VAULT (object), result, &error);
  if (error != NULL)
    g_warning ("A key that is not used stays in the keyring: %s", error->message);
}

void
stint_user_key_take_back (StintContext *context,
                          const char *integration_id,
                          const char *label,
                          StintSecret *previous)
{
  if (previous != NULL)
    stint_vault_store_async (context->vault, STINT_VAULT_KIND_ACCESS_KEY, integration_id, label,
                             previous, FALSE, NULL, taken_back_cb, GINT_TO_POINTER (TRUE));
  else
    stint_vault_clear_async (context->vault, STINT_VAULT_KIND_ACCESS_KEY, integration_id, FALSE,
                             NULL, taken_back_cb, GINT_TO_POINTER (FALSE));
}
