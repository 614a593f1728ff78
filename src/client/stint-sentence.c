/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-sentence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "stint-words.h"

/* How an error's message, English and without a full stop, stands as a sentence of its own. */
static char *
message_sentence (const GError *error)
{
  const char *message = error->message != NULL ? error->message : "";
  gsize len = strlen (message);
  gunichar first;
  char buffer[8] = "";

  if (len == 0)
    return g_strdup (_ ("Stint cannot tell why."));

  first = g_utf8_get_char_validated (message, -1);
  if (first == (gunichar) -1 || first == (gunichar) -2)
    return g_strdup (_ ("Stint cannot tell why."));

  buffer[g_unichar_to_utf8 (g_unichar_totitle (first), buffer)] = '\0';

  return g_strconcat (buffer, g_utf8_next_char (message),
                      strchr (".!?", message[len - 1]) != NULL ? "" : ".", NULL);
}

static guint
detail_uint (const GError *error, const char *key)
{
  GVariant *details = stint_error_get_details (error);
  guint value = 0;

  if (details != NULL)
    g_variant_lookup (details, key, "u", &value);

  return value;
}

static gint64
detail_int64 (const GError *error, const char *key)
{
  GVariant *details = stint_error_get_details (error);
  gint64 value = 0;

  if (details != NULL)
    g_variant_lookup (details, key, "x", &value);

  return value;
}

/* (nullable): names joined for reading, or NULL without any. */
static char *
detail_list (const GError *error, const char *key)
{
  GVariant *details = stint_error_get_details (error);
  g_auto (GStrv) names = NULL;

  if (details == NULL || !g_variant_lookup (details, key, "^as", &names) || *names == NULL)
    return NULL;

  return stint_words_list ((const char *const *) names, 5);
}

static gboolean
detail_flag (const GError *error, const char *key)
{
  GVariant *details = stint_error_get_details (error);
  gboolean value = FALSE;

  if (details != NULL)
    g_variant_lookup (details, key, "b", &value);

  return value;
}

/* Whom an error is about, by name; NULL if it does not say. */
static const char *
subject (const GError *error)
{
  static const char *const keys[] = { "session", "integration", "profile" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *name = stint_error_get_detail (error, keys[i]);

      if (name != NULL && *name != '\0')
        return name;
    }

  return NULL;
}

static char *
not_found_what (const GError *error)
{
  const char *session = stint_error_get_detail (error, "session");
  const char *integration = stint_error_get_detail (error, "integration");
  const char *profile = stint_error_get_detail (error, "profile");
  g_autofree char *candidates = detail_list (error, "candidates");

  if (candidates != NULL)
    /* Translators: what the person typed, and the names that it fits: "“prod” fits A, B and C." */
    return g_strdup_printf (_ ("“%s” fits %s."), session != NULL ? session : integration,
                            candidates);
  if (session != NULL)
    return g_strdup_printf (_ ("There is no session called “%s”."), session);
  if (integration != NULL)
    return g_strdup_printf (_ ("There is no integration called “%s”."), integration);
  if (profile != NULL)
    return g_strdup_printf (_ ("No session stands for the profile “%s”."), profile);

  return message_sentence (error);
}

/* AWS says "User: WHO is not authorized to perform: ACTION on resource: WHAT …"; there is no other
 * way to learn who was refused what. */
typedef struct
{
  char *who;
  char *action;
  char *resource;
} Refusal;

static void
refusal_clear (Refusal *refusal)
{
  g_free (refusal->who);
  g_free (refusal->action);
  g_free (refusal->resource);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Refusal, refusal_clear)

static gboolean
parse_refusal (const GError *error, Refusal *refusal)
{
  const char *message = stint_error_get_detail (error, "aws-message");
  g_autoptr (GRegex) regex = NULL;
  g_autoptr (GMatchInfo) match = NULL;

  if (message == NULL)
    return FALSE;

  regex = g_regex_new ("User: (\\S+) is not authorized to perform: (\\S+) on resource: (\\S+)", 0,
                       0, NULL);
  if (!g_regex_match (regex, message, 0, &match))
    return FALSE;

  refusal->who = g_match_info_fetch (match, 1);
  refusal->action = g_match_info_fetch (match, 2);
  refusal->resource = g_match_info_fetch (match, 3);

  return TRUE;
}

static char *
refused_what (const GError *error)
{
  const char *name = subject (error);
  g_auto (Refusal) refusal = { NULL, NULL, NULL };
  const char *slash;

  if (stint_error_get_detail (error, "sign-in") != NULL)
    return name != NULL ? g_strdup_printf (_ ("You are not signed in to %s: it was denied."), name)
                        : g_strdup (_ ("You are not signed in: it was denied."));
  if (!parse_refusal (error, &refusal))
    {
      if (name != NULL)
        return g_strdup_printf (_ ("AWS refused %s."), name);
      return g_strdup (_ ("AWS refused this."));
    }

  slash = strrchr (refusal.who, '/');
  if (name == NULL)
    name = refusal.resource;
  if (g_str_equal (refusal.action, "sts:AssumeRole"))
    /* Translators: a session, and the IAM user or role that AWS refused it to. */
    return g_strdup_printf (_ ("AWS refused %s: %s may not assume it."), name,
                            slash != NULL ? slash + 1 : refusal.who);

  /* Translators: a session, the IAM user, and the action such as "sts:GetSessionToken". */
  return g_strdup_printf (_ ("AWS refused %s: %s may not do %s."), name,
                          slash != NULL ? slash + 1 : refusal.who, refusal.action);
}

static char *
clock_skew_what (const GError *error)
{
  gint64 skew = detail_int64 (error, "skew");
  g_autofree char *length = stint_words_duration (ABS (skew));

  if (skew > 0)
    return g_strdup_printf (_ ("This computer's clock is %s ahead of AWS."), length);
  if (skew < 0)
    return g_strdup_printf (_ ("This computer's clock is %s behind AWS."), length);

  return g_strdup (_ ("This computer's clock is wrong."));
}

static char *
files_what (const GError *error)
{
  const char *path = stint_error_get_detail (error, "path");
  const char *profile = stint_error_get_detail (error, "profile");
  const char *hidden = stint_error_get_detail (error, "hidden-folder");
  guint line = detail_uint (error, "line");

  if (hidden != NULL)
    /* Translators: the sandbox of a Flatpak; %s is a folder. */
    return g_strdup_printf (_ ("The sandbox hides %s from Stint."), hidden);
  if (path == NULL)
    return message_sentence (error);

  if (error->code == STINT_ERROR_FILES_UNWRITABLE)
    return g_strdup_printf (_ ("%s cannot be written."), path);
  if (error->code == STINT_ERROR_FILES_MALFORMED)
    {
      if (line > 0)
        return g_strdup_printf (_ ("Line %u of %s cannot be read."), line, path);
      return g_strdup_printf (_ ("%s cannot be read."), path);
    }

  if (line > 0 && profile != NULL)
    return g_strdup_printf (_ ("Line %u of %s stands in the way of the profile “%s”."), line, path,
                            profile);
  if (line > 0)
    return g_strdup_printf (_ ("Line %u of %s stands in the way."), line, path);

  return message_sentence (error);
}

static char *
unsupported_what (const GError *error)
{
  const char *serial = stint_error_get_detail (error, "mfa-serial");
  const char *app = stint_error_get_detail (error, "app");

  if (serial != NULL && strstr (serial, ":u2f/") != NULL)
    return g_strdup (_ ("AWS does not take security keys together with access keys."));
  if (app != NULL)
    /* Translators: %s is the name of a desktop file, such as org.mozilla.firefox.desktop. */
    return g_strdup_printf (_ ("The browser that was chosen, %s, is not installed any more."), app);
  if (g_strcmp0 (stint_error_get_detail (error, "option"), "browser") == 0)
    return g_strdup (_ ("The desktop's browser has no private windows or containers that Stint "
                        "knows of."));

  return message_sentence (error);
}

/* What a person typed, where it is known which of it. */
static char *
invalid_what (const GError *error)
{
  if (g_strcmp0 (stint_error_get_detail (error, "option"), "start-url") == 0)
    return g_strdup (_ ("This address is no access portal of AWS, and does not lead to one."));

  return message_sentence (error);
}

static char *
in_use_what (const GError *error)
{
  const char *name = subject (error);
  g_autofree char *sessions = detail_list (error, "sessions");
  g_autofree char *profiles = detail_list (error, "profiles");

  if (sessions != NULL && name != NULL)
    return g_strdup_printf (_ ("%s is what %s start from."), name, sessions);
  if (sessions != NULL)
    return g_strdup_printf (_ ("Other sessions start from it: %s."), sessions);
  if (profiles != NULL)
    return g_strdup_printf (_ ("Profiles in the AWS files depend on it: %s."), profiles);

  return message_sentence (error);
}

/* On the command line, where each kind has an option that takes them along. */
static char *
in_use_next (const GError *error)
{
  g_autofree char *profiles = detail_list (error, "profiles");

  if (profiles != NULL)
    return g_strdup (_ ("Let the key go back into the file first: --restore-key."));

  return g_strdup (_ ("Remove those first, or all together: --with-dependents."));
}

/* @with_name has one "%s" for whom the error is about; @without is for when that is not known. */
static char *
named (const GError *error, const char *with_name, const char *without)
{
  const char *name = subject (error);
  g_auto (GStrv) parts = NULL;

  if (name == NULL)
    return g_strdup (without);

  parts = g_strsplit (with_name, "%s", 2);

  return g_strjoinv (name, parts);
}

static char *
stint_what (const GError *error)
{
  const char *detail;

  switch ((StintError) error->code)
    {
    case STINT_ERROR_INVALID_ARGUMENT:
      return invalid_what (error);
    case STINT_ERROR_NOT_FOUND:
      return not_found_what (error);
    case STINT_ERROR_EXISTS:
      return named (error, _ ("The name “%s” is taken already."),
                    _ ("This name is taken already."));
    case STINT_ERROR_CYCLE:
      return named (error, _ ("This chain of roles would come back to %s."),
                    _ ("This chain of roles would come back to itself."));
    case STINT_ERROR_NEEDS_MFA:
      return named (error, _ ("%s needs an MFA code."), _ ("This needs an MFA code."));
    case STINT_ERROR_WRONG_MFA:
      return g_strdup (_ ("AWS did not accept this code."));
    case STINT_ERROR_NEEDS_SIGN_IN:
      return named (error, _ ("%s needs you to sign in."), _ ("This needs you to sign in."));
    case STINT_ERROR_NEEDS_CONSENT:
      return named (error, _ ("Starting %s changes what other tools use: it needs your consent."),
                    _ ("This changes what other tools use: it needs your consent."));
    case STINT_ERROR_KEYRING_LOCKED:
      return g_strdup (_ ("The keyring is locked."));
    case STINT_ERROR_KEYRING_DISMISSED:
      return g_strdup (_ ("The keyring was not unlocked."));
    case STINT_ERROR_KEYRING_MISSING:
      return g_strdup (_ ("No keyring is running, so that there is no safe place for keys."));
    case STINT_ERROR_SECRET_MISSING:
      return named (error, _ ("The secret access key of %s is not in the keyring."),
                    _ ("The secret access key is not in the keyring."));
    case STINT_ERROR_REFUSED:
      return refused_what (error);
    case STINT_ERROR_BAD_KEY:
      return named (error,
                    _ ("AWS does not accept the access key of %s: it is mistyped, deleted or "
                       "switched off."),
                    _ ("AWS does not accept this access key: it is mistyped, deleted or switched "
                       "off."));
    case STINT_ERROR_CLOCK_SKEW:
      return clock_skew_what (error);
    case STINT_ERROR_THROTTLED:
      return g_strdup (_ ("AWS had too many requests from here."));
    case STINT_ERROR_NETWORK:
      return g_strdup (_ ("AWS could not be reached."));
    case STINT_ERROR_AWS_TROUBLE:
      return g_strdup (_ ("AWS has trouble of its own and gave no usable answer."));
    case STINT_ERROR_AWS_INVALID:
      return named (error, _ ("AWS does not accept one of the settings of %s."),
                    _ ("AWS does not accept one of the settings."));
    case STINT_ERROR_FILES_MALFORMED:
    case STINT_ERROR_FILES_UNWRITABLE:
    case STINT_ERROR_FILES_CONFLICT:
      return files_what (error);
    case STINT_ERROR_DIFFERENT_FILES:
      detail = stint_error_get_detail (error, "path");
      if (detail != NULL)
        /* Translators: %s is the path of a file. */
        return g_strdup_printf (_ ("This shell uses %s, and Stint works on other AWS files."),
                                detail);
      return g_strdup (_ ("This shell uses other AWS files than Stint."));
    case STINT_ERROR_LOCKED:
      detail = stint_error_get_detail (error, "holder");
      if (detail != NULL)
        /* Translators: %s names another Stint, such as "Flatpak, process 1234". */
        return g_strdup_printf (_ ("Another Stint works on the AWS files: %s."), detail);
      return g_strdup (_ ("Another Stint works on the AWS files."));
    case STINT_ERROR_READ_ONLY:
      return g_strdup (_ ("Stint's own records were written by a newer version."));
    case STINT_ERROR_UNSUPPORTED:
      return unsupported_what (error);
    case STINT_ERROR_INACTIVE:
      return named (error, _ ("%s is not active."), _ ("The session is not active."));
    case STINT_ERROR_EXPIRED:
      return named (error, _ ("%s has ended."), _ ("The session has ended."));
    case STINT_ERROR_IN_USE:
      return in_use_what (error);
    case STINT_ERROR_CANCELLED:
      return g_strdup (_ ("Cancelled."));
    case STINT_ERROR_NO_SERVICE:
      if (detail_flag (error, "no-bus"))
        return g_strdup (_ ("There is no session bus here, and without one Stint's service cannot "
                            "be reached."));
      return g_strdup (_ ("Stint's service does not answer."));
    case STINT_ERROR_FAILED:
    default:
      return message_sentence (error);
    }
}

char *
stint_sentence_what (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == STINT_ERROR)
    return stint_what (error);
  if (stint_error_is_cancelled (error))
    return g_strdup (_ ("Cancelled."));

  return message_sentence (error);
}

/* What a command line can say as a command. */
static char *
command_about (const char *name, const char *format)
{
  g_autofree char *quoted = NULL;
  g_auto (GStrv) parts = g_strsplit (format, "%s", 2);

  if (name == NULL)
    return g_strjoinv ("NAME", parts);

  quoted =
      strpbrk (name, " \t'\"$\\*?&;()<>|`!#~") != NULL ? g_shell_quote (name) : g_strdup (name);

  return g_strjoinv (quoted, parts);
}

static char *
command (const GError *error, const char *format)
{
  return command_about (subject (error), format);
}

static char *
not_found_next (const GError *error, gboolean terminal)
{
  GVariant *details = stint_error_get_details (error);
  g_autoptr (GVariant) candidates =
      details != NULL ? g_variant_lookup_value (details, "candidates", NULL) : NULL;

  if (candidates != NULL)
    return g_strdup (_ ("Type more of the name."));
  if (!terminal)
    return NULL;
  if (stint_error_get_detail (error, "session") == NULL &&
      stint_error_get_detail (error, "integration") != NULL)
    return g_strdup (_ ("“stint integration list” shows all that there are."));

  return g_strdup (_ ("“stint list” shows all that there are."));
}

static char *
wrong_mfa_next (const GError *error)
{
  guint wait = detail_uint (error, "mfa-wait");

  if (wait > 0)
    return g_strdup_printf (
        /* Translators: %u is a number of seconds, 30 at most. */
        ngettext ("Codes work once: the next one comes in %u s.",
                  "Codes work once: the next one comes in %u s.", wait),
        wait);

  return g_strdup (_ ("Codes work once: wait for the next one."));
}

static char *
refused_next (const GError *error)
{
  g_auto (Refusal) refusal = { NULL, NULL, NULL };

  if (stint_error_get_detail (error, "sign-in") != NULL)
    return g_strdup (_ ("Sign in again and allow it in the browser. Where AWS denies it by itself, "
                        "ask whoever manages the company's sign-in."));
  if (parse_refusal (error, &refusal))
    /* Translators: an action such as "sts:AssumeRole", and the ARN that it is for. */
    return g_strdup_printf (_ ("Ask whoever manages the account for %s on %s."), refusal.action,
                            refusal.resource);

  return g_strdup (_ ("Ask whoever manages the account."));
}

static char *
throttled_next (const GError *error)
{
  guint after = detail_uint (error, "retry-after");
  g_autofree char *length = stint_words_duration (after);

  if (after > 0)
    return g_strdup_printf (_ ("Try again in %s."), length);

  return g_strdup (_ ("Try again in a moment."));
}

static char *
consent_next (const GError *error, gboolean terminal)
{
  const char *suggested = stint_error_get_detail (error, "suggested-profile");

  if (!terminal)
    return NULL;
  if (suggested != NULL)
    return g_strdup_printf (_ ("Agree with --yes, or leave the profile alone with --profile %s."),
                            suggested);

  return g_strdup (_ ("Agree with --yes, or choose another profile with --profile."));
}

static char *
aws_invalid_next (const GError *error)
{
  const char *message = stint_error_get_detail (error, "aws-message");

  if (message != NULL && strstr (message, "DurationSeconds") != NULL)
    return g_strdup (_ ("Choose a shorter duration: roles have a maximum of their own, and a role "
                        "that is chained from another has one hour."));

  return g_strdup (_ ("Correct it and try again."));
}

static const char *
invalid_next (const GError *error)
{
  const char *option = stint_error_get_detail (error, "option");

  if (g_strcmp0 (option, "start-url") == 0)
    return _ ("It looks like https://example.awsapps.com/start, and stands in the mail that "
              "invited you; or ask whoever manages the company's sign-in.");

  return NULL;
}

static char *
unsupported_next (const GError *error)
{
  const char *serial = stint_error_get_detail (error, "mfa-serial");

  if (serial != NULL && strstr (serial, ":u2f/") != NULL)
    return g_strdup (_ ("Add an authenticator app to the IAM user as a second MFA device, and use "
                        "that one's ARN."));
  if (stint_error_get_detail (error, "app") != NULL)
    return g_strdup (_ ("Choose another one in the preferences or, where it has one of its own, "
                        "for the integration."));
  if (g_strcmp0 (stint_error_get_detail (error, "option"), "browser") == 0)
    return g_strdup (_ ("Set the command of another one as the browser."));

  return NULL;
}

static char *
no_service_next (const GError *error, gboolean terminal)
{
  if (!terminal)
    return g_strdup (_ ("It is started again by itself."));
  if (detail_flag (error, "no-bus"))
    return g_strdup (_ ("Start one for a shell with “dbus-run-session -- bash”, and use stint in "
                        "there."));

  return g_strdup (_ ("“stint doctor” looks for the cause."));
}

/* What is the same for everybody; NULL where it depends on who reads. */
static const char *
common_next (const GError *error)
{
  switch ((int) error->code)
    {
    case STINT_ERROR_EXISTS:
      return _ ("Choose another name.");
    case STINT_ERROR_CYCLE:
      return _ ("Choose another session to start from.");
    case STINT_ERROR_KEYRING_LOCKED:
      return _ ("Unlock it, then try again.");
    case STINT_ERROR_KEYRING_DISMISSED:
      return _ ("Try again and enter its password.");
    case STINT_ERROR_KEYRING_MISSING:
      return _ ("Start one (GNOME Keyring, KWallet, or KeePassXC with its Secret Service switched "
                "on), then try again.");
    case STINT_ERROR_CLOCK_SKEW:
      return _ ("Set it right, best by switching automatic time on, then try again.");
    case STINT_ERROR_NETWORK:
      return _ ("Check the connection and the proxy, then try again.");
    case STINT_ERROR_AWS_TROUBLE:
      return _ ("Try again in a moment.");
    case STINT_ERROR_FILES_MALFORMED:
      return _ ("Correct it by hand; nothing was changed.");
    case STINT_ERROR_FILES_UNWRITABLE:
      if (stint_error_get_detail (error, "hidden-folder") != NULL)
        /* Translators: keep the command as it is, but for FOLDER. */
        return _ ("Open it with “flatpak override --user --filesystem=FOLDER "
                  "io.github.stint_aws.Stint” and start Stint again; nothing was changed.");
      return _ ("Look at who owns it, its permissions, and whether the disk is full; nothing was "
                "changed.");
    case STINT_ERROR_FILES_CONFLICT:
      return _ ("Move it to a profile of its own; nothing was changed.");
    case STINT_ERROR_LOCKED:
      return _ ("End that one first.");
    case STINT_ERROR_READ_ONLY:
      return _ ("Update Stint; until then it reads them and changes nothing.");
    default:
      return NULL;
    }
}

static char *
terminal_next (const GError *error)
{
  switch ((int) error->code)
    {
    case STINT_ERROR_NEEDS_MFA:
      return g_strdup (_ ("Give it with --mfa CODE, or start the session from a terminal, which "
                          "asks for it."));
    case STINT_ERROR_NEEDS_SIGN_IN:
      return command_about (stint_error_get_detail (error, "integration"),
                            _ ("Sign in: stint integration sign-in %s."));
    case STINT_ERROR_SECRET_MISSING:
    case STINT_ERROR_BAD_KEY:
      return stint_error_get_detail (error, "integration") != NULL
                 ? g_strdup_printf (
                       _ ("Enter it anew: stint integration edit %s --access-key-id ID."),
                       stint_error_get_detail (error, "integration"))
                 : g_strdup (_ ("Check both parts of the key."));
    case STINT_ERROR_DIFFERENT_FILES:
      return g_strdup (_ ("Unset AWS_SHARED_CREDENTIALS_FILE and AWS_CONFIG_FILE here, or tell the "
                          "service with “stint config set credentials-file” and “config-file”."));
    case STINT_ERROR_INACTIVE:
      return command (error, _ ("Start it: stint start %s."));
    case STINT_ERROR_EXPIRED:
      return command (error, _ ("Renew it: stint renew %s."));
    case STINT_ERROR_IN_USE:
      return in_use_next (error);
    case STINT_ERROR_FAILED:
      return g_strdup (_ ("If it stays, “stint doctor” may find the cause."));
    default:
      return NULL;
    }
}

static char *
person_next (const GError *error)
{
  switch ((int) error->code)
    {
    case STINT_ERROR_NEEDS_MFA:
      return g_strdup (_ ("Start it to enter one."));
    case STINT_ERROR_NEEDS_SIGN_IN:
      return g_strdup (_ ("Sign in, then try again."));
    case STINT_ERROR_SECRET_MISSING:
    case STINT_ERROR_BAD_KEY:
      return g_strdup (_ ("Enter the access key anew."));
    case STINT_ERROR_DIFFERENT_FILES:
      return g_strdup (_ ("Choose the same files in the preferences."));
    case STINT_ERROR_INACTIVE:
      return g_strdup (_ ("Start it first."));
    case STINT_ERROR_EXPIRED:
      return g_strdup (_ ("Renew it to go on."));
    case STINT_ERROR_IN_USE:
      return g_strdup (_ ("Remove those first."));
    case STINT_ERROR_FAILED:
      return g_strdup (_ ("Try again; if it stays, “stint doctor” in a terminal may find the "
                          "cause."));
    default:
      return NULL;
    }
}

char *
stint_sentence_next (const GError *error, StintAudience audience)
{
  gboolean terminal = audience == STINT_AUDIENCE_TERMINAL;

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != STINT_ERROR)
    return NULL;

  switch ((int) error->code)
    {
    case STINT_ERROR_NOT_FOUND:
      return not_found_next (error, terminal);
    case STINT_ERROR_WRONG_MFA:
      return wrong_mfa_next (error);
    case STINT_ERROR_NEEDS_CONSENT:
      return consent_next (error, terminal);
    case STINT_ERROR_REFUSED:
      return refused_next (error);
    case STINT_ERROR_THROTTLED:
      return throttled_next (error);
    case STINT_ERROR_AWS_INVALID:
      return aws_invalid_next (error);
    case STINT_ERROR_UNSUPPORTED:
      return unsupported_next (error);
    case STINT_ERROR_INVALID_ARGUMENT:
      return g_strdup (invalid_next (error));
    case STINT_ERROR_NO_SERVICE:
      return no_service_next (error, terminal);
    default:
      if (common_next (error) != NULL)
        return g_strdup (common_next (error));
      return terminal ? terminal_next (error) : person_next (error);
    }
}

char *
stint_sentence_whole (const GError *error, StintAudience audience)
{
  g_autofree char *what = stint_sentence_what (error);
  g_autofree char *next = stint_sentence_next (error, audience);

  if (next == NULL)
    return g_steal_pointer (&what);

  return g_strconcat (what, " ", next, NULL);
}

char *
stint_sentence_raw (const GError *error)
{
  const char *code = stint_error_get_detail (error, "aws-code");
  const char *message = stint_error_get_detail (error, "aws-message");
  const char *request = stint_error_get_detail (error, "request-id");
  GString *text;

  if (code == NULL && message == NULL)
    return NULL;

  text = g_string_new (code != NULL ? code : message);
  if (code != NULL && message != NULL)
    g_string_append_printf (text, ": %s", message);
  if (request != NULL)
    g_string_append_printf (text, " (request %s)", request);

  return g_string_free (text, FALSE);
}

char *
stint_sentence_for_reason (const char *reason, const char *profile, const char *const *profiles)
{
  g_return_val_if_fail (reason != NULL, NULL);

  if (g_str_equal (reason, "default"))
    return g_strdup (_ ("“default” is what every tool uses where no profile is named."));
  if (g_str_equal (reason, "long-lived-keys"))
    return g_strdup_printf (_ ("The profile “%s” holds long-lived keys of your own. They are set "
                               "aside while the session lasts, and come back when it is stopped."),
                            profile != NULL ? profile : "");
  if (g_str_equal (reason, "dependents"))
    {
      g_autofree char *names = stint_words_list (profiles, 0);

      /* Translators: a list of profile names, and the profile that they depend on. */
      return g_strdup_printf (_ ("Other profiles get their identity from “%s” and would change it "
                                 "with it: %s."),
                              profile != NULL ? profile : "", names);
    }

  /* A newer service may have reasons that this program does not know yet. */
  return g_strdup_printf (_ ("The profile “%s” is in use (%s)."), profile != NULL ? profile : "",
                          reason);
}

char *
stint_sentence_for_consent (const GError *error)
{
  GVariant *details;
  g_auto (GStrv) reasons = NULL;
  g_auto (GStrv) profiles = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (error != NULL, NULL);

  details = stint_error_get_details (error);
  if (details == NULL || !g_variant_lookup (details, "reasons", "^as", &reasons) ||
      *reasons == NULL)
    return stint_sentence_what (error);

  g_variant_lookup (details, "profiles", "^as", &profiles);
  for (guint i = 0; reasons[i] != NULL; i++)
    {
      g_autofree char *sentence = stint_sentence_for_reason (
          reasons[i], stint_error_get_detail (error, "profile"), (const char *const *) profiles);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", sentence);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Conditions are errors that concern everything: the same sentences. */
char *
stint_sentence_for_condition (const char *name, GVariant *details)
{
  static const struct
  {
    const char *name;
    StintError code;
  } conditions[] = {
    { "read-only", STINT_ERROR_READ_ONLY },
    { "keyring-locked", STINT_ERROR_KEYRING_LOCKED },
    { "keyring-missing", STINT_ERROR_KEYRING_MISSING },
    { "files-malformed", STINT_ERROR_FILES_MALFORMED },
    { "files-unwritable", STINT_ERROR_FILES_UNWRITABLE },
    { "clock-skew", STINT_ERROR_CLOCK_SKEW },
    { "offline", STINT_ERROR_NETWORK },
    { "locked", STINT_ERROR_LOCKED },
  };

  g_return_val_if_fail (name != NULL, NULL);

  /* Nothing failed, and yet a wish is not met. */
  if (g_str_equal (name, "lock-unseen"))
    return g_strdup (_ ("This desktop does not tell Stint when the screen is locked: sessions are "
                        "not stopped by it."));

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++)
    {
      if (g_str_equal (conditions[i].name, name))
        {
          g_autoptr (GError) error = stint_error_new (conditions[i].code, details, "%s", name);

          return stint_sentence_whole (error, STINT_AUDIENCE_WINDOW);
        }
    }

  return g_strdup_printf (_ ("The service reports “%s”."), name);
}

char *
stint_sentence_for_warning (const char *warning, const char *profile)
{
  g_return_val_if_fail (warning != NULL, NULL);

  if (g_str_equal (warning, "foreign-keys"))
    return g_strdup_printf (_ ("Somebody wrote other keys into the profile “%s”. They stay, and "
                               "Stint has let go of it."),
                            profile != NULL ? profile : "");

  return g_strdup_printf (_ ("The service reports “%s”."), warning);
}
