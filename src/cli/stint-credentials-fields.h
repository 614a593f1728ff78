/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <stddef.h>

/* Credentials as environment variables: read from the socket, put into our environment or printed
 * for a shell. */

#define STINT_FIELDS_MAX 16

typedef struct
{
  size_t n;
  struct
  {
    const char *name;
    const char *value;
  } at[STINT_FIELDS_MAX];
} StintFields;

/* Variables that would beat these credentials or describe others. NULL-terminated. */
extern const char *const stint_fields_beaten[];

/* Takes @body apart in place: lines NAME=VALUE, values percent-encoded.  The fields point into it.
 * AWS_DEFAULT_REGION is added to AWS_REGION, since readers know one or the other.
 * Returns 0 if it is not what the protocol says or a key is missing. */
int stint_fields_parse (char *body, StintFields *fields);

/* Changes our own environment.  Returns 0 for want of memory. */
int stint_fields_export (const StintFields *fields);

/* Whether stint_fields_print() knows @format. */
int stint_fields_format_is_known (const char *format);

/* Prints what sets the variables in @format (sh, fish, powershell, dotenv, json) on standard output,
 * and unsets the beaten ones where the format can. */
void stint_fields_print (const StintFields *fields, const char *format);
