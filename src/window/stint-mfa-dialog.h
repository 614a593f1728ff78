/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-ticker.h"

G_BEGIN_DECLS

/* StintMfaDialog: asks for the code of one device; any number of starts may wait for it.
 *
 * Signals: "code" (string): six digits were given, the dialog rests until told;
 *   "cancelled": the person gave up, or closed it. */
#define STINT_TYPE_MFA_DIALOG (stint_mfa_dialog_get_type ())
G_DECLARE_FINAL_TYPE (StintMfaDialog, stint_mfa_dialog, STINT, MFA_DIALOG, AdwWindow)

/* @user: whose device it is, by the integration's name. @serial: the device. */
GtkWidget *
stint_mfa_dialog_new (GtkWindow *parent, StintTicker *ticker, const char *user, const char *serial);

/* What the code is for: names of sessions, the first asked first.
 * @lease_until: (seconds) until when no other code will be needed, 0 if this is a code for one
 *   start. */
void
stint_mfa_dialog_set_waiting (StintMfaDialog *self, const char *const *names, gint64 lease_until);

/* AWS did not accept it. @sentence: what it said; @wait: seconds until the device shows another. */
void stint_mfa_dialog_set_wrong (StintMfaDialog *self, const char *sentence, guint wait);

/* It was accepted, or something else came: closes without "cancelled". */
void stint_mfa_dialog_finish (StintMfaDialog *self);

G_END_DECLS
