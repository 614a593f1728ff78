/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine.h"

G_BEGIN_DECLS

/* StintConsoleLinks: addresses that open AWS's web console as a session.
 *
 * A session that is started lends its keys; another one is fetched without a hold of its profile, if
 * that needs no person.  An IAM user goes through GetFederationToken with its long-lived key: the
 * console then may what the user may without MFA, and nothing of IAM or STS.
 *
 * How long the console lasts: twelve hours for a role of Identity Center or one that is assumed
 * directly with long-lived keys, where AWS allows it; otherwise as long as the credentials.
 *
 * What is put into a browser's argv is an address on loopback that sends it on, once, within a
 * minute; the signed link itself is in nobody's argv.
 *
 * Signal "changed": whether an address is open. */
#define STINT_TYPE_CONSOLE_LINKS (stint_console_links_get_type ())
G_DECLARE_FINAL_TYPE (StintConsoleLinks, stint_console_links, STINT, CONSOLE_LINKS, GObject)

/* Both are borrowed and outlive it. */
StintConsoleLinks *stint_console_links_new (StintContext *context, StintEngine *engine);

typedef enum
{
  STINT_CONSOLE_REDIRECT, /* "redirect" */
  STINT_CONSOLE_LINK,     /* "link" */
} StintConsoleForm;

typedef struct
{
  const char *to; /* (nullable) a service, a path, or a URL of the console */
  StintConsoleForm form;
  gboolean log_out;
} StintConsoleWish;

/* Errors: STINT_ERROR: NEEDS_MFA, NEEDS_SIGN_IN, UNSUPPORTED for a session that has no console,
 * INVALID_ARGUMENT for a destination, and what AWS may say. */
void stint_console_links_make_async (StintConsoleLinks *self,
                                     StintSession *session,
                                     const StintConsoleWish *wish,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
/* The address: as secret as the session, if it is the link itself. (transfer full) */
StintSecret *
stint_console_links_make_finish (StintConsoleLinks *self, GAsyncResult *result, GError **error);

/* Whether a session has a console at all. */
gboolean stint_console_links_can (const StintSessionDefinition *definition);

/* Addresses that wait for their visit: the process has to stay for them. */
guint stint_console_links_get_n_open (StintConsoleLinks *self);

G_END_DECLS
