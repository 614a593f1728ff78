/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "stint-loopback-request.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_request (const StintLoopbackRequest *request)
{
  g_autoptr (StintLoopbackQuery) query = NULL;
  const char *state;

  g_assert_true (*request->path == '/');
  g_assert_null (strpbrk (request->path, " ?#\r\n"));
  g_assert_null (strpbrk (request->query, " #\r\n"));
  g_assert_true (*request->method != '\0');

  query = stint_loopback_query_parse (request->query);
  state = query != NULL ? stint_loopback_query_get (query, "state") : NULL;
  if (state == NULL)
    return;

  g_assert_true (g_utf8_validate (state, -1, NULL));
  g_assert_cmpint (stint_loopback_query_equals (query, "state", state), ==, *state != '\0');
  g_assert_false (stint_loopback_query_equals (query, "state", "another"));
}

/* However the bytes come in, nothing is decided before the head is whole, and then the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *bytes = (const char *) data;
  const char *end = size > 0 ? memmem (bytes, size, "\r\n\r\n", 4) : NULL;
  g_auto (StintLoopbackRequest) request = { 0 };
  StintLoopbackRequestState state = stint_loopback_request_parse (bytes, size, &request);

  if (state != STINT_LOOPBACK_REQUEST_WHOLE)
    {
      g_assert_null (request.method);
      return 0;
    }

  g_assert_nonnull (end);
  check_request (&request);
  for (size_t length = end + 3 - bytes; length > 0; length /= 2)
    {
      g_auto (StintLoopbackRequest) partial = { 0 };

      g_assert_cmpint (stint_loopback_request_parse (bytes, length, &partial), ==,
                       STINT_LOOPBACK_REQUEST_PARTIAL);
    }

  return 0;
}
