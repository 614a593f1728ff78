/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint"

#include "config.h"

#include "stint-cli-prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "stint-cli-answer.h"

#define MAX_LINE 4096

static volatile sig_atomic_t interrupted = 0;

static void
interrupt_cb (int signal)
{
  interrupted = signal;
}

static int
open_terminal (void)
{
  return open ("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

gboolean
stint_prompt_is_possible (void)
{
  int fd = open_terminal ();

  if (fd < 0)
    return FALSE;
  close (fd);

  return TRUE;
}

static void
write_text (int fd, const char *text)
{
  gsize len = strlen (text);

  while (len > 0)
    {
      gssize n = write (fd, text, len);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return;
      text += n;
      len -= (gsize) n;
    }
}

void
stint_prompt_say (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;
  int fd = open_terminal ();

  if (fd < 0)
    return;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  write_text (fd, text);
  close (fd);
}

/* Reads up to the end of the line into @buffer, byte by byte, so that nothing of the next line is
 * taken.  FALSE at the end of the file before anything, after a signal, and for too long a line. */
static gboolean
read_line (int fd, char *buffer)
{
  gsize len = 0;

  while (len < MAX_LINE - 1)
    {
      gssize n = read (fd, buffer + len, 1);

      if (n < 0 && errno == EINTR && interrupted == 0)
        continue;
      if (n < 0 || (n == 0 && len == 0))
        return FALSE;
      if (n == 0 || buffer[len] == '\n')
        break;
      len++;
    }
  buffer[len] = '\0';

  return len < MAX_LINE - 1;
}

/* The line without what surrounds it; @buffer is wiped. (transfer full) */
static char *
take_line (char *buffer, gboolean valid)
{
  char *line = NULL;

  if (valid)
    line = g_strdup (g_strstrip (buffer));
  explicit_bzero (buffer, MAX_LINE);

  return line;
}

static char *
ask (StintCli *cli, int fd, const char *question, StintPromptFlags flags)
{
  struct sigaction action = { .sa_handler = interrupt_cb };
  struct sigaction old_int;
  struct sigaction old_term;
  struct termios old_mode;
  struct termios mode;
  gboolean hide = flags == STINT_PROMPT_SECRET && tcgetattr (fd, &old_mode) == 0;
  char buffer[MAX_LINE];
  gboolean valid;

  interrupted = 0;
  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, &old_int);
  sigaction (SIGTERM, &action, &old_term);
  if (hide)
    {
      mode = old_mode;
      mode.c_lflag &= ~(tcflag_t) (ECHO | ECHONL);
      tcsetattr (fd, TCSAFLUSH, &mode);
    }

  write_text (fd, question);
  valid = read_line (fd, buffer);

  if (hide)
    tcsetattr (fd, TCSAFLUSH, &old_mode);
  if (hide || !valid)
    write_text (fd, "\n");
  sigaction (SIGINT, &old_int, NULL);
  sigaction (SIGTERM, &old_term, NULL);
  if (interrupted != 0)
    cli->signal = interrupted;

  return take_line (buffer, valid && interrupted == 0);
}

char *
stint_prompt_line (StintCli *cli, const char *question, StintPromptFlags flags)
{
  int fd = open_terminal ();
  char *line;

  if (fd < 0)
    return NULL;

  line = ask (cli, fd, question, flags);
  close (fd);

  return line;
}

gboolean
stint_prompt_confirm (StintCli *cli, const char *question)
{
  /* Translators: the first letter is the first of the answers that mean yes; N is what Enter alone
   * means. */
  g_autofree char *whole = g_strconcat (question, _ ("[y/N] "), NULL);
  g_autofree char *answer = stint_prompt_line (cli, whole, STINT_PROMPT_VISIBLE);

  return stint_answer_parse (answer) == STINT_ANSWER_YES;
}

gboolean
stint_cli_confirm_removal (StintCli *cli, const char *question, int *out_status)
{
  if (!stint_prompt_is_possible ())
    {
      stint_cli_tell (cli, _ ("stint: Removing needs a confirmation: add --yes."));
      *out_status = STINT_EXIT_NEEDS_PERSON;
      return FALSE;
    }

  *out_status = STINT_EXIT_FAILED;

  return stint_prompt_confirm (cli, question);
}

int
stint_cli_finish_removal (StintCli *cli, StintWait *wait, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) results = stint_cli_finish_call (cli, wait, &error);

  if (results == NULL)
    return stint_cli_tell_error (cli, error);

  g_print (_ ("%s is removed.\n"), name);

  return STINT_EXIT_DONE;
}

char *
stint_prompt_read_stdin (void)
{
  char buffer[MAX_LINE];

  interrupted = 0;

  return take_line (buffer, read_line (STDIN_FILENO, buffer));
}
