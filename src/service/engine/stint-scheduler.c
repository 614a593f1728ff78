/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-scheduler.h"

#include "stint-error.h"
#include "stint-time.h"

#define TOLERATED_SKEW STINT_SECONDS (60)
#define JITTER 0.1
#define FIRST_PAUSE STINT_SECONDS (60)
#define LONGEST_PAUSE STINT_SECONDS (600)
#define KEYRING_PAUSE STINT_SECONDS (300)
#define MAX_RENEWALS 3
#define DEFAULT_NOTICE_MINUTES 10
/* After a restart or a suspend many may be due at once. */
#define SOON STINT_SECONDS (20)
/* Overdue for longer than this: we slept. */
#define LONG_OVERDUE STINT_SECONDS (60)
#define WAKING_SECONDS 6
#define PATIENCE_OFFLINE STINT_SECONDS (30)
#define MAX_HOPS 32

typedef struct
{
  StintScheduler *scheduler; /* (unowned) */
  StintSession *session;     /* (owned) */
  guint deadline;
  gint64 lifetime; /* from when the credentials were got to their end */
  gint64 boot_end; /* boot time at which they end */
  gint64 renew_at; /* instant, or STINT_INSTANT_NEVER */
  guint failures;
  gboolean blocked; /* a person is needed */
  gboolean waiting; /* in the queue */
  gboolean renewing;
} Watch;

struct _StintScheduler
{
  GObject parent_instance;

  StintContext *context; /* (unowned) */
  StintSchedulerRenewFunc renew;
  gpointer user_data;

  GHashTable *watches; /* borrowed session → Watch */
  GQueue queue;        /* of Watch: due, and more than MAX_RENEWALS at once */
  guint n_renewing;
  gboolean offline;
  gint64 offline_since; /* boot time */
  guint look_deadline;  /* 0: what waits in the queue is looked at when something happens */
  gboolean shut_down;
};

enum
{
  SIGNAL_OUTLOOK_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintScheduler, stint_scheduler, G_TYPE_OBJECT)

static void evaluate (StintScheduler *self, Watch *watch);
static void start_renewals (StintScheduler *self);

/* --- Time ------------------------------------------------------------------------------------- */

static gint64
get_offset (StintScheduler *self)
{
  gint64 offset = 0;

  if (!stint_sts_get_clock_offset (self->context->sts, &offset) || ABS (offset) <= TOLERATED_SKEW)
    return 0;

  return offset;
}

gint64
stint_scheduler_get_now (StintScheduler *self)
{
  g_return_val_if_fail (STINT_IS_SCHEDULER (self), 0);

  return stint_clock_now (self->context->clock) + get_offset (self);
}

static gint64
with_jitter (gint64 span)
{
  return (gint64) (span * g_random_double_range (1 - JITTER, 1 + JITTER));
}

/* The last minutes in which a session that ends is told of; never most of a short one's life. */
static gint64
get_notice (StintScheduler *self, Watch *watch)
{
  guint minutes = DEFAULT_NOTICE_MINUTES;

  if (self->context->settings != NULL)
    minutes = g_settings_get_uint (self->context->settings, "ending-notice-minutes");

  return MIN (STINT_SECONDS (60 * (gint64) minutes), watch->lifetime / 3);
}

/* --- Watches ---------------------------------------------------------------------------------- */

static void
watch_free (Watch *watch)
{
  stint_deadlines_remove (watch->scheduler->context->deadlines, watch->deadline);
  if (watch->waiting)
    g_queue_remove (&watch->scheduler->queue, watch);
  if (watch->renewing)
    watch->scheduler->n_renewing--;
  g_object_unref (watch->session);
  g_free (watch);
}

static void
deadline_cb (gpointer user_data)
{
  Watch *watch = user_data;

  watch->deadline = 0;
  evaluate (watch->scheduler, watch);
}

static gboolean
may_renew (Watch *watch)
{
  return !watch->scheduler->shut_down && !watch->blocked && !watch->waiting && !watch->renewing &&
         stint_session_get_definition (watch->session)->renew == STINT_RENEW_AUTOMATIC;
}

/* The instant at which it is over, whichever clock says so first. */
static gint64
get_end (StintScheduler *self, Watch *watch, gint64 now)
{
  gint64 left = watch->boot_end - stint_clock_boot_time (self->context->clock);

  return MIN (stint_session_get_life (watch->session)->until, now + left);
}

static void
arm (StintScheduler *self, Watch *watch, gint64 now)
{
  gint64 end = get_end (self, watch, now);
  gint64 notice = end - get_notice (self, watch);
  gint64 when = STINT_INSTANT_NEVER;

  if (now < notice)
    when = notice;
  else if (now < end)
    when = end;
  if (may_renew (watch))
    when = MIN (when, watch->renew_at);

  stint_deadlines_remove (self->context->deadlines, watch->deadline);
  watch->deadline = 0;
  if (when != STINT_INSTANT_NEVER)
    watch->deadline = stint_deadlines_add (self->context->deadlines, when - get_offset (self),
                                           deadline_cb, watch);
}

static void
look_again_cb (gpointer user_data)
{
  StintScheduler *self = user_data;

  self->look_deadline = 0;
  start_renewals (self);
}

static void
look_again_in (StintScheduler *self, gint64 span)
{
  if (self->look_deadline == 0)
    self->look_deadline =
        stint_deadlines_add (self->context->deadlines,
                             stint_clock_now (self->context->clock) + span, look_again_cb, self);
}

/* TRUE if there is no network and it is too early to doubt that. */
static gboolean
waits_for_network (StintScheduler *self)
{
  gint64 left;

  if (!self->offline)
    return FALSE;

  left = self->offline_since + PATIENCE_OFFLINE - stint_clock_boot_time (self->context->clock);
  if (left <= 0)
    return FALSE;

  look_again_in (self, left);

  return TRUE;
}

/* A session that it is chained from, at any distance, is about to be renewed: with that one's new
 * keys this one needs a single call, and with its dead ones all of them. */
static gboolean
waits_for_parent (StintScheduler *self, Watch *watch)
{
  StintSession *session = watch->session;
  gint64 soon = stint_scheduler_get_now (self) + SOON;

  for (guint hop = 0; hop < MAX_HOPS; hop++)
    {
      const char *from = stint_session_get_definition (session)->from_id;
      Watch *parent;

      session = from != NULL ? stint_registry_get_session (self->context->registry, from) : NULL;
      if (session == NULL)
        return FALSE;
      parent = g_hash_table_lookup (self->watches, session);
      if (parent == watch)
        return FALSE;
      if (parent != NULL &&
          (parent->renewing || (parent->waiting && parent->failures == 0) ||
           (may_renew (parent) && parent->failures == 0 && parent->renew_at <= soon)))
        return TRUE;
    }

  return FALSE;
}

static Watch *
pop_ready (StintScheduler *self)
{
  for (GList *link = self->queue.head; link != NULL; link = link->next)
    {
      Watch *watch = link->data;

      if (!waits_for_parent (self, watch))
        {
          g_queue_delete_link (&self->queue, link);
          return watch;
        }
    }

  return NULL;
}

static void
start_renewals (StintScheduler *self)
{
  while (!self->shut_down && self->n_renewing < MAX_RENEWALS && !g_queue_is_empty (&self->queue) &&
         !waits_for_network (self))
    {
      Watch *watch = pop_ready (self);

      if (watch == NULL)
        {
          /* The parents may be stopped, or edited, and then nobody would say so. */
          look_again_in (self, SOON);
          return;
        }
      watch->waiting = FALSE;
      watch->renewing = TRUE;
      self->n_renewing++;
      self->renew (watch->session, self->user_data);
    }
}

static void
set_state (StintScheduler *self, Watch *watch, StintSessionState state)
{
  g_autoptr (StintSessionLife) life = NULL;

  if (stint_session_get_state (watch->session) == state)
    return;

  life = stint_session_life_copy (stint_session_get_life (watch->session));
  life->state = state;
  stint_session_set_life (watch->session, life);
  stint_registry_session_changed (self->context->registry, watch->session);
}

static void
emit_outlook (StintScheduler *self, StintSession *session)
{
  g_signal_emit (self, signals[SIGNAL_OUTLOOK_CHANGED], 0, session);
}

/* What is true now. */
static void
evaluate (StintScheduler *self, Watch *watch)
{
  g_autoptr (StintSession) session = g_object_ref (watch->session);
  gint64 now = stint_scheduler_get_now (self);
  gint64 end = get_end (self, watch, now);
  gint64 notice = get_notice (self, watch);

  if (now >= end)
    set_state (self, watch, STINT_STATE_EXPIRED);
  else if (notice > 0 && now >= end - notice)
    set_state (self, watch, STINT_STATE_EXPIRING);
  else
    set_state (self, watch, STINT_STATE_ACTIVE);

  /* Whoever heard of the change may have ended it all. */
  if (g_hash_table_lookup (self->watches, session) != watch)
    return;
  if (may_renew (watch) && now >= watch->renew_at + LONG_OVERDUE)
    watch->renew_at = now + g_random_int_range (1, WAKING_SECONDS * 1000) * (gint64) 1000;
  if (may_renew (watch) && now >= watch->renew_at)
    {
      watch->waiting = TRUE;
      g_queue_push_tail (&self->queue, watch);
      start_renewals (self);
    }
  if (g_hash_table_lookup (self->watches, session) == watch)
    arm (self, watch, now);
}

static Watch *
ensure_watch (StintScheduler *self, StintSession *session)
{
  Watch *watch = g_hash_table_lookup (self->watches, session);
  gint64 left;

  if (watch != NULL)
    return watch;

  left = MAX (0, stint_session_get_life (session)->until - stint_scheduler_get_now (self));
  watch = g_new0 (Watch, 1);
  watch->scheduler = self;
  watch->session = g_object_ref (session);
  watch->lifetime = MAX (left, STINT_SECONDS (3600));
  watch->boot_end = stint_clock_boot_time (self->context->clock) + left;
  watch->renew_at =
      stint_scheduler_get_now (self) + MAX (with_jitter (left / 2), with_jitter (SOON / 2));
  g_hash_table_insert (self->watches, session, watch);

  return watch;
}

/* --- The object ------------------------------------------------------------------------------- */

static void
clock_jumped_cb (StintScheduler *self)
{
  g_autoptr (GPtrArray) sessions = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer key;

  g_assert (STINT_IS_SCHEDULER (self));

  /* A network that was lost when the lid was closed has a moment to come back. */
  self->offline_since = stint_clock_boot_time (self->context->clock);

  /* Whoever hears of a change may end another one's watch. */
  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (sessions, g_object_ref (key));
  for (guint i = 0; i < sessions->len; i++)
    {
      Watch *watch = g_hash_table_lookup (self->watches, g_ptr_array_index (sessions, i));

      if (watch != NULL)
        evaluate (self, watch);
    }
}

static void
stint_scheduler_dispose (GObject *object)
{
  StintScheduler *self = STINT_SCHEDULER (object);

  self->shut_down = TRUE;
  stint_deadlines_remove (self->context->deadlines, self->look_deadline);
  self->look_deadline = 0;
  g_hash_table_remove_all (self->watches);

  G_OBJECT_CLASS (stint_scheduler_parent_class)->dispose (object);
}

static void
stint_scheduler_finalize (GObject *object)
{
  StintScheduler *self = STINT_SCHEDULER (object);

  g_hash_table_unref (self->watches);

  G_OBJECT_CLASS (stint_scheduler_parent_class)->finalize (object);
}

static void
stint_scheduler_class_init (StintSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_scheduler_dispose;
  object_class->finalize = stint_scheduler_finalize;

  signals[SIGNAL_OUTLOOK_CHANGED] =
      g_signal_new ("outlook-changed", STINT_TYPE_SCHEDULER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 1, STINT_TYPE_SESSION);
}

static void
stint_scheduler_init (StintScheduler *self)
{
  self->watches = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) watch_free);
  g_queue_init (&self->queue);
}

StintScheduler *
stint_scheduler_new (StintContext *context, StintSchedulerRenewFunc renew, gpointer user_data)
{
  StintScheduler *self;

  g_return_val_if_fail (context != NULL && renew != NULL, NULL);

  self = g_object_new (STINT_TYPE_SCHEDULER, NULL);
  self->context = context;
  self->renew = renew;
  self->user_data = user_data;
  g_signal_connect_object (context->clock, "jumped", G_CALLBACK (clock_jumped_cb), self,
                           G_CONNECT_SWAPPED);
  if (context->settings != NULL)
    g_signal_connect_object (context->settings, "changed::ending-notice-minutes",
                             G_CALLBACK (clock_jumped_cb), self, G_CONNECT_SWAPPED);

  return self;
}

void
stint_scheduler_update (StintScheduler *self, StintSession *session)
{
  g_return_if_fail (STINT_IS_SCHEDULER (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  if (stint_session_is_held (session) && stint_session_get_life (session)->until != 0)
    evaluate (self, ensure_watch (self, session));
  else
    g_hash_table_remove (self->watches, session);
}

void
stint_scheduler_refresh (StintScheduler *self, StintSession *session)
{
  Watch *watch;
  gint64 left;

  g_return_if_fail (STINT_IS_SCHEDULER (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  if (stint_session_is_held (session) && stint_session_get_life (session)->until != 0)
    {
      watch = ensure_watch (self, session);
      left = MAX (0, stint_session_get_life (session)->until - stint_scheduler_get_now (self));
      watch->lifetime = left;
      watch->boot_end = stint_clock_boot_time (self->context->clock) + left;
      watch->renew_at = stint_scheduler_get_now (self) + with_jitter (left / 2);
      watch->failures = 0;
      watch->blocked = FALSE;
    }
  stint_scheduler_update (self, session);
  start_renewals (self);
}

/* Waiting alone does not help. */
static gboolean
needs_person (const GError *error)
{
  switch ((StintError) error->code)
    {
    case STINT_ERROR_NEEDS_MFA:
    case STINT_ERROR_WRONG_MFA:
    case STINT_ERROR_NEEDS_SIGN_IN:
    case STINT_ERROR_NEEDS_CONSENT:
    case STINT_ERROR_SECRET_MISSING:
    case STINT_ERROR_REFUSED:
    case STINT_ERROR_BAD_KEY:
    case STINT_ERROR_AWS_INVALID:
    case STINT_ERROR_INVALID_ARGUMENT:
    case STINT_ERROR_NOT_FOUND:
    case STINT_ERROR_CYCLE:
    case STINT_ERROR_UNSUPPORTED:
    case STINT_ERROR_READ_ONLY:
      return TRUE;
    case STINT_ERROR_FAILED:
    case STINT_ERROR_EXISTS:
    case STINT_ERROR_KEYRING_LOCKED:
    case STINT_ERROR_KEYRING_DISMISSED:
    case STINT_ERROR_KEYRING_MISSING:
    case STINT_ERROR_CLOCK_SKEW:
    case STINT_ERROR_THROTTLED:
    case STINT_ERROR_NETWORK:
    case STINT_ERROR_AWS_TROUBLE:
    case STINT_ERROR_FILES_MALFORMED:
    case STINT_ERROR_FILES_UNWRITABLE:
    case STINT_ERROR_FILES_CONFLICT:
    case STINT_ERROR_DIFFERENT_FILES:
    case STINT_ERROR_LOCKED:
    case STINT_ERROR_INACTIVE:
    case STINT_ERROR_EXPIRED:
    case STINT_ERROR_IN_USE:
    case STINT_ERROR_CANCELLED:
    case STINT_ERROR_NO_SERVICE:
    default:
      return FALSE;
    }
}

static gint64
get_pause (Watch *watch, const GError *error)
{
  GVariant *details = stint_error_get_details (error);
  gint64 pause = MIN (FIRST_PAUSE << MIN (watch->failures, 8), LONGEST_PAUSE);
  guint retry_after = 0;

  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_KEYRING_LOCKED) ||
      g_error_matches (error, STINT_ERROR, STINT_ERROR_KEYRING_MISSING))
    pause = KEYRING_PAUSE;
  if (details != NULL && g_variant_lookup (details, "retry-after", "u", &retry_after))
    pause = MAX (pause, STINT_SECONDS (MIN (retry_after, 3600)));

  return with_jitter (pause);
}

StintOutlook
stint_scheduler_get_outlook (StintScheduler *self, StintSession *session)
{
  Watch *watch;

  g_return_val_if_fail (STINT_IS_SCHEDULER (self), STINT_OUTLOOK_NONE);
  g_return_val_if_fail (STINT_IS_SESSION (session), STINT_OUTLOOK_NONE);

  watch = g_hash_table_lookup (self->watches, session);
  if (watch == NULL || stint_session_get_definition (session)->renew != STINT_RENEW_AUTOMATIC)
    return STINT_OUTLOOK_NONE;
  if (watch->blocked)
    return STINT_OUTLOOK_BLOCKED;

  return watch->failures > 0 ? STINT_OUTLOOK_FAILING : STINT_OUTLOOK_PENDING;
}

void
stint_scheduler_set_online (StintScheduler *self, gboolean online)
{
  g_return_if_fail (STINT_IS_SCHEDULER (self));

  if (self->offline == !online)
    return;

  self->offline = !online;
  self->offline_since = stint_clock_boot_time (self->context->clock);
  start_renewals (self);
}

void
stint_scheduler_renewal_done (StintScheduler *self, StintSession *session, const GError *error)
{
  Watch *watch;

  g_return_if_fail (STINT_IS_SCHEDULER (self));
  g_return_if_fail (STINT_IS_SESSION (session));

  watch = g_hash_table_lookup (self->watches, session);
  if (watch != NULL && watch->renewing)
    {
      watch->renewing = FALSE;
      self->n_renewing--;
      if (error != NULL)
        {
          watch->blocked = needs_person (error);
          watch->renew_at = stint_scheduler_get_now (self) + get_pause (watch, error);
          watch->failures++;
        }
      evaluate (self, watch);
      emit_outlook (self, session);
    }
  start_renewals (self);
}

void
stint_scheduler_unblock (StintScheduler *self, StintSession *session)
{
  Watch *watch;

  g_return_if_fail (STINT_IS_SCHEDULER (self));

  watch = g_hash_table_lookup (self->watches, session);
  if (watch == NULL || !watch->blocked)
    return;

  watch->blocked = FALSE;
  watch->failures = 0;
  watch->renew_at = stint_scheduler_get_now (self) + with_jitter (STINT_SECONDS (1));
  arm (self, watch, stint_scheduler_get_now (self));
  emit_outlook (self, session);
}

void
stint_scheduler_retry_all (StintScheduler *self)
{
  GHashTableIter iter;
  gpointer value;
  gint64 now;

  g_return_if_fail (STINT_IS_SCHEDULER (self));

  now = stint_scheduler_get_now (self);
  g_hash_table_iter_init (&iter, self->watches);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Watch *watch = value;

      if (watch->failures == 0)
        continue;
      watch->failures = 0;
      watch->renew_at = MIN (watch->renew_at, now + g_random_int_range (1, 5) * STINT_SECONDS (1));
      arm (self, watch, now);
    }
}

void
stint_scheduler_shut_down (StintScheduler *self)
{
  g_return_if_fail (STINT_IS_SCHEDULER (self));

  self->shut_down = TRUE;
}
