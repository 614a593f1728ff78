/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-clock.h"

G_BEGIN_DECLS

/* StintMfaGate: one use of a code at a time for each MFA device, and no code twice.
 *
 *     stint_mfa_gate_enter_async (gate, serial, code, …)
 *     entered: stint_mfa_gate_enter_finish (…) → send it → stint_mfa_gate_leave (…)
 *
 * AWS takes a code once, and an attempt with a used one counts against the person; so a code that
 * was sent is remembered for as long as AWS might still take it for good. */
#define STINT_TYPE_MFA_GATE (stint_mfa_gate_get_type ())
G_DECLARE_FINAL_TYPE (StintMfaGate, stint_mfa_gate, STINT, MFA_GATE, GObject)

StintMfaGate *stint_mfa_gate_new (StintClock *clock);

/* Errors: STINT_ERROR_INVALID_ARGUMENT (not six digits), WRONG_MFA (this very code was used; with
 * the details of stint_mfa_gate_explain()), G_IO_ERROR_CANCELLED. */
void stint_mfa_gate_enter_async (StintMfaGate *self,
                                 const char *serial,
                                 const char *code,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean stint_mfa_gate_enter_finish (StintMfaGate *self, GAsyncResult *result, GError **error);

/* @error: (nullable): what came of it, of any domain: a call that never reached AWS leaves the code
 * good. */
void stint_mfa_gate_leave (StintMfaGate *self, const char *serial, const GError *error);

/* Adds "mfa-serial" and "mfa-wait" to a STINT_ERROR_WRONG_MFA; others are left alone. */
void stint_mfa_gate_explain (StintMfaGate *self, const char *serial, GError *error);

G_END_DECLS
