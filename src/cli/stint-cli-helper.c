/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-helper.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>

#define HELPER "stint-credentials"

/* The helper starts `stint credential-process` where nobody listens; the variable keeps the two
 * from calling each other for ever. */
#define GUARD "STINT_CREDENTIALS_NO_FALLBACK"

/* Beside this program, else where both are installed. */
static char *
find_helper (void)
{
  static const char *const folders[] = { BINDIR, LIBEXECDIR };
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own != NULL ? g_path_get_dirname (own) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, HELPER, NULL) : NULL;

  if (beside != NULL && access (beside, X_OK) == 0)
    return g_steal_pointer (&beside);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folders[i], HELPER, NULL);

      if (access (path, X_OK) == 0)
        return g_steal_pointer (&path);
    }

  return NULL;
}

int
stint_cli_become_helper (
    StintCli *cli, const char *mode, const char *key, const char *value, const char *const *more)
{
  g_autofree char *path = find_helper ();
  g_autofree char *option = g_strconcat ("--", key, NULL);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_auto (GStrv) environ_ = NULL;

  if (path == NULL)
    {
      stint_cli_tell (cli, _ ("stint: The program %s is missing: Stint is not installed whole."),
                      HELPER);
      return STINT_EXIT_FAILED;
    }

  g_ptr_array_add (argv, (gpointer) HELPER);
  if (mode != NULL)
    g_ptr_array_add (argv, (gpointer) mode);
  g_ptr_array_add (argv, option);
  g_ptr_array_add (argv, (gpointer) value);
  for (gsize i = 0; more != NULL && more[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer) more[i]);
  g_ptr_array_add (argv, NULL);

  /* The command is to die of a closed pipe as it does anywhere. */
  if (!cli->keep_sigpipe)
    signal (SIGPIPE, SIG_DFL);
  environ_ = g_environ_setenv (g_get_environ (), GUARD, "1", TRUE);
  execve (path, (char **) argv->pdata, environ_);
  stint_cli_tell (cli, "stint: %s: %s", path, g_strerror (errno));

  return STINT_EXIT_FAILED;
}
