/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-http-memory.h"
#include "stint-http-pace.h"
#include "stint-http.h"
#include "stint-secret.h"

G_BEGIN_DECLS

/* StintAwsCall: one call of a service without signatures, over all of its attempts.
 *
 * Trouble that passes (5xx, throttling, broken connections) is tried again, with full jitter. */
typedef struct
{
  StintHttp *http; /* (owned) */
  char *method;
  char *url;                /* wiped */
  const char *content_type; /* (nullable) static */
  StintSecret *bearer;      /* (nullable) (owned) the portal's token */
  StintWipedBuffer body;
  gboolean has_body;
  StintHttpPace *pace; /* (nullable) (owned) */
  gboolean urgent;
  gboolean once; /* not sent again once it may have arrived */
  /* The error that an answer is, or NULL. */
  GError *(*get_error) (const StintHttpResponse *response);
  int note; /* the caller's own, for its finish */

  guint attempts;  /* how often it was sent … */
  guint throttled; /* … and how often of these there were too many */
} StintAwsCall;

/* @http is referenced; the rest is filled in by the caller. */
StintAwsCall *stint_aws_call_new (StintHttp *http, const char *method, const char *url);
/* @body, up to the NUL, may be secret. */
void stint_aws_call_set_body (StintAwsCall *self, const char *content_type, const char *body);

/* Takes @self.  @task returns the answer, a StintHttpResponse, or the error. */
void stint_aws_call_run (StintAwsCall *self, GTask *task);

G_END_DECLS
