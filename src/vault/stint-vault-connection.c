/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-vault"

#include "config.h"

#include "stint-vault-connection.h"

#include <string.h>

#include "stint-vault-prompt.h"
#include "stint-vault.h"

#define DEFAULT_ALIAS "default"

struct _StintVaultConnection
{
  GObject parent_instance;

  SecretService *service;    /* (nullable) (owned) */
  GPtrArray *unlock_waiters; /* of GTask, owned */
  gboolean unlocking;        /* a prompt is open */
};

G_DEFINE_FINAL_TYPE (StintVaultConnection, stint_vault_connection, G_TYPE_OBJECT)

/* Errors */

static gboolean
is_remote_error (const GError *error, const char *name)
{
  g_autofree char *remote = g_dbus_error_get_remote_error (error);

  return g_strcmp0 (remote, name) == 0;
}

static gboolean
is_absence (const GError *error)
{
  /* The second group is what GIO says where there is no session bus at all. */
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         (error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
          error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT) ||
         error->domain == G_SPAWN_ERROR;
}

GError *
stint_vault_error_from_secret_service (GError *error)
{
  StintVaultError code = STINT_VAULT_ERROR_FAILED;
  GError *mapped;

  if (error->domain == STINT_VAULT_ERROR ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return error;

  if (is_absence (error))
    code = STINT_VAULT_ERROR_MISSING;
  else if (g_error_matches (error, SECRET_ERROR, SECRET_ERROR_IS_LOCKED) ||
           is_remote_error (error, "org.freedesktop.Secret.Error.IsLocked"))
    code = STINT_VAULT_ERROR_LOCKED;

  g_dbus_error_strip_remote_error (error);
  mapped = g_error_new (STINT_VAULT_ERROR, code, "The keyring: %s", error->message);
  g_error_free (error);

  return mapped;
}

gboolean
stint_vault_error_is_stale (const GError *error)
{
  return g_error_matches (error, SECRET_ERROR, SECRET_ERROR_NO_SUCH_OBJECT) ||
         g_error_matches (error, SECRET_ERROR, SECRET_ERROR_PROTOCOL) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_OBJECT) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_UNKNOWN_METHOD) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY) ||
         is_remote_error (error, "org.freedesktop.Secret.Error.NoSession") ||
         is_remote_error (error, "org.freedesktop.Secret.Error.NoSuchObject");
}

/* The service */

static void
owner_changed_cb (StintVaultConnection *self)
{
  g_assert (STINT_IS_VAULT_CONNECTION (self));

  stint_vault_connection_drop (self);
}

void
stint_vault_connection_drop (StintVaultConnection *self)
{
  g_return_if_fail (STINT_IS_VAULT_CONNECTION (self));

  if (self->service != NULL)
    g_signal_handlers_disconnect_by_data (self->service, self);
  g_clear_object (&self->service);
}

static void
collection_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SecretCollection *collection = secret_collection_for_alias_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, collection, g_object_unref);
}

static void
find_collection (GTask *task)
{
  StintVaultConnection *self = g_task_get_source_object (task);

  secret_collection_for_alias (self->service, DEFAULT_ALIAS, SECRET_COLLECTION_NONE,
                               g_task_get_cancellable (task), collection_found_cb,
                               g_object_ref (task));
}

static void
service_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintVaultConnection *self = g_task_get_source_object (task);
  g_autoptr (SecretService) service = NULL;
  GError *error = NULL;

  service = secret_service_open_finish (result, &error);
  if (service == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Two calls may have opened it side by side: the first one stays. */
  if (self->service == NULL)
    {
      self->service = g_steal_pointer (&service);
      g_signal_connect_object (self->service, "notify::g-name-owner", G_CALLBACK (owner_changed_cb),
                               self, G_CONNECT_SWAPPED);
    }
  find_collection (task);
}

/* Not secret_service_get(), whose instance is everybody's, and not secret_password_*(), which inside
 * a Flatpak with a Secret portal writes a file of the sandbox's own instead of the keyring. */
void
stint_vault_connection_find_async (StintVaultConnection *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_VAULT_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_vault_connection_find_async);

  if (self->service != NULL)
    find_collection (task);
  else
    secret_service_open (SECRET_TYPE_SERVICE, NULL, SECRET_SERVICE_NONE, cancellable,
                         service_opened_cb, g_object_ref (task));
}

SecretCollection *
stint_vault_connection_find_finish (StintVaultConnection *self,
                                    GAsyncResult *result,
                                    GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Prompts */

static void
release_waiters (StintVaultConnection *self, const GError *error)
{
  g_autoptr (GPtrArray) waiters = g_steal_pointer (&self->unlock_waiters);

  /* Callbacks may well come back for another prompt. */
  self->unlock_waiters = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiters->len; i++)
    {
      GTask *task = g_ptr_array_index (waiters, i);
      GSource *source_cancelled = g_task_get_task_data (task);

      if (source_cancelled != NULL)
        g_source_destroy (source_cancelled);
      if (error != NULL)
        g_task_return_error (task, g_error_copy (error));
      else
        g_task_return_boolean (task, TRUE);
    }
}

static gboolean
is_unlocked (GVariant *paths)
{
  return g_variant_is_of_type (paths, G_VARIANT_TYPE_OBJECT_PATH_ARRAY) &&
         g_variant_n_children (paths) > 0;
}

static void
unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintVaultConnection) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) paths = NULL;

  paths = stint_vault_prompt_call_finish (G_DBUS_PROXY (source), result, &error);
  if (paths != NULL && !is_unlocked (paths))
    g_set_error_literal (&error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_DISMISSED,
                         "The keyring was not unlocked");

  self->unlocking = FALSE;
  release_waiters (self, error);
}

static gboolean
waiter_cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GTask) task = g_object_ref (user_data);
  StintVaultConnection *self = g_task_get_source_object (task);

  g_ptr_array_remove (self->unlock_waiters, task);
  g_task_return_error_if_cancelled (task);

  return G_SOURCE_REMOVE;
}

static void
watch_waiter (GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  GSource *source;

  if (cancellable == NULL)
    return;

  source = g_cancellable_source_new (cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (waiter_cancelled_cb), task, NULL);
  g_source_attach (source, g_task_get_context (task));
  g_task_set_task_data (task, source, (GDestroyNotify) g_source_unref);
}

void
stint_vault_connection_unlock_async (StintVaultConnection *self,
                                     SecretCollection *collection,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  GTask *task;

  g_return_if_fail (STINT_IS_VAULT_CONNECTION (self));
  g_return_if_fail (SECRET_IS_COLLECTION (collection));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_vault_connection_unlock_async);
  g_ptr_array_add (self->unlock_waiters, task);
  watch_waiter (task);

  if (!self->unlocking)
    {
      const char *path = g_dbus_proxy_get_object_path (G_DBUS_PROXY (collection));

      /* Nobody's cancellable: the prompt is shared. */
      self->unlocking = TRUE;
      stint_vault_prompt_call_async (G_DBUS_PROXY (secret_collection_get_service (collection)),
                                     "Unlock",
                                     g_variant_new ("(@ao)", g_variant_new_objv (&path, 1)), NULL,
                                     unlocked_cb, g_object_ref (self));
    }
}

gboolean
stint_vault_connection_unlock_finish (StintVaultConnection *self,
                                      GAsyncResult *result,
                                      GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GVariant) path = NULL;
  GError *error = NULL;

  path = stint_vault_prompt_call_finish (G_DBUS_PROXY (source), result, &error);
  if (path == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

void
stint_vault_connection_create_async (StintVaultConnection *self,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  GVariantDict properties;

  g_return_if_fail (STINT_IS_VAULT_CONNECTION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_vault_connection_create_async);
  if (self->service == NULL)
    {
      g_task_return_new_error (task, STINT_VAULT_ERROR, STINT_VAULT_ERROR_MISSING,
                               "The Secret Service has just ended");
      return;
    }

  g_variant_dict_init (&properties, NULL);
  g_variant_dict_insert (&properties, "org.freedesktop.Secret.Collection.Label", "s",
                         "Default keyring");
  stint_vault_prompt_call_async (
      G_DBUS_PROXY (self->service), "CreateCollection",
      g_variant_new ("(@a{sv}s)", g_variant_dict_end (&properties), DEFAULT_ALIAS), cancellable,
      created_cb, g_object_ref (task));
}

gboolean
stint_vault_connection_create_finish (StintVaultConnection *self,
                                      GAsyncResult *result,
                                      GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
stint_vault_connection_dispose (GObject *object)
{
  StintVaultConnection *self = STINT_VAULT_CONNECTION (object);

  stint_vault_connection_drop (self);

  G_OBJECT_CLASS (stint_vault_connection_parent_class)->dispose (object);
}

static void
stint_vault_connection_finalize (GObject *object)
{
  StintVaultConnection *self = STINT_VAULT_CONNECTION (object);

  g_ptr_array_unref (self->unlock_waiters);

  G_OBJECT_CLASS (stint_vault_connection_parent_class)->finalize (object);
}

static void
stint_vault_connection_class_init (StintVaultConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_vault_connection_dispose;
  object_class->finalize = stint_vault_connection_finalize;
}

static void
stint_vault_connection_init (StintVaultConnection *self)
{
  self->unlock_waiters = g_ptr_array_new_with_free_func (g_object_unref);
}

StintVaultConnection *
stint_vault_connection_new (void)
{
  return g_object_new (STINT_TYPE_VAULT_CONNECTION, NULL);
}
