/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What the writing part of a start is measured against: the same files, replaced with fsync.
 *
 *     replace-files ROUNDS FILE…
 *
 * For each round: each FILE is written again beside itself, fsynced, renamed, and its folder is
 * fsynced.  Prints the microseconds of each round. */

#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int
replace (const char *path)
{
  static char data[1 << 20];
  char beside[4096], folder[4096];
  ssize_t length;
  int fd;

  snprintf (beside, sizeof beside, "%s.again", path);
  snprintf (folder, sizeof folder, "%s", path);
  fd = open (path, O_RDONLY);
  length = fd >= 0 ? read (fd, data, sizeof data) : -1;
  if (length < 0)
    return 0;
  close (fd);
  fd = open (beside, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0 || write (fd, data, (size_t) length) != length || fsync (fd) != 0)
    return 0;
  close (fd);
  if (rename (beside, path) != 0)
    return 0;
  fd = open (dirname (folder), O_RDONLY | O_DIRECTORY);
  if (fd < 0 || fsync (fd) != 0)
    return 0;
  close (fd);
  return 1;
}

int
main (int argc, char **argv)
{
  if (argc < 3)
    return 2;
  for (int round = atoi (argv[1]); round > 0; round--)
    {
      struct timespec began, ended;

      clock_gettime (CLOCK_MONOTONIC, &began);
      for (int i = 2; i < argc; i++)
        if (!replace (argv[i]))
          return perror (argv[i]), 1;
      clock_gettime (CLOCK_MONOTONIC, &ended);
      printf ("%ld\n",
              (ended.tv_sec - began.tv_sec) * 1000000L + (ended.tv_nsec - began.tv_nsec) / 1000);
    }
  return 0;
}
