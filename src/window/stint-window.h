/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-client.h"
#include "stint-clock.h"

G_BEGIN_DECLS

/* StintWindow: the one window.  It owns the models, the selection and the actions; what is seen is
 * in the panes.
 *
 * Of Identity Center: "win." add-center; with an integration's id (s): sign-in, sign-out, open-portal,
 *   sync, cancel-sync.
 *
 * Actions, all "win.": those on a session take its id (s): start-session, stop-session,
 *   copy-console-link, copy-credentials, open-console-at (ss: and where to),
 *   renew-session, cancel-session, toggle-session, show-session, pin-session, edit-session,
 *   remove-session; the same on what is selected: toggle-selected, renew-selected, show-selected,
 *   pin-selected, edit-selected, remove-selected, console-selected; open-console (s); on all that is
 *   selected: start-many, stop-many, pin-many, unpin-many, set-region-many, remove-many, unselect;
 *   on the list: filter, save-view, rename-view (s), remove-view (s); on an integration (s): add-role ("" for a choice),
 *   edit-integration, replace-key, remove-integration; and add-user, import, stop-all, find,
 *   clear-search, back, show-sidebar, reconnect, copy (s), open-file (s), show-in-files (s), unlock-keyring,
 *   clock-settings, network-settings. */
#define STINT_TYPE_WINDOW (stint_window_get_type ())
G_DECLARE_FINAL_TYPE (StintWindow, stint_window, STINT, WINDOW, AdwApplicationWindow)

/* @client is connected by whoever made it; the window shows what it becomes. */
StintWindow *stint_window_new (GtkApplication *app, StintClient *client, StintClock *clock);

/* Whether what is shown first is the head of the list: see STINT_CLIENT_FIRST_LOOK. */
gboolean stint_window_wants_first_look (void);

/* Why the service cannot be reached; NULL while it is being tried or is there.
 * @error: (nullable). */
void stint_window_set_trouble (StintWindow *self, const GError *error);

/* Selects a session and shows its details.  A session that is not known yet is shown as soon as it
 * is. */
void stint_window_show_session (StintWindow *self, const char *id);

/* One that is not on the screen goes as soon as nothing runs that was asked for here, and what it has
 * copied has been taken; one that came on the screen meanwhile stays. */
void stint_window_set_quiet (StintWindow *self);

/* Closes it without a word about sessions that go on. */
void stint_window_quit (StintWindow *self);

void stint_window_toast (StintWindow *self, const char *sentence);

G_END_DECLS
