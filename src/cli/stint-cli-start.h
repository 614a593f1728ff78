/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-cli.h"

G_BEGIN_DECLS

/* Starting and renewing with a person at the terminal: codes, consent, and asking again. Shared by
 * start, renew, exec and env. */
typedef struct
{
  char *mfa;         /* (nullable) --mfa: a code, or "-" to read one */
  char *mfa_command; /* (nullable) --mfa-command */
  gboolean yes;
  gboolean no_input;
  char *profile;  /* (nullable) */
  char *region;   /* (nullable) */
  char *duration; /* (nullable) as typed */
  char *hand_out; /* (nullable) as typed */

  gboolean mfa_spent; /* a code works once */
} StintStartArguments;

void stint_start_arguments_clear (StintStartArguments *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintStartArguments, stint_start_arguments_clear)

/* What all of them take … */
#define STINT_START_ENTRIES_ASK(arguments)                                                         \
  { "mfa",                                                                                         \
    'm',                                                                                           \
    0,                                                                                             \
    G_OPTION_ARG_STRING,                                                                           \
    &(arguments).mfa,                                                                              \
    N_ ("The MFA code if one is needed; - reads it from standard input"),                          \
    N_ ("CODE") },                                                                                 \
      { "mfa-command",                                                                             \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(arguments).mfa_command,                                                                  \
        N_ ("A command that prints the MFA code"),                                                 \
        N_ ("COMMAND") },                                                                          \
      { "yes",                                                                                     \
        'y',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_NONE,                                                                         \
        &(arguments).yes,                                                                          \
        N_ ("Agree to taking a profile over that other tools use"),                                \
        NULL },                                                                                    \
  {                                                                                                \
    "no-input", 0, 0, G_OPTION_ARG_NONE, &(arguments).no_input, N_ ("Never ask; fail instead"),    \
        NULL                                                                                       \
  }

/* … and what only start and renew do. */
#define STINT_START_ENTRIES_CHOOSE(arguments)                                                      \
  { "profile",                                                                                     \
    'p',                                                                                           \
    0,                                                                                             \
    G_OPTION_ARG_STRING,                                                                           \
    &(arguments).profile,                                                                          \
    N_ ("The profile that tools find it under, this time"),                                        \
    N_ ("PROFILE") },                                                                              \
      { "region",                                                                                  \
        'r',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(arguments).region,                                                                       \
        N_ ("The region, this time"),                                                              \
        N_ ("REGION") },                                                                           \
      { "duration",                                                                                \
        'd',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &(arguments).duration,                                                                     \
        N_ ("How long, this time: 15m, 1h, 1h30m"),                                                \
        N_ ("TIME") },                                                                             \
  {                                                                                                \
    "hand-out", 0, 0, G_OPTION_ARG_STRING, &(arguments).hand_out,                                  \
        N_ ("How tools get the credentials, this time: file or on-demand"), N_ ("WAY")             \
  }

/* Looks at the values; FALSE after saying what is wrong. */
gboolean stint_start_arguments_check (StintStartArguments *self);

typedef enum
{
  STINT_START,
  STINT_RENEW,
} StintStartVerb;

/* Starts or renews @item, and asks what has to be asked.
 * Returns: (transfer full): the results; NULL after telling why not, with @out_status. */
GVariant *stint_start_run (StintCli *cli,
                           StintSessionItem *item,
                           StintStartArguments *arguments,
                           StintStartVerb verb,
                           int *out_status);

/* Says which variables of this shell beat any profile, if there are any. */
void stint_start_warn_environment (StintCli *cli);

/* Reads --duration and --hand-out into a dictionary of options; FALSE after saying what is wrong. */
gboolean stint_cli_add_duration (GVariantDict *dict, const char *text);
gboolean stint_cli_add_enum (
    GVariantDict *dict, const char *key, const char *option, GType type, const char *text);

G_END_DECLS
