/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-vault"

#include "config.h"

#include "stint-vault.h"

#define WORKS -1

struct _StintMemoryVault
{
  GObject parent_instance;

  GHashTable *secrets; /* "kind/id" → StintSecret, both owned */
  int failure;         /* a StintVaultError, or WORKS */
};

static void stint_memory_vault_iface_init (StintVaultInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintMemoryVault,
                               stint_memory_vault,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (STINT_TYPE_VAULT,
                                                      stint_memory_vault_iface_init))

static char *
make_key (StintVaultKind kind, const char *id)
{
  return g_strconcat (stint_vault_kind_to_nick (kind), "/", id, NULL);
}

/* A task that has not returned yet, or NULL if the vault is told to fail. */
static GTask *
begin (StintVault *vault,
       gpointer source_tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  StintMemoryVault *self = STINT_MEMORY_VAULT (vault);
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  if (g_task_return_error_if_cancelled (task))
    return NULL;
  if (self->failure != WORKS)
    {
      g_task_return_new_error (task, STINT_VAULT_ERROR, self->failure,
                               "The vault was told to fail");
      return NULL;
    }

  return g_steal_pointer (&task);
}

static void
stint_memory_vault_lookup_async (StintVault *vault,
                                 StintVaultKind kind,
                                 const char *id,
                                 gboolean interactive,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data)
{
  StintMemoryVault *self = STINT_MEMORY_VAULT (vault);
  g_autoptr (GTask) task =
      begin (vault, stint_memory_vault_lookup_async, cancellable, callback, user_data);
  g_autofree char *key = make_key (kind, id);
  StintSecret *secret = g_hash_table_lookup (self->secrets, key);

  if (task == NULL)
    return;

  if (secret != NULL)
    g_task_return_pointer (task, stint_secret_ref (secret), (GDestroyNotify) stint_secret_unref);
  else
    g_task_return_new_error (task, STINT_VAULT_ERROR, STINT_VAULT_ERROR_NOT_FOUND, "No such item");
}

static StintSecret *
stint_memory_vault_lookup_finish (StintVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_memory_vault_lookup_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stint_memory_vault_store_async (StintVault *vault,
                                StintVaultKind kind,
                                const char *id,
                                const char *label,
                                StintSecret *secret,
                                gboolean interactive,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  StintMemoryVault *self = STINT_MEMORY_VAULT (vault);
  g_autoptr (GTask) task =
      begin (vault, stint_memory_vault_store_async, cancellable, callback, user_data);

  if (task == NULL)
    return;

  g_hash_table_replace (self->secrets, make_key (kind, id), stint_secret_ref (secret));
  g_task_return_boolean (task, TRUE);
}

static gboolean
stint_memory_vault_store_finish (StintVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_memory_vault_store_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
stint_memory_vault_clear_async (StintVault *vault,
                                StintVaultKind kind,
                                const char *id,
                                gboolean interactive,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  StintMemoryVault *self = STINT_MEMORY_VAULT (vault);
  g_autoptr (GTask) task =
      begin (vault, stint_memory_vault_clear_async, cancellable, callback, user_data);
  g_autofree char *key = make_key (kind, id);

  if (task == NULL)
    return;

  g_hash_table_remove (self->secrets, key);
  g_task_return_boolean (task, TRUE);
}

static gboolean
stint_memory_vault_clear_finish (StintVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, stint_memory_vault_clear_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
stint_memory_vault_iface_init (StintVaultInterface *iface)
{
  iface->lookup_async = stint_memory_vault_lookup_async;
  iface->lookup_finish = stint_memory_vault_lookup_finish;
  iface->store_async = stint_memory_vault_store_async;
  iface->store_finish = stint_memory_vault_store_finish;
  iface->clear_async = stint_memory_vault_clear_async;
  iface->clear_finish = stint_memory_vault_clear_finish;
}

static void
stint_memory_vault_finalize (GObject *object)
{
  StintMemoryVault *self = STINT_MEMORY_VAULT (object);

  g_hash_table_unref (self->secrets);

  G_OBJECT_CLASS (stint_memory_vault_parent_class)->finalize (object);
}

static void
stint_memory_vault_class_init (StintMemoryVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_memory_vault_finalize;
}

static void
stint_memory_vault_init (StintMemoryVault *self)
{
  self->secrets =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) stint_secret_unref);
  self->failure = WORKS;
}

StintVault *
stint_memory_vault_new (void)
{
  return g_object_new (STINT_TYPE_MEMORY_VAULT, NULL);
}

void
stint_memory_vault_set_failure (StintMemoryVault *self, int code)
{
  g_return_if_fail (STINT_IS_MEMORY_VAULT (self));

  self->failure = code;
}

guint
stint_memory_vault_get_count (StintMemoryVault *self)
{
  g_return_val_if_fail (STINT_IS_MEMORY_VAULT (self), 0);

  return g_hash_table_size (self->secrets);
}
