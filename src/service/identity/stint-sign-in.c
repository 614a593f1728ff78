/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-sign-in.h"

#include "stint-error-map.h"
#include "stint-sign-in-private.h"
#include "stint-start-url.h"
#include "stint-time.h"

#define CLIENT_NAME "Stint"
/* A sign-in, and the renewals after it, should not outlive their client at once. */
#define CLIENT_LEFT STINT_SECONDS (24 * 3600)

struct _StintSignIn
{
  GObject parent_instance;

  StintContext *context;       /* (unowned) */
  StintIdentityCenter *center; /* (owned) */
  StintConditions *conditions; /* (owned) */
  GHashTable *attempts;        /* (owned) integration id → StintSignInAttempt */
  gboolean shut_down;
};

G_DEFINE_FINAL_TYPE (StintSignIn, stint_sign_in, G_TYPE_OBJECT)

static void attempt_cancel (gpointer owner);

/* --- Attempts --------------------------------------------------------------------------------- */

StintSignInAttempt *
stint_sign_in_attempt_ref (StintSignInAttempt *self)
{
  g_ref_count_inc (&self->references);

  return self;
}

void
stint_sign_in_attempt_unref (StintSignInAttempt *self)
{
  if (!g_ref_count_dec (&self->references))
    return;

  stint_joiners_free (self->joiners);
  g_clear_pointer (&self->state, g_variant_unref);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->scopes, g_strfreev);
  g_clear_pointer (&self->client, stint_sso_registration_free);
  g_clear_object (&self->loopback);
  g_clear_pointer (&self->pkce, stint_pkce_free);
  g_clear_pointer (&self->device, stint_oidc_device_free);
  g_object_unref (self->cancellable);
  g_object_unref (self->integration);
  g_object_unref (self->conditions);
  g_object_unref (self->center);
  g_free (self);
}

static StintSignInAttempt *
attempt_new (StintSignIn *owner, StintIntegration *integration, const StintSignInWish *wish)
{
  StintSignInAttempt *self = g_new0 (StintSignInAttempt, 1);

  g_ref_count_init (&self->references);
  self->owner = owner;
  self->context = owner->context;
  self->center = g_object_ref (owner->center);
  self->conditions = g_object_ref (owner->conditions);
  self->integration = g_object_ref (integration);
  self->flow = wish->flow >= 0 ? (StintSignInFlow) wish->flow
                               : stint_integration_get_definition (integration)->flow;
  self->port = wish->port;
  self->interactive = wish->interactive;
  self->was_signed_in =
      stint_integration_get_status (integration)->sign_in == STINT_SIGN_IN_SIGNED_IN;
  self->cancellable = g_cancellable_new ();
  self->joiners = stint_joiners_new (attempt_cancel, self);

  return self;
}

/* --- For both ways ---------------------------------------------------------------------------- */

static void
tell (gpointer owner, GCallback progress, gpointer progress_data)
{
  ((StintSignInProgress) progress) (((StintSignInAttempt *) owner)->state, progress_data);
}

void
stint_sign_in_attempt_tell (StintSignInAttempt *self, GVariant *state)
{
  g_autoptr (StintSignInAttempt) alive = stint_sign_in_attempt_ref (self);

  g_clear_pointer (&self->state, g_variant_unref);
  self->state = g_variant_ref_sink (state);
  stint_joiners_tell (self->joiners, tell);
}

void
stint_sign_in_attempt_wait (StintSignInAttempt *self, gint64 when, StintDeadlineFunc func)
{
  stint_deadlines_remove (self->context->deadlines, self->deadline);
  self->deadline = stint_deadlines_add (self->context->deadlines, when, func, self);
}

StintOidcClient *
stint_sign_in_attempt_dup_client (StintSignInAttempt *self)
{
  return stint_oidc_client_new (
      self->flow == STINT_SIGN_IN_DEVICE ? STINT_OIDC_FLOW_DEVICE : STINT_OIDC_FLOW_BROWSER,
      self->client->client_id, self->client->client_secret, self->client->expires);
}

StintOidcParams
stint_sign_in_attempt_make_params (StintSignInAttempt *self)
{
  StintOidcParams params = stint_identity_center_make_oidc_params (self->integration);

  params.urgent = TRUE;

  return params;
}

/* Ends it for everybody. @error: (nullable): borrowed */
static void
attempt_end (StintSignInAttempt *self, const GError *error)
{
  g_autoptr (StintSignInAttempt) alive = stint_sign_in_attempt_ref (self);
  g_autoptr (GPtrArray) tasks = stint_joiners_take (self->joiners);
  const GError *told = error != NULL && stint_error_is_cancelled (error) ? NULL : error;

  self->over = TRUE;
  stint_deadlines_remove (self->context->deadlines, self->deadline);
  self->deadline = 0;
  g_cancellable_cancel (self->cancellable);
  if (self->loopback != NULL)
    stint_loopback_close (self->loopback);
  g_hash_table_remove (self->owner->attempts, stint_integration_get_id (self->integration));
  if (stint_registry_get_integration (self->context->registry,
                                      stint_integration_get_id (self->integration)) ==
      self->integration)
    stint_identity_center_set_signing_in (self->center, self->integration, FALSE, told);

  for (guint i = 0; i < tasks->len; i++)
    {
      GTask *task = g_ptr_array_index (tasks, i);

      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

void
stint_sign_in_attempt_fail (StintSignInAttempt *self, GError *error)
{
  g_autoptr (GError) mapped = stint_error_map_take (error);

  if (self->over)
    return;

  if (stint_error_get_detail (mapped, "integration") == NULL)
    stint_error_add_detail (mapped, "integration",
                            g_variant_new_string (stint_integration_get_name (self->integration)));
  /* No role was refused: the person, or a rule of the company, said no to the sign-in itself. */
  if (g_error_matches (mapped, STINT_ERROR, STINT_ERROR_REFUSED))
    stint_error_add_detail (mapped, "sign-in", g_variant_new_string ("denied"));
  attempt_end (self, mapped);
}

static void
token_taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = user_data;
  g_autoptr (GError) error = NULL;

  stint_identity_center_take_token_finish (STINT_IDENTITY_CENTER (source), result, &error);
  if (!self->over)
    attempt_end (self, error);
}

void
stint_sign_in_attempt_take (StintSignInAttempt *self, const StintOidcToken *token)
{
  stint_deadlines_remove (self->context->deadlines, self->deadline);
  self->deadline = 0;
  /* From here on it is not given up: AWS has signed the person in. */
  stint_identity_center_take_token_async (self->center, self->integration, self->flow, token,
                                          self->interactive, token_taken_cb,
                                          stint_sign_in_attempt_ref (self));
}

/* --- The client ------------------------------------------------------------------------------- */

static void
begin_flow (StintSignInAttempt *self)
{
  if (self->flow == STINT_SIGN_IN_DEVICE)
    stint_sign_in_device_begin (self);
  else
    stint_sign_in_browser_begin (self);
}

static StintSsoRegistration *
make_registration (StintSignInAttempt *self, StintOidcClient *client)
{
  static const char *const browser_grants[] = { "authorization_code", "refresh_token", NULL };
  StintSsoRegistration *registration = g_new0 (StintSsoRegistration, 1);

  registration->client_id = g_strdup (stint_oidc_client_get_id (client));
  registration->client_secret = stint_secret_ref (stint_oidc_client_get_secret (client));
  registration->expires = stint_oidc_client_get_expiration (client);
  registration->scopes = g_strdupv (self->scopes);
  if (self->flow == STINT_SIGN_IN_BROWSER)
    registration->grant_types = g_strdupv ((GStrv) browser_grants);

  return registration;
}

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = user_data;
  GError *error = NULL;
  g_autoptr (StintOidcClient) client =
      stint_oidc_register_client_finish (STINT_OIDC (source), result, &error);

  if (self->over)
    {
      g_clear_error (&error);
      return;
    }

  stint_conditions_note_aws (self->conditions, error);
  if (client == NULL)
    {
      stint_sign_in_attempt_fail (self, error);
      return;
    }

  g_clear_pointer (&self->client, stint_sso_registration_free);
  self->client = make_registration (self, client);
  self->client_is_new = TRUE;
  stint_identity_center_set_client (self->center, self->integration, self->flow, self->client);
  begin_flow (self);
}

static void
register_client (StintSignInAttempt *self)
{
  StintOidcParams params = stint_sign_in_attempt_make_params (self);
  StintOidcFlow flow =
      self->flow == STINT_SIGN_IN_DEVICE ? STINT_OIDC_FLOW_DEVICE : STINT_OIDC_FLOW_BROWSER;

  stint_oidc_register_client_async (self->context->oidc, &params, flow, CLIENT_NAME, self->url,
                                    (const char *const *) self->scopes, self->cancellable,
                                    registered_cb, stint_sign_in_attempt_ref (self));
}

gboolean
stint_sign_in_attempt_replace_client (StintSignInAttempt *self)
{
  if (self->client_is_new)
    return FALSE;

  stint_identity_center_set_client (self->center, self->integration, self->flow, NULL);
  register_client (self);

  return TRUE;
}

/* The AWS CLI knows the older form with the device flow and no scope only; what goes into its cache
 * is what it would ask for itself. */
static GStrv
choose_scopes (StintSignInAttempt *self, const StintSsoEntry *entry)
{
  static const char *const usual[] = { STINT_OIDC_DEFAULT_SCOPE, NULL };
  const StintIntegrationDefinition *definition =
      stint_integration_get_definition (self->integration);
  GStrv scopes = entry != NULL ? entry->scopes : definition->scopes;

  if (entry != NULL && entry->session_name == NULL && self->flow == STINT_SIGN_IN_DEVICE)
    return NULL;

  return g_strdupv (scopes != NULL && scopes[0] != NULL ? scopes : (GStrv) usual);
}

static gboolean
is_usable (StintSignInAttempt *self, const StintSsoRegistration *client)
{
  return client != NULL && client->expires - stint_clock_now (self->context->clock) > CLIENT_LEFT &&
         stint_sso_scopes_equal ((const char *const *) client->scopes,
                                 (const char *const *) self->scopes);
}

/* --- The beginning ---------------------------------------------------------------------------- */

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = user_data;
  GError *error = NULL;
  g_autoptr (StintStartUrl) resolved = stint_start_url_resolve_finish (result, &error);

  if (self->over)
    {
      g_clear_error (&error);
      return;
    }
  if (resolved == NULL)
    {
      stint_sign_in_attempt_fail (self, error);
      return;
    }

  self->url = g_strdup (resolved->url);
  if (self->client != NULL)
    begin_flow (self);
  else
    register_client (self);
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = user_data;
  GError *error = NULL;
  g_autoptr (StintKept) kept =
      stint_identity_center_look_finish (STINT_IDENTITY_CENTER (source), result, &error);

  if (self->over)
    {
      g_clear_error (&error);
      return;
    }
  if (kept == NULL)
    {
      stint_sign_in_attempt_fail (self, error);
      return;
    }
  /* The AWS CLI, or a renewal, was faster than the person. */
  if (!self->was_signed_in && !stint_identity_center_needs_person (self->center, self->integration))
    {
      attempt_end (self, NULL);
      return;
    }

  self->scopes = choose_scopes (self, kept->entry);
  if (is_usable (self, kept->clients[self->flow]))
    self->client = stint_sso_registration_copy (kept->clients[self->flow]);
  stint_start_url_resolve_async (self->context->http,
                                 stint_integration_get_definition (self->integration)->start_url,
                                 self->cancellable, resolved_cb, stint_sign_in_attempt_ref (self));
}

static StintSignInAttempt *
begin (StintSignIn *self, StintIntegration *integration, const StintSignInWish *wish)
{
  StintSignInAttempt *attempt = attempt_new (self, integration, wish);

  g_hash_table_insert (self->attempts, g_strdup (stint_integration_get_id (integration)), attempt);
  stint_identity_center_set_signing_in (self->center, integration, TRUE, NULL);
  stint_identity_center_look_async (self->center, integration, wish->interactive,
                                    attempt->cancellable, looked_cb,
                                    stint_sign_in_attempt_ref (attempt));

  return attempt;
}

/* --- Joining and leaving ---------------------------------------------------------------------- */

static void
attempt_cancel (gpointer owner)
{
  stint_sign_in_attempt_fail (
      owner, stint_error_new (STINT_ERROR_CANCELLED, NULL, "The sign-in was cancelled"));
}

static void
join (StintSignInAttempt *attempt,
      GTask *task,
      StintSignInProgress progress,
      gpointer progress_data)
{
  stint_joiners_add (attempt->joiners, task, G_CALLBACK (progress), progress_data);
  if (attempt->state != NULL && progress != NULL)
    progress (attempt->state, progress_data);
}

void
stint_sign_in_run_async (StintSignIn *self,
                         StintIntegration *integration,
                         const StintSignInWish *wish,
                         GCancellable *cancellable,
                         StintSignInProgress progress,
                         gpointer progress_data,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  StintSignInAttempt *attempt;

  g_return_if_fail (STINT_IS_SIGN_IN (self));
  g_return_if_fail (STINT_IS_INTEGRATION (integration));
  g_return_if_fail (wish != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_sign_in_run_async);
  if (self->shut_down || self->context->oidc == NULL)
    {
      g_task_return_error (task, stint_error_new (STINT_ERROR_CANCELLED, NULL, "Stint ends"));
      g_object_unref (task);
      return;
    }

  attempt = g_hash_table_lookup (self->attempts, stint_integration_get_id (integration));
  if (attempt == NULL)
    attempt = begin (self, integration, wish);
  join (attempt, task, progress, progress_data);
}

gboolean
stint_sign_in_run_finish (StintSignIn *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
integration_removed_cb (StintSignIn *self, const char *integration_id)
{
  StintSignInAttempt *attempt = g_hash_table_lookup (self->attempts, integration_id);

  g_assert (STINT_IS_SIGN_IN (self));

  if (attempt != NULL)
    attempt_cancel (attempt);
}

static void
stint_sign_in_dispose (GObject *object)
{
  stint_sign_in_shut_down (STINT_SIGN_IN (object));

  G_OBJECT_CLASS (stint_sign_in_parent_class)->dispose (object);
}

static void
stint_sign_in_finalize (GObject *object)
{
  StintSignIn *self = STINT_SIGN_IN (object);

  g_hash_table_unref (self->attempts);
  g_clear_object (&self->center);
  g_clear_object (&self->conditions);

  G_OBJECT_CLASS (stint_sign_in_parent_class)->finalize (object);
}

static void
stint_sign_in_class_init (StintSignInClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_sign_in_dispose;
  object_class->finalize = stint_sign_in_finalize;
}

static void
stint_sign_in_init (StintSignIn *self)
{
  self->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) stint_sign_in_attempt_unref);
}

StintSignIn *
stint_sign_in_new (StintContext *context, StintIdentityCenter *center, StintConditions *conditions)
{
  StintSignIn *self = g_object_new (STINT_TYPE_SIGN_IN, NULL);

  self->context = context;
  self->center = g_object_ref (center);
  self->conditions = g_object_ref (conditions);
  g_signal_connect_object (context->registry, "integration-removed",
                           G_CALLBACK (integration_removed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

gboolean
stint_sign_in_is_busy (StintSignIn *self)
{
  g_return_val_if_fail (STINT_IS_SIGN_IN (self), FALSE);

  return g_hash_table_size (self->attempts) > 0;
}

void
stint_sign_in_shut_down (StintSignIn *self)
{
  g_autoptr (GPtrArray) attempts = NULL;
  GHashTableIter iter;
  gpointer attempt;

  g_return_if_fail (STINT_IS_SIGN_IN (self));

  self->shut_down = TRUE;
  attempts = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_sign_in_attempt_unref);
  g_hash_table_iter_init (&iter, self->attempts);
  while (g_hash_table_iter_next (&iter, NULL, &attempt))
    g_ptr_array_add (attempts, stint_sign_in_attempt_ref (attempt));
  for (guint i = 0; i < attempts->len; i++)
    attempt_cancel (g_ptr_array_index (attempts, i));
}
