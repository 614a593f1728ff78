/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How stintd asks the window for what needs a person: org.freedesktop.Application on the window's
 * name, which the bus starts if need be.  Nobody waits for an answer; a failure is a line in the log.
 *
 * Actions of the application (src/window/stint-application.c):
 *   "show-session", "start-session", "renew-session", "stop-session" (s: a session's id)
 *   "open-console", "copy-credentials" (s: a session's id): without the window's coming up
 *   "sign-in" (s: an integration's id)
 *   "search" (s: words): comes up with the list narrowed to them
 *   "toggle-window" (x: monotonic microseconds): shows, raises or hides it; hides it where it had the
 *       keyboard at that instant: the menu that was clicked on has taken it since
 *   "quit": asks what becomes of active sessions
 *
 * @token: (nullable): the activation token that the desktop gave with the person's click, so that
 *   the window may come to the front. */
void stint_window_caller_activate (GDBusConnection *bus, const char *token);

/* @parameter: (nullable): a floating reference is sunk. */
void stint_window_caller_action (GDBusConnection *bus,
                                 const char *action,
                                 GVariant *parameter,
                                 const char *token);

/* The same, if the window runs; the bus does not start it. */
void stint_window_caller_tell (GDBusConnection *bus, const char *action);

G_END_DECLS
