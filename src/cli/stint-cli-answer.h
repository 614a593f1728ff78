/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person answers to a question, in their own language.  English is understood everywhere, but
 * where its letter means something else ("o" is oui in French, and not "other"). */

typedef enum
{
  STINT_ANSWER_NO, /* and whatever is not understood: what is asked about needs a clear yes */
  STINT_ANSWER_YES,
  STINT_ANSWER_OTHER,
} StintAnswer;

/* @text: (nullable): nobody answered. */
StintAnswer stint_answer_parse (const char *text);

/* Whether a profile may be taken over, or another one, @suggested, used instead; with the letters
 * that answer it. (transfer full) */
char *stint_answer_make_question (const char *suggested);

G_END_DECLS
