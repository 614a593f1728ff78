/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The network's part of a start: requests that somebody else has signed, sent by a process that was
 * asleep, over a connection of their own, as stintd sends a code.
 *
 * Reads an address, headers, an empty line and one line of body, and so on; prints the microseconds from
 * there to the end of each answer, and its status. */

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static size_t
swallow (char *bytes, size_t size, size_t count, void *user_data)
{
  (void) bytes;
  (void) user_data;

  return size * count;
}

static int
read_line (char *line, int size)
{
  if (fgets (line, size, stdin) == NULL)
    return 0;
  line[strcspn (line, "\n")] = '\0';
  return 1;
}

static long
now (void)
{
  struct timespec when;

  clock_gettime (CLOCK_MONOTONIC, &when);

  return when.tv_sec * 1000000L + when.tv_nsec / 1000;
}

/* Everything that a new request costs libcurl is part of it, as it is in stintd. */
static int
call (const char *url, struct curl_slist *headers, const char *body)
{
  CURL *curl = curl_easy_init ();
  long status = 0;
  long began = now ();
  CURLcode code;

  if (curl == NULL)
    return 0;
  curl_easy_setopt (curl, CURLOPT_URL, url);
  curl_easy_setopt (curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, swallow);
  code = curl_easy_perform (curl);
  printf ("%ld", now () - began);
  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &status);
  printf (" %ld\n", status);
  fflush (stdout);
  curl_easy_cleanup (curl);
  return code == CURLE_OK;
}

int
main (void)
{
  char url[4096], line[16384];
  int good = curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK;

  while (good && read_line (url, sizeof url))
    {
      struct curl_slist *headers = NULL;

      while (read_line (line, sizeof line) && *line != '\0')
        headers = curl_slist_append (headers, line);
      good = read_line (line, sizeof line) && call (url, headers, line);
      curl_slist_free_all (headers);
    }

  return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
