/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* A start URL and a region are tried before they are saved. */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-error-map.h"
#include "stint-sign-in.h"
#include "stint-start-url.h"

typedef struct
{
  StintContext *context; /* (unowned) */
  char *region;          /* (owned) (nullable) */
  char *endpoint_url;    /* (owned) (nullable) */
} Trial;

static void
trial_free (Trial *trial)
{
  g_free (trial->region);
  g_free (trial->endpoint_url);
  g_free (trial);
}

static void
registered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Trial *trial = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StintOidcClient) client =
      stint_oidc_register_client_finish (STINT_OIDC (source), result, &error);

  if (client != NULL)
    g_task_return_pointer (task, g_strdup (trial->region), g_free);
  else if (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_REGION))
    {
      GError *mapped =
          stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                           "This Identity Center is not in the region %s", trial->region);

      stint_error_add_detail (mapped, "option", g_variant_new_string ("region"));
      g_error_free (error);
      g_task_return_error (task, mapped);
    }
  else
    g_task_return_error (task, stint_error_map_take (error));
}

static GError *
make_region_missing (void)
{
  GError *error = stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                   "The address does not tell the region of this Identity Center; "
                                   "your administrator knows it");

  stint_error_add_detail (error, "option", g_variant_new_string ("region"));

  return error;
}

static void
resolved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Trial *trial = g_task_get_task_data (task);
  static const char *const scopes[] = { STINT_OIDC_DEFAULT_SCOPE, NULL };
  GError *error = NULL;
  g_autoptr (StintStartUrl) resolved = stint_start_url_resolve_finish (result, &error);
  StintOidcParams params = { .endpoint_url = trial->endpoint_url, .urgent = TRUE };

  if (resolved == NULL)
    {
      GError *mapped = stint_error_map_take (error);

      if (g_error_matches (mapped, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT))
        stint_error_add_detail (mapped, "option", g_variant_new_string ("start-url"));
      g_task_return_error (task, mapped);
      return;
    }
  if (trial->region == NULL)
    trial->region = g_strdup (resolved->region);
  if (trial->region == NULL)
    {
      g_task_return_error (task, make_region_missing ());
      return;
    }

  params.region = trial->region;
  stint_oidc_register_client_async (trial->context->oidc, &params, STINT_OIDC_FLOW_BROWSER, "Stint",
                                    resolved->url, scopes, g_task_get_cancellable (task),
                                    registered_cb, g_object_ref (task));
}

void
stint_sign_in_test_async (StintContext *context,
                          const char *start_url,
                          const char *region,
                          const char *endpoint_url,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Trial *trial;

  g_return_if_fail (context != NULL && context->oidc != NULL);
  g_return_if_fail (start_url != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_sign_in_test_async);
  trial = g_new0 (Trial, 1);
  trial->context = context;
  trial->region = g_strdup (region);
  trial->endpoint_url = g_strdup (endpoint_url);
  g_task_set_task_data (task, trial, (GDestroyNotify) trial_free);
  stint_start_url_resolve_async (context->http, start_url, cancellable, resolved_cb,
                                 g_steal_pointer (&task));
}

gboolean
stint_sign_in_test_finish (GAsyncResult *result, char **out_region, GError **error)
{
  g_autofree char *region = NULL;

  g_return_val_if_fail (g_async_result_is_tagged (result, stint_sign_in_test_async), FALSE);

  region = g_task_propagate_pointer (G_TASK (result), error);
  if (region == NULL)
    return FALSE;
  if (out_region != NULL)
    *out_region = g_steal_pointer (&region);

  return TRUE;
}
