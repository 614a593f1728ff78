/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-lifetime.h"

struct _StintLifetime
{
  GObject parent_instance;

  StintLifetimeFunc func;
  gpointer user_data;
  guint seconds;
  guint holds;
  guint timeout_id;
};

enum
{
  SIGNAL_IDLE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintLifetime, stint_lifetime, G_TYPE_OBJECT)

static StintLifetimeNeed
get_need (StintLifetime *self)
{
  return self->holds > 0 ? STINT_LIFETIME_BOUND : self->func (self->user_data);
}

static gboolean
timeout_cb (gpointer user_data)
{
  StintLifetime *self = STINT_LIFETIME (user_data);

  if (get_need (self) == STINT_LIFETIME_BUSY)
    return G_SOURCE_CONTINUE;

  self->timeout_id = 0;
  if (get_need (self) == STINT_LIFETIME_FREE)
    g_signal_emit (self, signals[SIGNAL_IDLE], 0);

  return G_SOURCE_REMOVE;
}

static void
stint_lifetime_finalize (GObject *object)
{
  StintLifetime *self = STINT_LIFETIME (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);

  G_OBJECT_CLASS (stint_lifetime_parent_class)->finalize (object);
}

static void
stint_lifetime_class_init (StintLifetimeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_lifetime_finalize;

  signals[SIGNAL_IDLE] = g_signal_new ("idle", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_lifetime_init (StintLifetime *self)
{
}

StintLifetime *
stint_lifetime_new (guint seconds, StintLifetimeFunc func, gpointer user_data)
{
  StintLifetime *self = g_object_new (STINT_TYPE_LIFETIME, NULL);

  self->seconds = seconds;
  self->func = func;
  self->user_data = user_data;

  return self;
}

void
stint_lifetime_hold (StintLifetime *self)
{
  g_return_if_fail (STINT_IS_LIFETIME (self));

  self->holds++;
  stint_lifetime_review (self);
}

void
stint_lifetime_release (StintLifetime *self)
{
  g_return_if_fail (STINT_IS_LIFETIME (self));
  g_return_if_fail (self->holds > 0);

  self->holds--;
  stint_lifetime_review (self);
}

void
stint_lifetime_review (StintLifetime *self)
{
  g_return_if_fail (STINT_IS_LIFETIME (self));

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->seconds == 0 || get_need (self) == STINT_LIFETIME_BOUND)
    return;

  self->timeout_id = g_timeout_add_seconds (self->seconds, timeout_cb, self);
}
