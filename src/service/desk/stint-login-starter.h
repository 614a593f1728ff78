/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-notices.h"
#include "stint-service.h"

G_BEGIN_DECLS

/* StintLoginStarter: starts the sessions that the person wants to be started with the desktop.
 *
 * Never a prompt out of nowhere: what needs a code, a sign-in or the keyring waits as one notice, and
 * is started as soon as it needs nobody any more.  What fails for a while, such as for want of a
 * network, is tried again for some minutes. */
#define STINT_TYPE_LOGIN_STARTER (stint_login_starter_get_type ())
G_DECLARE_FINAL_TYPE (StintLoginStarter, stint_login_starter, STINT, LOGIN_STARTER, GObject)

/* Both are borrowed and outlive it. */
StintLoginStarter *stint_login_starter_new (StintService *service, StintNotices *notices);

/* The person has just come: begins. */
void stint_login_starter_run (StintLoginStarter *self);

G_END_DECLS
