/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* StintClientEnvironment: what a client tells the service about its own environment.  The service
 * does not see the shell; without this a `stint start` in a shell with other AWS files would write
 * files that this shell never reads.
 *
 * Made once, in main(); the library itself never reads the environment. */
typedef struct
{
  char *credentials_file; /* (nullable) sent with every request where it may differ */
  char *config_file;      /* (nullable) the same */
  GStrv overriding;       /* names of set variables that beat a profile; never NULL */
  GVariant *aws;          /* a{ss}: the AWS_ variables, values of secret ones left out */
} StintClientEnvironment;

/* Reads @environ, an array of NAME=VALUE such as g_get_environ() returns.
 * @account_home: (nullable): the home folder of the account, from the user database: where HOME
 *   says something else, the paths below HOME are told to the service. */
StintClientEnvironment *stint_client_environment_new (const char *const *environ_,
                                                      const char *account_home);

/* The same for this process. */
StintClientEnvironment *stint_client_environment_new_for_process (void);

StintClientEnvironment *stint_client_environment_copy (const StintClientEnvironment *self);
void stint_client_environment_free (StintClientEnvironment *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintClientEnvironment, stint_client_environment_free)

G_END_DECLS
