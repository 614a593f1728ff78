/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-notices.h"

#include "stint-notice-facts.h"
#include "stint-time.h"

/* For so long a program that asked in vain is worth a word. */
#define ASKED_FOR STINT_SECONDS (3600)
/* For so long after the beginning not everything is known that is true: the keyring is asked for
 * sign-ins, and the network may come later than we do. */
#define BEGINNING STINT_SECONDS (60)

/* What is known of one kind of notice. */
typedef struct
{
  GHashTable *told;   /* keys of facts that were shown, while they are true */
  GHashTable *closed; /* those of them that a person closed → whether an earlier service had told */
  StintNotice *notice; /* (owned) (nullable) on the screen */
  GPtrArray *keys;     /* (owned) of the facts in it */
} Topic;

struct _StintNotices
{
  GObject parent_instance;

  StintContext *context; /* (unowned) */
  StintEngine *engine;   /* (unowned) */
  StintFacts known;      /* its tables are owned */
  Topic topics[STINT_N_NOTICES];
  gboolean begun;
  gint64 begun_at; /* boot time */
  guint last_serial;
  guint evaluate_id;
  guint deadline;
};

enum
{
  SIGNAL_SHOW,
  SIGNAL_WITHDRAW,
  SIGNAL_CLOSED_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintNotices, stint_notices, G_TYPE_OBJECT)

static void queue_evaluation (StintNotices *self);

/* Forgets who asked long ago. */
static void
drop_old_askers (StintNotices *self)
{
  gint64 now = stint_clock_boot_time (self->context->clock);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->known.asked);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (now - ((StintAsked *) value)->boot_time >= ASKED_FOR)
      g_hash_table_iter_remove (&iter);
}

/* --- Notices ---------------------------------------------------------------------------------- */

static StintNoticeButtons
choose_buttons (StintNoticeKind kind)
{
  switch (kind)
    {
    case STINT_NOTICE_ENDING:
    case STINT_NOTICE_ENDED:
    case STINT_NOTICE_FAILED:
      return STINT_NOTICE_RENEW | STINT_NOTICE_STOP;
    case STINT_NOTICE_SIGN_IN:
      return STINT_NOTICE_GO_SIGN_IN;
    case STINT_NOTICE_ASKED:
    case STINT_NOTICE_WAITING:
      return STINT_NOTICE_START;
    case STINT_NOTICE_GO_ON:
    case STINT_N_NOTICES:
    default:
      return 0;
    }
}

static GStrv
list_ids (GArray *facts, gboolean integrations)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < facts->len; i++)
    {
      StintFact *fact = &g_array_index (facts, StintFact, i);

      if (fact->is_integration == integrations)
        g_strv_builder_add (builder, fact->item.id);
    }

  return g_strv_builder_end (builder);
}

static StintNotice *
make_notice (StintNotices *self, StintNoticeKind kind, GArray *facts, gint64 now)
{
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof (StintNoticeItem));
  StintNotice *notice = g_new0 (StintNotice, 1);

  for (guint i = 0; i < facts->len; i++)
    {
      StintFact *fact = &g_array_index (facts, StintFact, i);

      g_array_append_val (items, fact->item);
      notice->urgent = notice->urgent || fact->urgent;
    }
  notice->kind = kind;
  notice->title = stint_notice_make_title (kind, items);
  notice->body = stint_notice_make_body (kind, items, now);
  notice->buttons = choose_buttons (kind) | STINT_NOTICE_SHOW;
  notice->sessions = list_ids (facts, FALSE);
  notice->integrations = list_ids (facts, TRUE);

  return notice;
}

static gboolean
is_untrue (gpointer key, gpointer value, gpointer user_data)
{
  return !g_hash_table_contains (user_data, key);
}

/* What an earlier service left stays until it is known to be true, or for a moment. */
static gboolean
forget_closed (StintNotices *self, Topic *topic, GHashTable *true_keys)
{
  gboolean early = stint_clock_boot_time (self->context->clock) - self->begun_at < BEGINNING;
  gboolean changed = FALSE;
  GHashTableIter iter;
  gpointer key, recalled;

  g_hash_table_iter_init (&iter, topic->closed);
  while (g_hash_table_iter_next (&iter, &key, &recalled))
    if (g_hash_table_contains (true_keys, key))
      {
        g_hash_table_iter_replace (&iter, GINT_TO_POINTER (FALSE));
      }
    else if (!GPOINTER_TO_INT (recalled) || !early)
      {
        g_hash_table_iter_remove (&iter);
        changed = TRUE;
      }

  return changed;
}

/* What is not true any more may be told again when it is. */
static void
forget_untrue (StintNotices *self, Topic *topic, GArray *facts)
{
  g_autoptr (GHashTable) true_keys = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < facts->len; i++)
    g_hash_table_add (true_keys, g_array_index (facts, StintFact, i).key);
  g_hash_table_foreach_remove (topic->told, is_untrue, true_keys);
  if (forget_closed (self, topic, true_keys))
    g_signal_emit (self, signals[SIGNAL_CLOSED_CHANGED], 0);
}

/* Leaves what a person has not closed; tells whether something of it is new. */
static gboolean
sift (Topic *topic, GArray *facts)
{
  gboolean is_new = FALSE;

  for (guint i = facts->len; i > 0; i--)
    {
      StintFact *fact = &g_array_index (facts, StintFact, i - 1);

      if (g_hash_table_contains (topic->closed, fact->key))
        g_array_remove_index (facts, i - 1);
      else if (!g_hash_table_contains (topic->told, fact->key))
        is_new = TRUE;
    }

  return is_new;
}

static void
put (StintNotices *self, Topic *topic, StintNotice *notice, GArray *facts)
{
  notice->serial = ++self->last_serial;
  g_clear_pointer (&topic->notice, stint_notice_free);
  topic->notice = notice;
  g_ptr_array_set_size (topic->keys, 0);
  for (guint i = 0; i < facts->len; i++)
    {
      StintFact *fact = &g_array_index (facts, StintFact, i);

      g_ptr_array_add (topic->keys, g_strdup (fact->key));
      g_hash_table_insert (topic->told, g_strdup (fact->key), GINT_TO_POINTER (fact->item.away));
    }
  g_signal_emit (self, signals[SIGNAL_SHOW], 0, notice);
}

static void
withdraw (StintNotices *self, StintNoticeKind kind)
{
  Topic *topic = &self->topics[kind];

  if (topic->notice == NULL)
    return;

  g_clear_pointer (&topic->notice, stint_notice_free);
  g_signal_emit (self, signals[SIGNAL_WITHDRAW], 0, kind);
}

static void
settle (StintNotices *self, StintNoticeKind kind, GArray *facts, gint64 now)
{
  Topic *topic = &self->topics[kind];
  g_autoptr (StintNotice) notice = NULL;
  gboolean is_new;

  forget_untrue (self, topic, facts);
  is_new = sift (topic, facts);
  if (facts->len == 0)
    {
      withdraw (self, kind);
      return;
    }

  notice = make_notice (self, kind, facts, now);
  notice->again = is_new;
  if (is_new || (topic->notice != NULL && !stint_notice_equal (topic->notice, notice)))
    put (self, topic, g_steal_pointer (&notice), facts);
}

/* --- When ------------------------------------------------------------------------------------- */

static void
deadline_cb (gpointer user_data)
{
  StintNotices *self = STINT_NOTICES (user_data);

  self->deadline = 0;
  queue_evaluation (self);
}

/* The state of a session tells when the first notice is due; the second one and the forgetting of
 * those who asked are ours. */
static gint64
get_next (StintNotices *self, gint64 now)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->context->registry);
  gint64 last = stint_facts_get_last_minutes (&self->known);
  gint64 next = STINT_INSTANT_NEVER;
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; last > 0 && i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      gint64 when = stint_session_get_life (session)->until - last;

      if (stint_session_is_active (session) && when > now)
        next = MIN (next, when);
    }
  g_hash_table_iter_init (&iter, self->known.asked);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    next = MIN (next, now + ((StintAsked *) value)->boot_time + ASKED_FOR -
                          stint_clock_boot_time (self->context->clock));

  return next;
}

static void
arm (StintNotices *self, gint64 now)
{
  gint64 next = get_next (self, now);

  stint_deadlines_remove (self->context->deadlines, self->deadline);
  self->deadline = 0;
  if (next != STINT_INSTANT_NEVER)
    self->deadline = stint_deadlines_add (self->context->deadlines,
                                          next - now + stint_clock_now (self->context->clock),
                                          deadline_cb, self);
}

static gboolean
is_wanted (StintNotices *self)
{
  return self->context->settings == NULL ||
         g_settings_get_boolean (self->context->settings, "notices");
}

static void
evaluate (StintNotices *self)
{
  gint64 now = stint_engine_get_now (self->engine);
  GArray *facts[STINT_N_NOTICES];

  for (guint kind = 0; kind < STINT_N_NOTICES; kind++)
    {
      facts[kind] = g_array_new (FALSE, FALSE, sizeof (StintFact));
      g_array_set_clear_func (facts[kind], (GDestroyNotify) stint_fact_clear);
    }

  if (is_wanted (self))
    {
      drop_old_askers (self);
      stint_facts_collect (&self->known, facts, now);
    }
  for (guint kind = 0; kind < STINT_N_NOTICES; kind++)
    {
      settle (self, kind, facts[kind], now);
      g_array_unref (facts[kind]);
    }
  arm (self, now);
}

static gboolean
evaluate_cb (gpointer user_data)
{
  StintNotices *self = STINT_NOTICES (user_data);

  self->evaluate_id = 0;
  evaluate (self);

  return G_SOURCE_REMOVE;
}

/* After whatever is going on has come to its end: a renewal tells of its failure before it is known
 * what becomes of it. */
static void
queue_evaluation (StintNotices *self)
{
  if (self->begun && self->evaluate_id == 0)
    self->evaluate_id = g_idle_add (evaluate_cb, self);
}

static void
something_changed_cb (StintNotices *self)
{
  g_assert (STINT_IS_NOTICES (self));

  queue_evaluation (self);
}

static void
person_wanted_cb (StintNotices *self, StintSession *session, const GError *error)
{
  StintAsked *asked = g_hash_table_lookup (self->known.asked, stint_session_get_id (session));

  g_assert (STINT_IS_NOTICES (self));

  /* A program that asks each second asks once. */
  if (asked != NULL)
    return;

  asked = g_new0 (StintAsked, 1);
  asked->error = g_error_copy (error);
  asked->boot_time = stint_clock_boot_time (self->context->clock);
  g_hash_table_insert (self->known.asked, g_strdup (stint_session_get_id (session)), asked);
  queue_evaluation (self);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_notices_dispose (GObject *object)
{
  StintNotices *self = STINT_NOTICES (object);

  g_clear_handle_id (&self->evaluate_id, g_source_remove);
  if (self->deadline != 0)
    stint_deadlines_remove (self->context->deadlines, self->deadline);
  self->deadline = 0;
  self->begun = FALSE;

  G_OBJECT_CLASS (stint_notices_parent_class)->dispose (object);
}

static void
stint_notices_finalize (GObject *object)
{
  StintNotices *self = STINT_NOTICES (object);

  for (guint i = 0; i < STINT_N_NOTICES; i++)
    {
      g_hash_table_unref (self->topics[i].told);
      g_hash_table_unref (self->topics[i].closed);
      g_ptr_array_unref (self->topics[i].keys);
      stint_notice_free (self->topics[i].notice);
    }
  g_hash_table_unref (self->known.asked);
  g_hash_table_unref (self->known.waiting);

  G_OBJECT_CLASS (stint_notices_parent_class)->finalize (object);
}

static void
stint_notices_class_init (StintNoticesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_notices_dispose;
  object_class->finalize = stint_notices_finalize;

  signals[SIGNAL_SHOW] = g_signal_new ("show", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                       NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[SIGNAL_CLOSED_CHANGED] =
      g_signal_new ("closed-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_WITHDRAW] = g_signal_new ("withdraw", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
stint_notices_init (StintNotices *self)
{
  for (guint i = 0; i < STINT_N_NOTICES; i++)
    {
      self->topics[i].told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      self->topics[i].closed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      self->topics[i].keys = g_ptr_array_new_with_free_func (g_free);
    }
  self->known.ended_told = self->topics[STINT_NOTICE_ENDED].told;
  self->known.asked =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) stint_asked_free);
  self->known.waiting =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_error_free);
}

static void
listen (StintNotices *self, gpointer object, const char *signal)
{
  g_signal_connect_object (object, signal, G_CALLBACK (something_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

StintNotices *
stint_notices_new (StintContext *context, StintEngine *engine)
{
  StintNotices *self;

  g_return_val_if_fail (context != NULL, NULL);
  g_return_val_if_fail (STINT_IS_ENGINE (engine), NULL);

  self = g_object_new (STINT_TYPE_NOTICES, NULL);
  self->context = self->known.context = context;
  self->engine = self->known.engine = engine;
  listen (self, context->registry, "session-changed");
  listen (self, context->registry, "session-removed");
  listen (self, context->registry, "integration-changed");
  listen (self, context->registry, "integration-removed");
  listen (self, context->clock, "jumped");
  listen (self, engine, "outlook-changed");
  g_signal_connect_object (engine, "person-wanted", G_CALLBACK (person_wanted_cb), self,
                           G_CONNECT_SWAPPED);
  if (context->settings != NULL)
    {
      listen (self, context->settings, "changed::notices");
      listen (self, context->settings, "changed::last-notice-minutes");
    }

  return self;
}

void
stint_notices_begin (StintNotices *self)
{
  g_return_if_fail (STINT_IS_NOTICES (self));

  if (!self->begun)
    self->begun_at = stint_clock_boot_time (self->context->clock);
  self->begun = TRUE;
  queue_evaluation (self);
}

void
stint_notices_recall_closed (StintNotices *self, StintNoticeKind kind, const char *key)
{
  g_return_if_fail (STINT_IS_NOTICES (self));
  g_return_if_fail (kind < STINT_N_NOTICES);
  g_return_if_fail (key != NULL);

  g_hash_table_insert (self->topics[kind].closed, g_strdup (key), GINT_TO_POINTER (TRUE));
}

GStrv
stint_notices_dup_closed (StintNotices *self, StintNoticeKind kind)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (STINT_IS_NOTICES (self), NULL);
  g_return_val_if_fail (kind < STINT_N_NOTICES, NULL);

  g_hash_table_iter_init (&iter, self->topics[kind].closed);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_strv_builder_add (builder, key);

  return g_strv_builder_end (builder);
}

void
stint_notices_note_waiting (StintNotices *self, StintSession *session, const GError *error)
{
  g_return_if_fail (STINT_IS_NOTICES (self));
  g_return_if_fail (STINT_IS_SESSION (session));
  g_return_if_fail (error != NULL);

  g_hash_table_insert (self->known.waiting, g_strdup (stint_session_get_id (session)),
                       g_error_copy (error));
  queue_evaluation (self);
}

void
stint_notices_note_window (StintNotices *self, gboolean is_open)
{
  g_return_if_fail (STINT_IS_NOTICES (self));

  self->known.window_closed = !is_open;
  queue_evaluation (self);
}

void
stint_notices_note_closed (StintNotices *self,
                           StintNoticeKind kind,
                           guint serial,
                           gboolean by_person)
{
  Topic *topic;

  g_return_if_fail (STINT_IS_NOTICES (self));
  g_return_if_fail (kind < STINT_N_NOTICES);

  topic = &self->topics[kind];
  if (topic->notice == NULL || topic->notice->serial != serial)
    return;

  g_clear_pointer (&topic->notice, stint_notice_free);
  for (guint i = 0; by_person && i < topic->keys->len; i++)
    g_hash_table_insert (topic->closed, g_strdup (g_ptr_array_index (topic->keys, i)),
                         GINT_TO_POINTER (FALSE));
  if (by_person)
    g_signal_emit (self, signals[SIGNAL_CLOSED_CHANGED], 0);
}

void
stint_notices_note_answered (StintNotices *self, StintNoticeKind kind, guint serial)
{
  g_return_if_fail (STINT_IS_NOTICES (self));
  g_return_if_fail (kind < STINT_N_NOTICES);

  if (self->topics[kind].notice == NULL || self->topics[kind].notice->serial != serial)
    return;

  stint_notices_note_closed (self, kind, serial, TRUE);
  g_signal_emit (self, signals[SIGNAL_WITHDRAW], 0, kind);
}

const StintNotice *
stint_notices_peek (StintNotices *self, StintNoticeKind kind)
{
  g_return_val_if_fail (STINT_IS_NOTICES (self), NULL);
  g_return_val_if_fail (kind < STINT_N_NOTICES, NULL);

  return self->topics[kind].notice;
}
