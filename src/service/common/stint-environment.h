/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-partition.h"

G_BEGIN_DECLS

/* StintEnvironment: everything that the service takes from its environment, read once, by main().
 * Nothing else reads the environment.  Absolute paths; NULL: not set. */
typedef struct
{
  char *home;
  char *config_home;                  /* $XDG_CONFIG_HOME */
  char *state_home;                   /* $XDG_STATE_HOME */
  char *runtime_dir;                  /* $XDG_RUNTIME_DIR */
  char *bus_address;                  /* (nullable) of the session bus */
  char *credentials_file;             /* (nullable) AWS_SHARED_CREDENTIALS_FILE, expanded */
  char *config_file;                  /* (nullable) AWS_CONFIG_FILE, expanded */
  char *region;                       /* (nullable) AWS_REGION, else AWS_DEFAULT_REGION */
  char *ca_bundle;                    /* (nullable) AWS_CA_BUNDLE, expanded */
  char *endpoints[STINT_N_ENDPOINTS]; /* (nullable) AWS_ENDPOINT_URL_STS … */
  gboolean memory_settings;           /* GSETTINGS_BACKEND is "memory" */
} StintEnvironment;

/* The general AWS_ENDPOINT_URL is not looked at: who set it for LocalStack does not want tokens to
 * go there, nor keys to come from there. */
StintEnvironment *stint_environment_read (void);
void stint_environment_free (StintEnvironment *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintEnvironment, stint_environment_free)

/* `~`, `~user`, `$VAR` and `${VAR}` as botocore expands them in the names of files: what is unknown
 * stays as it is. (transfer full) */
char *stint_environment_expand (const char *path, const char *home);

G_END_DECLS
