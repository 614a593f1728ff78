/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Opens pages where the person wants them: the preference "browser", or an integration's own choice.
 *
 *     ""                  the desktop's browser
 *     "private"           a private window of it
 *     "container:NAME"    a container tab of Firefox, by the add-on Open URL in Container
 *     "granted:NAME"      the same by Granted's add-on
 *     "app:ID"            an installed browser, by the id of its desktop file
 *     anything else       a command; %u stands for the address, which otherwise comes last
 *
 * In NAME and in a command {session}, {account} and {integration} stand for the names of whatever the
 * page is for.  No shell takes part.  An address that is put into an argv can be read by everybody on
 * the machine: what is secret goes through a one-shot redirect instead (stint-client-ask.h). */

#define STINT_BROWSER_APP "app:"

/* Whom a page is for; each may be NULL. */
typedef struct
{
  const char *session;
  const char *account;
  const char *integration;
} StintBrowserNames;

/* TRUE if the desktop names a program for https addresses. */
gboolean stint_browser_is_there (void);

/* For any way but "app:".
 * Returns (errors: STINT_ERROR_INVALID_ARGUMENT for a way that is no command line,
 * STINT_ERROR_UNSUPPORTED where the desktop's browser is none that can do it):
 * the command line that opens @url; NULL without an error where the desktop itself opens it.
 * @names: (nullable)
 * @desktop: (nullable): the command line of the desktop's browser, as its desktop file has it. */
GStrv stint_browser_make_argv (const char *way,
                               const char *url,
                               const StintBrowserNames *names,
                               const char *desktop,
                               GError **error);

/* Opens @url, which has to be http or https.
 * @context: (nullable): for the startup notification.
 * Errors: as above, and STINT_ERROR_FAILED with a sentence where no browser starts. */
void stint_browser_open_async (const char *way,
                               const char *url,
                               const StintBrowserNames *names,
                               GAppLaunchContext *context,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
gboolean stint_browser_open_finish (GAsyncResult *result, GError **error);

G_END_DECLS
