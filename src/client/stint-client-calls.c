/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client-calls.h"

#include "stint-client-secret.h"
#include "stint-error.h"
#include "stint-names.h"

static void
request_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  GError *error = NULL;
  GVariant *results;

  results = stint_client_request_run_finish (STINT_CLIENT_REQUEST (source), result, &error);
  if (results != NULL)
    g_task_return_pointer (task, results, (GDestroyNotify) g_variant_unref);
  else
    g_task_return_error (task, error);
}

static void
call (StintClient *self,
      const char *interface,
      const char *method,
      StintRequestFlags flags,
      GVariant *arguments,
      GVariant *options,
      GUnixFDList *fds,
      GCancellable *cancellable,
      GAsyncReadyCallback callback,
      gpointer user_data)
{
  g_autoptr (StintClientRequest) request =
      stint_client_request_new (self, interface, method, flags);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, call);
  g_task_set_check_cancellable (task, FALSE);
  stint_client_request_run_async (request, arguments, options, fds, cancellable, request_cb, task);
}

GVariant *
stint_client_call_finish (StintClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Calls that take an id and options, and calls that take only options. */
#define CALL_WITH_ID(function, interface, method, flags)                                           \
  void stint_client_##function##_async (StintClient *self, const char *id, STINT_CLIENT_CALL_TAIL) \
  {                                                                                                \
    g_return_if_fail (STINT_IS_CLIENT (self));                                                     \
    g_return_if_fail (id != NULL);                                                                 \
    call (self, interface, method, flags, g_variant_new ("(s)", id), options, NULL, cancellable,   \
          callback, user_data);                                                                    \
  }
#define CALL_WITHOUT_ID(function, interface, method, flags)                                        \
  void stint_client_##function##_async (StintClient *self, STINT_CLIENT_CALL_TAIL)                 \
  {                                                                                                \
    g_return_if_fail (STINT_IS_CLIENT (self));                                                     \
    call (self, interface, method, flags, NULL, options, NULL, cancellable, callback, user_data);  \
  }

CALL_WITH_ID (start, "Sessions", "Start", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (stop, "Sessions", "Stop", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (renew, "Sessions", "Renew", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (preview, "Sessions", "Preview", STINT_REQUEST_READ)
CALL_WITHOUT_ID (add_iam_role, "Sessions", "AddIamRole", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (edit_session, "Sessions", "Edit", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (remove_session, "Sessions", "Remove", STINT_REQUEST_FLAGS_NONE)
CALL_WITHOUT_ID (stop_all, "Sessions", "StopAll", STINT_REQUEST_FLAGS_NONE)
CALL_WITHOUT_ID (add_identity_center, "Integrations", "AddIdentityCenter", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (sign_out, "Integrations", "SignOut", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (sync, "Integrations", "Sync", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (edit_integration, "Integrations", "Edit", STINT_REQUEST_FLAGS_NONE)
CALL_WITH_ID (remove_integration, "Integrations", "Remove", STINT_REQUEST_FLAGS_NONE)
CALL_WITHOUT_ID (import_plan, "Import", "Plan", STINT_REQUEST_READ)
CALL_WITHOUT_ID (import_run, "Import", "Run", STINT_REQUEST_FLAGS_NONE)
CALL_WITHOUT_ID (unlock, "Manager", "Unlock", STINT_REQUEST_FLAGS_NONE)
CALL_WITHOUT_ID (leave, "Manager", "Leave", STINT_REQUEST_FLAGS_NONE)

/* A call with a secret: handle 0 of @arguments means the secret's descriptor. */
static void
call_with_secret (StintClient *self,
                  const char *method,
                  const char *secret,
                  GVariant *arguments,
                  STINT_CLIENT_CALL_TAIL)
{
  g_autoptr (GVariant) owned_arguments = g_variant_ref_sink (arguments);
  g_autoptr (GVariant) owned_options = options != NULL ? g_variant_ref_sink (options) : NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  GError *error = NULL;

  fds = stint_client_secret_to_fds (secret, &error);
  if (fds == NULL)
    {
      g_task_report_error (self, callback, user_data, call_with_secret, error);
      return;
    }

  call (self, "Integrations", method, STINT_REQUEST_FLAGS_NONE, owned_arguments, owned_options, fds,
        cancellable, callback, user_data);
}

void
stint_client_add_iam_user_async (StintClient *self, const char *secret, STINT_CLIENT_CALL_TAIL)
{
  g_return_if_fail (STINT_IS_CLIENT (self));
  g_return_if_fail (secret != NULL);

  call_with_secret (self, "AddIamUser", secret, g_variant_new ("(h)", 0), options, cancellable,
                    callback, user_data);
}

void
stint_client_replace_key_async (StintClient *self,
                                const char *id,
                                const char *secret,
                                STINT_CLIENT_CALL_TAIL)
{
  g_return_if_fail (STINT_IS_CLIENT (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (secret != NULL);

  call_with_secret (self, "ReplaceKey", secret, g_variant_new ("(sh)", id, 0), options, cancellable,
                    callback, user_data);
}

void
stint_client_doctor_async (StintClient *self, STINT_CLIENT_CALL_TAIL)
{
  const StintClientEnvironment *environment;
  g_autoptr (GVariant) own = options != NULL ? g_variant_ref_sink (options) : NULL;
  GVariantDict dict;

  g_return_if_fail (STINT_IS_CLIENT (self));

  environment = stint_client_get_environment (self);
  g_variant_dict_init (&dict, own);
  g_variant_dict_insert (&dict, "client-version", "s", PACKAGE_VERSION);
  if (environment != NULL)
    g_variant_dict_insert_value (&dict, "environment", environment->aws);

  call (self, "Manager", "Doctor", STINT_REQUEST_READ, NULL, g_variant_dict_end (&dict), NULL,
        cancellable, callback, user_data);
}

static void
plain_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    g_task_return_error (task, stint_client_take_dbus_error (error));
  else
    g_task_return_pointer (
        task, g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0)),
        (GDestroyNotify) g_variant_unref);
}

/* Restart and Quit answer at once, and are not worth starting a service for. */
static void
call_plain (StintClient *self,
            const char *method,
            GCancellable *cancellable,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  GDBusConnection *connection = stint_client_get_connection (self);

  g_task_set_source_tag (task, call_plain);
  if (connection == NULL)
    {
      g_task_return_error (task, stint_error_new (STINT_ERROR_NO_SERVICE, NULL, "Not connected"));
      return;
    }

  g_dbus_connection_call (connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH,
                          STINT_SERVICE_INTERFACE_PREFIX "Manager", method, NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, cancellable, plain_cb,
                          g_steal_pointer (&task));
}

void
stint_client_restart_async (StintClient *self,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (STINT_IS_CLIENT (self));

  call_plain (self, "Restart", cancellable, callback, user_data);
}

void
stint_client_quit_async (StintClient *self,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (STINT_IS_CLIENT (self));

  call_plain (self, "Quit", cancellable, callback, user_data);
}

static void
history_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply == NULL)
    g_task_return_error (task, stint_client_take_dbus_error (error));
  else
    g_task_return_pointer (task, g_variant_get_child_value (reply, 0),
                           (GDestroyNotify) g_variant_unref);
}

void
stint_client_history_async (StintClient *self,
                            const char *id,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GDBusConnection *connection;

  g_return_if_fail (STINT_IS_CLIENT (self));
  g_return_if_fail (id != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_client_history_async);
  connection = stint_client_get_connection (self);
  if (connection == NULL)
    {
      g_task_return_error (task, stint_error_new (STINT_ERROR_NO_SERVICE, NULL, "Not connected"));
      return;
    }

  g_dbus_connection_call (
      connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH, STINT_SERVICE_INTERFACE_PREFIX "Sessions",
      "History", g_variant_new ("(s)", id), G_VARIANT_TYPE ("(a(xssa{sv}))"),
      G_DBUS_CALL_FLAGS_NONE, -1, cancellable, history_cb, g_steal_pointer (&task));
}

GVariant *
stint_client_history_finish (StintClient *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

StintClientRequest *
stint_client_sign_in_new (StintClient *self)
{
  g_return_val_if_fail (STINT_IS_CLIENT (self), NULL);

  return stint_client_request_new (self, "Integrations", "SignIn", STINT_REQUEST_FLAGS_NONE);
}
