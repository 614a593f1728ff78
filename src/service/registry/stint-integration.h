/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-types.h"

G_BEGIN_DECLS

/* StintIntegration: where sessions come from, as it stands in integrations.json, and what is known
 * of it at run time.  No secrets: the long-lived key is in the vault, under the integration's id.
 *
 * Only StintRegistry changes one; everybody else reads. */
typedef struct
{
  char *id;   /* stable, a UUID */
  char *name; /* unique among integrations, as the person wrote it */
  StintIntegrationKind kind;
  char *region;       /* (nullable) default of its sessions and of the STS endpoint; for Identity
                       *   Center the region that it lives in, never NULL */
  char *endpoint_url; /* (nullable) beats the service's own override */

  /* IAM user */
  char *access_key_id; /* AKIA…: an identifier, not a secret */
  char *mfa_serial;    /* (nullable) */
  char *arn;           /* (nullable) of the user, from the test call */
  char *moved_profile; /* (nullable) profile whose key was moved out of the files into the vault */

  /* Identity Center */
  char *start_url;        /* as the person wrote it: the AWS CLI's cache is keyed by it */
  char *sso_session;      /* (nullable) the [sso-session NAME] whose cache entry it shares */
  GStrv scopes;           /* (nullable): NULL is sso:account:access */
  StintSignInFlow flow;   /* what a sign-in begins with, where nobody says otherwise */
  char *profile_template; /* (nullable) names of profiles of new roles; NULL: the preference */
  char *browser;          /* (nullable) what opens its pages; NULL: the preference; see
                           *   "browser" in data/io.github.stint_aws.Stint.gschema.xml */
} StintIntegrationDefinition;

StintIntegrationDefinition *stint_integration_definition_new (void);
StintIntegrationDefinition *
stint_integration_definition_copy (const StintIntegrationDefinition *self);
void stint_integration_definition_free (StintIntegrationDefinition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintIntegrationDefinition, stint_integration_definition_free)

/* What is known of an Identity Center at run time; of the last sync state.json keeps a note. */
typedef struct
{
  StintSignInState sign_in;
  gint64 signed_in_until; /* instant at which the token ends, 0: none */
  gboolean renews;        /* the token is renewed silently before that */
  gboolean shared;        /* the AWS CLI uses the same token */
  gboolean syncing;
  guint sync_done;
  guint sync_total; /* 0: not known yet */
  gint64 last_sync; /* instant of the last whole one, 0: never */
  guint news_added; /* roles that it found */
  guint news_gone;  /* and missed */
  GError *error;    /* (owned) (nullable) of the last sign-in or sync, until the next success */
} StintIntegrationStatus;

#define STINT_TYPE_INTEGRATION (stint_integration_get_type ())
G_DECLARE_FINAL_TYPE (StintIntegration, stint_integration, STINT, INTEGRATION, GObject)

/* Takes @definition. */
StintIntegration *stint_integration_new (StintIntegrationDefinition *definition);
const StintIntegrationDefinition *stint_integration_get_definition (StintIntegration *self);
const char *stint_integration_get_id (StintIntegration *self);
const char *stint_integration_get_name (StintIntegration *self);
/* Twelve digits out of the user's or the device's ARN, or "". (transfer none) */
const char *stint_integration_get_account_id (StintIntegration *self);
/* Until when no MFA code is needed; 0 if there is no lease. */
gint64 stint_integration_get_lease_until (StintIntegration *self);

/* Never NULL; of other kinds it says nothing. (transfer none) */
const StintIntegrationStatus *stint_integration_get_status (StintIntegration *self);

/* For the registry, the lease broker, and whoever signs in and syncs: the registry is told
 * afterwards (stint_registry_integration_changed()). */
void stint_integration_set_definition (StintIntegration *self,
                                       StintIntegrationDefinition *definition);
void stint_integration_set_lease_until (StintIntegration *self, gint64 until);
/* Copies; @status may be a changed copy of what stint_integration_get_status() gave. */
void stint_integration_set_status (StintIntegration *self, const StintIntegrationStatus *status);

G_END_DECLS
