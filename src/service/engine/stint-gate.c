/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-gate.h"

typedef enum
{
  GATE_UNDECIDED,
  GATE_OPEN,
  GATE_CLOSED,
} Decision;

struct _StintGate
{
  gatomicrefcount references;
  GMutex lock;
  GCond decided;
  Decision decision;
};

StintGate *
stint_gate_new (void)
{
  StintGate *self = g_new0 (StintGate, 1);

  g_atomic_ref_count_init (&self->references);
  g_mutex_init (&self->lock);
  g_cond_init (&self->decided);

  return self;
}

StintGate *
stint_gate_ref (StintGate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->references);

  return self;
}

void
stint_gate_unref (StintGate *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->references))
    return;

  g_mutex_clear (&self->lock);
  g_cond_clear (&self->decided);
  g_free (self);
}

static void
decide (StintGate *self, Decision decision)
{
  g_mutex_lock (&self->lock);
  if (self->decision == GATE_UNDECIDED)
    self->decision = decision;
  g_cond_broadcast (&self->decided);
  g_mutex_unlock (&self->lock);
}

void
stint_gate_open (StintGate *self)
{
  g_return_if_fail (self != NULL);

  decide (self, GATE_OPEN);
}

void
stint_gate_close (StintGate *self)
{
  g_return_if_fail (self != NULL);

  decide (self, GATE_CLOSED);
}

gboolean
stint_gate_wait (StintGate *self, GError **error)
{
  gboolean open;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->lock);
  while (self->decision == GATE_UNDECIDED)
    g_cond_wait (&self->decided, &self->lock);
  open = self->decision == GATE_OPEN;
  g_mutex_unlock (&self->lock);

  if (!open)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "It was called off");

  return open;
}
