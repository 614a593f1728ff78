/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintPolicyRow: an IAM policy: what it is for, a button that copies it, and itself when it is
 * unfolded. */
#define STINT_TYPE_POLICY_ROW (stint_policy_row_get_type ())
G_DECLARE_FINAL_TYPE (StintPolicyRow, stint_policy_row, STINT, POLICY_ROW, AdwExpanderRow)

/* @copy: what the button says. */
GtkWidget *stint_policy_row_new (const char *title, const char *copy);

/* @subtitle: whom it is for; @policy: JSON. */
void stint_policy_row_set (StintPolicyRow *self, const char *subtitle, const char *policy);

/* The policy; "" before there is one. (transfer none) */
const char *stint_policy_row_get_policy (StintPolicyRow *self);

G_END_DECLS
