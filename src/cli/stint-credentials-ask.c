/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-credentials-ask.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "stint-names.h"

static StintAskResult
fail (StintAnswer *answer, StintAskResult result, const char *sentence)
{
  stint_answer_clear (answer);
  answer->body = answer->data;
  answer->body_length = (size_t) snprintf (answer->data, sizeof answer->data, "%s", sentence);
  answer->length = answer->body_length;
  return result;
}

void
stint_answer_clear (StintAnswer *answer)
{
  explicit_bzero (answer->data, answer->length);
  answer->length = 0;
  answer->body = NULL;
  answer->body_length = 0;
}

static int64_t
now_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return (int64_t) now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The question's line; returns its length, or 0 if the value is too long for one. */
static size_t
put_question (char line[STINT_SOCKET_MAX_LINE],
              const char *key,
              const char *value,
              const char *format)
{
  static const char hex[] = "0123456789ABCDEF";
  static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  size_t used =
      (size_t) snprintf (line, STINT_SOCKET_MAX_LINE,
                         STINT_SOCKET_GREETING " credentials format=%s wait=%d %s=", format,
                         STINT_SOCKET_PATIENT_MS, key);

  for (; *value != '\0'; value++)
    {
      unsigned char byte = (unsigned char) *value;

      /* An escaped byte and the end of the line must still fit. */
      if (used + 4 > STINT_SOCKET_MAX_LINE)
        return 0;
      if (strchr (plain, byte) != NULL)
        line[used++] = (char) byte;
      else
        {
          line[used++] = '%';
          line[used++] = hex[byte >> 4];
          line[used++] = hex[byte & 15];
        }
    }
  line[used++] = '\n';
  return used;
}

/* $XDG_RUNTIME_DIR is missing under cron, sudo and some editors; systemd's folder for the user is
 * as good, if it is his. */
static const char *
get_runtime_dir (char *buffer, size_t size)
{
  const char *folder = getenv ("XDG_RUNTIME_DIR");
  struct stat info;

  if (folder != NULL && folder[0] == '/')
    return folder;
  snprintf (buffer, size, "/run/user/%lu", (unsigned long) geteuid ());
  if (stat (buffer, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == geteuid ())
    return buffer;
  return NULL;
}

/* A connected socket whose other end belongs to the same user, or -1 and the result. */
static int
open_socket (StintAnswer *answer, StintAskResult *result)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct timeval patience = { .tv_sec = STINT_SOCKET_QUICK_MS / 1000 };
  struct ucred peer;
  socklen_t peer_size = sizeof peer;
  char buffer[32];
  const char *runtime_dir = get_runtime_dir (buffer, sizeof buffer);
  int length, fd;

  *result = STINT_ASK_ABSENT;
  if (runtime_dir == NULL)
    return fail (answer, STINT_ASK_ABSENT, "XDG_RUNTIME_DIR is not set"), -1;
  length = snprintf (address.sun_path, sizeof address.sun_path, "%s/%s/%s", runtime_dir,
                     STINT_SOCKET_FOLDER, STINT_SOCKET_NAME);
  *result = STINT_ASK_UNREACHABLE;
  if (length < 0 || (size_t) length >= sizeof address.sun_path)
    return fail (answer, *result, "XDG_RUNTIME_DIR is too long for a socket's path"), -1;

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return fail (answer, *result, strerror (errno)), -1;
  /* A connection waits too, where the service hangs and its queue is full. */
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      int error = errno;

      close (fd);
      if (error == ENOENT || error == ECONNREFUSED || error == ENOTDIR)
        *result = STINT_ASK_ABSENT;
      fail (answer, *result, error == EAGAIN ? "stintd does not answer" : strerror (error));
      return -1;
    }
  if (getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &peer_size) != 0 || peer.uid != geteuid ())
    {
      close (fd);
      return fail (answer, *result, "the credentials socket belongs to another user"), -1;
    }
  *result = STINT_ASK_OK;
  return fd;
}

/* Decimal digits only, at most STINT_SOCKET_MAX_ANSWER; -1 otherwise. */
static long
parse_length (const char *text)
{
  size_t digits = strspn (text, "0123456789");
  long length = digits > 0 && digits < 8 ? strtol (text, NULL, 10) : -1;

  return text[digits] == '\0' && length <= STINT_SOCKET_MAX_ANSWER ? length : -1;
}

/* What is known of an answer that is still coming in. */
typedef struct
{
  StintAskResult result; /* OK or REFUSED, once the head is there */
  size_t head;           /* bytes of the head line, 0: not there yet */
  size_t body;           /* bytes that it promises */
  int patient;           /* the service asked for patience */
} Progress;

/* Reads a head line if there is a whole one.  Returns 0 if it is no head line. */
static int
read_head (StintAnswer *answer, Progress *progress)
{
  static const char wait[] = STINT_SOCKET_GREETING " wait\n";
  static const char ok[] = STINT_SOCKET_GREETING " ok ";
  static const char error[] = STINT_SOCKET_GREETING " error ";
  char *end = memchr (answer->data, '\n', answer->length);
  const char *number;
  long length;

  if (end == NULL)
    return answer->length < 128;
  if ((size_t) (end + 1 - answer->data) == strlen (wait) &&
      memcmp (answer->data, wait, strlen (wait)) == 0)
    {
      if (progress->patient)
        return 0;
      progress->patient = 1;
      answer->length -= strlen (wait);
      memmove (answer->data, end + 1, answer->length);
      return read_head (answer, progress);
    }

  *end = '\0';
  if (strncmp (answer->data, ok, strlen (ok)) == 0)
    {
      progress->result = STINT_ASK_OK;
      number = answer->data + strlen (ok);
    }
  else if (strncmp (answer->data, error, strlen (error)) == 0)
    {
      const char *name = answer->data + strlen (error);
      size_t size = strcspn (name, " ");

      if (size == 0 || size >= sizeof answer->error || name[size] != ' ')
        return 0;
      memcpy (answer->error, name, size);
      answer->error[size] = '\0';
      progress->result = STINT_ASK_REFUSED;
      number = name + size + 1;
    }
  else
    return 0;
  length = parse_length (number);
  if (length < 0)
    return 0;
  progress->head = (size_t) (end + 1 - answer->data);
  progress->body = (size_t) length;
  return 1;
}

/* One more piece.  Returns the bytes that came, 0 at the end, -1 when time is up. */
static ssize_t
receive_some (int fd, StintAnswer *answer, int64_t deadline)
{
  for (;;)
    {
      struct pollfd waiting = { .fd = fd, .events = POLLIN };
      int64_t left = deadline - now_ms ();
      int ready = poll (&waiting, 1, left > 0 ? (int) left : 0);
      ssize_t n;

      if (ready == 0)
        return -1;
      if (ready < 0)
        continue; /* EINTR: time goes on, so this ends */
      /* One byte is kept for the NUL. */
      n = recv (fd, answer->data + answer->length, sizeof answer->data - 1 - answer->length, 0);
      if (n >= 0)
        {
          answer->length += (size_t) n;
          return n;
        }
      if (errno != EINTR && errno != EAGAIN)
        return 0;
    }
}

static StintAskResult
receive (int fd, StintAnswer *answer)
{
  static const char malformed[] = "stintd's answer is malformed";
  int64_t end = now_ms () + STINT_SOCKET_PATIENT_MS;
  Progress progress = { .result = STINT_ASK_MALFORMED };

  for (;;)
    {
      int64_t quick = now_ms () + STINT_SOCKET_QUICK_MS;
      ssize_t n = receive_some (fd, answer, progress.patient || quick > end ? end : quick);

      if (n < 0)
        return fail (answer, STINT_ASK_UNREACHABLE, "stintd does not answer");
      if (n == 0)
        return fail (answer, STINT_ASK_MALFORMED, "stintd closed the connection halfway");
      if (progress.head == 0 && !read_head (answer, &progress))
        return fail (answer, STINT_ASK_MALFORMED, malformed);
      if (progress.head == 0 || answer->length < progress.head + progress.body)
        continue;
      if (answer->length > progress.head + progress.body)
        return fail (answer, STINT_ASK_MALFORMED, malformed);
      break;
    }
  answer->data[answer->length] = '\0';
  answer->body = answer->data + progress.head;
  answer->body_length = progress.body;
  if (strlen (answer->body) != answer->body_length)
    return fail (answer, STINT_ASK_MALFORMED, malformed);
  return progress.result;
}

StintAskResult
stint_ask (const char *key, const char *value, const char *format, StintAnswer *answer)
{
  char line[STINT_SOCKET_MAX_LINE];
  size_t length = put_question (line, key, value, format);
  StintAskResult result;
  int fd;

  stint_answer_clear (answer); /* of an earlier question */
  if (length == 0)
    return fail (answer, STINT_ASK_IMPOSSIBLE, "that name is too long");
  fd = open_socket (answer, &result);
  if (fd < 0)
    return result;
  /* The line fits into any socket's buffer: it goes out whole or not at all. */
  if (send (fd, line, length, MSG_NOSIGNAL) != (ssize_t) length)
    result = fail (answer, STINT_ASK_UNREACHABLE, "stintd hung up");
  else
    result = receive (fd, answer);
  close (fd);
  return result;
}
