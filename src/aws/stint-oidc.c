/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-oidc.h"

#include "stint-aws-call.h"
#include "stint-json-body.h"
#include "stint-oidc-answer.h"
#include "stint-partition.h"

#define GRANT_DEVICE "urn:ietf:params:oauth:grant-type:device_code"
#define GRANT_CODE "authorization_code"
#define GRANT_REFRESH "refresh_token"

struct _StintOidc
{
  GObject parent_instance;

  StintHttp *http;         /* (owned) */
  StintClock *clock;       /* (owned) */
  char *endpoint_override; /* (nullable) */
};

struct _StintOidcClient
{
  gatomicrefcount ref_count;
  StintOidcFlow flow;
  char *id;
  StintSecret *secret; /* (owned) */
  gint64 expiration;
};

G_DEFINE_FINAL_TYPE (StintOidc, stint_oidc, G_TYPE_OBJECT)

/* Registrations */

StintOidcClient *
stint_oidc_client_new (StintOidcFlow flow, const char *id, StintSecret *secret, gint64 expiration)
{
  StintOidcClient *self;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (secret != NULL, NULL);

  self = g_new0 (StintOidcClient, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->flow = flow;
  self->id = g_strdup (id);
  self->secret = stint_secret_ref (secret);
  self->expiration = expiration;

  return self;
}

StintOidcClient *
stint_oidc_client_ref (StintOidcClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
stint_oidc_client_unref (StintOidcClient *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->id);
  stint_secret_unref (self->secret);
  g_free (self);
}

StintOidcFlow
stint_oidc_client_get_flow (const StintOidcClient *self)
{
  g_return_val_if_fail (self != NULL, STINT_OIDC_FLOW_BROWSER);

  return self->flow;
}

const char *
stint_oidc_client_get_id (const StintOidcClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->id;
}

StintSecret *
stint_oidc_client_get_secret (const StintOidcClient *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->secret;
}

gint64
stint_oidc_client_get_expiration (const StintOidcClient *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->expiration;
}

void
stint_oidc_device_free (StintOidcDevice *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->device_code, stint_secret_unref);
  g_free (self->user_code);
  g_free (self->verification_uri);
  g_free (self->verification_uri_complete);
  g_free (self);
}

void
stint_oidc_token_free (StintOidcToken *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->access_token, stint_secret_unref);
  g_clear_pointer (&self->refresh_token, stint_secret_unref);
  g_free (self);
}

/* The object */

static void
stint_oidc_finalize (GObject *object)
{
  StintOidc *self = STINT_OIDC (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_free (self->endpoint_override);

  G_OBJECT_CLASS (stint_oidc_parent_class)->finalize (object);
}

static void
stint_oidc_class_init (StintOidcClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_oidc_finalize;
}

static void
stint_oidc_init (StintOidc *self)
{
}

StintOidc *
stint_oidc_new (StintHttp *http, StintClock *clock, const char *endpoint_override)
{
  StintOidc *self;

  g_return_val_if_fail (STINT_IS_HTTP (http), NULL);
  g_return_val_if_fail (STINT_IS_CLOCK (clock), NULL);

  self = g_object_new (STINT_TYPE_OIDC, NULL);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  self->endpoint_override = g_strdup (endpoint_override);

  return self;
}

char *
stint_oidc_dup_endpoint (StintOidc *self, const StintOidcParams *params)
{
  g_return_val_if_fail (STINT_IS_OIDC (self), NULL);
  g_return_val_if_fail (params != NULL, NULL);

  return stint_endpoint_choose (STINT_ENDPOINT_SSO_OIDC, params->region, params->endpoint_url,
                                self->endpoint_override);
}

/* NULL, and @task has returned, where there is nowhere to send it. */
static StintAwsCall *
call_new (StintOidc *self,
          const StintOidcParams *params,
          const char *path,
          StintJsonBody *body,
          GTask *task)
{
  g_autofree char *endpoint = stint_oidc_dup_endpoint (self, params);
  g_autofree char *url = g_strconcat (endpoint != NULL ? endpoint : "", path, NULL);
  StintAwsCall *call;

  if (endpoint == NULL)
    {
      g_task_return_error (task, stint_aws_error_new (STINT_AWS_ERROR_VALIDATION, NULL, NULL,
                                                      "The region's name is not valid"));
      return NULL;
    }

  call = stint_aws_call_new (self->http, "POST", url);
  stint_aws_call_set_body (call, "application/json", stint_json_body_end (body));
  call->urgent = params->urgent;
  call->get_error = stint_oidc_answer_get_error;
  return call;
}

/* The calls */

void
stint_oidc_register_client_async (StintOidc *self,
                                  const StintOidcParams *params,
                                  StintOidcFlow flow,
                                  const char *client_name,
                                  const char *issuer_url,
                                  const char *const *scopes,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  static const char *const grants[] = { GRANT_CODE, GRANT_REFRESH, NULL };
  static const char *const redirects[] = { STINT_OIDC_REDIRECT_URI, NULL };
  g_autoptr (GTask) task = NULL;
  g_auto (StintJsonBody) body = { 0 };
  StintAwsCall *call;

  g_return_if_fail (STINT_IS_OIDC (self));
  g_return_if_fail (params != NULL);
  g_return_if_fail (client_name != NULL);
  g_return_if_fail (flow == STINT_OIDC_FLOW_DEVICE || issuer_url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_oidc_register_client_async);

  stint_json_body_add (&body, "clientName", client_name);
  stint_json_body_add (&body, "clientType", "public");
  if (flow == STINT_OIDC_FLOW_BROWSER)
    {
      stint_json_body_add_list (&body, "grantTypes", grants);
      stint_json_body_add_list (&body, "redirectUris", redirects);
      stint_json_body_add (&body, "issuerUrl", issuer_url);
    }
  stint_json_body_add_list (&body, "scopes", scopes);
  call = call_new (self, params, "/client/register", &body, task);
  if (call == NULL)
    return;

  call->note = flow;
  stint_aws_call_run (call, task);
}

StintOidcClient *
stint_oidc_register_client_finish (StintOidc *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;
  StintAwsCall *call;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_oidc_register_client_async), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);
  if (response == NULL)
    return NULL;

  call = g_task_get_task_data (G_TASK (result));
  return stint_oidc_answer_dup_client (response, (StintOidcFlow) call->note, error);
}

static void
add_client (StintJsonBody *body, StintOidcClient *client)
{
  stint_json_body_add (body, "clientId", client->id);
  stint_json_body_add (body, "clientSecret", stint_secret_peek (client->secret));
}

void
stint_oidc_start_device_async (StintOidc *self,
                               const StintOidcParams *params,
                               StintOidcClient *client,
                               const char *start_url,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_auto (StintJsonBody) body = { 0 };
  StintAwsCall *call;

  g_return_if_fail (STINT_IS_OIDC (self));
  g_return_if_fail (params != NULL);
  g_return_if_fail (client != NULL);
  g_return_if_fail (start_url != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_oidc_start_device_async);
  add_client (&body, client);
  stint_json_body_add (&body, "startUrl", start_url);
  call = call_new (self, params, "/device_authorization", &body, task);
  if (call != NULL)
    stint_aws_call_run (call, task);
}

StintOidcDevice *
stint_oidc_start_device_finish (StintOidc *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_oidc_start_device_async), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);

  return response != NULL
             ? stint_oidc_answer_dup_device (response, stint_clock_now (self->clock), error)
             : NULL;
}

static GTask *
token_task_new (StintOidc *self,
                GCancellable *cancellable,
                GAsyncReadyCallback callback,
                gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, stint_oidc_create_token_finish);
  return task;
}

static void
create_token (
    StintOidc *self, const StintOidcParams *params, StintJsonBody *body, gboolean once, GTask *task)
{
  StintAwsCall *call = call_new (self, params, "/token", body, task);

  if (call == NULL)
    return;

  call->once = once;
  stint_aws_call_run (call, task);
}

void
stint_oidc_create_token_for_device_async (StintOidc *self,
                                          const StintOidcParams *params,
                                          StintOidcClient *client,
                                          StintSecret *device_code,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_auto (StintJsonBody) body = { 0 };

  g_return_if_fail (STINT_IS_OIDC (self));
  g_return_if_fail (params != NULL);
  g_return_if_fail (client != NULL);
  g_return_if_fail (device_code != NULL);

  task = token_task_new (self, cancellable, callback, user_data);
  stint_json_body_add (&body, "grantType", GRANT_DEVICE);
  add_client (&body, client);
  stint_json_body_add (&body, "deviceCode", stint_secret_peek (device_code));
  /* Once it is granted the code is spent: an answer that is lost cannot be had again. */
  create_token (self, params, &body, TRUE, task);
}

void
stint_oidc_create_token_for_code_async (StintOidc *self,
                                        const StintOidcParams *params,
                                        StintOidcClient *client,
                                        StintSecret *code,
                                        StintSecret *verifier,
                                        const char *redirect_uri,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_auto (StintJsonBody) body = { 0 };

  g_return_if_fail (STINT_IS_OIDC (self));
  g_return_if_fail (params != NULL);
  g_return_if_fail (client != NULL);
  g_return_if_fail (code != NULL);
  g_return_if_fail (verifier != NULL);
  g_return_if_fail (redirect_uri != NULL);

  task = token_task_new (self, cancellable, callback, user_data);
  stint_json_body_add (&body, "grantType", GRANT_CODE);
  add_client (&body, client);
  stint_json_body_add (&body, "redirectUri", redirect_uri);
  stint_json_body_add (&body, "codeVerifier", stint_secret_peek (verifier));
  stint_json_body_add (&body, "code", stint_secret_peek (code));
  create_token (self, params, &body, TRUE, task);
}

void
stint_oidc_refresh_token_async (StintOidc *self,
                                const StintOidcParams *params,
                                StintOidcClient *client,
                                StintSecret *refresh_token,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_auto (StintJsonBody) body = { 0 };

  g_return_if_fail (STINT_IS_OIDC (self));
  g_return_if_fail (params != NULL);
  g_return_if_fail (client != NULL);
  g_return_if_fail (refresh_token != NULL);

  task = token_task_new (self, cancellable, callback, user_data);
  stint_json_body_add (&body, "grantType", GRANT_REFRESH);
  add_client (&body, client);
  stint_json_body_add (&body, "refreshToken", stint_secret_peek (refresh_token));
  create_token (self, params, &body, TRUE, task);
}

StintOidcToken *
stint_oidc_create_token_finish (StintOidc *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_oidc_create_token_finish), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);

  return response != NULL
             ? stint_oidc_answer_dup_token (response, stint_clock_now (self->clock), error)
             : NULL;
}
