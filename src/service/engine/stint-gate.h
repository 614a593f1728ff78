/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintGate: where a thread waits for what the main loop decides, once.
 *
 *     main loop: gate → job in a thread → … → stint_gate_open (gate)  or  stint_gate_close (gate)
 *     thread:    all that needs no permission → stint_gate_wait (gate) → the rest
 *
 * Whoever makes a gate decides in all of its ways out: a thread waits for as long as it takes. */
typedef struct _StintGate StintGate;

StintGate *stint_gate_new (void);
StintGate *stint_gate_ref (StintGate *self);
void stint_gate_unref (StintGate *self);

/* The first of both counts. */
void stint_gate_open (StintGate *self);
void stint_gate_close (StintGate *self);

/* Blocks until it is decided.  @error: G_IO_ERROR_CANCELLED where it was closed */
gboolean stint_gate_wait (StintGate *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintGate, stint_gate_unref)

G_END_DECLS
