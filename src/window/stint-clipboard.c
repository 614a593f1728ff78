/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include "stint-clipboard.h"
#include "stint-secret.h"

#include <string.h>

#define TEXT_TYPE "text/plain;charset=utf-8"
#define HINT_TYPE "x-kde-passwordManagerHint"
#define HINT "secret"

static void
wipe (gpointer data)
{
  stint_wipe_free (data);
}

void
stint_clipboard_set_secret (GdkClipboard *clipboard, char *text)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) hint = g_bytes_new_static (HINT, strlen (HINT));
  g_autoptr (GdkContentProvider) both = NULL;
  GdkContentProvider *providers[2];

  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));
  g_return_if_fail (text != NULL);

  /* As bytes, not as a string: GTK would make copies of a string that nobody wipes. */
  bytes = g_bytes_new_with_free_func (text, strlen (text), wipe, text);
  providers[0] = gdk_content_provider_new_for_bytes (TEXT_TYPE, bytes);
  providers[1] = gdk_content_provider_new_for_bytes (HINT_TYPE, hint);
  both = gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
  gdk_clipboard_set_content (clipboard, both);
}
