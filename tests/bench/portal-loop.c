/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The least that could ask the portal for everything: one libcurl handle in a loop.  Reads the access
 * token and then one address a line; prints the nanoseconds that all answers took. */

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

static long long
now (void)
{
  struct timespec when;

  clock_gettime (CLOCK_MONOTONIC, &when);

  return when.tv_sec * 1000000000LL + when.tv_nsec;
}

int
main (void)
{
  char line[4096];
  char header[4200];
  struct curl_slist *headers = NULL;
  CURL *curl = curl_easy_init ();
  long long took = 0;

  if (curl == NULL || fgets (line, sizeof line, stdin) == NULL)
    return EXIT_FAILURE;
  line[strcspn (line, "\n")] = '\0';
  snprintf (header, sizeof header, "x-amz-sso_bearer_token: %s", line);
  headers = curl_slist_append (NULL, header);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, swallow);

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      long status = 0;
      long long began;

      line[strcspn (line, "\n")] = '\0';
      curl_easy_setopt (curl, CURLOPT_URL, line);
      began = now ();
      if (curl_easy_perform (curl) != CURLE_OK)
        return EXIT_FAILURE;
      took += now () - began;
      curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &status);
      if (status != 200)
        return EXIT_FAILURE;
    }

  printf ("%lld\n", took);
  curl_slist_free_all (headers);
  curl_easy_cleanup (curl);

  return EXIT_SUCCESS;
}
