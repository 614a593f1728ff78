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
 *   "id", "name" (string), "kind" (StintIntegrationKind), "region", "access-key-id", "mfa-serial",
 *   "arn", "account-id", "endpoint-url" (string), "lease-until" (int64, seconds since the epoch; 0
 *   if a code is needed now), "n-sessions", "n-active" (uint, kept by the client). */
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
guint stint_integration_item_get_n_sessions (StintIntegrationItem *self);
guint stint_integration_item_get_n_active (StintIntegrationItem *self);

/* For the client: takes over what @tuple says, and notifies of what differs. */
void stint_integration_item_update (StintIntegrationItem *self, GVariant *tuple);
void
stint_integration_item_set_counts (StintIntegrationItem *self, guint n_sessions, guint n_active);

G_END_DECLS
