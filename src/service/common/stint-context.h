/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-aws-files.h"
#include "stint-clock.h"
#include "stint-console.h"
#include "stint-deadlines.h"
#include "stint-http.h"
#include "stint-oidc.h"
#include "stint-portal.h"
#include "stint-registry.h"
#include "stint-sso-cache.h"
#include "stint-sts.h"
#include "stint-vault.h"

G_BEGIN_DECLS

/* StintContext: what the parts of the service work with, built once in main() (or by a test, with
 * a fake clock, a memory vault and folders of its own).  A plain struct: whoever has it may read
 * it; it outlives everything that it is handed to.  No part reads the environment. */
typedef struct
{
  StintClock *clock;
  StintDeadlines *deadlines;
  StintHttp *http;
  StintSts *sts;
  StintOidc *oidc;          /* (nullable) in tests that know no Identity Center, as the next two */
  StintPortal *portal;      /* (nullable) */
  StintConsole *console;    /* (nullable) */
  StintSsoCache *sso_cache; /* (nullable): sign-ins are shared with nobody */
  StintVault *vault;
  StintAwsFiles *files;
  StintRegistry *registry;
  GSettings *settings; /* the preferences, schema STINT_SETTINGS_SCHEMA */

  char *credentials_path; /* ~/.aws/credentials, or what the environment says */
  char *config_path;
  char *helper_command; /* how a host runs stint-credentials: an absolute path, or a command
                         *   line whose first word is one */
  char *default_region; /* where neither session nor integration say one; never NULL */
} StintContext;

/* The credential_process value for a session: absolute, quoted for a shell and for POSIX shlex
 * alike. (transfer full) */
char *stint_context_process_command (const StintContext *self, const char *session_id);

/* Whether sign-ins of Identity Center are shared with the AWS CLI. */
gboolean stint_context_shares_sign_ins (const StintContext *self);

void stint_context_clear (StintContext *self);

G_END_DECLS
