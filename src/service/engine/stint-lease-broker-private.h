/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-lease-broker.h"
#include "stint-turn.h"

G_BEGIN_DECLS

/* What stint-lease-broker.c (leases) and stint-lease-keys.c (long-lived keys) share. */

/* What is known of one integration. */
typedef struct
{
  StintTurn *turn;            /* for whoever asks for the lease */
  StintAwsCredentials *lease; /* (nullable) */
  gint64 made;                /* boot time at which it was made here, or 0 */
  char *code;                 /* (nullable) that it was made with */
  gboolean asked_vault;       /* there is no other one in the vault */
  StintAwsCredentials *key;   /* (nullable) the long-lived one, for a moment */
  guint key_deadline;         /* after which it is forgotten */
  StintLeaseBroker *broker;   /* (unowned) */
  guint64 generation;         /* grows when all of this is dropped */
} StintLeaseAccount;

struct _StintLeaseBroker
{
  GObject parent_instance;

  StintContext *context;       /* (unowned) */
  StintMfaGate *gate;          /* (owned) */
  StintConditions *conditions; /* (owned) */
  GHashTable *accounts;        /* integration id → StintLeaseAccount */
  guint n_storing;
};

/* What a call to get a key, a token or a lease is about. */
typedef struct
{
  StintIntegration *integration; /* (owned) */
  char *id;                      /* (owned) of it */
  char *mfa_code;                /* (owned) (nullable) */
  char *mfa_serial;              /* (owned) (nullable) */
  gint64 min_left;
  guint duration;
  gboolean interactive;
  gboolean fresh; /* the answer is */
  gboolean in_gate;
  guint64 generation;       /* of the account, when it was asked */
  StintAwsCredentials *key; /* (owned) (nullable) */
} StintLeaseRequest;

StintLeaseAccount *stint_lease_broker_ensure_account (StintLeaseBroker *self,
                                                      const char *integration_id);

/* A task whose data is a StintLeaseRequest. (transfer full) */
GTask *stint_lease_broker_make_task (StintLeaseBroker *self,
                                     StintIntegration *integration,
                                     gboolean interactive,
                                     gpointer tag,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);

/* The key in memory; the vault keeps it. */
void stint_lease_account_forget_key (StintLeaseAccount *account);

/* UNSUPPORTED for a key, or a device, that cannot be used here; NULL if it can. (transfer full) */
GError *stint_lease_broker_check_key (StintIntegration *integration);

G_END_DECLS
