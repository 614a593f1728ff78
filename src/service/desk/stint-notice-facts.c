/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-notice-facts.h"

#include "stint-error.h"
#include "stint-time.h"

#define DEFAULT_LAST_MINUTES 2
/* Who ends so soon after another one is told of with it. */
#define TOGETHER STINT_SECONDS (120)
/* Seen later than this after its end: nobody was there. */
#define AWAY_AFTER STINT_SECONDS (60)

typedef enum
{
  STAGE_NONE,
  STAGE_FIRST,
  STAGE_LAST,
} Stage;

void
stint_fact_clear (StintFact *fact)
{
  g_free (fact->key);
}

void
stint_asked_free (StintAsked *asked)
{
  g_error_free (asked->error);
  g_free (asked);
}

/* --- Judging one session ---------------------------------------------------------------------- */

gint64
stint_facts_get_last_minutes (StintFacts *self)
{
  guint minutes = DEFAULT_LAST_MINUTES;

  if (self->context->settings != NULL)
    minutes = g_settings_get_uint (self->context->settings, "last-notice-minutes");

  return STINT_SECONDS (60 * (gint64) minutes);
}

static gboolean
is_of_identity_center (StintFacts *self, StintSession *session)
{
  StintIntegration *root = stint_engine_find_root (self->engine, session);

  return root != NULL &&
         stint_integration_get_definition (root)->kind == STINT_INTEGRATION_IDENTITY_CENTER;
}

static StintNoticeNeed
need_of_error (const GError *error)
{
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA))
    return STINT_NOTICE_NEEDS_CODE;
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN))
    return STINT_NOTICE_NEEDS_SIGN_IN;
  if (g_error_matches (error, STINT_ERROR, STINT_ERROR_KEYRING_LOCKED) ||
      g_error_matches (error, STINT_ERROR, STINT_ERROR_KEYRING_DISMISSED))
    return STINT_NOTICE_NEEDS_KEYRING;

  return STINT_NOTICE_NEEDS_HELP;
}

static StintNoticeNeed
get_need (StintFacts *self, StintSession *session)
{
  const GError *error = stint_session_get_error (session);

  if (stint_engine_needs_person (self->engine, session))
    return is_of_identity_center (self, session) ? STINT_NOTICE_NEEDS_SIGN_IN
                                                 : STINT_NOTICE_NEEDS_CODE;

  return error != NULL ? need_of_error (error) : STINT_NOTICE_NEEDS_NOTHING;
}

/* What a renewal would find is known before it is due. */
static gboolean
will_be_renewed (StintFacts *self, StintSession *session)
{
  return stint_engine_get_outlook (self->engine, session) == STINT_OUTLOOK_PENDING &&
         !stint_engine_needs_person (self->engine, session);
}

static gboolean
is_blocked (StintFacts *self, StintSession *session)
{
  StintOutlook outlook = stint_engine_get_outlook (self->engine, session);

  return outlook == STINT_OUTLOOK_BLOCKED || outlook == STINT_OUTLOOK_PENDING;
}

/* How near its end it is, as far as that is to be told. */
static Stage
get_stage (StintFacts *self, StintSession *session, gint64 now)
{
  gint64 last = stint_facts_get_last_minutes (self);
  gboolean is_let_go = stint_session_get_definition (session)->renew == STINT_RENEW_NEVER;

  if (last > 0 && !is_let_go && now >= stint_session_get_life (session)->until - last)
    return STAGE_LAST;

  return stint_session_get_state (session) == STINT_STATE_EXPIRING ? STAGE_FIRST : STAGE_NONE;
}

static void
add_session_fact (
    StintFacts *self, GArray *facts, StintSession *session, StintNoticeNeed need, Stage stage)
{
  gint64 until = stint_session_get_life (session)->until;
  StintFact fact = { .item = { .id = stint_session_get_id (session),
                               .name = stint_session_get_name (session),
                               .until = until,
                               .need = need,
                               .shared = stint_session_get_life (session)->shared,
                               .error = stint_session_get_error (session) } };

  fact.key =
      g_strdup_printf ("%s %" G_GINT64_FORMAT " %d", fact.item.id, until / G_USEC_PER_SEC, stage);
  fact.urgent = stage == STAGE_LAST;
  g_array_append_val (facts, fact);
}

static void
add_ended (StintFacts *self, GArray **facts, StintSession *session, gint64 now)
{
  GArray *ended = facts[STINT_NOTICE_ENDED];
  StintFact *fact;
  gpointer away = NULL;

  add_session_fact (self, ended, session, get_need (self, session), STAGE_NONE);
  fact = &g_array_index (ended, StintFact, ended->len - 1);
  /* What was seen to end stays so, however long the notice is open. */
  if (g_hash_table_lookup_extended (self->ended_told, fact->key, NULL, &away))
    fact->item.away = GPOINTER_TO_INT (away);
  else
    fact->item.away = now - fact->item.until > AWAY_AFTER;
}

static void
add_sign_in (StintFacts *self, GArray *facts, StintSession *session)
{
  StintIntegration *root = stint_engine_find_root (self->engine, session);
  StintFact fact = { .is_integration = TRUE };

  /* A person is at it. */
  if (stint_integration_get_status (root)->sign_in == STINT_SIGN_IN_SIGNING_IN)
    return;
  for (guint i = 0; i < facts->len; i++)
    if (g_strcmp0 (g_array_index (facts, StintFact, i).item.id, stint_integration_get_id (root)) ==
        0)
      return;

  fact.item.id = stint_integration_get_id (root);
  fact.item.name = stint_integration_get_name (root);
  fact.item.need = STINT_NOTICE_NEEDS_SIGN_IN;
  fact.key = g_strdup (fact.item.id);
  g_array_append_val (facts, fact);
}

static void
judge_active (StintFacts *self, GArray **facts, StintSession *session, gint64 now)
{
  StintNoticeNeed need;
  Stage stage;

  if (will_be_renewed (self, session))
    return;

  stage = get_stage (self, session, now);
  need = get_need (self, session);
  if (stage != STAGE_NONE)
    add_session_fact (self, facts[STINT_NOTICE_ENDING], session, need, stage);
  else if (!is_blocked (self, session))
    return;
  else if (need == STINT_NOTICE_NEEDS_SIGN_IN && is_of_identity_center (self, session))
    add_sign_in (self, facts[STINT_NOTICE_SIGN_IN], session);
  else if (need == STINT_NOTICE_NEEDS_HELP)
    add_session_fact (self, facts[STINT_NOTICE_FAILED], session, need, STAGE_NONE);
}

static void
add_error_fact (GArray *facts, StintSession *session, const GError *error)
{
  StintFact fact = { .item = { .id = stint_session_get_id (session),
                               .name = stint_session_get_name (session),
                               .need = need_of_error (error),
                               .error = error } };

  fact.key = g_strdup (fact.item.id);
  g_array_append_val (facts, fact);
}

static void
judge_inactive (StintFacts *self, GArray **facts, StintSession *session)
{
  const char *id = stint_session_get_id (session);
  const GError *waits_for = g_hash_table_lookup (self->waiting, id);
  StintAsked *asked = g_hash_table_lookup (self->asked, id);

  /* Also while it is being started: a program that asks each second must not have it shown anew each
   * time that this comes to nothing. */
  if (waits_for != NULL && stint_session_get_definition (session)->start_at_login)
    add_error_fact (facts[STINT_NOTICE_WAITING], session, waits_for);
  else if (asked != NULL)
    add_error_fact (facts[STINT_NOTICE_ASKED], session, asked->error);
}

static void
judge (StintFacts *self, GArray **facts, StintSession *session, gint64 now)
{
  const char *id = stint_session_get_id (session);

  if (stint_session_get_state (session) == STINT_STATE_EXPIRED)
    {
      /* About to be renewed: the ended keys are no news. */
      if (!will_be_renewed (self, session))
        add_ended (self, facts, session, now);
      return;
    }
  if (!stint_session_is_active (session))
    {
      judge_inactive (self, facts, session);
      return;
    }

  g_hash_table_remove (self->asked, id);
  g_hash_table_remove (self->waiting, id);
  judge_active (self, facts, session, now);
}

/* --- All of them ------------------------------------------------------------------------------ */

static gboolean
has_fact_of (GArray *facts, StintSession *session)
{
  for (guint i = 0; i < facts->len; i++)
    if (g_array_index (facts, StintFact, i).item.id == stint_session_get_id (session))
      return TRUE;

  return FALSE;
}

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const StintFact *x = a;
  const StintFact *y = b;

  return x->item.until < y->item.until ? -1 : x->item.until > y->item.until;
}

/* Who ends a minute after another one would only make a second notice a minute later. */
static void
add_those_that_end_together (StintFacts *self, GArray *facts)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->context->registry);
  gint64 latest = 0;

  for (guint i = 0; i < facts->len; i++)
    latest = MAX (latest, g_array_index (facts, StintFact, i).item.until);
  for (guint i = 0; latest != 0 && i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);

      if (stint_session_is_active (session) &&
          stint_session_get_life (session)->until <= latest + TOGETHER &&
          stint_session_get_life (session)->until != 0 && !has_fact_of (facts, session) &&
          !will_be_renewed (self, session))
        add_session_fact (self, facts, session, get_need (self, session), STAGE_FIRST);
    }
}

static void
add_going_on (StintFacts *self, GArray *facts)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->context->registry);

  for (guint i = 0; self->window_closed && i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      StintFact fact = { .item = { .id = stint_session_get_id (session),
                                   .name = stint_session_get_name (session) } };

      if (!stint_session_is_active (session))
        continue;
      /* One fact, whichever sessions there are. */
      fact.key = g_strdup ("window");
      g_array_append_val (facts, fact);
    }
}

void
stint_facts_collect (StintFacts *self, GArray **facts, gint64 now)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->context->registry);

  for (guint i = 0; i < sessions->len; i++)
    judge (self, facts, g_ptr_array_index (sessions, i), now);
  add_those_that_end_together (self, facts[STINT_NOTICE_ENDING]);
  add_going_on (self, facts[STINT_NOTICE_GO_ON]);
  g_array_sort (facts[STINT_NOTICE_ENDING], compare_ends);
}
