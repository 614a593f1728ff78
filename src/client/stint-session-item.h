/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-integration-item.h"
#include "stint-types.h"

G_BEGIN_DECLS

/* StintSessionItem: one session as the service told it.  It lives as long as the session does, over
 * reloads and reconnections, and changes by notify only, so that a list keeps its selection.
 *
 * Properties, all read-only.  Strings are never NULL, "" where there is nothing; instants are
 * seconds since the epoch, 0 where there is none:
 *   "id", "name" (string)            "kind" (StintSessionKind)
 *   "integration-id" (string)        "integration" (StintIntegrationItem, may be NULL)
 *   "account-id", "account-name"     "role" (ARN, or a role name for Identity Center)
 *   "role-name" (last part of role)  "profile" (the definition's)
 *   "tool-profile" (where tools find it now: held-profile while held, else profile)
 *   "region" ("": the integration's) "state" (StintSessionState)   "hand-out" (StintHandOut)
 *   "since", "until", "last-used" (int64)
 *   "pinned", "needs-person" (boolean)
 *   "can-console", "gone" (Identity Center does not assign it any more), "shared" (its profile is the
 *   person's own, and nothing is written there), "start-at-login" (boolean)
 *   "from-id" (id of the session that it is chained from)
 *   "external-id", "role-session-name", "arn", "held-profile", "warning" (string)
 *   "duration" (uint, seconds, 0: AWS's default)
 *   "mfa" (StintMfaMode)             "renew" (StintRenewPolicy)
 *   "has-error" (boolean)            "error-code" (int, a StintError; -1 without an error)
 *   "error-message" (string)         "error-details" (GVariant a{sv}, may be NULL)
 *   "active" (boolean: active or expiring)   "held" (boolean: active, expiring or expired)
 *   "search-key" (string, case-folded: name, profile, account, role, region, integration) */
#define STINT_TYPE_SESSION_ITEM (stint_session_item_get_type ())
G_DECLARE_FINAL_TYPE (StintSessionItem, stint_session_item, STINT, SESSION_ITEM, GObject)

/* What Sessions.List returns for one. */
#define STINT_SESSION_TUPLE "(sssssssssssxxba{sv})"

StintSessionItem *stint_session_item_new (GVariant *tuple);

const char *stint_session_item_get_id (StintSessionItem *self);
const char *stint_session_item_get_name (StintSessionItem *self);
StintSessionKind stint_session_item_get_kind (StintSessionItem *self);
const char *stint_session_item_get_integration_id (StintSessionItem *self);
StintIntegrationItem *stint_session_item_get_integration (StintSessionItem *self);
const char *stint_session_item_get_account_id (StintSessionItem *self);
const char *stint_session_item_get_account_name (StintSessionItem *self);
const char *stint_session_item_get_role (StintSessionItem *self);
const char *stint_session_item_get_role_name (StintSessionItem *self);
const char *stint_session_item_get_profile (StintSessionItem *self);
const char *stint_session_item_get_tool_profile (StintSessionItem *self);
const char *stint_session_item_get_region (StintSessionItem *self);
StintSessionState stint_session_item_get_state (StintSessionItem *self);
StintHandOut stint_session_item_get_hand_out (StintSessionItem *self);
gint64 stint_session_item_get_since (StintSessionItem *self);
gint64 stint_session_item_get_until (StintSessionItem *self);
gint64 stint_session_item_get_last_used (StintSessionItem *self);
gboolean stint_session_item_get_pinned (StintSessionItem *self);
gboolean stint_session_item_get_needs_person (StintSessionItem *self);
gboolean stint_session_item_get_can_console (StintSessionItem *self);
gboolean stint_session_item_get_gone (StintSessionItem *self);
gboolean stint_session_item_get_shared (StintSessionItem *self);
gboolean stint_session_item_get_start_at_login (StintSessionItem *self);
const char *stint_session_item_get_from_id (StintSessionItem *self);
const char *stint_session_item_get_external_id (StintSessionItem *self);
const char *stint_session_item_get_role_session_name (StintSessionItem *self);
const char *stint_session_item_get_arn (StintSessionItem *self);
const char *stint_session_item_get_held_profile (StintSessionItem *self);
const char *stint_session_item_get_warning (StintSessionItem *self);
guint stint_session_item_get_duration (StintSessionItem *self);
StintMfaMode stint_session_item_get_mfa (StintSessionItem *self);
StintRenewPolicy stint_session_item_get_renew (StintSessionItem *self);
const char *stint_session_item_get_search_key (StintSessionItem *self);

/* active or expiring: its credentials work. */
gboolean stint_session_item_is_active (StintSessionItem *self);
/* active, expiring or expired: its profile is held. */
gboolean stint_session_item_is_held (StintSessionItem *self);

/* The last failure, until the next success.
 * Returns: (transfer full) (nullable): of STINT_ERROR with details, for stint-sentence.h. */
GError *stint_session_item_dup_error (StintSessionItem *self);

/* For the client: takes over what @tuple says, and notifies of what differs. */
void stint_session_item_update (StintSessionItem *self, GVariant *tuple);
void stint_session_item_set_integration (StintSessionItem *self, StintIntegrationItem *integration);
/* Its name is part of the search key.  A handler in each of thousands would be most of what they
 * weigh. */
void stint_session_item_integration_renamed (StintSessionItem *self);

G_END_DECLS
