/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-client.h"
#include "stint-starter.h"

G_BEGIN_DECLS

/* StintOutlet: what leaves a session for somewhere else than a profile: the console in the browser,
 * its link, and the keys as lines for a shell.
 *
 *     ask the service ── Inactive, Expired, NeedsMfa, NeedsSignIn ──▶ the starter ── ended ──▶ ask
 *       │                                                                again, once
 *       └──▶ open, or copy
 *
 * Signal "message" (string): for a toast.
 * Property "busy" (boolean): something is under way. */
#define STINT_TYPE_OUTLET (stint_outlet_get_type ())
G_DECLARE_FINAL_TYPE (StintOutlet, stint_outlet, STINT, OUTLET, GObject)

typedef enum
{
  STINT_OUTLET_CONSOLE,
  STINT_OUTLET_LINK,
  STINT_OUTLET_CREDENTIALS,
} StintOutletWhat;

/* @parent is not owned and outlives it, or this is closed before. */
StintOutlet *stint_outlet_new (StintClient *client, StintStarter *starter, GtkWindow *parent);

/* @to: (nullable): a service of the console ("s3"), a path, or an address of it. */
void stint_outlet_run (StintOutlet *self,
                       StintOutletWhat what,
                       StintSessionItem *session,
                       const char *to);

gboolean stint_outlet_is_busy (StintOutlet *self);

/* Cancels everything, for good. */
void stint_outlet_close (StintOutlet *self);

/* Lines that a shell reads: "export NAME='VALUE'".
 * @variables: "NAME=VALUE".  (transfer full): stint_wipe_free() it */
char *stint_outlet_make_exports (const char *const *variables);

G_END_DECLS
