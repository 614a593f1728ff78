/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-notices"

#include "config.h"

#include "stint-notice-desk.h"

#define G_SETTINGS_ENABLE_BACKEND
#include <gio/gsettingsbackend.h>

#include "stint-errands.h"
#include "stint-names.h"
#include "stint-notice-memory.h"
#include "stint-notifier.h"
#include "stint-time.h"
#include "stint-tray-clicks.h"
#include "stint-tray-content.h"
#include "stint-window-caller.h"

#define LONGEST_HOLD STINT_SECONDS (3600)
/* The key of the window's own preferences that says that this was told once. */
#define TOLD_KEY "told-going-on"

struct _StintNoticeDesk
{
  GObject parent_instance;

  StintService *service; /* (unowned) */
  StintNotices *notices;
  StintNoticeMemory *memory;
  StintNotifier *notifier;
  StintErrands *errands;
  GSettings *window_settings; /* (nullable) */
  guint window_watch_id;
  gboolean window_seen;
  gboolean open[STINT_N_NOTICES]; /* with buttons, on the screen */
  gboolean holding;
  guint hold_deadline;
};

G_DEFINE_FINAL_TYPE (StintNoticeDesk, stint_notice_desk, G_TYPE_OBJECT)

/* --- Staying alive ---------------------------------------------------------------------------- */

static void
let_go (StintNoticeDesk *self)
{
  StintDeadlines *deadlines = stint_service_get_context (self->service)->deadlines;

  stint_deadlines_remove (deadlines, self->hold_deadline);
  self->hold_deadline = 0;
  if (!self->holding)
    return;

  g_debug ("No notice is open");
  self->holding = FALSE;
  stint_lifetime_release (stint_service_get_lifetime (self->service));
}

static void
held_long_enough_cb (gpointer user_data)
{
  StintNoticeDesk *self = STINT_NOTICE_DESK (user_data);

  self->hold_deadline = 0;
  let_go (self);
}

static void
hold (StintNoticeDesk *self)
{
  StintContext *context = stint_service_get_context (self->service);

  let_go (self);
  g_debug ("A notice is open: the service stays");
  self->holding = TRUE;
  stint_lifetime_hold (stint_service_get_lifetime (self->service));
  self->hold_deadline =
      stint_deadlines_add (context->deadlines, stint_clock_now (context->clock) + LONGEST_HOLD,
                           held_long_enough_cb, self);
}

static void
note_open (StintNoticeDesk *self, StintNoticeKind kind, gboolean is_open)
{
  self->open[kind] = is_open;
  if (is_open)
    {
      hold (self);
      return;
    }

  for (guint i = 0; i < STINT_N_NOTICES; i++)
    if (self->open[i])
      return;
  let_go (self);
}

/* --- What the buttons do ---------------------------------------------------------------------- */

static void
click_all (StintNoticeDesk *self, GStrv ids, const char *action, const char *token)
{
  for (guint i = 0; ids[i] != NULL; i++)
    stint_tray_click (self->service, action, ids[i], token);
}

static void
show (StintNoticeDesk *self, const StintNotice *notice, const char *token)
{
  GDBusConnection *bus = stint_service_get_connection (self->service);

  if (g_strv_length (notice->sessions) == 1)
    stint_window_caller_action (bus, "show-session", g_variant_new_string (notice->sessions[0]),
                                token);
  else
    stint_window_caller_activate (bus, token);
}

static void
act (StintNoticeDesk *self, const StintNotice *notice, StintNoticeButtons button, const char *token)
{
  switch (button)
    {
    case STINT_NOTICE_RENEW:
    case STINT_NOTICE_START:
      stint_errands_run (self->errands, notice->sessions, token);
      break;
    case STINT_NOTICE_STOP:
      click_all (self, notice->sessions, STINT_TRAY_STOP, token);
      break;
    case STINT_NOTICE_GO_SIGN_IN:
      click_all (self, notice->integrations, STINT_TRAY_SIGN_IN, token);
      break;
    case STINT_NOTICE_SHOW:
    default:
      show (self, notice, token);
      break;
    }
}

static void
answered_cb (StintNotifier *notifier,
             guint kind,
             guint serial,
             guint button,
             const char *token,
             gpointer user_data)
{
  StintNoticeDesk *self = STINT_NOTICE_DESK (user_data);
  const StintNotice *open = stint_notices_peek (self->notices, kind);
  g_autoptr (StintNotice) notice = NULL;

  /* It changed while the person clicked: what was meant is not there any more. */
  if (open == NULL || open->serial != serial)
    return;

  g_debug ("“%s” of the notice “%s”", stint_notice_button_to_name (button),
           stint_notice_kind_to_name (kind));
  notice = stint_notice_copy (open);
  stint_notices_note_answered (self->notices, kind, serial);
  act (self, notice, button, token);
}

static void
closed_cb (
    StintNotifier *notifier, guint kind, guint serial, gboolean by_person, gpointer user_data)
{
  StintNoticeDesk *self = STINT_NOTICE_DESK (user_data);
  const StintNotice *open = stint_notices_peek (self->notices, kind);

  if (open == NULL || open->serial != serial)
    return;

  stint_notices_note_closed (self->notices, kind, serial, by_person);
  note_open (self, kind, FALSE);
}

/* --- What is shown ---------------------------------------------------------------------------- */

static void
show_cb (StintNotices *notices, StintNotice *notice, gpointer user_data)
{
  StintNoticeDesk *self = STINT_NOTICE_DESK (user_data);

  stint_notifier_show (self->notifier, notice);
  note_open (self, notice->kind, (notice->buttons & ~STINT_NOTICE_SHOW) != 0);
  if (notice->kind == STINT_NOTICE_GO_ON && self->window_settings != NULL)
    g_settings_set_boolean (self->window_settings, TOLD_KEY, TRUE);
}

static void
withdraw_cb (StintNotices *notices, guint kind, gpointer user_data)
{
  StintNoticeDesk *self = STINT_NOTICE_DESK (user_data);

  stint_notifier_withdraw (self->notifier, kind);
  note_open (self, kind, FALSE);
}

/* --- The window ------------------------------------------------------------------------------- */

static void
window_appeared_cb (GDBusConnection *bus, const char *name, const char *owner, gpointer user_data)
{
  StintNoticeDesk *self = STINT_NOTICE_DESK (user_data);

  g_debug ("The window is open");
  self->window_seen = TRUE;
  stint_notices_note_window (self->notices, TRUE);
}

static void
window_vanished_cb (GDBusConnection *bus, const char *name, gpointer user_data)
{
  StintNoticeDesk *self = STINT_NOTICE_DESK (user_data);

  if (self->window_seen && !g_settings_get_boolean (self->window_settings, TOLD_KEY))
    stint_notices_note_window (self->notices, FALSE);
}

/* The window's schema in the place where all preferences are kept; none where it is not installed. */
static GSettings *
open_window_settings (GSettings *settings)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_autoptr (GSettingsBackend) backend = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, STINT_SETTINGS_SCHEMA ".Window", TRUE);
  if (schema == NULL || !g_settings_schema_has_key (schema, TOLD_KEY))
    return NULL;

  g_object_get (settings, "backend", &backend, NULL);

  return g_settings_new_full (schema, backend, NULL);
}

/* That closing the window stops nothing is told once in a life. */
static void
watch_window (StintNoticeDesk *self)
{
  self->window_settings =
      open_window_settings (stint_service_get_context (self->service)->settings);
  if (self->window_settings == NULL || g_settings_get_boolean (self->window_settings, TOLD_KEY))
    return;

  self->window_watch_id = g_bus_watch_name_on_connection (
      stint_service_get_connection (self->service), STINT_APPLICATION_ID,
      G_BUS_NAME_WATCHER_FLAGS_NONE, window_appeared_cb, window_vanished_cb, self, NULL);
}

/* --- Beginning -------------------------------------------------------------------------------- */

/* Without the lock another Stint looks after the sessions, and tells of them. */
static void
begin_if_ours (StintNoticeDesk *self)
{
  if (stint_lock_is_held (stint_service_get_lock (self->service)))
    stint_notice_memory_begin (self->memory);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_notice_desk_dispose (GObject *object)
{
  StintNoticeDesk *self = STINT_NOTICE_DESK (object);

  g_clear_handle_id (&self->window_watch_id, g_bus_unwatch_name);
  if (self->notices != NULL)
    let_go (self);
  g_clear_object (&self->errands);
  g_clear_object (&self->memory);
  g_clear_object (&self->notices);
  g_clear_object (&self->notifier);
  g_clear_object (&self->window_settings);

  G_OBJECT_CLASS (stint_notice_desk_parent_class)->dispose (object);
}

static void
stint_notice_desk_class_init (StintNoticeDeskClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_notice_desk_dispose;
}

static void
stint_notice_desk_init (StintNoticeDesk *self)
{
}

StintNoticeDesk *
stint_notice_desk_new (StintService *service, const char *state_dir)
{
  StintNoticeDesk *self = g_object_new (STINT_TYPE_NOTICE_DESK, NULL);
  StintContext *context = stint_service_get_context (service);

  self->service = service;
  self->notices = stint_notices_new (context, stint_service_get_engine (service));
  self->memory = stint_notice_memory_new (self->notices, state_dir);
  self->notifier = stint_notifier_new ("Stint", STINT_APPLICATION_ID);
  self->errands = stint_errands_new (service);
  g_signal_connect_object (self->notices, "show", G_CALLBACK (show_cb), self, 0);
  g_signal_connect_object (self->notices, "withdraw", G_CALLBACK (withdraw_cb), self, 0);
  g_signal_connect_object (self->notifier, "answered", G_CALLBACK (answered_cb), self, 0);
  g_signal_connect_object (self->notifier, "closed", G_CALLBACK (closed_cb), self, 0);
  watch_window (self);
  begin_if_ours (self);
  /* The lock was had, and all is restored. */
  g_signal_connect_object (service, "conditions-changed", G_CALLBACK (begin_if_ours), self,
                           G_CONNECT_SWAPPED);

  return self;
}

StintNotices *
stint_notice_desk_get_notices (StintNoticeDesk *self)
{
  g_return_val_if_fail (STINT_IS_NOTICE_DESK (self), NULL);

  return self->notices;
}
