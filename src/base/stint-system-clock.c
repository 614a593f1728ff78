/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-clock.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

/* One timerfd on CLOCK_REALTIME, absolute and cancelled by clock steps (man timerfd_create).
 *
 * It is always armed, at the far end of time if nobody wants an alarm, because only an armed one
 * reports steps and resumes (read() fails with ECANCELED).  A far timer costs no wake-up.
 *
 * Arming samples the clock anew, so a step that happened after the last read and before the arming
 * is not reported by the kernel.  The distance between wall and boot time, which only steps change,
 * is compared after each arming to close that gap. */

/* NTP slews both clocks alike; reading the two one after the other may be interrupted. */
#define STEP_TOLERANCE (G_USEC_PER_SEC / 4)
#define FAR_AWAY_SECONDS ((gint64) 1 << 33)

struct _StintSystemClock
{
  GObject parent_instance;

  int fd;
  GSource *source;      /* (owned) watches fd */
  GSource *jump_source; /* (owned) (nullable) a jump that was found while arming */
  gint64 alarm;
  gint64 wall_minus_boot;
};

static void stint_system_clock_iface_init (StintClockInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintSystemClock,
                               stint_system_clock,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (STINT_TYPE_CLOCK,
                                                      stint_system_clock_iface_init))

static gint64
read_clock (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
read_wall_minus_boot (void)
{
  return read_clock (CLOCK_REALTIME) - read_clock (CLOCK_BOOTTIME);
}

static gboolean
jump_source_cb (gpointer user_data)
{
  g_autoptr (StintSystemClock) self = g_object_ref (STINT_SYSTEM_CLOCK (user_data));

  g_clear_pointer (&self->jump_source, g_source_unref);
  stint_clock_emit_jumped (STINT_CLOCK (self));

  return G_SOURCE_REMOVE;
}

static void
emit_jumped_soon (StintSystemClock *self)
{
  if (self->jump_source != NULL)
    return;

  self->jump_source = g_idle_source_new ();
  g_source_set_static_name (self->jump_source, "[stint] clock jump");
  g_source_set_priority (self->jump_source, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->jump_source, jump_source_cb, self, NULL);
  g_source_attach (self->jump_source, g_source_get_context (self->source));
}

static void
arm (StintSystemClock *self)
{
  struct itimerspec spec = { 0 };
  gint64 distance;

  if (self->alarm / G_USEC_PER_SEC >= FAR_AWAY_SECONDS)
    {
      spec.it_value.tv_sec = FAR_AWAY_SECONDS;
    }
  else
    {
      /* Zero would disarm. */
      gint64 when = MAX (self->alarm, 1);

      spec.it_value.tv_sec = when / G_USEC_PER_SEC;
      spec.it_value.tv_nsec = when % G_USEC_PER_SEC * 1000;
    }

  if (timerfd_settime (self->fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &spec, NULL) != 0)
    g_critical ("The clock's alarm cannot be set: %s", g_strerror (errno));

  distance = read_wall_minus_boot ();
  if (ABS (distance - self->wall_minus_boot) > STEP_TOLERANCE)
    emit_jumped_soon (self);
  self->wall_minus_boot = distance;
}

static gboolean
timer_readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  g_autoptr (StintSystemClock) self = g_object_ref (STINT_SYSTEM_CLOCK (user_data));
  guint64 expirations;

  if (read (fd, &expirations, sizeof expirations) == sizeof expirations)
    {
      self->alarm = STINT_INSTANT_NEVER;
      arm (self);
      stint_clock_emit_fired (STINT_CLOCK (self));
    }
  else if (errno == ECANCELED)
    {
      /* Known now: arm() must not report the same step a second time. */
      self->wall_minus_boot = read_wall_minus_boot ();
      arm (self);
      stint_clock_emit_jumped (STINT_CLOCK (self));
    }

  return G_SOURCE_CONTINUE;
}

static gint64
stint_system_clock_now (StintClock *clock)
{
  return read_clock (CLOCK_REALTIME);
}

static gint64
stint_system_clock_boot_time (StintClock *clock)
{
  return read_clock (CLOCK_BOOTTIME);
}

static void
stint_system_clock_set_alarm (StintClock *clock, gint64 when)
{
  StintSystemClock *self = STINT_SYSTEM_CLOCK (clock);

  if (self->alarm == when)
    return;

  self->alarm = when;
  arm (self);
}

static void
stint_system_clock_iface_init (StintClockInterface *iface)
{
  iface->now = stint_system_clock_now;
  iface->boot_time = stint_system_clock_boot_time;
  iface->set_alarm = stint_system_clock_set_alarm;
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;

  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
stint_system_clock_finalize (GObject *object)
{
  StintSystemClock *self = STINT_SYSTEM_CLOCK (object);

  clear_source (&self->source);
  clear_source (&self->jump_source);
  close (self->fd);

  G_OBJECT_CLASS (stint_system_clock_parent_class)->finalize (object);
}

static void
stint_system_clock_class_init (StintSystemClockClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_system_clock_finalize;
}

static void
stint_system_clock_init (StintSystemClock *self)
{
  self->alarm = STINT_INSTANT_NEVER;
  self->wall_minus_boot = read_wall_minus_boot ();

  /* Linux has it since 2.6.25; failing here means no descriptors are left at start. */
  self->fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->fd < 0)
    g_error ("No timer can be made: %s", g_strerror (errno));

  self->source = g_unix_fd_source_new (self->fd, G_IO_IN);
  g_source_set_static_name (self->source, "[stint] clock");
  g_source_set_callback (self->source, G_SOURCE_FUNC (timer_readable_cb), self, NULL);
  g_source_attach (self->source, g_main_context_get_thread_default ());
  arm (self);
}

StintClock *
stint_system_clock_new (void)
{
  return g_object_new (STINT_TYPE_SYSTEM_CLOCK, NULL);
}
