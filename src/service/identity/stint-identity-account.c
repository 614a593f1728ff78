/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* One integration's sign-in: what is known of it, and what follows from that. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-identity-center-private.h"

#include "stint-time.h"

#define FIRST_PAUSE STINT_SECONDS (60)
#define LONGEST_PAUSE STINT_SECONDS (15 * 60)

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

void
stint_sign_in_account_leave (gpointer data)
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

gboolean
stint_sign_in_account_is_of (StintSignInAccount *account, StintIntegration *integration)
{
  g_autofree char *portal = describe_portal (stint_integration_get_definition (integration));

  return g_strcmp0 (account->portal, portal) == 0;
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
    g_signal_emit_by_name (account->center, "token-changed",
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

void
stint_sign_in_account_arm (StintSignInAccount *account)
{
  StintContext *context = account->center->context;
  gint64 now = stint_clock_now (context->clock);
  gint64 left = stint_sign_in_account_get_left (account);
  gint64 when = STINT_INSTANT_NEVER;

  if (stint_sign_in_account_can_renew (account))
    when = MAX (now + left - STINT_TOKEN_ENOUGH_LEFT, now + get_pause (account));
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
  stint_sign_in_account_arm (account);
  if (status_equal (old, &status))
    return;

  stint_integration_set_status (account->integration, &status);
  stint_registry_integration_changed (center->context->registry, account->integration);
  if (status.sign_in == STINT_SIGN_IN_SIGNED_IN && !was_in)
    g_signal_emit_by_name (center, "signed-in", stint_integration_get_id (account->integration),
                           by_person);
}
