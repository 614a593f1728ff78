/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-notice.h"

G_BEGIN_DECLS

/* StintNotifierThread: the thread in which libnotify lives; see stint-notifier.h.
 *
 * Two sides share it.  The side that made it calls the functions below and gets the events, both in
 * its own main context.  The thread owns everything of libnotify, and looks at the wishes under the
 * lock.  Whoever lets go last frees it: a thread that a silent server holds outlives the other
 * side. */
typedef struct _StintNotifierThread StintNotifierThread;

/* Something that happened to a notice. */
typedef struct
{
  StintNoticeKind kind;
  guint serial;
  StintNoticeButtons button; /* 0: it was closed */
  gboolean by_person;        /* closed by a person */
  char *token;               /* (nullable) */
} StintNotifierEvent;

typedef void (*StintNotifierEventFunc) (const StintNotifierEvent *event, gpointer user_data);

/* @func: called in the thread-default main context of the caller, and never after
 * stint_notifier_thread_end(). */
StintNotifierThread *stint_notifier_thread_new (const char *name,
                                                const char *desktop_entry,
                                                StintNotifierEventFunc func,
                                                gpointer user_data);

/* The latest wish of each kind counts. @notice: (nullable): off the screen; copied. */
void stint_notifier_thread_wish (StintNotifierThread *self,
                                 StintNoticeKind kind,
                                 const StintNotice *notice);

/* Takes all off the screen and waits for that, half a second at most. */
void stint_notifier_thread_end (StintNotifierThread *self);

G_END_DECLS
