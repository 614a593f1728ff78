/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-secret.h"

G_BEGIN_DECLS

/* StintVault: secrets at rest, by kind and identifier.
 *
 * An interface, so that the engine can be tested without a bus; StintSecretServiceVault is the real
 * one.  Attributes are identifiers only ("kind", "id"); labels name the thing for people who look
 * into Seahorse.  All calls are asynchronous and may put up the keyring's own unlock prompt if
 * @interactive says that a person is there; otherwise a locked keyring is an error at once.
 *
 * Calls run side by side, and those that need the keyring unlocked share one prompt.  Two calls about
 * the same item are for the caller to put in order. */

#define STINT_VAULT_ERROR (stint_vault_error_quark ())
GQuark stint_vault_error_quark (void);

typedef enum
{
  STINT_VAULT_ERROR_FAILED,    /* whatever else the Secret Service says */
  STINT_VAULT_ERROR_MISSING,   /* no Secret Service on this bus, or it has no collection at all */
  STINT_VAULT_ERROR_LOCKED,    /* the keyring is locked and nobody may be asked */
  STINT_VAULT_ERROR_DISMISSED, /* the person closed the prompt, or no display to prompt on */
  STINT_VAULT_ERROR_NOT_FOUND, /* unlocked, and there is no such item */
} StintVaultError;

typedef enum
{
  STINT_VAULT_KIND_ACCESS_KEY, /* "access-key": an integration's long-lived key */
  STINT_VAULT_KIND_LEASE,      /* "lease": a GetSessionToken lease */
  STINT_VAULT_KIND_TOKEN,      /* "token": an Identity Center token */
} StintVaultKind;

/* The nicks above. */
const char *stint_vault_kind_to_nick (StintVaultKind kind);

#define STINT_TYPE_VAULT (stint_vault_get_type ())
G_DECLARE_INTERFACE (StintVault, stint_vault, STINT, VAULT, GObject)

struct _StintVaultInterface
{
  GTypeInterface parent_iface;

  void (*lookup_async) (StintVault *self,
                        StintVaultKind kind,
                        const char *id,
                        gboolean interactive,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data);
  StintSecret *(*lookup_finish) (StintVault *self, GAsyncResult *result, GError **error);
  void (*store_async) (StintVault *self,
                       StintVaultKind kind,
                       const char *id,
                       const char *label,
                       StintSecret *secret,
                       gboolean interactive,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*store_finish) (StintVault *self, GAsyncResult *result, GError **error);
  void (*clear_async) (StintVault *self,
                       StintVaultKind kind,
                       const char *id,
                       gboolean interactive,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data);
  gboolean (*clear_finish) (StintVault *self, GAsyncResult *result, GError **error);
};

/* The secret, or NULL with STINT_VAULT_ERROR. (transfer full) */
void stint_vault_lookup_async (StintVault *self,
                               StintVaultKind kind,
                               const char *id,
                               gboolean interactive,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
StintSecret *stint_vault_lookup_finish (StintVault *self, GAsyncResult *result, GError **error);

/* Stores or replaces.  Success means that it was read back and is the same. */
void stint_vault_store_async (StintVault *self,
                              StintVaultKind kind,
                              const char *id,
                              const char *label,
                              StintSecret *secret,
                              gboolean interactive,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean stint_vault_store_finish (StintVault *self, GAsyncResult *result, GError **error);

/* Removes; that it was not there is a success. */
void stint_vault_clear_async (StintVault *self,
                              StintVaultKind kind,
                              const char *id,
                              gboolean interactive,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean stint_vault_clear_finish (StintVault *self, GAsyncResult *result, GError **error);

/* In the keyring of the Secret Service's default collection. */
#define STINT_TYPE_SECRET_SERVICE_VAULT (stint_secret_service_vault_get_type ())
G_DECLARE_FINAL_TYPE (
    StintSecretServiceVault, stint_secret_service_vault, STINT, SECRET_SERVICE_VAULT, GObject)
StintVault *stint_secret_service_vault_new (void);

/* What `stint doctor` tells, and the window's banner. */
typedef enum
{
  STINT_VAULT_READY,  /* "ready" */
  STINT_VAULT_LOCKED, /* "locked" */
  STINT_VAULT_ABSENT, /* "absent": no Secret Service on this bus */
  STINT_VAULT_EMPTY,  /* "empty": a service, but no default collection yet */
} StintVaultState;
const char *stint_vault_state_to_nick (StintVaultState state);
void stint_secret_service_vault_get_state_async (StintSecretServiceVault *self,
                                                 GCancellable *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer user_data);
gboolean stint_secret_service_vault_get_state_finish (StintSecretServiceVault *self,
                                                      GAsyncResult *result,
                                                      StintVaultState *out_state,
                                                      GError **error);

/* In memory, for tests of every room; can be told to be locked, dismissed or absent. */
#define STINT_TYPE_MEMORY_VAULT (stint_memory_vault_get_type ())
G_DECLARE_FINAL_TYPE (StintMemoryVault, stint_memory_vault, STINT, MEMORY_VAULT, GObject)
StintVault *stint_memory_vault_new (void);
/* Every call fails with @code until told otherwise; -1: works. */
void stint_memory_vault_set_failure (StintMemoryVault *self, int code);
guint stint_memory_vault_get_count (StintMemoryVault *self);

G_END_DECLS
