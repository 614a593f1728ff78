/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-identity-center.h"

#include "stint-error-map.h"
#include "stint-files-watch.h"
#include "stint-identity-center-private.h"
#include "stint-time.h"

/* Renewing by itself begins here, as in stint-identity-flight.c. */
#define RENEW_BEFORE STINT_SECONDS (20 * 60)
#define FIRST_PAUSE STINT_SECONDS (60)
#define LONGEST_PAUSE STINT_SECONDS (15 * 60)

enum
{
  SIGNAL_TOKEN_CHANGED,
  SIGNAL_SIGNED_IN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintIdentityCenter, stint_identity_center, G_TYPE_OBJECT)

/* --- Accounts --------------------------------------------------------------------------------- */

StintSignInAccount *
stint_sign_in_account_ref (StintSignInAccount *account)
{
  g_ref_count_inc (&account->references);

  return account;
}

void
stint_sign_in_account_unref (StintSignInAccount *account)
{
  if (!g_ref_count_dec (&account->references))
    return;

  g_clear_object (&account->integration);
  g_free (account->portal);
  stint_turn_unref (account->turn);
  g_clear_object (&account->pace);
  g_clear_pointer (&account->kept, stint_kept_free);
  g_clear_pointer (&account->rejected, stint_secret_unref);
  g_clear_error (&account->failure);
  g_ptr_array_unref (account->passengers);
  g_free (account);
}

/* Out of the table: what runs for it finds it gone. */
static void
account_leave (gpointer data)
{
  StintSignInAccount *account = data;

  account->gone = TRUE;
  stint_deadlines_remove (account->center->context->deadlines, account->deadline);
  account->deadline = 0;
  stint_sign_in_account_unref (account);
}

/* Everything that makes it this very sign-in and no other. */
static char *
describe_portal (const StintIntegrationDefinition *definition)
{
  g_autofree char *scopes =
      definition->scopes != NULL ? g_strjoinv (" ", definition->scopes) : g_strdup ("");

  return g_strjoin ("\n", definition->start_url != NULL ? definition->start_url : "",
                    definition->region != NULL ? definition->region : "",
                    definition->sso_session != NULL ? definition->sso_session : "",
                    definition->endpoint_url != NULL ? definition->endpoint_url : "", scopes, NULL);
}

StintSignInAccount *
stint_sign_in_account_ensure (StintIdentityCenter *self, StintIntegration *integration)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);
  StintSignInAccount *account = g_hash_table_lookup (self->accounts, definition->id);
  /* AWS's own limit; an endpoint of somebody's own says itself what is too much. */
  const StintHttpPaceConfig pace = { .rate = definition->endpoint_url == NULL
                                                 ? STINT_HTTP_PACE_PORTAL_RATE
                                                 : 0 };

  if (account != NULL)
    return account;

  account = g_new0 (StintSignInAccount, 1);
  g_ref_count_init (&account->references);
  account->center = self;
  account->integration = g_object_ref (integration);
  account->portal = describe_portal (definition);
  account->turn = stint_turn_new ();
  account->pace = stint_http_pace_new (self->context->clock, self->context->deadlines, &pace);
  account->passengers = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_insert (self->accounts, g_strdup (definition->id), account);

  return account;
}

gint64
stint_sign_in_account_get_left (StintSignInAccount *account)
{
  const StintSsoToken *token = account->kept != NULL ? account->kept->token : NULL;

  if (token == NULL ||
      (account->rejected != NULL && stint_secret_equal (token->access_token, account->rejected)))
    return 0;

  return MAX (0, token->expires - stint_clock_now (account->center->context->clock));
}

gboolean
stint_sign_in_account_can_renew (StintSignInAccount *account)
{
  return account->kept != NULL && account->kept->token != NULL && !account->refused &&
         stint_sso_token_can_refresh (account->kept->token,
                                      stint_clock_now (account->center->context->clock));
}

void
stint_sign_in_account_adopt (StintSignInAccount *account, StintKept *kept)
{
  StintKept *old = account->kept;
  gboolean other = old == NULL || !stint_sso_token_equal (old->token, kept->token);

  for (gsize i = 0; old != NULL && i < STINT_N_SIGN_IN_FLOWS; i++)
    if (kept->clients[i] == NULL)
      kept->clients[i] = g_steal_pointer (&old->clients[i]);
  account->kept = kept;
  if (other)
    {
      account->refused = FALSE;
      account->failed_at = 0;
      account->renewed_at = 0;
      account->n_failures = 0;
      g_clear_error (&account->failure);
    }
  stint_kept_free (old);

  if (other && !account->gone)
    g_signal_emit (account->center, signals[SIGNAL_TOKEN_CHANGED], 0,
                   stint_integration_get_id (account->integration));
}

/* --- What is true now ------------------------------------------------------------------------- */

static StintSignInState
get_state (StintSignInAccount *account)
{
  if (account->signing_in)
    return STINT_SIGN_IN_SIGNING_IN;
  if (account->kept == NULL)
    return STINT_SIGN_IN_UNKNOWN;
  if (account->kept->token == NULL)
    return STINT_SIGN_IN_SIGNED_OUT;
  if (stint_sign_in_account_get_left (account) > 0 || stint_sign_in_account_can_renew (account))
    return STINT_SIGN_IN_SIGNED_IN;

  return STINT_SIGN_IN_NEEDED;
}

static void
deadline_cb (gpointer user_data)
{
  StintSignInAccount *account = user_data;

  account->deadline = 0;
  if (!account->center->shut_down && stint_sign_in_account_can_renew (account))
    stint_sign_in_flight_begin (account, FALSE, FALSE, NULL);
  else
    stint_sign_in_account_review (account);
}

static gint64
get_pause (StintSignInAccount *account)
{
  guint shift = MIN (account->n_failures, 4);

  return MIN (FIRST_PAUSE << shift, LONGEST_PAUSE);
}

/* The next instant at which something is to be done or to be told. */
static void
arm (StintSignInAccount *account)
{
  StintContext *context = account->center->context;
  gint64 now = stint_clock_now (context->clock);
  gint64 left = stint_sign_in_account_get_left (account);
  gint64 when = STINT_INSTANT_NEVER;

  if (stint_sign_in_account_can_renew (account))
    when = MAX (now + left - RENEW_BEFORE, now + get_pause (account));
  else if (left > 0)
    when = now + left;

  stint_deadlines_remove (context->deadlines, account->deadline);
  account->deadline = 0;
  if (when != STINT_INSTANT_NEVER && !account->center->shut_down)
    account->deadline = stint_deadlines_add (context->deadlines, when, deadline_cb, account);
}

static gboolean
status_equal (const StintIntegrationStatus *a, const StintIntegrationStatus *b)
{
  return a->sign_in == b->sign_in && a->signed_in_until == b->signed_in_until &&
         a->renews == b->renews && a->shared == b->shared && a->error == b->error;
}

void
stint_sign_in_account_review (StintSignInAccount *account)
{
  const StintIntegrationStatus *old = stint_integration_get_status (account->integration);
  StintIntegrationStatus status = *old;
  gboolean was_in = old->sign_in == STINT_SIGN_IN_SIGNED_IN;
  gboolean by_person = old->sign_in == STINT_SIGN_IN_SIGNING_IN;
  StintIdentityCenter *center = account->center;

  if (account->gone)
    return;

  status.sign_in = get_state (account);
  status.renews = stint_sign_in_account_can_renew (account);
  status.shared = account->kept != NULL && account->kept->entry != NULL;
  status.signed_in_until =
      status.sign_in == STINT_SIGN_IN_SIGNED_IN ? account->kept->token->expires : 0;
  arm (account);
  if (status_equal (old, &status))
    return;

  stint_integration_set_status (account->integration, &status);
  stint_registry_integration_changed (center->context->registry, account->integration);
  if (status.sign_in == STINT_SIGN_IN_SIGNED_IN && !was_in)
    g_signal_emit (center, signals[SIGNAL_SIGNED_IN], 0,
                   stint_integration_get_id (account->integration), by_person);
}

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
  g_autofree char *portal = NULL;

  g_assert (STINT_IS_IDENTITY_CENTER (self));

  if (!is_ours (integration) || !self->opened)
    return;

  portal = describe_portal (stint_integration_get_definition (integration));
  if (account != NULL && g_strcmp0 (account->portal, portal) == 0)
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

  signals[SIGNAL_TOKEN_CHANGED] =
      g_signal_new ("token-changed", STINT_TYPE_IDENTITY_CENTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_SIGNED_IN] =
      g_signal_new ("signed-in", STINT_TYPE_IDENTITY_CENTER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_BOOLEAN);
}

static void
stint_identity_center_init (StintIdentityCenter *self)
{
  self->accounts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, account_leave);
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
    arm (value);
}
