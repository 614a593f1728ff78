/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* A profile that is the session's identity already is left alone, and only such a one. */

#include "config.h"

#include <string.h>

#include "stint-shared.h"
#include "stint-sso-survey.h"
#include "test-folder.h"

#define URL "https://d-1234567890.awsapps.com/start"
#define SECTION "[sso-session corp]\nsso_start_url = " URL "\nsso_region = us-east-1\n"
#define ROLE "sso_account_id = 111122223333\nsso_role_name = Admin\n"
#define PORTAL "sso_start_url = " URL "\nsso_region = us-east-1\n"
#define FRESH "[profile P]\nsso_session = corp\n" ROLE SECTION
#define OLDER "[profile P]\n" PORTAL ROLE

static StintSsoEntry new_entry = { .start_url = (char *) URL,
                                   .region = (char *) "us-east-1",
                                   .session_name = (char *) "corp" };
static StintSsoEntry older_entry = { .start_url = (char *) URL, .region = (char *) "us-east-1" };
static const StintSsoIdentity new_sso = { &new_entry, "111122223333", "Admin" };
static const StintSsoIdentity older_sso = { &older_entry, "111122223333", "Admin" };
static const char *const our_ids[] = { "ASIAOURS", NULL };

static StintHold
hold_of (const StintSsoIdentity *sso)
{
  return (StintHold){ .profile = "P",
                      .hand_out = STINT_HAND_OUT_FILE,
                      .access_key_id = "ASIAOURS",
                      .secret_access_key = "our-secret",
                      .session_token = "our-token",
                      .our_key_ids = our_ids,
                      .sso = sso };
}

static gboolean
is_shared (TestFolder *folder, const StintSsoIdentity *sso, const char *region)
{
  g_autoptr (GError) error = NULL;
  gboolean shared = FALSE;

  stint_aws_files_is_shared (folder->files, "P", sso, region, &shared, &error);
  g_assert_no_error (error);
  return shared;
}

/* Holds, and says whether it was left alone. */
static gboolean
hold (TestFolder *folder, const StintHold *hold)
{
  g_auto (StintHoldResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  stint_aws_files_hold (folder->files, hold, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (!result.shared || (result.writes == 0 && !result.changed));
  return result.shared;
}

static void
release (TestFolder *folder)
{
  StintRelease wish = { "P", our_ids };
  g_autoptr (GError) error = NULL;

  stint_aws_files_release (folder->files, &wish, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* --- Cases -------------------------------------------------------------------------------------- */

typedef struct
{
  const char *what;
  const char *credentials; /* (nullable) */
  const char *config;
  const char *region; /* (nullable) */
  gboolean as_new, as_older;
} Case;

static const Case cases[] = {
  { "a section", NULL, FRESH, NULL, TRUE, FALSE },
  { "the older form", NULL, OLDER, NULL, FALSE, TRUE },
  { "its region is the session's", NULL, OLDER "region = r\n", "r", FALSE, TRUE },
  { "its region is another", NULL, OLDER "region = s\n", "r", FALSE, FALSE },
  { "it has no region", NULL, OLDER, "r", FALSE, FALSE },
  { "nobody asks for its region", NULL, OLDER "region = s\n", NULL, FALSE, TRUE },
  { "other settings", "[P]\noutput = text\n", OLDER "output = json\n# c\n", NULL, FALSE, TRUE },
  { "other people's keys", "[Q]\naws_access_key_id = AKIAQ\naws_secret_access_key = q\n", OLDER,
    NULL, FALSE, TRUE },
  { "both forms", NULL, "[profile P]\nsso_session = corp\n" PORTAL ROLE SECTION, NULL, FALSE,
    FALSE },
  { "another account", NULL,
    "[profile P]\nsso_session = corp\nsso_account_id = 1\nsso_role_name = Admin\n" SECTION, NULL,
    FALSE, FALSE },
  { "another role", NULL,
    "[profile P]\n" PORTAL "sso_account_id = 111122223333\nsso_role_name = admin\n", NULL, FALSE,
    FALSE },
  { "another portal under the name", NULL,
    "[profile P]\nsso_session = corp\n" ROLE
    "[sso-session corp]\nsso_start_url = https://x\nsso_region = us-east-1\n",
    NULL, FALSE, FALSE },
  { "another region of the portal", NULL,
    "[profile P]\nsso_session = corp\n" ROLE "[sso-session corp]\nsso_start_url = " URL
    "\nsso_region = us-east-2\n",
    NULL, FALSE, FALSE },
  { "another spelling of the URL", NULL,
    "[profile P]\nsso_start_url = " URL "/\nsso_region = us-east-1\n" ROLE, NULL, FALSE, FALSE },
  { "the section is missing", NULL, "[profile P]\nsso_session = corp\n" ROLE, NULL, FALSE, FALSE },
  { "another section", NULL,
    "[profile P]\nsso_session = b\n" ROLE "[sso-session b]\nsso_start_url = " URL
    "\nsso_region = us-east-1\n",
    NULL, FALSE, FALSE },
  { "keys in credentials", "[P]\naws_access_key_id = AKIAP\naws_secret_access_key = p\n", OLDER,
    NULL, FALSE, FALSE },
  { "a token in credentials", "[P]\naws_session_token = t\n", OLDER, NULL, FALSE, FALSE },
  { "keys in config", NULL, OLDER "aws_access_key_id = AKIAP\naws_secret_access_key = p\n", NULL,
    FALSE, FALSE },
  { "a role", NULL, OLDER "role_arn = a\nsource_profile = Q\n", NULL, FALSE, FALSE },
  { "a process", NULL, OLDER "credential_process = /bin/x\n", NULL, FALSE, FALSE },
  { "a web identity", NULL, OLDER "web_identity_token_file = /x\n", NULL, FALSE, FALSE },
  { "an account's id", NULL, OLDER "aws_account_id = 1\n", NULL, FALSE, FALSE },
  { "half of it in credentials", "[P]\nsso_role_name = Admin\n", OLDER, NULL, FALSE, FALSE },
  { "[DEFAULT]", NULL, "[DEFAULT]\nrole_arn = a\n" OLDER, NULL, FALSE, FALSE },
  { "[DEFAULT] of credentials", "[DEFAULT]\naws_access_key_id = a\n", OLDER, NULL, FALSE, FALSE },
  { "something of ours", NULL, OLDER "x_stint_off_role_arn = a\n", NULL, FALSE, FALSE },
  { "a note of ours", "[P]\nx_stint_key = ASIAX 1\n", OLDER, NULL, FALSE, FALSE },
  { "set aside itself", NULL,
    "[profile P]\nx_stint_off_sso_start_url = " URL "\nx_stint_off_sso_region = us-east-1\n" ROLE,
    NULL, FALSE, FALSE },
  { "capitals", NULL,
    "[profile P]\n" PORTAL "SSO_ACCOUNT_ID = 111122223333\nsso_role_name = Admin\n", NULL, FALSE,
    FALSE },
  { "a name that not all read", NULL, "[profile 'P']\n" PORTAL ROLE, NULL, FALSE, FALSE },
  { "two spellings", NULL, "[profile 'P']\n" PORTAL ROLE "[profile  P]\n" PORTAL ROLE, NULL, FALSE,
    FALSE },
  { "no profile", NULL, SECTION, NULL, FALSE, FALSE },
  { "no file", NULL, NULL, NULL, FALSE, FALSE },
};

static void
check_case (const Case *c, const StintSsoIdentity *sso, gboolean expected)
{
  g_autoptr (TestFolder) folder = test_folder_new (c->credentials, c->config);
  StintHold wish = hold_of (sso);
  g_autoptr (GError) error = NULL;

  g_test_message ("%s", c->what);
  g_assert_true (is_shared (folder, sso, c->region) == expected);
  if (!expected)
    return;
  wish.region = c->region;
  g_assert_true (hold (folder, &wish));
  test_folder_assert_credentials (folder, c->credentials);
  test_folder_assert_config (folder, c->config);
  release (folder);
  test_folder_assert_credentials (folder, c->credentials);
  test_folder_assert_config (folder, c->config);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      check_case (&cases[i], &new_sso, cases[i].as_new);
      check_case (&cases[i], &older_sso, cases[i].as_older);
    }
}

/* A file that botocore refuses is refused, not shared. */
static void
test_malformed (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, OLDER "output = a\noutput = b\n");
  StintHold wish = hold_of (&older_sso);
  g_autoptr (GError) error = NULL;

  g_assert_false (is_shared (folder, &older_sso, NULL));
  g_assert_false (stint_aws_files_hold (folder->files, &wish, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_MALFORMED);
}

/* Sharing is switched off, and on again. */
static void
test_switched (void)
{
  static const StintHandOut ways[] = { STINT_HAND_OUT_FILE, STINT_HAND_OUT_ON_DEMAND };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (TestFolder) folder = test_folder_new (NULL, FRESH);
      StintHold wish = hold_of (&new_sso);
      g_autofree char *config = NULL;

      wish.hand_out = ways[i];
      wish.process_command = "/usr/libexec/stint-credentials --session S";
      g_assert_true (hold (folder, &wish));
      wish.sso = NULL;
      g_assert_false (hold (folder, &wish));
      config = test_folder_read (folder, "config");
      g_assert_nonnull (strstr (config, "x_stint_off_sso_session = corp\n"));
      g_assert_nonnull (strstr (config, "x_stint_off_sso_account_id = 111122223333\n"));
      /* What is held in the other way goes on so, also for a renewal, until it is stopped. */
      wish.sso = &new_sso;
      wish.flags = STINT_HOLD_FLAGS_RENEWAL;
      g_assert_false (hold (folder, &wish));
      release (folder);
      test_folder_assert_config (folder, FRESH);
      test_folder_assert_credentials (folder, NULL);
      wish.flags = STINT_HOLD_FLAGS_NONE;
      g_assert_true (hold (folder, &wish));
    }
}

/* Renewing writes nothing either, until somebody makes something else of the profile. */
static void
test_renewal (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, OLDER);
  StintHold wish = hold_of (&older_sso);
  g_autoptr (GError) error = NULL;

  g_assert_true (hold (folder, &wish));
  wish.flags = STINT_HOLD_FLAGS_RENEWAL;
  g_assert_true (hold (folder, &wish));
  test_folder_assert_config (folder, OLDER);

  test_folder_write (folder, "credentials",
                     "[P]\naws_access_key_id = AKIAP\naws_secret_access_key = p\n");
  g_assert_false (stint_aws_files_hold (folder->files, &wish, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_FOREIGN_KEYS);
  g_clear_error (&error);
  test_folder_write (folder, "credentials", NULL);
  test_folder_write (folder, "config", "[profile Q]\nregion = r\n");
  g_assert_false (stint_aws_files_hold (folder->files, &wish, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_GONE);
}

/* Another session's hold is taken over as ever: what it has set aside names nobody. */
static void
test_taken_over (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, FRESH);
  StintHold other = hold_of (NULL);
  StintHold wish = hold_of (&new_sso);

  other.access_key_id = "ASIAOURS";
  g_assert_false (hold (folder, &other));
  g_assert_false (hold (folder, &wish));
  release (folder);
  test_folder_assert_config (folder, FRESH);
}

static void
test_preview (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, FRESH);
  StintHold wish = hold_of (&new_sso);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) previews = stint_aws_files_preview_hold (folder->files, &wish, &error);
  StintHeld held;

  g_assert_no_error (error);
  g_assert_cmpuint (previews->len, ==, 0);
  g_assert_true (hold (folder, &wish));
  g_assert_true (stint_aws_files_inspect (folder->files, "P", our_ids, &held, NULL));
  g_assert_cmpint (held.state, ==, STINT_HELD_NOT);
  stint_held_clear (&held);
}

/* --- Whatever the files say --------------------------------------------------------------------- */

#define N_RANDOM 6000

static const char *
pick (GRand *rand, const char *const *list)
{
  return list[g_rand_int_range (rand, 0, g_strv_length ((char **) list))];
}

/* What should be there mostly is. */
static void
add (GRand *rand, GString *out, const char *usual, const char *const *others)
{
  g_string_append (out, g_rand_int_range (rand, 0, 8) > 0 ? usual : pick (rand, others));
}

static const char *const rivals[] = { "",
                                      "",
                                      "aws_access_key_id = AKIAP\naws_secret_access_key = p\n",
                                      "aws_session_token = t\n",
                                      "role_arn = a\nsource_profile = Q\n",
                                      "role_arn = a\ncredential_source = Environment\n",
                                      "role_arn = a\nweb_identity_token_file = /x\n",
                                      "credential_process = /bin/x\n",
                                      "login_session = a\n",
                                      "x_stint_off_role_arn = a\n",
                                      NULL };

static char *
random_config (GRand *rand, gboolean older)
{
  static const char *const headers[] = { "[profile 'P']\n", "[ profile P ]\n", "[profile\tP]\n",
                                         "[profile Q]\n", NULL };
  static const char *const no_session[] = { "", "sso_session = other\n", "SSO_SESSION = corp\n",
                                            "sso_session = corp\n" PORTAL, NULL };
  static const char *const no_portal[] = { "", "sso_start_url = " URL "\n",
                                           "sso_start_url = https://x\nsso_region = us-east-1\n",
                                           PORTAL "sso_session = corp\n", NULL };
  static const char *const no_role[] = { "", "sso_account_id = 111122223333\n",
                                         "sso_account_id = 1\nsso_role_name = Admin\n",
                                         "sso_account_id = 111122223333\nSSO_Role_Name = Admin\n",
                                         NULL };
  static const char *const no_section[] = {
    "", "[sso-session other]\n" PORTAL, "[sso-session corp]\nsso_region = us-east-1\n",
    "[sso-session corp]\nsso_start_url = https://x\nsso_region = us-east-1\n", NULL
  };
  static const char *const no_default[] = { "[DEFAULT]\nrole_arn = a\n",
                                            "[DEFAULT]\noutput = text\n", NULL };
  GString *out = g_string_new (NULL);

  add (rand, out, "", no_default);
  add (rand, out, "[profile P]\n", headers);
  add (rand, out, older ? PORTAL : "sso_session = corp\n", older ? no_portal : no_session);
  add (rand, out, ROLE, no_role);
  add (rand, out, "", rivals);
  add (rand, out, SECTION, no_section);
  return g_string_free (out, FALSE);
}

/* NULL for no file: an empty one is looked at again before it is believed. */
static char *
random_credentials (GRand *rand)
{
  static const char *const headers[] = { "[ P ]\n", "[Q]\n", "[DEFAULT]\n", NULL };
  GString *out = g_string_new (NULL);

  if (g_rand_boolean (rand))
    add (rand, out, "[P]\n", headers);
  if (out->len > 0)
    add (rand, out, "output = text\n", rivals);
  return g_string_free (out, out->len == 0);
}

static void
read_facts (StintFileFacts *facts, StintAwsFile file, const char *content)
{
  g_autoptr (GBytes) bytes = g_bytes_new (content, strlen (content));
  g_autoptr (StintIniDocument) document = stint_ini_document_new (
      file == STINT_AWS_FILE_CONFIG ? STINT_INI_CONFIG : STINT_INI_CREDENTIALS, bytes);

  stint_file_facts_read (facts, document, "P", "no bridge");
}

/* Every reader of the model sees what it sees in a file with nothing else in it. */
static void
assert_all_agree (const char *credentials, const char *config, gboolean older)
{
  StintFileFacts facts[2] = { 0 };
  StintFileFacts pure[2] = { 0 };

  read_facts (&facts[0], STINT_AWS_FILE_CREDENTIALS, credentials != NULL ? credentials : "");
  read_facts (&facts[1], STINT_AWS_FILE_CONFIG, config);
  read_facts (&pure[0], STINT_AWS_FILE_CREDENTIALS, "");
  read_facts (&pure[1], STINT_AWS_FILE_CONFIG, older ? OLDER : FRESH);
  for (guint reader = 0; reader < STINT_N_READERS; reader++)
    {
      g_autofree char *seen = stint_reader_resolve (reader, &facts[0], &facts[1], "P", "no bridge");
      g_autofree char *expected =
          stint_reader_resolve (reader, &pure[0], &pure[1], "P", "no bridge");

      g_assert_true (g_str_has_prefix (expected, "sso:"));
      if (!g_str_equal (seen, expected))
        g_error ("reader %u sees %s, not %s:\n%s---\n%s", reader, seen, expected,
                 credentials != NULL ? credentials : "", config);
    }
  for (guint file = 0; file < 2; file++)
    {
      stint_file_facts_clear (&facts[file]);
      stint_file_facts_clear (&pure[file]);
    }
}

static void
assert_entry (TestFolder *folder, const StintSsoEntry *expected)
{
  g_autoptr (StintSsoSurvey) survey = stint_sso_survey_new (folder->files, NULL);
  const StintSsoProfile *profile = stint_sso_survey_find_profile (survey, "P");
  const StintSsoEntry *entry = stint_sso_survey_get_entry (survey, profile->entry);

  g_assert_cmpuint (profile->flaws, ==, STINT_SSO_FINE);
  g_assert_true (stint_sso_entry_equal (entry, expected));
}

/* Where it is not shared, it is held as if nobody had spoken of sharing. */
static void
assert_held_as_usual (const char *credentials, const char *config, const StintSsoIdentity *sso)
{
  g_autoptr (TestFolder) with = test_folder_new (credentials, config);
  g_autoptr (TestFolder) without = test_folder_new (credentials, config);
  StintHold wish = hold_of (sso);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) usual_error = NULL;
  g_autofree char *usual_credentials = NULL;
  g_autofree char *usual_config = NULL;
  gboolean held = stint_aws_files_hold (with->files, &wish, NULL, NULL, &error);

  wish.sso = NULL;
  g_assert_true (stint_aws_files_hold (without->files, &wish, NULL, NULL, &usual_error) == held);
  g_assert_cmpint (error != NULL ? error->code : -1, ==,
                   usual_error != NULL ? usual_error->code : -1);
  usual_credentials = test_folder_read (without, "credentials");
  usual_config = test_folder_read (without, "config");
  test_folder_assert_credentials (with, usual_credentials);
  test_folder_assert_config (with, usual_config);
}

/* Without any file. */
static gboolean
judge (const char *credentials, const char *config, const StintSsoIdentity *sso)
{
  StintPlanWorld world = { .profile = "P", .paths = { "credentials", "config" } };
  gboolean shared;

  world.contents[STINT_AWS_FILE_CONFIG] = g_bytes_new (config, strlen (config));
  if (credentials != NULL)
    world.contents[STINT_AWS_FILE_CREDENTIALS] = g_bytes_new (credentials, strlen (credentials));
  shared = stint_shared_judge (&world, sso, NULL);
  g_clear_pointer (&world.contents[0], g_bytes_unref);
  g_clear_pointer (&world.contents[1], g_bytes_unref);
  return shared;
}

static void
check_on_disk (const char *credentials,
               const char *config,
               const StintSsoIdentity *sso,
               gboolean shared)
{
  g_autoptr (TestFolder) folder = NULL;
  StintHold wish = hold_of (sso);

  if (!shared)
    {
      assert_held_as_usual (credentials, config, sso);
      return;
    }
  folder = test_folder_new (credentials, config);
  assert_entry (folder, sso->entry);
  g_assert_true (hold (folder, &wish));
  test_folder_assert_credentials (folder, credentials);
  test_folder_assert_config (folder, config);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  guint n_shared[2] = { 0, 0 };
  guint n_alone = 0;

  for (guint i = 0; i < N_RANDOM; i++)
    {
      gboolean older = g_rand_boolean (rand);
      g_autofree char *config = random_config (rand, older);
      g_autofree char *credentials = random_credentials (rand);
      const StintSsoIdentity *sso = older ? &older_sso : &new_sso;
      gboolean shared = judge (credentials, config, sso);

      if (shared)
        {
          n_shared[older]++;
          assert_all_agree (credentials, config, older);
        }
      else
        n_alone++;
      if (i % 300 == 0)
        check_on_disk (credentials, config, sso, shared);
    }
  g_assert_cmpuint (n_shared[0], >, 500);
  g_assert_cmpuint (n_shared[1], >, 500);
  g_assert_cmpuint (n_alone, >, 1000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/shared/cases", test_cases);
  g_test_add_func ("/shared/malformed", test_malformed);
  g_test_add_func ("/shared/switched", test_switched);
  g_test_add_func ("/shared/renewal", test_renewal);
  g_test_add_func ("/shared/taken-over", test_taken_over);
  g_test_add_func ("/shared/preview", test_preview);
  g_test_add_func ("/shared/random", test_random);
  return g_test_run ();
}
