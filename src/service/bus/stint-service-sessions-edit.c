/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Those methods of the interface Sessions that change what there is: AddIamRole, Edit, Remove. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-error.h"
#include "stint-moved-key.h"
#include "stint-remove.h"
#include "stint-service-sessions.h"

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
put_role (StintSessionJob *job, StintRequest *request)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintSession *session;
  GError *error = NULL;

  session = stint_registry_put_session (stint_service_get_context (job->service)->registry,
                                        read_new_role (&reader), &error);
  if (session == NULL)
    stint_request_take_failure (request, error);
  else
    stint_service_succeed_saved (job->service, request,
                                 make_id_result (stint_session_get_id (session)));
}

static void
role_tried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSessionJob) job = user_data;
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
try_role (StintSessionJob *job, StintRequest *request, StintOptions *reader)
{
  g_autoptr (StintSessionDefinition) definition = read_new_role (reader);
  const char *code = stint_options_get_text (reader, "mfa-code");
  g_autoptr (StintSession) session = NULL;
  GError *error = NULL;

  definition->id = g_uuid_string_random ();
  if (!stint_registry_check_session (stint_service_get_context (job->service)->registry, definition,
                                     &error))
    {
      stint_request_take_failure (request, error);
      return;
    }

  session = stint_session_new (g_steal_pointer (&definition));
  stint_engine_fetch_async (stint_service_get_engine (job->service), session, code,
                            stint_options_get_boolean (reader, "interactive", TRUE),
                            stint_request_get_cancellable (request), role_tried_cb,
                            stint_session_job_copy (job, request));
}

static void
add_iam_role_run (StintRequest *request, gpointer user_data)
{
  StintSessionJob *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));

  if (stint_options_get_boolean (&reader, "test", FALSE))
    try_role (job, request, &reader);
  else
    put_role (job, request);
}

gboolean
stint_service_sessions_handle_add_iam_role (StintDBusSessions *object,
                                            GDBusMethodInvocation *invocation,
                                            GVariant *options)
{
  StintService *service = stint_service_sessions_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (StintSessionDefinition) definition = read_new_role (&reader);
  GError *error = NULL;

  stint_options_get_boolean (&reader, "test", FALSE);
  stint_options_get_text (&reader, "mfa-code");
  if (!stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, add_iam_role_run,
                              stint_session_job_new (service, NULL),
                              (GDestroyNotify) stint_session_job_free);
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
  g_autoptr (StintSessionJob) job = user_data;
  GError *error = NULL;

  if (stint_engine_edit_session_finish (STINT_ENGINE (object), result, &error))
    stint_service_succeed_saved (job->service, job->request, NULL);
  else
    stint_request_take_failure (job->request, error);
}

static void
edit_run (StintRequest *request, gpointer user_data)
{
  StintSessionJob *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (job->session));

  read_definition (&reader, definition);
  stint_engine_edit_session_async (stint_service_get_engine (job->service), definition,
                                   stint_options_get_boolean (&reader, "consent", FALSE),
                                   stint_request_get_cancellable (request), edited_cb,
                                   stint_session_job_copy (job, request));
}

gboolean
stint_service_sessions_handle_edit (StintDBusSessions *object,
                                    GDBusMethodInvocation *invocation,
                                    const char *id,
                                    GVariant *options)
{
  StintService *service = stint_service_sessions_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  StintSession *session;
  GError *error = NULL;

  session = stint_service_find_session (service, id, &error);
  stint_options_get_boolean (&reader, "consent", FALSE);
  if (session == NULL || !has_definition_options (&reader, &error) ||
      !check_editable (session, &reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, edit_run,
                              stint_session_job_new (service, session),
                              (GDestroyNotify) stint_session_job_free);
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
  g_autoptr (StintSessionJob) job = user_data;
  GError *error = NULL;

  if (stint_stop_sessions_finish (result, NULL, &error))
    stint_service_succeed_saved (job->service, job->request, NULL);
  else
    stint_request_take_failure (job->request, error);
}

static void
remove_checked_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSessionJob) job = user_data;
  g_autoptr (GPtrArray) dependents = NULL;
  g_autoptr (GPtrArray) doomed = NULL;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (job->request));
  GError *error = NULL;

  dependents = stint_registry_list_dependents (stint_service_get_context (job->service)->registry,
                                               stint_session_get_id (job->session));
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
  stint_stop_sessions_async (stint_service_get_context (job->service),
                             stint_service_get_engine (job->service), doomed, TRUE,
                             stint_request_get_cancellable (job->request), remove_stopped_cb,
                             stint_session_job_copy (job, job->request));
}

static void
remove_run (StintRequest *request, gpointer user_data)
{
  StintSessionJob *job = user_data;
  g_autoptr (GPtrArray) sessions = g_ptr_array_new ();

  /* The profile of a moved key gets its key through this very session. */
  g_ptr_array_add (sessions, job->session);
  stint_moved_key_check_unused_async (stint_service_get_context (job->service), sessions,
                                      stint_request_get_cancellable (request), remove_checked_cb,
                                      stint_session_job_copy (job, request));
}

gboolean
stint_service_sessions_handle_remove (StintDBusSessions *object,
                                      GDBusMethodInvocation *invocation,
                                      const char *id,
                                      GVariant *options)
{
  StintService *service = stint_service_sessions_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  StintSession *session;
  GError *error = NULL;

  session = stint_service_find_session (service, id, &error);
  stint_options_get_boolean (&reader, "with-dependents", FALSE);
  if (session == NULL || !stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, remove_run,
                              stint_session_job_new (service, session),
                              (GDestroyNotify) stint_session_job_free);
}
