/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "stint-application.h"

int
main (int argc, char *argv[])
{
  g_autoptr (StintApplication) app = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  g_set_prgname ("stint-gtk");
  g_set_application_name ("Stint");
  app = stint_application_new ();
  return g_application_run (G_APPLICATION (app), argc, argv);
}
