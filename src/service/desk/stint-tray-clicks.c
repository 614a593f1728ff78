/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-tray"

#include "config.h"

#include "stint-tray-clicks.h"

#include <string.h>

#include "stint-error.h"
#include "stint-tray-content.h"
#include "stint-window-caller.h"

/* What runs after the click. */
typedef struct
{
  GDBusConnection *bus; /* (owned) */
  char *action;         /* of the window, in case that a person is needed */
  char *id;
  char *token; /* (nullable) */
} Click;

static Click *
click_new (StintService *service, const char *action, const char *id, const char *token)
{
  Click *self = g_new0 (Click, 1);

  self->bus = g_object_ref (stint_service_get_connection (service));
  self->action = g_strdup (action);
  self->id = g_strdup (id);
  self->token = g_strdup (token);

  return self;
}

static void
click_free (Click *self)
{
  g_object_unref (self->bus);
  g_free (self->action);
  g_free (self->id);
  g_free (self->token);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Click, click_free)

static void
call_window (GDBusConnection *bus, const char *action, const char *id, const char *token)
{
  stint_window_caller_action (bus, action, g_variant_new_string (id), token);
}

/* The window's dialogs answer these. */
static gboolean
is_for_a_person (const GError *error)
{
  static const StintError codes[] = { STINT_ERROR_NEEDS_MFA, STINT_ERROR_WRONG_MFA,
                                      STINT_ERROR_NEEDS_SIGN_IN, STINT_ERROR_NEEDS_CONSENT };

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (g_error_matches (error, STINT_ERROR, (int) codes[i]))
        return TRUE;
    }

  return FALSE;
}

static void
settle (Click *click, const GError *error)
{
  if (error == NULL || stint_error_is_cancelled (error))
    return;

  if (is_for_a_person (error))
    call_window (click->bus, click->action, click->id, click->token);
  else
    g_info ("What was clicked in the tray failed: %s", error->message);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Click) click = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) start = NULL;

  start = stint_engine_start_finish (STINT_ENGINE (object), result, &error);
  settle (click, error);
}

static void
renewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Click) click = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) start = NULL;

  start = stint_engine_renew_finish (STINT_ENGINE (object), result, &error);
  settle (click, error);
}

static void
stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Click) click = user_data;
  g_autoptr (GError) error = NULL;

  stint_engine_stop_finish (STINT_ENGINE (object), result, NULL, &error);
  settle (click, error);
}

static void
start_or_renew (StintService *service, StintSession *session, const char *action, const char *token)
{
  StintEngine *engine = stint_service_get_engine (service);
  const char *id = stint_session_get_id (session);
  StintStartOptions options = STINT_START_OPTIONS_INIT;

  if (stint_engine_needs_person (engine, session))
    call_window (stint_service_get_connection (service), action, id, token);
  else if (strcmp (action, STINT_TRAY_START) == 0)
    stint_engine_start_async (engine, session, &options, NULL, started_cb,
                              click_new (service, action, id, token));
  else
    stint_engine_renew_async (engine, session, &options, NULL, renewed_cb,
                              click_new (service, action, id, token));
}

static void
stop (StintService *service, StintSession *session)
{
  stint_engine_stop_async (
      stint_service_get_engine (service), session, NULL, stopped_cb,
      click_new (service, STINT_TRAY_STOP, stint_session_get_id (session), NULL));
}

static void
stop_all (StintService *service)
{
  GPtrArray *sessions = stint_registry_get_sessions (stint_service_get_context (service)->registry);
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);

  /* Stopping may take sessions out of the registry's own array. */
  for (guint i = 0; i < sessions->len; i++)
    {
      if (stint_session_is_held (g_ptr_array_index (sessions, i)))
        g_ptr_array_add (held, g_object_ref (g_ptr_array_index (sessions, i)));
    }
  for (guint i = 0; i < held->len; i++)
    stop (service, g_ptr_array_index (held, i));
}

/* With sessions that somebody may still need the window asks first. */
static void
quit (StintService *service, const char *token)
{
  GDBusConnection *bus = stint_service_get_connection (service);

  if (stint_engine_get_n_held (stint_service_get_engine (service)) > 0)
    {
      stint_window_caller_action (bus, STINT_TRAY_QUIT, NULL, token);
      return;
    }

  stint_window_caller_tell (bus, STINT_TRAY_QUIT);
  stint_service_end (service, FALSE);
}

/* FALSE: it is no action of a session. */
static gboolean
click_session (StintService *service, const char *action, const char *target, const char *token)
{
  StintRegistry *registry = stint_service_get_context (service)->registry;
  StintSession *session = target != NULL ? stint_registry_get_session (registry, target) : NULL;

  if (strcmp (action, STINT_TRAY_START) != 0 && strcmp (action, STINT_TRAY_RENEW) != 0 &&
      strcmp (action, STINT_TRAY_STOP) != 0)
    return FALSE;

  if (session == NULL)
    g_debug ("The session that was clicked is gone");
  else if (strcmp (action, STINT_TRAY_STOP) == 0)
    stop (service, session);
  else
    start_or_renew (service, session, action, token);

  return TRUE;
}

void
stint_tray_click (StintService *service, const char *action, const char *target, const char *token)
{
  GDBusConnection *bus;

  g_return_if_fail (STINT_IS_SERVICE (service));
  g_return_if_fail (action != NULL);

  bus = stint_service_get_connection (service);
  if (click_session (service, action, target, token))
    return;

  if (strcmp (action, STINT_TRAY_OPEN) == 0)
    stint_window_caller_activate (bus, token);
  else if (strcmp (action, STINT_TRAY_STOP_ALL) == 0)
    stop_all (service);
  else if (strcmp (action, STINT_TRAY_QUIT) == 0)
    quit (service, token);
  else if (target != NULL)
    call_window (bus, action, target, token);
}
