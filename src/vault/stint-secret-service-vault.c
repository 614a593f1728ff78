/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-vault"

#include "config.h"

#include <libsecret/secret.h>

#include "stint-names.h"
#include "stint-vault-connection.h"
#include "stint-vault.h"

/* Every operation takes the same way:
 *
 *   find the default collection → (none: create it, or fail) → (locked: unlock it, or fail) → act
 *
 * The lock is looked at explicitly, because a keyring that was never unlocked answers every search
 * with nothing, which looks exactly like an item that is not there.  If the service was restarted
 * in between, the whole way is gone once more from the start. */

typedef enum
{
  OPERATION_LOOKUP,
  OPERATION_STORE,
  OPERATION_CLEAR,
} OperationVerb;

typedef struct
{
  OperationVerb verb;
  StintVaultKind kind;
  char *id;
  char *label;         /* STORE only */
  StintSecret *secret; /* (owned) STORE only */
  gboolean interactive;
  gboolean started_again;
  gboolean created;             /* a default collection was asked for */
  SecretCollection *collection; /* (owned) (nullable) */
  GList *doomed;                /* of SecretItem, owned: CLEAR only */
} Operation;

struct _StintSecretServiceVault
{
  GObject parent_instance;

  StintVaultConnection *connection; /* (owned) */
};

static void stint_secret_service_vault_iface_init (StintVaultInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintSecretServiceVault,
                               stint_secret_service_vault,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (STINT_TYPE_VAULT,
                                                      stint_secret_service_vault_iface_init))

/* Attributes are stored in the clear: identifiers only. */
static const SecretSchema schema = {
  STINT_APPLICATION_ID,
  SECRET_SCHEMA_NONE,
  {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "id", SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

static void operation_start (GTask *task);

static void
operation_free (gpointer data)
{
  Operation *operation = data;

  g_free (operation->id);
  g_free (operation->label);
  g_clear_pointer (&operation->secret, stint_secret_unref);
  g_clear_object (&operation->collection);
  g_list_free_full (operation->doomed, g_object_unref);
  g_free (operation);
}

static StintVaultConnection *
task_get_connection (GTask *task)
{
  StintSecretServiceVault *self = g_task_get_source_object (task);

  return self->connection;
}

/* Takes @error. */
static void
operation_fail (GTask *task, GError *error)
{
  Operation *operation = g_task_get_task_data (task);

  if (stint_vault_error_is_stale (error) && !operation->started_again)
    {
      g_debug ("The Secret Service is asked again: %s", error->message);
      g_error_free (error);
      operation->started_again = TRUE;
      stint_vault_connection_drop (task_get_connection (task));
      operation_start (task);
      return;
    }

  g_task_return_error (task, stint_vault_error_from_secret_service (error));
}

static void
operation_fail_with (GTask *task, StintVaultError code, const char *message)
{
  g_task_return_new_error (task, STINT_VAULT_ERROR, code, "%s", message);
}

static GHashTable *
make_attributes (const Operation *operation)
{
  return secret_attributes_build (&schema, "kind", stint_vault_kind_to_nick (operation->kind), "id",
                                  operation->id, NULL);
}

static void
search (GTask *task, SecretSearchFlags flags, GAsyncReadyCallback callback)
{
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = make_attributes (operation);

  secret_collection_search (operation->collection, &schema, attributes, flags,
                            g_task_get_cancellable (task), callback, g_object_ref (task));
}

/* From libsecret's locked memory into ours.  NULL with *error if the secure heap is full, NULL
 * without if the item has no secret that can be read. */
static StintSecret *
dup_item_secret (SecretItem *item, GError **error)
{
  g_autoptr (SecretValue) value = secret_item_get_secret (item);
  StintSecret *secret;
  const char *text;
  gsize length;

  if (value == NULL)
    return NULL;

  text = secret_value_get (value, &length);
  secret = stint_secret_new (text, length);
  if (secret == NULL)
    g_set_error_literal (error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_FAILED,
                         "There is no locked memory left for the secret");

  return secret;
}

/* The secret of the newest of @items, should somebody else have added a second one. */
static StintSecret *
dup_newest_secret (GList *items, GError **error)
{
  SecretItem *newest = NULL;

  for (GList *l = items; l != NULL; l = l->next)
    {
      if (newest == NULL || secret_item_get_modified (l->data) > secret_item_get_modified (newest))
        newest = l->data;
    }

  if (newest == NULL)
    {
      g_set_error_literal (error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_NOT_FOUND,
                           "The keyring has no such item");
      return NULL;
    }
  if (secret_item_get_locked (newest))
    {
      g_set_error_literal (error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_LOCKED,
                           "The keyring was locked again");
      return NULL;
    }

  return dup_item_secret (newest, error);
}

static StintSecret *
search_finish_secret (GObject *source, GAsyncResult *result, GError **error)
{
  g_autolist (SecretItem) items = NULL;
  g_autoptr (GError) local_error = NULL;
  StintSecret *secret;

  items = secret_collection_search_finish (SECRET_COLLECTION (source), result, &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }

  secret = dup_newest_secret (items, &local_error);
  if (secret == NULL && local_error == NULL)
    g_set_error_literal (&local_error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_FAILED,
                         "The keyring does not hand the secret out");
  if (local_error != NULL)
    g_propagate_error (error, g_steal_pointer (&local_error));

  return secret;
}

/* Lookup */

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  StintSecret *secret = search_finish_secret (source, result, &error);

  if (secret == NULL)
    operation_fail (task, error);
  else
    g_task_return_pointer (task, secret, (GDestroyNotify) stint_secret_unref);
}

/* Store */

static void
read_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StintSecret) secret = search_finish_secret (source, result, &error);

  if (secret == NULL)
    operation_fail (task, error);
  else if (!stint_secret_equal (secret, operation->secret))
    operation_fail_with (task, STINT_VAULT_ERROR_FAILED,
                         "The keyring gave back something else than what was stored");
  else
    g_task_return_boolean (task, TRUE);
}

static void
item_created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (SecretItem) item = secret_item_create_finish (result, &error);

  /* Locked again in between: libsecret asks by itself, and a closed prompt is no error to it. */
  if (error != NULL)
    operation_fail (task, error);
  else if (item == NULL)
    operation_fail_with (task, STINT_VAULT_ERROR_DISMISSED, "The keyring's prompt was closed");
  else
    search (task, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, read_back_cb);
}

static void
create_item (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (GHashTable) attributes = make_attributes (operation);
  g_autoptr (SecretValue) value =
      secret_value_new (stint_secret_peek (operation->secret),
                        stint_secret_get_length (operation->secret), "text/plain");

  secret_item_create (operation->collection, &schema, attributes, operation->label, value,
                      SECRET_ITEM_CREATE_REPLACE, g_task_get_cancellable (task), item_created_cb,
                      g_object_ref (task));
}

/* Clear */

static void delete_next (GTask *task);

static void
item_deleted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (secret_item_delete_finish (SECRET_ITEM (source), result, &error))
    delete_next (task);
  else if (error != NULL)
    operation_fail (task, error);
  else
    operation_fail_with (task, STINT_VAULT_ERROR_DISMISSED, "The keyring's prompt was closed");
}

static void
delete_next (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);
  g_autoptr (SecretItem) item = NULL;

  if (operation->doomed == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  item = operation->doomed->data;
  operation->doomed = g_list_delete_link (operation->doomed, operation->doomed);
  secret_item_delete (item, g_task_get_cancellable (task), item_deleted_cb, g_object_ref (task));
}

static void
doomed_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Operation *operation = g_task_get_task_data (task);
  GError *error = NULL;

  g_list_free_full (g_steal_pointer (&operation->doomed), g_object_unref);
  operation->doomed = secret_collection_search_finish (SECRET_COLLECTION (source), result, &error);
  if (error != NULL)
    operation_fail (task, error);
  else
    delete_next (task);
}

/* The way there */

static void
operation_act (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  switch (operation->verb)
    {
    case OPERATION_LOOKUP:
      search (task, SECRET_SEARCH_ALL | SECRET_SEARCH_LOAD_SECRETS, looked_up_cb);
      break;
    case OPERATION_STORE:
      create_item (task);
      break;
    case OPERATION_CLEAR:
      search (task, SECRET_SEARCH_ALL, doomed_found_cb);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
collection_unlocked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (stint_vault_connection_unlock_finish (STINT_VAULT_CONNECTION (source), result, &error))
    operation_act (task);
  else
    operation_fail (task, error);
}

/* Takes @collection. */
static void
operation_use (GTask *task, SecretCollection *collection)
{
  Operation *operation = g_task_get_task_data (task);

  g_clear_object (&operation->collection);
  operation->collection = collection;

  if (!secret_collection_get_locked (collection))
    operation_act (task);
  else if (!operation->interactive)
    operation_fail_with (task, STINT_VAULT_ERROR_LOCKED, "The keyring is locked");
  else
    stint_vault_connection_unlock_async (task_get_connection (task), collection,
                                         g_task_get_cancellable (task), collection_unlocked_cb,
                                         g_object_ref (task));
}

static void
collection_created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (stint_vault_connection_create_finish (STINT_VAULT_CONNECTION (source), result, &error))
    operation_start (task);
  else
    operation_fail (task, error);
}

static void
operation_without_collection (GTask *task)
{
  Operation *operation = g_task_get_task_data (task);

  if (operation->verb == OPERATION_CLEAR)
    {
      g_task_return_boolean (task, TRUE);
    }
  else if (operation->verb == OPERATION_STORE && operation->interactive && !operation->created)
    {
      operation->created = TRUE;
      stint_vault_connection_create_async (task_get_connection (task),
                                           g_task_get_cancellable (task), collection_created_cb,
                                           g_object_ref (task));
    }
  else
    {
      operation_fail_with (task, STINT_VAULT_ERROR_MISSING,
                           "The Secret Service has no default keyring yet");
    }
}

static void
collection_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  SecretCollection *collection;

  collection = stint_vault_connection_find_finish (STINT_VAULT_CONNECTION (source), result, &error);
  if (error != NULL)
    operation_fail (task, error);
  else if (collection == NULL)
    operation_without_collection (task);
  else
    operation_use (task, collection);
}

static void
operation_start (GTask *task)
{
  stint_vault_connection_find_async (task_get_connection (task), g_task_get_cancellable (task),
                                     collection_found_cb, g_object_ref (task));
}

/* The interface */

static GTask *
operation_new (StintVault *vault,
               OperationVerb verb,
               StintVaultKind kind,
               const char *id,
               gboolean interactive,
               GCancellable *cancellable,
               GAsyncReadyCallback callback,
               gpointer user_data)
{
  GTask *task = g_task_new (vault, cancellable, callback, user_data);
  Operation *operation = g_new0 (Operation, 1);

  operation->verb = verb;
  operation->kind = kind;
  operation->id = g_strdup (id);
  operation->interactive = interactive;
  g_task_set_task_data (task, operation, operation_free);

  return task;
}

static void
stint_secret_service_vault_lookup_async (StintVault *vault,
                                         StintVaultKind kind,
                                         const char *id,
                                         gboolean interactive,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer user_data)
{
  g_autoptr (GTask) task = operation_new (vault, OPERATION_LOOKUP, kind, id, interactive,
                                          cancellable, callback, user_data);

  g_task_set_source_tag (task, stint_secret_service_vault_lookup_async);
  operation_start (task);
}

static StintSecret *
stint_secret_service_vault_lookup_finish (StintVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
stint_secret_service_vault_store_async (StintVault *vault,
                                        StintVaultKind kind,
                                        const char *id,
                                        const char *label,
                                        StintSecret *secret,
                                        gboolean interactive,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = operation_new (vault, OPERATION_STORE, kind, id, interactive,
                                          cancellable, callback, user_data);
  Operation *operation = g_task_get_task_data (task);

  g_task_set_source_tag (task, stint_secret_service_vault_store_async);
  operation->label = g_strdup (label);
  operation->secret = stint_secret_ref (secret);
  operation_start (task);
}

static gboolean
stint_secret_service_vault_store_finish (StintVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
stint_secret_service_vault_clear_async (StintVault *vault,
                                        StintVaultKind kind,
                                        const char *id,
                                        gboolean interactive,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data)
{
  g_autoptr (GTask) task = operation_new (vault, OPERATION_CLEAR, kind, id, interactive,
                                          cancellable, callback, user_data);

  g_task_set_source_tag (task, stint_secret_service_vault_clear_async);
  operation_start (task);
}

static gboolean
stint_secret_service_vault_clear_finish (StintVault *vault, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, vault), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
stint_secret_service_vault_iface_init (StintVaultInterface *iface)
{
  iface->lookup_async = stint_secret_service_vault_lookup_async;
  iface->lookup_finish = stint_secret_service_vault_lookup_finish;
  iface->store_async = stint_secret_service_vault_store_async;
  iface->store_finish = stint_secret_service_vault_store_finish;
  iface->clear_async = stint_secret_service_vault_clear_async;
  iface->clear_finish = stint_secret_service_vault_clear_finish;
}

/* State */

static void
state_found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (SecretCollection) collection = NULL;
  GError *error = NULL;

  collection = stint_vault_connection_find_finish (STINT_VAULT_CONNECTION (source), result, &error);
  if (error != NULL)
    error = stint_vault_error_from_secret_service (error);

  if (g_error_matches (error, STINT_VAULT_ERROR, STINT_VAULT_ERROR_MISSING))
    {
      g_error_free (error);
      g_task_return_int (task, STINT_VAULT_ABSENT);
    }
  else if (error != NULL)
    g_task_return_error (task, error);
  else if (collection == NULL)
    g_task_return_int (task, STINT_VAULT_EMPTY);
  else
    g_task_return_int (task, secret_collection_get_locked (collection) ? STINT_VAULT_LOCKED
                                                                       : STINT_VAULT_READY);
}

void
stint_secret_service_vault_get_state_async (StintSecretServiceVault *self,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer user_data)
{
  GTask *task;

  g_return_if_fail (STINT_IS_SECRET_SERVICE_VAULT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_secret_service_vault_get_state_async);
  stint_vault_connection_find_async (self->connection, cancellable, state_found_cb, task);
}

gboolean
stint_secret_service_vault_get_state_finish (StintSecretServiceVault *self,
                                             GAsyncResult *result,
                                             StintVaultState *out_state,
                                             GError **error)
{
  g_autoptr (GError) local_error = NULL;
  gssize state;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (out_state != NULL, FALSE);

  state = g_task_propagate_int (G_TASK (result), &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  *out_state = (StintVaultState) state;
  return TRUE;
}

static void
stint_secret_service_vault_finalize (GObject *object)
{
  StintSecretServiceVault *self = STINT_SECRET_SERVICE_VAULT (object);

  g_object_unref (self->connection);

  G_OBJECT_CLASS (stint_secret_service_vault_parent_class)->finalize (object);
}

static void
stint_secret_service_vault_class_init (StintSecretServiceVaultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_secret_service_vault_finalize;
}

static void
stint_secret_service_vault_init (StintSecretServiceVault *self)
{
  self->connection = stint_vault_connection_new ();
}

StintVault *
stint_secret_service_vault_new (void)
{
  return g_object_new (STINT_TYPE_SECRET_SERVICE_VAULT, NULL);
}
