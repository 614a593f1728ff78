/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-vault.h"

#include <gio/gunixinputstream.h>
#include <string.h>
#include <unistd.h>

/* A vault that is talked to by lines, for check-keyring.py:
 *
 *   state | lookup KIND ID MODE | store KIND ID SECRET MODE | clear KIND ID MODE
 *   cancel                      cancels what is under way
 *
 * MODE is "ask" or "quiet".  One line of answer each, prefixed with the number of the command:
 * "3 ok SECRET", "4 error locked".  Secrets are the test's own. */

typedef struct
{
  guint number;
  char *verb;
} Command;

static StintVault *vault;
static GCancellable *cancellable;
static GMainLoop *loop;

static const char *
error_name (const GError *error)
{
  static const char *const names[] = { "failed", "missing", "locked", "dismissed", "not-found" };

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return "cancelled";
  g_assert_true (error->domain == STINT_VAULT_ERROR);

  return names[error->code];
}

static void
report (Command *command, const char *word, const GError *error)
{
  if (error != NULL)
    {
      g_printerr ("# %u %s: %s\n", command->number, command->verb, error->message);
      g_print ("%u error %s\n", command->number, error_name (error));
    }
  else
    {
      g_print ("%u ok %s\n", command->number, word);
    }
  g_free (command->verb);
  g_free (command);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Command *command = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) secret = NULL;
  StintVaultState state;

  if (g_str_equal (command->verb, "state"))
    {
      gboolean known = stint_secret_service_vault_get_state_finish (
          STINT_SECRET_SERVICE_VAULT (vault), result, &state, &error);

      report (command, known ? stint_vault_state_to_nick (state) : "", error);
    }
  else if (g_str_equal (command->verb, "lookup"))
    {
      secret = stint_vault_lookup_finish (vault, result, &error);
      report (command, secret != NULL ? stint_secret_peek (secret) : "", error);
    }
  else if (g_str_equal (command->verb, "store"))
    {
      g_assert_true (stint_vault_store_finish (vault, result, &error) == (error == NULL));
      report (command, "", error);
    }
  else
    {
      g_assert_true (stint_vault_clear_finish (vault, result, &error) == (error == NULL));
      report (command, "", error);
    }
}

static StintVaultKind
kind_from_nick (const char *nick)
{
  for (StintVaultKind kind = STINT_VAULT_KIND_ACCESS_KEY; kind <= STINT_VAULT_KIND_TOKEN; kind++)
    {
      if (g_str_equal (stint_vault_kind_to_nick (kind), nick))
        return kind;
    }

  g_error ("no such kind: %s", nick);
}

static void
run (guint number, char **words)
{
  Command *command = g_new0 (Command, 1);
  guint n = g_strv_length (words);
  gboolean ask = g_str_equal (words[n - 1], "ask");

  command->number = number;
  command->verb = g_strdup (words[0]);
  if (g_str_equal (words[0], "state"))
    stint_secret_service_vault_get_state_async (STINT_SECRET_SERVICE_VAULT (vault), cancellable,
                                                done_cb, command);
  else if (g_str_equal (words[0], "lookup"))
    stint_vault_lookup_async (vault, kind_from_nick (words[1]), words[2], ask, cancellable, done_cb,
                              command);
  else if (g_str_equal (words[0], "clear"))
    stint_vault_clear_async (vault, kind_from_nick (words[1]), words[2], ask, cancellable, done_cb,
                             command);
  else
    {
      g_autoptr (StintSecret) secret = stint_secret_new (words[3], -1);

      g_assert_cmpstr (words[0], ==, "store");
      stint_vault_store_async (vault, kind_from_nick (words[1]), words[2], "Stint's test", secret,
                               ask, cancellable, done_cb, command);
    }
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  static guint number = 0;
  GDataInputStream *input = G_DATA_INPUT_STREAM (source);
  g_autofree char *line = g_data_input_stream_read_line_finish (input, result, NULL, NULL);
  g_auto (GStrv) words = NULL;

  if (line == NULL)
    {
      g_main_loop_quit (loop);
      return;
    }

  words = g_strsplit (line, " ", -1);
  if (g_str_equal (words[0], "cancel"))
    {
      g_cancellable_cancel (cancellable);
      g_object_unref (cancellable);
      cancellable = g_cancellable_new ();
    }
  else
    {
      run (++number, words);
    }
  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_read_cb, NULL);
}

int
main (void)
{
  g_autoptr (GInputStream) base = g_unix_input_stream_new (STDIN_FILENO, FALSE);
  g_autoptr (GDataInputStream) input = g_data_input_stream_new (base);

  stint_secret_init_heap ();
  vault = stint_secret_service_vault_new ();
  cancellable = g_cancellable_new ();
  loop = g_main_loop_new (NULL, FALSE);

  g_data_input_stream_read_line_async (input, G_PRIORITY_DEFAULT, NULL, line_read_cb, NULL);
  g_main_loop_run (loop);

  g_main_loop_unref (loop);
  g_object_unref (cancellable);
  g_object_unref (vault);
  return 0;
}
