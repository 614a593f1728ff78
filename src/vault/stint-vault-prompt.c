/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-vault"

#include "config.h"

#include "stint-vault-prompt.h"

#include "stint-vault.h"

#define PROMPT_INTERFACE "org.freedesktop.Secret.Prompt"

/* The prompt that a call is waiting for. */
typedef struct
{
  guint completed_id;
  gulong owner_id;
  GSource *cancelled; /* (nullable) (owned) */
  gboolean over;
} Prompt;

static void
prompt_free (gpointer data)
{
  Prompt *prompt = data;

  g_clear_pointer (&prompt->cancelled, g_source_unref);
  g_free (prompt);
}

/* The first of several ends counts: TRUE for that one. */
static gboolean
prompt_end (GTask *task)
{
  GDBusProxy *service = g_task_get_source_object (task);
  Prompt *prompt = g_task_get_task_data (task);

  if (prompt->over)
    return FALSE;

  prompt->over = TRUE;
  g_dbus_connection_signal_unsubscribe (g_dbus_proxy_get_connection (service),
                                        prompt->completed_id);
  g_clear_signal_handler (&prompt->owner_id, service);
  if (prompt->cancelled != NULL)
    g_source_destroy (prompt->cancelled);

  return TRUE;
}

static void
return_dismissed (GTask *task)
{
  g_task_return_new_error (task, STINT_VAULT_ERROR, STINT_VAULT_ERROR_DISMISSED,
                           "The keyring's prompt was closed, or there is no screen for it");
}

static void
completed_cb (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *signal,
              GVariant *parameters,
              gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  g_autoptr (GVariant) result = NULL;
  gboolean dismissed;

  if (!g_variant_is_of_type (parameters, G_VARIANT_TYPE ("(bv)")) || !prompt_end (task))
    return;

  g_variant_get (parameters, "(bv)", &dismissed, &result);
  if (dismissed)
    return_dismissed (task);
  else
    g_task_return_pointer (task, g_steal_pointer (&result), (GDestroyNotify) g_variant_unref);
}

static void
owner_changed_cb (GDBusProxy *service, GParamSpec *pspec, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);

  g_assert (G_IS_DBUS_PROXY (service));

  if (prompt_end (task))
    g_task_return_new_error (task, STINT_VAULT_ERROR, STINT_VAULT_ERROR_FAILED,
                             "The Secret Service ended while its prompt was open");
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  GTask *task = user_data;

  if (prompt_end (task))
    g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
prompted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply = NULL;
  GError *error = NULL;

  reply = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  if (reply != NULL)
    return;

  if (prompt_end (task))
    g_task_return_error (task, error);
  else
    g_error_free (error);
}

static void
show_prompt (GTask *task, const char *path)
{
  GDBusProxy *service = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Prompt *prompt = g_new0 (Prompt, 1);

  g_task_set_task_data (task, prompt, prompt_free);

  /* Signals come in the order in which they were sent: subscribed before the prompt is shown,
   * nothing is missed. */
  prompt->completed_id = g_dbus_connection_signal_subscribe (
      g_dbus_proxy_get_connection (service), g_dbus_proxy_get_name (service), PROMPT_INTERFACE,
      "Completed", path, NULL, G_DBUS_SIGNAL_FLAGS_NONE, completed_cb, g_object_ref (task),
      g_object_unref);
  prompt->owner_id =
      g_signal_connect_data (service, "notify::g-name-owner", G_CALLBACK (owner_changed_cb),
                             g_object_ref (task), (GClosureNotify) (GCallback) g_object_unref, 0);
  if (cancellable != NULL)
    {
      prompt->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (prompt->cancelled, G_SOURCE_FUNC (cancelled_cb), g_object_ref (task),
                             g_object_unref);
      g_source_attach (prompt->cancelled, g_task_get_context (task));
    }

  /* No parent window: the service has none. */
  g_dbus_connection_call (g_dbus_proxy_get_connection (service), g_dbus_proxy_get_name (service),
                          path, PROMPT_INTERFACE, "Prompt", g_variant_new ("(s)", ""), NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, prompted_cb,
                          g_object_ref (task));
}

static void
called_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GVariant) value = NULL;
  const char *path;
  GError *error = NULL;

  reply = g_dbus_proxy_call_finish (G_DBUS_PROXY (source), result, &error);
  if (reply == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!g_variant_is_of_type (reply, G_VARIANT_TYPE ("(aoo)")) &&
      !g_variant_is_of_type (reply, G_VARIANT_TYPE ("(oo)")))
    {
      g_task_return_new_error (task, STINT_VAULT_ERROR, STINT_VAULT_ERROR_FAILED,
                               "The Secret Service answers in another shape than it should");
      return;
    }

  g_variant_get_child (reply, 1, "&o", &path);
  if (g_str_equal (path, "/"))
    {
      value = g_variant_get_child_value (reply, 0);
      g_task_return_pointer (task, g_steal_pointer (&value), (GDestroyNotify) g_variant_unref);
    }
  else
    {
      show_prompt (task, path);
    }
}

void
stint_vault_prompt_call_async (GDBusProxy *service,
                               const char *method,
                               GVariant *parameters,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;

  g_return_if_fail (G_IS_DBUS_PROXY (service));

  task = g_task_new (service, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_vault_prompt_call_async);
  g_dbus_proxy_call (service, method, parameters, G_DBUS_CALL_FLAGS_NONE, -1, cancellable,
                     called_cb, task);
}

GVariant *
stint_vault_prompt_call_finish (GDBusProxy *service, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, service), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
