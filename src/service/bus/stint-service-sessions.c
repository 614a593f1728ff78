/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-changes.h"
#include "stint-error.h"
#include "stint-moved-key.h"
#include "stint-remove.h"
#include "stint-service-private.h"
#include "stint-session-head.h"
#include "stint-stop-all.h"
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

/* What an admitted request works with. */
typedef struct
{
  StintServiceSessions *self; /* (owned) */
  StintSession *session;      /* (owned) (nullable) */
  StintRequest *request;      /* (owned) (nullable) */
} Job;

static Job *
job_new (StintServiceSessions *self, StintSession *session)
{
  Job *job = g_new0 (Job, 1);

  job->self = g_object_ref (self);
  g_set_object (&job->session, session);

  return job;
}

static Job *
job_copy (const Job *job, StintRequest *request)
{
  Job *copy = job_new (job->self, job->session);

  copy->request = g_object_ref (request);

  return copy;
}

static void
job_free (Job *job)
{
  g_clear_object (&job->session);
  g_clear_object (&job->request);
  g_object_unref (job->self);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

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

/* --- Definitions ------------------------------------------------------------------------------ */

/* Lays the options of AddIamRole and Edit over @definition. */
static void
read_definition (StintOptions *reader, StintSessionDefinition *definition)
{
  stint_service_override_text (&definition->name, stint_options_get_string (reader, "name"));
  stint_service_override_text (&definition->role_arn,
                               stint_options_get_string (reader, "role-arn"));
  stint_service_override_text (&definition->from_id, stint_options_get_string (reader, "from"));
  stint_service_override_text (&definition->external_id,
                               stint_options_get_string (reader, "external-id"));
  stint_service_override_text (&definition->role_session_name,
                               stint_options_get_string (reader, "role-session-name"));
  stint_service_override_text (&definition->profile, stint_options_get_string (reader, "profile"));
  stint_service_override_text (&definition->region, stint_options_get_string (reader, "region"));
  definition->duration = stint_options_get_uint (reader, "duration", definition->duration);
  definition->pinned = stint_options_get_boolean (reader, "pinned", definition->pinned);
  definition->start_at_login =
      stint_options_get_boolean (reader, "start-at-login", definition->start_at_login);
  definition->mfa = (StintMfaMode) stint_options_get_enum (reader, "mfa", STINT_TYPE_MFA_MODE,
                                                           (int) definition->mfa);
  definition->renew = (StintRenewPolicy) stint_options_get_enum (
      reader, "renew", STINT_TYPE_RENEW_POLICY, (int) definition->renew);

  /* "" goes back to the preference. */
  if (stint_options_has (reader, "hand-out"))
    definition->hand_out = stint_options_get_enum (reader, "hand-out", STINT_TYPE_HAND_OUT, -1);
}

static gboolean
has_definition_options (StintOptions *reader, GError **error)
{
  g_autoptr (StintSessionDefinition) scratch = stint_session_definition_new ();

  read_definition (reader, scratch);

  return stint_options_check (reader, error);
}

static StintSessionDefinition *
read_new_role (StintOptions *reader)
{
  StintSessionDefinition *definition = stint_session_definition_new ();

  definition->kind = STINT_SESSION_IAM_ROLE;
  definition->hand_out = -1;
  stint_options_need_text (reader, "name");
  stint_options_need_text (reader, "role-arn");
  definition->integration_id = g_strdup (stint_options_need_text (reader, "integration"));
  read_definition (reader, definition);

  return definition;
}

static GVariant *
make_id_result (const char *id)
{
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&results, "id", "s", id);

  return g_variant_dict_end (&results);
}

static void
put_role (Job *job, StintRequest *request)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintSession *session;
  GError *error = NULL;

  session =
      stint_registry_put_session (job->self->context->registry, read_new_role (&reader), &error);
  if (session == NULL)
    stint_request_take_failure (request, error);
  else
    stint_service_succeed_saved (job->self->service, request,
                                 make_id_result (stint_session_get_id (session)));
}

static void
role_tried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (StintAwsCredentials) credentials = NULL;
  GError *error = NULL;

  credentials = stint_engine_fetch_finish (STINT_ENGINE (object), result, &error);
  if (credentials == NULL)
    stint_request_take_failure (job->request, error);
  else if (stint_request_is_open (job->request))
    put_role (job, job->request);
}

/* Assumed once, as a session that nobody knows of. */
static void
try_role (Job *job, StintRequest *request, StintOptions *reader)
{
  g_autoptr (StintSessionDefinition) definition = read_new_role (reader);
  const char *code = stint_options_get_text (reader, "mfa-code");
  g_autoptr (StintSession) session = NULL;
  GError *error = NULL;

  definition->id = g_uuid_string_random ();
  if (!stint_registry_check_session (job->self->context->registry, definition, &error))
    {
      stint_request_take_failure (request, error);
      return;
    }

  session = stint_session_new (g_steal_pointer (&definition));
  stint_engine_fetch_async (
      job->self->engine, session, code, stint_options_get_boolean (reader, "interactive", TRUE),
      stint_request_get_cancellable (request), role_tried_cb, job_copy (job, request));
}

static void
add_iam_role_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));

  if (stint_options_get_boolean (&reader, "test", FALSE))
    try_role (job, request, &reader);
  else
    put_role (job, request);
}

static gboolean
handle_add_iam_role (StintDBusSessions *object,
                     GDBusMethodInvocation *invocation,
                     GVariant *options)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (StintSessionDefinition) definition = read_new_role (&reader);
  g_autoptr (StintRequest) request = NULL;
  GError *error = NULL;

  stint_options_get_boolean (&reader, "test", FALSE);
  stint_options_get_text (&reader, "mfa-code");
  if (stint_options_check (&reader, &error))
    request = stint_service_open_request (self->service, invocation, options, &error);
  if (request == NULL)
    return stint_service_refuse (invocation, error);

  stint_dbus_sessions_complete_add_iam_role (object, g_steal_pointer (&invocation),
                                             stint_request_get_path (request));
  stint_service_admit (self->service, request, STINT_ADMIT_WRITER, add_iam_role_run,
                       job_new (self, NULL), (GDestroyNotify) job_free);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Edit ------------------------------------------------------------------------------------- */

/* What AWS says of a session of Identity Center is not for anybody to edit. */
static gboolean
check_editable (StintSession *session, StintOptions *reader, GError **error)
{
  static const char *const fixed[] = { "role-arn",          "from",     "external-id",
                                       "role-session-name", "duration", "mfa" };

  if (stint_session_get_definition (session)->kind != STINT_SESSION_IDENTITY_CENTER)
    return TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (fixed); i++)
    {
      if (!stint_options_has (reader, fixed[i]))
        continue;
      g_propagate_error (error, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                                 "A session of Identity Center has no “%s” to "
                                                 "choose",
                                                 fixed[i]));
      return FALSE;
    }

  return TRUE;
}

static void
edited_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  GError *error = NULL;

  if (stint_engine_edit_session_finish (STINT_ENGINE (object), result, &error))
    stint_service_succeed_saved (job->self->service, job->request, NULL);
  else
    stint_request_take_failure (job->request, error);
}

static void
edit_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (job->session));

  read_definition (&reader, definition);
  stint_engine_edit_session_async (
      job->self->engine, definition, stint_options_get_boolean (&reader, "consent", FALSE),
      stint_request_get_cancellable (request), edited_cb, job_copy (job, request));
}

static gboolean
handle_edit (StintDBusSessions *object,
             GDBusMethodInvocation *invocation,
             const char *id,
             GVariant *options)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (StintRequest) request = NULL;
  StintSession *session;
  GError *error = NULL;

  session = stint_service_find_session (self->service, id, &error);
  stint_options_get_boolean (&reader, "consent", FALSE);
  if (session != NULL && has_definition_options (&reader, &error) &&
      check_editable (session, &reader, &error))
    request = stint_service_open_request (self->service, invocation, options, &error);
  if (request == NULL)
    return stint_service_refuse (invocation, error);

  stint_dbus_sessions_complete_edit (object, g_steal_pointer (&invocation),
                                     stint_request_get_path (request));
  stint_service_admit (self->service, request, STINT_ADMIT_WRITER, edit_run,
                       job_new (self, session), (GDestroyNotify) job_free);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Remove ----------------------------------------------------------------------------------- */

static GError *
make_in_use (GPtrArray *dependents)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;
  g_autofree char *joined = NULL;
  GError *error;

  for (guint i = 0; i < dependents->len; i++)
    g_strv_builder_add (names, stint_session_get_name (g_ptr_array_index (dependents, i)));
  list = g_strv_builder_end (names);
  joined = g_strjoinv (", ", list);

  error = stint_error_new (STINT_ERROR_IN_USE, NULL, "Others are chained from it: %s", joined);
  stint_error_add_detail (error, "sessions", g_variant_new_strv ((const char *const *) list, -1));
  return error;
}

static void
remove_stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  GError *error = NULL;

  if (stint_stop_sessions_finish (result, NULL, &error))
    stint_service_succeed_saved (job->self->service, job->request, NULL);
  else
    stint_request_take_failure (job->request, error);
}

static void
remove_checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  StintServiceSessions *self = job->self;
  g_autoptr (GPtrArray) dependents = NULL;
  g_autoptr (GPtrArray) doomed = NULL;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (job->request));
  GError *error = NULL;

  dependents =
      stint_registry_list_dependents (self->context->registry, stint_session_get_id (job->session));
  if (!stint_moved_key_check_unused_finish (result, &error))
    {
      stint_request_take_failure (job->request, error);
      return;
    }
  if (dependents->len > 0 && !stint_options_get_boolean (&reader, "with-dependents", FALSE))
    {
      stint_request_take_failure (job->request, make_in_use (dependents));
      return;
    }

  doomed = g_ptr_array_new ();
  for (guint i = 0; i < dependents->len; i++)
    g_ptr_array_add (doomed, g_ptr_array_index (dependents, i));
  g_ptr_array_add (doomed, job->session);
  stint_stop_sessions_async (self->context, self->engine, doomed, TRUE,
                             stint_request_get_cancellable (job->request), remove_stopped_cb,
                             job_copy (job, job->request));
}

static void
remove_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();

  /* The profile of a moved key gets its key through this very session. */
  g_ptr_array_add (sessions, job->session);
  stint_moved_key_check_unused_async (job->self->context, sessions,
                                      stint_request_get_cancellable (request), remove_checked_cb,
                                      job_copy (job, request));
}

static gboolean
handle_remove (StintDBusSessions *object,
               GDBusMethodInvocation *invocation,
               const char *id,
               GVariant *options)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (StintRequest) request = NULL;
  StintSession *session;
  GError *error = NULL;

  session = stint_service_find_session (self->service, id, &error);
  stint_options_get_boolean (&reader, "with-dependents", FALSE);
  if (session != NULL && stint_options_check (&reader, &error))
    request = stint_service_open_request (self->service, invocation, options, &error);
  if (request == NULL)
    return stint_service_refuse (invocation, error);

  stint_dbus_sessions_complete_remove (object, g_steal_pointer (&invocation),
                                       stint_request_get_path (request));
  stint_service_admit (self->service, request, STINT_ADMIT_WRITER, remove_run,
                       job_new (self, session), (GDestroyNotify) job_free);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* --- Start, Renew, Preview -------------------------------------------------------------------- */

/* Texts are borrowed from the options, which live as long as the request. */
static StintStartOptions
read_start_options (StintOptions *reader)
{
  StintStartOptions start = STINT_START_OPTIONS_INIT;

  start.mfa_code = stint_options_get_text (reader, "mfa-code");
  start.profile = stint_options_get_text (reader, "profile");
  start.region = stint_options_get_text (reader, "region");
  start.duration = stint_options_get_uint (reader, "duration", 0);
  start.hand_out = stint_options_get_enum (reader, "hand-out", STINT_TYPE_HAND_OUT, -1);
  start.consent = stint_options_get_boolean (reader, "consent", FALSE);
  start.interactive = stint_options_get_boolean (reader, "interactive", TRUE);

  return start;
}

static GVariant *
make_start_result (const StintStartResult *result)
{
  static const char *const none[] = { NULL };
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  const char *const *warnings =
      result->warnings != NULL ? (const char *const *) result->warnings : none;

  g_variant_dict_insert (&results, "until", "x", result->until / G_USEC_PER_SEC);
  g_variant_dict_insert (&results, "profile", "s", result->profile != NULL ? result->profile : "");
  g_variant_dict_insert (&results, "path", "s", result->path != NULL ? result->path : "");
  g_variant_dict_insert_value (&results, "warnings", g_variant_new_strv (warnings, -1));

  return g_variant_dict_end (&results);
}

static void
answer_start (Job *job, StintStartResult *started, GError *error)
{
  g_autoptr (StintStartResult) result = started;

  if (result != NULL)
    stint_request_succeed (job->request, make_start_result (result));
  else
    stint_request_take_failure (job->request, error);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  GError *error = NULL;
  StintStartResult *started = stint_engine_start_finish (STINT_ENGINE (object), result, &error);

  answer_start (job, started, error);
}

static void
renewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  GError *error = NULL;
  StintStartResult *renewed = stint_engine_renew_finish (STINT_ENGINE (object), result, &error);

  answer_start (job, renewed, error);
}

static void
previewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_autoptr (StintStartPreview) preview = NULL;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  GError *error = NULL;

  preview = stint_engine_preview_finish (STINT_ENGINE (object), result, &error);
  if (preview == NULL)
    {
      stint_request_take_failure (job->request, error);
      return;
    }

  g_variant_dict_insert_value (&results, "files", preview->files);
  g_variant_dict_insert_value (&results, "reasons",
                               g_variant_new_strv ((const char *const *) preview->reasons, -1));
  g_variant_dict_insert_value (&results, "profiles",
                               g_variant_new_strv ((const char *const *) preview->profiles, -1));
  stint_request_succeed (job->request, g_variant_dict_end (&results));
}

static void
start_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintStartOptions start = read_start_options (&reader);

  stint_engine_start_async (job->self->engine, job->session, &start,
                            stint_request_get_cancellable (request), started_cb,
                            job_copy (job, request));
}

static void
renew_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintStartOptions start = read_start_options (&reader);

  stint_engine_renew_async (job->self->engine, job->session, &start,
                            stint_request_get_cancellable (request), renewed_cb,
                            job_copy (job, request));
}

static void
preview_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintStartOptions start = read_start_options (&reader);

  stint_engine_preview_async (job->self->engine, job->session, &start,
                              stint_request_get_cancellable (request), previewed_cb,
                              job_copy (job, request));
}

/* (nullable): an error means that nothing was opened */
static StintRequest *
open_start (StintServiceSessions *self,
            GDBusMethodInvocation *invocation,
            const char *id,
            GVariant *options,
            StintSession **out_session,
            GError **error)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);

  *out_session = stint_service_find_session (self->service, id, error);
  if (*out_session == NULL)
    return NULL;

  read_start_options (&reader);
  if (!stint_options_check (&reader, error))
    return NULL;

  return stint_service_open_request (self->service, invocation, options, error);
}

static void
admit (StintServiceSessions *self,
       StintRequest *request,
       StintSession *session,
       StintAdmission admission,
       StintRequestFunc func)
{
  stint_service_admit (self->service, request, admission, func, job_new (self, session),
                       (GDestroyNotify) job_free);
}

typedef void (*CompleteFunc) (StintDBusSessions *object,
                              GDBusMethodInvocation *invocation,
                              const char *path);

/* What the three of them have in common. */
static gboolean
handle_with_options (StintServiceSessions *self,
                     GDBusMethodInvocation *invocation,
                     const char *id,
                     GVariant *options,
                     StintAdmission admission,
                     StintRequestFunc func,
                     CompleteFunc complete)
{
  g_autoptr (StintRequest) request = NULL;
  StintSession *session;
  GError *error = NULL;

  request = open_start (self, invocation, id, options, &session, &error);
  if (request == NULL)
    return stint_service_refuse (invocation, error);

  complete (STINT_DBUS_SESSIONS (self), invocation, stint_request_get_path (request));
  admit (self, request, session, admission, func);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
handle_start (StintDBusSessions *object,
              GDBusMethodInvocation *invocation,
              const char *id,
              GVariant *options)
{
  return handle_with_options (STINT_SERVICE_SESSIONS (object), invocation, id, options,
                              STINT_ADMIT_WRITER, start_run, stint_dbus_sessions_complete_start);
}

static gboolean
handle_renew (StintDBusSessions *object,
              GDBusMethodInvocation *invocation,
              const char *id,
              GVariant *options)
{
  return handle_with_options (STINT_SERVICE_SESSIONS (object), invocation, id, options,
                              STINT_ADMIT_WRITER, renew_run, stint_dbus_sessions_complete_renew);
}

static gboolean
handle_preview (StintDBusSessions *object,
                GDBusMethodInvocation *invocation,
                const char *id,
                GVariant *options)
{
  return handle_with_options (STINT_SERVICE_SESSIONS (object), invocation, id, options,
                              STINT_ADMIT_READER, preview_run,
                              stint_dbus_sessions_complete_preview);
}

/* --- Stop ------------------------------------------------------------------------------------- */

static void
stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  gboolean foreign = FALSE;
  GError *error = NULL;

  if (!stint_engine_stop_finish (STINT_ENGINE (object), result, &foreign, &error))
    {
      stint_request_take_failure (job->request, error);
      return;
    }

  g_variant_dict_insert (&results, "foreign-keys", "b", foreign);
  stint_request_succeed (job->request, g_variant_dict_end (&results));
}

static void
stop_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;

  stint_engine_stop_async (job->self->engine, job->session, stint_request_get_cancellable (request),
                           stopped_cb, job_copy (job, request));
}

static gboolean
handle_stop (StintDBusSessions *object,
             GDBusMethodInvocation *invocation,
             const char *id,
             GVariant *options)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  g_autoptr (StintRequest) request = NULL;
  StintSession *session;
  GError *error = NULL;

  session = stint_service_find_session (self->service, id, &error);
  if (session != NULL)
    request = stint_service_open_request (self->service, invocation, options, &error);
  if (request == NULL)
    return stint_service_refuse (invocation, error);

  stint_dbus_sessions_complete_stop (object, g_steal_pointer (&invocation),
                                     stint_request_get_path (request));
  admit (self, request, session, STINT_ADMIT_WRITER, stop_run);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
all_stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Job) job = user_data;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  g_auto (GStrv) stopped = NULL;
  g_autoptr (GVariant) failed = stint_stop_all_finish (result, &stopped);

  g_variant_dict_insert_value (&results, "stopped",
                               g_variant_new_strv ((const char *const *) stopped, -1));
  g_variant_dict_insert_value (&results, "failed", failed);
  stint_request_succeed (job->request, g_variant_dict_end (&results));
}

static void
stop_all_run (StintRequest *request, gpointer user_data)
{
  Job *job = user_data;

  stint_stop_all_async (job->self->context, job->self->engine, all_stopped_cb,
                        job_copy (job, request));
}

static gboolean
handle_stop_all (StintDBusSessions *object, GDBusMethodInvocation *invocation, GVariant *options)
{
  StintServiceSessions *self = STINT_SERVICE_SESSIONS (object);
  g_autoptr (StintRequest) request = NULL;
  GError *error = NULL;

  request = stint_service_open_request (self->service, invocation, options, &error);
  if (request == NULL)
    return stint_service_refuse (invocation, error);

  stint_dbus_sessions_complete_stop_all (object, g_steal_pointer (&invocation),
                                         stint_request_get_path (request));
  admit (self, request, NULL, STINT_ADMIT_WRITER, stop_all_run);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
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
  iface->handle_add_iam_role = handle_add_iam_role;
  iface->handle_edit = handle_edit;
  iface->handle_remove = handle_remove;
  iface->handle_start = handle_start;
  iface->handle_stop = handle_stop;
  iface->handle_renew = handle_renew;
  iface->handle_preview = handle_preview;
  iface->handle_stop_all = handle_stop_all;
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
