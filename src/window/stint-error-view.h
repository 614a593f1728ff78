/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* StintErrorView: what failed in a sentence, what to do, a button that does it, and AWS's own words
 * behind a disclosure. */
#define STINT_TYPE_ERROR_VIEW (stint_error_view_get_type ())
G_DECLARE_FINAL_TYPE (StintErrorView, stint_error_view, STINT, ERROR_VIEW, AdwBin)

/* @error: (nullable): NULL hides the view; a cancellation does so too.
 * @button, @detailed_action: (nullable): the next step, where one can be offered. */
void stint_error_view_set (StintErrorView *self,
                           const GError *error,
                           const char *button,
                           const char *detailed_action);

/* The same for a sentence of our own: @what, and @next (nullable). */
void stint_error_view_set_sentence (StintErrorView *self, const char *what, const char *next);

/* What is shown, for tests and screen readers. */
const char *stint_error_view_get_text (StintErrorView *self);

G_END_DECLS
