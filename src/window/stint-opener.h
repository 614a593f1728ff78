/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-browser.h"
#include "stint-integration-item.h"
#include "stint-session-item.h"

G_BEGIN_DECLS

/* Pages of sign-ins and of the console, opened from the window: by the integration's own browser, or
 * the preference, and with a startup notification, so that the browser may come to the front. */

/* What stint_browser_open_async() is told. (transfer full) */
char *stint_opener_dup_way (StintIntegrationItem *integration);

/* @parent, @session, @integration: (nullable).  Errors: as of stint_browser_open_async(). */
void stint_opener_open_async (GtkWindow *parent,
                              const char *url,
                              StintSessionItem *session,
                              StintIntegrationItem *integration,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean stint_opener_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
