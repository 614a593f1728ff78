/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-error.h"

G_BEGIN_DECLS

/* The one place that turns an error of STINT_ERROR, with its details, into words for a person: what
 * happened, to what, and what to do.  Window, command line and notices all ask here.  Everything
 * is translated. */

/* Who reads: a next step is a command for one and a button for another. */
typedef enum
{
  STINT_AUDIENCE_WINDOW,
  STINT_AUDIENCE_TERMINAL,
  STINT_AUDIENCE_NOTICE,
} StintAudience;

/* What happened, one sentence with its full stop: "AWS did not accept this code." Works for errors
 * of any domain.  (transfer full), never NULL. */
char *stint_sentence_what (const GError *error);

/* What to do: one sentence with its full stop, or NULL where nothing can be done or said.
 * (transfer full) (nullable) */
char *stint_sentence_next (const GError *error, StintAudience audience);

/* Both, parted by a blank. (transfer full) */
char *stint_sentence_whole (const GError *error, StintAudience audience);

/* AWS's own words where there are any: "AccessDenied: User … is not authorized … (request 1234)".
 * English, as AWS wrote it. (transfer full) (nullable) */
char *stint_sentence_raw (const GError *error);

/* The sentence for a word of the "reasons" of NeedsConsent; @profiles are those of the details, used
 * by "dependents". (transfer full) */
char *
stint_sentence_for_reason (const char *reason, const char *profile, const char *const *profiles);

/* The question that NeedsConsent asks, all its reasons, one a line. (transfer full) */
char *stint_sentence_for_consent (const GError *error);

/* A condition of the service (Manager.Conditions), or a session's warning, as a sentence. */
char *stint_sentence_for_condition (const char *name, GVariant *details);
char *stint_sentence_for_warning (const char *warning, const char *profile);

G_END_DECLS
