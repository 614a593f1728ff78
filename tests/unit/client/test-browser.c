/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* Which command line opens a page. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "stint-browser.h"
#include "stint-error.h"
#include "stint-sentence.h"

#define URL "http://127.0.0.1:4711/a?b=c&d"

static const StintBrowserNames names = { "Deploy Role", "Acme", "My Users" };

static void
assert_argv (const char *way, const char *desktop, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = stint_browser_make_argv (way, URL, &names, desktop, &error);
  g_autofree char *joined = argv != NULL ? g_strjoinv ("|", argv) : NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (joined, ==, expected);
}

static void
assert_error (const char *way, const char *desktop, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (stint_browser_make_argv (way, URL, NULL, desktop, &error));
  g_assert_error (error, STINT_ERROR, code);
  g_assert_cmpstr (stint_error_get_detail (error, "option"), ==, "browser");
}

static void
test_argv (void)
{
  assert_argv (NULL, "firefox %u", NULL);
  assert_argv ("  ", "firefox %u", NULL);

  assert_argv ("private", "/usr/lib/firefox-esr/firefox-esr %u",
               "/usr/lib/firefox-esr/firefox-esr|--private-window|" URL);
  assert_argv ("private", "/usr/bin/chromium %U", "/usr/bin/chromium|--incognito|" URL);
  assert_argv ("private", "epiphany --new-window", "epiphany|--new-window|--incognito-mode|" URL);
  assert_argv ("private",
               "/usr/bin/flatpak run --branch=stable --command=firefox --file-forwarding "
               "org.mozilla.firefox @@u %u @@",
               "/usr/bin/flatpak|run|--branch=stable|--command=firefox|--file-forwarding|"
               "org.mozilla.firefox|--private-window|@@u|" URL "|@@");
  assert_error ("private", "lynx %u", STINT_ERROR_UNSUPPORTED);
  assert_error ("private", NULL, STINT_ERROR_UNSUPPORTED);

  assert_argv ("container:{integration}", "firefox %u",
               "firefox|ext+container:name=My%20Users&url="
               "http%3A%2F%2F127.0.0.1%3A4711%2Fa%3Fb%3Dc%26d");
  assert_argv ("granted:{session}", "chromium %U",
               "firefox|ext+granted-containers:name=Deploy%20Role&url="
               "http%3A%2F%2F127.0.0.1%3A4711%2Fa%3Fb%3Dc%26d");

  /* A name's blank parts no words, and no shell reads anything. */
  assert_argv ("my-browser --profile '{session}' %u", NULL,
               "my-browser|--profile|Deploy Role|" URL);
  assert_argv ("open --url=%u;true", NULL, "open|--url=" URL ";true");
  assert_argv ("w3m $HOME", NULL, "w3m|$HOME|" URL);
  assert_error ("w3m 'a", NULL, STINT_ERROR_INVALID_ARGUMENT);
}

static void
result_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
open_page (const char *way, const char *url, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  stint_browser_open_async (way, url, NULL, NULL, NULL, result_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return stint_browser_open_finish (result, error);
}

static void
test_open (void)
{
  g_autofree char *folder = g_dir_make_tmp ("stint-browser-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "opened", NULL);
  g_autofree char *way = g_strdup_printf ("sh -c 'printf %%s \"$1\" >\"$0.new\" && "
                                          "mv \"$0.new\" \"$0\"' %s %%u",
                                          path);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  g_assert_true (open_page (way, URL, &error));
  g_assert_no_error (error);
  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (2000);
    }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, URL);
  g_remove (path);
  g_rmdir (folder);

  g_assert_false (open_page ("/nowhere/browser", URL, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (open_page (way, "file:///etc/passwd", &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_INVALID_ARGUMENT);
}

/* A browser that is installed, by its desktop file; and one that has gone. */
static void
test_app (void)
{
  const char *data = g_get_user_data_dir ();
  g_autofree char *folder = g_build_filename (data, "applications", NULL);
  g_autofree char *path = g_build_filename (data, "opened", NULL);
  g_autofree char *program = g_build_filename (data, "browse", NULL);
  g_autofree char *entry = g_build_filename (folder, "org.example.Browse.desktop", NULL);
  g_autofree char *script = g_strdup_printf ("#!/bin/sh\nprintf %%s \"$1\" >'%s.new'\n"
                                             "mv '%s.new' '%s'\n",
                                             path, path, path);
  g_autofree char *desktop = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Browse\n"
                                              "Exec=%s %%U\nMimeType=x-scheme-handler/https;\n",
                                              program);
  g_autofree char *text = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) error = NULL;
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (
      g_file_set_contents_full (program, script, -1, G_FILE_SET_CONTENTS_NONE, 0700, NULL));
  g_assert_true (g_file_set_contents (entry, desktop, -1, NULL));
  g_assert_true (open_page ("app:org.example.Browse.desktop", URL, &error));
  g_assert_no_error (error);
  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (2000);
    }
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, URL);

  g_assert_false (open_page ("app:org.example.Gone.desktop", URL, &error));
  g_assert_error (error, STINT_ERROR, STINT_ERROR_UNSUPPORTED);
  sentence = stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
  g_assert_nonnull (strstr (sentence, "org.example.Gone.desktop, is not installed"));
  g_assert_nonnull (strstr (sentence, "Choose another one"));

  g_assert_cmpint (g_remove (path) | g_remove (program) | g_remove (entry) | g_rmdir (folder), ==,
                   0);
}

int
main (int argc, char **argv)
{
  static const char *const places[] = { "XDG_DATA_HOME", "XDG_DATA_DIRS", "XDG_CONFIG_HOME",
                                        "XDG_CONFIG_DIRS" };
  g_autofree char *home = g_dir_make_tmp ("stint-browser-XXXXXX", NULL);
  int status;

  /* Before GLib looks for desktop files.  Its own isolation of tests leaks. */
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    g_setenv (places[i], home, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/browser/app", test_app);
  g_test_add_func ("/browser/argv", test_argv);
  g_test_add_func ("/browser/open", test_open);

  status = g_test_run ();
  g_rmdir (home);

  return status;
}
