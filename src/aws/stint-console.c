/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-console.h"

#include <string.h>

#include "stint-aws-answer.h"
#include "stint-aws-call.h"
#include "stint-aws-form.h"
#include "stint-json-body.h"

#define SERVICE "AWS's console sign-in"

struct _StintConsole
{
  GObject parent_instance;

  StintHttp *http;         /* (owned) */
  char *endpoint_override; /* (nullable) */
};

/* One link, over its one or two calls. */
typedef struct
{
  StintAwsCredentials *credentials; /* (owned) */
  char *endpoint;                   /* without a slash at its end */
  char *logout;                     /* (nullable) where one logs out first */
  char *destination;
  char *issuer; /* (nullable) */
  guint duration;
} Link;

G_DEFINE_FINAL_TYPE (StintConsole, stint_console, G_TYPE_OBJECT)

static void
link_free (gpointer data)
{
  Link *link = data;

  stint_aws_credentials_unref (link->credentials);
  g_free (link->endpoint);
  g_free (link->logout);
  g_free (link->destination);
  g_free (link->issuer);
  g_free (link);
}

static void
stint_console_finalize (GObject *object)
{
  StintConsole *self = STINT_CONSOLE (object);

  g_clear_object (&self->http);
  g_free (self->endpoint_override);

  G_OBJECT_CLASS (stint_console_parent_class)->finalize (object);
}

static void
stint_console_class_init (StintConsoleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_console_finalize;
}

static void
stint_console_init (StintConsole *self)
{
}

StintConsole *
stint_console_new (StintHttp *http, const char *endpoint_override)
{
  StintConsole *self;

  g_return_val_if_fail (STINT_IS_HTTP (http), NULL);

  self = g_object_new (STINT_TYPE_CONSOLE, NULL);
  self->http = g_object_ref (http);
  self->endpoint_override = g_strdup (endpoint_override);

  return self;
}

static StintAwsError
classify (guint status, const char *aws_code)
{
  return status == 400 || status == 403 ? STINT_AWS_ERROR_REFUSED : STINT_AWS_ERROR_OTHER;
}

/* Its refusals are pages for people, or nothing at all. */
static GError *
get_error (const StintHttpResponse *response)
{
  GError *error = stint_aws_answer_get_json_error (response, SERVICE, classify);

  if (stint_http_response_get_status (response) != 400 ||
      !g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_MALFORMED))
    return error;

  g_error_free (error);
  error = stint_aws_error_new (STINT_AWS_ERROR_REFUSED, NULL, NULL,
                               "%s does not accept these credentials (HTTP 400)", SERVICE);
  stint_aws_answer_complete_error (response, error);
  return error;
}

/* The link, put together where it is wiped. */
static StintSecret *
make_link (const Link *link, StintSecret *token)
{
  g_auto (StintAwsForm) login = { 0 };
  g_auto (StintAwsForm) logout = { 0 };
  StintWipedBuffer buffer = { 0 };
  StintSecret *secret;
  const char *parts[3] = { link->endpoint, "/federation?", NULL };

  stint_aws_form_add (&login, "Action", "login");
  stint_aws_form_add (&login, "Issuer", link->issuer);
  stint_aws_form_add (&login, "Destination", link->destination);
  stint_aws_form_add (&login, "SigninToken", stint_secret_peek (token));
  parts[2] = login.text;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    stint_wiped_buffer_append (&buffer, parts[i], strlen (parts[i]), G_MAXSSIZE);

  if (link->logout != NULL)
    {
      stint_aws_form_add (&logout, "Action", "logout");
      stint_aws_form_add (&logout, "redirect_uri", buffer.bytes);
      stint_wiped_buffer_clear (&buffer);
      stint_wiped_buffer_append (&buffer, link->logout, strlen (link->logout), G_MAXSSIZE);
      stint_wiped_buffer_append (&buffer, "/oauth?", strlen ("/oauth?"), G_MAXSSIZE);
      stint_wiped_buffer_append (&buffer, logout.text, logout.length, G_MAXSSIZE);
    }

  secret = stint_secret_new (buffer.bytes, buffer.length);
  stint_wiped_buffer_clear (&buffer);
  return secret;
}

static void
take_answer (GTask *task, const StintHttpResponse *response)
{
  const Link *link = g_task_get_task_data (task);
  g_autoptr (StintSecret) token = NULL;
  StintSecret *secret;
  StintJson object;

  if (stint_aws_answer_get_object (response, &object))
    token = stint_json_dup_member_secret (&object, "SigninToken");
  if (!stint_aws_is_one_word (token))
    {
      g_task_return_error (task, stint_aws_answer_make_malformed (response, SERVICE));
      return;
    }

  secret = make_link (link, token);
  if (secret != NULL)
    g_task_return_pointer (task, secret, (GDestroyNotify) stint_secret_unref);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NO_SPACE,
                             "There is no locked memory left");
}

static void link_ask (GTask *task);

static void
link_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Link *link = g_task_get_task_data (task);
  g_autoptr (StintHttpResponse) response = NULL;
  GError *error = NULL;

  response = g_task_propagate_pointer (G_TASK (result), &error);
  if (response != NULL)
    {
      take_answer (task, response);
      return;
    }

  /* Credentials that come out of a chain of roles may not choose. */
  if (link->duration != 0 && g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REFUSED))
    {
      g_clear_error (&error);
      link->duration = 0;
      link_ask (task);
      return;
    }

  g_task_return_error (task, error);
}

static void
fill_form (StintAwsForm *form, const Link *link)
{
  g_autofree char *duration = link->duration != 0 ? g_strdup_printf ("%u", link->duration) : NULL;
  g_auto (StintJsonBody) session = { 0 };

  stint_json_body_add (&session, "sessionId",
                       stint_aws_credentials_get_access_key_id (link->credentials));
  stint_json_body_add (
      &session, "sessionKey",
      stint_secret_peek (stint_aws_credentials_get_secret_access_key (link->credentials)));
  stint_json_body_add (
      &session, "sessionToken",
      stint_secret_peek (stint_aws_credentials_get_session_token (link->credentials)));

  stint_aws_form_add (form, "Action", "getSigninToken");
  stint_aws_form_add (form, "SessionDuration", duration);
  stint_aws_form_add (form, "Session", stint_json_body_end (&session));
}

/* A form in a POST: what is in a URL ends up in logs. */
static void
link_ask (GTask *task)
{
  StintConsole *self = g_task_get_source_object (task);
  const Link *link = g_task_get_task_data (task);
  g_autofree char *url = g_strconcat (link->endpoint, "/federation", NULL);
  g_autoptr (GTask) inner =
      g_task_new (self, g_task_get_cancellable (task), link_answered_cb, g_object_ref (task));
  g_auto (StintAwsForm) form = { 0 };
  StintAwsCall *call = stint_aws_call_new (self->http, "POST", url);

  g_task_set_source_tag (inner, link_ask);
  fill_form (&form, link);
  stint_aws_call_set_body (call, STINT_AWS_FORM_CONTENT_TYPE, form.text);
  call->urgent = TRUE;
  call->get_error = get_error;
  stint_aws_call_run (call, inner);
}

static char *
choose_endpoint (StintConsole *self,
                 const StintConsoleParams *params,
                 const StintPartition *partition)
{
  const char *chosen =
      params->endpoint_url != NULL ? params->endpoint_url : self->endpoint_override;

  if (chosen == NULL)
    return stint_partition_make_signin_url (partition, params->region);

  return stint_endpoint_choose (STINT_ENDPOINT_SIGNIN, partition->console_region, chosen, NULL);
}

/* Always with a region: without one it is another page. */
static char *
choose_logout (StintConsole *self,
               const StintConsoleParams *params,
               const StintPartition *partition,
               const char *endpoint)
{
  if (params->endpoint_url != NULL || self->endpoint_override != NULL)
    return g_strdup (endpoint);

  return g_strdup_printf ("https://%s.%s", partition->console_region, partition->signin_host);
}

static const char *
find_problem (StintAwsCredentials *credentials, const StintConsoleParams *params)
{
  if (stint_aws_credentials_get_session_token (credentials) == NULL)
    return "Long-lived keys do not open the console";
  if (params->session_duration != 0 && (params->session_duration < STINT_CONSOLE_MIN_DURATION ||
                                        params->session_duration > STINT_CONSOLE_MAX_DURATION))
    return "The console lasts from 15 minutes to 12 hours";

  return NULL;
}

void
stint_console_make_link_async (StintConsole *self,
                               StintAwsCredentials *credentials,
                               const StintConsoleParams *params,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *destination = NULL;
  const StintPartition *partition;
  const char *problem;
  GError *error = NULL;
  Link *link;

  g_return_if_fail (STINT_IS_CONSOLE (self));
  g_return_if_fail (credentials != NULL);
  g_return_if_fail (params != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_console_make_link_async);

  partition =
      params->partition != NULL ? params->partition : stint_partition_for_region (params->region);
  destination =
      stint_console_make_destination (partition, params->region, params->destination, &error);
  problem = find_problem (credentials, params);
  if (destination != NULL && problem != NULL)
    error = stint_aws_error_new (STINT_AWS_ERROR_VALIDATION, NULL, NULL, "%s", problem);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  link = g_new0 (Link, 1);
  link->credentials = stint_aws_credentials_ref (credentials);
  link->endpoint = choose_endpoint (self, params, partition);
  link->destination = g_steal_pointer (&destination);
  link->issuer = g_strdup (params->issuer);
  link->duration = params->session_duration;
  if (params->log_out_first)
    link->logout = choose_logout (self, params, partition, link->endpoint);
  g_task_set_task_data (task, link, link_free);
  link_ask (task);
}

StintSecret *
stint_console_make_link_finish (StintConsole *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_console_make_link_async), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
