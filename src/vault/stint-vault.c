/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-vault"

#include "config.h"

#include "stint-vault.h"

/* The formatter takes hyphens for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (stint-vault-error-quark, stint_vault_error)
/* clang-format on */

G_DEFINE_INTERFACE (StintVault, stint_vault, G_TYPE_OBJECT)

static void
stint_vault_default_init (StintVaultInterface *iface)
{
}

const char *
stint_vault_kind_to_nick (StintVaultKind kind)
{
  static const char *const nicks[] = {
    [STINT_VAULT_KIND_ACCESS_KEY] = "access-key",
    [STINT_VAULT_KIND_LEASE] = "lease",
    [STINT_VAULT_KIND_TOKEN] = "token",
  };

  g_return_val_if_fail (kind < G_N_ELEMENTS (nicks), NULL);

  return nicks[kind];
}

const char *
stint_vault_state_to_nick (StintVaultState state)
{
  static const char *const nicks[] = {
    [STINT_VAULT_READY] = "ready",
    [STINT_VAULT_LOCKED] = "locked",
    [STINT_VAULT_ABSENT] = "absent",
    [STINT_VAULT_EMPTY] = "empty",
  };

  g_return_val_if_fail (state < G_N_ELEMENTS (nicks), NULL);

  return nicks[state];
}

void
stint_vault_lookup_async (StintVault *self,
                          StintVaultKind kind,
                          const char *id,
                          gboolean interactive,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_return_if_fail (STINT_IS_VAULT (self));
  g_return_if_fail (id != NULL);

  STINT_VAULT_GET_IFACE (self)->lookup_async (self, kind, id, interactive, cancellable, callback,
                                              user_data);
}

StintSecret *
stint_vault_lookup_finish (StintVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (STINT_IS_VAULT (self), NULL);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), NULL);

  return STINT_VAULT_GET_IFACE (self)->lookup_finish (self, result, error);
}

void
stint_vault_store_async (StintVault *self,
                         StintVaultKind kind,
                         const char *id,
                         const char *label,
                         StintSecret *secret,
                         gboolean interactive,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (STINT_IS_VAULT (self));
  g_return_if_fail (id != NULL);
  g_return_if_fail (label != NULL);
  g_return_if_fail (secret != NULL);

  STINT_VAULT_GET_IFACE (self)->store_async (self, kind, id, label, secret, interactive,
                                             cancellable, callback, user_data);
}

gboolean
stint_vault_store_finish (StintVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (STINT_IS_VAULT (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);

  return STINT_VAULT_GET_IFACE (self)->store_finish (self, result, error);
}

void
stint_vault_clear_async (StintVault *self,
                         StintVaultKind kind,
                         const char *id,
                         gboolean interactive,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (STINT_IS_VAULT (self));
  g_return_if_fail (id != NULL);

  STINT_VAULT_GET_IFACE (self)->clear_async (self, kind, id, interactive, cancellable, callback,
                                             user_data);
}

gboolean
stint_vault_clear_finish (StintVault *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (STINT_IS_VAULT (self), FALSE);
  g_return_val_if_fail (G_IS_ASYNC_RESULT (result), FALSE);

  return STINT_VAULT_GET_IFACE (self)->clear_finish (self, result, error);
}
