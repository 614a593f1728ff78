/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <adwaita.h>

#include "stint-session-item.h"

G_BEGIN_DECLS

typedef enum
{
  STINT_CONSENT_REFUSED,
  STINT_CONSENT_GIVEN,
  STINT_CONSENT_OTHER_PROFILE,
} StintConsent;

/* @profile: (nullable): the profile name that was chosen instead. Called once. */
typedef void (*StintConsentFunc) (StintConsent consent, const char *profile, gpointer user_data);

/* Asks what an error of STINT_ERROR_NEEDS_CONSENT asks: names the reasons and the profiles, and
 * offers the profile name that needs no consent, where the service knows one. */
void stint_consent_dialog_ask (GtkWindow *parent,
                               StintSessionItem *session,
                               const GError *error,
                               StintConsentFunc func,
                               gpointer user_data);

G_END_DECLS
