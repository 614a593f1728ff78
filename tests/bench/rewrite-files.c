/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* A renewal in a big credentials file, beside copying, fsyncing and renaming the same bytes.
 *
 *     rewrite-files FOLDER PROFILES ROUNDS
 *
 * Prints "BASELINE OURS" in microseconds for each round, one after the other on the same file. */

#include <fcntl.h>
#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "stint-aws-files.h"

#define HELD "profile-held"

static GString *
make_file (guint profiles)
{
  GString *text = g_string_new ("# many profiles\n\n");

  for (guint i = 0; i < profiles; i++)
    g_string_append_printf (text,
                            "[%s-%05u]\n"
                            "aws_access_key_id = AKIA%011uEXAMP\n"
                            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\n"
                            "region = eu-west-1\n\n",
                            i % 7 == 0 ? "team/service" : "profile", i, i);
  return text;
}

/* The least: read, write beside it, fsync, rename. */
static gboolean
copy_sync_rename (const char *path, const char *beside)
{
  g_autofree char *data = NULL;
  gsize length;
  int fd;
  gboolean done;

  if (!g_file_get_contents (path, &data, &length, NULL))
    return FALSE;
  fd = open (beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  done = fd >= 0 && write (fd, data, length) == (gssize) length && fsync (fd) == 0;
  if (fd >= 0)
    close (fd);
  return done && rename (beside, path) == 0;
}

static gboolean
renew (StintAwsFiles *files, guint round, GError **error)
{
  static const char *const ids[] = { "ASIAIOSFODNN7EXAMPLA", "ASIAIOSFODNN7EXAMPLB", NULL };
  g_auto (StintHoldResult) result = { 0 };
  StintHold hold = {
    .profile = HELD,
    .hand_out = STINT_HAND_OUT_FILE,
    .flags = round > 0 ? STINT_HOLD_FLAGS_RENEWAL : STINT_HOLD_FLAGS_NONE,
    .access_key_id = ids[round % 2],
    .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    .session_token = "IQoJb3JpZ2luX2VjEXAMPLETOKEN",
    .expires = g_get_real_time () + (gint64) 3600 * G_USEC_PER_SEC,
    .our_key_ids = ids,
  };

  return stint_aws_files_hold (files, &hold, &result, NULL, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (StintAwsFiles) files = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = NULL;
  g_autofree char *credentials = NULL, *config = NULL, *beside = NULL;

  if (argc != 4)
    return 2;
  credentials = g_build_filename (argv[1], "credentials", NULL);
  config = g_build_filename (argv[1], "config", NULL);
  beside = g_build_filename (argv[1], "copy", NULL);
  text = make_file (strtoul (argv[2], NULL, 10));
  if (!g_file_set_contents_full (credentials, text->str, (gssize) text->len,
                                 G_FILE_SET_CONTENTS_NONE, 0600, &error))
    g_error ("%s", error->message);
  files = stint_aws_files_new (credentials, config, NULL);
  for (guint round = 0; round <= strtoul (argv[3], NULL, 10); round++)
    {
      gint64 began = g_get_monotonic_time ();
      gint64 copied;

      if (!copy_sync_rename (credentials, beside))
        g_error ("cannot copy %s", credentials);
      copied = g_get_monotonic_time ();
      if (!renew (files, round, &error))
        g_error ("%s", error->message);
      /* The first round makes the section; the others are what happens every hour. */
      if (round > 0)
        g_print ("%" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", copied - began,
                 g_get_monotonic_time () - copied);
    }
  return 0;
}
