/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Ended by SIGKILL at every entry and exit of every system call of a hold and of a release, with
 * another writer at every one of them, and both. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test-folder.h"
#include "test-tracer.h"

#define OUR_ID "ASIAIOSFODNN7EXAMPLE"
#define CREDENTIALS                                                                                \
  "[P]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = "                        \
  "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n[q]\nx = 1\n"
#define CONFIG "# c\n[profile P]\nrole_arn = r\nsource_profile = q\n"
#define THEIRS "[cli]\ny = 2\n"

static const char *const ids[] = { OUR_ID, NULL };

typedef enum
{
  VARIANT_PLAIN,
  VARIANT_NEW,         /* neither file is there */
  VARIANT_HARD_LINK,   /* written in place, under a journal */
  VARIANT_NO_EXCHANGE, /* a file system without renameat2() */
  N_VARIANTS,
} Variant;

static const char *const variant_names[] = { "plain", "new", "hard-link", "no-exchange" };

typedef struct
{
  Variant variant;
  gboolean release;
  TestFolder *folder;
} Case;

static StintHold
make_hold (void)
{
  StintHold hold = { .profile = "P",
                     .hand_out = STINT_HAND_OUT_FILE,
                     .access_key_id = OUR_ID,
                     .secret_access_key = "9drTJvcXLB89EXAMPLELB8923FB892xMFI",
                     .session_token = "AQoXdzELDDY//////////wEaoAK1wvxJY12EXAMPLE",
                     .expires = G_GINT64_CONSTANT (1795357921000000),
                     .our_key_ids = ids,
                     .region = "eu-west-1" };
  return hold;
}

static gboolean
change (TestFolder *folder, gboolean release, GError **error)
{
  StintHold hold = make_hold ();
  StintRelease wish = { "P", ids };

  return release ? stint_aws_files_release (folder->files, &wish, NULL, NULL, error)
                 : stint_aws_files_hold (folder->files, &hold, NULL, NULL, error);
}

static int
child_cb (gpointer user_data)
{
  Case *c = user_data;

  if (c->variant == VARIANT_NO_EXCHANGE && !test_fail_call (SYS_renameat2, EINVAL))
    return 77;
  return change (c->folder, c->release, NULL) ? 0 : 1;
}

static TestFolder *
make_folder (Variant variant, gboolean release)
{
  gboolean new_files = variant == VARIANT_NEW;
  TestFolder *folder = test_folder_new (new_files ? NULL : CREDENTIALS, new_files ? NULL : CONFIG);
  g_autoptr (GError) error = NULL;

  if (release)
    {
      change (folder, FALSE, &error);
      g_assert_no_error (error);
    }
  if (variant == VARIANT_HARD_LINK)
    {
      g_autofree char *from = test_folder_path (folder, "credentials");
      g_autofree char *to = g_build_filename (folder->root, "other-name", NULL);

      g_assert_cmpint (link (from, to), ==, 0);
    }
  return folder;
}

/* What both files are before and after. */
typedef struct
{
  char *credentials[2];
  char *config[2];
} Ends;

static void
find_ends (Variant variant, gboolean release, Ends *ends)
{
  g_autoptr (TestFolder) folder = make_folder (variant, release);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      ends->credentials[i] = test_folder_read (folder, "credentials");
      ends->config[i] = test_folder_read (folder, "config");
      change (folder, release, &error);
      g_assert_no_error (error);
    }
}

static void
clear_ends (Ends *ends)
{
  for (guint i = 0; i < 2; i++)
    {
      g_free (ends->credentials[i]);
      g_free (ends->config[i]);
    }
}

/* 0, 1, or a failure. */
static guint
which (const char *now, char *const ends[2], const char *what, guint stop)
{
  for (guint i = 0; i < 2; i++)
    if (g_strcmp0 (now, ends[i]) == 0)
      return i;
  g_error ("%s is neither the old nor the new one after a kill at stop %u:\n%s", what, stop, now);
  return 0;
}

static void
restart (TestFolder *folder)
{
  g_autofree char *credentials = test_folder_path (folder, "credentials");
  g_autofree char *config = test_folder_path (folder, "config");
  g_autoptr (GError) error = NULL;

  g_clear_object (&folder->files);
  folder->files = stint_aws_files_new (credentials, config, folder->state);
  stint_aws_files_recover (folder->files, NULL, &error);
  g_assert_no_error (error);
}

static void
check_after_kill (const Case *c, const Ends *ends, guint stop)
{
  g_autofree char *credentials = NULL;
  g_autofree char *config = NULL;
  guint new_credentials, new_config;
  g_autoptr (GError) error = NULL;

  /* A write in place is whole again when its journal has been replayed. */
  if (c->variant == VARIANT_HARD_LINK)
    restart (c->folder);
  credentials = test_folder_read (c->folder, "credentials");
  config = test_folder_read (c->folder, "config");
  new_credentials = which (credentials, ends->credentials, "credentials", stop);
  new_config = which (config, ends->config, "config", stop);
  /* Start writes credentials first, stop restores config first. */
  g_assert_true (c->release ? new_config >= new_credentials : new_credentials >= new_config);
  restart (c->folder);
  change (c->folder, c->release, &error);
  g_assert_no_error (error);
  test_folder_assert_credentials (c->folder, ends->credentials[1]);
  test_folder_assert_config (c->folder, ends->config[1]);
  test_folder_assert_clean (c->folder);
}

typedef struct
{
  guint at;
} KillAt;

static TestVerdict
kill_cb (guint stop, gpointer user_data)
{
  const KillAt *kill_at = user_data;

  return stop == kill_at->at ? TEST_KILL : TEST_GO_ON;
}

static void
test_kill (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data);
  Case c = { number / 2, number % 2 };
  Ends ends;
  guint at = 1;

  if (!test_tracer_is_possible ())
    {
      g_test_skip ("this place does not allow ptrace()");
      return;
    }
  find_ends (c.variant, c.release, &ends);
  for (;; at++)
    {
      KillAt kill_at = { at };
      int status;

      c.folder = make_folder (c.variant, c.release);
      test_trace (child_cb, &c, kill_cb, &kill_at, &status);
      if (WIFEXITED (status))
        {
          g_assert_cmpint (WEXITSTATUS (status), ==, 0);
          break;
        }
      g_assert_true (WIFSIGNALED (status));
      check_after_kill (&c, &ends, at);
      test_folder_free (c.folder);
    }
  check_after_kill (&c, &ends, at);
  test_folder_free (c.folder);
  clear_ends (&ends);
  g_test_message ("%u instants", at - 1);
  g_assert_cmpuint (at, >, 60);
}

/* --- Another writer ------------------------------------------------------------------------------ */

typedef struct
{
  TestFolder *folder;
  guint write_at;
  guint close_after; /* stops between its truncating and its writing */
  guint kill_at;     /* 0: never */
  int fd;
  char *content; /* (owned) */
} Writer;

/* As the AWS CLI: reads, truncates, writes; everything between is ours to use.  In the instant in which
 * the child asks who is writing (a lease), opening would wait for the child, and the child for us. */
static void
begin_write (Writer *writer)
{
  g_autofree char *path = test_folder_path (writer->folder, "credentials");
  g_autofree char *old = test_folder_read (writer->folder, "credentials");

  writer->fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NONBLOCK, 0600);
  if (writer->fd < 0)
    {
      g_assert_cmpint (errno, ==, EWOULDBLOCK);
      writer->write_at++;
      return;
    }
  writer->content = g_strconcat (old != NULL ? old : "", THEIRS, NULL);
}

static void
end_write (Writer *writer)
{
  gssize size = strlen (writer->content);

  g_assert_cmpint (write (writer->fd, writer->content, size), ==, size);
  close (writer->fd);
  writer->fd = -1;
  g_clear_pointer (&writer->content, g_free);
}

static TestVerdict
write_cb (guint stop, gpointer user_data)
{
  Writer *writer = user_data;

  if (stop == writer->write_at)
    begin_write (writer);
  if (writer->fd >= 0 && stop >= writer->write_at + writer->close_after)
    end_write (writer);
  return writer->kill_at != 0 && stop == writer->kill_at ? TEST_KILL : TEST_GO_ON;
}

/* The other writer's section is in the file, or in what was kept for the user. */
static gboolean
is_kept (TestFolder *folder)
{
  g_autofree char *credentials = test_folder_read (folder, "credentials");
  g_autofree char *saved = test_folder_read (folder, "credentials.stint-saved-1");

  return (credentials != NULL && strstr (credentials, THEIRS) != NULL) ||
         (saved != NULL && strstr (saved, THEIRS) != NULL);
}

static void
assert_both (TestFolder *folder, gboolean release, guint at)
{
  g_autofree char *credentials = test_folder_read (folder, "credentials");

  if (strstr (credentials, THEIRS) == NULL)
    g_error ("The other writer's section is lost at stop %u:\n%s", at, credentials);
  if ((strstr (credentials, OUR_ID) == NULL) != release)
    g_error ("Our change is lost at stop %u:\n%s", at, credentials);
}

static void
test_writer (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data);
  static const guint delays[] = { 0, 3, 20 };
  Case c = { number / 2, number % 2 };
  guint merged = 0;

  if (!test_tracer_is_possible ())
    {
      g_test_skip ("this place does not allow ptrace()");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (delays); i++)
    for (guint at = 1;; at++)
      {
        Writer writer = { .write_at = at, .close_after = delays[i], .fd = -1 };
        int status;
        guint stops;

        writer.folder = c.folder = make_folder (c.variant, c.release);
        /* The child's folder exists before anybody writes into it. */
        g_mkdir (c.folder->aws, 0700);
        stops = test_trace (child_cb, &c, write_cb, &writer, &status);
        g_assert_true (WIFEXITED (status));
        g_assert_cmpint (WEXITSTATUS (status), ==, 0);
        if (writer.fd >= 0)
          end_write (&writer);
        if (stops >= writer.write_at)
          {
            merged++;
            assert_both (c.folder, c.release, at);
            test_folder_assert_clean (c.folder);
          }
        test_folder_free (c.folder);
        if (stops < at)
          break;
      }
  g_test_message ("%u instants", merged);
  g_assert_cmpuint (merged, >, 180);
}

static void
test_writer_and_kill (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data);
  static const guint later[] = { 1, 2, 3, 5, 8, 13, 21, 34 };
  Case c = { number / 2, number % 2 };
  gboolean done = FALSE;

  if (!test_tracer_is_possible ())
    {
      g_test_skip ("this place does not allow ptrace()");
      return;
    }
  for (guint at = 1; !done; at++)
    for (guint i = 0; i < G_N_ELEMENTS (later); i++)
      {
        Writer writer = { .write_at = at, .kill_at = at + later[i], .fd = -1 };
        g_autoptr (GError) error = NULL;
        int status;

        writer.folder = c.folder = make_folder (c.variant, c.release);
        g_mkdir (c.folder->aws, 0700);
        done = test_trace (child_cb, &c, write_cb, &writer, &status) < at || done;
        /* Killed before the file could be opened. */
        if (writer.write_at >= writer.kill_at)
          {
            test_folder_free (c.folder);
            continue;
          }
        restart (c.folder);
        if (!done && !is_kept (c.folder))
          g_error ("The other writer's section is lost: written at %u, killed at %u", at,
                   writer.kill_at);
        change (c.folder, c.release, &error);
        g_assert_no_error (error);
        if (!done && !is_kept (c.folder))
          g_error ("The other writer's section is lost afterwards: written at %u, killed at %u", at,
                   writer.kill_at);
        test_folder_free (c.folder);
      }
}

/* Thousands of small files: no disk needs to see them. */
static void
use_memory (void)
{
  if (g_access ("/dev/shm", W_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
}

int
main (int argc, char **argv)
{
  use_memory ();
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < 2 * N_VARIANTS; i++)
    {
      const char *name = variant_names[i / 2];
      const char *what = i % 2 == 0 ? "hold" : "release";
      g_autofree char *kill_path = g_strdup_printf ("/profiles/kill/%s/%s", name, what);
      g_autofree char *write_path = g_strdup_printf ("/profiles/writer/%s/%s", name, what);
      g_autofree char *both_path = g_strdup_printf ("/profiles/writer-and-kill/%s/%s", name, what);

      g_test_add_data_func (kill_path, GUINT_TO_POINTER (i), test_kill);
      /* In place there is an instant in which nothing can be done about another writer. */
      if (i / 2 == VARIANT_HARD_LINK)
        continue;
      g_test_add_data_func (write_path, GUINT_TO_POINTER (i), test_writer);
      g_test_add_data_func (both_path, GUINT_TO_POINTER (i), test_writer_and_kill);
    }
  return g_test_run ();
}
