/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-console-links.h"

#include <glib/gi18n-lib.h>

#include "stint-error-map.h"
#include "stint-loopback.h"
#include "stint-time.h"

#define OPEN_FOR STINT_SECONDS (60)
#define LONGEST_CONSOLE STINT_CONSOLE_MAX_DURATION
#define FEDERATION_SECONDS 43200u

/* An address that waits for its one visit. */
typedef struct
{
  StintConsoleLinks *links; /* (unowned) */
  StintLoopback *loopback;  /* (owned) */
  StintSecret *url;         /* (owned) (nullable) after the visit */
  guint deadline;
} Door;

struct _StintConsoleLinks
{
  GObject parent_instance;

  StintContext *context; /* (unowned) */
  StintEngine *engine;   /* (unowned) */
  GPtrArray *doors;      /* (owned) Door */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintConsoleLinks, stint_console_links, G_TYPE_OBJECT)

static void
door_free (Door *door)
{
  stint_deadlines_remove (door->links->context->deadlines, door->deadline);
  stint_loopback_close (door->loopback);
  g_object_unref (door->loopback);
  g_clear_pointer (&door->url, stint_secret_unref);
  g_free (door);
}

static void
stint_console_links_dispose (GObject *object)
{
  StintConsoleLinks *self = STINT_CONSOLE_LINKS (object);

  g_ptr_array_set_size (self->doors, 0);

  G_OBJECT_CLASS (stint_console_links_parent_class)->dispose (object);
}

static void
stint_console_links_finalize (GObject *object)
{
  StintConsoleLinks *self = STINT_CONSOLE_LINKS (object);

  g_ptr_array_unref (self->doors);

  G_OBJECT_CLASS (stint_console_links_parent_class)->finalize (object);
}

static void
stint_console_links_class_init (StintConsoleLinksClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_console_links_dispose;
  object_class->finalize = stint_console_links_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", STINT_TYPE_CONSOLE_LINKS, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_console_links_init (StintConsoleLinks *self)
{
  self->doors = g_ptr_array_new_with_free_func ((GDestroyNotify) door_free);
}

StintConsoleLinks *
stint_console_links_new (StintContext *context, StintEngine *engine)
{
  StintConsoleLinks *self = g_object_new (STINT_TYPE_CONSOLE_LINKS, NULL);

  self->context = context;
  self->engine = engine;

  return self;
}

/* --- Doors ------------------------------------------------------------------------------------ */

static void
door_deadline_cb (gpointer user_data)
{
  Door *door = user_data;
  g_autoptr (StintConsoleLinks) self = g_object_ref (door->links);

  door->deadline = 0;
  g_ptr_array_remove (self->doors, door);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The first visit is the last; the listener stays for its minute, to say so to others. */
static StintLoopbackAnswer *
door_decide (StintLoopback *loopback, const StintLoopbackQuery *query, gpointer user_data)
{
  Door *door = user_data;
  StintLoopbackAnswer *answer = stint_loopback_answer_redirect (stint_secret_peek (door->url));

  g_clear_pointer (&door->url, stint_secret_unref);

  return answer;
}

/* (transfer full) (nullable): its address */
static StintSecret *
open_door (StintConsoleLinks *self, StintSecret *url, GError **error)
{
  const StintLoopbackPage gone = {
    .title = "Stint",
    .heading = _ ("This link has been used"),
    .text = _ ("Open the console from Stint again."),
  };
  const StintLoopbackConfig config = { .gone = &gone };
  StintLoopback *loopback = stint_loopback_new (&config, error);
  Door *door;

  if (loopback == NULL)
    return NULL;

  door = g_new0 (Door, 1);
  door->links = self;
  door->loopback = loopback;
  door->url = stint_secret_ref (url);
  door->deadline = stint_deadlines_add (self->context->deadlines,
                                        stint_clock_now (self->context->clock) + OPEN_FOR,
                                        door_deadline_cb, door);
  stint_loopback_set_decide (loopback, door_decide, door, NULL);
  g_ptr_array_add (self->doors, door);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  return stint_secret_new (stint_loopback_get_url (loopback), -1);
}

/* --- Links ------------------------------------------------------------------------------------ */

typedef struct
{
  StintSession *session;         /* (owned) */
  StintIntegration *integration; /* (owned) (nullable) */
  char *to;                      /* (nullable) */
  StintConsoleForm form;
  gboolean log_out;
  guint duration;
} Link;

static void
link_free (Link *link)
{
  g_object_unref (link->session);
  g_clear_object (&link->integration);
  g_free (link->to);
  g_free (link);
}

/* Takes @error. */
static void
fail (GTask *task, GError *error)
{
  Link *link = g_task_get_task_data (task);
  GError *mapped = stint_error_map_take (error);

  if (stint_error_get_detail (mapped, "session") == NULL)
    stint_error_add_detail (mapped, "session",
                            g_variant_new_string (stint_session_get_name (link->session)));
  g_task_return_error (task, mapped);
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintConsoleLinks *self = g_task_get_source_object (task);
  Link *link = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr (StintSecret) url =
      stint_console_make_link_finish (STINT_CONSOLE (source), result, &error);
  StintSecret *address = NULL;

  g_assert (STINT_IS_CONSOLE_LINKS (self));

  if (url != NULL)
    address =
        link->form == STINT_CONSOLE_LINK ? stint_secret_ref (url) : open_door (self, url, &error);
  /* The link is checked before anything is sent: that is the caller's mistake. */
  if (g_error_matches (error, STINT_AWS_ERROR, STINT_AWS_ERROR_VALIDATION) && link->to != NULL)
    {
      GError *mine = stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL, "%s", error->message);

      g_error_free (error);
      error = mine;
    }
  if (address != NULL)
    g_task_return_pointer (task, address, (GDestroyNotify) stint_secret_unref);
  else
    fail (task, error != NULL
                    ? error
                    : stint_error_new (STINT_ERROR_FAILED, NULL, "The memory for secrets is full"));
}

/* The session's own, or its integration's: where the person works. (nullable) (transfer none) */
static const char *
pick_region (StintConsoleLinks *self, Link *link)
{
  const StintSessionDefinition *session = stint_session_get_definition (link->session);
  const StintSessionLife *life = stint_session_get_life (link->session);

  if (life->region != NULL)
    return life->region;
  if (session->region != NULL)
    return session->region;
  if (link->integration != NULL &&
      stint_integration_get_definition (link->integration)->region != NULL)
    return stint_integration_get_definition (link->integration)->region;

  return self->context->default_region;
}

static const StintPartition *
pick_partition (Link *link, StintAwsCredentials *credentials)
{
  const StintSessionDefinition *session = stint_session_get_definition (link->session);
  const char *arn = stint_aws_credentials_get_arn (credentials);

  if (arn != NULL && stint_partition_for_arn (arn) != NULL)
    return stint_partition_for_arn (arn);
  if (session->role_arn != NULL)
    return stint_partition_for_arn (session->role_arn);

  return NULL;
}

static void
make (GTask *task, StintAwsCredentials *credentials)
{
  StintConsoleLinks *self = g_task_get_source_object (task);
  Link *link = g_task_get_task_data (task);
  StintConsoleParams params = {
    .partition = pick_partition (link, credentials),
    .region = pick_region (self, link),
    .destination = link->to,
    .session_duration = link->duration,
    .log_out_first = link->log_out,
  };

  /* A region of another partition would open somebody else's console. */
  if (params.partition != NULL && stint_partition_for_region (params.region) != params.partition)
    params.region = params.partition->default_region;
  stint_console_make_link_async (self->context->console, credentials, &params,
                                 g_task_get_cancellable (task), made_cb, g_object_ref (task));
}

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (StintAwsCredentials) credentials =
      stint_engine_fetch_finish (STINT_ENGINE (source), result, &error);

  if (credentials != NULL)
    make (task, credentials);
  else
    fail (task, error);
}

/* --- IAM users -------------------------------------------------------------------------------- */

static void
federated_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (StintAwsCredentials) credentials =
      stint_sts_get_federation_token_finish (STINT_STS (source), result, &error);

  if (credentials != NULL)
    make (task, credentials);
  else
    fail (task, error);
}

static void
key_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  StintConsoleLinks *self = g_task_get_source_object (task);
  Link *link = g_task_get_task_data (task);
  const StintIntegrationDefinition *definition =
      stint_integration_get_definition (link->integration);
  g_autofree char *name = stint_sts_make_federation_name (definition->name);
  GError *error = NULL;
  g_autoptr (StintAwsCredentials) key =
      stint_engine_get_key_finish (STINT_ENGINE (source), result, &error);
  StintStsParams params = {
    .region = definition->region != NULL ? definition->region : self->context->default_region,
    .endpoint_url = definition->endpoint_url,
    .federation_name = name,
    .policy = STINT_STS_POLICY_EVERYTHING,
    .duration_seconds = FEDERATION_SECONDS,
    .urgent = TRUE,
  };

  g_assert (STINT_IS_CONSOLE_LINKS (self));

  if (key == NULL)
    {
      fail (task, error);
      return;
    }

  stint_sts_get_federation_token_async (self->context->sts, key, &params,
                                        g_task_get_cancellable (task), federated_cb,
                                        g_object_ref (task));
}

/* --- Asking ----------------------------------------------------------------------------------- */

gboolean
stint_console_links_can (const StintSessionDefinition *definition)
{
  return definition->kind != STINT_SESSION_STATIC_ENDPOINT;
}

void
stint_console_links_make_async (StintConsoleLinks *self,
                                StintSession *session,
                                const StintConsoleWish *wish,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  const StintSessionDefinition *definition;
  g_autoptr (GTask) task = NULL;
  Link *link;

  g_return_if_fail (STINT_IS_CONSOLE_LINKS (self));
  g_return_if_fail (STINT_IS_SESSION (session));
  g_return_if_fail (wish != NULL);

  definition = stint_session_get_definition (session);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_console_links_make_async);
  link = g_new0 (Link, 1);
  link->session = g_object_ref (session);
  g_set_object (&link->integration,
                stint_registry_get_integration_of (self->context->registry, session));
  link->to = wish->to != NULL && *wish->to != '\0' ? g_strdup (wish->to) : NULL;
  link->form = wish->form;
  link->log_out = wish->log_out;
  link->duration = stint_engine_is_direct (self->engine, session) ? LONGEST_CONSOLE : 0;
  g_task_set_task_data (task, link, (GDestroyNotify) link_free);

  if (!stint_console_links_can (definition) || self->context->console == NULL)
    fail (task,
          stint_error_new (STINT_ERROR_UNSUPPORTED, NULL, "“%s” has no console", definition->name));
  else if (definition->kind != STINT_SESSION_IAM_USER)
    stint_engine_fetch_async (self->engine, session, NULL, FALSE, cancellable, fetched_cb,
                              g_steal_pointer (&task));
  else if (link->integration != NULL)
    stint_engine_get_key_async (self->engine, link->integration, FALSE, cancellable, key_cb,
                                g_steal_pointer (&task));
  else
    fail (task, stint_error_new (STINT_ERROR_NOT_FOUND, NULL, "The integration of “%s” is gone",
                                 definition->name));
}

StintSecret *
stint_console_links_make_finish (StintConsoleLinks *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

guint
stint_console_links_get_n_open (StintConsoleLinks *self)
{
  g_return_val_if_fail (STINT_IS_CONSOLE_LINKS (self), 0);

  return self->doors->len;
}
