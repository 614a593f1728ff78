/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-login-starter.h"

#include "stint-error.h"
#include "stint-time.h"

/* A wireless network after login takes its time; a mistake does not go away. */
#define PAUSE STINT_SECONDS (20)
#define TRIES 15

typedef struct
{
  char *id;
  guint tries;
  gint64 not_before; /* boot time */
  gboolean running;
} Candidate;

struct _StintLoginStarter
{
  GObject parent_instance;

  StintService *service; /* (unowned) */
  StintNotices *notices; /* (unowned) */
  GPtrArray *candidates; /* of Candidate: not started yet */
  guint go_on_id;
  guint deadline;
  gboolean holding;
};

G_DEFINE_FINAL_TYPE (StintLoginStarter, stint_login_starter, G_TYPE_OBJECT)

static void go_on (StintLoginStarter *self);

static void
candidate_free (Candidate *candidate)
{
  g_free (candidate->id);
  g_free (candidate);
}

static StintSession *
find_session (StintLoginStarter *self, Candidate *candidate)
{
  return stint_registry_get_session (stint_service_get_context (self->service)->registry,
                                     candidate->id);
}

static Candidate *
find_candidate (StintLoginStarter *self, StintSession *session)
{
  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);

      if (g_strcmp0 (candidate->id, stint_session_get_id (session)) == 0)
        return candidate;
    }

  return NULL;
}

static gint64
boot_time (StintLoginStarter *self)
{
  return stint_clock_boot_time (stint_service_get_context (self->service)->clock);
}

/* --- One session ------------------------------------------------------------------------------ */

typedef struct
{
  StintLoginStarter *starter; /* (owned) */
  StintSession *session;      /* (owned) */
} Start;

static void
failed (StintLoginStarter *self, StintSession *session, Candidate *candidate, const GError *error)
{
  if (stint_error_get_kind (error) == STINT_ERROR_KIND_RETRY_LATER && candidate->tries < TRIES)
    {
      candidate->not_before = boot_time (self) + PAUSE;
      return;
    }

  /* Until something changes that may have been in the way. */
  candidate->not_before = STINT_INSTANT_NEVER;
  if (!stint_error_is_cancelled (error))
    stint_notices_note_waiting (self->notices, session, error);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autofree Start *start = user_data;
  g_autoptr (StintLoginStarter) self = start->starter;
  g_autoptr (StintSession) session = start->session;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) outcome =
      stint_engine_start_finish (STINT_ENGINE (object), result, &error);
  Candidate *candidate = find_candidate (self, session);

  if (candidate == NULL)
    return;

  candidate->running = FALSE;
  if (outcome != NULL)
    g_ptr_array_remove (self->candidates, candidate);
  else
    failed (self, session, candidate, error);
  go_on (self);
}

static void
start (StintLoginStarter *self, StintSession *session, Candidate *candidate)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  Start *data = g_new0 (Start, 1);

  options.interactive = FALSE;
  candidate->running = TRUE;
  candidate->tries++;
  data->starter = g_object_ref (self);
  data->session = g_object_ref (session);
  stint_engine_start_async (stint_service_get_engine (self->service), session, &options, NULL,
                            started_cb, data);
}

static GError *
make_need (StintLoginStarter *self, StintSession *session)
{
  StintIntegration *root =
      stint_engine_find_root (stint_service_get_engine (self->service), session);
  gboolean signs_in = root != NULL && stint_integration_get_definition (root)->kind ==
                                          STINT_INTEGRATION_IDENTITY_CENTER;
  GError *error = stint_error_new (signs_in ? STINT_ERROR_NEEDS_SIGN_IN : STINT_ERROR_NEEDS_MFA,
                                   NULL, "A person is needed");

  stint_error_add_detail (error, "session",
                          g_variant_new_string (stint_session_get_name (session)));

  return error;
}

/* FALSE: it is settled. */
static gboolean
try (StintLoginStarter *self, Candidate *candidate)
{
  StintSession *session = find_session (self, candidate);

  if (session == NULL || stint_session_is_held (session) ||
      !stint_session_get_definition (session)->start_at_login)
    return FALSE;
  if (candidate->running || boot_time (self) < candidate->not_before)
    return TRUE;

  if (stint_engine_needs_person (stint_service_get_engine (self->service), session))
    {
      g_autoptr (GError) error = make_need (self, session);

      failed (self, session, candidate, error);
    }
  else
    start (self, session, candidate);

  return TRUE;
}

/* --- All of them ------------------------------------------------------------------------------ */

static void
deadline_cb (gpointer user_data)
{
  StintLoginStarter *self = STINT_LOGIN_STARTER (user_data);

  self->deadline = 0;
  go_on (self);
}

/* While one of them is to be tried again the service stays. */
static void
arm (StintLoginStarter *self)
{
  StintContext *context = stint_service_get_context (self->service);
  gint64 next = STINT_INSTANT_NEVER;

  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);

      if (!candidate->running)
        next = MIN (next, candidate->not_before);
    }

  stint_deadlines_remove (context->deadlines, self->deadline);
  self->deadline = 0;
  if (next != STINT_INSTANT_NEVER)
    self->deadline = stint_deadlines_add (
        context->deadlines, stint_clock_now (context->clock) + MAX (0, next - boot_time (self)),
        deadline_cb, self);

  if (self->holding == (self->deadline != 0))
    return;
  self->holding = self->deadline != 0;
  if (self->holding)
    stint_lifetime_hold (stint_service_get_lifetime (self->service));
  else
    stint_lifetime_release (stint_service_get_lifetime (self->service));
}

static void
go_on (StintLoginStarter *self)
{
  for (guint i = 0; i < self->candidates->len;)
    {
      if (try (self, g_ptr_array_index (self->candidates, i)))
        i++;
      else
        g_ptr_array_remove_index (self->candidates, i);
    }
  arm (self);
}

static gboolean
go_on_cb (gpointer user_data)
{
  StintLoginStarter *self = STINT_LOGIN_STARTER (user_data);

  self->go_on_id = 0;
  for (guint i = 0; i < self->candidates->len; i++)
    {
      Candidate *candidate = g_ptr_array_index (self->candidates, i);

      if (candidate->not_before == STINT_INSTANT_NEVER)
        candidate->not_before = 0;
    }
  go_on (self);

  return G_SOURCE_REMOVE;
}

/* A lease, a sign-in, an unlocked keyring: what waited may not need anybody any more. */
static void
something_changed_cb (StintLoginStarter *self)
{
  g_assert (STINT_IS_LOGIN_STARTER (self));

  if (self->candidates->len > 0 && self->go_on_id == 0)
    self->go_on_id = g_idle_add (go_on_cb, self);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_login_starter_dispose (GObject *object)
{
  StintLoginStarter *self = STINT_LOGIN_STARTER (object);

  g_clear_handle_id (&self->go_on_id, g_source_remove);
  if (self->deadline != 0)
    stint_deadlines_remove (stint_service_get_context (self->service)->deadlines, self->deadline);
  self->deadline = 0;
  g_ptr_array_set_size (self->candidates, 0);

  G_OBJECT_CLASS (stint_login_starter_parent_class)->dispose (object);
}

static void
stint_login_starter_finalize (GObject *object)
{
  StintLoginStarter *self = STINT_LOGIN_STARTER (object);

  g_ptr_array_unref (self->candidates);

  G_OBJECT_CLASS (stint_login_starter_parent_class)->finalize (object);
}

static void
stint_login_starter_class_init (StintLoginStarterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_login_starter_dispose;
  object_class->finalize = stint_login_starter_finalize;
}

static void
stint_login_starter_init (StintLoginStarter *self)
{
  self->candidates = g_ptr_array_new_with_free_func ((GDestroyNotify) candidate_free);
}

StintLoginStarter *
stint_login_starter_new (StintService *service, StintNotices *notices)
{
  StintLoginStarter *self = g_object_new (STINT_TYPE_LOGIN_STARTER, NULL);

  self->service = service;
  self->notices = notices;
  g_signal_connect_object (stint_service_get_context (service)->registry, "integration-changed",
                           G_CALLBACK (something_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (stint_service_get_engine (service), "conditions-changed",
                           G_CALLBACK (something_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
stint_login_starter_run (StintLoginStarter *self)
{
  GPtrArray *sessions;

  g_return_if_fail (STINT_IS_LOGIN_STARTER (self));

  /* The files are another Stint's. */
  if (!stint_lock_is_held (stint_service_get_lock (self->service)))
    return;

  sessions = stint_registry_get_sessions (stint_service_get_context (self->service)->registry);
  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      Candidate *candidate;

      if (!stint_session_get_definition (session)->start_at_login ||
          stint_session_is_held (session) || find_candidate (self, session) != NULL)
        continue;
      candidate = g_new0 (Candidate, 1);
      candidate->id = g_strdup (stint_session_get_id (session));
      g_ptr_array_add (self->candidates, candidate);
    }
  go_on (self);
}
