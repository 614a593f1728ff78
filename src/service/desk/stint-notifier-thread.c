/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-notices"

#include "config.h"

#include "stint-notifier-thread.h"

#include <libnotify/notify.h>

#include <glib/gi18n-lib.h>

#define SERVER_NAME "org.freedesktop.Notifications"
#define SERVER_PATH "/org/freedesktop/Notifications"
/* A desktop that just starts may take its time. */
#define SERVER_PATIENCE_MS 20000
#define END_PATIENCE (G_USEC_PER_SEC / 2)
/* A server that did not answer is asked again, so often and after so long. */
#define TRIES 3
#define PAUSE_SECONDS 30

/* What stands on the screen. */
typedef struct
{
  StintNotifierThread *thread;      /* (unowned) */
  NotifyNotification *notification; /* (owned) (nullable) */
  StintNotice *notice;              /* (owned) (nullable) what it shows */
} Place;

struct _StintNotifierThread
{
  gatomicrefcount ref_count;
  char *name;
  char *desktop_entry;
  GMainContext *context; /* the thread's */
  GMainLoop *loop;

  /* The other side. */
  GMainContext *caller;
  StintNotifierEventFunc func; /* only looked at in the caller's context */
  gpointer user_data;

  GMutex lock;
  GCond ended_cond;
  StintNotice *wishes[STINT_N_NOTICES]; /* (owned) (nullable) */
  gboolean changed[STINT_N_NOTICES];
  gboolean queued;
  gboolean ending;
  gboolean ended;

  /* The thread's own. */
  GDBusConnection *bus; /* (nullable) */
  guint watch_id;
  char *owner; /* (nullable) of the server's name */
  GStrv caps;  /* (nullable) not known */
  Place places[STINT_N_NOTICES];
  GSource *retry; /* (nullable) */
  guint tries;
};

static void fulfil_all (StintNotifierThread *self, gboolean anew);

static StintNotifierThread *
ref_thread (StintNotifierThread *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
unref_thread (gpointer user_data)
{
  StintNotifierThread *self = user_data;

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < STINT_N_NOTICES; i++)
    stint_notice_free (self->wishes[i]);
  g_main_loop_unref (self->loop);
  g_main_context_unref (self->context);
  g_main_context_unref (self->caller);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->ended_cond);
  g_free (self->name);
  g_free (self->desktop_entry);
  g_free (self);
}

/* --- To the other side ------------------------------------------------------------------------ */

typedef struct
{
  StintNotifierThread *thread; /* (owned) */
  StintNotifierEvent event;
} Letter;

static void
letter_free (gpointer user_data)
{
  Letter *letter = user_data;

  g_free (letter->event.token);
  unref_thread (letter->thread);
  g_free (letter);
}

static gboolean
deliver_cb (gpointer user_data)
{
  Letter *letter = user_data;

  if (letter->thread->func != NULL)
    letter->thread->func (&letter->event, letter->thread->user_data);

  return G_SOURCE_REMOVE;
}

static void
send_event (Place *place, StintNoticeButtons button, gboolean by_person, const char *token)
{
  Letter *letter = g_new0 (Letter, 1);
  g_autoptr (GSource) source = g_idle_source_new ();

  letter->thread = ref_thread (place->thread);
  letter->event.kind = place->notice->kind;
  letter->event.serial = place->notice->serial;
  letter->event.button = button;
  letter->event.by_person = by_person;
  letter->event.token = g_strdup (token);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, letter, letter_free);
  g_source_attach (source, place->thread->caller);
}

/* --- One place on the screen ------------------------------------------------------------------ */

static void
place_forget (Place *place)
{
  if (place->notification != NULL)
    g_signal_handlers_disconnect_by_data (place->notification, place);
  g_clear_object (&place->notification);
  g_clear_pointer (&place->notice, stint_notice_free);
}

/* What is off the screen is not put back by a server's start. */
static void
forget_wish (StintNotifierThread *self, guint kind, guint serial)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->wishes[kind] != NULL && self->wishes[kind]->serial == serial)
    g_clear_pointer (&self->wishes[kind], stint_notice_free);
}

static void
closed_cb (NotifyNotification *notification, gpointer user_data)
{
  Place *place = user_data;
  int reason = notify_notification_get_closed_reason (notification);

  g_debug ("The notice “%s” was closed (%d)", stint_notice_kind_to_name (place->notice->kind),
           reason);
  send_event (place, 0, reason == NOTIFY_CLOSED_REASON_DISMISSED, NULL);
  forget_wish (place->thread, place->notice->kind, place->notice->serial);
  place_forget (place);
}

static void
action_cb (NotifyNotification *notification, char *action, gpointer user_data)
{
  Place *place = user_data;
  StintNoticeButtons button = stint_notice_button_from_name (action);

  if (place->notice != NULL && button != 0)
    send_event (place, button, FALSE, notify_notification_get_activation_token (notification));
}

static gboolean
can (StintNotifierThread *self, const char *cap)
{
  return self->caps != NULL && g_strv_contains ((const char *const *) self->caps, cap);
}

static void
add_buttons (StintNotifierThread *self, Place *place, const StintNotice *notice)
{
  notify_notification_clear_actions (place->notification);
  if (!can (self, "actions"))
    return;

  for (guint button = 1; button <= STINT_NOTICE_SHOW; button <<= 1)
    if ((notice->buttons & button) != 0)
      notify_notification_add_action (place->notification, stint_notice_button_to_name (button),
                                      stint_notice_button_label (notice->kind, button), action_cb,
                                      place, NULL);
}

static void
set_hints (StintNotifierThread *self, Place *place, const StintNotice *notice)
{
  NotifyNotification *notification = place->notification;
  g_autofree char *category =
      g_strdup_printf ("x-stint.%s", stint_notice_kind_to_name (notice->kind));
  gboolean stays = notice->urgent || (!can (self, "persistence") && can (self, "actions") &&
                                      notice->kind != STINT_NOTICE_GO_ON);

  notify_notification_clear_hints (notification);
  notify_notification_set_category (notification, category);
  notify_notification_set_urgency (notification, notice->urgent ? NOTIFY_URGENCY_CRITICAL
                                                 : notice->kind == STINT_NOTICE_GO_ON
                                                     ? NOTIFY_URGENCY_LOW
                                                     : NOTIFY_URGENCY_NORMAL);
  /* What is gone from the screen of such a server is gone for good. */
  notify_notification_set_timeout (notification,
                                   stays ? NOTIFY_EXPIRES_NEVER : NOTIFY_EXPIRES_DEFAULT);
  notify_notification_set_hint (notification, "desktop-entry",
                                g_variant_new_string (self->desktop_entry));
  if (!notice->again)
    notify_notification_set_hint (notification, "suppress-sound", g_variant_new_boolean (TRUE));
}

/* The body as this server reads it. */
static char *
make_body (StintNotifierThread *self, const StintNotice *notice)
{
  g_autofree char *body = NULL;

  if (can (self, "actions") || (notice->buttons & ~STINT_NOTICE_SHOW) == 0)
    body = g_strdup (notice->body);
  else
    /* Translators: ends a notice where the desktop cannot show its buttons. */
    body = g_strconcat (notice->body, "\n", _ ("Open Stint to see to it."), NULL);

  return can (self, "body-markup") ? g_markup_escape_text (body, -1) : g_steal_pointer (&body);
}

static gboolean
place_show (StintNotifierThread *self, Place *place, const StintNotice *notice)
{
  g_autofree char *body = make_body (self, notice);
  g_autoptr (GError) error = NULL;

  if (place->notification == NULL)
    {
      place->notification = notify_notification_new (notice->title, body, self->desktop_entry);
      g_signal_connect (place->notification, "closed", G_CALLBACK (closed_cb), place);
    }
  else
    notify_notification_update (place->notification, notice->title, body, self->desktop_entry);

  g_clear_pointer (&place->notice, stint_notice_free);
  place->notice = stint_notice_copy (notice);
  add_buttons (self, place, notice);
  set_hints (self, place, notice);
  if (notify_notification_show (place->notification, &error))
    return TRUE;

  g_info ("A notice could not be shown: %s", error->message);
  place_forget (place);

  return FALSE;
}

static void
place_close (Place *place)
{
  g_autoptr (GError) error = NULL;

  if (place->notification == NULL)
    return;

  g_signal_handlers_disconnect_by_data (place->notification, place);
  if (!notify_notification_close (place->notification, &error))
    g_info ("A notice could not be withdrawn: %s", error->message);
  place_forget (place);
}

/* --- The server ------------------------------------------------------------------------------- */

/* Starts one, where the bus knows how. */
static gboolean
ask_caps (StintNotifierThread *self, GError **error)
{
  g_autoptr (GVariant) answer = NULL;

  if (self->caps != NULL)
    return TRUE;
  if (self->bus == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CLOSED, "no session bus");
      return FALSE;
    }

  answer = g_dbus_connection_call_sync (self->bus, SERVER_NAME, SERVER_PATH, SERVER_NAME,
                                        "GetCapabilities", NULL, G_VARIANT_TYPE ("(as)"),
                                        G_DBUS_CALL_FLAGS_NONE, SERVER_PATIENCE_MS, NULL, error);
  if (answer == NULL)
    return FALSE;

  g_variant_get (answer, "(^as)", &self->caps);
  self->tries = 0;

  return TRUE;
}

static gboolean
retry_cb (gpointer user_data)
{
  StintNotifierThread *self = user_data;

  g_clear_pointer (&self->retry, g_source_unref);
  fulfil_all (self, TRUE);

  return G_SOURCE_REMOVE;
}

/* Where there is none, its coming is heard of; where there is one that sleeps, it is not. */
static void
try_again_later (StintNotifierThread *self, const GError *error)
{
  gboolean is_absent = g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN);

  g_info ("No notice can be shown: %s", error->message);
  if (is_absent || self->retry != NULL || self->tries >= TRIES)
    return;

  self->tries++;
  self->retry = g_timeout_source_new_seconds (PAUSE_SECONDS);
  g_source_set_callback (self->retry, retry_cb, self, NULL);
  g_source_attach (self->retry, self->context);
}

/* TRUE if @kind is to be looked at; its latest wish.
 * @anew: also one that is wished and not on the screen. */
static gboolean
take_wish (StintNotifierThread *self, guint kind, gboolean anew, StintNotice **out_notice)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gboolean is_missing = self->wishes[kind] != NULL && self->places[kind].notification == NULL;
  gboolean is_due = self->changed[kind] || (anew && is_missing);

  self->changed[kind] = FALSE;
  *out_notice =
      is_due && self->wishes[kind] != NULL ? stint_notice_copy (self->wishes[kind]) : NULL;

  return is_due;
}

static void
fulfil (StintNotifierThread *self, guint kind, gboolean anew)
{
  Place *place = &self->places[kind];
  g_autoptr (StintNotice) notice = NULL;
  g_autoptr (GError) error = NULL;

  if (!take_wish (self, kind, anew, &notice))
    return;

  if (notice == NULL)
    place_close (place);
  else if (!ask_caps (self, &error))
    try_again_later (self, error);
  else
    place_show (self, place, notice);
}

static void
fulfil_all (StintNotifierThread *self, gboolean anew)
{
  for (guint kind = 0; kind < STINT_N_NOTICES; kind++)
    fulfil (self, kind, anew);
}

/* The ids of the one before mean nothing to it, or something of another program's. */
static void
server_appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  StintNotifierThread *self = user_data;
  gboolean is_first = self->owner == NULL && self->caps != NULL;

  if (g_strcmp0 (self->owner, owner) == 0)
    return;
  g_free (self->owner);
  self->owner = g_strdup (owner);
  /* The bus started it for our own question. */
  if (!is_first)
    {
      g_clear_pointer (&self->caps, g_strfreev);
      for (guint kind = 0; kind < STINT_N_NOTICES; kind++)
        place_forget (&self->places[kind]);
    }
  fulfil_all (self, TRUE);
}

static void
server_vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  StintNotifierThread *self = user_data;

  if (self->owner == NULL)
    return;

  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->caps, g_strfreev);
  for (guint kind = 0; kind < STINT_N_NOTICES; kind++)
    place_forget (&self->places[kind]);
}

/* --- The thread ------------------------------------------------------------------------------- */

static gboolean
work_cb (gpointer user_data)
{
  StintNotifierThread *self = user_data;
  gboolean ending;

  g_mutex_lock (&self->lock);
  self->queued = FALSE;
  ending = self->ending;
  g_mutex_unlock (&self->lock);

  fulfil_all (self, FALSE);
  if (ending)
    g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

static void
set_up (StintNotifierThread *self)
{
  g_autoptr (GError) error = NULL;

  notify_init (self->name);
  self->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (self->bus == NULL)
    g_info ("No notices without a bus: %s", error->message);
  else
    self->watch_id =
        g_bus_watch_name_on_connection (self->bus, SERVER_NAME, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                        server_appeared_cb, server_vanished_cb, self, NULL);
}

static void
tear_down (StintNotifierThread *self)
{
  g_clear_handle_id (&self->watch_id, g_bus_unwatch_name);
  for (guint kind = 0; kind < STINT_N_NOTICES; kind++)
    place_forget (&self->places[kind]);
  if (self->retry != NULL)
    g_source_destroy (self->retry);
  g_clear_pointer (&self->retry, g_source_unref);
  notify_uninit ();
  g_clear_object (&self->bus);
  g_clear_pointer (&self->owner, g_free);
  g_clear_pointer (&self->caps, g_strfreev);
}

static gpointer
thread_main (gpointer user_data)
{
  StintNotifierThread *self = user_data;

  g_main_context_push_thread_default (self->context);
  set_up (self);
  g_main_loop_run (self->loop);
  tear_down (self);
  g_main_context_pop_thread_default (self->context);

  g_mutex_lock (&self->lock);
  self->ended = TRUE;
  g_cond_signal (&self->ended_cond);
  g_mutex_unlock (&self->lock);
  unref_thread (self);

  return NULL;
}

/* Called with the lock. */
static void
queue_work (StintNotifierThread *self)
{
  g_autoptr (GSource) source = NULL;

  if (self->queued)
    return;

  self->queued = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, work_cb, ref_thread (self), unref_thread);
  g_source_attach (source, self->context);
}

StintNotifierThread *
stint_notifier_thread_new (const char *name,
                           const char *desktop_entry,
                           StintNotifierEventFunc func,
                           gpointer user_data)
{
  StintNotifierThread *self = g_new0 (StintNotifierThread, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->desktop_entry = g_strdup (desktop_entry);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->caller = g_main_context_ref_thread_default ();
  self->func = func;
  self->user_data = user_data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->ended_cond);
  for (guint i = 0; i < STINT_N_NOTICES; i++)
    self->places[i].thread = self;
  /* Nobody joins it: it may be held by a server that does not answer. */
  g_thread_unref (g_thread_new ("notices", thread_main, ref_thread (self)));

  return self;
}

void
stint_notifier_thread_wish (StintNotifierThread *self,
                            StintNoticeKind kind,
                            const StintNotice *notice)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  stint_notice_free (self->wishes[kind]);
  self->wishes[kind] = notice != NULL ? stint_notice_copy (notice) : NULL;
  self->changed[kind] = TRUE;
  queue_work (self);
}

void
stint_notifier_thread_end (StintNotifierThread *self)
{
  gint64 end = g_get_monotonic_time () + END_PATIENCE;

  self->func = NULL;
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < STINT_N_NOTICES; i++)
    {
      g_clear_pointer (&self->wishes[i], stint_notice_free);
      self->changed[i] = TRUE;
    }
  self->ending = TRUE;
  queue_work (self);
  while (!self->ended)
    if (!g_cond_wait_until (&self->ended_cond, &self->lock, end))
      break;
  g_mutex_unlock (&self->lock);
  unref_thread (self);
}
