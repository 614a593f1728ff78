/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-identity-center.h"
#include "stint-token-keeper.h"
#include "stint-turn.h"

G_BEGIN_DECLS

/* What the files of StintIdentityCenter share: stint-identity-center.c (the object, and what others
 * ask of it), -account.c (one sign-in), -flight.c (how a token is had) and -change.c (how a person's
 * token comes and goes). */

/* One integration's sign-in.  Reference-counted: what runs for one may outlive it. */
typedef struct
{
  grefcount references;
  gboolean gone;                 /* the integration went, or became another one */
  StintIdentityCenter *center;   /* (unowned) */
  StintIntegration *integration; /* (owned) */
  char *portal;        /* (owned) what the definition says of it: another one is another sign-in */
  StintTurn *turn;     /* loading, renewing, signing out: one at a time */
  StintHttpPace *pace; /* (owned) */

  StintKept *kept;       /* (owned) (nullable) until it was looked */
  StintSecret *rejected; /* (owned) (nullable) an access token that AWS did not take */
  gboolean refused;      /* AWS does not renew the token that is kept */
  gboolean signing_in;
  gint64 renewed_at; /* boot time, 0: not here */
  gint64 failed_at;  /* boot time of the last renewal that failed for a while, 0: none */
  GError *failure;   /* (owned) (nullable) how */
  guint deadline;
  guint n_failures; /* in a row */

  /* The flight that runs, and who waits for it. */
  gboolean flying;
  gboolean flight_is_interactive;
  gboolean flight_looks;
  GPtrArray *passengers; /* (owned) of GTask */
} StintSignInAccount;

struct _StintIdentityCenter
{
  GObject parent_instance;

  StintContext *context;       /* (unowned) */
  StintConditions *conditions; /* (owned) */
  StintTokenKeeper *keeper;    /* (owned) */
  GObject *watch;              /* (owned) (nullable) StintFilesWatch */
  GHashTable *accounts;        /* integration id → StintSignInAccount */
  guint n_running;
  gboolean opened;
  gboolean shut_down;
};

/* Less than this is no token for a call. */
#define STINT_TOKEN_MIN_LEFT (G_USEC_PER_SEC * (gint64) 30)
/* Less than this is renewed, before the AWS CLI does at fifteen minutes. */
#define STINT_TOKEN_ENOUGH_LEFT (G_USEC_PER_SEC * (gint64) (20 * 60))

StintSignInAccount *stint_sign_in_account_ensure (StintIdentityCenter *self,
                                                  StintIntegration *integration);
StintSignInAccount *stint_sign_in_account_ref (StintSignInAccount *account);
void stint_sign_in_account_unref (StintSignInAccount *account);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSignInAccount, stint_sign_in_account_unref)

/* Out of the table: what runs for it finds it gone.  Takes @data, an account. */
void stint_sign_in_account_leave (gpointer data);

/* FALSE where the definition has become that of another sign-in. */
gboolean stint_sign_in_account_is_of (StintSignInAccount *account, StintIntegration *integration);

/* Microseconds that its token is good for; 0 for none and for one that AWS did not take. */
gint64 stint_sign_in_account_get_left (StintSignInAccount *account);
gboolean stint_sign_in_account_can_renew (StintSignInAccount *account);
/* Takes @kept; what it does not know of clients stays. */
void stint_sign_in_account_adopt (StintSignInAccount *account, StintKept *kept);
/* Looks again at the next instant at which something is to be done or to be told. */
void stint_sign_in_account_arm (StintSignInAccount *account);
/* What is true now: the integration's status, and when to look again. */
void stint_sign_in_account_review (StintSignInAccount *account);

/* Gets a token, or finds out why there is none, and tells all passengers.  One that comes while
 * another one is under way joins.  @look: read first what is kept.
 * @passenger: (nullable) (transfer full): answered with the access token, a StintSecret */
void stint_sign_in_flight_begin (StintSignInAccount *account,
                                 gboolean look,
                                 gboolean interactive,
                                 GTask *passenger);

G_END_DECLS
