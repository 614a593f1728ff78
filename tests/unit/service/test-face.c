/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "stint-changes.h"
#include "stint-environment.h"
#include "stint-error.h"
#include "stint-flatpak.h"
#include "stint-lifetime.h"
#include "stint-lock.h"
#include "stint-options.h"
#include "stint-request.h"
#include "stint-secret-fd.h"
#include "stint-socket-question.h"
#include "stint-types.h"

/* --- Options ---------------------------------------------------------------------------------- */

static GVariant *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  GVariant *options = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);

  return options;
}

static void
test_options_read (void)
{
  g_autoptr (GVariant) options =
      parse ("{'name': <'work'>, 'empty': <''>, 'yes': <true>, 'seconds': <@u 900>,"
             " 'mfa': <'direct'>, 'list': <['a', 'b']>, 'other': <(1, 2)>}");
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_auto (GStrv) list = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (stint_options_need_text (&reader, "name"), ==, "work");
  g_assert_cmpstr (stint_options_get_string (&reader, "empty"), ==, "");
  g_assert_null (stint_options_get_text (&reader, "empty"));
  g_assert_null (stint_options_get_string (&reader, "missing"));
  g_assert_true (stint_options_get_boolean (&reader, "yes", FALSE));
  g_assert_true (stint_options_get_boolean (&reader, "missing", TRUE));
  g_assert_cmpuint (stint_options_get_uint (&reader, "seconds", 1), ==, 900);
  g_assert_cmpint (stint_options_get_enum (&reader, "mfa", STINT_TYPE_MFA_MODE, -1), ==,
                   STINT_MFA_DIRECT);
  g_assert_cmpint (stint_options_get_enum (&reader, "empty", STINT_TYPE_MFA_MODE, -1), ==, -1);
  list = stint_options_dup_strv (&reader, "list");
  g_assert_cmpuint (g_strv_length (list), ==, 2);
  g_assert_true (stint_options_has (&reader, "other"));
  g_assert_true (stint_options_check (&reader, &error));
  g_assert_no_error (error);
}

static void
test_options_first_mistake_counts (void)
{
  g_autoptr (GVariant) options = parse ("{'name': <1>, 'yes': <'true'>, 'text': <'a\\nb'>}");
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (GError) error = NULL;

  g_assert_null (stint_options_get_string (&reader, "name"));
  g_assert_false (stint_options_get_boolean (&reader, "yes", FALSE));
  g_assert_null (stint_options_get_string (&reader, "text"));
  g_assert_false (stint_options_check (&reader, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
  g_assert_nonnull (strstr (error->message, "“name”"));
}

static void
test_options_refuse (void)
{
  static const char *const mistakes[] = { "{'x': <'a\\u0007'>}", "{'x': <['a\\nb']>}",
                                          "{'x': <@i 5>}", "{'x': <'no-such-nick'>}" };

  for (gsize i = 0; i < G_N_ELEMENTS (mistakes); i++)
    {
      g_autoptr (GVariant) options = parse (mistakes[i]);
      g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
      g_auto (GStrv) list = NULL;

      if (i == 0)
        stint_options_get_string (&reader, "x");
      else if (i == 1)
        list = stint_options_dup_strv (&reader, "x");
      else if (i == 2)
        stint_options_get_uint (&reader, "x", 0);
      else
        stint_options_get_enum (&reader, "x", STINT_TYPE_HAND_OUT, 0);
      g_assert_false (stint_options_check (&reader, NULL));
    }
}

static void
test_request_path (void)
{
  g_autofree char *path = stint_request_build_path (":1.42", "token_7");

  g_assert_cmpstr (path, ==, "/io/github/stint_aws/Stint1/request/1_42/token_7");
}

/* --- The credentials socket ------------------------------------------------------------------- */

static StintSocketQuestion *
ask (const char *line, GError **error)
{
  return stint_socket_question_parse (line, strlen (line), error);
}

static void
test_question (void)
{
  g_autoptr (StintSocketQuestion) by_profile =
      ask ("STINT/1 credentials profile=a%20b%2Fc format=process", NULL);
  g_autoptr (StintSocketQuestion) by_session =
      ask ("STINT/1 credentials session=4f1c format=fields wait=50000 later=x", NULL);

  g_assert_nonnull (by_profile);
  g_assert_cmpstr (by_profile->profile, ==, "a b/c");
  g_assert_null (by_profile->session);
  g_assert_cmpint (by_profile->format, ==, STINT_SOCKET_FORMAT_PROCESS);
  g_assert_cmpuint (by_profile->wait_ms, ==, 0);
  g_assert_nonnull (by_session);
  g_assert_cmpstr (by_session->session, ==, "4f1c");
  g_assert_cmpint (by_session->format, ==, STINT_SOCKET_FORMAT_FIELDS);
  g_assert_cmpuint (by_session->wait_ms, ==, 50000);
}

static void
test_question_refused (void)
{
  static const char *const lines[] = {
    "",
    "STINT/1",
    "STINT/1 credentials",
    "STINT/1 credentials format=process",
    "STINT/2 credentials profile=a format=process",
    "STINT/1 keys profile=a format=process",
    "STINT/1 credentials profile=a session=b",
    "STINT/1 credentials profile=a profile=b",
    "STINT/1 credentials profile=",
    "STINT/1 credentials profile=%zz",
    "STINT/1 credentials profile=%00",
    "STINT/1 credentials profile=a format=xml",
    "STINT/1 credentials profile=a wait=-1",
    "STINT/1 credentials profile=a wait=99999999999999",
    "STINT/1 credentials profile=a  format=process",
    "STINT/1 credentials profile=\xff",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (StintSocketQuestion) question = ask (lines[i], &error);

      g_test_message ("line %zu", i);
      g_assert_null (question);
      g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
    }
}

static void
test_answers (void)
{
  g_autoptr (StintSecret) secret = stint_secret_new ("wJalrXUtnFEMI/K7MDENG+EXAMPLEKEY", -1);
  g_autoptr (StintSecret) token = stint_secret_new ("IQoJ=EXAMPLE", -1);
  g_autoptr (StintAwsCredentials) credentials = stint_aws_credentials_new (
      "ASIAIOSFODNN7EXAMPLE", secret, token, G_USEC_PER_SEC * G_GINT64_CONSTANT (1795366800), NULL);
  g_autoptr (GBytes) fields =
      stint_socket_answer_new (STINT_SOCKET_FORMAT_FIELDS, credentials, "eu-west-1");
  g_autoptr (GBytes) refusal =
      stint_socket_answer_new_error (STINT_ERROR_INACTIVE, "It is not\nactive.");
  const char *body = "AWS_ACCESS_KEY_ID=ASIAIOSFODNN7EXAMPLE\n"
                     "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI%2FK7MDENG%2BEXAMPLEKEY\n"
                     "AWS_SESSION_TOKEN=IQoJ%3DEXAMPLE\n"
                     "AWS_CREDENTIAL_EXPIRATION=2026-11-22T17%3A00%3A00Z\n"
                     "AWS_REGION=eu-west-1\n";
  g_autofree char *whole = g_strdup_printf ("STINT/1 ok %zu\n%s", strlen (body), body);

  g_assert_cmpmem (g_bytes_get_data (fields, NULL), g_bytes_get_size (fields), whole,
                   strlen (whole));
  g_assert_cmpmem (g_bytes_get_data (refusal, NULL), g_bytes_get_size (refusal),
                   "STINT/1 error Inactive 17\nIt is not active.", 43);
}

/* --- Secrets from descriptors ----------------------------------------------------------------- */

static void
keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static StintSecret *
read_from (int fd, GCancellable *cancellable, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_secret_fd_read_async (fd, cancellable, keep_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return stint_secret_fd_read_finish (result, error);
}

static StintSecret *
read_text (const char *text, gsize len, GError **error)
{
  int ends[2];

  g_assert_no_errno (pipe (ends));
  g_assert_cmpint (write (ends[1], text, len), ==, (gssize) len);
  close (ends[1]);

  return read_from (ends[0], NULL, error);
}

static void
test_secret_fd (void)
{
  g_autofree char *longest = g_strnfill (STINT_SECRET_FD_MAX, 'x');
  g_autofree char *longer = g_strnfill (STINT_SECRET_FD_MAX + 1, 'x');
  static const char *const fine[] = { "secret", "secret\n", "secret\r\n" };
  g_autoptr (StintSecret) whole = read_text (longest, STINT_SECRET_FD_MAX, NULL);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (fine); i++)
    {
      g_autoptr (StintSecret) secret = read_text (fine[i], strlen (fine[i]), NULL);

      g_assert_cmpstr (stint_secret_peek (secret), ==, "secret");
    }

  g_assert_cmpuint (stint_secret_get_length (whole), ==, STINT_SECRET_FD_MAX);
  g_assert_null (read_text (longer, STINT_SECRET_FD_MAX + 1, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (read_text ("", 0, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_null (read_text ("a\0b", 3, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_secret_fd_cancelled (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  int ends[2];

  g_assert_no_errno (pipe (ends));
  g_idle_add (cancel_cb, cancellable);
  g_assert_null (read_from (ends[0], cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  /* The reading end is closed: nobody hangs on to it. */
  g_assert_cmpint (write (ends[1], "x", 1), ==, -1);
  close (ends[1]);
}

/* --- Changes ---------------------------------------------------------------------------------- */

typedef struct
{
  GString *told;
  guint64 revision;
} Heard;

static void
heard_cb (guint64 revision, GPtrArray *changed, GPtrArray *removed, gpointer user_data)
{
  Heard *heard = user_data;

  g_assert_cmpuint (revision, ==, heard->revision + 1);
  heard->revision = revision;
  for (guint i = 0; i < changed->len; i++)
    g_string_append_printf (heard->told, "+%s", (char *) g_ptr_array_index (changed, i));
  for (guint i = 0; i < removed->len; i++)
    g_string_append_printf (heard->told, "-%s", (char *) g_ptr_array_index (removed, i));
  g_string_append_c (heard->told, '.');
}

static void
test_changes (void)
{
  Heard heard = { .told = g_string_new (NULL) };
  StintChanges *changes = stint_changes_new (heard_cb, &heard);

  stint_changes_flush (changes);
  g_assert_cmpuint (stint_changes_get_revision (changes), ==, 0);

  stint_changes_add (changes, "a");
  stint_changes_add (changes, "b");
  stint_changes_add (changes, "a");
  stint_changes_add (changes, "c");
  stint_changes_add_removed (changes, "b");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpstr (heard.told->str, ==, "+a+c-b.");

  stint_changes_add (changes, "d");
  stint_changes_flush (changes);
  g_assert_cmpstr (heard.told->str, ==, "+a+c-b.+d.");
  g_assert_false (g_main_context_iteration (NULL, FALSE));
  g_assert_cmpuint (stint_changes_get_revision (changes), ==, 2);

  stint_changes_free (changes);
  g_string_free (heard.told, TRUE);
}

/* --- The life --------------------------------------------------------------------------------- */

static StintLifetimeNeed
need_cb (gpointer user_data)
{
  return *(StintLifetimeNeed *) user_data;
}

static void
idle_cb (StintLifetime *lifetime, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
run_for (guint milliseconds)
{
  gint64 end = g_get_monotonic_time () + milliseconds * G_GINT64_CONSTANT (1000);

  while (g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (2000);
    }
}

static void
test_lifetime (void)
{
  StintLifetimeNeed need = STINT_LIFETIME_BOUND;
  guint idle = 0;
  g_autoptr (StintLifetime) lifetime = stint_lifetime_new (1, need_cb, &need);

  g_signal_connect (lifetime, "idle", G_CALLBACK (idle_cb), &idle);
  stint_lifetime_review (lifetime);
  g_assert_false (g_main_context_pending (NULL));

  need = STINT_LIFETIME_FREE;
  stint_lifetime_hold (lifetime);
  run_for (2200);
  g_assert_cmpuint (idle, ==, 0);
  stint_lifetime_release (lifetime);
  run_for (2200);
  g_assert_cmpuint (idle, ==, 1);
}

/* --- Surroundings ----------------------------------------------------------------------------- */

static void
test_flatpak (void)
{
  g_autofree char *path = NULL;
  g_autofree char *host = NULL;
  g_autofree char *none = NULL;
  g_autofree char *odd = NULL;
  int fd = g_file_open_tmp ("stint-info-XXXXXX", &path, NULL);
  const char *info = "[Application]\nname=io.github.stint_aws.Stint\n"
                     "[Instance]\napp-path=/var/lib/flatpak/app/io.github.stint_aws.Stint/x86_64/"
                     "stable/0123456789abcdef/files\n";

  close (fd);
  g_assert_true (g_file_set_contents (path, info, -1, NULL));
  host = stint_flatpak_dup_host_path (path, "bin/stint-credentials");
  g_assert_cmpstr (host, ==,
                   "/var/lib/flatpak/app/io.github.stint_aws.Stint/current/active/files/"
                   "bin/stint-credentials");

  /* flatpak-builder --run: a folder of the builder's. */
  g_assert_true (g_file_set_contents (path,
                                      "[Application]\nname=io.github.stint_aws.Stint\n"
                                      "[Instance]\napp-path=/home/me/build/files\n",
                                      -1, NULL));
  odd = stint_flatpak_dup_host_path (path, "bin/stint-credentials");
  g_assert_null (odd);
  g_unlink (path);
  none = stint_flatpak_dup_host_path (path, "bin/stint-credentials");
  g_assert_null (none);
}

static char *
find_hidden (const char *root, const char *path)
{
  const char *paths[] = { "/proc/nothing-to-find", path, NULL };

  return stint_flatpak_find_hidden (root, paths);
}

/* The folders that a sandbox makes for itself lie on its root; what it was given is mounted. /dev
 * plays the root, and the folder for temporary files the home. */
static void
test_flatpak_hidden (void)
{
  g_autofree char *folder = g_dir_make_tmp ("stint-hidden-XXXXXX", NULL);
  g_autofree char *plain = g_build_filename (folder, "none", "credentials", NULL);
  g_autofree char *dangling = g_build_filename (folder, "credentials", NULL);
  g_autofree char *link = g_build_filename (folder, "aws", NULL);
  g_autofree char *below = g_build_filename (link, "config", NULL);
  g_autofree char *seen = find_hidden ("/dev", plain);
  g_autofree char *direct = find_hidden ("/dev", "/dev/nothing/here/credentials");
  g_autofree char *through_file = NULL;
  g_autofree char *through_folder = NULL;
  g_autofree char *own = find_hidden (folder, plain);
  g_autofree char *own_folder = g_path_get_dirname (plain);

  g_assert_null (seen);
  g_assert_cmpstr (direct, ==, "/dev/nothing/here");
  g_assert_cmpstr (own, ==, own_folder);

  g_assert_no_errno (symlink ("/dev/nothing/dotfiles/aws-credentials", dangling));
  through_file = find_hidden ("/dev", dangling);
  g_assert_cmpstr (through_file, ==, "/dev/nothing/dotfiles");

  g_assert_no_errno (symlink ("/dev/nothing/aws", link));
  through_folder = find_hidden ("/dev", below);
  g_assert_cmpstr (through_folder, ==, link);

  g_unlink (dangling);
  g_unlink (link);
  g_rmdir (folder);
}

static void
tried_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* No lock for files that only the sandbox would see, and nobody else is blamed for it. */
static void
test_lock_in_sandbox (void)
{
  g_autofree char *folder = g_dir_make_tmp ("stint-lock-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "credentials", NULL);
  const char *shared[] = { path, "/nothing-is-here/credentials", NULL };
  g_autoptr (StintLock) lock = stint_lock_new (path, folder, "a test\n");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  stint_lock_set_shared_paths (lock, shared);
  stint_lock_acquire_async (lock, 0, tried_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (stint_lock_acquire_finish (lock, result, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_FILES_UNWRITABLE);
  g_assert_nonnull (stint_error_get_detail (error, "hidden-folder"));
  g_assert_nonnull (stint_lock_get_obstacle (lock));
  g_assert_cmpstr (stint_lock_get_holder (lock), ==, "");
  g_assert_false (stint_lock_is_held (lock));
  g_assert_no_errno (g_rmdir (folder));
}

static void
test_expand (void)
{
  static const struct
  {
    const char *path;
    const char *expanded;
  } cases[] = {
    { "~/x", "/home/me/x" },
    { "~", "/home/me" },
    { "~nobody-of-that-name/x", "~nobody-of-that-name/x" },
    { "/a/$STINT_TEST/b", "/a/v/b" },
    { "/a/${STINT_TEST}b", "/a/vb" },
    { "/a/$STINT_UNSET/b", "/a/$STINT_UNSET/b" },
    { "/a/${STINT_TEST", "/a/${STINT_TEST" },
    { "$", "$" },
    { "/a/~/b", "/a/~/b" },
  };

  g_setenv ("STINT_TEST", "v", TRUE);
  g_unsetenv ("STINT_UNSET");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *expanded = stint_environment_expand (cases[i].path, "/home/me");

      g_assert_cmpstr (expanded, ==, cases[i].expanded);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  stint_secret_init_heap ();
  signal (SIGPIPE, SIG_IGN);

  g_test_add_func ("/service/options/read", test_options_read);
  g_test_add_func ("/service/options/first-mistake", test_options_first_mistake_counts);
  g_test_add_func ("/service/options/refuse", test_options_refuse);
  g_test_add_func ("/service/request/path", test_request_path);
  g_test_add_func ("/service/socket/question", test_question);
  g_test_add_func ("/service/socket/question-refused", test_question_refused);
  g_test_add_func ("/service/socket/answers", test_answers);
  g_test_add_func ("/service/secret-fd/read", test_secret_fd);
  g_test_add_func ("/service/secret-fd/cancelled", test_secret_fd_cancelled);
  g_test_add_func ("/service/changes", test_changes);
  g_test_add_func ("/service/lifetime", test_lifetime);
  g_test_add_func ("/service/flatpak", test_flatpak);
  g_test_add_func ("/service/flatpak/hidden", test_flatpak_hidden);
  g_test_add_func ("/service/flatpak/lock", test_lock_in_sandbox);
  g_test_add_func ("/service/expand", test_expand);

  return g_test_run ();
}
