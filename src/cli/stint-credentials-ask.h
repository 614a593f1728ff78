/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <stddef.h>

#include "stint-socket-protocol.h"

/* One question to the credentials socket, by libc alone. */

typedef enum
{
  STINT_ASK_OK,          /* the body holds credentials */
  STINT_ASK_REFUSED,     /* the service says why not: error and body */
  STINT_ASK_ABSENT,      /* nobody listens: the service does not run */
  STINT_ASK_UNREACHABLE, /* somebody should answer and does not, or must not be trusted; a sentence */
  STINT_ASK_MALFORMED,   /* what came is no answer; a sentence */
  STINT_ASK_IMPOSSIBLE, /* the question cannot be put; a sentence */
} StintAskResult;

/* An answer.  The buffer is fixed, so that nothing secret is ever left behind by a realloc. */
typedef struct
{
  char *body; /* into data, NUL-terminated; what a person may read where the result is not OK */
  size_t body_length;
  char error[40]; /* a name of stint-error.h, for REFUSED */

  size_t length; /* bytes of data that are in use */
  char data[128 + STINT_SOCKET_MAX_ANSWER + 1];
} StintAnswer;

/* Asks for the credentials of @value, where @key is "profile" or "session", in the format "process"
 * or "fields".  Waits 5 seconds for each byte, 50 in all if the service asks for patience. */
StintAskResult
stint_ask (const char *key, const char *value, const char *format, StintAnswer *answer);

/* Wipes it. */
void stint_answer_clear (StintAnswer *answer);
