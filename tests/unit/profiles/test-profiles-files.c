/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Looking, moving keys, leaving, previewing and watching. */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "stint-files-watch.h"
#include "test-folder.h"

#define OLD_ID "AKIAIOSFODNN7EXAMPLE"
#define OLD_SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define OUR_ID "ASIAIOSFODNN7EXAMPLE"
#define OUR_SECRET "9drTJvcXLB89EXAMPLELB8923FB892xMFI"
#define OUR_TOKEN "AQoXdzELDDY//////////wEaoAK1wvxJY12EXAMPLE"
#define PROCESS "/usr/libexec/stint-credentials --profile MFAUser"

static const char *const our_ids[] = { OUR_ID, NULL };

static void
hold (TestFolder *folder, const char *profile, StintHandOut hand_out)
{
  StintHold wish = { .profile = profile,
                     .hand_out = hand_out,
                     .access_key_id = OUR_ID,
                     .secret_access_key = OUR_SECRET,
                     .session_token = OUR_TOKEN,
                     .process_command = "/usr/libexec/stint-credentials --profile held",
                     .our_key_ids = our_ids };
  g_autoptr (GError) error = NULL;

  stint_aws_files_hold (folder->files, &wish, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
release (TestFolder *folder, const char *profile)
{
  StintRelease wish = { profile, our_ids };
  g_autoptr (GError) error = NULL;

  stint_aws_files_release (folder->files, &wish, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* --- List ----------------------------------------------------------------------------------------- */

static const StintProfileEntry *
entry_at (GPtrArray *entries, guint i, const char *name)
{
  const StintProfileEntry *entry = g_ptr_array_index (entries, i);

  g_assert_cmpstr (entry->name, ==, name);
  return entry;
}

static void
test_list (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (
      "[MFAUser]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET
      "\nregion = from-credentials\n[only here]\nx = 1\n",
      "\n[profile MFAUser]\nRegion = from-config\noutput = json\n[sso-session s]\n"
      "sso_region = r\n[profile Deploy]\nrole_arn = a\ns3 =\n  max = 1\nsource_profile = MFAUser\n"
      "[other]\nx = 1\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = stint_aws_files_list_profiles (folder->files, &error);
  const StintProfileEntry *entry;
  const StintProfileProperty *property;

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 4);
  entry = entry_at (entries, 0, "MFAUser");
  g_assert_cmpuint (entry->config_line, ==, 2);
  g_assert_cmpuint (entry->credentials_line, ==, 1);
  g_assert_cmpstr (stint_profile_entry_get (entry, "region"), ==, "from-credentials");
  g_assert_cmpstr (stint_profile_entry_get (entry, "output"), ==, "json");
  g_assert_cmpstr (stint_profile_entry_get (entry, "aws_secret_access_key"), ==, OLD_SECRET);
  g_assert_null (stint_profile_entry_get (entry, "role_arn"));
  property = stint_profile_entry_lookup (entry, "region");
  g_assert_cmpint (property->file, ==, STINT_AWS_FILE_CREDENTIALS);
  g_assert_cmpuint (property->line, ==, 4);
  entry = entry_at (entries, 1, "Deploy");
  g_assert_cmpuint (entry->credentials_line, ==, 0);
  g_assert_cmpstr (stint_profile_entry_get (entry, "s3"), ==, "\nmax = 1");
  property = stint_profile_entry_lookup (entry, "source_profile");
  g_assert_cmpint (property->file, ==, STINT_AWS_FILE_CONFIG);
  g_assert_cmpuint (property->line, ==, 11);
  entry_at (entries, 2, "only here");
  entry = entry_at (entries, 3, "s");
  g_assert_true (entry->is_sso_session);
  g_assert_cmpstr (stint_profile_entry_get (entry, "sso_region"), ==, "r");
}

static void
test_list_nothing (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) entries = stint_aws_files_list_profiles (folder->files, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, 0);
  g_assert_false (g_file_test (folder->aws, G_FILE_TEST_EXISTS));
}

/* --- Survey --------------------------------------------------------------------------------------- */

static void
test_survey (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (
      "[base]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = s\n"
      "[in-credentials]\nsource_profile = mid\nrole_arn = x\n",
      "[profile mid]\nrole_arn = a\nsource_profile = base\n[profile top]\nrole_arn = b\n"
      "source_profile = mid\n[profile base]\nsource_profile = top\n[profile else]\nx = 1\n"
      "[DEFAULT]\nrole_arn = z\n");
  g_auto (StintSurvey) survey = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *dependents = NULL;
  const StintFileSpot *spot;

  stint_aws_files_survey (folder->files, "base", NULL, &survey, &error);
  g_assert_no_error (error);
  g_assert_true (survey.exists);
  g_assert_false (survey.is_default);
  g_assert_true (survey.own_long_lived);
  g_assert_cmpstr (survey.long_lived_key_id, ==, OLD_ID);
  dependents = g_strjoinv (" ", survey.dependents);
  g_assert_cmpstr (dependents, ==, "in-credentials mid top");
  g_assert_cmpuint (survey.would_set_aside->len, ==, 3);
  spot = g_ptr_array_index (survey.would_set_aside, 0);
  g_assert_cmpint (spot->file, ==, STINT_AWS_FILE_CONFIG);
  g_assert_cmpstr (spot->key, ==, "source_profile");
  g_assert_cmpuint (spot->line, ==, 8);
  g_assert_cmpuint (survey.default_section->len, ==, 1);
  spot = g_ptr_array_index (survey.default_section, 0);
  g_assert_cmpuint (spot->line, ==, 12);
}

static void
test_survey_sso (void)
{
  g_autoptr (TestFolder) folder =
      test_folder_new (NULL, "[sso-session s]\nsso_start_url = u\nsso_region = r\n"
                             "[default]\nsso_session = s\nsso_account_id = 1\nsso_role_name = R\n"
                             "source_profile = default\n");
  g_auto (StintSurvey) survey = { 0 };
  g_autoptr (GError) error = NULL;

  stint_aws_files_survey (folder->files, "default", NULL, &survey, &error);
  g_assert_no_error (error);
  g_assert_true (survey.is_default);
  g_assert_true (survey.self_source);
  g_assert_cmpstr (survey.sso_start_url, ==, "u");
  g_assert_cmpstr (survey.sso_region, ==, "r");
  g_assert_cmpstr (survey.sso_account_id, ==, "1");
  g_assert_cmpuint (g_strv_length (survey.dependents), ==, 0);
}

/* What a hold of ours wrote is not the user's, and not set aside again. */
static void
test_survey_held (void)
{
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TestFolder) folder = test_folder_new (
          "[P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n", NULL);
      g_auto (StintSurvey) survey = { 0 };
      g_autoptr (GError) error = NULL;

      hold (folder, "P", i == 0 ? STINT_HAND_OUT_FILE : STINT_HAND_OUT_ON_DEMAND);
      stint_aws_files_survey (folder->files, "P", our_ids, &survey, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (survey.would_set_aside->len, ==, 0);
      g_assert_true (survey.own_long_lived);
    }
}

/* --- Moving keys ------------------------------------------------------------------------------------ */

static void
move_out (TestFolder *folder, GError **error)
{
  stint_aws_files_move_key_out (folder->files, "MFAUser", OLD_ID, PROCESS, NULL, error);
}

static void
move_back (TestFolder *folder, GError **error)
{
  stint_aws_files_move_key_back (folder->files, "MFAUser", PROCESS, OLD_ID, OLD_SECRET, NULL,
                                 error);
}

#define KEYS(prefix)                                                                               \
  prefix "aws_access_key_id = " OLD_ID "\n" prefix "aws_secret_access_key = " OLD_SECRET "\n"

static void
test_move (void)
{
  const char *credentials = "# c\n[MFAUser]\nx = 1\n" KEYS ("") "y = 2\n[z]\n";
  g_autoptr (TestFolder) folder = test_folder_new (credentials, NULL);
  g_autoptr (GError) error = NULL;

  move_out (folder, &error);
  g_assert_no_error (error);
  test_folder_assert_credentials (folder, "# c\n[MFAUser]\nx = 1\ncredential_process = " PROCESS
                                          "\ny = 2\n[z]\n");
  move_out (folder, &error);
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_FOREIGN_KEYS);
  g_clear_error (&error);
  move_back (folder, &error);
  g_assert_no_error (error);
  test_folder_assert_credentials (folder, credentials);
  /* Once more: it is there. */
  move_back (folder, &error);
  g_assert_no_error (error);
  test_folder_assert_credentials (folder, credentials);
}

/* Keys in config; the credentials file has others of the same profile's settings. */
static void
test_move_config (void)
{
  const char *config = "[profile MFAUser]\n" KEYS ("");
  g_autoptr (TestFolder) folder = test_folder_new ("[MFAUser]\nx = 1\n", config);
  g_autoptr (GError) error = NULL;

  move_out (folder, &error);
  g_assert_no_error (error);
  test_folder_assert_config (folder, "[profile MFAUser]\ncredential_process = " PROCESS "\n");
  test_folder_assert_credentials (folder, "[MFAUser]\nx = 1\n");
  move_back (folder, &error);
  g_assert_no_error (error);
  test_folder_assert_config (folder, config);
}

/* What the key was hiding stays hidden. */
static void
test_move_hidden (void)
{
  const char *credentials = "[MFAUser]\n" KEYS ("") "credential_process = /bin/other\n";
  const char *config = "[profile MFAUser]\nlogin_session = arn\n";
  g_autoptr (TestFolder) folder = test_folder_new (credentials, config);
  g_autoptr (GError) error = NULL;

  move_out (folder, &error);
  g_assert_no_error (error);
  test_folder_assert_credentials (folder, "[MFAUser]\ncredential_process = " PROCESS
                                          "\nx_stint_off_credential_process = /bin/other\n");
  test_folder_assert_config (folder, "[profile MFAUser]\nx_stint_off_login_session = arn\n");
  move_back (folder, &error);
  g_assert_no_error (error);
  test_folder_assert_credentials (folder, credentials);
  test_folder_assert_config (folder, config);
}

/* A profile that is held: its key is set aside, and leaves in that form. */
static void
test_move_held (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ("[MFAUser]\n" KEYS (""), NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *content = NULL;

  hold (folder, "MFAUser", STINT_HAND_OUT_FILE);
  move_out (folder, &error);
  g_assert_no_error (error);
  content = test_folder_read (folder, "credentials");
  g_assert_null (strstr (content, OLD_SECRET));
  g_assert_nonnull (strstr (content, "x_stint_off_credential_process = " PROCESS "\n"));
  g_assert_nonnull (strstr (content, OUR_ID));
  release (folder, "MFAUser");
  test_folder_assert_credentials (folder, "[MFAUser]\ncredential_process = " PROCESS "\n");
  /* A session over the moved key, and away again. */
  hold (folder, "MFAUser", STINT_HAND_OUT_ON_DEMAND);
  release (folder, "MFAUser");
  test_folder_assert_credentials (folder, "[MFAUser]\ncredential_process = " PROCESS "\n");
}

static void
test_move_refused (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (
      "[MFAUser]\n" KEYS (""), "[profile MFAUser]\nrole_arn = a\nsource_profile = MFAUser\n");
  g_autoptr (GError) error = NULL;

  move_out (folder, &error);
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_SELF_SOURCE);
  test_folder_assert_credentials (folder, "[MFAUser]\n" KEYS (""));
}

/* Everything of the section is gone: the key comes back all the same, but never over other keys. */
static void
test_move_back_anew (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, NULL);
  g_autoptr (GError) error = NULL;

  move_back (folder, &error);
  g_assert_no_error (error);
  test_folder_assert_credentials (folder, "[MFAUser]\n" KEYS (""));
  test_folder_write (folder, "credentials", "[MFAUser]\naws_access_key_id = AKIAOTHER\n");
  move_back (folder, &error);
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_FOREIGN_KEYS);
  test_folder_assert_credentials (folder, "[MFAUser]\naws_access_key_id = AKIAOTHER\n");
}

static void
test_our_process (void)
{
  g_assert_true (stint_aws_files_is_our_process (PROCESS));
  g_assert_true (stint_aws_files_is_our_process ("\"/opt/my apps/stint-credentials\" --profile x"));
  g_assert_true (stint_aws_files_is_our_process ("/usr/bin/stint credential-process --profile x"));
  g_assert_true (stint_aws_files_is_our_process (
      "flatpak run --command=stint-credentials io.github.stint_aws.Stint --profile x"));
  g_assert_false (stint_aws_files_is_our_process ("/bin/aws-vault exec stint"));
  g_assert_false (stint_aws_files_is_our_process ("/bin/other \"unclosed"));
  g_assert_false (stint_aws_files_is_our_process (NULL));
}

/* --- Leaving ---------------------------------------------------------------------------------------- */

static void
test_leave (void)
{
  const char *credentials = "[P]\n" KEYS ("") "[Q]\ny = 1\n";
  const char *config = "[profile Q]\nrole_arn = r\nsource_profile = P\nregion = x\n";

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TestFolder) folder = test_folder_new (credentials, config);
      g_auto (StintLeaveResult) result = { 0 };
      g_autoptr (GError) error = NULL;
      g_autofree char *names = NULL;

      hold (folder, "P", STINT_HAND_OUT_FILE);
      hold (folder, "Q", STINT_HAND_OUT_ON_DEMAND);
      hold (folder, "R", STINT_HAND_OUT_FILE);
      /* With a lost state, nothing but the notes tells what is ours. */
      stint_aws_files_leave (folder->files, i == 0 ? our_ids : NULL, &result, NULL, &error);
      g_assert_no_error (error);
      names = g_strjoinv (" ", result.profiles);
      g_assert_cmpstr (names, ==, "P Q R");
      g_assert_cmpuint (result.left_processes->len, ==, 0);
      test_folder_assert_credentials (folder, credentials);
      test_folder_assert_config (folder, config);
    }
}

/* Another machine's hold, on a home that both share, stays; a moved key is told of. */
static void
test_leave_others (void)
{
  const char *const others[] = { "ASIAOTHEROTHER", NULL };
  g_autoptr (TestFolder) folder =
      test_folder_new ("[P]\n" KEYS (""), "[profile M]\ncredential_process = " PROCESS "\n");
  g_auto (StintLeaveResult) result = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;

  hold (folder, "P", STINT_HAND_OUT_FILE);
  before = test_folder_read (folder, "credentials");
  stint_aws_files_leave (folder->files, others, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (result.changed);
  test_folder_assert_credentials (folder, before);
  g_assert_cmpuint (result.left_processes->len, ==, 1);
}

/* Undone by hand, as HACKING.md says: the prefix off, our lines out. */
static void
test_undone_by_hand (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ("[P]\n" KEYS (""), NULL);
  StintRelease wish = { "P", our_ids };
  g_auto (StintReleaseResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  hold (folder, "P", STINT_HAND_OUT_FILE);
  test_folder_write (folder, "credentials", "[P]\n" KEYS (""));
  stint_aws_files_release (folder->files, &wish, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (result.changed);
  test_folder_assert_credentials (folder, "[P]\n" KEYS (""));
}

/* --- Previews ----------------------------------------------------------------------------------------- */

static void
test_preview (void)
{
  const char *credentials = "[other]\naws_secret_access_key = never-shown\n[P]\n" KEYS ("");
  g_autoptr (TestFolder) folder = test_folder_new (credentials, "[profile P]\nrole_arn = r\n");
  StintHold wish = { .profile = "P",
                     .access_key_id = OUR_ID,
                     .secret_access_key = OUR_SECRET,
                     .session_token = OUR_TOKEN };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) previews = stint_aws_files_preview_hold (folder->files, &wish, &error);
  const StintFilePreview *preview;

  g_assert_no_error (error);
  g_assert_cmpuint (previews->len, ==, 2);
  preview = g_ptr_array_index (previews, 0);
  g_assert_cmpint (preview->file, ==, STINT_AWS_FILE_CREDENTIALS);
  g_assert_cmpstr (preview->before, ==,
                   "[P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = [redacted]\n");
  g_assert_nonnull (strstr (preview->after, "x_stint_off_aws_secret_access_key = [redacted]\n"));
  g_assert_nonnull (strstr (preview->after, "aws_access_key_id = " OUR_ID "\n"));
  g_assert_null (strstr (preview->after, OUR_SECRET));
  g_assert_null (strstr (preview->after, OUR_TOKEN));
  g_assert_null (strstr (preview->after, OLD_SECRET));
  preview = g_ptr_array_index (previews, 1);
  g_assert_cmpstr (preview->after, ==, "[profile P]\nx_stint_off_role_arn = r\n");
  test_folder_assert_credentials (folder, credentials);
}

static void
test_preview_move (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ("[MFAUser]\n" KEYS (""), NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) previews =
      stint_aws_files_preview_move_key_out (folder->files, "MFAUser", OLD_ID, PROCESS, &error);
  const StintFilePreview *preview;

  g_assert_no_error (error);
  g_assert_cmpuint (previews->len, ==, 1);
  preview = g_ptr_array_index (previews, 0);
  g_assert_cmpstr (preview->after, ==, "[MFAUser]\ncredential_process = " PROCESS "\n");
}

static void
test_redact (void)
{
  static const char *const pairs[][2] = {
    { "[a]\nregion = x\n", "[a]\nregion = x\n" },
    { "[a]\r\nAWS_SECRET_ACCESS_KEY: " OLD_SECRET "\r\n",
      "[a]\r\nAWS_SECRET_ACCESS_KEY: [redacted]\r\n" },
    { "[a]\nx_stint_off_aws_session_token=t", "[a]\nx_stint_off_aws_session_token=[redacted]" },
    { "[a]\npassword =p\nunknown = q\n", "[a]\npassword =[redacted]\nunknown = [redacted]\n" },
    { "# aws_secret_access_key = " OLD_SECRET "\n", "# aws_secret_access_key = [redacted]\n" },
    { "# my key is " OLD_SECRET " ok\n", "# my key is [redacted] ok\n" },
    { "# an ordinary comment about things\n", "# an ordinary comment about things\n" },
    { "[a]\ncredential_process = /bin/x --password p\n",
      "[a]\ncredential_process = /bin/x [redacted]\n" },
    { "[a]\nca_bundle = https://user:pass@host/\n", "[a]\nca_bundle = [redacted]\n" },
    { "[a]\ntoken =\n  continued\n", "[a]\ntoken =\n  [redacted]\n" },
    { "[a]\ns3 =\n  max = 1\n  region = r\n", "[a]\ns3 =\n  max = [redacted]\n  region = r\n" },
    { OLD_SECRET "\n", "[redacted]\n" },
    { "[a] # " OLD_SECRET "\n", "[a] # [redacted]\n" },
    { "[a]\nregion = " OLD_SECRET "\n", "[a]\nregion = [redacted]\n" },
    { "[a]\nrole_arn = arn:aws:iam::111122223333:role/Deployment\n",
      "[a]\nrole_arn = arn:aws:iam::111122223333:role/Deployment\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *redacted = stint_aws_files_redact (pairs[i][0], -1);

      g_assert_cmpstr (redacted, ==, pairs[i][1]);
    }
}

/* --- Watching ------------------------------------------------------------------------------------------ */

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (StintFilesWatch *watch, gpointer user_data)
{
  guint *count = user_data;

  ++*count;
}

static void
wait_ms (guint ms)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add (ms, stop_cb, loop);
  g_main_loop_run (loop);
}

static void
wait_for (const guint *count, guint expected)
{
  for (guint i = 0; i < 100 && *count < expected; i++)
    wait_ms (50);
  g_assert_cmpuint (*count, >=, expected);
}

static void
test_watch (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, NULL);
  g_autoptr (StintFilesWatch) watch = stint_files_watch_new (folder->files);
  guint count = 0, before;

  g_signal_connect (watch, "changed", G_CALLBACK (changed_cb), &count);
  /* The folder comes first. */
  g_assert_cmpint (g_mkdir (folder->aws, 0700), ==, 0);
  wait_for (&count, 1);
  test_folder_write (folder, "credentials", "[a]\n");
  wait_for (&count, 2);
  wait_ms (600);
  /* Many writes at once are one change, and other files are none. */
  before = count;
  for (guint i = 0; i < 20; i++)
    test_folder_write (folder, "config", "[default]\n");
  wait_for (&count, before + 1);
  wait_ms (600);
  g_assert_cmpuint (count, <=, before + 2);
  before = count;
  test_folder_write (folder, "something-else", "x");
  wait_ms (500);
  g_assert_cmpuint (count, ==, before);
  hold (folder, "P", STINT_HAND_OUT_FILE);
  wait_for (&count, before + 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/list/merged", test_list);
  g_test_add_func ("/profiles/list/nothing", test_list_nothing);
  g_test_add_func ("/profiles/survey/dependents", test_survey);
  g_test_add_func ("/profiles/survey/sso", test_survey_sso);
  g_test_add_func ("/profiles/survey/held", test_survey_held);
  g_test_add_func ("/profiles/move/out-and-back", test_move);
  g_test_add_func ("/profiles/move/config", test_move_config);
  g_test_add_func ("/profiles/move/hidden", test_move_hidden);
  g_test_add_func ("/profiles/move/held", test_move_held);
  g_test_add_func ("/profiles/move/refused", test_move_refused);
  g_test_add_func ("/profiles/move/back-anew", test_move_back_anew);
  g_test_add_func ("/profiles/move/our-process", test_our_process);
  g_test_add_func ("/profiles/leave/all", test_leave);
  g_test_add_func ("/profiles/leave/others", test_leave_others);
  g_test_add_func ("/profiles/leave/by-hand", test_undone_by_hand);
  g_test_add_func ("/profiles/preview/hold", test_preview);
  g_test_add_func ("/profiles/preview/move", test_preview_move);
  g_test_add_func ("/profiles/preview/redact", test_redact);
  g_test_add_func ("/profiles/watch", test_watch);
  return g_test_run ();
}
