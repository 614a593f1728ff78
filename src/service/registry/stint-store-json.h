/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <json-glib/json-glib.h>

#include "stint-integration.h"
#include "stint-session.h"

G_BEGIN_DECLS

/* Definitions and lives to and from the members of our JSON files.
 *
 * Reading checks types and nicks only (G_IO_ERROR_INVALID_DATA, a sentence that names the member);
 * whether the values make sense is for the registry.  Writing starts from @base, what was read
 * before, so that members that this version does not know stay.  Members without a value are left
 * out. */
StintIntegrationDefinition *stint_store_integration_from_json (JsonObject *json, GError **error);
StintSessionDefinition *stint_store_session_from_json (JsonObject *json, GError **error);
StintSessionLife *stint_store_life_from_json (JsonObject *json, GError **error);

/* @base: (nullable). (transfer full) */
JsonObject *stint_store_integration_to_json (const StintIntegrationDefinition *definition,
                                             JsonObject *base);
JsonObject *stint_store_session_to_json (const StintSessionDefinition *definition,
                                         JsonObject *base);
/* The same as text, as an element of a list in an object: what a tree would be written as, without the
 * tree, for there may be thousands. */
void stint_store_append_session (GString *text,
                                 const StintSessionDefinition *definition,
                                 JsonObject *base);
JsonObject *stint_store_life_to_json (const StintSessionLife *life, JsonObject *base);

G_END_DECLS
