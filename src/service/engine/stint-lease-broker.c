/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-lease-broker.h"

#include "stint-error-map.h"
#include "stint-lease-broker-private.h"
#include "stint-partition.h"
#include "stint-time.h"

#define LEASE_SECONDS 43200
/* Another code would not be any fresher than this one: a person has just typed it. */
#define FRESH STINT_SECONDS (60)
enum
{
  SIGNAL_LEASE_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintLeaseBroker, stint_lease_broker, G_TYPE_OBJECT)

/* --- Accounts --------------------------------------------------------------------------------- */

static void
forget_lease (StintLeaseAccount *account)
{
  g_clear_pointer (&account->lease, stint_aws_credentials_unref);
  g_clear_pointer (&account->code, g_free);
  account->made = 0;
}

static void
account_free (StintLeaseAccount *account)
{
  stint_lease_account_forget_key (account);
  forget_lease (account);
  stint_turn_unref (account->turn);
  g_free (account);
}

StintLeaseAccount *
stint_lease_broker_ensure_account (StintLeaseBroker *self, const char *integration_id)
{
  StintLeaseAccount *account = g_hash_table_lookup (self->accounts, integration_id);

  if (account == NULL)
    {
      account = g_new0 (StintLeaseAccount, 1);
      account->broker = self;
      account->turn = stint_turn_new ();
      g_hash_table_insert (self->accounts, g_strdup (integration_id), account);
    }

  return account;
}

static gint64
aws_now (StintLeaseBroker *self)
{
  gint64 offset = 0;

  stint_sts_get_clock_offset (self->context->sts, &offset);

  return stint_clock_now (self->context->clock) + offset;
}

static gboolean
lease_lasts (StintLeaseBroker *self, StintLeaseAccount *account, gint64 min_left)
{
  return account->lease != NULL &&
         stint_aws_credentials_get_expiration (account->lease) - aws_now (self) > min_left;
}

static gboolean
lease_is_fresh (StintLeaseBroker *self, StintLeaseAccount *account)
{
  return account->made != 0 && stint_clock_boot_time (self->context->clock) - account->made < FRESH;
}

static void
tell_lease (StintLeaseBroker *self, const char *integration_id, gint64 until)
{
  StintIntegration *integration =
      stint_registry_get_integration (self->context->registry, integration_id);

  if (integration != NULL && stint_integration_get_lease_until (integration) != until)
    {
      stint_integration_set_lease_until (integration, until);
      stint_registry_integration_changed (self->context->registry, integration);
    }
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_lease_broker_finalize (GObject *object)
{
  StintLeaseBroker *self = STINT_LEASE_BROKER (object);

  g_clear_object (&self->gate);
  g_clear_object (&self->conditions);
  g_hash_table_unref (self->accounts);

  G_OBJECT_CLASS (stint_lease_broker_parent_class)->finalize (object);
}

static void
stint_lease_broker_class_init (StintLeaseBrokerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_lease_broker_finalize;

  signals[SIGNAL_LEASE_CHANGED] =
      g_signal_new ("lease-changed", STINT_TYPE_LEASE_BROKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
stint_lease_broker_init (StintLeaseBroker *self)
{
  self->accounts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) account_free);
}

StintLeaseBroker *
stint_lease_broker_new (StintContext *context, StintMfaGate *gate, StintConditions *conditions)
{
  StintLeaseBroker *self = g_object_new (STINT_TYPE_LEASE_BROKER, NULL);

  self->context = context;
  self->gate = g_object_ref (gate);
  self->conditions = g_object_ref (conditions);

  return self;
}

const char *
stint_lease_broker_pick_region (StintLeaseBroker *self,
                                StintIntegration *integration,
                                const char *region,
                                const char *arn)
{
  const StintPartition *partition = arn != NULL ? stint_partition_for_arn (arn) : NULL;
  const char *picked =
      integration != NULL ? stint_integration_get_definition (integration)->region : NULL;

  if (picked == NULL)
    picked = region != NULL ? region : self->context->default_region;
  if (partition != NULL && stint_partition_for_region (picked) != partition)
    picked = partition->default_region;

  return picked;
}

GError *
stint_lease_broker_make_needs_mfa (StintIntegration *integration)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);
  GError *error = stint_error_new (STINT_ERROR_NEEDS_MFA, NULL,
                                   "A code of the MFA device %s is needed", definition->mfa_serial);

  stint_error_add_detail (error, "mfa-serial", g_variant_new_string (definition->mfa_serial));
  stint_error_add_detail (error, "integration", g_variant_new_string (definition->name));

  return error;
}

/* --- Requests --------------------------------------------------------------------------------- */

static void
request_free (StintLeaseRequest *request)
{
  g_object_unref (request->integration);
  g_free (request->id);
  g_free (request->mfa_code);
  g_free (request->mfa_serial);
  g_clear_pointer (&request->key, stint_aws_credentials_unref);
  g_free (request);
}

GTask *
stint_lease_broker_make_task (StintLeaseBroker *self,
                              StintIntegration *integration,
                              gboolean interactive,
                              gpointer tag,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  StintLeaseRequest *request = g_new0 (StintLeaseRequest, 1);

  request->integration = g_object_ref (integration);
  request->id = g_strdup (stint_integration_get_id (integration));
  request->mfa_serial = g_strdup (stint_integration_get_definition (integration)->mfa_serial);
  request->interactive = interactive;
  request->generation = stint_lease_broker_ensure_account (self, request->id)->generation;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);

  return task;
}

/* --- The lease -------------------------------------------------------------------------------- */

/* Ends a request that has the turn. Takes @error or @lease. */
static void
return_lease (GTask *task, StintAwsCredentials *lease, GError *error)
{
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  StintLeaseAccount *account = stint_lease_broker_ensure_account (self, request->id);

  request->fresh = lease_is_fresh (self, account);
  stint_turn_pass (account->turn);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, lease, (GDestroyNotify) stint_aws_credentials_unref);
}

static void
lease_stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintLeaseBroker) self = user_data;
  g_autoptr (GError) error = NULL;

  g_assert (STINT_IS_LEASE_BROKER (self));

  /* The lease works without; only a restart would ask for a code again. */
  self->n_storing--;
  if (!stint_vault_store_finish (STINT_VAULT (source), result, &error))
    g_message ("A lease could not be kept in the keyring: %s", error->message);
}

static void
store_lease (StintLeaseBroker *self, StintLeaseRequest *request, StintAwsCredentials *lease)
{
  g_autoptr (StintSecret) json = stint_aws_credentials_to_json (lease);
  g_autofree char *label =
      g_strdup_printf ("Stint: MFA lease of %s", stint_integration_get_name (request->integration));

  if (json == NULL)
    return;

  /* Not waited for: whoever typed the code is waiting. */
  self->n_storing++;
  stint_vault_store_async (self->context->vault, STINT_VAULT_KIND_LEASE, request->id, label, json,
                           request->interactive, NULL, lease_stored_cb, g_object_ref (self));
}

static void
lease_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  StintLeaseAccount *account = stint_lease_broker_ensure_account (self, request->id);
  GError *error = NULL;
  StintAwsCredentials *lease = stint_lease_broker_get_token_finish (self, result, &error);

  g_assert (STINT_IS_LEASE_BROKER (self));

  /* One that was asked for before the key was replaced is not kept. */
  if (lease != NULL && account->generation == request->generation)
    {
      forget_lease (account);
      account->lease = stint_aws_credentials_ref (lease);
      account->made = stint_clock_boot_time (self->context->clock);
      account->code = g_strdup (request->mfa_code);
      account->asked_vault = TRUE;
      store_lease (self, request, lease);
      tell_lease (self, request->id, stint_aws_credentials_get_expiration (lease));
      g_signal_emit (self, signals[SIGNAL_LEASE_CHANGED], 0, request->id);
    }

  return_lease (task, lease, error);
}

/* The keyring's own troubles are told before the person is sent for the telephone. */
static void
key_prefetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StintAwsCredentials) key = stint_lease_broker_get_key_finish (self, result, &error);

  g_assert (STINT_IS_LEASE_BROKER (self));

  return_lease (task, NULL,
                key != NULL ? stint_lease_broker_make_needs_mfa (request->integration) : error);
}

static gboolean
lease_will_do (StintLeaseBroker *self, StintLeaseAccount *account, StintLeaseRequest *request)
{
  if (!lease_lasts (self, account, request->min_left))
    return FALSE;

  return request->mfa_code == NULL || g_strcmp0 (request->mfa_code, account->code) == 0 ||
         lease_is_fresh (self, account);
}

static void
make_lease (StintLeaseBroker *self, GTask *task)
{
  StintLeaseRequest *request = g_task_get_task_data (task);
  StintLeaseAccount *account = stint_lease_broker_ensure_account (self, request->id);

  if (lease_will_do (self, account, request))
    return_lease (task, stint_aws_credentials_ref (account->lease), NULL);
  else if (request->mfa_code != NULL)
    stint_lease_broker_get_token_async (self, request->integration, request->mfa_code,
                                        request->duration != 0 ? request->duration : LEASE_SECONDS,
                                        request->interactive, g_task_get_cancellable (task),
                                        lease_made_cb, g_object_ref (task));
  else if (request->interactive)
    stint_lease_broker_get_key_async (self, request->integration, TRUE,
                                      g_task_get_cancellable (task), key_prefetched_cb,
                                      g_object_ref (task));
  else
    return_lease (task, NULL, stint_lease_broker_make_needs_mfa (request->integration));
}

static void
take_stored_lease (StintLeaseBroker *self,
                   StintLeaseAccount *account,
                   StintLeaseRequest *request,
                   StintSecret *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) lease = stint_aws_credentials_from_json (json, &error);

  account->asked_vault = TRUE;
  if (lease == NULL || stint_aws_credentials_get_expiration (lease) <= aws_now (self))
    {
      if (error != NULL)
        g_message ("The lease in the keyring makes no sense: %s", error->message);
      stint_vault_clear_async (self->context->vault, STINT_VAULT_KIND_LEASE, request->id, FALSE,
                               NULL, NULL, NULL);
      return;
    }

  account->lease = g_steal_pointer (&lease);
  tell_lease (self, request->id, stint_aws_credentials_get_expiration (account->lease));
}

static void
lease_looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  StintLeaseAccount *account = stint_lease_broker_ensure_account (self, request->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) json = stint_vault_lookup_finish (STINT_VAULT (source), result, &error);

  g_assert (STINT_IS_LEASE_BROKER (self));

  stint_conditions_note_vault (self->conditions, error);
  if (account->generation != request->generation ||
      g_error_matches (error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_NOT_FOUND))
    account->asked_vault = TRUE;
  else if (json != NULL)
    take_stored_lease (self, account, request, json);
  else
    {
      return_lease (task, NULL, stint_error_map (error));
      return;
    }

  make_lease (self, task);
}

static void
lease_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintLeaseBroker *self = g_task_get_source_object (task);
  StintLeaseRequest *request = g_task_get_task_data (task);
  StintLeaseAccount *account = stint_lease_broker_ensure_account (self, request->id);
  GError *error = NULL;

  g_assert (STINT_IS_LEASE_BROKER (self));

  if (!stint_turn_take_finish (result, &error))
    g_task_return_error (task, error);
  else if (account->asked_vault || account->lease != NULL)
    make_lease (self, task);
  else
    stint_vault_lookup_async (self->context->vault, STINT_VAULT_KIND_LEASE, request->id,
                              request->interactive, g_task_get_cancellable (task),
                              lease_looked_up_cb, g_object_ref (task));
}

void
stint_lease_broker_get_lease_async (StintLeaseBroker *self,
                                    StintIntegration *integration,
                                    const char *mfa_code,
                                    gint64 min_left,
                                    guint duration,
                                    gboolean interactive,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  StintLeaseRequest *request;
  GError *error;

  g_return_if_fail (STINT_IS_LEASE_BROKER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  task = stint_lease_broker_make_task (self, integration, interactive,
                                       stint_lease_broker_get_lease_async, cancellable, callback,
                                       user_data);
  request = g_task_get_task_data (task);
  request->mfa_code = g_strdup (mfa_code);
  request->min_left = min_left;
  request->duration = duration;

  error = stint_lease_broker_check_key (integration);
  if (error == NULL && mfa_code != NULL && !stint_sts_mfa_code_is_valid (mfa_code))
    error = stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL, "An MFA code is six digits");
  if (error != NULL)
    g_task_return_error (task, error);
  else
    stint_turn_take_async (stint_lease_broker_ensure_account (self, request->id)->turn, cancellable,
                           lease_turn_cb, g_steal_pointer (&task));
}

StintAwsCredentials *
stint_lease_broker_get_lease_finish (StintLeaseBroker *self,
                                     GAsyncResult *result,
                                     gboolean *out_fresh,
                                     GError **error)
{
  StintAwsCredentials *lease;
  StintLeaseRequest *request;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  request = g_task_get_task_data (G_TASK (result));
  lease = g_task_propagate_pointer (G_TASK (result), error);
  if (lease != NULL && out_fresh != NULL)
    *out_fresh = request->fresh;

  return lease;
}

StintAwsCredentials *
stint_lease_broker_peek_lease (StintLeaseBroker *self, const char *integration_id, gint64 min_left)
{
  StintLeaseAccount *account;

  g_return_val_if_fail (STINT_IS_LEASE_BROKER (self), NULL);

  account = integration_id != NULL ? g_hash_table_lookup (self->accounts, integration_id) : NULL;

  return account != NULL && lease_lasts (self, account, min_left) ? account->lease : NULL;
}

gboolean
stint_lease_broker_knows_lease (StintLeaseBroker *self, const char *integration_id)
{
  StintLeaseAccount *account;

  g_return_val_if_fail (STINT_IS_LEASE_BROKER (self), FALSE);

  account = g_hash_table_lookup (self->accounts, integration_id);

  return account != NULL && account->asked_vault;
}

static void
preloaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StintLeaseBroker *self = STINT_LEASE_BROKER (source);
  StintLeaseRequest *request = g_task_get_task_data (G_TASK (result));
  g_autoptr (StintAwsCredentials) lease =
      stint_lease_broker_get_lease_finish (self, result, NULL, NULL);

  if (lease != NULL || stint_lease_broker_knows_lease (self, request->id))
    g_signal_emit (self, signals[SIGNAL_LEASE_CHANGED], 0, request->id);
}

void
stint_lease_broker_preload (StintLeaseBroker *self)
{
  GPtrArray *integrations;

  g_return_if_fail (STINT_IS_LEASE_BROKER (self));

  integrations = stint_registry_get_integrations (self->context->registry);
  for (guint i = 0; i < integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (integrations, i);

      if (stint_integration_get_definition (integration)->mfa_serial != NULL)
        stint_lease_broker_get_lease_async (self, integration, NULL, 0, 0, FALSE, NULL,
                                            preloaded_cb, NULL);
    }
}

void
stint_lease_broker_drop (StintLeaseBroker *self, const char *integration_id)
{
  StintLeaseAccount *account;

  g_return_if_fail (STINT_IS_LEASE_BROKER (self));
  g_return_if_fail (integration_id != NULL);

  account = stint_lease_broker_ensure_account (self, integration_id);
  account->generation++;
  account->asked_vault = TRUE;
  forget_lease (account);
  stint_lease_account_forget_key (account);
  tell_lease (self, integration_id, 0);
  stint_vault_clear_async (self->context->vault, STINT_VAULT_KIND_LEASE, integration_id, FALSE,
                           NULL, NULL, NULL);
}

guint
stint_lease_broker_get_n_storing (StintLeaseBroker *self)
{
  g_return_val_if_fail (STINT_IS_LEASE_BROKER (self), 0);

  return self->n_storing;
}
