/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-credentials.h"
#include "stint-console-links.h"
#include "stint-error.h"

G_BEGIN_DECLS

/* The lines of stint-socket-protocol.h, without a socket. */

typedef enum
{
  STINT_SOCKET_FORMAT_PROCESS,
  STINT_SOCKET_FORMAT_FIELDS,
} StintSocketFormat;

typedef enum
{
  STINT_SOCKET_TOPIC_CREDENTIALS,
  STINT_SOCKET_TOPIC_CONSOLE,
} StintSocketTopic;

typedef struct
{
  StintSocketTopic topic;
  char *profile; /* one of the two; the console knows sessions only */
  char *session;
  StintSocketFormat format; /* credentials */
  StintConsoleForm form;    /* console, with the next two */
  gboolean log_out;
  char *to;      /* (nullable) */
  guint wait_ms; /* 0: not said */
} StintSocketQuestion;

void stint_socket_question_free (StintSocketQuestion *question);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSocketQuestion, stint_socket_question_free)

/* @line: without its newline; any bytes.  Unknown fields are ignored: newer askers may send some.
 * Error: STINT_ERROR_INVALID_ARGUMENT. */
StintSocketQuestion *stint_socket_question_parse (const char *line, gsize len, GError **error);

/* Whole answers, head line and body, in memory that wipes itself. (transfer full)
 * @region: (nullable).  NULL only where the memory for secrets is full. */
GBytes *stint_socket_answer_new (StintSocketFormat format,
                                 StintAwsCredentials *credentials,
                                 const char *region);
/* The address of a console. */
GBytes *stint_socket_answer_new_address (const StintSecret *address);
GBytes *stint_socket_answer_new_error (StintError code, const char *sentence);

G_END_DECLS
