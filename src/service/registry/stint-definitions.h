/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <json-glib/json-glib.h>

#include "stint-integration.h"
#include "stint-session.h"

G_BEGIN_DECLS

#define STINT_DEFINITIONS_VERSION 1

/* StintDefinitions: integrations.json read and sorted into what makes sense and what does not.
 *
 * What does not (a value out of range, a name or id used twice, an unknown integration, a chain
 * that comes back to itself, a kind of a newer version) is kept as it stands, to be written back,
 * and told. */
typedef struct
{
  gboolean newer; /* written by a newer version: not to be overwritten */
  JsonObject *root;
  GPtrArray *integrations;      /* of StintIntegrationDefinition */
  GPtrArray *sessions;          /* of StintSessionDefinition */
  GHashTable *raw;              /* id → JsonObject, as it stands */
  GPtrArray *kept_integrations; /* of JsonNode */
  GPtrArray *kept_sessions;     /* of JsonNode */
  GPtrArray *warnings;          /* of char *, English sentences */
} StintDefinitions;

/* @root: (nullable): nothing is defined yet. */
StintDefinitions *stint_definitions_parse (JsonNode *root);
void stint_definitions_free (StintDefinitions *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintDefinitions, stint_definitions_free)

G_END_DECLS
