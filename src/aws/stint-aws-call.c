/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-aws-call.h"

#include <string.h>

#include "stint-aws-back-off.h"
#include "stint-aws-error.h"

/* With a pace, which slows down all the others too, patience pays. */
#define MOST_THROTTLED 10
#define LONGEST_PACED_RETRY_AFTER_S 60

static void call_begin (GTask *task);

StintAwsCall *
stint_aws_call_new (StintHttp *http, const char *method, const char *url)
{
  StintAwsCall *self = g_new0 (StintAwsCall, 1);

  self->http = g_object_ref (http);
  self->method = g_strdup (method);
  self->url = g_strdup (url);

  return self;
}

void
stint_aws_call_set_body (StintAwsCall *self, const char *content_type, const char *body)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (body != NULL);

  self->content_type = content_type;
  self->has_body = TRUE;
  stint_wiped_buffer_append (&self->body, body, strlen (body), G_MAXSSIZE);
}

static void
call_free (gpointer data)
{
  StintAwsCall *self = data;

  g_object_unref (self->http);
  g_free (self->method);
  stint_wipe_free (self->url);
  g_clear_pointer (&self->bearer, stint_secret_unref);
  stint_wiped_buffer_clear (&self->body);
  g_clear_object (&self->pace);
  g_free (self);
}

static gboolean
is_throttled (const GError *error)
{
  return g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_THROTTLED);
}

static gboolean
may_try_again (const StintAwsCall *self, const GError *error, guint retry_after)
{
  if (!stint_aws_trouble_passes (error))
    return FALSE;
  /* Too many requests are refused before anybody reads them. */
  if (is_throttled (error) && self->pace != NULL)
    return self->throttled < MOST_THROTTLED && retry_after <= LONGEST_PACED_RETRY_AFTER_S;

  return self->attempts - self->throttled < STINT_AWS_MOST_ATTEMPTS &&
         retry_after <= STINT_AWS_LONGEST_RETRY_AFTER &&
         !(self->once && stint_aws_may_have_arrived (error));
}

/* Takes @error. */
static void
call_fail (GTask *task, GError *error)
{
  StintAwsCall *self = g_task_get_task_data (task);
  guint retry_after = stint_aws_error_get_retry_after (error);
  gboolean paced = is_throttled (error) && self->pace != NULL;

  if (paced)
    self->throttled++;
  if (!may_try_again (self, error, retry_after))
    {
      g_task_return_error (task, error);
      return;
    }

  g_error_free (error);
  /* The pace knows of the pause. */
  if (paced)
    call_begin (task);
  else
    stint_aws_back_off (task, self->attempts - self->throttled, retry_after, call_begin);
}

static void
give_turn_back (StintAwsCall *self, const GError *error)
{
  StintHttpPaceOutcome outcome = STINT_HTTP_PACE_ANSWERED;

  if (self->pace == NULL)
    return;

  if (error != NULL && is_throttled (error))
    outcome = STINT_HTTP_PACE_THROTTLED;
  else if (error != NULL && error->domain != STINT_AWS_ERROR)
    outcome = STINT_HTTP_PACE_FAILED;
  stint_http_pace_done (self->pace, outcome,
                        error != NULL ? stint_aws_error_get_retry_after (error) : 0);
}

static void
call_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintAwsCall *self = g_task_get_task_data (task);
  g_autoptr (StintHttpResponse) response = NULL;
  GError *error = NULL;

  response = stint_http_send_finish (STINT_HTTP (source), result, &error);
  if (response != NULL)
    error = self->get_error (response);
  give_turn_back (self, error);

  if (error != NULL)
    call_fail (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&response),
                           (GDestroyNotify) stint_http_response_free);
}

static void
call_send (GTask *task)
{
  StintAwsCall *self = g_task_get_task_data (task);
  StintHttpRequest *request = stint_http_request_new (self->method, self->url);

  self->attempts++;
  if (self->content_type != NULL)
    stint_http_request_add_header (request, "Content-Type", self->content_type);
  if (self->bearer != NULL)
    stint_http_request_add_header (request, "x-amz-sso_bearer_token",
                                   stint_secret_peek (self->bearer));
  if (self->has_body)
    stint_http_request_set_body (request, self->body.bytes != NULL ? self->body.bytes : "",
                                 self->body.length);
  stint_http_request_set_urgent (request, self->urgent);
  stint_http_request_set_once (request, self->once);
  stint_http_send_async (self->http, request, g_task_get_cancellable (task), call_answered_cb,
                         g_object_ref (task));
}

static void
turn_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (stint_http_pace_wait_finish (STINT_HTTP_PACE (source), result, &error))
    call_send (task);
  else
    g_task_return_error (task, error);
}

static void
call_begin (GTask *task)
{
  StintAwsCall *self = g_task_get_task_data (task);

  if (self->pace != NULL)
    stint_http_pace_wait_async (self->pace, self->urgent, g_task_get_cancellable (task),
                                turn_came_cb, g_object_ref (task));
  else
    call_send (task);
}

void
stint_aws_call_run (StintAwsCall *self, GTask *task)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->get_error != NULL);
  g_return_if_fail (G_IS_TASK (task));

  g_task_set_task_data (task, self, call_free);
  call_begin (task);
}
