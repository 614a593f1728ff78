/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-login-entry.h"
#include "stint-service.h"

G_BEGIN_DECLS

/* StintLoginKeeper: sees to it that the login entry is there while there is a reason for it, a session
 * that is held or is to be started with the desktop, and the preference login-entry allows it.  What
 * another Stint looks after is no reason. */
#define STINT_TYPE_LOGIN_KEEPER (stint_login_keeper_get_type ())
G_DECLARE_FINAL_TYPE (StintLoginKeeper, stint_login_keeper, STINT, LOGIN_KEEPER, GObject)

/* @service is borrowed and outlives it; it serves already. */
StintLoginKeeper *stint_login_keeper_new (StintService *service, StintLoginEntry *entry);

G_END_DECLS
