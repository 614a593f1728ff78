/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Thousands of random lives of random files: started, renewed, switched, stopped, killed between two
 * writes, edited by hands and by the AWS CLI.  After each step:
 *   - botocore accepts what it accepted before;
 *   - every line of the user's is there, in its order (set aside or commented out at most);
 *   - no profile has more sections than before;
 *   - a started profile is the session for every reader that knows the profile;
 *   - what is right already is not written again;
 * and where nobody else wrote, after the last stop every byte is what it was.
 *
 *   test-profiles-histories [--from SEED] [--count N] [--dump FOLDER]
 * With --dump, every state of every change is written out, for check-botocore.py. */

#include <glib/gstdio.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "stint-aws-files-private.h"
#include "test-history.h"

typedef struct
{
  GRand *rand;
  TestFolder *folder;
  GPtrArray *ids; /* of our keys */
  guint serial;
  gboolean touched; /* somebody else wrote */
  char *initial[2];
  const char *profile;
  const char *dump_root; /* (nullable) */
  guint n_dumps;
  GString *story;
} Life;

static guint opt_count = 10000;
static guint opt_seed = 20261122;
static char *opt_dump;

static const char *const file_names[] = { "credentials", "config" };

static gboolean
chance (Life *life, guint percent)
{
  return (guint) g_rand_int_range (life->rand, 0, 100) < percent;
}

static void
tell (Life *life, const char *what)
{
  g_string_append_printf (life->story, " %s", what);
}

/* --- Oracle ------------------------------------------------------------------------------------- */

typedef struct
{
  char *content[2];
  char *user_lines[2];
  gboolean accepted[2];
  guint sections[2]; /* of the profile */
} Snapshot;

static StintIniDocument *
parse (const char *content, StintAwsFile file)
{
  g_autoptr (GBytes) bytes =
      g_bytes_new (content != NULL ? content : "", content != NULL ? strlen (content) : 0);

  return stint_ini_document_new (
      file == STINT_AWS_FILE_CONFIG ? STINT_INI_CONFIG : STINT_INI_CREDENTIALS, bytes);
}

static Snapshot
take_snapshot (Life *life)
{
  Snapshot snapshot;

  for (guint file = 0; file < 2; file++)
    {
      g_autoptr (StintIniDocument) document = NULL;
      g_autoptr (GPtrArray) sections = NULL;

      snapshot.content[file] = test_folder_read (life->folder, file_names[file]);
      snapshot.user_lines[file] = test_lines_of_user (snapshot.content[file]);
      document = parse (snapshot.content[file], file);
      snapshot.accepted[file] = stint_ini_document_check (document, file_names[file], NULL);
      sections = stint_ini_document_find_profile (document, life->profile);
      snapshot.sections[file] = sections->len;
    }
  return snapshot;
}

static void
clear_snapshot (Snapshot *snapshot)
{
  for (guint file = 0; file < 2; file++)
    {
      g_free (snapshot->content[file]);
      g_free (snapshot->user_lines[file]);
    }
}

static void
fail (Life *life, const Snapshot *before, const char *what)
{
  Snapshot after = take_snapshot (life);

  for (guint file = 0; file < 2; file++)
    {
      g_printerr ("--- %s before\n%s\n--- %s after\n%s\n", file_names[file], before->content[file],
                  file_names[file], after.content[file]);
    }
  g_error ("%s; profile %s; story:%s", what, life->profile, life->story->str);
}

/* What any change of ours must keep. */
static void
compare (Life *life, const Snapshot *before)
{
  Snapshot after = take_snapshot (life);

  for (guint file = 0; file < 2; file++)
    {
      guint allowed = MAX (before->sections[file], 1);

      if (before->accepted[file] && !after.accepted[file])
        fail (life, before, "botocore does not accept the file any more");
      if (g_strcmp0 (before->user_lines[file], after.user_lines[file]) != 0)
        {
          g_printerr ("--- lines before\n%s--- lines after\n%s", before->user_lines[file],
                      after.user_lines[file]);
          fail (life, before, "a line of the user's was lost, changed or moved");
        }
      /* A spelling that botocore does not know may get a twin that it does. */
      if (after.sections[file] > allowed + (before->sections[file] > 0))
        fail (life, before, "a section too many");
    }
  clear_snapshot (&after);
}

/* --- Identities ----------------------------------------------------------------------------------- */

static void
read_facts (Life *life, StintFileFacts facts[2])
{
  g_autofree char *bridge = stint_wish_bridge_name (life->profile);

  for (guint file = 0; file < 2; file++)
    {
      g_autofree char *content = test_folder_read (life->folder, file_names[file]);
      g_autoptr (StintIniDocument) document = parse (content, file);

      stint_file_facts_read (&facts[file], document, life->profile, bridge);
    }
}

static void
assert_is_session (Life *life, const StintHold *hold, const Snapshot *before)
{
  g_autofree char *bridge = stint_wish_bridge_name (life->profile);
  g_autofree char *keys = stint_reader_identity_of_keys (
      hold->access_key_id, hold->secret_access_key, hold->session_token);
  g_autofree char *process = stint_reader_identity_of_process (hold->process_command);
  gboolean in_file = hold->hand_out == STINT_HAND_OUT_FILE;
  StintFileFacts facts[2] = { 0 };

  read_facts (life, facts);
  for (guint reader = 0; reader < STINT_N_READERS; reader++)
    {
      g_autofree char *identity =
          stint_reader_resolve (reader, &facts[0], &facts[1], life->profile, bridge);

      /* A quoted name is a profile for botocore alone. */
      if (*identity == '\0' && reader != STINT_READER_BOTOCORE && !in_file)
        continue;
      if (!g_str_equal (identity, in_file ? keys : process))
        fail (life, before, "a reader does not see the session");
    }
  stint_file_facts_clear (&facts[0]);
  stint_file_facts_clear (&facts[1]);
}

/* --- Changes -------------------------------------------------------------------------------------- */

static void
dump_file (const char *folder, const char *name, GBytes *bytes)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  gsize size;
  const char *data;

  if (bytes == NULL)
    return;
  data = g_bytes_get_data (bytes, &size);
  g_assert_true (g_file_set_contents (path, data, size, NULL));
}

static void
dump_plan (Life *life, const StintPlan *plan, const char *kind)
{
  g_autofree char *name = g_strdup_printf ("%06u-%s-%s", life->n_dumps++, kind, life->profile);
  GBytes *now[2] = { NULL, NULL };

  for (guint i = plan->n_steps; i-- > 0;)
    now[plan->steps[i].file] = plan->steps[i].from;
  for (guint i = 0; i <= plan->n_steps; i++)
    {
      g_autofree char *state = g_strdup_printf ("%u", i);
      g_autofree char *folder = g_build_filename (life->dump_root, name, state, NULL);

      g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
      if (i > 0)
        now[plan->steps[i - 1].file] = plan->steps[i - 1].to;
      dump_file (folder, "credentials", now[STINT_AWS_FILE_CREDENTIALS]);
      dump_file (folder, "config", now[STINT_AWS_FILE_CONFIG]);
    }
}

/* Carries a plan out, or dies after some of its writes. */
static void
run_plan (Life *life, StintPlan *plan, const char *kind)
{
  StintAwsFiles *files = life->folder->files;
  StintWrites writes = { 0 };
  g_autoptr (GError) error = NULL;
  Snapshot before = take_snapshot (life);

  if (life->dump_root != NULL && stint_plan_count_writes (plan) > 0)
    dump_plan (life, plan, kind);
  if (chance (life, 15))
    {
      guint n = g_rand_int_range (life->rand, 0, plan->n_steps);

      tell (life, "killed");
      for (; plan->n_steps > n; plan->n_steps--)
        {
          StintStep *step = &plan->steps[plan->n_steps - 1];

          g_clear_pointer (&step->from, g_bytes_unref);
          g_clear_pointer (&step->to, g_bytes_unref);
          stint_wish_report_clear (&step->report);
        }
    }
  stint_aws_files_run (files, plan, &writes, NULL, &error);
  g_assert_no_error (error);
  compare (life, &before);
  clear_snapshot (&before);
  g_free (writes.saved_path);
}

static StintHold
next_hold (Life *life, StintHandOut hand_out, gboolean new_keys)
{
  static char id[64], secret[64], token[64], region[64], process[128];
  StintHold hold = { .profile = life->profile, .hand_out = hand_out };

  if (new_keys)
    {
      life->serial++;
      g_ptr_array_remove_index (life->ids, life->ids->len - 1);
      g_ptr_array_add (life->ids, g_strdup_printf (TEST_OUR_ID "%u", life->serial));
      g_ptr_array_add (life->ids, NULL);
    }
  g_snprintf (id, sizeof id, TEST_OUR_ID "%u", life->serial);
  g_snprintf (secret, sizeof secret, TEST_OUR_SECRET "%u", life->serial);
  g_snprintf (token, sizeof token, TEST_OUR_TOKEN "%u", life->serial);
  g_snprintf (region, sizeof region, TEST_OUR_REGION "%u", life->serial % 2);
  g_snprintf (process, sizeof process, TEST_OUR_PROCESS "%s", life->profile);
  hold.access_key_id = id;
  hold.secret_access_key = secret;
  /* Keys without a token (of a local endpoint) would get somebody else's in between: an error to AWS,
   * but one that botocore cannot know of. */
  hold.session_token = chance (life, 90) || life->dump_root != NULL ? token : NULL;
  hold.expires = g_get_real_time ();
  hold.process_command = process;
  hold.our_key_ids = (const char *const *) life->ids->pdata;
  hold.region = chance (life, 40) ? region : NULL;
  return hold;
}

static gboolean
both_accepted (Life *life)
{
  Snapshot now = take_snapshot (life);
  gboolean accepted = now.accepted[0] && now.accepted[1];

  clear_snapshot (&now);
  return accepted;
}

static void
start (Life *life)
{
  StintHandOut hand_out = chance (life, 60) ? STINT_HAND_OUT_FILE : STINT_HAND_OUT_ON_DEMAND;
  StintHold hold = next_hold (life, hand_out, TRUE);
  g_auto (StintPlan) plan = { 0 };
  g_autoptr (GError) error = NULL;
  Snapshot before;
  g_auto (StintHoldResult) result = { 0 };

  tell (life, hand_out == STINT_HAND_OUT_FILE ? "start" : "on-demand");
  before = take_snapshot (life);
  if (!stint_aws_files_plan_hold (life->folder->files, &hold, &plan, NULL, &error))
    {
      if (both_accepted (life))
        fail (life, &before, error->message);
      clear_snapshot (&before);
      return;
    }
  run_plan (life, &plan, hand_out == STINT_HAND_OUT_FILE ? "hold" : "demand");
  /* However it ended, doing it (again) ends in the right place, and a third time does nothing. */
  stint_aws_files_hold (life->folder->files, &hold, NULL, NULL, &error);
  g_assert_no_error (error);
  compare (life, &before);
  assert_is_session (life, &hold, &before);
  stint_aws_files_hold (life->folder->files, &hold, &result, NULL, &error);
  g_assert_no_error (error);
  if (result.writes != 0)
    fail (life, &before, "what is right already was written again");
  clear_snapshot (&before);
}

static void
stop (Life *life)
{
  StintRelease release = { life->profile, (const char *const *) life->ids->pdata };
  g_auto (StintPlan) plan = { 0 };
  g_auto (StintReleaseResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  Snapshot before = take_snapshot (life);

  tell (life, "stop");
  stint_aws_files_plan_release (life->folder->files, &release, FALSE, &plan, NULL, &error);
  g_assert_no_error (error);
  run_plan (life, &plan, "release");
  stint_aws_files_release (life->folder->files, &release, NULL, NULL, &error);
  g_assert_no_error (error);
  compare (life, &before);
  stint_aws_files_release (life->folder->files, &release, &result, NULL, &error);
  g_assert_no_error (error);
  if (result.changed)
    fail (life, &before, "what is released already was written again");
  clear_snapshot (&before);
}

/* `aws configure`: a key id and its secret, never one without the other. */
static char *
configure (const char *content, StintAwsFile file, const char *profile)
{
  g_autofree char *half = test_cli_write (content, file, profile, "aws_access_key_id", "AKIACLI");

  return test_cli_write (half, file, profile, "aws_secret_access_key", "cli");
}

static char *
use_cli (Life *life, const char *content, StintAwsFile file)
{
  static const char *const keys[] = { "region", "role_arn", "output", "aws_account_id" };
  const char *key = keys[g_rand_int_range (life->rand, 0, G_N_ELEMENTS (keys))];

  if (file == STINT_AWS_FILE_CREDENTIALS && chance (life, 60))
    return configure (content, file, life->profile);
  return test_cli_write (content, file, life->profile, key, "cli");
}

static void
edit (Life *life)
{
  StintAwsFile file = g_rand_int_range (life->rand, 0, 2);
  g_autofree char *content = test_folder_read (life->folder, file_names[file]);
  g_autofree char *changed = NULL;

  if (chance (life, 50))
    changed = use_cli (life, content, file);
  else
    changed = test_hand_edit (life->rand, content != NULL ? content : "", file, life->profile);
  tell (life, file == STINT_AWS_FILE_CREDENTIALS ? "edit-credentials" : "edit-config");
  if (!g_file_test (life->folder->aws, G_FILE_TEST_IS_DIR))
    g_mkdir (life->folder->aws, 0700);
  test_folder_write (life->folder, file_names[file], changed);
  life->touched = TRUE;
}

/* A service that starts again knows nothing of sizes. */
static void
restart (Life *life)
{
  g_autofree char *credentials = test_folder_path (life->folder, "credentials");
  g_autofree char *config = test_folder_path (life->folder, "config");
  g_autoptr (GError) error = NULL;

  tell (life, "restart");
  g_clear_object (&life->folder->files);
  life->folder->files = stint_aws_files_new (credentials, config, life->folder->state);
  stint_aws_files_recover (life->folder->files, NULL, &error);
  g_assert_no_error (error);
}

static void
stop_all (Life *life)
{
  static const char *const profiles[] = { "P", "default" };

  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      life->profile = profiles[i];
      stop (life);
    }
  for (guint file = 0; file < 2; file++)
    {
      g_autofree char *content = test_folder_read (life->folder, file_names[file]);

      if (!life->touched && g_strcmp0 (content, life->initial[file]) != 0)
        {
          g_printerr ("--- initial\n%s\n--- at the end\n%s\n", life->initial[file], content);
          g_error ("%s did not come back byte for byte; story:%s", file_names[file],
                   life->story->str);
        }
      if (content != NULL &&
          (strstr (content, TEST_OUR_ID) != NULL || strstr (content, TEST_OUR_TOKEN) != NULL ||
           strstr (content, "stint-bridge") != NULL))
        g_error ("Something of ours is left in %s:\n%s\nstory:%s", file_names[file], content,
                 life->story->str);
    }
  test_folder_assert_clean (life->folder);
}

static void
live (guint32 seed, const char *dump_root)
{
  Life life = { .rand = g_rand_new_with_seed (seed), .dump_root = dump_root };
  guint n_steps;
  gboolean quiet;

  life.n_dumps = (seed % 100000) * 10;
  life.story = g_string_new (NULL);
  g_string_append_printf (life.story, " seed %u", seed);
  for (guint file = 0; file < 2; file++)
    life.initial[file] = test_random_content (life.rand, file);
  life.folder = test_folder_new (life.initial[0], life.initial[1]);
  life.ids = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (life.ids, NULL);
  quiet = chance (&life, 50);
  n_steps = g_rand_int_range (life.rand, 1, 8);
  for (guint i = 0; i < n_steps; i++)
    {
      life.profile = chance (&life, 75) ? "P" : "default";
      if (chance (&life, 55))
        start (&life);
      else if (chance (&life, 40))
        stop (&life);
      else if (chance (&life, 25))
        restart (&life);
      else if (!quiet)
        edit (&life);
    }
  stop_all (&life);
  test_folder_free (life.folder);
  g_ptr_array_unref (life.ids);
  g_free (life.initial[0]);
  g_free (life.initial[1]);
  g_string_free (life.story, TRUE);
  g_rand_free (life.rand);
}

static void
test_lives (void)
{
  for (guint i = 0; i < opt_count; i++)
    live (opt_seed + i, opt_dump);
  g_test_message ("%u lives from seed %u", opt_count, opt_seed);
}

/* Somewhere that needs no disk: fsync() is not what is tested here. */
static void
use_memory (void)
{
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
}

int
main (int argc, char **argv)
{
  GOptionEntry options[] = {
    { "from", 0, 0, G_OPTION_ARG_INT, &opt_seed, NULL, NULL },
    { "count", 0, 0, G_OPTION_ARG_INT, &opt_count, NULL, NULL },
    { "dump", 0, 0, G_OPTION_ARG_FILENAME, &opt_dump, NULL, NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  use_memory ();
  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    g_error ("%s", error->message);
  g_test_add_func ("/profiles/histories", test_lives);
  return g_test_run ();
}
