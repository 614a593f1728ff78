/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The long-lived keys of IAM users, and what they are used for directly: GetSessionToken. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-error-map.h"
#include "stint-lease-broker-private.h"
#include "stint-time.h"

/* Long enough for somebody who looks for the telephone that shows the code. */
#define KEY_KEPT STINT_SECONDS (3 * 60)

/* --- The key ---------------------------------------------------------------------------------- */

void
stint_lease_account_forget_key (StintLeaseAccount *account)
{
  stint_deadlines_remove (account->broker->context->deadlines, account->key_deadline);
  account->key_deadline = 0;
  g_clear_pointer (&account->key, stint_aws_credentials_unref);
}

static void
key_deadline_cb (gpointer user_data)
{
  StintLeaseAccount *account = user_data;

  account->key_deadline = 0;
  stint_lease_account_forget_key (account);
}

static void
keep_key (StintLeaseAccount *account, StintAwsCredentials *key)
{
  StintContext *context = account->broker->context;

  stint_lease_account_forget_key (account);
  account->key = stint_aws_credentials_ref (key);
  account->key_deadline = stint_deadlines_add (
      context->deadlines, stint_clock_now (context->clock) + KEY_KEPT, key_deadline_cb, account);
}

static StintAwsCredentials *
make_key (StintLeaseRequest *request, StintSecret *secret)
{
  const StintIntegrationDefinition *definition =
      stint_integration_get_definition (request->integration);

  return stint_aws_credentials_new (definition->access_key_id, secret, NULL, 0, definition->arn);
}

static void
key_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  StintLeaseAccount *account = stint_lease_broker_ensure_account (self, request->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) secret = stint_vault_lookup_finish (STINT_VAULT (source), result, &error);
  g_autoptr (StintAwsCredentials) key = NULL;

  g_assert (STINT_IS_LEASE_BROKER (self));

  stint_conditions_note_vault (self->conditions, error);
  if (secret == NULL)
    {
      GError *mapped = stint_error_map (error);

      stint_error_add_detail (
          mapped, "integration",
          g_variant_new_string (stint_integration_get_name (request->integration)));
      g_task_return_error (task, mapped);
      return;
    }

  key = make_key (request, secret);
  if (account->generation == request->generation)
    keep_key (account, key);
  g_task_return_pointer (task, g_steal_pointer (&key),
                         (GDestroyNotify) stint_aws_credentials_unref);
}

GError *
stint_lease_broker_check_key (StintIntegration *integration)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);

  if (definition->kind != STINT_INTEGRATION_IAM_USER || definition->access_key_id == NULL)
    return stint_error_new (STINT_ERROR_UNSUPPORTED, NULL, "“%s” has no access key",
                            definition->name);
  if (g_str_has_prefix (definition->access_key_id, "ASIA"))
    return stint_error_new (STINT_ERROR_UNSUPPORTED, NULL,
                            "%s is a temporary key, which ends by itself; an IAM user needs its "
                            "long-lived key (AKIA…)",
                            definition->access_key_id);
  if (definition->mfa_serial != NULL &&
      stint_sts_mfa_serial_is_security_key (definition->mfa_serial))
    return stint_error_new (STINT_ERROR_UNSUPPORTED, NULL,
                            "%s is a security key or passkey, which AWS accepts in a browser only; "
                            "give the user a second MFA device that shows codes",
                            definition->mfa_serial);

  return NULL;
}

void
stint_lease_broker_get_key_async (StintLeaseBroker *self,
                                  StintIntegration *integration,
                                  gboolean interactive,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  StintLeaseAccount *account;
  GError *error;

  g_return_if_fail (STINT_IS_LEASE_BROKER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  task = stint_lease_broker_make_task (self, integration, interactive,
                                       stint_lease_broker_get_key_async, cancellable, callback,
                                       user_data);
  account = stint_lease_broker_ensure_account (self, stint_integration_get_id (integration));
  error = stint_lease_broker_check_key (integration);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (account->key != NULL)
    g_task_return_pointer (task, stint_aws_credentials_ref (account->key),
                           (GDestroyNotify) stint_aws_credentials_unref);
  else
    stint_vault_lookup_async (self->context->vault, STINT_VAULT_KIND_ACCESS_KEY,
                              stint_integration_get_id (integration), interactive, cancellable,
                              key_looked_up_cb, g_steal_pointer (&task));
}

StintAwsCredentials *
stint_lease_broker_get_key_finish (StintLeaseBroker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- GetSessionToken -------------------------------------------------------------------------- */

static void
note_sts (StintLeaseBroker *self, const GError *error)
{
  gint64 offset = 0;
  gboolean known = stint_sts_get_clock_offset (self->context->sts, &offset);

  stint_conditions_note_clock (self->conditions, known, offset);
  stint_conditions_note_aws (self->conditions, error);
}

static void
token_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  StintAwsCredentials *token =
      stint_sts_get_session_token_finish (STINT_STS (source), result, &error);

  g_assert (STINT_IS_LEASE_BROKER (self));

  note_sts (self, error);
  if (request->in_gate)
    stint_mfa_gate_leave (self->gate, request->mfa_serial, error);
  if (token != NULL)
    {
      g_task_return_pointer (task, token, (GDestroyNotify) stint_aws_credentials_unref);
      return;
    }

  error = stint_error_map_take (error);
  if (request->mfa_code != NULL)
    stint_mfa_gate_explain (self->gate, request->mfa_serial, error);
  /* Whoever mistyped it in the keyring may put it right at once. */
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_BAD_KEY))
    stint_lease_account_forget_key (stint_lease_broker_ensure_account (self, request->id));
  g_task_return_error (task, error);
}

static void
send_token_call (GTask *task)
{
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  const StintIntegrationDefinition *definition =
      stint_integration_get_definition (request->integration);
  StintStsParams params = {
    .region =
        stint_lease_broker_pick_region (self, request->integration, NULL, definition->mfa_serial),
    .endpoint_url = definition->endpoint_url,
    .mfa_serial = request->mfa_code != NULL ? request->mfa_serial : NULL,
    .mfa_code = request->mfa_code,
    .duration_seconds = request->duration,
    .urgent = request->interactive,
  };

  stint_sts_get_session_token_async (self->context->sts, request->key, &params,
                                     g_task_get_cancellable (task), token_answered_cb,
                                     g_object_ref (task));
}

static void
token_entered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  GError *error = NULL;

  g_assert (STINT_IS_LEASE_BROKER (self));

  if (!stint_mfa_gate_enter_finish (self->gate, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  request->in_gate = TRUE;
  send_token_call (task);
}

static void
token_key_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  GError *error = NULL;

  g_assert (STINT_IS_LEASE_BROKER (self));

  request->key = stint_lease_broker_get_key_finish (self, result, &error);
  if (request->key == NULL)
    g_task_return_error (task, error);
  else if (request->mfa_code != NULL)
    stint_mfa_gate_enter_async (self->gate, request->mfa_serial, request->mfa_code,
                                g_task_get_cancellable (task), token_entered_cb,
                                g_object_ref (task));
  else
    send_token_call (task);
}

void
stint_lease_broker_get_token_async (StintLeaseBroker *self,
                                    StintIntegration *integration,
                                    const char *mfa_code,
                                    guint duration,
                                    gboolean interactive,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  GTask *task;
  StintLeaseRequest *request;

  g_return_if_fail (STINT_IS_LEASE_BROKER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  task = stint_lease_broker_make_task (self, integration, interactive,
                                       stint_lease_broker_get_token_async, cancellable, callback,
                                       user_data);
  request = g_task_get_task_data (task);
  request->mfa_code = request->mfa_serial != NULL ? g_strdup (mfa_code) : NULL;
  request->duration = duration;
  stint_lease_broker_get_key_async (self, integration, interactive, cancellable, token_key_cb,
                                    task);
}

StintAwsCredentials *
stint_lease_broker_get_token_finish (StintLeaseBroker *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
