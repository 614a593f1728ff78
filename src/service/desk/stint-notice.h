/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-registry.h"

G_BEGIN_DECLS

/* StintNotice: what one notice says.  There is one at most of each kind: what happens to several
 * sessions at once is told once. */
typedef enum
{
  STINT_NOTICE_ENDING,  /* sessions end soon, and are not renewed by themselves */
  STINT_NOTICE_ENDED,   /* sessions have ended, and still hold their profiles */
  STINT_NOTICE_FAILED,  /* a renewal failed for good, long before the end */
  STINT_NOTICE_SIGN_IN, /* an Identity Center has to be signed in to */
  STINT_NOTICE_ASKED,   /* a tool asked for a session that needs a person */
  STINT_NOTICE_WAITING, /* to be started at login, and needs a person */
  STINT_NOTICE_GO_ON,   /* the window was closed, and sessions go on */
  STINT_N_NOTICES,
} StintNoticeKind;

typedef enum
{
  STINT_NOTICE_RENEW = 1 << 0,
  STINT_NOTICE_STOP = 1 << 1,
  STINT_NOTICE_START = 1 << 2,
  STINT_NOTICE_GO_SIGN_IN = 1 << 3,
  STINT_NOTICE_SHOW = 1 << 4, /* a click beside the buttons: every notice has it */
} StintNoticeButtons;

typedef struct
{
  StintNoticeKind kind;
  guint serial; /* grows with each that is shown */
  char *title;  /* plain text */
  char *body;   /* plain text, lines parted by line feeds */
  StintNoticeButtons buttons;
  gboolean urgent;    /* stays on the screen, whatever the desktop is set to */
  gboolean again;     /* has something new: may make a sound */
  GStrv sessions;     /* ids, never NULL */
  GStrv integrations; /* ids, never NULL */
} StintNotice;

StintNotice *stint_notice_copy (const StintNotice *self);
void stint_notice_free (StintNotice *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintNotice, stint_notice_free)

/* Whether they look the same to a person and do the same. */
gboolean stint_notice_equal (const StintNotice *a, const StintNotice *b);

/* The stable name of one button, which goes to the server and comes back; and its meaning, 0 if
 * there is no such name. */
const char *stint_notice_button_to_name (StintNoticeButtons button);
StintNoticeButtons stint_notice_button_from_name (const char *name);

/* "ending", "ended", …: for the notice's category and the log. */
const char *stint_notice_kind_to_name (StintNoticeKind kind);

/* --- Words ------------------------------------------------------------------------------------ */

/* Why a session does not go on by itself. */
typedef enum
{
  STINT_NOTICE_NEEDS_NOTHING, /* a click is enough */
  STINT_NOTICE_NEEDS_CODE,
  STINT_NOTICE_NEEDS_SIGN_IN,
  STINT_NOTICE_NEEDS_KEYRING,
  STINT_NOTICE_NEEDS_HELP, /* see the error */
} StintNoticeNeed;

/* What a notice tells of one session or integration. */
typedef struct
{
  const char *id;
  const char *name;
  gint64 until; /* instant, 0: none */
  StintNoticeNeed need;
  const GError *error; /* (nullable) */
  gboolean away;       /* it happened while nobody could see it: the machine slept or was off */
  gboolean shared;     /* its profile is the person's own: tools need no keys of ours */
} StintNoticeItem;

/* Title, body and the label of a button, translated. (transfer full)
 * @items: of StintNoticeItem, not empty. @now: instant */
char *stint_notice_make_title (StintNoticeKind kind, GArray *items);
char *stint_notice_make_body (StintNoticeKind kind, GArray *items, gint64 now);
const char *stint_notice_button_label (StintNoticeKind kind, StintNoticeButtons button);

G_END_DECLS
