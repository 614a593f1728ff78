/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-engine.h"
#include "stint-notice.h"

G_BEGIN_DECLS

/* StintNotices: which notices are true now.  No bus, no thread, no widget: who shows them listens.
 *
 * Level-triggered: whatever happens, all sessions are judged anew, and each stands in one notice at
 * most.  A notice is made of facts (this session, this end, this stage).  It is shown when a fact is
 * new, changed without a sound when its facts or words change, and withdrawn with its last fact.
 * What a person closed is not shown again; a new fact is.
 *
 * Signals: "show" (StintNotice *), also for a change of one that is open;
 * "withdraw" (guint StintNoticeKind); "closed-changed": what a person closed is more, or less. */
#define STINT_TYPE_NOTICES (stint_notices_get_type ())
G_DECLARE_FINAL_TYPE (StintNotices, stint_notices, STINT, NOTICES, GObject)

/* Both are borrowed and outlive it. Nothing is told before stint_notices_begin(). */
StintNotices *stint_notices_new (StintContext *context, StintEngine *engine);

/* Sessions are what they are: call it after restoring; a second call changes nothing. */
void stint_notices_begin (StintNotices *self);

/* What a person closed outlives the service: an earlier one's is recalled before the beginning, and
 * forgotten where it is not true any more.
 * @key: one of those that stint_notices_dup_closed() gave */
void stint_notices_recall_closed (StintNotices *self, StintNoticeKind kind, const char *key);
GStrv stint_notices_dup_closed (StintNotices *self, StintNoticeKind kind);

/* A session was to be started at login, and @error came instead; forgotten as soon as it is started,
 * or is not to be started at login any more. */
void stint_notices_note_waiting (StintNotices *self, StintSession *session, const GError *error);

/* The window went away, or came. */
void stint_notices_note_window (StintNotices *self, gboolean is_open);

/* It is not on the screen any more.  Each is ignored where @serial is not the last one shown.
 * @by_person: it was closed, not lost or timed out: not to be shown again as it is. */
void stint_notices_note_closed (StintNotices *self,
                                StintNoticeKind kind,
                                guint serial,
                                gboolean by_person);

/* A person chose one of its buttons: it has done its work, and is withdrawn. */
void stint_notices_note_answered (StintNotices *self, StintNoticeKind kind, guint serial);

/* What is shown now; NULL: nothing of the kind. (nullable) (transfer none) */
const StintNotice *stint_notices_peek (StintNotices *self, StintNoticeKind kind);

G_END_DECLS
