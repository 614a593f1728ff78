/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What stint-credentials is measured against: the least that libc can do to ask one question over
 * a Unix socket and print the answer.
 *
 *     socket-round-trip PATH QUESTION */

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

int
main (int argc, char **argv)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  static char answer[65536];
  size_t length = 0;
  ssize_t n;
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  if (argc != 3 || strlen (argv[1]) >= sizeof address.sun_path)
    return 2;
  strcpy (address.sun_path, argv[1]);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0 ||
      dprintf (fd, "%s\n", argv[2]) < 0)
    return 1;
  while ((n = read (fd, answer + length, sizeof answer - length)) > 0)
    length += (size_t) n;
  return length > 0 && write (STDOUT_FILENO, answer, length) == (ssize_t) length ? 0 : 1;
}
