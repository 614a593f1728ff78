/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-identity-center.h"

#include "stint-error-map.h"
#include "stint-files-watch.h"
#include "stint-identity-center-private.h"
#include "stint-time.h"

G_DEFINE_FINAL_TYPE (StintIdentityCenter, stint_identity_center, G_TYPE_OBJECT)

/* --- The registry and the cache --------------------------------------------------------------- */

static gboolean
is_ours (StintIntegration *integration)
{
  return stint_integration_get_definition (integration)->kind == STINT_INTEGRATION_IDENTITY_CENTER;
}

static void
integration_changed_cb (StintIdentityCenter *self, StintIntegration *integration)
{
  StintSignInAccount *account =
      g_hash_table_lookup (self->accounts, stint_integration_get_id (integration));

  g_assert (STINT_IS_IDENTITY_CENTER (self));

  if (!is_ours (integration) || !self->opened)
    return;

  if (account != NULL && stint_sign_in_account_is_of (account, integration))
    return;

  g_hash_table_remove (self->accounts, stint_integration_get_id (integration));
  stint_sign_in_flight_begin (stint_sign_in_account_ensure (self, integration), TRUE, FALSE, NULL);
}

static void
integration_removed_cb (StintIdentityCenter *self, const char *id)
{
  g_assert (STINT_IS_IDENTITY_CENTER (self));

  g_hash_table_remove (self->accounts, id);
}

static void
look_at_all (StintIdentityCenter *self)
{
  GPtrArray *integrations = stint_registry_get_integrations (self->context->registry);

  for (guint i = 0; i < integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (integrations, i);

      if (is_ours (integration))
        stint_sign_in_flight_begin (stint_sign_in_account_ensure (self, integration), TRUE, FALSE,
                                    NULL);
    }
}

/* `aws sso login` or `aws sso logout`, or our own writing. */
static void
cache_changed_cb (StintIdentityCenter *self)
{
  g_assert (STINT_IS_IDENTITY_CENTER (self));

  if (!self->shut_down)
    look_at_all (self);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_identity_center_dispose (GObject *object)
{
  StintIdentityCenter *self = STINT_IDENTITY_CENTER (object);

  g_clear_object (&self->watch);
  g_hash_table_remove_all (self->accounts);

  G_OBJECT_CLASS (stint_identity_center_parent_class)->dispose (object);
}

static void
stint_identity_center_finalize (GObject *object)
{
  StintIdentityCenter *self = STINT_IDENTITY_CENTER (object);

  g_hash_table_unref (self->accounts);
  g_clear_object (&self->keeper);
  g_clear_object (&self->conditions);

  G_OBJECT_CLASS (stint_identity_center_parent_class)->finalize (object);
}

static void
stint_identity_center_class_init (StintIdentityCenterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_identity_center_dispose;
  object_class->finalize = stint_identity_center_finalize;

  g_signal_new ("token-changed", STINT_TYPE_IDENTITY_CENTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 1, G_TYPE_STRING);
  g_signal_new ("signed-in", STINT_TYPE_IDENTITY_CENTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
stint_identity_center_init (StintIdentityCenter *self)
{
  self->accounts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, stint_sign_in_account_leave);
}

StintIdentityCenter *
stint_identity_center_new (StintContext *context, StintConditions *conditions)
{
  StintIdentityCenter *self = g_object_new (STINT_TYPE_IDENTITY_CENTER, NULL);

  self->context = context;
  self->conditions = g_object_ref (conditions);
  self->keeper = stint_token_keeper_new (context);
  g_signal_connect_object (context->registry, "integration-changed",
                           G_CALLBACK (integration_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->registry, "integration-removed",
                           G_CALLBACK (integration_removed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
stint_identity_center_open (StintIdentityCenter *self)
{
  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));

  self->opened = TRUE;
  if (self->context->sso_cache != NULL && self->watch == NULL)
    {
      const char *folder = stint_sso_cache_get_folder (self->context->sso_cache);

      self->watch = G_OBJECT (stint_files_watch_new_for_folder (folder));
      g_signal_connect_object (self->watch, "changed", G_CALLBACK (cache_changed_cb), self,
                               G_CONNECT_SWAPPED);
    }
  look_at_all (self);
}

/* --- Tokens ----------------------------------------------------------------------------------- */

GError *
stint_identity_center_make_needs_sign_in (StintIntegration *integration)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);
  GError *error = stint_error_new (STINT_ERROR_NEEDS_SIGN_IN, NULL, "You have to sign in to “%s”",
                                   definition->name);

  stint_error_add_detail (error, "integration", g_variant_new_string (definition->name));
  stint_error_add_detail (error, "integration-id", g_variant_new_string (definition->id));

  return error;
}

void
stint_identity_center_get_token_async (StintIdentityCenter *self,
                                       StintIntegration *integration,
                                       gboolean interactive,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data)
{
  StintSignInAccount *account;
  GTask *task;

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_identity_center_get_token_async);
  account = stint_sign_in_account_ensure (self, integration);
  stint_sign_in_flight_begin (account, FALSE, interactive, task);
}

StintSecret *
stint_identity_center_get_token_finish (StintIdentityCenter *self,
                                        GAsyncResult *result,
                                        GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
stint_identity_center_reject_token (StintIdentityCenter *self,
                                    StintIntegration *integration,
                                    const StintSecret *token)
{
  StintSignInAccount *account;

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));
  g_return_if_fail (token != NULL);

  account = g_hash_table_lookup (self->accounts, stint_integration_get_id (integration));
  if (account == NULL || account->kept == NULL || account->kept->token == NULL ||
      !stint_secret_equal (account->kept->token->access_token, token))
    return;

  g_clear_pointer (&account->rejected, stint_secret_unref);
  account->rejected = stint_secret_ref (account->kept->token->access_token);
  /* One that was made a moment ago: another one would be no better, and the next no better again. */
  if (account->renewed_at != 0 &&
      stint_clock_boot_time (self->context->clock) - account->renewed_at < STINT_SECONDS (60))
    account->refused = TRUE;
  stint_sign_in_account_review (account);
}

StintOidcParams
stint_identity_center_make_oidc_params (StintIntegration *integration)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);

  return (StintOidcParams){ .region = definition->region,
                            .endpoint_url = definition->endpoint_url };
}

StintPortalParams
stint_identity_center_make_params (StintIdentityCenter *self,
                                   StintIntegration *integration,
                                   StintSecret *token,
                                   gboolean urgent)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);

  return (StintPortalParams){
    .region = definition->region,
    .endpoint_url = definition->endpoint_url,
    .access_token = token,
    .pace = stint_sign_in_account_ensure (self, integration)->pace,
    .urgent = urgent,
  };
}

gboolean
stint_identity_center_needs_person (StintIdentityCenter *self, StintIntegration *integration)
{
  StintSignInAccount *account;

  g_return_val_if_fail (STINT_IS_IDENTITY_CENTER (self), FALSE);
  g_return_val_if_fail (STINT_IS_INTEGRATION (integration), FALSE);

  account = g_hash_table_lookup (self->accounts, stint_integration_get_id (integration));
  if (account == NULL || account->kept == NULL)
    return FALSE;

  return stint_sign_in_account_get_left (account) <= STINT_TOKEN_MIN_LEFT &&
         !stint_sign_in_account_can_renew (account);
}

const StintSsoEntry *
stint_identity_center_peek_entry (StintIdentityCenter *self, StintIntegration *integration)
{
  StintSignInAccount *account;

  g_return_val_if_fail (STINT_IS_IDENTITY_CENTER (self), NULL);
  g_return_val_if_fail (STINT_IS_INTEGRATION (integration), NULL);

  account = g_hash_table_lookup (self->accounts, stint_integration_get_id (integration));

  return account != NULL && account->kept != NULL ? account->kept->entry : NULL;
}

/* --- For sign-ins ----------------------------------------------------------------------------- */

typedef struct
{
  StintSignInAccount *account; /* (owned) */
} Look;

static void
look_free (Look *look)
{
  stint_sign_in_account_unref (look->account);
  g_free (look);
}

static void
look_landed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Look *look = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) token = g_task_propagate_pointer (G_TASK (result), &error);

  /* That there is no token is what a sign-in is for; that it cannot be known is not. */
  if (look->account->kept != NULL && !look->account->gone)
    g_task_return_pointer (task, stint_kept_copy (look->account->kept),
                           (GDestroyNotify) stint_kept_free);
  else
    g_task_return_error (task, error != NULL ? g_steal_pointer (&error)
                                             : stint_error_new (STINT_ERROR_CANCELLED, NULL,
                                                                "The integration is gone"));
}

void
stint_identity_center_look_async (StintIdentityCenter *self,
                                  StintIntegration *integration,
                                  gboolean interactive,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Look *look;

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_identity_center_look_async);
  look = g_new0 (Look, 1);
  look->account = stint_sign_in_account_ref (stint_sign_in_account_ensure (self, integration));
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);
  stint_sign_in_flight_begin (look->account, TRUE, interactive,
                              g_task_new (self, NULL, look_landed_cb, g_object_ref (task)));
}

StintKept *
stint_identity_center_look_finish (StintIdentityCenter *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
stint_identity_center_set_signing_in (StintIdentityCenter *self,
                                      StintIntegration *integration,
                                      gboolean signing_in,
                                      const GError *error)
{
  StintSignInAccount *account;
  StintIntegrationStatus status;

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  account = stint_sign_in_account_ensure (self, integration);
  account->signing_in = signing_in;
  status = *stint_integration_get_status (integration);
  status.error = (GError *) error;
  stint_integration_set_status (integration, &status);
  stint_sign_in_account_review (account);
}

void
stint_identity_center_set_client (StintIdentityCenter *self,
                                  StintIntegration *integration,
                                  StintSignInFlow flow,
                                  const StintSsoRegistration *client)
{
  StintSignInAccount *account;

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  account = stint_sign_in_account_ensure (self, integration);
  if (account->kept == NULL)
    account->kept = stint_kept_new ();
  g_clear_pointer (&account->kept->clients[flow], stint_sso_registration_free);
  if (client != NULL)
    account->kept->clients[flow] = stint_sso_registration_copy (client);
}

/* --- The rest --------------------------------------------------------------------------------- */

void
stint_identity_center_network_changed (StintIdentityCenter *self)
{
  GHashTableIter iter;
  gpointer value;
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));

  g_hash_table_iter_init (&iter, self->accounts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((StintSignInAccount *) value)->failed_at != 0)
      g_ptr_array_add (waiting, value);
  for (guint i = 0; i < waiting->len && !self->shut_down; i++)
    {
      StintSignInAccount *account = g_ptr_array_index (waiting, i);

      account->failed_at = 0;
      stint_sign_in_flight_begin (account, FALSE, FALSE, NULL);
    }
}

gboolean
stint_identity_center_is_busy (StintIdentityCenter *self)
{
  g_return_val_if_fail (STINT_IS_IDENTITY_CENTER (self), FALSE);

  return self->n_running > 0;
}

void
stint_identity_center_shut_down (StintIdentityCenter *self)
{
  GHashTableIter iter;
  gpointer value;

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));

  self->shut_down = TRUE;
  g_hash_table_iter_init (&iter, self->accounts);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    stint_sign_in_account_arm (value);
}
