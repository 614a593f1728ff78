/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintSignInDialog: what a person sees while signing in to IAM Identity Center; any number of
 * starts may wait for it.
 *
 *     asking ──▶ browser ──▶ finishing ──▶ (closed)
 *       └──────▶ device ───────┘
 *     from anywhere: error, with a button that tries again
 *
 * Signals: "open" (string): the page at this address is to be opened;
 *   "flow" (string: nick of StintSignInFlow): once more from the beginning, this way;
 *   "cancelled": the person gave up, or closed it. */
#define STINT_TYPE_SIGN_IN_DIALOG (stint_sign_in_dialog_get_type ())
G_DECLARE_FINAL_TYPE (StintSignInDialog, stint_sign_in_dialog, STINT, SIGN_IN_DIALOG, AdwWindow)

/* @name: the integration's; @portal: its address. */
GtkWidget *stint_sign_in_dialog_new (GtkWindow *parent,
                                     StintTicker *ticker,
                                     const char *name,
                                     const char *portal);

/* What it is for: names of sessions that start then, the first asked first; none is fine. */
void stint_sign_in_dialog_set_waiting (StintSignInDialog *self, const char *const *names);

/* AWS is being asked how. @flow: the nick of the way that Try again takes. */
void stint_sign_in_dialog_show_asking (StintSignInDialog *self, const char *flow);

/* @opened: the page has been opened already. */
void stint_sign_in_dialog_show_browser (StintSignInDialog *self, const char *url, gboolean opened);

/* @page: where the code is to be confirmed; @until: (seconds) how long it is good, 0 if unknown. */
void stint_sign_in_dialog_show_device (StintSignInDialog *self,
                                       const char *code,
                                       const char *page,
                                       gint64 until);

/* The person is through; AWS is asked for the token. */
void stint_sign_in_dialog_show_finishing (StintSignInDialog *self);

void stint_sign_in_dialog_show_error (StintSignInDialog *self, const GError *error);

/* Something beside the conversation: no browser could be started. NULL takes it away. */
void stint_sign_in_dialog_set_trouble (StintSignInDialog *self, const char *sentence);

/* "asking", "browser", "device", "finishing" or "error", for tests. */
const char *stint_sign_in_dialog_get_page (StintSignInDialog *self);

/* Closes without "cancelled". */
void stint_sign_in_dialog_finish (StintSignInDialog *self);

G_END_DECLS
