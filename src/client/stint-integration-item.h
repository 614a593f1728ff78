/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

#include "stint-types.h"

G_BEGIN_DECLS

/* StintIntegrationItem: one integration as the service told it.  It lives as long as the
 * integration does and changes by notify.
 *
 * Properties, all read-only; strings are never NULL, "" where there is nothing:
 *   "id", "name", "region", "endpoint-url", "browser" (string), "kind" (StintIntegrationKind)
 *   "n-sessions", "n-active" (uint, kept by the client)
 *   IAM user: "access-key-id", "mfa-serial", "arn", "account-id" (string), "lease-until" (int64,
 *     seconds since the epoch; 0 if a code is needed now)
 *   Identity Center: "start-url", "sso-session", "profile-template" (string), "flow"
 *     (StintSignInFlow), "sign-in" (StintSignInState), "signed-in-until", "last-sync" (int64,
 *     seconds), "renews" (boolean: the token is renewed silently), "shared" (boolean: with the AWS
 *     CLI), "syncing" (boolean), "sync-done", "sync-total" (uint; total 0: not known yet),
 *     "n-new", "n-gone" (uint, of the last sync)
 *   "has-error" (boolean), "error-message" (string): of the last sign-in or sync. */
#define STINT_TYPE_INTEGRATION_ITEM (stint_integration_item_get_type ())
G_DECLARE_FINAL_TYPE (
    StintIntegrationItem, stint_integration_item, STINT, INTEGRATION_ITEM, GObject)

/* What Integrations.List returns for one. */
#define STINT_INTEGRATION_TUPLE "(ssssa{sv})"

StintIntegrationItem *stint_integration_item_new (GVariant *tuple);

const char *stint_integration_item_get_id (StintIntegrationItem *self);
const char *stint_integration_item_get_name (StintIntegrationItem *self);
StintIntegrationKind stint_integration_item_get_kind (StintIntegrationItem *self);
const char *stint_integration_item_get_region (StintIntegrationItem *self);
const char *stint_integration_item_get_access_key_id (StintIntegrationItem *self);
const char *stint_integration_item_get_mfa_serial (StintIntegrationItem *self);
const char *stint_integration_item_get_arn (StintIntegrationItem *self);
const char *stint_integration_item_get_account_id (StintIntegrationItem *self);
const char *stint_integration_item_get_endpoint_url (StintIntegrationItem *self);
gint64 stint_integration_item_get_lease_until (StintIntegrationItem *self);
const char *stint_integration_item_get_start_url (StintIntegrationItem *self);
const char *stint_integration_item_get_sso_session (StintIntegrationItem *self);
const char *stint_integration_item_get_profile_template (StintIntegrationItem *self);
const char *stint_integration_item_get_browser (StintIntegrationItem *self);
StintSignInFlow stint_integration_item_get_flow (StintIntegrationItem *self);
StintSignInState stint_integration_item_get_sign_in (StintIntegrationItem *self);
gint64 stint_integration_item_get_signed_in_until (StintIntegrationItem *self);
gint64 stint_integration_item_get_last_sync (StintIntegrationItem *self);
gboolean stint_integration_item_get_renews (StintIntegrationItem *self);
gboolean stint_integration_item_get_shared (StintIntegrationItem *self);
gboolean stint_integration_item_get_syncing (StintIntegrationItem *self);
guint stint_integration_item_get_sync_done (StintIntegrationItem *self);
guint stint_integration_item_get_sync_total (StintIntegrationItem *self);
guint stint_integration_item_get_n_new (StintIntegrationItem *self);
guint stint_integration_item_get_n_gone (StintIntegrationItem *self);
guint stint_integration_item_get_n_sessions (StintIntegrationItem *self);
guint stint_integration_item_get_n_active (StintIntegrationItem *self);

/* Of the last sign-in or sync, until the next success.
 * Returns: (transfer full) (nullable): of STINT_ERROR with details, for stint-sentence.h. */
GError *stint_integration_item_dup_error (StintIntegrationItem *self);

/* For the client: takes over what @tuple says, and notifies of what differs. */
void stint_integration_item_update (StintIntegrationItem *self, GVariant *tuple);
void
stint_integration_item_set_counts (StintIntegrationItem *self, guint n_sessions, guint n_active);

G_END_DECLS
