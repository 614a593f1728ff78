/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-sign-in.h"

#include <glib/gi18n-lib.h>

#include "stint-browser.h"
#include "stint-settings.h"

void
stint_sign_in_arguments_clear (StintSignInArguments *self)
{
  g_free (self->flow);
}

char *
stint_cli_dup_browser (StintCli *cli, StintIntegrationItem *item)
{
  const char *own = item != NULL ? stint_integration_item_get_browser (item) : "";
  g_autoptr (GSettings) settings = NULL;
  g_autoptr (GError) error = NULL;

  if (*own != '\0')
    return g_strdup (own);

  settings = stint_settings_new (g_get_user_config_dir (), cli->settings_in_memory, &error);
  if (settings == NULL)
    {
      g_info ("No preferences: %s", error->message);
      return g_strdup ("");
    }

  return g_settings_get_string (settings, "browser");
}

/* --- The conversation --- */

typedef struct
{
  StintCli *cli;
  StintIntegrationItem *item;
  gboolean open;
} SignIn;

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  /* The address stands on the terminal, whatever became of the browser. */
  if (!stint_browser_open_finish (result, &error))
    g_printerr ("%s\n", error->message);
}

static void
tell_browser (SignIn *self, const char *url)
{
  StintBrowserNames names = { NULL, NULL, stint_integration_item_get_name (self->item) };
  g_autofree char *way = NULL;

  if (!self->open)
    {
      stint_cli_tell (self->cli,
                      _ ("Open this page in a browser of this computer to sign in to %s:"),
                      stint_integration_item_get_name (self->item));
      stint_cli_tell (self->cli, "%s", url);
      return;
    }

  way = stint_cli_dup_browser (self->cli, self->item);
  stint_cli_tell (self->cli, _ ("Sign in to %s in the browser. If no page opens, it is this one:"),
                  stint_integration_item_get_name (self->item));
  stint_cli_tell (self->cli, "%s", url);
  stint_browser_open_async (way, url, &names, NULL, NULL, opened_cb, NULL);
}

/* Never opened by itself: a code that somebody else sent is how people are tricked. */
static void
tell_device (SignIn *self, GVariant *state)
{
  const char *code = "";
  const char *url = "";
  const char *complete = "";

  g_variant_lookup (state, "user-code", "&s", &code);
  g_variant_lookup (state, "url", "&s", &url);
  g_variant_lookup (state, "url-complete", "&s", &complete);
  stint_cli_tell (self->cli, _ ("To sign in to %s, open this page in any browser:"),
                  stint_integration_item_get_name (self->item));
  stint_cli_tell (self->cli, "  %s", *complete != '\0' ? complete : url);
  stint_cli_tell (self->cli, _ ("It has to show this code:"));
  stint_cli_tell (self->cli, "  %s%s%s",
                  stint_cli_colour_begin (self->cli->colour_err, STINT_COLOUR_BOLD), code,
                  stint_cli_colour_end (self->cli->colour_err, STINT_COLOUR_BOLD));
}

static void
progress_cb (StintClientRequest *request, GVariant *state, gpointer user_data)
{
  SignIn *self = user_data;
  const char *step = "";
  const char *url = "";

  g_assert (STINT_IS_CLIENT_REQUEST (request));

  g_variant_lookup (state, "step", "&s", &step);
  g_variant_lookup (state, "url", "&s", &url);
  if (g_str_equal (step, "browser"))
    tell_browser (self, url);
  else if (g_str_equal (step, "device"))
    tell_device (self, state);
}

static GVariant *
make_options (StintCli *cli, const StintSignInArguments *arguments)
{
  const char *flow = arguments != NULL ? arguments->flow : NULL;
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  if (flow == NULL && !cli->has_display)
    flow = "device";
  if (flow != NULL)
    g_variant_dict_insert (&dict, "flow", "s", flow);
  if (arguments != NULL && arguments->port > 0)
    g_variant_dict_insert (&dict, "port", "u", (guint) arguments->port);

  return g_variant_dict_end (&dict);
}

GVariant *
stint_sign_in_run (StintCli *cli,
                   StintIntegrationItem *item,
                   const StintSignInArguments *arguments,
                   int *out_status)
{
  g_autoptr (StintClientRequest) request = stint_client_sign_in_new (cli->client);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SignIn self = { cli, item, cli->has_display && (arguments == NULL || !arguments->no_open) };
  StintWait wait = { NULL };
  GVariant *results;
  gulong id;

  id = g_signal_connect (request, "progress", G_CALLBACK (progress_cb), &self);
  /* What the terminal shows is the page and the code. */
  g_clear_pointer (&cli->busy, g_free);
  stint_client_request_run_async (
      request, g_variant_new ("(s)", stint_integration_item_get_id (item)),
      make_options (cli, arguments), NULL, cli->cancellable, stint_wait_cb, &wait);
  result = stint_cli_wait (cli, &wait);
  g_signal_handler_disconnect (request, id);
  results = stint_client_request_run_finish (request, result, &error);
  if (results == NULL)
    *out_status = stint_cli_tell_error (cli, error);

  return results;
}
