/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-secret.h"

#include <openssl/crypto.h>
#include <string.h>

static void
test_basics (void)
{
  g_autoptr (StintSecret) secret = stint_secret_new ("wJalrXUtnFEMI/K7MDENG", -1);
  g_autoptr (StintSecret) part = stint_secret_new ("abcdef", 3);
  g_autoptr (StintSecret) empty = stint_secret_new ("", -1);
  g_autoptr (StintSecret) with_nul = stint_secret_new ("a\0b", 3);
  g_autoptr (StintSecret) again = stint_secret_ref (secret);

  g_assert_cmpstr (stint_secret_peek (secret), ==, "wJalrXUtnFEMI/K7MDENG");
  g_assert_cmpuint (stint_secret_get_length (secret), ==, 21);
  g_assert_cmpstr (stint_secret_peek (part), ==, "abc");
  g_assert_cmpuint (stint_secret_get_length (part), ==, 3);
  g_assert_cmpstr (stint_secret_peek (empty), ==, "");
  g_assert_cmpmem (stint_secret_peek (with_nul), stint_secret_get_length (with_nul), "a\0b", 3);
  g_assert_true (again == secret);
}

static void
test_equal (void)
{
  g_autoptr (StintSecret) a = stint_secret_new ("same", -1);
  g_autoptr (StintSecret) b = stint_secret_new ("same", -1);
  g_autoptr (StintSecret) c = stint_secret_new ("Same", -1);
  g_autoptr (StintSecret) d = stint_secret_new ("same ", -1);

  g_assert_true (stint_secret_equal (a, b));
  g_assert_false (stint_secret_equal (a, c));
  g_assert_false (stint_secret_equal (a, d));
  g_assert_false (stint_secret_equal (a, NULL));
  g_assert_false (stint_secret_equal (NULL, a));
  g_assert_true (stint_secret_equal (NULL, NULL));
}

static void
test_lives_in_secure_heap (void)
{
  gsize before = CRYPTO_secure_used ();
  g_autoptr (StintSecret) secret = stint_secret_new ("x", -1);

  if (!CRYPTO_secure_malloc_initialized ())
    {
      g_test_skip ("this machine offers no secure heap");
      return;
    }

  g_assert_true (CRYPTO_secure_allocated (secret));
  g_clear_pointer (&secret, stint_secret_unref);
  g_assert_cmpuint (CRYPTO_secure_used (), ==, before);
}

/* The heap belongs to the allocator after the last unref: reading it shows that nothing is left. */
static void
test_wiped (void)
{
  static const char canary[] = "canary-4f1d9a7c2e-canary-4f1d9a7c2e";
  StintSecret *secret = stint_secret_new (canary, -1);
  const char *text = stint_secret_peek (secret);

  if (!CRYPTO_secure_malloc_initialized ())
    {
      stint_secret_unref (secret);
      g_test_skip ("this machine offers no secure heap");
      return;
    }

  stint_secret_unref (secret);
  g_assert_null (memmem (text, sizeof canary, "canary", 6));
}

static void
test_full (void)
{
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func ((GDestroyNotify) stint_secret_unref);
  g_autofree char *token = g_strnfill (1100, 'T');
  g_autofree char *huge = g_strnfill (8 * 1024 * 1024, 'T');
  StintSecret *secret;

  g_assert_null (stint_secret_new (huge, -1));

  while ((secret = stint_secret_new (token, -1)) != NULL && held->len < 10000)
    g_ptr_array_add (held, secret);
  g_clear_pointer (&secret, stint_secret_unref);

  g_assert_cmpuint (held->len, >=, 1900);
  g_assert_cmpuint (held->len, <, 10000);

  /* And there is room again as soon as one goes. */
  g_ptr_array_set_size (held, held->len - 1);
  secret = stint_secret_new (token, -1);
  g_assert_nonnull (secret);
  stint_secret_unref (secret);
}

static gpointer
churn_thread (gpointer data)
{
  StintSecret *shared = data;

  for (guint i = 0; i < 2000; i++)
    {
      g_autoptr (StintSecret) own = stint_secret_new ("thread", -1);
      g_autoptr (StintSecret) other = stint_secret_ref (shared);

      g_assert_true (stint_secret_equal (own, other));
    }

  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (StintSecret) shared = stint_secret_new ("thread", -1);
  GThread *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("churn", churn_thread, shared);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);

  g_assert_cmpstr (stint_secret_peek (shared), ==, "thread");
}

static void
test_wipe_free (void)
{
  stint_wipe_free (NULL);
  stint_wipe_free (g_strdup ("something"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();

  g_test_add_func ("/base/secret/basics", test_basics);
  g_test_add_func ("/base/secret/equal", test_equal);
  g_test_add_func ("/base/secret/lives-in-secure-heap", test_lives_in_secure_heap);
  g_test_add_func ("/base/secret/wiped", test_wiped);
  g_test_add_func ("/base/secret/full", test_full);
  g_test_add_func ("/base/secret/threads", test_threads);
  g_test_add_func ("/base/secret/wipe-free", test_wipe_free);

  return g_test_run ();
}
