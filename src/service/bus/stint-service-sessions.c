/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-service-sessions.h"

#include "stint-changes.h"
#include "stint-session-head.h"
#include "stint-tuples.h"

/* The interface Sessions. */
#define STINT_TYPE_SERVICE_SESSIONS (stint_service_sessions_get_type ())
G_DECLARE_FINAL_TYPE (StintServiceSessions,
                      stint_service_sessions,
                      STINT,
                      SERVICE_SESSIONS,
                      StintDBusSessionsSkeleton)

struct _StintServiceSessions
{
  StintDBusSessionsSkeleton parent_instance;

  StintService *service; /* borrowed */
  StintContext *context; /* borrowed */
  StintEngine *engine;   /* borrowed */
  StintChanges *changes;
  GHashTable *needs; /* integration id → what it says of its sessions' need of a person */
};

static void stint_service_sessions_iface_init (StintDBusSessionsIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (StintServiceSessions,
                               stint_service_sessions,
                               STINT_DBUS_TYPE_SESSIONS_SKELETON,
                               G_IMPLEMENT_INTERFACE (STINT_DBUS_TYPE_SESSIONS,
                                                      stint_service_sessions_iface_init))

/* --- For the methods in other files ----------------------------------------------------------- */

StintService *
stint_service_sessions_get_service (StintDBusSessions *object)
{
  return STINT_SERVICE_SESSIONS (object)->service;
}

StintSessionJob *
stint_session_job_new (StintService *service, StintSession *session)
{
  StintSessionJob *job = g_new0 (StintSessionJob, 1);

  job->service = g_object_ref (service);
  g_set_object (&job->session, session);

  return job;
}

StintSessionJob *
stint_session_job_copy (const StintSessionJob *job, StintRequest *request)
{
  StintSessionJob *copy = stint_session_job_new (job->service, job->session);

  copy->request = g_object_ref (request);

  return copy;
}

void
stint_session_job_free (StintSessionJob *job)
{
  g_clear_object (&job->session);
  g_clear_object (&job->request);
  g_object_unref (job->service);
  g_free (job);
}

/* --- The list --------------------------------------------------------------------------------- */

static int
get_default_hand_out (StintServiceSessions *self)
{
  return g_settings_get_enum (self->context->settings, "hand-out");
}

/* Floating. */
static GVariant *
make_tuples (StintServiceSessions *self, GPtrArray *sessions)
{
  g_auto (GVariantBuilder) builder =
      G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" STINT_SESSION_TUPLE));
  int hand_out = get_default_hand_out (self);

  for (guint i = 0; i < sessions->len; i++)
    g_variant_builder_add_value (
        &builder,
        stint_tuple_from_session (self->engine, g_ptr_array_index (sessions, i), hand_out));

  return g_variant_builder_end (&builder);
}

static gboolean
handle_list (StintDBusSessions *object, GDBusMethodInvocation *invocation)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  GVariant *tuples = NULL;

  stint_changes_flush (self->changes);
  tuples = make_tuples (self, stint_registry_get_sessions (self->context->registry));
  stint_dbus_sessions_complete_list (object, g_steal_pointer (&invocation),
                                     stint_changes_get_revision (self->changes), tuples);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_list_packed (StintDBusSessions *object, GDBusMethodInvocation *invocation)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  g_autoptr (GVariant) tuples = NULL;
  g_autoptr (GBytes) packed = NULL;

  stint_changes_flush (self->changes);
  tuples = g_variant_ref_sink (
      make_tuples (self, stint_registry_get_sessions (self->context->registry)));
  packed = g_variant_get_data_as_bytes (tuples);
  stint_dbus_sessions_complete_list_packed (
      object, g_steal_pointer (&invocation), stint_changes_get_revision (self->changes),
      g_variant_new_from_bytes (G_VARIANT_TYPE_BYTESTRING, packed, TRUE));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_head (StintDBusSessions *object, GDBusMethodInvocation *invocation, guint count)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  g_autoptr (GPtrArray) sessions = stint_session_head_pick (self->context->registry, count);

  stint_dbus_sessions_complete_head (object, g_steal_pointer (&invocation),
                                     make_tuples (self, sessions));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
emit_changes_cb (guint64 revision, GPtrArray *changed, GPtrArray *removed, gpointer user_data)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (user_data);
  g_auto (GVariantBuilder) upserts =
      G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a" STINT_SESSION_TUPLE));
  int hand_out = get_default_hand_out (self);

  for (guint i = 0; i < changed->len; i++)
    {
      StintSession *session =
          stint_registry_get_session (self->context->registry, g_ptr_array_index (changed, i));

      if (session != NULL)
        g_variant_builder_add_value (&upserts,
                                     stint_tuple_from_session (self->engine, session, hand_out));
    }

  g_ptr_array_add (removed, NULL);
  stint_dbus_sessions_emit_changed (STINT_DBUS_SESSIONS (self), revision,
                                    g_variant_builder_end (&upserts),
                                    (const char *const *) removed->pdata);
}

static void
session_changed_cb (StintRegistry *registry, StintSession *session, gpointer user_data)
{
  stint_changes_add (STINT_SERVICE_SESSIONS (user_data)->changes, stint_session_get_id (session));
}

static void
session_removed_cb (StintRegistry *registry, const char *id, gpointer user_data)
{
  stint_changes_add_removed (STINT_SERVICE_SESSIONS (user_data)->changes, id);
}

static void
add_all (StintServiceSessions *self, const char *integration_id)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->context->registry);

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      const char *id = stint_session_get_definition (session)->integration_id;

      if (integration_id == NULL || g_strcmp0 (id, integration_id) == 0)
        stint_changes_add (self->changes, stint_session_get_id (session));
    }
}

/* What of an integration decides whether its sessions need a person. */
static char *
describe_need (StintIntegration *integration)
{
  const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);
  const StintIntegrationStatus *status = stint_integration_get_status (integration);

  return g_strdup_printf ("%s %d %d %s",
                          definition->mfa_serial != NULL ? definition->mfa_serial : "",
                          stint_integration_get_lease_until (integration) != 0,
                          status->sign_in == STINT_SIGN_IN_SIGNED_IN, definition->name);
}

/* Only then are they told again: while it syncs it changes several times a second, and they may be
 * thousands. */
static void
integration_changed_cb (StintRegistry *registry, StintIntegration *integration, gpointer user_data)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (user_data);
  const char *id = stint_integration_get_id (integration);
  char *need = describe_need (integration);

  if (g_strcmp0 (g_hash_table_lookup (self->needs, id), need) == 0)
    {
      g_free (need);
      return;
    }

  g_hash_table_insert (self->needs, g_strdup (id), need);
  add_all (self, id);
}

static void
hand_out_changed_cb (GSettings *settings, const char *key, gpointer user_data)
{
  add_all (STINT_SERVICE_SESSIONS (user_data), NULL);
}

static gboolean
handle_history (StintDBusSessions *object, GDBusMethodInvocation *invocation, const char *id)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  GError *error = NULL;

  if (stint_service_find_session (self->service, id, &error) == NULL)
    return stint_service_refuse (invocation, error);

  stint_dbus_sessions_complete_history (
      object, g_steal_pointer (&invocation),
      stint_history_list (stint_service_get_history (self->service), id));

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_service_sessions_finalize (GObject *object)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);

  g_clear_pointer (&self->changes, stint_changes_free);
  g_hash_table_unref (self->needs);

  G_OBJECT_CLASS (stint_service_sessions_parent_class)->finalize (object);
}

static void
stint_service_sessions_class_init (StintServiceSessionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_service_sessions_finalize;
}

static void
stint_service_sessions_iface_init (StintDBusSessionsIface *iface)
{
  iface->handle_list = handle_list;
  iface->handle_list_packed = handle_list_packed;
  iface->handle_head = handle_head;
  iface->handle_add_iam_role = stint_service_sessions_handle_add_iam_role;
  iface->handle_edit = stint_service_sessions_handle_edit;
  iface->handle_remove = stint_service_sessions_handle_remove;
  iface->handle_start = stint_service_sessions_handle_start;
  iface->handle_stop = stint_service_sessions_handle_stop;
  iface->handle_renew = stint_service_sessions_handle_renew;
  iface->handle_preview = stint_service_sessions_handle_preview;
  iface->handle_stop_all = stint_service_sessions_handle_stop_all;
  iface->handle_history = handle_history;
}

static void
stint_service_sessions_init (StintServiceSessions *self)
{
  self->changes = stint_changes_new (emit_changes_cb, self);
  self->needs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

GDBusInterfaceSkeleton *
stint_service_sessions_new (StintService *service)
{
  StintServiceSessions *self = g_object_new (STINT_TYPE_SERVICE_SESSIONS, NULL);
  StintRegistry *registry;

  self->service = service;
  self->context = stint_service_get_context (service);
  self->engine = stint_service_get_engine (service);
  registry = self->context->registry;
  g_signal_connect_object (registry, "session-changed", G_CALLBACK (session_changed_cb), self, 0);
  g_signal_connect_object (registry, "session-removed", G_CALLBACK (session_removed_cb), self, 0);
  g_signal_connect_object (registry, "integration-changed", G_CALLBACK (integration_changed_cb),
                           self, 0);
  g_signal_connect_object (self->context->settings, "changed::hand-out",
                           G_CALLBACK (hand_out_changed_cb), self, 0);

  return G_DBUS_INTERFACE_SKELETON (self);
}
