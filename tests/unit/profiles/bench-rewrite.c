/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* How long a change of one profile takes in a credentials file of many, against copying, fsyncing and
 * renaming the same bytes:
 *   bench-rewrite [FOLDER [PROFILES [ROUNDS]]]
 * Prints the medians in microseconds, and their ratio:
 *   copy 4210 rewrite 7300 ratio 1.73 */

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stint-aws-files.h"

#define OUR_ID "ASIAIOSFODNN7EXAMPLE"

static char *
make_credentials (guint n_profiles)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < n_profiles; i++)
    g_string_append_printf (out,
                            "[account-%05u-Administrator]\n"
                            "aws_access_key_id = AKIA%05uEXAMPLE\n"
                            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
                            "region = eu-central-1\n\n",
                            i, i);
  return g_string_free (out, FALSE);
}

static void
copy (const char *from, const char *to)
{
  g_autofree char *temp = g_strconcat (to, ".new", NULL);
  g_autofree char *buffer = NULL;
  gsize size;
  int fd;

  g_assert_true (g_file_get_contents (from, &buffer, &size, NULL));
  fd = g_open (temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  for (gsize done = 0; done < size;)
    {
      gssize n = write (fd, buffer + done, size - done);

      g_assert_cmpint (n, >, 0);
      done += n;
    }
  g_assert_cmpint (fsync (fd), ==, 0);
  g_assert_cmpint (close (fd), ==, 0);
  g_assert_cmpint (g_rename (temp, to), ==, 0);
}

static void
rewrite (StintAwsFiles *files, guint round)
{
  const char *const ids[] = { OUR_ID, "ASIAI44QH8DHBEXAMPLE", NULL };
  StintHold hold = { .profile = "account-05000-Administrator",
                     .hand_out = STINT_HAND_OUT_FILE,
                     .access_key_id = ids[round % 2],
                     .secret_access_key = "9drTJvcXLB89EXAMPLELB8923FB892xMFI",
                     .session_token = "AQoXdzELDDY//////////wEaoAK1wvxJY12EXAMPLE",
                     .expires = g_get_real_time (),
                     .our_key_ids = ids };
  g_auto (StintHoldResult) result = { 0 };
  g_autoptr (GError) error = NULL;

  stint_aws_files_hold (files, &hold, &result, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (result.writes, ==, 1);
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static gint64
median (GArray *times)
{
  g_array_sort (times, compare_times);
  return g_array_index (times, gint64, times->len / 2);
}

int
main (int argc, char **argv)
{
  g_autofree char *folder =
      g_build_filename (argc > 1 ? argv[1] : g_get_tmp_dir (), "stint-bench-XXXXXX", NULL);
  guint n_profiles = argc > 2 ? atoi (argv[2]) : 10000;
  guint rounds = argc > 3 ? atoi (argv[3]) : 15;
  g_autofree char *content = make_credentials (n_profiles);
  g_autofree char *credentials = NULL;
  g_autofree char *config = NULL;
  g_autofree char *target = NULL;
  g_autoptr (GArray) copies = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) rewrites = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (StintAwsFiles) files = NULL;

  g_assert_nonnull (g_mkdtemp (folder));
  credentials = g_build_filename (folder, "credentials", NULL);
  config = g_build_filename (folder, "config", NULL);
  target = g_build_filename (folder, "copy", NULL);
  g_assert_true (g_file_set_contents (credentials, content, -1, NULL));
  files = stint_aws_files_new (credentials, config, NULL);
  for (guint i = 0; i < rounds; i++)
    {
      gint64 start = g_get_monotonic_time (), middle, end;

      copy (credentials, target);
      middle = g_get_monotonic_time ();
      rewrite (files, i);
      end = g_get_monotonic_time ();
      middle -= start;
      end -= start + middle;
      g_array_append_val (copies, middle);
      g_array_append_val (rewrites, end);
    }
  printf ("copy %" G_GINT64_FORMAT " rewrite %" G_GINT64_FORMAT " ratio %.2f\n", median (copies),
          median (rewrites), (double) median (rewrites) / median (copies));
  g_unlink (credentials);
  g_unlink (target);
  g_rmdir (folder);
  return 0;
}
