/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* stint-credentials: what credential_process runs.
 *
 *     stint-credentials --session ID | --profile P           the answer of credential_process
 *     stint-credentials exec --session ID | --profile P -- COMMAND…
 *     stint-credentials env --session ID | --profile P [--format sh|fish|powershell|dotenv|json]
 *
 * SDKs run it before every command, so it links nothing but libc and makes one round trip over the
 * credentials socket.  It never waits for a person.  If nobody listens, `stint credential-process`
 * starts the service; the variable GUARD keeps the two from calling each other for ever.
 *
 * Linked statically (meson: static_helper) it also runs on the host of a Flatpak. */

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stint-credentials-ask.h"
#include "stint-credentials-fields.h"
#include "stint-names.h"

#define GUARD "STINT_CREDENTIALS_NO_FALLBACK"

/* The exit statuses; the first five are those of stint(1). */
enum
{
  EXIT_DONE = 0,
  EXIT_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_NEEDS_PERSON = 3,
  EXIT_UNKNOWN = 4,
  EXIT_INACTIVE = 5,
  EXIT_EXPIRED = 6,
  EXIT_UNREACHABLE = 7,
  EXIT_MALFORMED = 8,
  EXIT_CANNOT_RUN = 126,
  EXIT_NO_COMMAND = 127,
};

typedef enum
{
  MODE_PROCESS,
  MODE_EXEC,
  MODE_ENV,
} Mode;

typedef struct
{
  Mode mode;
  const char *key;   /* "session" or "profile" */
  const char *value; /* which one */
  const char *format;
  char **command;
} Options;

/* Static, so that it is never copied, and sits in pages of its own that are locked. */
static StintAnswer answer;

static struct rlimit core_limit;

/* One line on standard error.  What came over the socket may hold anything: control characters do
 * not reach the terminal. */
static int complain (int status, const char *format, ...) __attribute__ ((format (printf, 2, 3)));

static int
complain (int status, const char *format, ...)
{
  char line[1024];
  va_list arguments;

  va_start (arguments, format);
  vsnprintf (line, sizeof line, format, arguments);
  va_end (arguments);
  for (char *at = line; *at != '\0'; at++)
    if ((unsigned char) *at < 0x20 || *at == 0x7f)
      *at = ' ';
  fprintf (stderr, "stint-credentials: %s\n", line);
  return status;
}

static int
usage (int status)
{
  fputs ("Usage: stint-credentials --session ID | --profile NAME\n"
         "       stint-credentials exec --session ID | --profile NAME -- COMMAND…\n"
         "       stint-credentials env --session ID | --profile NAME\n"
         "                         [--format sh|fish|powershell|dotenv|json]\n"
         "\n"
         "Hands out the credentials of a Stint session: as credential_process expects them,\n"
         "to a command, or as environment variables.\n",
         status == EXIT_DONE ? stdout : stderr);
  return status;
}

/* --- the command line --- */

/* The value of `--name VALUE` or `--name=VALUE`; moves @at on.  NULL if it is another argument. */
static const char *
take_option (char ***at, const char *name)
{
  size_t length = strlen (name);

  if (strncmp (**at, name, length) != 0)
    return NULL;
  if ((**at)[length] == '=')
    return **at + length + 1;
  if ((**at)[length] == '\0' && (*at)[1] != NULL)
    return *++*at;
  return NULL;
}

static int
take_argument (char ***at, Options *options)
{
  static const char *const selectors[] = { "session", "profile" };
  const char *value;

  for (size_t i = 0; i < 2; i++)
    {
      char name[16];

      snprintf (name, sizeof name, "--%s", selectors[i]);
      value = take_option (at, name);
      if (value == NULL)
        continue;
      if (options->value != NULL || value[0] == '\0')
        return 0;
      options->key = selectors[i];
      options->value = value;
      return 1;
    }
  value = options->mode == MODE_ENV ? take_option (at, "--format") : NULL;
  if (value == NULL || !stint_fields_format_is_known (value))
    return 0;
  options->format = value;
  return 1;
}

static int
parse (char **argv, Options *options)
{
  static const char *const modes[] = { "credential-process", "exec", "env" };

  if (*argv != NULL && **argv != '-')
    {
      size_t i = 0;

      while (i < 3 && strcmp (*argv, modes[i]) != 0)
        i++;
      if (i == 3)
        return 0;
      options->mode = (Mode) i;
      argv++;
    }
  for (; *argv != NULL; argv++)
    {
      if (options->mode == MODE_EXEC && strcmp (*argv, "--") == 0)
        {
          options->command = argv + 1;
          break;
        }
      if (!take_argument (&argv, options))
        return 0;
    }
  if (options->mode == MODE_EXEC && (options->command == NULL || *options->command == NULL))
    return 0;
  return options->value != NULL;
}

/* --- keeping secrets to ourselves --- */

static void
shut_the_door (void)
{
  struct rlimit none;

  getrlimit (RLIMIT_CORE, &core_limit);
  none = core_limit;
  none.rlim_cur = 0;
  setrlimit (RLIMIT_CORE, &none);
  prctl (PR_SET_DUMPABLE, 0);
  /* Only the pages that are used; without the right to lock any it goes on all the same. */
  mlock2 (&answer, sizeof answer, MLOCK_ONFAULT);
}

/* The kernel makes what is executed dumpable again by itself. */
static void
open_the_door (void)
{
  setrlimit (RLIMIT_CORE, &core_limit);
}

/* --- nobody listens --- */

/* Executes `stint credential-process …`: the one beside us, or that of the Flatpak that we lie in,
 * or the one in $PATH.  Returns only if there is none. */
static void
exec_stint (const Options *options)
{
  char own[4096], option[16];
  ssize_t length = readlink ("/proc/self/exe", own, sizeof own - sizeof "../bin/stint");
  char *slash;
  char *direct[] = { (char *) "stint", (char *) "credential-process", option,
                     (char *) options->value, NULL };
  char *flatpak[] = { (char *) "flatpak",
                      (char *) "run",
                      (char *) "--command=stint",
                      (char *) STINT_APPLICATION_ID,
                      (char *) "credential-process",
                      option,
                      (char *) options->value,
                      NULL };

  snprintf (option, sizeof option, "--%s", options->key);
  setenv (GUARD, "1", 1);
  open_the_door ();
  own[length > 0 ? length : 0] = '\0';
  slash = strrchr (own, '/');
  /* Run by the host out of a deployed Flatpak: what lies beside us needs the runtime. */
  if (strstr (own, "/app/" STINT_APPLICATION_ID "/") != NULL && strstr (own, "/files/") != NULL)
    execvp (flatpak[0], flatpak);
  else if (slash != NULL)
    {
      strcpy (slash + 1, "stint");
      execv (own, direct);
      strcpy (slash + 1, "../bin/stint");
      execv (own, direct);
    }
  execvp (direct[0], direct);
}

/* The same in a child whose answer is dropped: for exec and env, which then ask once more. */
static int
run_stint (const Options *options)
{
  int status;
  pid_t child = fork ();

  if (child < 0)
    return complain (EXIT_FAILED, "%s", strerror (errno));
  if (child == 0)
    {
      int nowhere = open ("/dev/null", O_WRONLY | O_CLOEXEC);

      if (nowhere < 0 || dup2 (nowhere, STDOUT_FILENO) < 0)
        _exit (EXIT_FAILED);
      exec_stint (options);
      _exit (EXIT_NO_COMMAND);
    }
  while (waitpid (child, &status, 0) < 0)
    if (errno != EINTR)
      return EXIT_FAILED;
  return WIFEXITED (status) ? WEXITSTATUS (status) : EXIT_FAILED;
}

static int
say_absent (void)
{
  return complain (
      EXIT_UNREACHABLE,
      "stintd is not running and cannot be started from here; `stint doctor` says why");
}

/* --- answers --- */

static int
status_of_error (const char *name)
{
  static const struct
  {
    const char *name;
    int status;
  } known[] = {
    { "NotFound", EXIT_UNKNOWN },
    { "Inactive", EXIT_INACTIVE },
    { "Expired", EXIT_EXPIRED },
    { "NeedsMfa", EXIT_NEEDS_PERSON },
    { "WrongMfa", EXIT_NEEDS_PERSON },
    { "NeedsSignIn", EXIT_NEEDS_PERSON },
    { "NeedsConsent", EXIT_NEEDS_PERSON },
    { "KeyringLocked", EXIT_NEEDS_PERSON },
    { "KeyringDismissed", EXIT_NEEDS_PERSON },
    { "KeyringMissing", EXIT_NEEDS_PERSON },
    { "SecretMissing", EXIT_NEEDS_PERSON },
  };

  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strcmp (known[i].name, name) == 0)
      return known[i].status;
  return EXIT_FAILED;
}

/* The service's own sentence, and the next step if it does not say so itself. */
static int
say_refused (const Options *options)
{
  int status = status_of_error (answer.error);
  const char *sentence = answer.body_length > 0 ? answer.body : answer.error;

  if ((status == EXIT_INACTIVE || status == EXIT_EXPIRED || status == EXIT_NEEDS_PERSON) &&
      strstr (sentence, "stint ") == NULL)
    return complain (status, "%s (stint start %s)", sentence, options->value);
  return complain (status, "%s", sentence);
}

static int
write_all (const char *data, size_t length)
{
  while (length > 0)
    {
      ssize_t n = write (STDOUT_FILENO, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return 0;
      data += n;
      length -= (size_t) n;
    }
  return 1;
}

static int
answer_process (void)
{
  if (answer.body[0] != '{')
    return complain (EXIT_MALFORMED, "stintd's answer is malformed");
  if (!write_all (answer.body, answer.body_length))
    return complain (EXIT_FAILED, "writing: %s", strerror (errno));
  return EXIT_DONE;
}

static int
answer_exec (const Options *options, const StintFields *fields)
{
  int error;

  unsetenv (GUARD);
  if (!stint_fields_export (fields))
    return complain (EXIT_FAILED, "out of memory");
  stint_answer_clear (&answer);
  open_the_door ();
  execvp (options->command[0], options->command);
  error = errno;
  return complain (error == ENOENT ? EXIT_NO_COMMAND : EXIT_CANNOT_RUN, "%s: %s",
                   options->command[0], strerror (error));
}

/* stdio's buffer is ours, so that it can be wiped. */
static int
answer_env (const Options *options, const StintFields *fields)
{
  static char buffer[BUFSIZ];
  int written;

  setvbuf (stdout, buffer, _IOFBF, sizeof buffer);
  stint_fields_print (fields, options->format);
  written = fflush (stdout) == 0 && !ferror (stdout);
  explicit_bzero (buffer, sizeof buffer);
  return written ? EXIT_DONE : complain (EXIT_FAILED, "writing: %s", strerror (errno));
}

static int
answer_fields (const Options *options)
{
  StintFields fields;

  if (!stint_fields_parse (answer.body, &fields))
    return complain (EXIT_MALFORMED, "stintd's answer is malformed");
  return options->mode == MODE_EXEC ? answer_exec (options, &fields)
                                    : answer_env (options, &fields);
}

static int
conclude (const Options *options, StintAskResult result)
{
  switch (result)
    {
    case STINT_ASK_OK:
      return options->mode == MODE_PROCESS ? answer_process () : answer_fields (options);
    case STINT_ASK_REFUSED:
      return say_refused (options);
    case STINT_ASK_ABSENT:
      return say_absent ();
    case STINT_ASK_MALFORMED:
      return complain (EXIT_MALFORMED, "%s", answer.body);
    case STINT_ASK_IMPOSSIBLE:
      return complain (EXIT_USAGE, "%s", answer.body);
    case STINT_ASK_UNREACHABLE:
    default:
      return complain (EXIT_UNREACHABLE, "%s", answer.body);
    }
}

static int
run (const Options *options)
{
  const char *format = options->mode == MODE_PROCESS ? "process" : "fields";
  StintAskResult result = stint_ask (options->key, options->value, format, &answer);

  if (result == STINT_ASK_ABSENT && getenv (GUARD) == NULL)
    {
      int status;

      if (options->mode == MODE_PROCESS)
        {
          exec_stint (options);
          return say_absent ();
        }
      status = run_stint (options);
      if (status == EXIT_NO_COMMAND)
        return say_absent ();
      if (status != EXIT_DONE)
        return status;
      result = stint_ask (options->key, options->value, format, &answer);
    }
  return conclude (options, result);
}

int
main (int argc, char **argv)
{
  Options options = { .mode = MODE_PROCESS, .format = "sh" };
  int status;

  if (argc == 2 && strcmp (argv[1], "--help") == 0)
    return usage (EXIT_DONE);
  if (argc == 2 && strcmp (argv[1], "--version") == 0)
    return puts ("stint-credentials " PACKAGE_VERSION) < 0;
  if (argc < 1 || !parse (argv + 1, &options))
    return usage (EXIT_USAGE);
  shut_the_door ();
  status = run (&options);
  stint_answer_clear (&answer);
  return status;
}
