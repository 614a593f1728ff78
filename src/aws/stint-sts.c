/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-sts.h"

#include "stint-aws-back-off.h"
#include "stint-aws-error.h"
#include "stint-aws-form.h"
#include "stint-partition.h"
#include "stint-sts-answer.h"
#include "stint-sts-request.h"
#include "stint-time.h"

#define API_VERSION "2011-06-15"

/* AWS tolerates five minutes; an offset below this may come from a slow network as well as from a
 * wrong clock. */
#define OFFSET_THRESHOLD STINT_SECONDS (60)

struct _StintSts
{
  GObject parent_instance;

  StintHttp *http;         /* (owned) */
  StintClock *clock;       /* (owned) */
  char *endpoint_override; /* (nullable) */
  gboolean offset_known;
  gint64 offset; /* AWS's clock minus ours */
};

/* One call, over all of its attempts. */
typedef struct
{
  const char *action;
  char *endpoint_url;
  char *region;
  StintAwsForm form;
  StintAwsCredentials *credentials; /* (owned) */
  gboolean has_code;                /* a TokenCode is among the parameters */
  gboolean urgent;
  guint attempts;
  gboolean corrected; /* was signed again with AWS's time */
} Call;

G_DEFINE_FINAL_TYPE (StintSts, stint_sts, G_TYPE_OBJECT)

static void call_send (GTask *task);

static void
call_free (gpointer data)
{
  Call *call = data;

  g_free (call->endpoint_url);
  g_free (call->region);
  stint_aws_form_clear (&call->form);
  stint_aws_credentials_unref (call->credentials);
  g_free (call);
}

/* AWS's time, as well as it is known. */
static gint64
aws_now (StintSts *self)
{
  gint64 now = stint_clock_now (self->clock);

  return self->offset_known && ABS (self->offset) > OFFSET_THRESHOLD ? now + self->offset : now;
}

/* The response was measured against this computer's own clock; ours may be another one. */
static gboolean
learn_offset (StintSts *self, const StintHttpResponse *response)
{
  gint64 offset;

  if (!stint_http_response_get_clock_offset (response, &offset))
    return FALSE;

  self->offset = offset + g_get_real_time () - stint_clock_now (self->clock);
  self->offset_known = TRUE;
  return TRUE;
}

/* Takes @error. */
static void
call_fail (GTask *task, GError *error)
{
  Call *call = g_task_get_task_data (task);
  guint retry_after = stint_aws_error_get_retry_after (error);

  if (stint_aws_trouble_passes (error) && call->attempts < STINT_AWS_MOST_ATTEMPTS &&
      retry_after <= STINT_AWS_LONGEST_RETRY_AFTER &&
      !(call->has_code && stint_aws_may_have_arrived (error)))
    {
      g_debug ("%s failed (%s), trying again", call->action, error->message);
      stint_aws_back_off (task, call->attempts, retry_after, call_send);
      g_error_free (error);
      return;
    }

  g_task_return_error (task, error);
}

/* A signature that is out of time is refused before anything else is looked at, a TokenCode
 * included: signing again does not use a code twice. */
static gboolean
call_correct (StintSts *self, GTask *task, const GError *error, gboolean measured)
{
  Call *call = g_task_get_task_data (task);

  if (!g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_CLOCK) || !measured ||
      call->corrected || ABS (self->offset) <= OFFSET_THRESHOLD)
    return FALSE;

  call->corrected = TRUE;
  call_send (task);
  return TRUE;
}

static void
call_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintSts *self = g_task_get_source_object (task);
  g_autoptr (StintHttpResponse) response = NULL;
  GError *error = NULL;
  gboolean measured;

  response = stint_http_send_finish (STINT_HTTP (source), result, &error);
  if (response == NULL)
    {
      call_fail (task, error);
      return;
    }

  measured = learn_offset (self, response);
  error = stint_sts_answer_get_error (response);
  if (error == NULL)
    {
      g_task_return_pointer (task, g_steal_pointer (&response),
                             (GDestroyNotify) stint_http_response_free);
      return;
    }

  if (measured)
    stint_aws_error_set_clock_offset (error, self->offset);
  if (call_correct (self, task, error, measured))
    g_error_free (error);
  else
    call_fail (task, error);
}

static void
call_send (GTask *task)
{
  StintSts *self = g_task_get_source_object (task);
  Call *call = g_task_get_task_data (task);
  StintHttpRequest *request;
  GError *error = NULL;

  call->attempts++;
  request = stint_sts_request_new (call->endpoint_url, call->region, &call->form, call->credentials,
                                   aws_now (self), &error);
  if (request == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  stint_http_request_set_urgent (request, call->urgent);
  stint_http_request_set_once (request, call->has_code);
  stint_http_send_async (self->http, request, g_task_get_cancellable (task), call_answered_cb,
                         g_object_ref (task));
}

static char *
choose_endpoint (StintSts *self, const StintStsParams *params)
{
  return stint_endpoint_choose (STINT_ENDPOINT_STS, params->region, params->endpoint_url,
                                self->endpoint_override);
}

/* What would not be understood, or would be understood wrongly, is not sent. */
static GError *
check_params (const char *action, const StintStsParams *params)
{
  const char *problem = NULL;

  if (params->region == NULL || !stint_region_is_valid (params->region))
    problem = "The region's name is not valid";
  else if (g_str_equal (action, "AssumeRole") && !stint_sts_role_arn_is_valid (params->role_arn))
    problem = "The role's ARN is not valid";
  else if (g_str_equal (action, "AssumeRole") &&
           !stint_sts_role_session_name_is_valid (params->role_session_name))
    problem = "The role session name is not valid";
  else if (g_str_equal (action, "GetFederationToken") &&
           !stint_sts_federation_name_is_valid (params->federation_name))
    problem = "The name of the federated user is not valid";
  else if (params->external_id != NULL && !stint_sts_external_id_is_valid (params->external_id))
    problem = "The external ID is not valid";
  else if ((params->mfa_serial == NULL) != (params->mfa_code == NULL))
    problem = "An MFA device and its code belong together";
  else if (params->mfa_serial != NULL && !stint_sts_mfa_serial_is_valid (params->mfa_serial))
    problem = "The MFA device's serial number is not valid";
  else if (params->mfa_code != NULL && !stint_sts_mfa_code_is_valid (params->mfa_code))
    problem = "An MFA code has six digits";

  return problem != NULL
             ? stint_aws_error_new (STINT_AWS_ERROR_VALIDATION, NULL, NULL, "%s", problem)
             : NULL;
}

static void
add_params (StintAwsForm *form, const char *action, const StintStsParams *params)
{
  g_autofree char *duration =
      params->duration_seconds != 0 ? g_strdup_printf ("%u", params->duration_seconds) : NULL;

  stint_aws_form_add (form, "Action", action);
  stint_aws_form_add (form, "Version", API_VERSION);
  if (g_str_equal (action, "GetCallerIdentity"))
    return;

  if (g_str_equal (action, "AssumeRole"))
    {
      stint_aws_form_add (form, "RoleArn", params->role_arn);
      stint_aws_form_add (form, "RoleSessionName", params->role_session_name);
      stint_aws_form_add (form, "ExternalId", params->external_id);
      stint_aws_form_add (form, "SourceIdentity", params->source_identity);
    }
  if (g_str_equal (action, "GetFederationToken"))
    {
      stint_aws_form_add (form, "Name", params->federation_name);
      stint_aws_form_add (form, "Policy", params->policy);
      stint_aws_form_add (form, "DurationSeconds", duration);
      return;
    }
  stint_aws_form_add (form, "DurationSeconds", duration);
  stint_aws_form_add (form, "SerialNumber", params->mfa_serial);
  stint_aws_form_add (form, "TokenCode", params->mfa_code);
}

static void
call_begin (StintSts *self,
            const char *action,
            StintAwsCredentials *credentials,
            const StintStsParams *params,
            GTask *task)
{
  GError *error = check_params (action, params);
  Call *call;

  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  call = g_new0 (Call, 1);
  call->action = action;
  call->endpoint_url = choose_endpoint (self, params);
  call->region = g_strdup (params->region);
  call->credentials = stint_aws_credentials_ref (credentials);
  call->has_code = params->mfa_code != NULL &&
                   (g_str_equal (action, "AssumeRole") || g_str_equal (action, "GetSessionToken"));
  call->urgent = params->urgent;
  add_params (&call->form, action, params);
  g_task_set_task_data (task, call, call_free);
  call_send (task);
}

static void
clock_jumped_cb (StintSts *self)
{
  g_assert (STINT_IS_STS (self));

  self->offset_known = FALSE;
}

static void
stint_sts_finalize (GObject *object)
{
  StintSts *self = STINT_STS (object);

  g_clear_object (&self->http);
  g_clear_object (&self->clock);
  g_free (self->endpoint_override);

  G_OBJECT_CLASS (stint_sts_parent_class)->finalize (object);
}

static void
stint_sts_class_init (StintStsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_sts_finalize;
}

static void
stint_sts_init (StintSts *self)
{
}

StintSts *
stint_sts_new (StintHttp *http, StintClock *clock, const char *endpoint_override)
{
  StintSts *self;

  g_return_val_if_fail (STINT_IS_HTTP (http), NULL);
  g_return_val_if_fail (STINT_IS_CLOCK (clock), NULL);

  self = g_object_new (STINT_TYPE_STS, NULL);
  self->http = g_object_ref (http);
  self->clock = g_object_ref (clock);
  self->endpoint_override = g_strdup (endpoint_override);
  g_signal_connect_object (clock, "jumped", G_CALLBACK (clock_jumped_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
stint_sts_assume_role_async (StintSts *self,
                             StintAwsCredentials *credentials,
                             const StintStsParams *params,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_STS (self));
  g_return_if_fail (credentials != NULL);
  g_return_if_fail (params != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_sts_assume_role_async);
  call_begin (self, "AssumeRole", credentials, params, task);
}

StintAwsCredentials *
stint_sts_assume_role_finish (StintSts *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_sts_assume_role_async), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);
  if (response == NULL)
    return NULL;

  return stint_sts_answer_dup_credentials (response, "AssumeRole", NULL, error);
}

void
stint_sts_get_session_token_async (StintSts *self,
                                   StintAwsCredentials *credentials,
                                   const StintStsParams *params,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_STS (self));
  g_return_if_fail (credentials != NULL);
  g_return_if_fail (params != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_sts_get_session_token_async);
  call_begin (self, "GetSessionToken", credentials, params, task);
}

StintAwsCredentials *
stint_sts_get_session_token_finish (StintSts *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;
  Call *call;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_sts_get_session_token_async), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);
  if (response == NULL)
    return NULL;

  /* The same user as before, only for a time. */
  call = g_task_get_task_data (G_TASK (result));
  return stint_sts_answer_dup_credentials (
      response, "GetSessionToken", stint_aws_credentials_get_arn (call->credentials), error);
}

void
stint_sts_get_federation_token_async (StintSts *self,
                                      StintAwsCredentials *credentials,
                                      const StintStsParams *params,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_STS (self));
  g_return_if_fail (credentials != NULL);
  g_return_if_fail (params != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_sts_get_federation_token_async);
  call_begin (self, "GetFederationToken", credentials, params, task);
}

StintAwsCredentials *
stint_sts_get_federation_token_finish (StintSts *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_sts_get_federation_token_async),
                        NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);
  if (response == NULL)
    return NULL;

  return stint_sts_answer_dup_credentials (response, "GetFederationToken", NULL, error);
}

void
stint_sts_get_caller_identity_async (StintSts *self,
                                     StintAwsCredentials *credentials,
                                     const StintStsParams *params,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_STS (self));
  g_return_if_fail (credentials != NULL);
  g_return_if_fail (params != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_sts_get_caller_identity_async);
  call_begin (self, "GetCallerIdentity", credentials, params, task);
}

StintCallerIdentity *
stint_sts_get_caller_identity_finish (StintSts *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_sts_get_caller_identity_async),
                        NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);

  return response != NULL ? stint_sts_answer_dup_identity (response, error) : NULL;
}

gboolean
stint_sts_get_clock_offset (StintSts *self, gint64 *out_offset)
{
  g_return_val_if_fail (STINT_IS_STS (self), FALSE);
  g_return_val_if_fail (out_offset != NULL, FALSE);

  if (!self->offset_known)
    return FALSE;

  *out_offset = self->offset;
  return TRUE;
}
