/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintStarter: the conversations behind Start and Renew.
 *
 *     call ── NeedsMfa, WrongMfa ──▶ the device's dialog ── code ──▶ call again
 *       ├──── NeedsSignIn ─────────▶ the portal's dialog ── done ─▶ call again
 *       ├──── NeedsConsent ────────▶ the question ──────── yes ──▶ call again
 *       └──── anything else: the session's row and details say it
 *
 * One dialog a device at a time: a second start that needs the same device joins it, waits while
 * the first one's code is asked, and goes on without a code if that opened a lease.  Nor is there more
 * than one sign-in at a time for an Identity Center.  A cancelled dialog is no failure.
 *
 * Signals: "message" (string): something for a toast;
 *   "ended" (StintSessionItem, GError): what came of a conversation; no error is a success, and a
 *   cancellation is G_IO_ERROR_CANCELLED. */
#define STINT_TYPE_STARTER (stint_starter_get_type ())
G_DECLARE_FINAL_TYPE (StintStarter, stint_starter, STINT, STARTER, GObject)

/* @parent is not owned and outlives it, or has to be told by stint_starter_close(). */
StintStarter *stint_starter_new (StintClient *client, StintTicker *ticker, GtkWindow *parent);

void stint_starter_start (StintStarter *self, StintSessionItem *session);
void stint_starter_renew (StintStarter *self, StintSessionItem *session);

/* Signs in to an Identity Center, for its own sake. */
void stint_starter_sign_in (StintStarter *self, StintIntegrationItem *integration);

/* What runs for @session in this window; what runs elsewhere goes on.  FALSE if nothing did. */
gboolean stint_starter_cancel (StintStarter *self, StintSessionItem *session);

/* Cancels everything and closes its dialogs. */
void stint_starter_close (StintStarter *self);

/* How many conversations run, for tests. */
guint stint_starter_get_n_running (StintStarter *self);

G_END_DECLS
