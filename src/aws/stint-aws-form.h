/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-secret.h"

G_BEGIN_DECLS

/* StintAwsForm: the body of a call on the query protocol, application/x-www-form-urlencoded.  It may
 * hold an MFA code, so its memory is wiped as it grows and when it goes. */
typedef struct
{
  char *text; /* NUL-terminated; NULL while empty */
  gsize length;
  gsize room;
} StintAwsForm;

#define STINT_AWS_FORM_CONTENT_TYPE "application/x-www-form-urlencoded; charset=utf-8"

/* Nothing is added for a @value of NULL. */
void stint_aws_form_add (StintAwsForm *self, const char *name, const char *value);
void stint_aws_form_clear (StintAwsForm *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintAwsForm, stint_aws_form_clear)

G_END_DECLS
