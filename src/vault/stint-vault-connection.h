/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <libsecret/secret.h>

G_BEGIN_DECLS

/* StintVaultConnection: how StintSecretServiceVault comes by an open keyring.
 *
 * It keeps one SecretService, which holds the encrypted session, and drops it when its owner on the
 * bus changes: a session dies with the service that opened it.  The default collection is looked up
 * anew for each call, because people lock, unlock and replace theirs.
 *
 * Several calls that need the keyring unlocked share one prompt: nobody wants three on top of each
 * other.  It stays open when all of them are cancelled, and later ones join it: see
 * stint-vault-prompt.h. */
#define STINT_TYPE_VAULT_CONNECTION (stint_vault_connection_get_type ())
G_DECLARE_FINAL_TYPE (
    StintVaultConnection, stint_vault_connection, STINT, VAULT_CONNECTION, GObject)

StintVaultConnection *stint_vault_connection_new (void);

/* Forgets the service: the next call finds it anew. */
void stint_vault_connection_drop (StintVaultConnection *self);

/* The default collection, locked or not; NULL without an error if there is none. */
void stint_vault_connection_find_async (StintVaultConnection *self,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
SecretCollection *stint_vault_connection_find_finish (StintVaultConnection *self,
                                                      GAsyncResult *result,
                                                      GError **error);

/* Asks the person to unlock @collection.  Errors: STINT_VAULT_ERROR_DISMISSED and libsecret's. */
void stint_vault_connection_unlock_async (StintVaultConnection *self,
                                          SecretCollection *collection,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean stint_vault_connection_unlock_finish (StintVaultConnection *self,
                                               GAsyncResult *result,
                                               GError **error);

/* Asks the person for a password for a new default collection, which is to be found afterwards. */
void stint_vault_connection_create_async (StintVaultConnection *self,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer user_data);
gboolean stint_vault_connection_create_finish (StintVaultConnection *self,
                                               GAsyncResult *result,
                                               GError **error);

/* An error of GDBus or libsecret as one of STINT_VAULT_ERROR; others stay what they are. Takes
 * @error. (transfer full) */
GError *stint_vault_error_from_secret_service (GError *error);

/* True for what a service that was restarted meanwhile answers, or fails to. */
gboolean stint_vault_error_is_stale (const GError *error);

G_END_DECLS
