/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What the doctor says of Identity Center: each sign-in, and whether its portal can be reached. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-doctor.h"

#include "stint-time.h"

#define ID "identity-center"

/* --- What is known ---------------------------------------------------------------------------- */

static char *
describe_end (const StintIntegrationStatus *status)
{
  g_autoptr (GDateTime) end =
      g_date_time_new_from_unix_local (status->signed_in_until / G_USEC_PER_SEC);
  g_autofree char *until = end != NULL ? g_date_time_format (end, "%F %R") : NULL;

  if (until == NULL)
    return g_strdup ("");

  return status->renews ? g_strdup_printf (" until %s and is renewed silently", until)
                        : g_strdup_printf (" until %s", until);
}

static void
tell_signed_in (StintFindings *findings, const char *name, const StintIntegrationStatus *status)
{
  g_autofree char *end = describe_end (status);

  stint_findings_take (
      findings, ID, "ok",
      g_strdup_printf ("The sign-in to %s lasts%s; %s.", name, end,
                       status->shared ? "the AWS CLI uses it too" : "it is kept in the keyring"),
      "");
}

static void
tell_sign_in (StintFindings *findings, StintIntegration *integration)
{
  const StintIntegrationStatus *status = stint_integration_get_status (integration);
  const char *name = stint_integration_get_name (integration);

  switch (status->sign_in)
    {
    case STINT_SIGN_IN_SIGNED_IN:
      tell_signed_in (findings, name, status);
      break;
    case STINT_SIGN_IN_NEEDED:
      stint_findings_take (findings, ID, "warning",
                           g_strdup_printf ("The sign-in to %s has ended.", name),
                           "Sign in again: stint integration sign-in.");
      break;
    case STINT_SIGN_IN_UNKNOWN:
      stint_findings_take (
          findings, ID, "warning",
          g_strdup_printf ("Whether somebody is signed in to %s is not known yet.", name),
          "Unlock the keyring.");
      break;
    case STINT_SIGN_IN_SIGNING_IN:
      stint_findings_take (findings, ID, "note",
                           g_strdup_printf ("Somebody is signing in to %s.", name), "");
      break;
    case STINT_SIGN_IN_SIGNED_OUT:
    default:
      stint_findings_take (findings, ID, "note",
                           g_strdup_printf ("Nobody is signed in to %s.", name), "");
      break;
    }
}

/* --- What has to be asked --------------------------------------------------------------------- */

typedef struct
{
  StintFindings *findings; /* (unowned) outlives the visit */
  guint n_open;
} Round;

typedef struct
{
  GTask *task; /* (owned) */
  char *name;
  char *url;
} Call;

static void
call_free (Call *call)
{
  g_object_unref (call->task);
  g_free (call->name);
  g_free (call->url);
  g_free (call);
}

static void
reached_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Call *call = user_data;
  Round *round = g_task_get_task_data (call->task);
  g_autoptr (GError) error = NULL;
  g_autoptr (StintHttpResponse) response =
      stint_http_send_finish (STINT_HTTP (source), result, &error);

  /* Whatever it says to a question without a token: somebody is there, and TLS is good. */
  if (response != NULL)
    stint_findings_take (round->findings, ID, "ok",
                         g_strdup_printf ("The portal of %s answers at %s.", call->name, call->url),
                         "");
  else
    stint_findings_take (round->findings, ID, "warning",
                         g_strdup_printf ("The portal of %s does not answer at %s: %s", call->name,
                                          call->url, error->message),
                         "Look at the network, the proxy and the region.");
  if (--round->n_open == 0)
    g_task_return_boolean (call->task, TRUE);
  call_free (call);
}

static void
reach (GTask *task, StintContext *context, StintIntegration *integration)
{
  Round *round = g_task_get_task_data (task);
  StintOidcParams params = stint_identity_center_make_oidc_params (integration);
  g_autofree char *url = stint_oidc_dup_endpoint (context->oidc, &params);
  Call *call;

  if (url == NULL)
    return;

  call = g_new0 (Call, 1);
  call->task = g_object_ref (task);
  call->name = g_strdup (stint_integration_get_name (integration));
  call->url = g_steal_pointer (&url);
  round->n_open++;
  stint_http_send_async (context->http, stint_http_request_new ("GET", call->url),
                         g_task_get_cancellable (task), reached_cb, call);
}

void
stint_doctor_check_sign_ins_async (StintFindings *findings,
                                   StintContext *context,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  GPtrArray *integrations = stint_registry_get_integrations (context->registry);
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Round *round = g_new0 (Round, 1);

  round->findings = findings;
  g_task_set_source_tag (task, stint_doctor_check_sign_ins_async);
  g_task_set_task_data (task, round, g_free);
  /* The findings are told, cancelled or not: nobody hears them then. */
  g_task_set_check_cancellable (task, FALSE);
  for (guint i = 0; i < integrations->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (integrations, i);

      if (stint_integration_get_definition (integration)->kind != STINT_INTEGRATION_IDENTITY_CENTER)
        continue;
      tell_sign_in (findings, integration);
      reach (task, context, integration);
    }
  if (round->n_open == 0)
    g_task_return_boolean (task, TRUE);
}

void
stint_doctor_check_sign_ins_finish (GAsyncResult *result)
{
  g_return_if_fail (g_async_result_is_tagged (result, stint_doctor_check_sign_ins_async));

  g_task_propagate_boolean (G_TASK (result), NULL);
}
