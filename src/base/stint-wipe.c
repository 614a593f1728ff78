/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-secret.h"

#include <string.h>

/* Apart from stint-secret.c, so that a client that only wipes what it read does not pull libcrypto
 * in with the object file. */
void
stint_wipe_free (char *text)
{
  if (text == NULL)
    return;

  explicit_bzero (text, strlen (text));
  g_free (text);
}
