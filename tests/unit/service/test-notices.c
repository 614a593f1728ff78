/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Which notices are true, with a clock that stands still: days, suspends and steps without a wait. */

#include "config.h"

#include <string.h>

#include "engine-fixture.h"
#include "stint-notices.h"
#include "stint-settings.h"
#include "stint-time.h"

typedef struct
{
  EngineFixture base;
  GSettings *settings;
  StintNotices *notices;
  guint n_shown;  /* with something new */
  guint n_edited; /* the words only */
  guint n_withdrawn;
} Fixture;

static void
show_cb (StintNotices *notices, StintNotice *notice, gpointer user_data)
{
  Fixture *self = user_data;

  g_assert_nonnull (notice->title);
  g_assert_nonnull (notice->body);
  g_test_message ("%s: %s | %s", stint_notice_kind_to_name (notice->kind), notice->title,
                  notice->body);
  if (notice->again)
    self->n_shown++;
  else
    self->n_edited++;
}

static void
withdraw_cb (StintNotices *notices, guint kind, gpointer user_data)
{
  Fixture *self = user_data;

  self->n_withdrawn++;
}

static void
attend (Fixture *self)
{
  self->notices = stint_notices_new (&self->base.context, self->base.engine);
  g_signal_connect (self->notices, "show", G_CALLBACK (show_cb), self);
  g_signal_connect (self->notices, "withdraw", G_CALLBACK (withdraw_cb), self);
  stint_notices_begin (self->notices);
  engine_fixture_settle (&self->base);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->settings = stint_settings_new ("/nonexistent", TRUE, &error);
  g_assert_no_error (error);
  self->base.context.settings = self->settings;
  engine_fixture_set_up (&self->base, data);
  attend (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->notices);
  engine_fixture_tear_down (&self->base, data);
  g_object_unref (self->settings);
}

/* Memory is shared by all of a process. */
static void
set_minutes (Fixture *self, const char *key, guint minutes)
{
  g_settings_set_uint (self->settings, key, minutes);
  engine_fixture_settle (&self->base);
}

static StintSession *
change (Fixture *self, StintSession *session, StintMfaMode mfa, StintRenewPolicy renew)
{
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (session));

  definition->mfa = mfa;
  definition->renew = renew;

  return engine_fixture_put (&self->base, definition);
}

/* One that needs a code for each start. */
static StintSession *
start_direct (Fixture *self, const char *name)
{
  StintSession *session = engine_fixture_add_role (&self->base, "user", name);

  change (self, session, STINT_MFA_DIRECT, STINT_RENEW_AUTOMATIC);
  engine_fixture_start (&self->base, session, engine_fixture_make_code (&self->base));

  return session;
}

static const StintNotice *
peek (Fixture *self, StintNoticeKind kind)
{
  return stint_notices_peek (self->notices, kind);
}

static void
assert_only (Fixture *self, StintNoticeKind kind)
{
  for (guint i = 0; i < STINT_N_NOTICES; i++)
    {
      if (i == kind)
        g_assert_nonnull (peek (self, i));
      else
        g_assert_null (peek (self, i));
    }
}

static void
assert_none (Fixture *self)
{
  for (guint i = 0; i < STINT_N_NOTICES; i++)
    g_assert_null (peek (self, i));
}

static void
suspend (Fixture *self, gint64 seconds)
{
  fake_sts_set_now (self->base.sts, stint_clock_now (self->base.clock) + STINT_SECONDS (seconds));
  stint_fake_clock_suspend (STINT_FAKE_CLOCK (self->base.clock), STINT_SECONDS (seconds));
  engine_fixture_settle (&self->base);
}

static void
step (Fixture *self, gint64 seconds)
{
  stint_fake_clock_step (STINT_FAKE_CLOCK (self->base.clock), STINT_SECONDS (seconds));
  engine_fixture_settle (&self->base);
  /* What is long overdue takes a breath first. */
  stint_fake_clock_advance (STINT_FAKE_CLOCK (self->base.clock), STINT_SECONDS (10));
  engine_fixture_settle (&self->base);
}

/* --- One session ------------------------------------------------------------------------------ */

static void
test_life_of_one (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  StintSession *session;

  engine_fixture_add_user (base);
  session = start_direct (self, "Deploy");
  engine_fixture_advance (base, 49 * 60);
  assert_none (self);

  engine_fixture_advance (base, 90);
  assert_only (self, STINT_NOTICE_ENDING);
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDING)->title, ==, "“Deploy” ends soon");
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDING)->body, ==,
                   "It ends at 15:00. To go on, it needs an MFA code.");
  g_assert_cmpint (peek (self, STINT_NOTICE_ENDING)->buttons, ==,
                   STINT_NOTICE_RENEW | STINT_NOTICE_STOP | STINT_NOTICE_SHOW);
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDING)->sessions[0], ==,
                   stint_session_get_id (session));
  g_assert_false (peek (self, STINT_NOTICE_ENDING)->urgent);
  g_assert_cmpuint (self->n_shown, ==, 1);

  engine_fixture_advance (base, 8 * 60);
  g_assert_true (peek (self, STINT_NOTICE_ENDING)->urgent);
  g_assert_cmpuint (self->n_shown, ==, 2);

  /* It works to the last second, and then fails closed. */
  engine_fixture_advance (base, 29);
  g_assert_true (stint_session_is_active (session));
  g_assert_cmpint (fake_sts_get_end (base->sts, stint_session_get_life (session)->key_ids[0]), ==,
                   stint_session_get_life (session)->until);
  engine_fixture_advance (base, 120);
  assert_only (self, STINT_NOTICE_ENDED);
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDED)->title, ==, "“Deploy” has ended");
  engine_fixture_assert_identity (base, "Deploy", "/Deploy/");
  g_assert_cmpuint (self->n_shown, ==, 3);

  engine_fixture_advance (base, 3600);
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDED)->title, ==, "“Deploy” has ended");
  engine_fixture_stop (base, session);
  assert_none (self);
  g_assert_cmpuint (self->n_shown, ==, 3);
  g_assert_cmpuint (self->n_edited, ==, 0);
}

static void
test_renewed_in_time (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  g_autoptr (StintStartResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_add_user (base);
  session = start_direct (self, "Deploy");
  engine_fixture_advance (base, 51 * 60);
  assert_only (self, STINT_NOTICE_ENDING);
  options.mfa_code = engine_fixture_make_code (base);
  result = engine_fixture_try_renew (base, session, &options, &error);
  g_assert_no_error (error);
  engine_fixture_settle (base);
  assert_none (self);
  g_assert_cmpuint (self->n_withdrawn, ==, 1);
}

/* What is renewed by itself is no news. */
static void
test_silent (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;

  engine_fixture_add_plain (base);
  engine_fixture_start (base, engine_fixture_add_role (base, "plain", "OpenRole"), NULL);
  for (guint i = 0; i < 24; i++)
    engine_fixture_advance (base, 1800);
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), >, 12);
  g_assert_cmpuint (self->n_shown, ==, 0);
}

static void
test_policies (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  StintSession *asks;
  StintSession *ends;

  engine_fixture_add_plain (base);
  asks = engine_fixture_add_role (base, "plain", "OpenAsk");
  ends = engine_fixture_add_role (base, "plain", "OpenEnd");
  change (self, asks, STINT_MFA_LEASE, STINT_RENEW_ASK);
  change (self, ends, STINT_MFA_LEASE, STINT_RENEW_NEVER);
  engine_fixture_start (base, asks, NULL);
  engine_fixture_start (base, ends, NULL);
  engine_fixture_advance (base, 51 * 60);
  g_assert_cmpuint (g_strv_length (peek (self, STINT_NOTICE_ENDING)->sessions), ==, 2);
  g_assert_nonnull (strstr (peek (self, STINT_NOTICE_ENDING)->body, "not renewed by themselves"));
  /* The second one is for the one that asks. */
  engine_fixture_advance (base, 8 * 60);
  g_assert_cmpuint (self->n_shown, ==, 2);
  engine_fixture_stop (base, asks);
  engine_fixture_advance (base, 10);
  g_assert_false (peek (self, STINT_NOTICE_ENDING)->urgent);
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), ==, 2);
}

/* Whom a person closed is not told of again, the next step is. */
static void
test_closed (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;

  engine_fixture_add_user (base);
  start_direct (self, "Deploy");
  engine_fixture_advance (base, 51 * 60);
  stint_notices_note_closed (self->notices, STINT_NOTICE_ENDING, 999, TRUE);
  g_assert_nonnull (peek (self, STINT_NOTICE_ENDING));
  stint_notices_note_closed (self->notices, STINT_NOTICE_ENDING,
                             peek (self, STINT_NOTICE_ENDING)->serial, TRUE);
  g_assert_null (peek (self, STINT_NOTICE_ENDING));
  start_direct (self, "Other");
  engine_fixture_advance (base, 60);
  assert_none (self);

  engine_fixture_advance (base, 7 * 60);
  assert_only (self, STINT_NOTICE_ENDING);
  g_assert_cmpuint (self->n_shown, ==, 2);
  /* Off the screen is not closed; and it is no reason to come again. */
  stint_notices_note_closed (self->notices, STINT_NOTICE_ENDING,
                             peek (self, STINT_NOTICE_ENDING)->serial, FALSE);
  engine_fixture_advance (base, 10);
  assert_none (self);
  g_assert_cmpuint (self->n_shown, ==, 2);
}

/* An earlier service's: not told again, also where it is not known at once that it is still true;
 * forgotten when it is not, so that it is told when it is again. */
static void
test_closed_before (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  g_auto (GStrv) closed = NULL;
  g_auto (GStrv) left = NULL;

  engine_fixture_add_user (base);
  start_direct (self, "Deploy");
  engine_fixture_advance (base, 51 * 60);
  stint_notices_note_closed (self->notices, STINT_NOTICE_ENDING,
                             peek (self, STINT_NOTICE_ENDING)->serial, TRUE);
  closed = stint_notices_dup_closed (self->notices, STINT_NOTICE_ENDING);
  g_assert_cmpuint (g_strv_length (closed), ==, 1);

  g_assert_finalize_object (self->notices);
  engine_fixture_kill (base);
  engine_fixture_revive (base);
  self->n_shown = 0;
  self->notices = stint_notices_new (&base->context, base->engine);
  g_signal_connect (self->notices, "show", G_CALLBACK (show_cb), self);
  g_signal_connect (self->notices, "withdraw", G_CALLBACK (withdraw_cb), self);
  stint_notices_recall_closed (self->notices, STINT_NOTICE_ENDING, closed[0]);
  stint_notices_recall_closed (self->notices, STINT_NOTICE_SIGN_IN, "gone");
  stint_notices_begin (self->notices);
  engine_fixture_settle (base);
  engine_fixture_advance (base, 10);
  assert_none (self);
  left = stint_notices_dup_closed (self->notices, STINT_NOTICE_SIGN_IN);
  g_assert_cmpstr (left[0], ==, "gone");

  engine_fixture_advance (base, 7 * 60);
  assert_only (self, STINT_NOTICE_ENDING);
  g_assert_cmpuint (self->n_shown, ==, 1);
  g_clear_pointer (&left, g_strfreev);
  left = stint_notices_dup_closed (self->notices, STINT_NOTICE_SIGN_IN);
  g_assert_null (left[0]);
}

static void
test_answered (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;

  engine_fixture_add_user (base);
  start_direct (self, "Deploy");
  engine_fixture_advance (base, 51 * 60);
  stint_notices_note_answered (self->notices, STINT_NOTICE_ENDING,
                               peek (self, STINT_NOTICE_ENDING)->serial);
  g_assert_cmpuint (self->n_withdrawn, ==, 1);
  engine_fixture_advance (base, 60);
  assert_none (self);
}

static void
test_preferences (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;

  engine_fixture_add_user (base);
  start_direct (self, "Deploy");
  set_minutes (self, "ending-notice-minutes", 0);
  engine_fixture_advance (base, 57 * 60);
  assert_none (self);
  set_minutes (self, "ending-notice-minutes", 15);
  assert_only (self, STINT_NOTICE_ENDING);
  g_settings_set_boolean (self->settings, "notices", FALSE);
  engine_fixture_settle (base);
  assert_none (self);
  g_settings_reset (self->settings, "notices");
  set_minutes (self, "last-notice-minutes", 0);
  engine_fixture_advance (base, 2 * 60);
  g_assert_false (peek (self, STINT_NOTICE_ENDING)->urgent);
  g_settings_reset (self->settings, "last-notice-minutes");
  g_settings_reset (self->settings, "ending-notice-minutes");
}

/* --- Failures --------------------------------------------------------------------------------- */

static void
test_refused (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  StintSession *session;

  engine_fixture_add_plain (base);
  session = engine_fixture_add_role (base, "plain", "OpenRole");
  engine_fixture_start (base, session, NULL);
  fake_sts_fail_next (base->sts, 1000, 403, "AccessDenied");
  engine_fixture_advance (base, 35 * 60);
  assert_only (self, STINT_NOTICE_FAILED);
  g_assert_nonnull (strstr (peek (self, STINT_NOTICE_FAILED)->body, "AWS refused"));
  g_assert_nonnull (strstr (peek (self, STINT_NOTICE_FAILED)->body, "until 15:00"));
  engine_fixture_advance (base, 16 * 60);
  assert_only (self, STINT_NOTICE_ENDING);
  g_assert_nonnull (strstr (peek (self, STINT_NOTICE_ENDING)->body, "AWS refused"));
  engine_fixture_advance (base, 10 * 60);
  assert_only (self, STINT_NOTICE_ENDED);
  g_assert_nonnull (strstr (peek (self, STINT_NOTICE_ENDED)->body, "AWS refused"));
}

/* A network that comes and goes is told of only where time runs out. */
static void
test_offline (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;

  engine_fixture_add_plain (base);
  engine_fixture_start (base, engine_fixture_add_role (base, "plain", "OpenRole"), NULL);
  fake_sts_fail_next (base->sts, 1000, 0, NULL);
  engine_fixture_advance (base, 45 * 60);
  assert_none (self);
  engine_fixture_advance (base, 6 * 60);
  assert_only (self, STINT_NOTICE_ENDING);
  g_assert_nonnull (strstr (peek (self, STINT_NOTICE_ENDING)->body, "could not be reached"));
  fake_sts_fail_next (base->sts, 0, 0, NULL);
  stint_engine_network_changed (base->engine);
  engine_fixture_advance (base, 10);
  assert_none (self);
}

/* --- Several ---------------------------------------------------------------------------------- */

static void
test_together (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;

  engine_fixture_add_user (base);
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("Role%u", i);

      start_direct (self, name);
      engine_fixture_advance (base, 30);
    }
  engine_fixture_advance (base, 49 * 60);
  g_assert_cmpuint (g_strv_length (peek (self, STINT_NOTICE_ENDING)->sessions), ==, 5);
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDING)->title, ==, "5 sessions end soon");
  g_assert_nonnull (strstr (peek (self, STINT_NOTICE_ENDING)->body, "Role0, Role1"));
  engine_fixture_advance (base, 4 * 60);
  g_assert_cmpuint (self->n_shown, ==, 1);
  engine_fixture_stop (base, engine_fixture_get (base, "Role2"));
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDING)->title, ==, "4 sessions end soon");
  g_assert_cmpuint (self->n_shown, ==, 1);
  g_assert_cmpuint (self->n_edited, ==, 1);
}

static StintSession *
add_chained (Fixture *self, const char *name, StintSession *from)
{
  EngineFixture *base = &self->base;
  StintSession *session = engine_fixture_add_role (base, "plain", name);
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (session));

  definition->from_id = g_strdup (stint_session_get_id (from));

  return engine_fixture_put (base, definition);
}

/* Nine hours with the lid closed: one that a person has to renew, one that renews itself, and one
 * that is chained from that. */
static void
test_nine_hours (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  g_autofree char *last = NULL;
  StintSession *parent;
  StintSession *child;
  StintSession *direct;
  guint before;

  engine_fixture_add_user (base);
  engine_fixture_add_plain (base);
  parent = engine_fixture_add_role (base, "plain", "OpenParent");
  child = add_chained (self, "OpenChild", parent);
  engine_fixture_start (base, parent, NULL);
  engine_fixture_start (base, child, NULL);
  direct = start_direct (self, "Deploy");
  before = fake_sts_count (base->sts, "AssumeRole");

  suspend (self, 9 * 3600);
  /* At once: what has ended says so, and nothing runs off before the network is there. */
  g_assert_cmpint (stint_session_get_state (direct), ==, STINT_STATE_EXPIRED);
  g_assert_cmpint (stint_session_get_state (parent), ==, STINT_STATE_EXPIRED);
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), ==, before);
  for (guint i = 0; i < 30; i++)
    engine_fixture_advance (base, 1);

  g_assert_cmpint (stint_session_get_state (parent), ==, STINT_STATE_ACTIVE);
  g_assert_cmpint (stint_session_get_state (child), ==, STINT_STATE_ACTIVE);
  /* The parent first: the child then is a single call with its keys. */
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), ==, before + 2);
  last = fake_sts_get_last (base->sts, "AssumeRole", "RoleArn");
  g_assert_cmpstr (last, ==, ROLE_ARN ("OpenChild"));
  assert_only (self, STINT_NOTICE_ENDED);
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDED)->title, ==,
                   "“Deploy” ended while you were away");
  g_assert_cmpuint (self->n_shown, ==, 1);
  engine_fixture_assert_identity (base, "OpenParent", "/OpenParent/");
  engine_fixture_assert_identity (base, "OpenChild", "/OpenChild/");
  engine_fixture_assert_identity (base, "Deploy", "/Deploy/");
}

/* No network after a suspend: for half a minute nothing is tried, then it is. */
static void
test_waits_for_network (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  StintSession *session;
  guint before;

  engine_fixture_add_plain (base);
  session = engine_fixture_add_role (base, "plain", "OpenRole");
  engine_fixture_start (base, session, NULL);
  before = fake_sts_count (base->sts, "AssumeRole");

  stint_engine_set_online (base->engine, FALSE);
  suspend (self, 9 * 3600);
  engine_fixture_advance (base, 10);
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), ==, before);
  stint_engine_set_online (base->engine, TRUE);
  engine_fixture_settle (base);
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), ==, before + 1);
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_ACTIVE);
  g_assert_cmpuint (self->n_shown, ==, 0);

  /* What says that there is no network may be wrong. */
  stint_engine_set_online (base->engine, FALSE);
  suspend (self, 9 * 3600);
  engine_fixture_advance (base, 10);
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), ==, before + 1);
  engine_fixture_advance (base, 30);
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), ==, before + 2);
}

/* Never all at once. */
static void
test_no_herd (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  guint before;
  guint at_once;

  engine_fixture_add_plain (base);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("Open%u", i);

      engine_fixture_start (base, engine_fixture_add_role (base, "plain", name), NULL);
    }
  before = fake_sts_count (base->sts, "AssumeRole");
  fake_sts_set_now (base->sts, stint_clock_now (base->clock) + STINT_SECONDS (9 * 3600));
  fake_sts_set_delay (base->sts, 20);
  stint_fake_clock_suspend (STINT_FAKE_CLOCK (base->clock), STINT_SECONDS (9 * 3600));
  stint_fake_clock_advance (STINT_FAKE_CLOCK (base->clock), STINT_SECONDS (7));
  while (fake_sts_count (base->sts, "AssumeRole") == before)
    g_main_context_iteration (NULL, TRUE);
  at_once = fake_sts_count (base->sts, "AssumeRole") - before;
  g_assert_cmpuint (at_once, <=, 3);
  engine_fixture_settle (base);
  for (guint i = 0; i < 20; i++)
    engine_fixture_advance (base, 1);
  g_assert_cmpuint (fake_sts_count (base->sts, "AssumeRole"), ==, before + 20);
  g_assert_cmpuint (self->n_shown, ==, 0);
}

/* --- Clocks ----------------------------------------------------------------------------------- */

static void
test_steps (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;

  engine_fixture_add_user (base);
  start_direct (self, "Deploy");
  step (self, 51 * 60);
  assert_only (self, STINT_NOTICE_ENDING);
  /* It was a mistake, and is taken back. */
  step (self, -51 * 60);
  assert_none (self);
  step (self, 3 * 3600);
  assert_only (self, STINT_NOTICE_ENDED);
  step (self, -3 * 3600);
  assert_none (self);
  /* The clock is set back by hours: boot time knows better. */
  step (self, -5 * 3600);
  engine_fixture_advance (base, 61 * 60);
  assert_only (self, STINT_NOTICE_ENDED);
}

/* An end in the hour that a clock in Berlin shows twice: times are told as people read them, and
 * deadlines do not care. */
static void
test_daylight_saving (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  StintSession *session;
  gint64 until;

  g_setenv ("TZ", "Europe/Berlin", TRUE);
  engine_fixture_add_user (base);
  /* 2027-10-31 02:30 CEST, half an hour before three becomes two. */
  fake_sts_set_now (base->sts, STINT_SECONDS (1824942600));
  stint_fake_clock_suspend (STINT_FAKE_CLOCK (base->clock),
                            STINT_SECONDS (1824942600) - stint_clock_now (base->clock));
  session = start_direct (self, "Deploy");
  until = stint_session_get_life (session)->until;
  g_assert_cmpint (until, ==, STINT_SECONDS (1824942600 + 3600));
  engine_fixture_advance (base, 49 * 60);
  assert_none (self);
  engine_fixture_advance (base, 2 * 60);
  assert_only (self, STINT_NOTICE_ENDING);
  g_assert_nonnull (strstr (peek (self, STINT_NOTICE_ENDING)->body, "ends at 02:30"));
  g_unsetenv ("TZ");
}

/* --- Programs, login, window ------------------------------------------------------------------ */

static void
test_asked_on_demand (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  StintSession *session;
  StintSessionDefinition *definition;

  engine_fixture_add_user (base);
  session = engine_fixture_add_role (base, "user", "Deploy");
  definition = stint_session_definition_copy (stint_session_get_definition (session));
  definition->hand_out = STINT_HAND_OUT_ON_DEMAND;
  session = engine_fixture_put (base, definition);
  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (engine_fixture_try_credentials (base, session, &error));
      g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_MFA);
      engine_fixture_advance (base, 1);
    }
  assert_only (self, STINT_NOTICE_ASKED);
  g_assert_cmpuint (self->n_shown, ==, 1);
  g_assert_cmpuint (self->n_edited, ==, 0);
  g_assert_cmpstr (peek (self, STINT_NOTICE_ASKED)->body, ==, "Deploy needs an MFA code.");
  engine_fixture_start (base, session, engine_fixture_make_code (base));
  engine_fixture_settle (base);
  assert_none (self);
}

static void
test_asked_long_ago (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  g_autoptr (GError) error = NULL;
  StintSession *session;

  engine_fixture_add_user (base);
  session = engine_fixture_add_role (base, "user", "Deploy");
  error = stint_error_new (STINT_ERROR_NEEDS_MFA, NULL, "a code");
  g_signal_emit_by_name (base->engine, "person-wanted", session, error);
  engine_fixture_settle (base);
  assert_only (self, STINT_NOTICE_ASKED);
  engine_fixture_advance (base, 3601);
  assert_none (self);
}

static void
test_waiting_at_login (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  g_autoptr (GError) locked = stint_error_new (STINT_ERROR_KEYRING_LOCKED, NULL, "locked");
  StintSession *sessions[2];

  engine_fixture_add_plain (base);
  for (guint i = 0; i < 2; i++)
    {
      StintSessionDefinition *definition;

      sessions[i] = engine_fixture_add_role (base, "plain", i == 0 ? "OpenA" : "OpenB");
      definition = stint_session_definition_copy (stint_session_get_definition (sessions[i]));
      definition->start_at_login = TRUE;
      engine_fixture_put (base, definition);
      stint_notices_note_waiting (self->notices, sessions[i], locked);
    }
  engine_fixture_settle (base);
  assert_only (self, STINT_NOTICE_WAITING);
  g_assert_cmpstr (peek (self, STINT_NOTICE_WAITING)->title, ==, "2 sessions wait for you");
  g_assert_nonnull (
      strstr (peek (self, STINT_NOTICE_WAITING)->body, "To start, they need the keyring"));
  g_assert_cmpuint (self->n_shown, ==, 1);
  engine_fixture_start (base, sessions[0], NULL);
  engine_fixture_settle (base);
  g_assert_cmpstr (peek (self, STINT_NOTICE_WAITING)->title, ==, "“OpenB” waits for you");
  engine_fixture_start (base, sessions[1], NULL);
  engine_fixture_settle (base);
  assert_none (self);
}

static void
test_window_closed (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  StintSession *session;

  engine_fixture_add_plain (base);
  session = engine_fixture_add_role (base, "plain", "OpenRole");
  stint_notices_note_window (self->notices, FALSE);
  engine_fixture_settle (base);
  assert_none (self);
  engine_fixture_start (base, session, NULL);
  engine_fixture_settle (base);
  assert_only (self, STINT_NOTICE_GO_ON);
  stint_notices_note_window (self->notices, TRUE);
  engine_fixture_settle (base);
  assert_none (self);
}

/* The machine was off: one notice for all that ended meanwhile. */
static void
test_restored (Fixture *self, gconstpointer data)
{
  EngineFixture *base = &self->base;
  const char *names[] = { "One", "Two", "Three" };

  engine_fixture_add_user (base);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      start_direct (self, names[i]);
      engine_fixture_advance (base, 30);
    }
  g_assert_finalize_object (self->notices);
  engine_fixture_kill (base);
  fake_sts_set_now (base->sts, stint_clock_now (base->clock) + STINT_SECONDS (9 * 3600));
  stint_fake_clock_suspend (STINT_FAKE_CLOCK (base->clock), STINT_SECONDS (9 * 3600));
  engine_fixture_revive (base);
  attend (self);
  engine_fixture_advance (base, 15);

  assert_only (self, STINT_NOTICE_ENDED);
  g_assert_cmpstr (peek (self, STINT_NOTICE_ENDED)->title, ==,
                   "3 sessions ended while you were away");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *part = g_strdup_printf ("/%s/", names[i]);

      engine_fixture_assert_identity (base, names[i], part);
    }
  g_assert_cmpuint (self->n_shown, ==, 1);
}

/* A profile of the person's own has nothing of ours that could fail. */
static void
test_words_of_shared (Fixture *self, gconstpointer data)
{
  StintNoticeItem item = {
    .id = "s", .name = "Deploy", .until = STINT_SECONDS (100), .need = STINT_NOTICE_NEEDS_SIGN_IN
  };
  g_autoptr (GArray) items = g_array_new (FALSE, FALSE, sizeof item);
  g_autofree char *held = NULL;
  g_autofree char *shared = NULL;
  g_autofree char *mixed = NULL;

  g_array_append_val (items, item);
  held = stint_notice_make_body (STINT_NOTICE_ENDED, items, STINT_SECONDS (200));
  g_assert_cmpstr (held, ==, "Tools get an error until it is renewed or stopped.");
  g_array_index (items, StintNoticeItem, 0).shared = TRUE;
  shared = stint_notice_make_body (STINT_NOTICE_ENDED, items, STINT_SECONDS (200));
  g_assert_cmpstr (shared, ==, "To go on, it needs you to sign in.");
  g_array_append_val (items, item);
  mixed = stint_notice_make_body (STINT_NOTICE_ENDED, items, STINT_SECONDS (200));
  g_assert_nonnull (strstr (mixed, "Tools get an error"));
}

int
main (int argc, char *argv[])
{
  g_autofree char *schemas = g_build_filename (g_getenv ("STINT_BUILD_ROOT"), "data", NULL);

  g_setenv ("GSETTINGS_SCHEMA_DIR", schemas, TRUE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) g_test_add ("/notices/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("one/life", test_life_of_one);
  ADD ("one/renewed", test_renewed_in_time);
  ADD ("one/silent", test_silent);
  ADD ("one/policies", test_policies);
  ADD ("one/closed", test_closed);
  ADD ("one/closed-before", test_closed_before);
  ADD ("one/answered", test_answered);
  ADD ("one/preferences", test_preferences);
  ADD ("fails/refused", test_refused);
  ADD ("fails/offline", test_offline);
  ADD ("several/together", test_together);
  ADD ("several/nine-hours", test_nine_hours);
  ADD ("several/network", test_waits_for_network);
  ADD ("several/no-herd", test_no_herd);
  ADD ("clock/steps", test_steps);
  ADD ("clock/daylight-saving", test_daylight_saving);
  ADD ("asked/on-demand", test_asked_on_demand);
  ADD ("asked/long-ago", test_asked_long_ago);
  ADD ("login/waiting", test_waiting_at_login);
  ADD ("window/closed", test_window_closed);
  ADD ("restore/away", test_restored);
  ADD ("words/shared", test_words_of_shared);
#undef ADD

  return g_test_run ();
}
