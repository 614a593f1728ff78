/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-notice.h"

G_BEGIN_DECLS

/* StintNotifier: notices on the screen, by libnotify.
 *
 * Everything of libnotify is synchronous, and a server that does not answer keeps a caller waiting
 * for 25 seconds.  So all of it happens in a thread with a main context of its own; what is said
 * here are wishes, of which the thread fulfils the latest of each kind as soon as it can.
 *
 * A server without buttons gets none, and a word in their place.  One that is not there, or does not
 * answer, gets the notice when it comes; one that was started anew gets what is still wished.
 *
 * Signals, in the main context in which it was made:
 *   "answered" (guint StintNoticeKind, guint serial, guint StintNoticeButtons, const char *token):
 *       a button; the token (nullable) lets a window come to the front
 *   "closed" (guint StintNoticeKind, guint serial, gboolean by_person): it is off the screen, and
 *       not because of stint_notifier_withdraw() */
#define STINT_TYPE_NOTIFIER (stint_notifier_get_type ())
G_DECLARE_FINAL_TYPE (StintNotifier, stint_notifier, STINT, NOTIFIER, GObject)

/* @name, @desktop_entry: who it is to the server. */
StintNotifier *stint_notifier_new (const char *name, const char *desktop_entry);

/* Shows it in the place of the one of its kind, if there is one; copies. */
void stint_notifier_show (StintNotifier *self, const StintNotice *notice);

void stint_notifier_withdraw (StintNotifier *self, StintNoticeKind kind);

/* Withdraws all and ends the thread; waits for it, but not for a server that does not answer. */
void stint_notifier_shut_down (StintNotifier *self);

G_END_DECLS
