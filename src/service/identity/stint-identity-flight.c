/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* How a token is had: look what is kept, renew it where little of it is left, look again where AWS
 * refuses; one flight for all who wait.
 *
 *     turn → (look) → enough left? → land
 *                  ↘ renew → keep → land
 *                      ↘ refused → look again, once → enough left? | renew, once more | land
 */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-identity-center-private.h"

#include "stint-error-map.h"
#include "stint-time.h"

/* A token that is short by nature is not renewed again at once. */
#define JUST_RENEWED STINT_SECONDS (60)
/* After a failure a token that still lives is used as it is, and whoever comes a moment later with a
 * dead one hears the same. */
#define PAUSE_ALIVE STINT_SECONDS (60)
#define PAUSE_DEAD STINT_SECONDS (3)

typedef struct
{
  StintIdentityCenter *center; /* (owned) */
  StintSignInAccount *account; /* (owned) it may be gone meanwhile */
  StintSsoToken *flown;        /* (owned) (nullable) the token that is being renewed */
  gboolean interactive;
  gboolean looked_again;
} Flight;

static void decide (Flight *flight);

static void
flight_free (Flight *flight)
{
  flight->center->n_running--;
  g_clear_pointer (&flight->flown, stint_sso_token_free);
  stint_sign_in_account_unref (flight->account);
  g_object_unref (flight->center);
  g_free (flight);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Flight, flight_free)

/* --- Landing ---------------------------------------------------------------------------------- */

static gboolean
is_about_keyring (const GError *error)
{
  return g_error_matches (error, STINT_ERROR, STINT_ERROR_KEYRING_LOCKED);
}

/* Those who may be asked do not take a locked keyring for an answer. */
static gboolean
wants_another (const GError *error, gboolean was_interactive, GTask *passenger)
{
  return error != NULL && !was_interactive && is_about_keyring (error) &&
         GPOINTER_TO_INT (g_task_get_task_data (passenger));
}

/* The token that passengers get. (transfer full) (nullable) */
static StintSecret *
dup_token (StintSignInAccount *account)
{
  if (account->kept == NULL || account->kept->token == NULL)
    return NULL;

  return stint_secret_ref (account->kept->token->access_token);
}

/* Ends the flight. Takes @error, (nullable). */
static void
land (Flight *flight, GError *error)
{
  StintSignInAccount *account = flight->account;
  g_autoptr (GPtrArray) passengers = g_steal_pointer (&account->passengers);
  g_autoptr (GError) owned = error;
  g_autoptr (StintSecret) token = error == NULL ? dup_token (account) : NULL;
  gboolean look_again = account->flight_looks;

  account->passengers = g_ptr_array_new_with_free_func (g_object_unref);
  account->flying = FALSE;
  account->flight_looks = FALSE;
  stint_sign_in_account_review (account);
  stint_turn_pass (account->turn);

  for (guint i = 0; i < passengers->len; i++)
    {
      GTask *passenger = g_ptr_array_index (passengers, i);

      if (token != NULL)
        g_task_return_pointer (passenger, stint_secret_ref (token),
                               (GDestroyNotify) stint_secret_unref);
      else if (wants_another (error, flight->interactive, passenger) && !account->gone)
        stint_sign_in_flight_begin (account, TRUE, TRUE, g_object_ref (passenger));
      else
        g_task_return_error (passenger, g_error_copy (error));
    }

  /* Something changed while we were looking elsewhere. */
  if (look_again && !account->gone && !account->flying)
    stint_sign_in_flight_begin (account, TRUE, FALSE, NULL);
}

/* TRUE, and the flight is over, where nobody waits for it any more. */
static gboolean
is_over (Flight *flight)
{
  if (!flight->account->gone)
    return FALSE;

  land (flight, stint_error_new (STINT_ERROR_CANCELLED, NULL, "The integration is gone"));

  return TRUE;
}

/* --- Looking ---------------------------------------------------------------------------------- */

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Flight) flight = user_data;
  StintSignInAccount *account = flight->account;
  g_autoptr (GError) error = NULL;
  StintKept *kept = stint_token_keeper_load_finish (STINT_TOKEN_KEEPER (source), result, &error);

  if (is_over (flight))
    {
      stint_kept_free (kept);
      return;
    }

  stint_conditions_note_vault (flight->center->conditions, error);
  if (kept != NULL)
    stint_sign_in_account_adopt (account, kept);
  else if (account->kept == NULL)
    {
      stint_error_add_detail (
          error, "integration",
          g_variant_new_string (stint_integration_get_name (account->integration)));
      land (flight, g_steal_pointer (&error));
      return;
    }
  else
    /* Somebody may be writing it: what is known stays. */
    g_debug ("The sign-in of %s cannot be read now: %s",
             stint_integration_get_name (account->integration), error->message);

  decide (g_steal_pointer (&flight));
}

/* Takes @flight. */
static void
look (Flight *flight)
{
  StintSignInAccount *account = flight->account;

  account->flight_looks = FALSE;
  stint_token_keeper_load_async (flight->center->keeper, account->integration, flight->interactive,
                                 looked_cb, flight);
}

/* --- Renewing --------------------------------------------------------------------------------- */

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Flight) flight = user_data;
  StintSignInAccount *account = flight->account;
  g_autoptr (GError) error = NULL;
  gboolean in_vault = FALSE;

  if (!stint_token_keeper_save_finish (STINT_TOKEN_KEEPER (source), result, &in_vault, &error))
    g_message ("A renewed sign-in could not be kept: %s", error->message);
  if (is_over (flight))
    return;

  if (error == NULL)
    account->kept->in_vault = in_vault;
  land (flight, NULL);
}

/* Takes @flight. */
static void
take_renewed (Flight *flight, const StintOidcToken *answer)
{
  StintSignInAccount *account = flight->account;
  StintKept *kept = stint_kept_copy (account->kept);
  StintSsoToken *token = kept->token;

  stint_secret_unref (token->access_token);
  token->access_token = stint_secret_ref (answer->access_token);
  token->expires = answer->expiration;
  if (answer->refresh_token != NULL)
    {
      g_clear_pointer (&token->refresh_token, stint_secret_unref);
      token->refresh_token = stint_secret_ref (answer->refresh_token);
    }

  stint_sign_in_account_adopt (account, kept);
  account->renewed_at = stint_clock_boot_time (flight->center->context->clock);
  /* Not in memory alone: the one before may be good for nothing now. */
  stint_token_keeper_save_async (flight->center->keeper, account->integration, account->kept, FALSE,
                                 kept_cb, flight);
}

/* AWS's last word on this refresh token, as opposed to a bad moment. */
static gboolean
is_refusal (const GError *error)
{
  return g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_INVALID_GRANT) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_INVALID_CLIENT) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_GRANT_EXPIRED) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_UNAUTHORIZED) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REFUSED) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_EXPIRED_TOKEN) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_OTHER);
}

static void
looked_again_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Flight) flight = user_data;
  StintSignInAccount *account = flight->account;
  g_autoptr (GError) error = NULL;
  StintKept *kept = stint_token_keeper_load_finish (STINT_TOKEN_KEEPER (source), result, &error);

  if (is_over (flight))
    {
      stint_kept_free (kept);
      return;
    }

  if (kept != NULL)
    stint_sign_in_account_adopt (account, kept);
  /* The very one that was refused: that is the end of it. */
  if (stint_sso_token_equal (account->kept->token, flight->flown))
    account->refused = TRUE;
  decide (g_steal_pointer (&flight));
}

/* Takes @flight. */
static void
refused (Flight *flight)
{
  StintSignInAccount *account = flight->account;

  if (account->kept->entry != NULL && !flight->looked_again)
    {
      flight->looked_again = TRUE;
      stint_token_keeper_load_async (flight->center->keeper, account->integration, FALSE,
                                     looked_again_cb, flight);
      return;
    }

  account->refused = TRUE;
  decide (flight);
}

/* For a while. Takes @flight and @error. */
static void
failed (Flight *flight, GError *error)
{
  StintSignInAccount *account = flight->account;

  account->failed_at = stint_clock_boot_time (flight->center->context->clock);
  account->n_failures++;
  g_clear_error (&account->failure);
  account->failure = stint_error_map_take (error);
  stint_error_add_detail (account->failure, "integration",
                          g_variant_new_string (stint_integration_get_name (account->integration)));
  decide (flight);
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Flight) flight = user_data;
  StintSignInAccount *account = flight->account;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcToken) answer =
      stint_oidc_create_token_finish (STINT_OIDC (source), result, &error);

  stint_conditions_note_aws (flight->center->conditions, error);
  if (is_over (flight))
    return;

  /* A sign-in, or somebody's `aws sso login`, was faster. */
  if (!stint_sso_token_equal (account->kept->token, flight->flown))
    decide (g_steal_pointer (&flight));
  else if (answer != NULL)
    take_renewed (g_steal_pointer (&flight), answer);
  else if (is_refusal (error))
    {
      g_message ("AWS does not renew the sign-in of %s: %s",
                 stint_integration_get_name (account->integration), error->message);
      refused (g_steal_pointer (&flight));
    }
  else
    failed (g_steal_pointer (&flight), g_steal_pointer (&error));
}

/* Takes @flight. */
static void
renew (Flight *flight)
{
  StintSignInAccount *account = flight->account;
  StintOidcParams params = stint_identity_center_make_oidc_params (account->integration);
  const StintSsoToken *token = account->kept->token;
  g_autoptr (StintOidcClient) client = stint_oidc_client_new (
      STINT_OIDC_FLOW_BROWSER, token->client_id, token->client_secret, token->registration_expires);

  params.urgent = account->passengers->len > 0;
  g_clear_pointer (&flight->flown, stint_sso_token_free);
  flight->flown = stint_sso_token_copy (token);
  /* Never cancelled: what AWS has answered has to be kept. */
  stint_oidc_refresh_token_async (flight->center->context->oidc, &params, client,
                                  token->refresh_token, NULL, renewed_cb, flight);
}

/* --- Deciding --------------------------------------------------------------------------------- */

static gboolean
lately (StintIdentityCenter *center, gint64 when, gint64 span)
{
  return when != 0 && stint_clock_boot_time (center->context->clock) - when < span;
}

/* Takes @flight. */
static void
decide (Flight *flight)
{
  g_autoptr (Flight) owned = flight;
  StintSignInAccount *account = flight->account;
  gint64 left = stint_sign_in_account_get_left (account);
  gboolean alive = left > STINT_TOKEN_MIN_LEFT;
  gboolean can_renew = stint_sign_in_account_can_renew (account);

  if (left > STINT_TOKEN_ENOUGH_LEFT ||
      (alive && lately (flight->center, account->renewed_at, JUST_RENEWED)) ||
      (alive && lately (flight->center, account->failed_at, PAUSE_ALIVE)) || (alive && !can_renew))
    land (flight, NULL);
  else if (can_renew && account->failure != NULL &&
           lately (flight->center, account->failed_at, PAUSE_DEAD))
    land (flight, g_error_copy (account->failure));
  else if (can_renew && flight->center->context->oidc != NULL)
    renew (g_steal_pointer (&owned));
  else
    land (flight, stint_identity_center_make_needs_sign_in (account->integration));
}

/* --- Taking off ------------------------------------------------------------------------------- */

static void
turn_taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Flight) flight = user_data;
  StintSignInAccount *account = flight->account;

  stint_turn_take_finish (result, NULL);
  if (is_over (flight))
    return;

  if (account->kept == NULL || account->flight_looks)
    look (g_steal_pointer (&flight));
  else
    decide (g_steal_pointer (&flight));
}

void
stint_sign_in_flight_begin (StintSignInAccount *account,
                            gboolean look_first,
                            gboolean interactive,
                            GTask *passenger)
{
  Flight *flight;

  if (passenger != NULL)
    {
      g_task_set_task_data (passenger, GINT_TO_POINTER (interactive), NULL);
      g_ptr_array_add (account->passengers, passenger);
    }
  account->flight_looks = account->flight_looks || look_first;
  if (account->flying)
    return;

  account->flying = TRUE;
  account->flight_is_interactive = interactive;
  flight = g_new0 (Flight, 1);
  flight->center = g_object_ref (account->center);
  flight->center->n_running++;
  flight->account = stint_sign_in_account_ref (account);
  flight->interactive = interactive;
  stint_turn_take_async (account->turn, NULL, turn_taken_cb, flight);
}
