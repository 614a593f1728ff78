/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-loopback.h"
#include "stint-pkce.h"
#include "stint-joiners.h"
#include "stint-sign-in.h"

G_BEGIN_DECLS

/* What stint-sign-in.c (who waits, and what both ways share), stint-sign-in-browser.c and
 * stint-sign-in-device.c work with. */

/* One sign-in under way. */
typedef struct
{
  grefcount references;
  StintSignIn *owner;            /* (unowned) */
  StintContext *context;         /* (unowned) */
  StintIdentityCenter *center;   /* (owned) */
  StintConditions *conditions;   /* (owned) */
  StintIntegration *integration; /* (owned) */
  StintSignInFlow flow;
  guint16 port;
  gboolean interactive;
  gboolean was_signed_in;
  gboolean over;

  GCancellable *cancellable; /* (owned) of everything that it asks */
  StintJoiners *joiners;     /* (owned) */
  GVariant *state;           /* (owned) (nullable) the last progress */
  guint deadline;

  char *url;                    /* (owned) (nullable) resolved */
  GStrv scopes;                 /* (owned) (nullable) */
  StintSsoRegistration *client; /* (owned) (nullable) */
  gboolean client_is_new;

  /* Browser. */
  StintLoopback *loopback; /* (owned) (nullable) */
  StintPkce *pkce;         /* (owned) (nullable) */

  /* Device. */
  StintOidcDevice *device; /* (owned) (nullable) */
  guint interval;          /* seconds */
} StintSignInAttempt;

StintSignInAttempt *stint_sign_in_attempt_ref (StintSignInAttempt *self);
void stint_sign_in_attempt_unref (StintSignInAttempt *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSignInAttempt, stint_sign_in_attempt_unref)

/* Everybody who waits hears it, and those who come later. @state: an a{sv}, sunk if floating. */
void stint_sign_in_attempt_tell (StintSignInAttempt *self, GVariant *state);
/* Ends it with an error, which is taken. */
void stint_sign_in_attempt_fail (StintSignInAttempt *self, GError *error);
/* AWS gave a token: it is kept, and that is the end. */
void stint_sign_in_attempt_take (StintSignInAttempt *self, const StintOidcToken *token);
/* AWS does not know the client: TRUE if another one is being registered, after which the flow begins
 * anew; FALSE if that was tried. */
gboolean stint_sign_in_attempt_replace_client (StintSignInAttempt *self);
/* Calls @func at the instant @when, instead of what was to be called. */
void stint_sign_in_attempt_wait (StintSignInAttempt *self, gint64 when, StintDeadlineFunc func);
/* (transfer full) */
StintOidcClient *stint_sign_in_attempt_dup_client (StintSignInAttempt *self);
StintOidcParams stint_sign_in_attempt_make_params (StintSignInAttempt *self);

/* The two ways, from a client on. */
void stint_sign_in_browser_begin (StintSignInAttempt *attempt);
void stint_sign_in_device_begin (StintSignInAttempt *attempt);

G_END_DECLS
