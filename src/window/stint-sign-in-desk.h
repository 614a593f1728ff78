/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-client.h"
#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintSignInDesk: one dialog for each IAM Identity Center that a person signs in to, and those who
 * wait at it.
 *
 *     wait, or open ──▶ dialog, SignIn is called ──▶ page opened, once ──▶ signed in: all go on
 *                         ├── another way, once more ◀── the person
 *                         └── cancelled: all are told
 *
 * A failure stays in the dialog, with a button that tries again; who waits goes on waiting.  The page
 * of a device code is opened when the person asks for it, never by itself, and so is the page of a
 * sign-in that somebody else began. */
#define STINT_TYPE_SIGN_IN_DESK (stint_sign_in_desk_get_type ())
G_DECLARE_FINAL_TYPE (StintSignInDesk, stint_sign_in_desk, STINT, SIGN_IN_DESK, GObject)

typedef struct
{
  /* Go on. */
  void (*signed_in) (gpointer waiter);
  /* The person cancelled. */
  void (*cancelled) (gpointer waiter);
} StintSignInWaiter;

StintSignInDesk *stint_sign_in_desk_new (StintClient *client, StintTicker *ticker);

/* Puts @waiter to those who wait for @integration, and the dialog on the screen.
 * @name: what starts then: a session's name.
 * @waiter is any pointer, not owned; it has to leave before it goes. */
void stint_sign_in_desk_wait (StintSignInDesk *self,
                              GtkWindow *parent,
                              StintIntegrationItem *integration,
                              const char *name,
                              const StintSignInWaiter *functions,
                              gpointer waiter);

/* Signs in although nobody waits. */
void stint_sign_in_desk_open (StintSignInDesk *self,
                              GtkWindow *parent,
                              StintIntegrationItem *integration);

/* @waiter waits no more; the dialog closes with the last, unless it was opened for its own sake. */
void stint_sign_in_desk_leave (StintSignInDesk *self, gpointer waiter);

/* Closes every dialog and ends what runs; nobody is told. */
void stint_sign_in_desk_close (StintSignInDesk *self);

G_END_DECLS
