/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Those methods of the interface Sessions that start and stop. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-service-sessions.h"
#include "stint-stop-all.h"

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
answer_start (StintSessionJob *job, StintStartResult *started, GError *error)
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
  g_autoptr (StintSessionJob) job = user_data;
  GError *error = NULL;
  StintStartResult *started = stint_engine_start_finish (STINT_ENGINE (object), result, &error);

  answer_start (job, started, error);
}

static void
renewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSessionJob) job = user_data;
  GError *error = NULL;
  StintStartResult *renewed = stint_engine_renew_finish (STINT_ENGINE (object), result, &error);

  answer_start (job, renewed, error);
}

static void
previewed_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSessionJob) job = user_data;
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
  StintSessionJob *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintStartOptions start = read_start_options (&reader);

  stint_engine_start_async (stint_service_get_engine (job->service), job->session, &start,
                            stint_request_get_cancellable (request), started_cb,
                            stint_session_job_copy (job, request));
}

static void
renew_run (StintRequest *request, gpointer user_data)
{
  StintSessionJob *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintStartOptions start = read_start_options (&reader);

  stint_engine_renew_async (stint_service_get_engine (job->service), job->session, &start,
                            stint_request_get_cancellable (request), renewed_cb,
                            stint_session_job_copy (job, request));
}

static void
preview_run (StintRequest *request, gpointer user_data)
{
  StintSessionJob *job = user_data;
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (request));
  StintStartOptions start = read_start_options (&reader);

  stint_engine_preview_async (stint_service_get_engine (job->service), job->session, &start,
                              stint_request_get_cancellable (request), previewed_cb,
                              stint_session_job_copy (job, request));
}

/* What the three of them have in common. */
static gboolean
serve (StintDBusSessions *object,
       GDBusMethodInvocation *invocation,
       const char *id,
       GVariant *options,
       StintAdmission admission,
       StintRequestFunc func)
{
  StintService *service = stint_service_sessions_get_service (object);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  GError *error = NULL;
  StintSession *session = stint_service_find_session (service, id, &error);

  read_start_options (&reader);
  if (session == NULL || !stint_options_check (&reader, &error))
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, admission, func,
                              stint_session_job_new (service, session),
                              (GDestroyNotify) stint_session_job_free);
}

gboolean
stint_service_sessions_handle_start (StintDBusSessions *object,
                                     GDBusMethodInvocation *invocation,
                                     const char *id,
                                     GVariant *options)
{
  return serve (object, invocation, id, options, STINT_ADMIT_WRITER, start_run);
}

gboolean
stint_service_sessions_handle_renew (StintDBusSessions *object,
                                     GDBusMethodInvocation *invocation,
                                     const char *id,
                                     GVariant *options)
{
  return serve (object, invocation, id, options, STINT_ADMIT_WRITER, renew_run);
}

gboolean
stint_service_sessions_handle_preview (StintDBusSessions *object,
                                       GDBusMethodInvocation *invocation,
                                       const char *id,
                                       GVariant *options)
{
  return serve (object, invocation, id, options, STINT_ADMIT_READER, preview_run);
}

/* --- Stop ------------------------------------------------------------------------------------- */

static void
stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSessionJob) job = user_data;
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
  StintSessionJob *job = user_data;

  stint_engine_stop_async (stint_service_get_engine (job->service), job->session,
                           stint_request_get_cancellable (request), stopped_cb,
                           stint_session_job_copy (job, request));
}

gboolean
stint_service_sessions_handle_stop (StintDBusSessions *object,
                                    GDBusMethodInvocation *invocation,
                                    const char *id,
                                    GVariant *options)
{
  StintService *service = stint_service_sessions_get_service (object);
  StintSession *session;
  GError *error = NULL;

  session = stint_service_find_session (service, id, &error);
  if (session == NULL)
    return stint_service_refuse (invocation, error);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, stop_run,
                              stint_session_job_new (service, session),
                              (GDestroyNotify) stint_session_job_free);
}

static void
all_stopped_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintSessionJob) job = user_data;
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
  StintSessionJob *job = user_data;

  stint_stop_all_async (stint_service_get_context (job->service),
                        stint_service_get_engine (job->service), all_stopped_cb,
                        stint_session_job_copy (job, request));
}

gboolean
stint_service_sessions_handle_stop_all (StintDBusSessions *object,
                                        GDBusMethodInvocation *invocation,
                                        GVariant *options)
{
  StintService *service = stint_service_sessions_get_service (object);

  return stint_service_serve (service, invocation, options, STINT_ADMIT_WRITER, stop_all_run,
                              stint_session_job_new (service, NULL),
                              (GDestroyNotify) stint_session_job_free);
}
