/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* How a token that a person got comes in, and how one goes when a person signs out. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-identity-center-private.h"

#include "stint-error.h"

/* A token on its way to where it is kept, or out of there. */
typedef struct
{
  StintSignInAccount *account; /* (owned) */
  StintSignInFlow flow;
  StintSsoToken *token; /* (owned) (nullable) */
  gboolean interactive;
  gboolean forget;
  gboolean shared;
} Change;

static void
change_free (Change *change)
{
  change->account->center->n_running--;
  g_clear_pointer (&change->token, stint_sso_token_free);
  stint_sign_in_account_unref (change->account);
  g_free (change);
}

static GTask *
make_change (StintIdentityCenter *self,
             StintIntegration *integration,
             gboolean interactive,
             gpointer tag,
             GAsyncReadyCallback callback,
             gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Change *change = g_new0 (Change, 1);

  change->account = stint_sign_in_account_ref (stint_sign_in_account_ensure (self, integration));
  change->interactive = interactive;
  self->n_running++;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, change, (GDestroyNotify) change_free);

  return task;
}

static void
finish_change (GTask *task, GError *error)
{
  Change *change = g_task_get_task_data (task);

  stint_sign_in_account_review (change->account);
  stint_turn_pass (change->account->turn);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* --- A new token ------------------------------------------------------------------------------ */

static void
token_kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean in_vault = FALSE;

  if (stint_token_keeper_save_finish (STINT_TOKEN_KEEPER (source), result, &in_vault, &error))
    change->account->kept->in_vault = in_vault;
  else
    g_message ("The sign-in lasts until Stint ends only, for it cannot be kept: %s",
               error->message);
  finish_change (task, NULL);
}

static void
take_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintIdentityCenter *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  StintSignInAccount *account = change->account;
  StintKept *kept;

  g_assert (STINT_IS_IDENTITY_CENTER (self));

  stint_turn_take_finish (result, NULL);
  kept = account->kept != NULL ? stint_kept_copy (account->kept) : stint_kept_new ();
  g_clear_pointer (&kept->token, stint_sso_token_free);
  kept->token = g_steal_pointer (&change->token);
  stint_sign_in_account_adopt (account, kept);
  if (account->gone)
    finish_change (task, stint_error_new (STINT_ERROR_CANCELLED, NULL, "The integration is gone"));
  else
    stint_token_keeper_save_async (self->keeper, account->integration, account->kept,
                                   change->interactive, token_kept_cb, g_steal_pointer (&task));
}

static StintSsoToken *
make_token (StintSignInAccount *account, StintSignInFlow flow, const StintOidcToken *token)
{
  const StintIntegrationDefinition *definition =
      stint_integration_get_definition (account->integration);
  const StintSsoRegistration *client = account->kept != NULL ? account->kept->clients[flow] : NULL;
  StintSsoToken *made = g_new0 (StintSsoToken, 1);

  made->start_url = g_strdup (definition->start_url);
  made->region = g_strdup (definition->region);
  made->access_token = stint_secret_ref (token->access_token);
  made->expires = token->expiration;
  if (token->refresh_token != NULL)
    made->refresh_token = stint_secret_ref (token->refresh_token);
  if (client != NULL)
    {
      made->client_id = g_strdup (client->client_id);
      made->client_secret = stint_secret_ref (client->client_secret);
      made->registration_expires = client->expires;
    }

  return made;
}

void
stint_identity_center_take_token_async (StintIdentityCenter *self,
                                        StintIntegration *integration,
                                        StintSignInFlow flow,
                                        const StintOidcToken *token,
                                        gboolean interactive,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  GTask *task;
  Change *change;

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));
  g_return_if_fail (token != NULL);

  task = make_change (self, integration, interactive, stint_identity_center_take_token_async,
                      callback, user_data);
  change = g_task_get_task_data (task);
  change->flow = flow;
  change->token = make_token (change->account, flow, token);
  stint_turn_take_async (change->account->turn, NULL, take_turn_cb, task);
}

gboolean
stint_identity_center_take_token_finish (StintIdentityCenter *self,
                                         GAsyncResult *result,
                                         GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- Signing out ------------------------------------------------------------------------------ */

static void
kept_cleared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Change *change = g_task_get_task_data (task);
  StintSignInAccount *account = change->account;
  StintKept *kept;
  GError *error = NULL;

  if (!stint_token_keeper_clear_finish (STINT_TOKEN_KEEPER (source), result, &error))
    {
      finish_change (task, error);
      return;
    }

  kept = stint_kept_copy (account->kept);
  g_clear_pointer (&kept->token, stint_sso_token_free);
  kept->in_vault = FALSE;
  stint_sign_in_account_adopt (account, kept);
  finish_change (task, NULL);
}

static void
clear_kept (GTask *task)
{
  StintIdentityCenter *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);

  change->shared = change->account->kept->entry != NULL && !change->forget;
  stint_token_keeper_clear_async (
      self->keeper, stint_integration_get_id (change->account->integration), change->account->kept,
      change->forget, change->interactive, kept_cleared_cb, task);
}

static void
logged_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  /* Offline the token goes all the same; at AWS it ends by itself. */
  if (!stint_portal_log_out_finish (STINT_PORTAL (source), result, &error))
    g_message ("AWS could not be told of the sign-out: %s", error->message);
  clear_kept (task);
}

static void
sign_out_turn_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  StintIdentityCenter *self = g_task_get_source_object (task);
  Change *change = g_task_get_task_data (task);
  StintSignInAccount *account = change->account;
  StintPortalParams params;

  g_assert (STINT_IS_IDENTITY_CENTER (self));

  stint_turn_take_finish (result, NULL);
  if (account->kept == NULL)
    account->kept = stint_kept_new ();
  /* The keyring may have one that nobody could read. */
  account->kept->in_vault = account->kept->in_vault || account->kept->entry == NULL;
  if (stint_sign_in_account_get_left (account) == 0 || self->context->portal == NULL ||
      (change->forget && account->kept->entry != NULL))
    {
      clear_kept (task);
      return;
    }

  params = stint_identity_center_make_params (self, account->integration,
                                              account->kept->token->access_token, TRUE);
  stint_portal_log_out_async (self->context->portal, &params, NULL, logged_out_cb, task);
}

void
stint_identity_center_sign_out_async (StintIdentityCenter *self,
                                      StintIntegration *integration,
                                      gboolean forget,
                                      gboolean interactive,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  GTask *task;
  Change *change;

  g_return_if_fail (STINT_IS_IDENTITY_CENTER (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));

  task = make_change (self, integration, interactive, stint_identity_center_sign_out_async,
                      callback, user_data);
  change = g_task_get_task_data (task);
  change->forget = forget;
  stint_turn_take_async (change->account->turn, NULL, sign_out_turn_cb, task);
}

gboolean
stint_identity_center_sign_out_finish (StintIdentityCenter *self,
                                       GAsyncResult *result,
                                       gboolean *out_shared,
                                       GError **error)
{
  Change *change;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  change = g_task_get_task_data (G_TASK (result));
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (out_shared != NULL)
    *out_shared = change->shared;

  return TRUE;
}
