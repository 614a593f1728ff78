/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gtk/gtk.h>

#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintMfaDesk: one dialog for each MFA device, and the line of those who wait at it.
 *
 * The first in the line gets the code; the others wait until it was answered and are then called
 * without one: if that opened a lease, they need none; otherwise they come back to the line and the
 * next code is theirs. */
#define STINT_TYPE_MFA_DESK (stint_mfa_desk_get_type ())
G_DECLARE_FINAL_TYPE (StintMfaDesk, stint_mfa_desk, STINT, MFA_DESK, GObject)

typedef struct
{
  /* Go on, with @code, or without (NULL). */
  void (*code) (gpointer waiter, const char *code);
  /* The person cancelled. */
  void (*cancelled) (gpointer waiter);
} StintMfaWaiter;

StintMfaDesk *stint_mfa_desk_new (StintTicker *ticker);

/* Puts @waiter into the line for @serial, and the dialog on the screen.
 * @name: the session's name; @lease: whether the code opens all roles of @user.
 * @waiter is any pointer, not owned; it has to leave before it goes. */
void stint_mfa_desk_wait (StintMfaDesk *self,
                          GtkWindow *parent,
                          const char *serial,
                          const char *user,
                          const char *name,
                          gboolean lease,
                          const StintMfaWaiter *functions,
                          gpointer waiter);

/* AWS did not accept the code that @waiter got: the dialog asks again. */
void stint_mfa_desk_wrong (StintMfaDesk *self, gpointer waiter, const GError *error);

/* @waiter's code was used, whatever came of it. */
void stint_mfa_desk_answered (StintMfaDesk *self, gpointer waiter);

/* Without any of us a code was given for @serial, and opened a lease: whom that is enough goes on
 * without one. */
void stint_mfa_desk_lease_opened (StintMfaDesk *self, const char *serial);

/* @waiter waits no more; the dialog of an empty line closes. */
void stint_mfa_desk_leave (StintMfaDesk *self, gpointer waiter);

/* Closes every dialog; nobody is told. */
void stint_mfa_desk_close (StintMfaDesk *self);

G_END_DECLS
