/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-vault.h"

static void
store_result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **slot = user_data;

  *slot = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **slot)
{
  /* Never from within the call. */
  g_assert_null (*slot);
  while (*slot == NULL)
    g_main_context_iteration (NULL, TRUE);

  return *slot;
}

static StintSecret *
lookup (StintVault *vault, StintVaultKind kind, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_vault_lookup_async (vault, kind, id, FALSE, NULL, store_result_cb, &result);
  return stint_vault_lookup_finish (vault, wait_for (&result), error);
}

static gboolean
store (StintVault *vault, StintVaultKind kind, const char *id, const char *text, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (StintSecret) secret = stint_secret_new (text, -1);

  stint_vault_store_async (vault, kind, id, "label", secret, FALSE, NULL, store_result_cb, &result);
  return stint_vault_store_finish (vault, wait_for (&result), error);
}

static gboolean
clear (StintVault *vault, StintVaultKind kind, const char *id, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_vault_clear_async (vault, kind, id, FALSE, NULL, store_result_cb, &result);
  return stint_vault_clear_finish (vault, wait_for (&result), error);
}

static void
assert_holds (StintVault *vault, StintVaultKind kind, const char *id, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) secret = lookup (vault, kind, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (stint_secret_peek (secret), ==, text);
}

static void
assert_fails (StintVault *vault, StintVaultKind kind, const char *id, StintVaultError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) secret = lookup (vault, kind, id, &error);

  g_assert_error (error, STINT_VAULT_ERROR, (int) code);
  g_assert_null (secret);
}

static void
test_items (void)
{
  g_autoptr (StintVault) vault = stint_memory_vault_new ();
  g_autoptr (GError) error = NULL;

  assert_fails (vault, STINT_VAULT_KIND_LEASE, "a", STINT_VAULT_ERROR_NOT_FOUND);
  g_assert_true (store (vault, STINT_VAULT_KIND_LEASE, "a", "one", &error));
  g_assert_true (store (vault, STINT_VAULT_KIND_TOKEN, "a", "two", &error));
  g_assert_true (store (vault, STINT_VAULT_KIND_LEASE, "b", "three", &error));
  g_assert_true (store (vault, STINT_VAULT_KIND_LEASE, "b", "four", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (stint_memory_vault_get_count (STINT_MEMORY_VAULT (vault)), ==, 3);
  assert_holds (vault, STINT_VAULT_KIND_LEASE, "a", "one");
  assert_holds (vault, STINT_VAULT_KIND_TOKEN, "a", "two");
  assert_holds (vault, STINT_VAULT_KIND_LEASE, "b", "four");

  g_assert_true (clear (vault, STINT_VAULT_KIND_LEASE, "a", &error));
  g_assert_true (clear (vault, STINT_VAULT_KIND_LEASE, "a", &error));
  g_assert_no_error (error);
  assert_fails (vault, STINT_VAULT_KIND_LEASE, "a", STINT_VAULT_ERROR_NOT_FOUND);
  assert_holds (vault, STINT_VAULT_KIND_TOKEN, "a", "two");
}

static void
test_failures (void)
{
  g_autoptr (StintVault) vault = stint_memory_vault_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (store (vault, STINT_VAULT_KIND_LEASE, "a", "one", &error));
  for (int code = STINT_VAULT_ERROR_FAILED; code <= STINT_VAULT_ERROR_NOT_FOUND; code++)
    {
      stint_memory_vault_set_failure (STINT_MEMORY_VAULT (vault), code);
      assert_fails (vault, STINT_VAULT_KIND_LEASE, "a", code);
      g_assert_false (store (vault, STINT_VAULT_KIND_LEASE, "a", "two", &error));
      g_assert_error (error, STINT_VAULT_ERROR, code);
      g_clear_error (&error);
      g_assert_false (clear (vault, STINT_VAULT_KIND_LEASE, "a", &error));
      g_assert_error (error, STINT_VAULT_ERROR, code);
      g_clear_error (&error);
    }

  stint_memory_vault_set_failure (STINT_MEMORY_VAULT (vault), -1);
  assert_holds (vault, STINT_VAULT_KIND_LEASE, "a", "one");
}

static void
test_cancelled (void)
{
  g_autoptr (StintVault) vault = stint_memory_vault_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  stint_vault_lookup_async (vault, STINT_VAULT_KIND_LEASE, "a", FALSE, cancellable, store_result_cb,
                            &result);
  g_assert_null (stint_vault_lookup_finish (vault, wait_for (&result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();

  g_test_add_func ("/vault/memory/items", test_items);
  g_test_add_func ("/vault/memory/failures", test_failures);
  g_test_add_func ("/vault/memory/cancelled", test_cancelled);

  return g_test_run ();
}
