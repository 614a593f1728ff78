/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-portal.h"

#include "stint-aws-answer.h"
#include "stint-aws-call.h"
#include "stint-partition.h"
#include "stint-portal-answer.h"

/* The most that AWS takes; it refuses larger pages. */
#define PAGE "100"

struct _StintPortal
{
  GObject parent_instance;

  StintHttp *http;         /* (owned) */
  char *endpoint_override; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (StintPortal, stint_portal, G_TYPE_OBJECT)

static void
stint_portal_finalize (GObject *object)
{
  StintPortal *self = STINT_PORTAL (object);

  g_clear_object (&self->http);
  g_free (self->endpoint_override);

  G_OBJECT_CLASS (stint_portal_parent_class)->finalize (object);
}

static void
stint_portal_class_init (StintPortalClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_portal_finalize;
}

static void
stint_portal_init (StintPortal *self)
{
}

StintPortal *
stint_portal_new (StintHttp *http, const char *endpoint_override)
{
  StintPortal *self;

  g_return_val_if_fail (STINT_IS_HTTP (http), NULL);

  self = g_object_new (STINT_TYPE_PORTAL, NULL);
  self->http = g_object_ref (http);
  self->endpoint_override = g_strdup (endpoint_override);

  return self;
}

/* A query of pairs, up to a NULL name; those without a value are left out. */
static char *
make_query (const char *name, ...)
{
  GString *query = g_string_new (NULL);
  va_list args;

  va_start (args, name);
  for (; name != NULL; name = va_arg (args, const char *))
    {
      const char *value = va_arg (args, const char *);

      if (value == NULL)
        continue;
      g_string_append_printf (query, "%c%s=", query->len == 0 ? '?' : '&', name);
      g_string_append_uri_escaped (query, value, NULL, FALSE);
    }
  va_end (args);

  return g_string_free (query, FALSE);
}

static void
invalid (GTask *task, const char *problem)
{
  g_task_return_error (task,
                       stint_aws_error_new (STINT_AWS_ERROR_VALIDATION, NULL, NULL, "%s", problem));
}

static void
call_begin (StintPortal *self,
            const StintPortalParams *params,
            const char *method,
            const char *path,
            const char *query,
            GTask *task)
{
  g_autofree char *endpoint = stint_endpoint_choose (STINT_ENDPOINT_SSO, params->region,
                                                     params->endpoint_url, self->endpoint_override);
  g_autofree char *url = g_strconcat (endpoint != NULL ? endpoint : "", path, query, NULL);
  StintAwsCall *call;

  if (endpoint == NULL)
    {
      invalid (task, "The region's name is not valid");
      return;
    }
  /* It may come out of a file that others write; what cannot be a token is not one. */
  if (!stint_aws_is_one_word (params->access_token))
    {
      g_task_return_error (task, stint_aws_error_new (STINT_AWS_ERROR_UNAUTHORIZED, NULL, NULL,
                                                      "The access token is not one"));
      return;
    }

  call = stint_aws_call_new (self->http, method, url);
  call->bearer = stint_secret_ref (params->access_token);
  if (params->pace != NULL)
    call->pace = g_object_ref (params->pace);
  call->urgent = params->urgent;
  call->get_error = stint_portal_answer_get_error;
  /* Without it libcurl would send no length, which servers may refuse. */
  if (g_str_equal (method, "POST"))
    stint_aws_call_set_body (call, NULL, "");
  stint_aws_call_run (call, task);
}

void
stint_portal_list_accounts_async (StintPortal *self,
                                  const StintPortalParams *params,
                                  const char *next_token,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *query = NULL;

  g_return_if_fail (STINT_IS_PORTAL (self));
  g_return_if_fail (params != NULL && params->access_token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_portal_list_accounts_async);
  query = make_query ("max_result", PAGE, "next_token", next_token, NULL);
  call_begin (self, params, "GET", "/assignment/accounts", query, task);
}

GPtrArray *
stint_portal_list_accounts_finish (StintPortal *self,
                                   GAsyncResult *result,
                                   char **out_next_token,
                                   GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_portal_list_accounts_async), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (out_next_token != NULL, NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);

  return response != NULL ? stint_portal_answer_dup_accounts (response, out_next_token, error)
                          : NULL;
}

void
stint_portal_list_roles_async (StintPortal *self,
                               const StintPortalParams *params,
                               const char *account_id,
                               const char *next_token,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *query = NULL;

  g_return_if_fail (STINT_IS_PORTAL (self));
  g_return_if_fail (params != NULL && params->access_token != NULL);
  g_return_if_fail (account_id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_portal_list_roles_async);
  if (!stint_account_id_is_valid (account_id))
    {
      invalid (task, "An account's id has twelve digits");
      return;
    }

  query = make_query ("account_id", account_id, "max_result", PAGE, "next_token", next_token, NULL);
  call_begin (self, params, "GET", "/assignment/roles", query, task);
}

GStrv
stint_portal_list_roles_finish (StintPortal *self,
                                GAsyncResult *result,
                                char **out_next_token,
                                GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_portal_list_roles_async), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (out_next_token != NULL, NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);

  return response != NULL ? stint_portal_answer_dup_roles (response, out_next_token, error) : NULL;
}

void
stint_portal_get_credentials_async (StintPortal *self,
                                    const StintPortalParams *params,
                                    const char *account_id,
                                    const char *role_name,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *query = NULL;

  g_return_if_fail (STINT_IS_PORTAL (self));
  g_return_if_fail (params != NULL && params->access_token != NULL);
  g_return_if_fail (account_id != NULL);
  g_return_if_fail (role_name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_portal_get_credentials_async);
  if (!stint_account_id_is_valid (account_id) || !stint_permission_set_is_valid (role_name))
    {
      invalid (task, "The account's id or the role's name is not valid");
      return;
    }

  query = make_query ("role_name", role_name, "account_id", account_id, NULL);
  call_begin (self, params, "GET", "/federation/credentials", query, task);
}

StintAwsCredentials *
stint_portal_get_credentials_finish (StintPortal *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_portal_get_credentials_async),
                        NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  response = g_task_propagate_pointer (G_TASK (result), error);

  return response != NULL ? stint_portal_answer_dup_credentials (response, error) : NULL;
}

void
stint_portal_log_out_async (StintPortal *self,
                            const StintPortalParams *params,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_PORTAL (self));
  g_return_if_fail (params != NULL && params->access_token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_portal_log_out_async);
  call_begin (self, params, "POST", "/logout", "", task);
}

gboolean
stint_portal_log_out_finish (StintPortal *self, GAsyncResult *result, GError **error)
{
  g_autoptr (StintHttpResponse) response = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_portal_log_out_async), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  response = g_task_propagate_pointer (G_TASK (result), &local_error);
  /* Unknown is what it was to become. */
  if (response != NULL ||
      g_error_matches (local_error, STINT_AWS_ERROR, STINT_AWS_ERROR_UNAUTHORIZED))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));
  return FALSE;
}
