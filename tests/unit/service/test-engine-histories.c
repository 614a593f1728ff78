/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Random lives of an engine: starts, stops, renewals, moves, takeovers, chains, time, failures of
 * AWS, and crashes, several things at once.  After each step
 *
 *   - a profile that a session holds is that session, and nothing in it contradicts;
 *   - a profile that none holds is, property by property, what the user made it;
 *   - no two sessions hold one profile; a session that is active has credentials that work, and one
 *     whose time is over says so;
 *   - after all are stopped the files are byte for byte what they were.
 *
 * And the same with a service that is killed at any instant by SIGKILL: at that instant each
 * profile is what the user made it or one of the sessions, and the next service puts it right.
 *
 * STINT_HISTORY_SEED repeats one history, STINT_HISTORY_STEPS makes it longer, STINT_HISTORY_KILLS
 * says how often a service is killed. */

#include "config.h"

#include "engine-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stint-time.h"

#define N_PROFILES 5

static const char *const profiles[N_PROFILES] = { "one", "two", "three", "own", "OpenA" };

static const char *const user_credentials[] = {
  NULL,
  "",
  "# mine\n[own]\naws_access_key_id=AKIAI44QH8DHBEXAMPLF\naws_secret_access_key=abc\n\n"
  "[other]\naws_access_key_id = AKIAI44QH8DHBEXAMPLG\naws_secret_access_key = def",
  "[two]\r\nAWS_ACCESS_KEY_ID = AKIAI44QH8DHBEXAMPLF\r\naws_secret_access_key = abc\r\n"
  "aws_session_token = t\r\naws_security_token = s\r\n; end\r\n",
};

static const char *const user_config[] = {
  NULL,
  "[default]\nregion = eu-west-1\n",
  "[profile one]\nrole_arn = " ROLE_ARN (
      "Theirs") "\nsource_profile = other\nregion = eu-west-3\n"
                "[profile three]\ncredential_process = /bin/echo no # really\n\n",
  "[profile two]\nsso_start_url = https://d-1234567890.awsapps.com/start\nsso_region = us-east-1\n"
  "sso_account_id = 123456789012\nsso_role_name = Admin\n[profile child]\nrole_arn = x\n"
  "source_profile = two\n",
};

typedef struct
{
  EngineFixture engine;
  GRand *rand;
  const char *credentials; /* (nullable) as the user made them */
  const char *config;
  GHashTable *before; /* "profile/key" → value, of the user's files */
  guint n_pending;
} History;

/* --- The oracle ------------------------------------------------------------------------------- */

/* What decides who a profile is, and its region; our own notes and what is set aside are neither. */
static GHashTable *
collect_properties (History *self)
{
  GHashTable *properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries =
      stint_aws_files_list_profiles (self->engine.context.files, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < entries->len; i++)
    {
      const StintProfileEntry *entry = g_ptr_array_index (entries, i);

      for (guint j = 0; j < entry->properties->len; j++)
        {
          const StintProfileProperty *property = g_ptr_array_index (entry->properties, j);

          if (!g_str_has_prefix (property->key, "x_stint_"))
            g_hash_table_insert (properties, g_strdup_printf ("%s/%s", entry->name, property->key),
                                 g_strdup (property->value));
        }
    }

  return properties;
}

static const char *
look_up (GHashTable *properties, const char *profile, const char *key)
{
  g_autofree char *name = g_strdup_printf ("%s/%s", profile, key);

  return g_hash_table_lookup (properties, name);
}

static void
assert_untouched (History *self, GHashTable *now, const char *profile)
{
  g_autofree char *prefix = g_strdup_printf ("%s/", profile);
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, now);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, prefix))
      g_assert_cmpstr (value, ==, g_hash_table_lookup (self->before, key));
  g_hash_table_iter_init (&iter, self->before);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (g_str_has_prefix (key, prefix))
      g_assert_cmpstr (value, ==, g_hash_table_lookup (now, key));
}

static void
assert_is_session (History *self, GHashTable *now, const char *profile, StintSession *session)
{
  static const char *const contenders[] = { "role_arn",           "source_profile",
                                            "sso_start_url",      "sso_account_id",
                                            "aws_security_token", "web_identity_token_file" };
  const StintSessionLife *life = stint_session_get_life (session);
  const char *key_id = look_up (now, profile, "aws_access_key_id");
  const char *process = look_up (now, profile, "credential_process");
  g_autofree char *command =
      stint_context_process_command (&self->engine.context, stint_session_get_id (session));
  g_autofree char *arn = key_id != NULL ? fake_sts_identify (self->engine.sts, key_id) : NULL;
  g_autofree char *role = g_strdup_printf ("/%s/", stint_session_get_name (session));

  for (gsize i = 0; i < G_N_ELEMENTS (contenders); i++)
    g_assert_null (look_up (now, profile, contenders[i]));
  if (life->hand_out == STINT_HAND_OUT_ON_DEMAND)
    {
      g_assert_null (key_id);
      g_assert_cmpstr (process, ==, command);
      return;
    }

  g_assert_null (process);
  g_assert_nonnull (arn);
  if (stint_session_get_definition (session)->kind == STINT_SESSION_IAM_ROLE)
    g_assert_nonnull (strstr (arn, role));
  else
    g_assert_cmpstr (arn, ==, PLAIN_ARN);
  g_assert_cmpint (fake_sts_get_end (self->engine.sts, key_id), ==, life->until);
}

static void
check_session (History *self, StintSession *session)
{
  const StintSessionLife *life = stint_session_get_life (session);
  gint64 now = stint_clock_now (self->engine.clock);

  g_assert_cmpint (life->state, !=, STINT_STATE_STARTING);
  g_assert_null (life->next_profile);
  if (!stint_session_is_held (session))
    {
      g_assert_null (life->held_profile);
      g_assert_null (life->key_ids);
      return;
    }

  g_assert_nonnull (life->held_profile);
  g_assert_true (stint_session_is_active (session) == (now < life->until));
  if (stint_session_is_active (session) && life->hand_out == STINT_HAND_OUT_FILE)
    g_assert_nonnull (stint_session_get_credentials (session));
}

static void
check (History *self)
{
  g_autoptr (GHashTable) now = collect_properties (self);
  GPtrArray *sessions = stint_registry_get_sessions (self->engine.context.registry);

  for (guint i = 0; i < sessions->len; i++)
    check_session (self, g_ptr_array_index (sessions, i));

  for (guint p = 0; p < N_PROFILES; p++)
    {
      StintSession *holder = NULL;

      for (guint i = 0; i < sessions->len; i++)
        {
          StintSession *session = g_ptr_array_index (sessions, i);

          if (!stint_session_is_held (session) ||
              strcmp (stint_session_get_life (session)->held_profile, profiles[p]) != 0)
            continue;
          g_assert_null (holder);
          holder = session;
        }
      if (holder != NULL)
        assert_is_session (self, now, profiles[p], holder);
      else
        assert_untouched (self, now, profiles[p]);
    }
}

/* --- What happens ----------------------------------------------------------------------------- */

static gboolean
happens (History *self, guint percent)
{
  return (guint) g_rand_int_range (self->rand, 0, 100) < percent;
}

static StintSession *
pick_session (History *self)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->engine.context.registry);

  return g_ptr_array_index (sessions, g_rand_int_range (self->rand, 0, sessions->len));
}

static const char *
pick_profile (History *self)
{
  return profiles[g_rand_int_range (self->rand, 0, N_PROFILES)];
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  History *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintStartResult) outcome =
      stint_engine_start_finish (STINT_ENGINE (source), result, &error);

  g_assert_true ((outcome == NULL) == (error != NULL));
  self->n_pending--;
}

static void
renewed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  History *self = user_data;
  g_autoptr (StintStartResult) outcome =
      stint_engine_renew_finish (STINT_ENGINE (source), result, NULL);

  self->n_pending--;
}

static void
stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  History *self = user_data;
  g_autoptr (GError) error = NULL;

  stint_engine_stop_finish (STINT_ENGINE (source), result, NULL, &error);
  g_assert_no_error (error);
  self->n_pending--;
}

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  History *self = user_data;

  stint_engine_edit_session_finish (STINT_ENGINE (source), result, NULL);
  self->n_pending--;
}

static void
supplied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  History *self = user_data;
  g_autoptr (StintAwsCredentials) credentials =
      stint_engine_get_credentials_finish (STINT_ENGINE (source), result, NULL);

  /* Whoever is given credentials is given some that work. */
  if (credentials != NULL)
    g_assert_cmpint (stint_aws_credentials_get_expiration (credentials), >,
                     stint_clock_now (self->engine.clock));
  self->n_pending--;
}

static void
begin_start (History *self, gboolean renew)
{
  StintStartOptions options = STINT_START_OPTIONS_INIT;
  StintSession *session = pick_session (self);

  options.consent = happens (self, 90);
  options.mfa_code = happens (self, 50) ? engine_fixture_make_code (&self->engine) : NULL;
  if (happens (self, 5))
    options.mfa_code = "000000";
  if (happens (self, 70))
    options.profile = pick_profile (self);
  if (happens (self, 30))
    options.hand_out = g_rand_int_range (self->rand, 0, 2);
  if (happens (self, 30))
    options.region = "ap-south-1";

  if (renew)
    stint_engine_renew_async (self->engine.engine, session, &options, NULL, renewed_cb, self);
  else
    stint_engine_start_async (self->engine.engine, session, &options, NULL, started_cb, self);
}

static void
begin_edit (History *self)
{
  StintSessionDefinition *definition =
      stint_session_definition_copy (stint_session_get_definition (pick_session (self)));

  g_free (definition->profile);
  definition->profile = g_strdup (pick_profile (self));
  definition->hand_out = g_rand_int_range (self->rand, -1, 2);
  g_free (definition->region);
  definition->region = happens (self, 50) ? g_strdup ("sa-east-1") : NULL;
  definition->renew = g_rand_int_range (self->rand, 0, 3);
  stint_engine_edit_session_async (self->engine.engine, definition, TRUE, NULL, edited_cb, self);
}

static void
begin_something (History *self)
{
  guint dice = g_rand_int_range (self->rand, 0, 100);

  self->n_pending++;
  if (dice < 45)
    begin_start (self, FALSE);
  else if (dice < 55)
    begin_start (self, TRUE);
  else if (dice < 70)
    stint_engine_stop_async (self->engine.engine, pick_session (self), NULL, stopped_cb, self);
  else if (dice < 85)
    begin_edit (self);
  else
    stint_engine_get_credentials_async (self->engine.engine, pick_session (self), NULL, supplied_cb,
                                        self);
}

static void
add_sessions (History *self)
{
  static const char *const roles[] = { "OpenA", "OpenB", "ChainedC", "ChainedD" };
  StintSession *previous = NULL;

  engine_fixture_add_user (&self->engine);
  engine_fixture_add_plain (&self->engine);
  engine_fixture_add_role (&self->engine, "user", "Deploy");
  engine_fixture_add_role (&self->engine, "user", "Billing");
  engine_fixture_add_own (&self->engine, "plain", "own-session");
  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      StintSession *session = engine_fixture_add_role (&self->engine, "plain", roles[i]);
      StintSessionDefinition *definition =
          stint_session_definition_copy (stint_session_get_definition (session));

      definition->from_id = i >= 2 ? g_strdup (stint_session_get_id (previous)) : NULL;
      previous = engine_fixture_put (&self->engine, definition);
    }
}

static void
stop_all (History *self)
{
  GPtrArray *sessions = stint_registry_get_sessions (self->engine.context.registry);

  for (guint i = 0; i < sessions->len; i++)
    engine_fixture_stop (&self->engine, g_ptr_array_index (sessions, i));
  engine_fixture_assert_files (&self->engine, self->credentials, self->config);
}

static void
make_step (History *self)
{
  guint n = g_rand_int_range (self->rand, 1, 4);

  /* The pauses between attempts are real time. */
  if (happens (self, 4))
    fake_sts_fail_next (self->engine.sts, g_rand_int_range (self->rand, 1, 4),
                        happens (self, 50) ? 400 : 0, "Throttling");
  for (guint i = 0; i < n; i++)
    begin_something (self);
  /* Some of it happens while the rest is on its way. */
  for (gint i = g_rand_int_range (self->rand, 0, 30); i > 0; i--)
    g_main_context_iteration (NULL, FALSE);
  if (happens (self, 30))
    begin_something (self);
  engine_fixture_settle (&self->engine);
  g_assert_cmpuint (self->n_pending, ==, 0);
  fake_sts_fail_next (self->engine.sts, 0, 0, NULL);
  check (self);

  if (happens (self, 40))
    {
      engine_fixture_advance (&self->engine, g_rand_int_range (self->rand, 30, 3 * 3600));
      check (self);
    }
  if (happens (self, 15))
    {
      if (happens (self, 50))
        engine_fixture_flush (&self->engine);
      engine_fixture_crash (&self->engine);
      check (self);
    }
  if (happens (self, 3))
    stop_all (self);
}

static void
run_history (guint32 seed, guint n_steps)
{
  History self = { 0 };

  self.rand = g_rand_new_with_seed (seed);
  self.credentials = user_credentials[seed % G_N_ELEMENTS (user_credentials)];
  self.config = user_config[seed / 4 % G_N_ELEMENTS (user_config)];
  engine_fixture_set_up (&self.engine, NULL);
  engine_fixture_write (&self.engine, self.credentials, self.config);
  self.before = collect_properties (&self);
  add_sessions (&self);
  engine_fixture_flush (&self.engine);

  for (guint i = 0; i < n_steps; i++)
    make_step (&self);
  stop_all (&self);

  g_hash_table_unref (self.before);
  g_rand_free (self.rand);
  engine_fixture_tear_down (&self.engine, NULL);
}

static void
test_histories (void)
{
  const char *seed = g_getenv ("STINT_HISTORY_SEED");
  const char *steps = g_getenv ("STINT_HISTORY_STEPS");
  guint n_steps = steps != NULL ? (guint) g_ascii_strtoull (steps, NULL, 10) : 60;

  if (seed != NULL)
    {
      run_history ((guint32) g_ascii_strtoull (seed, NULL, 10), n_steps);
      return;
    }

  for (guint i = 0; i < 16; i++)
    {
      guint32 random = (guint32) g_test_rand_int () / 16 * 16 + i;

      g_test_message ("STINT_HISTORY_SEED=%u", random);
      run_history (random, n_steps);
    }
}

/* --- Killed ----------------------------------------------------------------------------------- */

#define N_KILLS 60
#define LONGEST_LIFE_MS 60

/* What a reader may find at any instant: nothing of ours, or one identity of ours and no other. */
static void
check_after_kill (History *self)
{
  g_autoptr (GHashTable) now = collect_properties (self);

  for (guint p = 0; p < N_PROFILES; p++)
    {
      const char *key_id = look_up (now, profiles[p], "aws_access_key_id");
      const char *process = look_up (now, profiles[p], "credential_process");
      g_autofree char *arn = key_id != NULL ? fake_sts_identify (self->engine.sts, key_id) : NULL;
      gboolean ours = arn != NULL || (process != NULL && strstr (process, " --session ") != NULL);

      if (!ours)
        {
          /* Never none where the user had one, and never another one. */
          g_assert_cmpstr (key_id, ==, look_up (self->before, profiles[p], "aws_access_key_id"));
          g_assert_cmpstr (process, ==, look_up (self->before, profiles[p], "credential_process"));
        }
    }
}

/* How many sessions a kill has caught in the middle of something. */
static guint
count_caught (History *self)
{
  static const char *const signs[] = { "\"starting\"", "\"next-profile\"" };
  g_autofree char *path = g_build_filename (self->engine.folder, "state", "state.json", NULL);
  g_autofree char *text = NULL;
  guint n = 0;

  g_file_get_contents (path, &text, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (signs); i++)
    for (const char *at = text; at != NULL && (at = strstr (at, signs[i])) != NULL; at++)
      n++;

  return n;
}

/* What a kill has left stays beside the rest, for whoever has to find out why a check fails. */
static void
keep_evidence (History *self)
{
  static const char *const names[] = { "aws/credentials", "aws/config", "state/state.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->engine.folder, names[i], NULL);
      g_autofree char *copy = g_strconcat (path, ".killed", NULL);
      g_autofree char *text = NULL;
      gsize length;

      if (g_file_get_contents (path, &text, &length, NULL))
        g_file_set_contents (copy, text, length, NULL);
      else
        g_unlink (copy);
    }
}

static void
wait_for_word (int fd)
{
  char letter;

  g_assert_cmpint (read (fd, &letter, 1), ==, 1);
}

static void
live_and_be_killed (History *self, const char *program)
{
  g_autofree char *now =
      g_strdup_printf ("%" G_GINT64_FORMAT, stint_clock_now (self->engine.clock));
  g_autofree char *seed = g_strdup_printf ("%u", g_rand_int (self->rand));
  g_autofree char *codes = g_strdup_printf ("%u", self->engine.n_codes);
  const char *argv[] = { program, "--child", self->engine.folder, self->engine.sts_url, now, seed,
                         codes,   NULL };
  g_autoptr (GError) error = NULL;
  GPid pid;
  int out;

  self->engine.n_codes += 1000;
  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid,
                            NULL, &out, NULL, &error);
  g_assert_no_error (error);
  wait_for_word (out);
  g_usleep (g_rand_int_range (self->rand, 0, LONGEST_LIFE_MS * 1000));
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  close (out);
}

static char *program;

static void
test_killed (void)
{
  History self = { 0 };
  guint32 seed = (guint32) g_test_rand_int ();
  const char *kills = g_getenv ("STINT_HISTORY_KILLS");
  guint n_kills = kills != NULL ? (guint) g_ascii_strtoull (kills, NULL, 10) : N_KILLS;
  guint n_caught = 0;

  self.rand = g_rand_new_with_seed (seed);
  self.credentials = user_credentials[seed % G_N_ELEMENTS (user_credentials)];
  self.config = user_config[seed / 4 % G_N_ELEMENTS (user_config)];
  engine_fixture_set_up (&self.engine, NULL);
  engine_fixture_write (&self.engine, self.credentials, self.config);
  self.before = collect_properties (&self);
  add_sessions (&self);
  engine_fixture_flush (&self.engine);
  engine_fixture_kill (&self.engine);

  for (guint i = 0; i < n_kills; i++)
    {
      live_and_be_killed (&self, program);
      keep_evidence (&self);
      check_after_kill (&self);
      n_caught += count_caught (&self);
      engine_fixture_revive (&self.engine);
      check (&self);
      if (happens (&self, 20))
        engine_fixture_advance (&self.engine, g_rand_int_range (self.rand, 30, 3 * 3600));
      if (happens (&self, 20))
        stop_all (&self);
      engine_fixture_flush (&self.engine);
      engine_fixture_kill (&self.engine);
    }

  /* Otherwise the test has tested nothing. */
  g_test_message ("%u of %u kills were in the middle of something", n_caught, n_kills);
  g_assert_cmpuint (n_caught, >, 0);
  engine_fixture_revive (&self.engine);
  stop_all (&self);
  g_hash_table_unref (self.before);
  g_rand_free (self.rand);
  engine_fixture_tear_down (&self.engine, NULL);
}

/* Works until it is killed. */
static G_NORETURN void
live (char **argv)
{
  History self = { 0 };

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  self.rand = g_rand_new_with_seed ((guint32) g_ascii_strtoull (argv[4], NULL, 10));
  self.engine.n_codes = (guint) g_ascii_strtoull (argv[5], NULL, 10);
  engine_fixture_attach (&self.engine, argv[1], argv[2], g_ascii_strtoll (argv[3], NULL, 10));
  g_assert_cmpint (write (STDOUT_FILENO, "r", 1), ==, 1);

  for (;;)
    {
      for (gint i = g_rand_int_range (self.rand, 1, 4); i > 0; i--)
        begin_something (&self);
      engine_fixture_settle (&self.engine);
    }
}

int
main (int argc, char **argv)
{
  /* Thousands of fsyncs; what a power failure leaves is for the tests of the files. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  stint_secret_init_heap ();
  stint_http_global_init ();
  if (argc == 7 && strcmp (argv[1], "--child") == 0)
    live (argv + 1);

  g_test_init (&argc, &argv, NULL);
  program = argv[0];
  g_test_add_func ("/engine/histories", test_histories);
  g_test_add_func ("/engine/killed", test_killed);

  return g_test_run ();
}
