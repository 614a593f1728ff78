/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-session-item.h"

G_BEGIN_DECLS

/* What the window says of a session; pure functions. All results translated. */

/* The second line of a row: account and role, then profile and region where they are not what one
 * expects. (transfer full) */
char *stint_session_text_detail (StintSessionItem *session);

/* Account name, or number, or "". (transfer full) */
char *stint_session_text_account (StintSessionItem *session);

/* What stands where the time would be: "Ended", "Failed", or "". (transfer none) */
const char *stint_session_text_state (StintSessionState state);

/* The whole row in one sentence for a screen reader. @now: seconds. (transfer full) */
char *stint_session_text_describe (StintSessionItem *session, gint64 now);

/* How long it lasts, as the head of the details: "52 minutes left". @now: seconds. (transfer full)
 */
char *stint_session_text_life (StintSessionItem *session, gint64 now);

/* What happens at the end: "Renews by itself". NULL while it does not run. (transfer full) */
char *stint_session_text_renewal (StintSessionItem *session);

/* What is to be known before its console is opened: that of an IAM user comes from
 * GetFederationToken.  NULL where there is nothing. (transfer none) */
const char *stint_session_text_console (StintSessionItem *session);

/* An account's number for people, in one piece: no line breaks in it, and where one reads from right to
 * left its groups keep their order. (transfer full) */
char *stint_session_text_account_id (const char *account_id);

G_END_DECLS
