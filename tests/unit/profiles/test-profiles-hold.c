/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Holding and releasing a profile: what stands in the files, to the byte. */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "stint-aws-files.h"
#include "stint-sso-entry.h"
#include "test-folder.h"

#define OLD_ID "AKIAIOSFODNN7EXAMPLE"
#define OLD_SECRET "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
#define OUR_ID "ASIAIOSFODNN7EXAMPLE"
#define OUR_SECRET "9drTJvcXLB89EXAMPLELB8923FB892xMFI"
#define OUR_TOKEN "AQoXdzELDDY//////////wEaoAK1wvxJY12EXAMPLE"
#define NEXT_ID "ASIAI44QH8DHBEXAMPLE"
#define PROCESS "/usr/libexec/stint-credentials --profile P"

static const char *const our_ids[] = { OUR_ID, NEXT_ID, NULL };

static StintHold
hold_in_file (const char *profile)
{
  StintHold hold = { .profile = profile,
                     .hand_out = STINT_HAND_OUT_FILE,
                     .access_key_id = OUR_ID,
                     .secret_access_key = OUR_SECRET,
                     .session_token = OUR_TOKEN,
                     .expires = G_GINT64_CONSTANT (1795357921000000),
                     .our_key_ids = our_ids };
  return hold;
}

static StintHold
hold_on_demand (const char *profile)
{
  StintHold hold = { .profile = profile,
                     .hand_out = STINT_HAND_OUT_ON_DEMAND,
                     .process_command = PROCESS,
                     .our_key_ids = our_ids };
  return hold;
}

static void
must_hold (TestFolder *folder, const StintHold *hold)
{
  g_autoptr (GError) error = NULL;

  stint_aws_files_hold (folder->files, hold, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
must_release (TestFolder *folder, const char *profile)
{
  StintRelease release = { profile, our_ids };
  g_autoptr (GError) error = NULL;

  stint_aws_files_release (folder->files, &release, NULL, NULL, &error);
  g_assert_no_error (error);
}

static char *
inspect_state (TestFolder *folder, const char *profile)
{
  static const char *const names[] = { "not", "file", "on-demand", "foreign", "gone", "half-done" };
  g_auto (StintHeld) held = { 0 };
  g_autoptr (GError) error = NULL;

  stint_aws_files_inspect (folder->files, profile, our_ids, &held, &error);
  g_assert_no_error (error);
  return g_strdup (names[held.state]);
}

#define assert_state(folder, profile, expected)                                                    \
  do                                                                                               \
    {                                                                                              \
      g_autofree char *state_ = inspect_state (folder, profile);                                   \
      g_assert_cmpstr (state_, ==, expected);                                                      \
    }                                                                                              \
  while (0)

static void
test_guide (void)
{
  const char *credentials =
      "[MFAUser]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n";
  const char *config = "# mine\n[profile MFAUser]\nregion = eu-west-1\n\n"
                       "[profile DeploymentRole]\nRole_ARN=arn:aws:iam::111122223333:role/D\n"
                       "source_profile = MFAUser\nmfa_serial = arn:aws:iam::111122223333:mfa/u\n"
                       "region=eu-central-1\n";
  g_autoptr (TestFolder) folder = test_folder_new (credentials, config);
  StintHold hold = hold_in_file ("DeploymentRole");

  must_hold (folder, &hold);
  test_folder_assert_config (folder, "# mine\n[profile MFAUser]\nregion = eu-west-1\n\n"
                                     "[profile DeploymentRole]\n"
                                     "x_stint_off_Role_ARN=arn:aws:iam::111122223333:role/D\n"
                                     "x_stint_off_source_profile = MFAUser\n"
                                     "mfa_serial = arn:aws:iam::111122223333:mfa/u\n"
                                     "region=eu-central-1\n");
  test_folder_assert_credentials (
      folder,
      "[MFAUser]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET
      "\n\n[DeploymentRole]\nx_stint_added = section\naws_access_key_id = " OUR_ID
      "\naws_secret_access_key = " OUR_SECRET "\naws_session_token = " OUR_TOKEN
      "\nx_stint_expires = 2026-11-22T14:32:01Z\nx_stint_key = " OUR_ID " c5d26790426a4358\n");
  assert_state (folder, "DeploymentRole", "file");
  must_release (folder, "DeploymentRole");
  test_folder_assert_credentials (folder, credentials);
  test_folder_assert_config (folder, config);
  test_folder_assert_clean (folder);
}

typedef struct
{
  const char *path;
  const char *credentials;
  const char *config;
} Pair;

/* Whatever stands in the files: a hold and its release leave every byte as it was, in both ways of
 * handing out, over a renewal and over a switch. */
static void
test_round_trip (gconstpointer data)
{
  const Pair *pair = data;

  for (guint i = 0; i < 6; i++)
    {
      g_autoptr (TestFolder) folder = test_folder_new (pair->credentials, pair->config);
      StintHold in_file = hold_in_file ("P");
      StintHold on_demand = hold_on_demand ("P");

      on_demand.access_key_id = OUR_ID;
      on_demand.secret_access_key = OUR_SECRET;
      on_demand.session_token = OUR_TOKEN;
      if (i % 2 == 1)
        in_file.region = on_demand.region = "us-east-2";
      must_hold (folder, i < 2 ? &in_file : &on_demand);
      assert_state (folder, "P", i < 2 ? "file" : "on-demand");
      test_folder_assert_accepted (folder);
      if (i >= 4)
        {
          in_file.access_key_id = NEXT_ID;
          must_hold (folder, &in_file);
          assert_state (folder, "P", "file");
          in_file.flags = STINT_HOLD_FLAGS_RENEWAL;
          in_file.access_key_id = OUR_ID;
          must_hold (folder, &in_file);
          test_folder_assert_accepted (folder);
          must_hold (folder, &on_demand);
          in_file.flags = STINT_HOLD_FLAGS_NONE;
          must_hold (folder, &in_file);
          assert_state (folder, "P", "file");
        }
      must_release (folder, "P");
      test_folder_assert_credentials (folder, pair->credentials);
      test_folder_assert_config (folder, pair->config);
      assert_state (folder, "P", "not");
      test_folder_assert_clean (folder);
    }
}

static const Pair pairs[] = {
  { "none", NULL, NULL },
  { "empty", "", "" },
  { "no-final-newline", "[a]\nx = 1", "[profile a]\nx = 1" },
  { "crlf", "[a]\r\nx = 1\r\n[P]\r\naws_access_key_id=" OLD_ID "\r\naws_secret_access_key=x\r\n",
    "[profile P]\r\nregion = x\r\nrole_arn=y\r\nsource_profile = a\r\n" },
  { "static", "[P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n",
    NULL },
  { "static-no-newline", "[P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET,
    "[profile P]" },
  { "upper-case",
    "[P]\nAWS_ACCESS_KEY_ID : " OLD_ID "\nAws_Secret_Access_Key:" OLD_SECRET
    "\naws_security_token = t\naws_session_token = u\naws_account_id = 111122223333\n[b]\nx=1\n",
    "[profile P]\noutput = json\n" },
  { "role", NULL,
    "[profile P]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = Q\nregion = r\n\n\n"
    "[profile Q]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n" },
  { "role-in-credentials",
    "[P]\nrole_arn = arn:aws:iam::111122223333:role/R\n  more\nsource_profile = Q\n",
    "[profile P]\nregion = r\n" },
  { "sso", NULL,
    "[sso-session s]\nsso_start_url = https://e.awsapps.com/start\nsso_region = eu-west-1\n"
    "[profile P]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = R\n" },
  { "sso-and-static",
    "[P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n",
    "[profile P]\nsso_start_url = u\nsso_region = r\nsso_account_id = 1\nsso_role_name = R\n" },
  { "process", NULL, "[profile P]\ncredential_process = /bin/other --x\n# c\n; d\n" },
  { "process-and-static",
    "[P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n",
    "[profile P]\ncredential_process = /bin/other --x\nlogin_session = arn\n" },
  { "self-source", "[P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n",
    "[profile P]\nrole_arn = arn:aws:iam::111122223333:role/R\nsource_profile = P\n" },
  { "indented",
    "[P]\n  aws_access_key_id = " OLD_ID "\n  aws_secret_access_key = x\n [Q]\n a = 1\n",
    "  [profile P]\n  s3 =\n    a = 1\n  role_arn = y\n  source_profile = z\n  [default]\n" },
  { "nested", "[P]\n",
    "[profile P]\ns3 =\n  max = 1\n\n  # c\n  role_arn = no\nrole_arn = y\nsource_profile=z" },
  { "quoted", NULL, "[profile 'P']\nrole_arn = y\nsource_profile = z\n" },
  { "double-quoted", NULL, "[profile \"P\"]\nrole_arn = y\nsource_profile = z\nregion = q\n" },
  { "spaced", NULL, "[ profile P ]\nrole_arn = y\nsource_profile = z\n" },
  { "tab", "[ P ]\naws_access_key_id = x\naws_secret_access_key = y\n",
    "[profile\tP] ; c\nrole_arn = y\nsource_profile = z\n" },
  { "two-spellings", NULL,
    "[profile P]\nrole_arn = y\nsource_profile = z\n[profile 'P']\ncredential_process = w\n" },
  { "comments",
    "# a\n\n[P] # b\n# c\naws_access_key_id = x # d\n\n# e\naws_secret_access_key = y\n# f\n",
    "; a\n[default]\nregion = x\n" },
  { "config-keys", NULL,
    "[profile P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n" },
};

typedef struct
{
  TestFolder *folder;
  const char *before;
  gboolean open;
  guint asked;
  guint n_temps; /* new versions that lay ready when it was asked first */
} Gate;

static gboolean
wait_at_gate (gpointer user_data, GError **error)
{
  Gate *gate = user_data;
  g_autoptr (GDir) dir = g_dir_open (gate->folder->aws, 0, NULL);
  const char *name;

  if (gate->asked++ == 0)
    {
      test_folder_assert_credentials (gate->folder, gate->before);
      while ((name = g_dir_read_name (dir)) != NULL)
        gate->n_temps += strstr (name, ".stint-tmp-") != NULL;
    }
  if (!gate->open)
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Not today");
  return gate->open;
}

/* Nothing is changed before the gate, and nothing at all where it stays shut. */
static void
test_gate (gconstpointer data)
{
  const char *credentials = data;
  g_autoptr (TestFolder) folder = test_folder_new (credentials, NULL);
  Gate gate = { folder, credentials, FALSE };
  StintFileGate file_gate = { wait_at_gate, &gate };
  StintHold hold = hold_in_file ("D");
  g_autoptr (GError) error = NULL;

  hold.gate = &file_gate;
  g_assert_false (stint_aws_files_hold (folder->files, &hold, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (gate.asked, ==, 1);
  g_assert_cmpuint (gate.n_temps, ==, 1);
  test_folder_assert_credentials (folder, credentials);
  test_folder_assert_clean (folder);

  gate.open = TRUE;
  gate.asked = 0;
  must_hold (folder, &hold);
  g_assert_cmpuint (gate.asked, >=, 1);
  assert_state (folder, "D", "file");
  must_release (folder, "D");
  test_folder_assert_credentials (folder, credentials);
}

/* A write in place waits as well. */
static void
test_gate_in_place (void)
{
  const char *credentials = "[D]\nregion = x\n";
  g_autoptr (TestFolder) folder = test_folder_new (credentials, NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autofree char *other = test_folder_path (folder, "other-name");
  Gate gate = { folder, credentials, FALSE };
  StintFileGate file_gate = { wait_at_gate, &gate };
  StintHold hold = hold_in_file ("D");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (link (path, other), ==, 0);
  hold.gate = &file_gate;
  g_assert_false (stint_aws_files_hold (folder->files, &hold, NULL, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (gate.asked, ==, 1);
  test_folder_assert_credentials (folder, credentials);
  gate.open = TRUE;
  must_hold (folder, &hold);
  assert_state (folder, "D", "file");
}

static void
test_default (void)
{
  const char *credentials =
      "[default]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = s\n";
  const char *config =
      "[default]\nregion = a\n[profile default]\nrole_arn = r\nsource_profile = x\n";
  g_autoptr (TestFolder) folder = test_folder_new (credentials, config);
  StintHold hold = hold_on_demand ("default");

  must_hold (folder, &hold);
  test_folder_assert_config (folder, "[default]\nregion = a\ncredential_process = " PROCESS
                                     "\nx_stint_process = " PROCESS
                                     "\n[profile default]\nx_stint_off_role_arn = r\n"
                                     "x_stint_off_source_profile = x\ncredential_process = " PROCESS
                                     "\nx_stint_process = " PROCESS "\n");
  must_release (folder, "default");
  test_folder_assert_config (folder, config);
  test_folder_assert_credentials (folder, credentials);
}

static void
test_default_section (void)
{
  g_autoptr (TestFolder) folder =
      test_folder_new ("[a]\nx=1\n[DEFAULT]\n\nAWS_Session_Token = t\n", "[profile P]\nx = 1\n");
  StintHold hold = hold_in_file ("P");
  g_autoptr (GError) error = NULL;

  g_assert_false (stint_aws_files_hold (folder->files, &hold, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_DEFAULT_SECTION);
  g_assert_cmpuint (stint_files_error_get_line (error), ==, 5);
  g_assert_cmpstr (stint_files_error_get_path (error), ==,
                   stint_aws_files_get_credentials_path (folder->files));
}

static void
test_malformed (void)
{
  const char *config = "[profile a]\nx = 1\n[profile a]\ny = 1\n";
  g_autoptr (TestFolder) folder = test_folder_new (NULL, config);
  StintHold hold = hold_in_file ("P");
  g_autoptr (GError) error = NULL;

  g_assert_false (stint_aws_files_hold (folder->files, &hold, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_MALFORMED);
  g_assert_cmpuint (stint_files_error_get_line (error), ==, 3);
  test_folder_assert_credentials (folder, NULL);
}

/* `aws configure` on a held profile: new key and secret, our token left beside them. */
static void
test_foreign_keys (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (
      "[P]\naws_access_key_id = " OLD_ID "\naws_secret_access_key = " OLD_SECRET "\n", NULL);
  StintHold hold = hold_in_file ("P");
  StintRelease release = { "P", our_ids };
  g_auto (StintReleaseResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  must_hold (folder, &hold);
  test_folder_replace (folder, "credentials", "aws_access_key_id = " OUR_ID,
                       "aws_access_key_id = AKIAI44QH8DHBEXAMPLE");
  test_folder_replace (folder, "credentials", OUR_SECRET, "theirs");
  assert_state (folder, "P", "foreign");
  hold.flags = STINT_HOLD_FLAGS_RENEWAL;
  g_assert_false (stint_aws_files_hold (folder->files, &hold, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_FOREIGN_KEYS);
  g_clear_error (&error);
  stint_aws_files_release (folder->files, &release, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (result.foreign_keys);
  g_assert_cmpuint (result.commented_out->len, ==, 2);
  test_folder_assert_credentials (folder, "[P]\n# x_stint_off_aws_access_key_id = " OLD_ID
                                          "\n# x_stint_off_aws_secret_access_key = " OLD_SECRET
                                          "\naws_access_key_id = AKIAI44QH8DHBEXAMPLE\n"
                                          "aws_secret_access_key = theirs\n");
}

static void
test_own_temporary_keys (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, NULL);
  StintHold hold = hold_in_file ("P");

  must_hold (folder, &hold);
  test_folder_replace (folder, "credentials", "aws_access_key_id = " OUR_ID,
                       "aws_access_key_id = ASIAEXAMPLEEXAMPLE00");
  test_folder_replace (folder, "credentials", OUR_SECRET, "theirs");
  test_folder_replace (folder, "credentials", OUR_TOKEN, "their-token");
  must_release (folder, "P");
  test_folder_assert_credentials (folder, "[P]\naws_access_key_id = ASIAEXAMPLEEXAMPLE00\n"
                                          "aws_secret_access_key = theirs\n"
                                          "aws_session_token = their-token\n");
}

/* A set-aside key that exists again: the user's wins, the old one becomes a comment. */
static void
test_key_again (void)
{
  g_autoptr (TestFolder) folder =
      test_folder_new (NULL, "[profile P]\nrole_arn = old\n  more\nsource_profile = q\n");
  StintHold hold = hold_in_file ("P");

  must_hold (folder, &hold);
  test_folder_replace (folder, "config", "x_stint_off_source",
                       "role_arn = new\nx_stint_off_source");
  must_release (folder, "P");
  test_folder_assert_config (folder, "[profile P]\n# x_stint_off_role_arn = old\n#   more\n"
                                     "role_arn = new\nsource_profile = q\n");
}

/* The same, seen by a renewal: the newer one is set aside now. */
static void
test_key_again_held (void)
{
  g_autoptr (TestFolder) folder =
      test_folder_new (NULL, "[profile P]\nrole_arn = old\nsource_profile = q\n");
  StintHold hold = hold_in_file ("P");

  must_hold (folder, &hold);
  test_folder_replace (folder, "config", "x_stint_off_source",
                       "role_arn = new\nx_stint_off_source");
  assert_state (folder, "P", "half-done");
  must_hold (folder, &hold);
  test_folder_assert_config (folder,
                             "[profile P]\n# x_stint_off_role_arn = old\n"
                             "x_stint_off_role_arn = new\nx_stint_off_source_profile = q\n");
  must_release (folder, "P");
  test_folder_assert_config (
      folder, "[profile P]\n# x_stint_off_role_arn = old\nrole_arn = new\nsource_profile = q\n");
}

static void
test_deleted_section (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ("[a]\nx = 1\n", NULL);
  StintHold hold = hold_in_file ("P");
  StintRelease release = { "P", our_ids };
  g_auto (StintReleaseResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  must_hold (folder, &hold);
  test_folder_write (folder, "credentials", "[a]\nx = 1\n");
  hold.flags = STINT_HOLD_FLAGS_RENEWAL;
  g_assert_false (stint_aws_files_hold (folder->files, &hold, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_GONE);
  g_clear_error (&error);
  stint_aws_files_release (folder->files, &release, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (result.section_missing);
  g_assert_false (result.changed);
  test_folder_assert_credentials (folder, "[a]\nx = 1\n");
}

/* The user edits the region that we wrote: it stays theirs. */
static void
test_region (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, "[profile P]\nregion = old\n");
  StintHold hold = hold_in_file ("P");

  hold.region = "eu-west-1";
  must_hold (folder, &hold);
  test_folder_assert_config (folder, "[profile P]\nx_stint_off_region = old\nregion = eu-west-1\n"
                                     "x_stint_region = eu-west-1\n");
  hold.region = "eu-west-2";
  must_hold (folder, &hold);
  test_folder_assert_config (folder, "[profile P]\nx_stint_off_region = old\nregion = eu-west-2\n"
                                     "x_stint_region = eu-west-2\n");
  hold.region = NULL;
  must_hold (folder, &hold);
  test_folder_assert_config (folder, "[profile P]\nregion = old\n");
  hold.region = "eu-west-1";
  must_hold (folder, &hold);
  test_folder_replace (folder, "config", "\nregion = eu-west-1", "\nregion = mine");
  must_release (folder, "P");
  test_folder_assert_config (folder, "[profile P]\n# x_stint_off_region = old\nregion = mine\n");
}

static void
test_same_sso (void)
{
  const char *config = "[profile P]\nsso_session = s\nsso_account_id = 1\nsso_role_name = R\n"
                       "[sso-session s]\nsso_start_url = u\nsso_region = r\n";
  g_autoptr (TestFolder) folder = test_folder_new (NULL, config);
  StintHold hold = hold_in_file ("P");
  StintSsoEntry entry = { .start_url = (char *) "u",
                          .region = (char *) "r",
                          .session_name = (char *) "s" };
  StintSsoIdentity sso = { &entry, "1", "R" };

  hold.sso = &sso;
  must_hold (folder, &hold);
  test_folder_assert_config (folder, config);
  must_release (folder, "P");
  test_folder_assert_config (folder, config);
  test_folder_assert_credentials (folder, NULL);
}

/* Two profiles, stopped in either order. */
static void
test_two (void)
{
  static const char *const starts[] = { NULL, "", "[u]\na = 1\n", "[u]\na = 1", "\n\n" };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (TestFolder) folder = test_folder_new (starts[i / 2], NULL);
      StintHold first = hold_in_file ("A");
      StintHold second = hold_in_file ("B");

      must_hold (folder, &first);
      must_hold (folder, &second);
      must_release (folder, i % 2 == 0 ? "A" : "B");
      must_release (folder, i % 2 == 0 ? "B" : "A");
      test_folder_assert_credentials (folder, starts[i / 2]);
    }
}

static void
test_bad_values (void)
{
  static const char *const names[] = { "", "a b", "DEFAULT", "a]b", "a\nb", "é", NULL };
  g_autoptr (TestFolder) folder = test_folder_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  StintHold hold = hold_in_file ("P");

  for (guint i = 0; names[i] != NULL; i++)
    {
      hold.profile = names[i];
      g_assert_false (stint_aws_files_hold (folder->files, &hold, NULL, NULL, &error));
      g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_INVALID_PROFILE_NAME);
      g_clear_error (&error);
    }
  hold = hold_in_file ("P");
  hold.session_token = "a\n[Q]\nb = c";
  g_assert_false (stint_aws_files_hold (folder->files, &hold, NULL, NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_INVALID_VALUE);
  g_assert_null (strstr (error->message, "[Q]"));
  test_folder_assert_credentials (folder, NULL);
}

static void
test_read_keys (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, NULL);
  StintHold hold = hold_in_file ("P");
  g_auto (StintFileKeys) keys = { 0 };
  const char *const nobody[] = { "ASIAOTHER", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_false (stint_aws_files_read_keys (folder->files, "P", our_ids, &keys, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_GONE);
  g_clear_error (&error);
  must_hold (folder, &hold);
  g_assert_false (stint_aws_files_read_keys (folder->files, "P", nobody, &keys, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_FOREIGN_KEYS);
  g_clear_error (&error);
  stint_aws_files_read_keys (folder->files, "P", our_ids, &keys, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (keys.access_key_id, ==, OUR_ID);
  g_assert_cmpstr (keys.secret_access_key, ==, OUR_SECRET);
  g_assert_cmpstr (keys.session_token, ==, OUR_TOKEN);
  g_assert_cmpint (keys.expires, ==, hold.expires);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/hold/guide", test_guide);
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *path = g_strconcat ("/profiles/hold/round-trip/", pairs[i].path, NULL);

      g_test_add_data_func (path, &pairs[i], test_round_trip);
    }
  g_test_add_func ("/profiles/hold/default", test_default);
  g_test_add_data_func ("/profiles/hold/gate", "[D]\nregion = x\n", test_gate);
  g_test_add_data_func ("/profiles/hold/gate-new-file", NULL, test_gate);
  g_test_add_func ("/profiles/hold/gate-in-place", test_gate_in_place);
  g_test_add_func ("/profiles/hold/default-section", test_default_section);
  g_test_add_func ("/profiles/hold/malformed", test_malformed);
  g_test_add_func ("/profiles/hold/foreign-keys", test_foreign_keys);
  g_test_add_func ("/profiles/hold/own-temporary-keys", test_own_temporary_keys);
  g_test_add_func ("/profiles/hold/key-again", test_key_again);
  g_test_add_func ("/profiles/hold/key-again-held", test_key_again_held);
  g_test_add_func ("/profiles/hold/deleted-section", test_deleted_section);
  g_test_add_func ("/profiles/hold/region", test_region);
  g_test_add_func ("/profiles/hold/same-sso", test_same_sso);
  g_test_add_func ("/profiles/hold/two", test_two);
  g_test_add_func ("/profiles/hold/bad-values", test_bad_values);
  g_test_add_func ("/profiles/hold/read-keys", test_read_keys);
  return g_test_run ();
}
