/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-notices"

#include "config.h"

#include "stint-notifier.h"

#include "stint-notifier-thread.h"

struct _StintNotifier
{
  GObject parent_instance;

  StintNotifierThread *thread; /* (owned) (nullable) after the end */
};

enum
{
  SIGNAL_ANSWERED,
  SIGNAL_CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintNotifier, stint_notifier, G_TYPE_OBJECT)

static void
event_cb (const StintNotifierEvent *event, gpointer user_data)
{
  StintNotifier *self = STINT_NOTIFIER (user_data);

  if (self->thread == NULL)
    return;

  if (event->button != 0)
    g_signal_emit (self, signals[SIGNAL_ANSWERED], 0, event->kind, event->serial, event->button,
                   event->token);
  else
    g_signal_emit (self, signals[SIGNAL_CLOSED], 0, event->kind, event->serial, event->by_person);
}

static void
stint_notifier_dispose (GObject *object)
{
  stint_notifier_shut_down (STINT_NOTIFIER (object));

  G_OBJECT_CLASS (stint_notifier_parent_class)->dispose (object);
}

static void
stint_notifier_class_init (StintNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_notifier_dispose;

  signals[SIGNAL_ANSWERED] =
      g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 4, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_STRING);
  signals[SIGNAL_CLOSED] =
      g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_UINT, G_TYPE_BOOLEAN);
}

static void
stint_notifier_init (StintNotifier *self)
{
}

StintNotifier *
stint_notifier_new (const char *name, const char *desktop_entry)
{
  StintNotifier *self = g_object_new (STINT_TYPE_NOTIFIER, NULL);

  self->thread = stint_notifier_thread_new (name, desktop_entry, event_cb, self);

  return self;
}

void
stint_notifier_show (StintNotifier *self, const StintNotice *notice)
{
  g_return_if_fail (STINT_IS_NOTIFIER (self));
  g_return_if_fail (notice != NULL);

  if (self->thread != NULL)
    stint_notifier_thread_wish (self->thread, notice->kind, notice);
}

void
stint_notifier_withdraw (StintNotifier *self, StintNoticeKind kind)
{
  g_return_if_fail (STINT_IS_NOTIFIER (self));
  g_return_if_fail (kind < STINT_N_NOTICES);

  if (self->thread != NULL)
    stint_notifier_thread_wish (self->thread, kind, NULL);
}

void
stint_notifier_shut_down (StintNotifier *self)
{
  g_return_if_fail (STINT_IS_NOTIFIER (self));

  g_clear_pointer (&self->thread, stint_notifier_thread_end);
}
