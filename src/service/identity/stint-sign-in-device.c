/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* A code that a person types into a page on any device, while we ask whether that has happened. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-sign-in-private.h"

#include "stint-error-map.h"
#include "stint-time.h"

/* What slow_down adds, for good. */
#define SLOWER 5

static void ask_again (StintSignInAttempt *self);

static GError *
make_ran_out (StintSignInAttempt *self)
{
  GError *error = stint_identity_center_make_needs_sign_in (self->integration);

  g_prefix_error (&error, "The code ran out before anybody signed in with it. ");

  return error;
}

/* What is not the end of it: the person is still at it, AWS wants to be asked less often, or could not
 * be reached this once. */
static gboolean
goes_on (StintSignInAttempt *self, const GError *error)
{
  if (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_SLOW_DOWN) ||
      g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_THROTTLED))
    {
      self->interval += SLOWER;
      return TRUE;
    }

  return g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_AUTHORIZATION_PENDING) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_TROUBLE) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MALFORMED) ||
         error->domain == STINT_HTTP_ERROR;
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintOidcToken) token =
      stint_oidc_create_token_finish (STINT_OIDC (source), result, &error);

  if (self->over)
    return;

  stint_conditions_note_aws (self->conditions, error);
  if (token != NULL)
    {
      g_auto (GVariantDict) state = G_VARIANT_DICT_INIT (NULL);

      g_variant_dict_insert (&state, "step", "s", "token");
      stint_sign_in_attempt_tell (self, g_variant_dict_end (&state));
      stint_sign_in_attempt_take (self, token);
    }
  else if (goes_on (self, error))
    ask_again (self);
  else if (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_GRANT_EXPIRED))
    stint_sign_in_attempt_fail (self, make_ran_out (self));
  else
    stint_sign_in_attempt_fail (self, g_steal_pointer (&error));
}

static void
interval_over_cb (gpointer user_data)
{
  StintSignInAttempt *self = user_data;
  StintOidcParams params = stint_sign_in_attempt_make_params (self);
  g_autoptr (StintOidcClient) client = stint_sign_in_attempt_dup_client (self);

  self->deadline = 0;
  if (stint_clock_now (self->context->clock) >= self->device->expiration)
    {
      stint_sign_in_attempt_fail (self, make_ran_out (self));
      return;
    }

  stint_oidc_create_token_for_device_async (self->context->oidc, &params, client,
                                            self->device->device_code, self->cancellable,
                                            answered_cb, stint_sign_in_attempt_ref (self));
}

static void
ask_again (StintSignInAttempt *self)
{
  gint64 when = stint_clock_now (self->context->clock) + STINT_SECONDS (self->interval);

  stint_sign_in_attempt_wait (self, MIN (when, self->device->expiration), interval_over_cb);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = user_data;
  GError *error = NULL;
  StintOidcDevice *device = stint_oidc_start_device_finish (STINT_OIDC (source), result, &error);
  g_auto (GVariantDict) state = G_VARIANT_DICT_INIT (NULL);

  if (self->over)
    {
      g_clear_error (&error);
      g_clear_pointer (&device, stint_oidc_device_free);
      return;
    }

  stint_conditions_note_aws (self->conditions, error);
  if (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_INVALID_CLIENT) &&
      stint_sign_in_attempt_replace_client (self))
    {
      g_clear_error (&error);
      return;
    }
  if (device == NULL)
    {
      stint_sign_in_attempt_fail (self, error);
      return;
    }

  self->device = device;
  self->interval = MAX (device->interval, 1);
  g_variant_dict_insert (&state, "step", "s", "device");
  g_variant_dict_insert (&state, "user-code", "s", device->user_code);
  g_variant_dict_insert (&state, "url", "s", device->verification_uri);
  if (device->verification_uri_complete != NULL)
    g_variant_dict_insert (&state, "url-complete", "s", device->verification_uri_complete);
  g_variant_dict_insert (&state, "until", "x", device->expiration / G_USEC_PER_SEC);
  stint_sign_in_attempt_tell (self, g_variant_dict_end (&state));
  ask_again (self);
}

void
stint_sign_in_device_begin (StintSignInAttempt *self)
{
  StintOidcParams params = stint_sign_in_attempt_make_params (self);
  g_autoptr (StintOidcClient) client = stint_sign_in_attempt_dup_client (self);

  stint_oidc_start_device_async (self->context->oidc, &params, client, self->url, self->cancellable,
                                 started_cb, stint_sign_in_attempt_ref (self));
}
