/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-aws-back-off.h"

#include "stint-aws-error.h"
#include "stint-http.h"

#define FIRST_PAUSE_MS 400

gboolean
stint_aws_trouble_passes (const GError *error)
{
  if (error->domain == STINT_HTTP_ERROR)
    return error->code == STINT_HTTP_ERROR_RESOLVE || error->code == STINT_HTTP_ERROR_CONNECT ||
           error->code == STINT_HTTP_ERROR_INTERRUPTED;

  return g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_TROUBLE) ||
         g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_THROTTLED);
}

gboolean
stint_aws_may_have_arrived (const GError *error)
{
  return !g_error_matches (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_RESOLVE) &&
         !g_error_matches (error, STINT_HTTP_ERROR, STINT_HTTP_ERROR_CONNECT);
}

typedef struct
{
  GTask *task; /* (owned) */
  StintAwsAgainFunc again;
} Pause;

static void
pause_free (gpointer data)
{
  Pause *pause = data;

  g_object_unref (pause->task);
  g_free (pause);
}

static gboolean
pause_over_cb (gpointer user_data)
{
  Pause *pause = user_data;

  if (!g_task_return_error_if_cancelled (pause->task))
    pause->again (pause->task);

  return G_SOURCE_REMOVE;
}

/* Full jitter: clients that failed together do not come back together. */
void
stint_aws_back_off (GTask *task, guint attempt, guint retry_after, StintAwsAgainFunc again)
{
  guint limit = FIRST_PAUSE_MS << (attempt - 1);
  guint delay = MAX ((guint) g_random_int_range (0, (gint32) limit), retry_after * 1000);
  g_autoptr (GSource) source = g_timeout_source_new (delay);
  GCancellable *cancellable = g_task_get_cancellable (task);
  Pause *pause = g_new0 (Pause, 1);

  pause->task = g_object_ref (task);
  pause->again = again;
  g_source_set_static_name (source, "[stint] aws back-off");
  g_source_set_callback (source, pause_over_cb, pause, pause_free);
  if (cancellable != NULL)
    {
      g_autoptr (GSource) child = g_cancellable_source_new (cancellable);

      /* A child that is ready dispatches its parent, which looks at the cancellable. */
      g_source_set_dummy_callback (child);
      g_source_add_child_source (source, child);
    }
  g_source_attach (source, g_task_get_context (task));
}
