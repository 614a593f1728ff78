/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What time does to sign-ins and syncs of Identity Center, with a clock that stands still. */

#include "config.h"

#include <glib/gstdio.h>

#include "engine-fixture.h"
#include "fake-center.h"
#include "stint-identity-names.h"
#include "stint-time.h"
#include "stint-token-text.h"

#define START_URL "https://d-1234567890.awsapps.com/start"
#define SHARED_CONFIG                                                                              \
  "[sso-session corp]\nsso_start_url = " START_URL                                                 \
  "\nsso_region = eu-west-1\nsso_registration_scopes = sso:account:access\n"
#define MINUTES(n) (60 * (n))

typedef struct
{
  EngineFixture engine;
  FakeCenter *center;
  StintIntegration *integration; /* (unowned) */
  GPtrArray *steps;              /* of GVariant: what a sign-in told */
} Fixture;

static void
set_now (Fixture *self)
{
  fake_center_set_now (self->center, stint_clock_now (self->engine.clock));
}

static StintHttpPace *
get_gate (Fixture *self)
{
  g_autoptr (StintSecret) token = stint_secret_new ("x", -1);

  return stint_identity_center_make_params (stint_engine_get_identity_center (self->engine.engine),
                                            self->integration, token, FALSE)
      .pace;
}

/* One step; the clock goes to the next turn whenever no request is under way. */
static void
run_on (Fixture *self)
{
  StintHttpPace *pace = get_gate (self);
  gint64 now = stint_clock_now (self->engine.clock);
  gint64 next;

  if (g_main_context_iteration (NULL, FALSE))
    return;
  if (stint_http_pace_get_active (pace) > 0 || stint_http_pace_get_waiting (pace) == 0)
    {
      g_usleep (20);
      return;
    }

  next = stint_deadlines_get_next (self->engine.context.deadlines);
  fake_center_set_now (self->center, MAX (next, now));
  stint_fake_clock_advance (STINT_FAKE_CLOCK (self->engine.clock), MAX (next - now, 0));
}

static void
run_to_end (Fixture *self, GAsyncResult **result)
{
  while (*result == NULL)
    run_on (self);
}

/* As engine_fixture_settle(), where a sync may wait for the clock. */
static void
settle (Fixture *self)
{
  while (stint_engine_is_busy (self->engine.engine))
    run_on (self);
  engine_fixture_settle (&self->engine);
}

/* The clock goes on, whatever is under way. */
static void
tick (Fixture *self, gint64 seconds)
{
  fake_center_set_now (self->center,
                       stint_clock_now (self->engine.clock) + STINT_SECONDS (seconds));
  stint_fake_clock_advance (STINT_FAKE_CLOCK (self->engine.clock), STINT_SECONDS (seconds));
}

static void
advance (Fixture *self, gint64 seconds)
{
  tick (self, seconds);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  settle (self);
}

static void
revive (Fixture *self)
{
  engine_fixture_revive (&self->engine);
  self->integration =
      stint_registry_find_integration_by_name (self->engine.context.registry, "Corp");
}

static void
set_up_with (Fixture *self, guint n_accounts, guint n_roles, const char *config)
{
  StintContext *context = &self->engine.context;
  g_autofree char *cache = NULL;

  engine_fixture_set_up (&self->engine, NULL);
  engine_fixture_kill (&self->engine);
  self->center = fake_center_new (n_accounts, n_roles);
  self->steps = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  set_now (self);
  if (config != NULL)
    engine_fixture_write (&self->engine, NULL, config);
  cache = g_build_filename (self->engine.folder, "aws", "sso", "cache", NULL);
  context->oidc =
      stint_oidc_new (context->http, context->clock, fake_center_get_url (self->center));
  context->portal = stint_portal_new (context->http, fake_center_get_url (self->center));
  context->sso_cache = stint_sso_cache_new (cache);
  revive (self);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  set_up_with (self, 3, 2, data);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  settle (self);
  g_clear_object (&self->engine.context.oidc);
  g_clear_object (&self->engine.context.portal);
  g_clear_object (&self->engine.context.sso_cache);
  engine_fixture_tear_down (&self->engine, NULL);
  g_ptr_array_unref (self->steps);
  fake_center_free (self->center);
}

static void
add_center (Fixture *self)
{
  StintIntegrationDefinition *definition = stint_integration_definition_new ();
  g_autoptr (GError) error = NULL;

  definition->kind = STINT_INTEGRATION_IDENTITY_CENTER;
  definition->name = g_strdup ("Corp");
  definition->region = g_strdup ("eu-west-1");
  definition->start_url = g_strdup (START_URL);
  self->integration =
      stint_registry_put_integration (self->engine.context.registry, definition, &error);
  g_assert_no_error (error);
  settle (self);
}

static const StintIntegrationStatus *
get_status (Fixture *self)
{
  return stint_integration_get_status (self->integration);
}

static void
note_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

/* --- Signing in ------------------------------------------------------------------------------- */

static void
progress_cb (GVariant *state, gpointer user_data)
{
  Fixture *self = user_data;

  g_ptr_array_add (self->steps, g_variant_ref (state));
}

static const char *
get_step (Fixture *self, guint number)
{
  const char *step = NULL;

  g_assert_cmpuint (number, <, self->steps->len);
  g_variant_lookup (g_ptr_array_index (self->steps, number), "step", "&s", &step);

  return step;
}

static void
begin_sign_in (Fixture *self, StintSignInFlow flow, GAsyncResult **result)
{
  const StintSignInWish wish = { .flow = (int) flow, .interactive = TRUE };

  stint_sign_in_run_async (stint_engine_get_sign_in (self->engine.engine), self->integration, &wish,
                           NULL, progress_cb, self, note_result, result);
  while (self->steps->len == 0 && *result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
finish_sign_in (Fixture *self, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) done = NULL;

  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
  done = g_steal_pointer (result);

  return stint_sign_in_run_finish (stint_engine_get_sign_in (self->engine.engine), done, error);
}

/* Waits until AWS was asked so often. */
static void
wait_for_calls (Fixture *self, guint n)
{
  while (fake_center_count (self->center, "CreateToken") < n)
    g_main_context_iteration (NULL, FALSE);
}

static void
sign_in (Fixture *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_set_size (self->steps, 0);
  fake_center_approve_device (self->center);
  begin_sign_in (self, STINT_SIGN_IN_DEVICE, &result);
  tick (self, 1);
  finish_sign_in (self, &result, &error);
  g_assert_no_error (error);
}

static void
test_device_polls_as_aws_wants (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_center (self);
  begin_sign_in (self, STINT_SIGN_IN_DEVICE, &result);
  g_assert_cmpstr (get_step (self, 0), ==, "device");
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNING_IN);

  tick (self, 1);
  wait_for_calls (self, 1);
  while (stint_deadlines_get_next (self->engine.context.deadlines) <=
         stint_clock_now (self->engine.clock))
    g_main_context_iteration (NULL, FALSE);
  g_assert_null (result);

  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), ==, 1);
  stint_sign_in_shut_down (stint_engine_get_sign_in (self->engine.engine));
  g_assert_false (finish_sign_in (self, &result, &error));
  g_assert_true (stint_error_is_cancelled (error));
}

/* The next instant at which it asks, seen from now. */
static gint64
get_pause (Fixture *self, guint n_calls)
{
  gint64 now = stint_clock_now (self->engine.clock);
  gint64 next;

  wait_for_calls (self, n_calls);
  /* Its answer is read, and the next question is waited for. */
  do
    {
      g_main_context_iteration (NULL, FALSE);
      next = stint_deadlines_get_next (self->engine.context.deadlines);
    }
  while (next == STINT_INSTANT_NEVER || next <= now);

  return (next - now) / G_USEC_PER_SEC;
}

static void
test_slow_down_is_for_good (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_center (self);
  fake_center_slow_down (self->center, 2);
  begin_sign_in (self, STINT_SIGN_IN_DEVICE, &result);
  tick (self, 1);
  g_assert_cmpint (get_pause (self, 1), ==, 6);
  tick (self, 6);
  g_assert_cmpint (get_pause (self, 2), ==, 11);
  tick (self, 11);
  g_assert_cmpint (get_pause (self, 3), ==, 11);
  fake_center_approve_device (self->center);
  tick (self, 11);
  g_assert_true (finish_sign_in (self, &result, &error));
  g_assert_no_error (error);
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNED_IN);
  g_assert_cmpint (fake_center_get_asked (self->center, 1) -
                       fake_center_get_asked (self->center, 0),
                   ==, STINT_SECONDS (6));
}

static void
test_device_code_runs_out (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_center (self);
  begin_sign_in (self, STINT_SIGN_IN_DEVICE, &result);
  tick (self, 601);
  g_assert_false (finish_sign_in (self, &result, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN);
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNED_OUT);
}

static void
test_nobody_comes_to_the_browser (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  add_center (self);
  begin_sign_in (self, STINT_SIGN_IN_BROWSER, &result);
  g_assert_cmpstr (get_step (self, 0), ==, "browser");
  tick (self, MINUTES (5) - 1);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (result);
  tick (self, 1);
  g_assert_false (finish_sign_in (self, &result, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_NEEDS_SIGN_IN);
  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), ==, 0);
}

/* --- Staying signed in ------------------------------------------------------------------------ */

static void
test_renewed_at_twenty_minutes (Fixture *self, gconstpointer data)
{
  gint64 until;

  add_center (self);
  sign_in (self);
  settle (self);
  until = get_status (self)->signed_in_until;
  g_assert_true (get_status (self)->renews);
  advance (self, MINUTES (39));
  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), ==, 1);
  advance (self, MINUTES (2));
  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), ==, 2);
  g_assert_cmpint (get_status (self)->signed_in_until, >, until);
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNED_IN);
}

static void
test_refresh_token_is_kept_where_none_comes (Fixture *self, gconstpointer data)
{
  fake_center_set_rotates (self->center, FALSE);
  add_center (self);
  sign_in (self);
  for (int i = 0; i < 5; i++)
    advance (self, MINUTES (45));
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNED_IN);
  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), >=, 5);
}

static void
test_a_refusal_is_one_state_and_no_loop (Fixture *self, gconstpointer data)
{
  guint calls;

  add_center (self);
  sign_in (self);
  fake_center_set_refreshes (self->center, FALSE);
  advance (self, MINUTES (41));
  calls = fake_center_count (self->center, "CreateToken");
  g_assert_cmpuint (calls, ==, 2);
  /* The token itself still works. */
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNED_IN);
  g_assert_false (get_status (self)->renews);
  advance (self, MINUTES (20));
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_NEEDED);
  for (int i = 0; i < 10; i++)
    advance (self, MINUTES (60));
  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), ==, calls);
}

/* A start may have to wait for its turn at the portal. */
static void
start (Fixture *self, StintSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) outcome = NULL;

  stint_engine_start_async (self->engine.engine, session, NULL, NULL, note_result, &result);
  run_to_end (self, &result);
  outcome = stint_engine_start_finish (self->engine.engine, result, &error);
  g_assert_no_error (error);
}

static void
test_a_session_is_renewed_while_the_token_lives (Fixture *self, gconstpointer data)
{
  StintSession *session;
  gint64 until;

  add_center (self);
  sign_in (self);
  settle (self);
  session = engine_fixture_get (&self->engine, "Account 0-Role0");
  start (self, session);
  g_assert_false (stint_engine_needs_person (self->engine.engine, session));
  until = stint_session_get_life (session)->until;
  advance (self, MINUTES (40));
  g_assert_cmpint (stint_session_get_life (session)->until, >, until);

  fake_center_set_refreshes (self->center, FALSE);
  for (int i = 0; i < 6; i++)
    advance (self, MINUTES (30));
  g_assert_true (stint_engine_needs_person (self->engine.engine, session));
  g_assert_cmpint (stint_session_get_state (session), ==, STINT_STATE_EXPIRED);
  engine_fixture_assert_start_fails (&self->engine, session, NULL, STINT_ERROR_NEEDS_SIGN_IN);
  engine_fixture_stop (&self->engine, session);
}

static void
test_a_crash_forgets_no_sign_in (Fixture *self, gconstpointer data)
{
  add_center (self);
  sign_in (self);
  settle (self);
  engine_fixture_flush (&self->engine);
  engine_fixture_kill (&self->engine);
  revive (self);
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNED_IN);
  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), ==, 1);
  /* Long after its end as well: what renews it is kept. */
  settle (self);
  engine_fixture_kill (&self->engine);
  stint_fake_clock_advance (STINT_FAKE_CLOCK (self->engine.clock), STINT_SECONDS (MINUTES (300)));
  set_now (self);
  revive (self);
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNED_IN);
  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), ==, 2);
}

/* Somebody else renewed it first: their token is taken over instead of a sign-in asked for. */
static void
test_looks_again_where_aws_refuses (Fixture *self, gconstpointer data)
{
  g_autofree char *access = NULL;
  g_autofree char *refresh = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;
  g_autofree char *end = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSsoEntry) entry = stint_sso_entry_new (START_URL, "eu-west-1", "corp", NULL);
  guint calls;

  add_center (self);
  sign_in (self);
  settle (self);
  g_assert_true (get_status (self)->shared);
  name = stint_sso_entry_dup_token_name (entry);
  path = g_build_filename (self->engine.folder, "aws", "sso", "cache", name, NULL);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));

  advance (self, MINUTES (30));
  calls = fake_center_count (self->center, "CreateToken");
  fake_center_set_refreshes (self->center, FALSE);
  set_now (self);
  access = fake_center_issue (self->center, &refresh);
  end = stint_time_format (stint_clock_now (self->engine.clock) + STINT_SECONDS (3600));
  text = g_strdup_printf ("{\"startUrl\": \"" START_URL "\", \"region\": \"eu-west-1\", "
                          "\"accessToken\": \"%s\", \"expiresAt\": \"%s\"}",
                          access, end);
  g_assert_true (
      g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error));
  advance (self, MINUTES (12));
  g_assert_cmpuint (fake_center_count (self->center, "CreateToken"), <=, calls + 1);
  g_assert_cmpint (get_status (self)->sign_in, ==, STINT_SIGN_IN_SIGNED_IN);
  g_assert_cmpint (get_status (self)->signed_in_until, >,
                   stint_clock_now (self->engine.clock) + STINT_SECONDS (MINUTES (40)));
}

/* --- Syncs ------------------------------------------------------------------------------------ */

static void
set_up_big (Fixture *self, gconstpointer data)
{
  set_up_with (self, 400, 3, NULL);
}

static void
test_a_big_sync_keeps_the_limit (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintSyncResult outcome = { 0 };
  StintSync *sync = stint_engine_get_sync (self->engine.engine);
  double least = (400 + 4) / 20.0;
  gint64 began;
  double took;

  add_center (self);
  sign_in (self);
  began = stint_clock_now (self->engine.clock);
  stint_sync_run_async (sync, self->integration, FALSE, NULL, NULL, NULL, note_result, &result);
  run_to_end (self, &result);
  took = (double) (stint_clock_now (self->engine.clock) - began) / G_USEC_PER_SEC;
  g_assert_true (stint_sync_run_finish (sync, result, &outcome, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (outcome.total, ==, 1200);
  g_assert_cmpuint (outcome.added, ==, 1200);
  g_assert_cmpuint (fake_center_count (self->center, "429"), ==, 0);
  g_assert_cmpfloat (took, <=, 1.15 * least);
  g_assert_cmpuint (stint_registry_get_sessions (self->engine.context.registry)->len, ==, 1200);
}

/* Without the files, whose threads know nothing of this clock. */
static void
test_a_click_jumps_the_queue (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) synced = NULL;
  g_autoptr (GAsyncResult) fetched = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintAwsCredentials) credentials = NULL;
  StintSync *sync = stint_engine_get_sync (self->engine.engine);
  StintSession *session;
  gint64 began;

  add_center (self);
  sign_in (self);
  stint_sync_run_async (sync, self->integration, FALSE, NULL, NULL, NULL, note_result, &synced);
  while (stint_registry_find_session_by_name (self->engine.context.registry, "Account 0-Role0") ==
         NULL)
    run_on (self);
  session = engine_fixture_get (&self->engine, "Account 0-Role0");
  began = stint_clock_now (self->engine.clock);
  stint_engine_fetch_async (self->engine.engine, session, NULL, FALSE, NULL, note_result, &fetched);
  run_to_end (self, &fetched);
  credentials = stint_engine_fetch_finish (self->engine.engine, fetched, &error);
  g_assert_no_error (error);
  g_assert_cmpint (stint_clock_now (self->engine.clock) - began, <=, STINT_SECONDS (1));
  g_assert_null (synced);
  run_to_end (self, &synced);
  g_assert_true (stint_sync_run_finish (sync, synced, NULL, &error));
}

static void
test_a_day_later_it_looks_by_itself (Fixture *self, gconstpointer data)
{
  add_center (self);
  sign_in (self);
  settle (self);
  g_assert_cmpuint (fake_center_count (self->center, "ListAccounts"), ==, 1);
  for (int i = 0; i < 23; i++)
    advance (self, MINUTES (60));
  g_assert_cmpuint (fake_center_count (self->center, "ListAccounts"), ==, 1);
  for (int i = 0; i < 2; i++)
    advance (self, MINUTES (60));
  g_assert_cmpuint (fake_center_count (self->center, "ListAccounts"), ==, 2);
}

/* The clock goes on whenever nothing is under way, to whatever is waited for. */
static void
wait_out (Fixture *self, GAsyncResult **result)
{
  StintHttpPace *pace = get_gate (self);

  while (*result == NULL)
    {
      gint64 now = stint_clock_now (self->engine.clock);
      gint64 next = stint_deadlines_get_next (self->engine.context.deadlines);

      if (g_main_context_iteration (NULL, FALSE))
        continue;
      if (stint_http_pace_get_active (pace) > 0 || next == STINT_INSTANT_NEVER)
        {
          g_usleep (20);
          continue;
        }
      fake_center_set_now (self->center, MAX (next, now));
      stint_fake_clock_advance (STINT_FAKE_CLOCK (self->engine.clock), MAX (next - now, 0));
    }
}

/* For minutes nobody hears of it; then it is told, and what was known stays. */
static void
test_throttled_for_minutes (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) throttled = NULL;
  g_autoptr (GAsyncResult) synced = NULL;
  g_autoptr (GError) error = NULL;
  StintSync *sync = stint_engine_get_sync (self->engine.engine);
  guint asked;
  gint64 took;

  add_center (self);
  sign_in (self);
  settle (self);
  g_assert_cmpuint (stint_registry_get_sessions (self->engine.context.registry)->len, ==, 6);

  fake_center_set_throttles (self->center, TRUE);
  asked = fake_center_count (self->center, "429");
  took = -stint_clock_now (self->engine.clock);
  stint_sync_run_async (sync, self->integration, TRUE, NULL, NULL, NULL, note_result, &throttled);
  wait_out (self, &throttled);
  took += stint_clock_now (self->engine.clock);
  g_assert_false (stint_sync_run_finish (sync, throttled, NULL, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_THROTTLED);
  g_assert_cmpint (took, >=, STINT_SECONDS (MINUTES (5)));
  g_assert_cmpint (took, <=, STINT_SECONDS (MINUTES (8)));
  /* Less than once a second. */
  g_assert_cmpint (fake_center_count (self->center, "429") - asked, <, took / G_USEC_PER_SEC);
  g_assert_error (get_status (self)->error, STINT_ERROR, STINT_ERROR_THROTTLED);
  g_assert_false (get_status (self)->syncing);
  g_assert_cmpuint (stint_registry_get_sessions (self->engine.context.registry)->len, ==, 6);

  fake_center_set_throttles (self->center, FALSE);
  stint_sync_run_async (sync, self->integration, TRUE, NULL, NULL, NULL, note_result, &synced);
  wait_out (self, &synced);
  g_clear_error (&error);
  g_assert_true (stint_sync_run_finish (sync, synced, NULL, &error));
  g_assert_no_error (error);
  g_assert_no_error (get_status (self)->error);
}

/* Nobody asked for it, and still a person may end it. */
static void
test_what_began_by_itself_is_cancelled (Fixture *self, gconstpointer data)
{
  g_autoptr (GAsyncResult) joined = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  StintSync *sync = stint_engine_get_sync (self->engine.engine);

  add_center (self);
  sign_in (self);
  while (!get_status (self)->syncing)
    run_on (self);
  stint_sync_cancel (sync, self->integration);
  g_assert_false (get_status (self)->syncing);
  g_assert_false (stint_sync_is_busy (sync));
  g_assert_no_error (get_status (self)->error);
  settle (self);

  /* So may the last of those who joined. */
  sign_in (self);
  while (!get_status (self)->syncing)
    run_on (self);
  stint_sync_run_async (sync, self->integration, TRUE, cancellable, NULL, NULL, note_result,
                        &joined);
  g_cancellable_cancel (cancellable);
  run_to_end (self, &joined);
  g_assert_false (stint_sync_run_finish (sync, joined, NULL, &error));
  g_assert_true (stint_error_is_cancelled (error));
  g_assert_false (get_status (self)->syncing);
  g_assert_no_error (get_status (self)->error);
}

/* --- Pure ------------------------------------------------------------------------------------- */

static void
test_names (void)
{
  const StintTemplateWords words = { "Büro & Lager", "123456789012", "Admin", "Corp" };
  const StintTemplateWords nameless = { "", "123456789012", "Admin", "Corp" };
  g_autofree char *usual = stint_profile_template_expand (NULL, &words);
  g_autofree char *other =
      stint_profile_template_expand ("{integration}/{account-id}:{role}{nobody}", &words);
  g_autofree char *number = stint_profile_template_expand ("{account}-{role}", &nameless);
  g_autofree char *one = stint_identity_make_session_id ("a", "123456789012", "Admin");
  g_autofree char *same = stint_identity_make_session_id ("a", "123456789012", "Admin");
  g_autofree char *shifted = stint_identity_make_session_id ("a1", "23456789012", "Admin");

  g_assert_cmpstr (usual, ==, "Büro & Lager-Admin");
  g_assert_cmpstr (other, ==, "Corp/123456789012:Admin{nobody}");
  g_assert_cmpstr (number, ==, "123456789012-Admin");
  g_assert_cmpstr (one, ==, same);
  g_assert_cmpstr (one, !=, shifted);
  g_assert_true (stint_profile_template_check ("{account-id}-{role}", NULL));
  g_assert_false (stint_profile_template_check ("{acount}-{role}", NULL));
  g_assert_false (stint_profile_template_check ("{integration}", NULL));
  g_assert_false (stint_profile_template_check ("{account", NULL));
}

static void
test_what_is_kept_is_read_back (void)
{
  g_autoptr (StintKept) kept = stint_kept_new ();
  g_autoptr (StintKept) again = NULL;
  g_autoptr (StintSecret) text = NULL;
  g_autoptr (StintSecret) garbage = stint_secret_new ("{\"accessToken\": 1", -1);
  g_autoptr (StintKept) nothing = stint_kept_from_secret (garbage);
  const char *const scopes[] = { "sso:account:access", "codewhisperer:analysis", NULL };

  kept->token = g_new0 (StintSsoToken, 1);
  kept->token->start_url = g_strdup (START_URL);
  kept->token->access_token = stint_secret_new ("a \"quoted\" \\ token\n", -1);
  kept->token->refresh_token = stint_secret_new ("refresh", -1);
  kept->token->expires = START_OF_TIME;
  kept->clients[STINT_SIGN_IN_DEVICE] = g_new0 (StintSsoRegistration, 1);
  kept->clients[STINT_SIGN_IN_DEVICE]->client_id = g_strdup ("client");
  kept->clients[STINT_SIGN_IN_DEVICE]->client_secret = stint_secret_new ("secret", -1);
  kept->clients[STINT_SIGN_IN_DEVICE]->expires = START_OF_TIME;
  kept->clients[STINT_SIGN_IN_DEVICE]->scopes = g_strdupv ((GStrv) scopes);
  text = stint_kept_to_secret (kept);
  again = stint_kept_from_secret (text);
  g_assert_true (stint_sso_token_equal (kept->token, again->token));
  g_assert_cmpstr (again->token->start_url, ==, START_URL);
  g_assert_null (again->clients[STINT_SIGN_IN_BROWSER]);
  g_assert_nonnull (again->clients[STINT_SIGN_IN_DEVICE]);
  g_assert_cmpstrv (again->clients[STINT_SIGN_IN_DEVICE]->scopes, (GStrv) scopes);
  g_assert_null (nothing->token);
}

#define TEST(path, data, setup, func)                                                              \
  g_test_add ("/identity/" path, Fixture, data, setup, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();
  stint_http_global_init ();

  g_test_add_func ("/identity/names", test_names);
  g_test_add_func ("/identity/kept", test_what_is_kept_is_read_back);
  TEST ("device/polls", NULL, set_up, test_device_polls_as_aws_wants);
  TEST ("device/slow-down", NULL, set_up, test_slow_down_is_for_good);
  TEST ("device/runs-out", NULL, set_up, test_device_code_runs_out);
  TEST ("browser/nobody", NULL, set_up, test_nobody_comes_to_the_browser);
  TEST ("renewal/twenty-minutes", NULL, set_up, test_renewed_at_twenty_minutes);
  TEST ("renewal/keeps-refresh-token", NULL, set_up, test_refresh_token_is_kept_where_none_comes);
  TEST ("renewal/refused", NULL, set_up, test_a_refusal_is_one_state_and_no_loop);
  TEST ("renewal/sessions", NULL, set_up, test_a_session_is_renewed_while_the_token_lives);
  TEST ("renewal/crash", NULL, set_up, test_a_crash_forgets_no_sign_in);
  TEST ("renewal/looks-again", SHARED_CONFIG, set_up, test_looks_again_where_aws_refuses);
  TEST ("sync/limit", NULL, set_up_big, test_a_big_sync_keeps_the_limit);
  TEST ("sync/urgent", NULL, set_up_big, test_a_click_jumps_the_queue);
  TEST ("sync/throttled", NULL, set_up, test_throttled_for_minutes);
  TEST ("sync/cancelled", NULL, set_up, test_what_began_by_itself_is_cancelled);
  TEST ("sync/daily", NULL, set_up, test_a_day_later_it_looks_by_itself);

  return g_test_run ();
}
