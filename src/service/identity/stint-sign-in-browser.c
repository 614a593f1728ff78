/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Authorization code with PKCE: the person's own browser comes back through a listener on loopback. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-sign-in-private.h"

#include <glib/gi18n-lib.h>

#include "stint-error-map.h"
#include "stint-time.h"

#define PATIENCE STINT_SECONDS (5 * 60)

static void
token_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = user_data;
  GError *error = NULL;
  g_autoptr (StintOidcToken) token =
      stint_oidc_create_token_finish (STINT_OIDC (source), result, &error);

  if (self->over)
    {
      g_clear_error (&error);
      return;
    }

  stint_conditions_note_aws (self->conditions, error);
  if (token != NULL)
    {
      stint_sign_in_attempt_take (self, token);
      return;
    }

  /* The next one registers anew: this one may be what AWS does not like. */
  if (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_INVALID_CLIENT))
    stint_identity_center_set_client (self->center, self->integration, self->flow, NULL);
  stint_sign_in_attempt_fail (self, error);
}

static void
tell_step (StintSignInAttempt *self, const char *step)
{
  g_auto (GVariantDict) state = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&state, "step", "s", step);
  stint_sign_in_attempt_tell (self, g_variant_dict_end (&state));
}

static void
take_code (StintSignInAttempt *self, const char *text)
{
  StintOidcParams params = stint_sign_in_attempt_make_params (self);
  g_autoptr (StintOidcClient) client = stint_sign_in_attempt_dup_client (self);
  g_autoptr (StintSecret) code = stint_secret_new (text, -1);

  if (code == NULL)
    {
      stint_sign_in_attempt_fail (
          self, stint_error_new (STINT_ERROR_FAILED, NULL, "The memory for secrets is full"));
      return;
    }

  tell_step (self, "token");
  stint_oidc_create_token_for_code_async (
      self->context->oidc, &params, client, code, self->pkce->verifier,
      stint_loopback_get_url (self->loopback), self->cancellable, token_cb,
      stint_sign_in_attempt_ref (self));
}

static StintLoopbackAnswer *
accept_page (const char *heading, const char *text, const char *detail)
{
  const StintLoopbackPage page = {
    .title = "Stint", .heading = heading, .text = text, .detail = detail
  };

  return stint_loopback_answer_accept (&page);
}

/* The person, or a policy, said no, or AWS has a trouble: with the right state it is meant for us. */
static void
take_error (StintSignInAttempt *self, const char *code, const char *description)
{
  StintError kind =
      g_strcmp0 (code, "access_denied") == 0 ? STINT_ERROR_REFUSED : STINT_ERROR_AWS_TROUBLE;

  stint_sign_in_attempt_fail (self, stint_error_new (kind, NULL, "AWS did not sign you in: %s",
                                                     description != NULL ? description : code));
}

/* Only what carries our state was sent by the page that we asked for. */
static StintLoopbackAnswer *
decide (StintLoopback *loopback, const StintLoopbackQuery *query, gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = stint_sign_in_attempt_ref (user_data);
  const char *code = stint_loopback_query_get (query, "code");
  const char *error = stint_loopback_query_get (query, "error");
  const char *description = stint_loopback_query_get (query, "error_description");
  const StintLoopbackPage stray = {
    .title = "Stint",
    .heading = _ ("This is not the sign-in that Stint waits for"),
    .text = _ ("Begin again in Stint."),
  };

  if (self->over || !stint_loopback_query_equals (query, "state", self->pkce->state) ||
      (code == NULL) == (error == NULL))
    return stint_loopback_answer_reject (&stray);

  if (error != NULL)
    {
      StintLoopbackAnswer *answer =
          accept_page (_ ("You are not signed in"), _ ("You can close this window and try again."),
                       description != NULL ? description : error);

      take_error (self, error, description);
      return answer;
    }

  take_code (self, code);

  return accept_page (_ ("Done here"), _ ("You can close this window and go back to Stint."), NULL);
}

static void
nobody_came_cb (gpointer user_data)
{
  g_autoptr (StintSignInAttempt) self = stint_sign_in_attempt_ref (user_data);
  GError *error;

  self->deadline = 0;
  /* A page that says that it does not know the client is one of the reasons. */
  if (!self->client_is_new)
    stint_identity_center_set_client (self->center, self->integration, self->flow, NULL);
  error = stint_identity_center_make_needs_sign_in (self->integration);
  g_prefix_error (&error, "Nobody signed in within five minutes. ");
  stint_sign_in_attempt_fail (self, error);
}

static StintLoopback *
listen_for_browser (StintSignInAttempt *self, GError **error)
{
  const StintLoopbackPage gone = {
    .title = "Stint",
    .heading = _ ("This sign-in is over"),
    .text = _ ("You can close this window."),
  };
  const StintLoopbackConfig config = { .path = STINT_OIDC_REDIRECT_PATH,
                                       .port = self->port,
                                       .gone = &gone };
  g_autoptr (GError) mine = NULL;
  StintLoopback *loopback = stint_loopback_new (&config, &mine);

  if (loopback != NULL)
    return loopback;

  if (self->port != 0)
    g_propagate_error (error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                               "The port %u cannot be listened at: %s", self->port,
                                               mine->message));
  else
    g_propagate_error (error, stint_error_new (STINT_ERROR_FAILED, NULL,
                                               "Nothing can be listened at for the browser: %s",
                                               mine->message));

  return NULL;
}

void
stint_sign_in_browser_begin (StintSignInAttempt *self)
{
  StintOidcParams params = stint_sign_in_attempt_make_params (self);
  g_autofree char *endpoint = stint_oidc_dup_endpoint (self->context->oidc, &params);
  g_autofree char *url = NULL;
  g_auto (GVariantDict) state = G_VARIANT_DICT_INIT (NULL);
  GError *error = NULL;

  self->pkce = stint_pkce_new ();
  self->loopback = listen_for_browser (self, &error);
  if (error == NULL && (endpoint == NULL || self->pkce == NULL))
    error = stint_error_new (STINT_ERROR_FAILED, NULL, "The sign-in page cannot be addressed");
  if (error != NULL)
    {
      stint_sign_in_attempt_fail (self, error);
      return;
    }

  stint_loopback_set_decide (self->loopback, decide, self, NULL);
  stint_sign_in_attempt_wait (self, stint_clock_now (self->context->clock) + PATIENCE,
                              nobody_came_cb);
  url = stint_pkce_make_authorize_url (self->pkce, endpoint, self->client->client_id,
                                       stint_loopback_get_url (self->loopback),
                                       (const char *const *) self->scopes);
  g_variant_dict_insert (&state, "step", "s", "browser");
  g_variant_dict_insert (&state, "url", "s", url);
  stint_sign_in_attempt_tell (self, g_variant_dict_end (&state));
}
