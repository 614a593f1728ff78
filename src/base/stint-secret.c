/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-secret.h"

#include <openssl/crypto.h>
#include <string.h>

/* OpenSSL's heap is a buddy allocator: with the header below, a session token of 1,100 bytes takes
 * a block of 2 KiB.  Linux locks the pages as they are touched, so an idle heap costs nothing. */
#define HEAP_SIZE (4 * 1024 * 1024)
#define HEAP_SMALLEST 64

struct _StintSecret
{
  gatomicrefcount ref_count;
  gsize length;
  char text[]; /* NUL-terminated */
};

G_DEFINE_BOXED_TYPE (StintSecret, stint_secret, stint_secret_ref, stint_secret_unref)

gboolean
stint_secret_init_heap (void)
{
  static gsize outcome = 0;

  if (g_once_init_enter (&outcome))
    {
      /* 1: set up and locked; 2: set up, not locked; 0: not set up at all, in which case OpenSSL
       * hands out ordinary memory, which is still wiped below.  Whoever set it up before us has
       * chosen its size. */
      gboolean locked = CRYPTO_secure_malloc_initialized () ||
                        CRYPTO_secure_malloc_init (HEAP_SIZE, HEAP_SMALLEST) == 1;

      g_once_init_leave (&outcome, locked ? 1 : 2);
    }

  return outcome == 1;
}

StintSecret *
stint_secret_new (const char *text, gssize len)
{
  StintSecret *self;
  gsize length;

  g_return_val_if_fail (text != NULL, NULL);

  length = len < 0 ? strlen (text) : (gsize) len;
  stint_secret_init_heap ();

  if (length > G_MAXSSIZE - sizeof (StintSecret) - 1)
    return NULL;
  self = OPENSSL_secure_malloc (sizeof (StintSecret) + length + 1);
  if (self == NULL)
    return NULL;

  g_atomic_ref_count_init (&self->ref_count);
  self->length = length;
  memcpy (self->text, text, length);
  self->text[length] = '\0';

  return self;
}

StintSecret *
stint_secret_ref (StintSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
stint_secret_unref (StintSecret *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    OPENSSL_secure_clear_free (self, sizeof (StintSecret) + self->length + 1);
}

const char *
stint_secret_peek (const StintSecret *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->text;
}

gsize
stint_secret_get_length (const StintSecret *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}

gboolean
stint_secret_equal (const StintSecret *a, const StintSecret *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  if (a->length != b->length)
    return FALSE;

  return CRYPTO_memcmp (a->text, b->text, a->length) == 0;
}
