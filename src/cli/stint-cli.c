/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "stint-sentence.h"
#include "stint-words.h"

/* --- Waiting --- */

typedef struct
{
  StintCli *cli;
  int signal;
} SignalData;

static gboolean
signal_cb (gpointer user_data)
{
  SignalData *data = user_data;

  data->cli->signal = data->signal;
  g_cancellable_cancel (data->cli->cancellable);

  return G_SOURCE_CONTINUE;
}

void
stint_wait_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  StintWait *wait = user_data;

  wait->result = g_object_ref (result);
  if (wait->loop != NULL)
    g_main_loop_quit (wait->loop);
}

/* Erased when the wait is over, so that a quick answer leaves no trace. */
#define BUSY_AFTER_MS 600

typedef struct
{
  StintCli *cli;
  guint id;
  gboolean shown;
} Busy;

static gboolean
busy_cb (gpointer user_data)
{
  Busy *busy = user_data;

  busy->id = 0;
  busy->shown = TRUE;
  g_printerr ("\r%s%s%s", stint_cli_colour_begin (busy->cli->colour_err, STINT_COLOUR_DIM),
              busy->cli->busy, stint_cli_colour_end (busy->cli->colour_err, STINT_COLOUR_DIM));

  return G_SOURCE_REMOVE;
}

static void
busy_begin (Busy *busy)
{
  if (busy->cli->busy != NULL && busy->cli->colour_err)
    busy->id = g_timeout_add (BUSY_AFTER_MS, busy_cb, busy);
}

static void
busy_end (Busy *busy)
{
  g_clear_handle_id (&busy->id, g_source_remove);
  if (busy->shown)
    g_printerr ("\r\033[K");
}

void
stint_cli_set_busy (StintCli *cli, const char *format, ...)
{
  va_list args;

  g_free (cli->busy);
  va_start (args, format);
  cli->busy = g_strdup_vprintf (format, args);
  va_end (args);
}

GAsyncResult *
stint_cli_wait (StintCli *cli, StintWait *wait)
{
  Busy busy = { cli, 0, FALSE };
  SignalData on_int = { cli, SIGINT };
  SignalData on_term = { cli, SIGTERM };
  guint int_id = g_unix_signal_add (SIGINT, signal_cb, &on_int);
  guint term_id = g_unix_signal_add (SIGTERM, signal_cb, &on_term);

  busy_begin (&busy);
  wait->loop = g_main_loop_new (NULL, FALSE);
  if (wait->result == NULL)
    g_main_loop_run (wait->loop);
  g_clear_pointer (&wait->loop, g_main_loop_unref);
  busy_end (&busy);
  g_source_remove (int_id);
  g_source_remove (term_id);

  return g_steal_pointer (&wait->result);
}

GVariant *
stint_cli_finish_call (StintCli *cli, StintWait *wait, GError **error)
{
  g_autoptr (GAsyncResult) result = stint_cli_wait (cli, wait);

  return stint_client_call_finish (cli->client, result, error);
}

gboolean
stint_cli_connect (StintCli *cli, int *out_status)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  StintWait wait = { NULL };

  if (!cli->has_bus)
    {
      error = stint_error_new (STINT_ERROR_NO_SERVICE, g_variant_new_parsed ("{'no-bus': <true>}"),
                               "No session bus");
      *out_status = stint_cli_tell_error (cli, error);
      return FALSE;
    }

  cli->client = stint_client_new (NULL, cli->environment);
  stint_client_connect_async (cli->client, STINT_CLIENT_FLAGS_NONE, cli->cancellable, stint_wait_cb,
                              &wait);
  result = stint_cli_wait (cli, &wait);
  if (stint_client_connect_finish (cli->client, result, &error))
    return TRUE;

  *out_status = stint_cli_tell_error (cli, error);

  return FALSE;
}

StintSessionItem *
stint_cli_find_session (StintCli *cli, const char *text, int *out_status)
{
  g_autoptr (GError) error = NULL;
  StintSessionItem *item = stint_client_find_session (cli->client, text, &error);

  if (item == NULL)
    *out_status = stint_cli_tell_error (cli, error);

  return item;
}

StintIntegrationItem *
stint_cli_find_integration (StintCli *cli, const char *text, int *out_status)
{
  g_autoptr (GError) error = NULL;
  StintIntegrationItem *item = stint_client_find_integration (cli->client, text, &error);

  if (item == NULL)
    *out_status = stint_cli_tell_error (cli, error);

  return item;
}

/* --- Words --- */

int
stint_cli_exit_status (const GError *error)
{
  if (stint_error_is_cancelled (error))
    return STINT_EXIT_FAILED;
  if (error->domain != STINT_ERROR)
    return STINT_EXIT_FAILED;

  switch ((int) error->code)
    {
    case STINT_ERROR_NOT_FOUND:
      return STINT_EXIT_NO_SESSION;
    case STINT_ERROR_INVALID_ARGUMENT:
      return STINT_EXIT_USAGE;
    case STINT_ERROR_NEEDS_MFA:
    case STINT_ERROR_NEEDS_SIGN_IN:
    case STINT_ERROR_NEEDS_CONSENT:
    case STINT_ERROR_KEYRING_LOCKED:
      return STINT_EXIT_NEEDS_PERSON;
    default:
      return STINT_EXIT_FAILED;
    }
}

int
stint_cli_tell_error (StintCli *cli, const GError *error)
{
  g_autofree char *sentence = stint_sentence_whole (error, STINT_AUDIENCE_TERMINAL);
  g_autofree char *raw = stint_sentence_raw (error);

  /* Whoever pressed Ctrl-C knows. */
  if (!stint_error_is_cancelled (error) || cli->signal == 0)
    {
      g_printerr ("%sstint:%s %s\n", stint_cli_colour_begin (cli->colour_err, STINT_COLOUR_RED),
                  stint_cli_colour_end (cli->colour_err, STINT_COLOUR_RED), sentence);
      if (raw != NULL)
        g_printerr ("%s%s%s%s\n", stint_cli_colour_begin (cli->colour_err, STINT_COLOUR_DIM),
                    /* Translators: what follows is AWS's own message, in English. */
                    _ ("AWS said: "), raw,
                    stint_cli_colour_end (cli->colour_err, STINT_COLOUR_DIM));
      else if (g_error_matches (error, STINT_ERROR, STINT_ERROR_NO_SERVICE) &&
               stint_error_get_details (error) == NULL)
        g_printerr ("%s(%s)%s\n", stint_cli_colour_begin (cli->colour_err, STINT_COLOUR_DIM),
                    error->message, stint_cli_colour_end (cli->colour_err, STINT_COLOUR_DIM));
    }

  return stint_cli_exit_status (error);
}

void
stint_cli_warn (StintCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  g_printerr ("%s%s%s %s\n", stint_cli_colour_begin (cli->colour_err, STINT_COLOUR_YELLOW),
              _ ("Warning:"), stint_cli_colour_end (cli->colour_err, STINT_COLOUR_YELLOW), text);
}

void
stint_cli_tell (StintCli *cli, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  g_printerr ("%s\n", text);
}

const char *
stint_cli_colour_begin (gboolean enabled, StintColour colour)
{
  static const char *const sequences[] = { "",         "\033[32m", "\033[33m",
                                           "\033[31m", "\033[2m",  "\033[1m" };

  return enabled ? sequences[colour] : "";
}

const char *
stint_cli_colour_end (gboolean enabled, StintColour colour)
{
  return enabled && colour != STINT_COLOUR_NONE ? "\033[0m" : "";
}

char *
stint_cli_quote (const char *text)
{
  static const char safe[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+:,./-";

  if (*text != '\0' && strspn (text, safe) == strlen (text))
    return g_strdup (text);

  return g_shell_quote (text);
}

gint64
stint_cli_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}
