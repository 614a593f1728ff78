/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-aws-credentials.h"
#include "stint-types.h"

G_BEGIN_DECLS

/* StintSession: one identity that can be started: its definition as it stands in
 * integrations.json, and its life as state.json keeps it.
 *
 *     inactive → starting → active (→ expiring) → inactive        by Stop
 *                                   ↘ expired → active | inactive  the profile stays held
 *     starting → failed                                            nothing was changed
 *
 * A renewal that fails leaves the state alone and sets the error.  Only StintRegistry changes the
 * definition and only StintEngine the life; everybody else reads. */
typedef struct
{
  char *id;   /* stable: a UUID; for Identity Center made of integration, account, role */
  char *name; /* unique among sessions, as the person wrote it */
  StintSessionKind kind;
  char *integration_id;
  char *from_id;           /* (nullable) session that it is chained from */
  char *role_arn;          /* IAM role */
  char *account_id;        /* Identity Center; else derived from the ARN */
  char *account_name;      /* (nullable) a label */
  char *role_name;         /* Identity Center */
  char *external_id;       /* (nullable) */
  char *role_session_name; /* (nullable): the engine makes one of the user's name */
  guint duration;          /* seconds; 0: AWS's default */
  char *profile;           /* (nullable): the name made safe */
  char *region;            /* (nullable) */
  int hand_out;            /* StintHandOut, or -1: the preference decides */
  StintMfaMode mfa;
  StintRenewPolicy renew;
  gboolean pinned;
  gboolean start_at_login; /* the person wants it started with the desktop */
  gboolean gone; /* Identity Center: it is assigned no more, and kept because it is pinned,
                            *   held, or chained from */
  char *consented_profile; /* (nullable) the profile that the person agreed may be taken over */
} StintSessionDefinition;

StintSessionDefinition *stint_session_definition_new (void);
StintSessionDefinition *stint_session_definition_copy (const StintSessionDefinition *self);
void stint_session_definition_free (StintSessionDefinition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSessionDefinition, stint_session_definition_free)

/* What state.json keeps of a started session: an index, never the only copy of anything. */
typedef struct
{
  StintSessionState state;
  gint64 since; /* instant, 0: never */
  gint64 until; /* instant at which AWS says the credentials end, 0: none */
  gint64 last_used;
  char *held_profile; /* (nullable) where it stands in the files; with an inactive state: where a
                       *   Stop has not been finished */
  char *next_profile; /* (nullable) where it is just being moved to */
  StintHandOut hand_out;
  GStrv key_ids;   /* (nullable) access key ids that we wrote there, newest last; written down
                   *   before the files are touched, so that a crash leaves no orphan */
  char *region;    /* (nullable) what was written to config for this start */
  guint duration;  /* what was asked for at this start; renewals ask the same */
  char *arn;       /* (nullable) */
  gboolean shared; /* the profile is this identity by settings of the user's own: nothing of ours
                    *   stands in the files */
} StintSessionLife;

#define STINT_TYPE_SESSION (stint_session_get_type ())
G_DECLARE_FINAL_TYPE (StintSession, stint_session, STINT, SESSION, GObject)

/* Takes @definition. */
StintSession *stint_session_new (StintSessionDefinition *definition);

const StintSessionDefinition *stint_session_get_definition (StintSession *self);
const StintSessionLife *stint_session_get_life (StintSession *self);
const char *stint_session_get_id (StintSession *self);
const char *stint_session_get_name (StintSession *self);
StintSessionState stint_session_get_state (StintSession *self);
/* active, expiring or expired: its profile is held. */
gboolean stint_session_is_held (StintSession *self);
/* active or expiring: its credentials work. */
gboolean stint_session_is_active (StintSession *self);
/* The profile that it has or would get; never NULL. (transfer none) */
const char *stint_session_get_profile (StintSession *self);
/* Twelve digits or "". (transfer none) */
const char *stint_session_get_account_id (StintSession *self);
/* The last failure, until the next success; (nullable) (transfer none). */
const GError *stint_session_get_error (StintSession *self);
/* (nullable) a stable word for what the person should know, e.g. "foreign-keys". */
const char *stint_session_get_warning (StintSession *self);
/* In memory while active; NULL after a restart of an on-demand session until somebody asks.
 * (nullable) (transfer none) */
StintAwsCredentials *stint_session_get_credentials (StintSession *self);

/* For the registry. */
void stint_session_set_definition (StintSession *self, StintSessionDefinition *definition);
/* For the engine; copies. The caller tells the registry afterwards. */
void stint_session_set_life (StintSession *self, const StintSessionLife *life);
void stint_session_set_credentials (StintSession *self, StintAwsCredentials *credentials);
/* Takes @error, which may be NULL. */
void stint_session_take_error (StintSession *self, GError *error);
void stint_session_set_warning (StintSession *self, const char *warning);

StintSessionLife *stint_session_life_copy (const StintSessionLife *self);
void stint_session_life_free (StintSessionLife *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSessionLife, stint_session_life_free)

/* A session's or integration's name turned into a profile name of the common subset that every
 * SDK reads: characters outside [A-Za-z0-9_.@+-] become "-"; never empty. (transfer full) */
char *stint_profile_name_from (const char *name);

G_END_DECLS
