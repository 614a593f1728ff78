/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-notices.h"
#include "stint-service.h"

G_BEGIN_DECLS

/* StintNoticeDesk: brings what is true (StintNotices) to the screen (StintNotifier), and does what
 * its buttons say.
 *
 * A button does in the service what needs no person.  For the rest it calls the window, once for
 * each IAM user or Identity Center: a code or a sign-in helps all sessions that hang on it, and those
 * then go on by themselves.
 *
 * An open notice with buttons keeps the service alive, for an hour at most: without it they would be
 * dead.  A close is not an answer, and changes nothing but that. */
#define STINT_TYPE_NOTICE_DESK (stint_notice_desk_get_type ())
G_DECLARE_FINAL_TYPE (StintNoticeDesk, stint_notice_desk, STINT, NOTICE_DESK, GObject)

/* @service is borrowed and outlives it; it serves already.
 * @state_dir: where is kept what a person closed */
StintNoticeDesk *stint_notice_desk_new (StintService *service, const char *state_dir);

/* (transfer none) */
StintNotices *stint_notice_desk_get_notices (StintNoticeDesk *self);

G_END_DECLS
