/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-browser.h"

#include <gio/gdesktopappinfo.h>
#include <string.h>

#include "stint-error.h"

#define CONTAINER "container:"
#define GRANTED "granted:"
#define APP STINT_BROWSER_APP

/* How families of browsers are asked for a private window.  Found by a part of the program's name, or
 * of the name that a Flatpak or a Snap runs it by. */
static const struct
{
  const char *part;
  const char *flag;
} private_flags[] = {
  { "firefox", "--private-window" },  { "librewolf", "--private-window" },
  { "waterfox", "--private-window" }, { "floorp", "--private-window" },
  { "zen", "--private-window" },      { "chrom", "--incognito" },
  { "brave", "--incognito" },         { "vivaldi", "--incognito" },
  { "msedge", "--inprivate" },        { "microsoft-edge", "--inprivate" },
  { "opera", "--private" },           { "epiphany", "--incognito-mode" },
};

static GAppInfo *
find_browser (void)
{
  return g_app_info_get_default_for_uri_scheme ("https");
}

gboolean
stint_browser_is_there (void)
{
  g_autoptr (GAppInfo) app = find_browser ();

  return app != NULL;
}

/* @text with the names put in. */
static char *
put_names (const char *text, const StintBrowserNames *names)
{
  static const StintBrowserNames nobody = { NULL };
  const StintBrowserNames *who = names != NULL ? names : &nobody;
  const struct
  {
    const char *word;
    const char *name;
  } words[] = {
    { "{session}", who->session },
    { "{account}", who->account },
    { "{integration}", who->integration },
  };
  GString *string = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_string_replace (string, words[i].word, words[i].name != NULL ? words[i].name : "", 0);

  return g_string_free (string, FALSE);
}

static gboolean
is_field_code (const char *word)
{
  return g_str_equal (word, "%u") || g_str_equal (word, "%U") || g_str_equal (word, "%f") ||
         g_str_equal (word, "%F");
}

/* A desktop file's command line with the address in its place, and @flag before it. */
static GStrv
fill_desktop_command (const char *desktop, const char *flag, const char *url, GError **error)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = NULL;
  gboolean placed = FALSE;

  if (!g_shell_parse_argv (desktop, NULL, &words, NULL))
    {
      g_propagate_error (error, stint_error_new (STINT_ERROR_UNSUPPORTED, NULL,
                                                 "The desktop's browser cannot be understood"));
      return NULL;
    }

  for (guint i = 0; words[i] != NULL; i++)
    {
      /* Flatpak marks what it forwards; the flag belongs before the mark. */
      gboolean is_mark = g_str_equal (words[i], "@@u") || g_str_equal (words[i], "@@");

      if (flag != NULL && !placed && (is_mark || is_field_code (words[i])))
        {
          g_ptr_array_add (argv, g_strdup (flag));
          flag = NULL;
        }
      if (is_field_code (words[i]))
        {
          if (!placed)
            g_ptr_array_add (argv, g_strdup (url));
          placed = TRUE;
        }
      else if (words[i][0] != '%' || words[i][1] == '\0' || words[i][2] != '\0')
        {
          g_ptr_array_add (argv, g_strdup (words[i]));
        }
    }
  if (!placed)
    {
      if (flag != NULL)
        g_ptr_array_add (argv, g_strdup (flag));
      g_ptr_array_add (argv, g_strdup (url));
    }
  g_ptr_array_add (argv, NULL);

  return (GStrv) g_ptr_array_free (g_steal_pointer (&argv), FALSE);
}

static GError *
cannot (const char *what)
{
  return stint_error_new (STINT_ERROR_UNSUPPORTED, g_variant_new_parsed ("{'option': <'browser'>}"),
                          "The desktop's browser is none whose %s are known", what);
}

static GStrv
make_private_argv (const char *url, const char *desktop, GError **error)
{
  for (guint i = 0; desktop != NULL && i < G_N_ELEMENTS (private_flags); i++)
    {
      if (strstr (desktop, private_flags[i].part) != NULL)
        return fill_desktop_command (desktop, private_flags[i].flag, url, error);
    }
  g_propagate_error (error, cannot ("private windows"));

  return NULL;
}

static GStrv
make_container_argv (
    const char *scheme, const char *name, const char *url, const char *desktop, GError **error)
{
  g_autofree char *escaped_name = g_uri_escape_string (name, NULL, TRUE);
  g_autofree char *escaped_url = g_uri_escape_string (url, NULL, FALSE);
  g_autofree char *address =
      g_strdup_printf ("%s:name=%s&url=%s", scheme, escaped_name, escaped_url);

  if (desktop != NULL && (strstr (desktop, "firefox") != NULL ||
                          strstr (desktop, "librewolf") != NULL || strstr (desktop, "zen") != NULL))
    return fill_desktop_command (desktop, NULL, address, error);
  /* The desktop's browser is another one; Firefox may be there all the same. */
  return fill_desktop_command ("firefox %u", NULL, address, error);
}

static GStrv
make_command_argv (const char *command,
                   const char *url,
                   const StintBrowserNames *names,
                   GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local = NULL;
  gboolean placed = FALSE;

  if (!g_shell_parse_argv (command, NULL, &words, &local))
    {
      g_propagate_error (error,
                         stint_error_new (STINT_ERROR_INVALID_ARGUMENT,
                                          g_variant_new_parsed ("{'option': <'browser'>}"),
                                          "“%s” is no command: %s", command, local->message));
      return NULL;
    }

  /* Names are put in after the words were parted: a blank in one parts nothing. */
  for (guint i = 0; words[i] != NULL; i++)
    {
      char *word = put_names (words[i], names);

      if (strstr (word, "%u") != NULL)
        {
          GString *string = g_string_new (word);

          g_string_replace (string, "%u", url, 0);
          g_free (word);
          word = g_string_free (string, FALSE);
          placed = TRUE;
        }
      g_ptr_array_add (argv, word);
    }
  if (!placed)
    g_ptr_array_add (argv, g_strdup (url));
  g_ptr_array_add (argv, NULL);

  return (GStrv) g_ptr_array_free (g_steal_pointer (&argv), FALSE);
}

GStrv
stint_browser_make_argv (const char *way,
                         const char *url,
                         const StintBrowserNames *names,
                         const char *desktop,
                         GError **error)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *named = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  trimmed = g_strstrip (g_strdup (way != NULL ? way : ""));
  if (trimmed[0] == '\0')
    return NULL;
  if (g_str_equal (trimmed, "private"))
    return make_private_argv (url, desktop, error);
  if (g_str_has_prefix (trimmed, CONTAINER))
    {
      named = put_names (trimmed + strlen (CONTAINER), names);
      return make_container_argv ("ext+container", named, url, desktop, error);
    }
  if (g_str_has_prefix (trimmed, GRANTED))
    {
      named = put_names (trimmed + strlen (GRANTED), names);
      return make_container_argv ("ext+granted-containers", named, url, desktop, error);
    }

  return make_command_argv (trimmed, url, names, error);
}

static void
app_launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_uris_finish (G_APP_INFO (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (
        task, stint_error_new (STINT_ERROR_FAILED, g_variant_new_parsed ("{'option': <'browser'>}"),
                               "“%s” cannot be started: %s",
                               g_app_info_get_name (G_APP_INFO (source)), error->message));
}

/* As a desktop launches it: with a startup notification, and over the bus where it likes that. */
static void
open_with (const char *id, const char *url, GAppLaunchContext *context, GTask *task)
{
  g_autoptr (GDesktopAppInfo) app = g_desktop_app_info_new (id);
  GList uris = { (gpointer) url, NULL, NULL };

  if (app != NULL)
    g_app_info_launch_uris_async (G_APP_INFO (app), &uris, context, g_task_get_cancellable (task),
                                  app_launched_cb, g_object_ref (task));
  else
    g_task_return_error (
        task, stint_error_new (STINT_ERROR_UNSUPPORTED,
                               g_variant_new_parsed ("{'option': <'browser'>, 'app': <%s>}", id),
                               "The browser %s is not installed", id));
}

static void
launched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  g_autoptr (GError) error = NULL;

  if (g_app_info_launch_default_for_uri_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_error (task, stint_error_new (STINT_ERROR_FAILED, NULL,
                                                "No browser could be started: %s", error->message));
}

static char *
dup_desktop_command (void)
{
  g_autoptr (GAppInfo) app = find_browser ();

  return app != NULL ? g_strdup (g_app_info_get_commandline (app)) : NULL;
}

void
stint_browser_open_async (const char *way,
                          const char *url,
                          const StintBrowserNames *names,
                          GAppLaunchContext *context,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autofree char *desktop = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) child = NULL;
  g_autoptr (GError) reason = NULL;
  GError *error = NULL;

  g_return_if_fail (url != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, stint_browser_open_async);
  if (!g_str_has_prefix (url, "https://") && !g_str_has_prefix (url, "http://"))
    {
      g_task_return_error (task, stint_error_new (STINT_ERROR_INVALID_ARGUMENT, NULL,
                                                  "This is no address of a page"));
      return;
    }

  if (way != NULL && g_str_has_prefix (way, APP))
    {
      open_with (way + strlen (APP), url, context, task);
      return;
    }
  desktop = dup_desktop_command ();
  argv = stint_browser_make_argv (way, url, names, desktop, &error);
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (argv == NULL)
    {
      g_app_info_launch_default_for_uri_async (url, context, cancellable, launched_cb,
                                               g_steal_pointer (&task));
      return;
    }

  child = g_subprocess_newv ((const char *const *) argv,
                             G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                             &reason);
  if (child != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (
        task, stint_error_new (STINT_ERROR_FAILED, g_variant_new_parsed ("{'option': <'browser'>}"),
                               "“%s” cannot be started: %s", argv[0], reason->message));
}

gboolean
stint_browser_open_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
