/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* StintSecret: an immutable, reference-counted secret text in OpenSSL's secure heap: locked in
 * memory, kept out of core dumps, wiped when the last reference goes.
 *
 * There is deliberately no way to print one.  References may be taken and dropped from any thread.
 */
typedef struct _StintSecret StintSecret;

#define STINT_TYPE_SECRET (stint_secret_get_type ())
GType stint_secret_get_type (void);

/* Sets the secure heap up, once per process, before any secret is made: 4 MiB, which is some
 * 2,000 session tokens.  Where it cannot be locked (RLIMIT_MEMLOCK) the heap is used unlocked and
 * FALSE is returned, for `stint doctor` to tell. */
gboolean stint_secret_init_heap (void);

/* Copies @len bytes (-1: up to the NUL).  A NUL is kept behind them.
 * Returns: (transfer full) (nullable): NULL only where the secure heap is full, which callers
 *   report as an error and never work around with ordinary memory. */
StintSecret *stint_secret_new (const char *text, gssize len);

StintSecret *stint_secret_ref (StintSecret *self);
void stint_secret_unref (StintSecret *self);

/* The text, NUL-terminated; belongs to the secret.  Never to be logged, nor put into a GString,
 * GVariant or GError. */
const char *stint_secret_peek (const StintSecret *self);
gsize stint_secret_get_length (const StintSecret *self);

/* Constant-time comparison; NULL equals only NULL. */
gboolean stint_secret_equal (const StintSecret *a, const StintSecret *b);

/* Wipes and frees ordinary memory that held a secret on its way: @text may be NULL. */
void stint_wipe_free (char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSecret, stint_secret_unref)

G_END_DECLS
