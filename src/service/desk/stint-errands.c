/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-notices"

#include "config.h"

#include "stint-errands.h"

#include "stint-time.h"
#include "stint-tray-clicks.h"
#include "stint-tray-content.h"

/* A person who has not answered a dialog by then has left it. */
#define PATIENCE STINT_SECONDS (600)

typedef struct
{
  char *id;
  gboolean renew;
  gint64 until;   /* its end when it was wished: another one is a success */
  gboolean asked; /* the window was called for it */
} Errand;

struct _StintErrands
{
  GObject parent_instance;

  StintService *service; /* (unowned) */
  GPtrArray *errands;    /* of Errand, in the order of wishing */
  gint64 wished_at;      /* boot time */
  guint run_id;
};

G_DEFINE_FINAL_TYPE (StintErrands, stint_errands, G_TYPE_OBJECT)

static void
errand_free (Errand *errand)
{
  g_free (errand->id);
  g_free (errand);
}

static StintSession *
find_session (StintErrands *self, Errand *errand)
{
  return stint_registry_get_session (stint_service_get_context (self->service)->registry,
                                     errand->id);
}

static gboolean
is_done (Errand *errand, StintSession *session)
{
  return session == NULL ||
         (stint_session_is_active (session) &&
          (!errand->renew || stint_session_get_life (session)->until != errand->until));
}

static void
drop_done (StintErrands *self)
{
  StintContext *context = stint_service_get_context (self->service);

  if (stint_clock_boot_time (context->clock) - self->wished_at > PATIENCE)
    g_ptr_array_set_size (self->errands, 0);

  for (guint i = self->errands->len; i > 0; i--)
    {
      Errand *errand = g_ptr_array_index (self->errands, i - 1);

      if (is_done (errand, find_session (self, errand)))
        g_ptr_array_remove_index (self->errands, i - 1);
    }
}

static const char *
find_root_id (StintErrands *self, StintSession *session)
{
  StintIntegration *root =
      stint_engine_find_root (stint_service_get_engine (self->service), session);

  return root != NULL ? stint_integration_get_id (root) : "";
}

/* Identity Center is signed in to as a whole; a code is entered for a session. */
static void
call_window (StintErrands *self, Errand *errand, StintSession *session, const char *token)
{
  StintIntegration *root =
      stint_engine_find_root (stint_service_get_engine (self->service), session);

  errand->asked = TRUE;
  if (root != NULL &&
      stint_integration_get_definition (root)->kind == STINT_INTEGRATION_IDENTITY_CENTER)
    stint_tray_click (self->service, STINT_TRAY_SIGN_IN, stint_integration_get_id (root), token);
  else
    stint_tray_click (self->service, errand->renew ? STINT_TRAY_RENEW : STINT_TRAY_START,
                      errand->id, token);
}

/* The roots for which a person is at it. (transfer container) */
static GHashTable *
list_busy_roots (StintErrands *self)
{
  GHashTable *roots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < self->errands->len; i++)
    {
      Errand *errand = g_ptr_array_index (self->errands, i);

      if (errand->asked)
        g_hash_table_add (roots, g_strdup (find_root_id (self, find_session (self, errand))));
    }

  return roots;
}

static void
run (StintErrands *self, const char *token)
{
  StintEngine *engine = stint_service_get_engine (self->service);
  g_autoptr (GHashTable) busy = NULL;

  drop_done (self);
  busy = list_busy_roots (self);
  for (guint i = 0; i < self->errands->len;)
    {
      Errand *errand = g_ptr_array_index (self->errands, i);
      StintSession *session = find_session (self, errand);

      if (!stint_engine_needs_person (engine, session))
        {
          /* If AWS says that it does after all, the click asks the window by itself. */
          stint_tray_click (self->service, errand->renew ? STINT_TRAY_RENEW : STINT_TRAY_START,
                            errand->id, token);
          g_ptr_array_remove_index (self->errands, i);
          continue;
        }
      if (!errand->asked && g_hash_table_add (busy, g_strdup (find_root_id (self, session))))
        call_window (self, errand, session, token);
      i++;
    }
}

static gboolean
run_cb (gpointer user_data)
{
  StintErrands *self = STINT_ERRANDS (user_data);

  self->run_id = 0;
  run (self, NULL);

  return G_SOURCE_REMOVE;
}

static void
something_changed_cb (StintErrands *self)
{
  g_assert (STINT_IS_ERRANDS (self));

  if (self->errands->len > 0 && self->run_id == 0)
    self->run_id = g_idle_add (run_cb, self);
}

static void
stint_errands_dispose (GObject *object)
{
  StintErrands *self = STINT_ERRANDS (object);

  g_clear_handle_id (&self->run_id, g_source_remove);
  g_ptr_array_set_size (self->errands, 0);

  G_OBJECT_CLASS (stint_errands_parent_class)->dispose (object);
}

static void
stint_errands_finalize (GObject *object)
{
  StintErrands *self = STINT_ERRANDS (object);

  g_ptr_array_unref (self->errands);

  G_OBJECT_CLASS (stint_errands_parent_class)->finalize (object);
}

static void
stint_errands_class_init (StintErrandsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_errands_dispose;
  object_class->finalize = stint_errands_finalize;
}

static void
stint_errands_init (StintErrands *self)
{
  self->errands = g_ptr_array_new_with_free_func ((GDestroyNotify) errand_free);
}

StintErrands *
stint_errands_new (StintService *service)
{
  StintErrands *self = g_object_new (STINT_TYPE_ERRANDS, NULL);
  StintRegistry *registry = stint_service_get_context (service)->registry;

  self->service = service;
  g_signal_connect_object (registry, "session-changed", G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (registry, "session-removed", G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (registry, "integration-changed", G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
stint_errands_run (StintErrands *self, GStrv ids, const char *token)
{
  StintContext *context;

  g_return_if_fail (STINT_IS_ERRANDS (self));
  g_return_if_fail (ids != NULL);

  /* What was wished before and did not happen is wished anew, or not at all. */
  g_ptr_array_set_size (self->errands, 0);
  context = stint_service_get_context (self->service);
  self->wished_at = stint_clock_boot_time (context->clock);
  for (guint i = 0; ids[i] != NULL; i++)
    {
      StintSession *session = stint_registry_get_session (context->registry, ids[i]);
      Errand *errand;

      if (session == NULL)
        continue;
      errand = g_new0 (Errand, 1);
      errand->id = g_strdup (ids[i]);
      errand->renew = stint_session_is_held (session);
      errand->until = stint_session_get_life (session)->until;
      g_ptr_array_add (self->errands, errand);
    }
  run (self, token);
}
