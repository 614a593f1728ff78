/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-history.h"

#include "stint-error.h"
#include "stint-store.h"

#define VERSION 1
#define MAX_OF_SESSION 20
#define MAX_IN_ALL 1000

typedef struct
{
  gint64 when; /* seconds */
  char *what;
  char *error;   /* (nullable) a name */
  char *message; /* (nullable) */
  gint64 until;  /* seconds, 0: none */
} Event;

/* What a session was when it was seen last. */
typedef struct
{
  gboolean held;
  StintSessionState state;
  gint64 since;
  gint64 until;
  char *key_id; /* (nullable) of the keys at hand */
  char *error;  /* (nullable) its message */
} Sight;

struct _StintHistory
{
  GObject parent_instance;

  StintContext *context; /* (unowned) */
  StintStore *store;     /* (owned) */
  GHashTable *events;    /* (owned) session id → GQueue of Event, newest first */
  GHashTable *sights;    /* (owned) session id → Sight */
  guint n_events;
  gboolean opened;
};

G_DEFINE_FINAL_TYPE (StintHistory, stint_history, G_TYPE_OBJECT)

static void
event_free (Event *event)
{
  g_free (event->what);
  g_free (event->error);
  g_free (event->message);
  g_free (event);
}

static void
queue_free (GQueue *queue)
{
  g_queue_free_full (queue, (GDestroyNotify) event_free);
}

static void
sight_free (Sight *sight)
{
  g_free (sight->key_id);
  g_free (sight->error);
  g_free (sight);
}

/* --- Events ----------------------------------------------------------------------------------- */

static GQueue *
ensure_queue (StintHistory *self, const char *session_id)
{
  GQueue *queue = g_hash_table_lookup (self->events, session_id);

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (self->events, g_strdup (session_id), queue);
    }

  return queue;
}

static void
drop_last (StintHistory *self, GQueue *queue)
{
  event_free (g_queue_pop_tail (queue));
  self->n_events--;
}

/* The oldest of all, wherever it is. */
static void
drop_oldest (StintHistory *self)
{
  GHashTableIter iter;
  gpointer value;
  GQueue *oldest = NULL;

  g_hash_table_iter_init (&iter, self->events);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Event *last = g_queue_peek_tail (value);

      if (last != NULL &&
          (oldest == NULL || last->when < ((Event *) g_queue_peek_tail (oldest))->when))
        oldest = value;
    }
  if (oldest != NULL)
    drop_last (self, oldest);
}

/* Takes @event. */
static void
push (StintHistory *self, const char *session_id, Event *event)
{
  GQueue *queue = ensure_queue (self, session_id);

  g_queue_push_head (queue, event);
  self->n_events++;
  if (queue->length > MAX_OF_SESSION)
    drop_last (self, queue);
  if (self->n_events > MAX_IN_ALL)
    drop_oldest (self);
  stint_store_mark_dirty (self->store);
}

static Event *
event_new (StintHistory *self, StintSession *session, const char *what)
{
  Event *event = g_new0 (Event, 1);

  event->when = stint_clock_now (self->context->clock) / G_USEC_PER_SEC;
  event->what = g_strdup (what);
  if (stint_session_is_held (session))
    event->until = stint_session_get_life (session)->until / G_USEC_PER_SEC;

  return event;
}

void
stint_history_add (StintHistory *self, StintSession *session, const char *what)
{
  g_return_if_fail (STINT_IS_HISTORY (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  push (self, stint_session_get_id (session), event_new (self, session, what));
}

static void
add_failure (StintHistory *self, StintSession *session, const GError *error)
{
  Event *event = event_new (self, session, "failed");

  event->error = g_strdup (stint_error_to_name (
      error->domain == STINT_ERROR ? (StintError) error->code : STINT_ERROR_FAILED));
  event->message = g_strdup (error->message);
  push (self, stint_session_get_id (session), event);
}

/* --- Seeing ----------------------------------------------------------------------------------- */

static Sight *
look (StintSession *session)
{
  const GError *error = stint_session_get_error (session);
  const StintSessionLife *life = stint_session_get_life (session);
  StintAwsCredentials *credentials = stint_session_get_credentials (session);
  Sight *sight = g_new0 (Sight, 1);

  if (credentials != NULL)
    sight->key_id = g_strdup (stint_aws_credentials_get_access_key_id (credentials));
  sight->held = stint_session_is_held (session);
  sight->state = life->state;
  sight->since = life->since;
  sight->until = life->until;
  sight->error = error != NULL ? g_strdup (error->message) : NULL;

  return sight;
}

/* What no word is worth: nothing was ever started. */
static gboolean
is_blank (const Sight *sight)
{
  return !sight->held && sight->error == NULL;
}

/* The end alone does not tell: two within a second have the same.  Nor do the keys, which are read
 * back after a restart. */
static gboolean
has_other_keys (const Sight *before, const Sight *sight)
{
  return before->until != sight->until || (before->key_id != NULL && sight->key_id != NULL &&
                                           !g_str_equal (before->key_id, sight->key_id));
}

static void
compare (StintHistory *self, StintSession *session, const Sight *before, const Sight *sight)
{
  gboolean expired = sight->state == STINT_STATE_EXPIRED;

  if (sight->error != NULL && g_strcmp0 (before->error, sight->error) != 0)
    add_failure (self, session, stint_session_get_error (session));
  if (sight->held && !before->held)
    stint_history_add (self, session, "started");
  else if (before->held && !sight->held)
    stint_history_add (self, session, "stopped");
  else if (expired && before->state != STINT_STATE_EXPIRED)
    stint_history_add (self, session, "expired");
  else if (sight->held && !expired && has_other_keys (before, sight))
    stint_history_add (self, session, "renewed");
}

static void
session_changed_cb (StintHistory *self, StintSession *session)
{
  static const Sight nothing = { .state = STINT_STATE_INACTIVE };
  const char *id = stint_session_get_id (session);
  const Sight *before = g_hash_table_lookup (self->sights, id);
  Sight *sight;

  g_assert (STINT_IS_HISTORY (self));

  if (!self->opened)
    return;

  sight = look (session);
  compare (self, session, before != NULL ? before : &nothing, sight);
  /* Thousands of sessions of Identity Center that nobody ever starts take no room. */
  if (is_blank (sight))
    {
      g_hash_table_remove (self->sights, id);
      sight_free (sight);
    }
  else
    g_hash_table_insert (self->sights, g_strdup (id), sight);
}

static void
session_removed_cb (StintHistory *self, const char *id)
{
  GQueue *queue = g_hash_table_lookup (self->events, id);

  g_assert (STINT_IS_HISTORY (self));

  g_hash_table_remove (self->sights, id);
  if (queue == NULL)
    return;

  self->n_events -= queue->length;
  g_hash_table_remove (self->events, id);
  stint_store_mark_dirty (self->store);
}

/* --- The file --------------------------------------------------------------------------------- */

static void
add_event (JsonBuilder *builder, const Event *event)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "when");
  json_builder_add_int_value (builder, event->when);
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, event->what);
  if (event->until != 0)
    {
      json_builder_set_member_name (builder, "until");
      json_builder_add_int_value (builder, event->until);
    }
  if (event->error != NULL)
    {
      json_builder_set_member_name (builder, "error");
      json_builder_add_string_value (builder, event->error);
      json_builder_set_member_name (builder, "message");
      json_builder_add_string_value (builder, event->message);
    }
  json_builder_end_object (builder);
}

static char *
make_text (gpointer user_data)
{
  StintHistory *self = user_data;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  GHashTableIter iter;
  gpointer id, queue;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VERSION);
  json_builder_set_member_name (builder, "sessions");
  json_builder_begin_object (builder);
  g_hash_table_iter_init (&iter, self->events);
  while (g_hash_table_iter_next (&iter, &id, &queue))
    {
      json_builder_set_member_name (builder, id);
      json_builder_begin_array (builder);
      for (GList *l = ((GQueue *) queue)->head; l != NULL; l = l->next)
        add_event (builder, l->data);
      json_builder_end_array (builder);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static Event *
read_event (JsonNode *node)
{
  JsonObject *object;
  const char *what, *error, *message;
  Event *event;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;
  object = json_node_get_object (node);
  what = json_object_get_string_member_with_default (object, "what", NULL);
  error = json_object_get_string_member_with_default (object, "error", NULL);
  message = json_object_get_string_member_with_default (object, "message", NULL);
  if (what == NULL)
    return NULL;

  event = g_new0 (Event, 1);
  event->when = json_object_get_int_member_with_default (object, "when", 0);
  event->until = json_object_get_int_member_with_default (object, "until", 0);
  event->what = g_strdup (what);
  event->error = g_strdup (error);
  event->message = g_strdup (message != NULL ? message : "");

  return event;
}

/* Behind what has happened since. */
static void
append_all (StintHistory *self, const char *id, JsonNode *node)
{
  JsonArray *array;
  GQueue *queue;

  if (!JSON_NODE_HOLDS_ARRAY (node) ||
      stint_registry_get_session (self->context->registry, id) == NULL)
    return;

  array = json_node_get_array (node);
  queue = ensure_queue (self, id);
  for (guint i = 0; i < json_array_get_length (array) && queue->length < MAX_OF_SESSION &&
                    self->n_events < MAX_IN_ALL;
       i++)
    {
      Event *event = read_event (json_array_get_element (array, i));

      if (event == NULL)
        continue;
      g_queue_push_tail (queue, event);
      self->n_events++;
    }
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintHistory) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;
  g_autoptr (JsonNode) root =
      stint_store_load_finish (STINT_STORE (source), result, &warning, &error);
  JsonNode *sessions;
  g_autoptr (GList) ids = NULL;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    {
      if (error != NULL)
        g_message ("The history is begun anew: %s", error->message);
      return;
    }

  sessions = json_object_get_member (json_node_get_object (root), "sessions");
  if (sessions == NULL || !JSON_NODE_HOLDS_OBJECT (sessions))
    return;
  ids = json_object_get_members (json_node_get_object (sessions));
  for (GList *l = ids; l != NULL; l = l->next)
    append_all (self, l->data, json_object_get_member (json_node_get_object (sessions), l->data));
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_history_dispose (GObject *object)
{
  StintHistory *self = STINT_HISTORY (object);

  if (self->store != NULL)
    g_object_run_dispose (G_OBJECT (self->store));

  G_OBJECT_CLASS (stint_history_parent_class)->dispose (object);
}

static void
stint_history_finalize (GObject *object)
{
  StintHistory *self = STINT_HISTORY (object);

  g_clear_object (&self->store);
  g_hash_table_unref (self->events);
  g_hash_table_unref (self->sights);

  G_OBJECT_CLASS (stint_history_parent_class)->finalize (object);
}

static void
stint_history_class_init (StintHistoryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_history_dispose;
  object_class->finalize = stint_history_finalize;
}

static void
stint_history_init (StintHistory *self)
{
  self->events =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) queue_free);
  self->sights =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) sight_free);
}

StintHistory *
stint_history_new (StintContext *context, const char *state_dir)
{
  StintHistory *self = g_object_new (STINT_TYPE_HISTORY, NULL);
  g_autofree char *path = g_build_filename (state_dir, "history.json", NULL);

  self->context = context;
  self->store = stint_store_new (path, make_text, NULL, self);
  g_signal_connect_object (context->registry, "session-changed", G_CALLBACK (session_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (context->registry, "session-removed", G_CALLBACK (session_removed_cb),
                           self, G_CONNECT_SWAPPED);

  return self;
}

void
stint_history_open (StintHistory *self)
{
  GPtrArray *sessions;

  g_return_if_fail (STINT_IS_HISTORY (self));

  if (self->opened)
    return;

  self->opened = TRUE;
  sessions = stint_registry_get_sessions (self->context->registry);
  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      Sight *sight = look (session);

      if (is_blank (sight))
        sight_free (sight);
      else
        g_hash_table_insert (self->sights, g_strdup (stint_session_get_id (session)), sight);
    }
  stint_store_load_async (self->store, FALSE, NULL, loaded_cb, g_object_ref (self));
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;

  if (!stint_store_flush_finish (STINT_STORE (source), result, &error))
    g_message ("The history could not be written: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

void
stint_history_flush_async (StintHistory *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (STINT_IS_HISTORY (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, stint_history_flush_async);
  if (stint_store_is_dirty (self->store))
    stint_store_flush_async (self->store, flushed_cb, g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

void
stint_history_flush_finish (StintHistory *self, GAsyncResult *result)
{
  g_return_if_fail (g_task_is_valid (result, self));

  g_task_propagate_boolean (G_TASK (result), NULL);
}

static GVariant *
make_more (const Event *event)
{
  g_auto (GVariantDict) more = G_VARIANT_DICT_INIT (NULL);

  if (event->until != 0)
    g_variant_dict_insert (&more, "until", "x", event->until);
  if (event->error != NULL)
    g_variant_dict_insert (&more, "message", "s", event->message);

  return g_variant_dict_end (&more);
}

GVariant *
stint_history_list (StintHistory *self, const char *session_id)
{
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a(xssa{sv})"));
  GQueue *queue;

  g_return_val_if_fail (STINT_IS_HISTORY (self), NULL);
  g_return_val_if_fail (session_id != NULL, NULL);

  queue = g_hash_table_lookup (self->events, session_id);
  for (GList *l = queue != NULL ? queue->head : NULL; l != NULL; l = l->next)
    {
      const Event *event = l->data;

      g_variant_builder_add (&builder, "(xss@a{sv})", event->when, event->what,
                             event->error != NULL ? event->error : "", make_more (event));
    }

  return g_variant_builder_end (&builder);
}
