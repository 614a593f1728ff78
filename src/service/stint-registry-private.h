/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-definitions.h"
#include "stint-registry.h"
#include "stint-store.h"

G_BEGIN_DECLS

/* What stint-registry.c (tables, files) and stint-registry-changes.c (checked changes) share. */
struct _StintRegistry
{
  GObject parent_instance;

  StintStore *definitions_store;
  StintStore *state_store;
  gboolean read_only;
  GPtrArray *definitions_warnings; /* of char * */
  GPtrArray *state_warnings;       /* of char * */

  GPtrArray *sessions;
  GPtrArray *integrations;
  GHashTable *sessions_by_id;       /* borrowed id → StintSession */
  GHashTable *sessions_by_name;     /* borrowed name → StintSession */
  GHashTable *integrations_by_id;   /* borrowed id → StintIntegration */
  GHashTable *integrations_by_name; /* borrowed name → StintIntegration */

  StintDefinitions *on_disk; /* (owned) as it was read last: what this version does not know */
  GHashTable *touched;       /* ids that we changed since then: ours wins over the file */
  GHashTable *unlisted;      /* ids of sessions that the file does not have any more */

  JsonObject *state_root; /* (owned) as it was read */
  GHashTable *orphans;    /* id → StintSessionLife: started, but not defined */
};

/* The file has to say so as well; @id wins over what the file says meanwhile. */
void stint_registry_touch (StintRegistry *self, const char *id);
/* state.json has to be written. */
void stint_registry_mark_state_dirty (StintRegistry *self);

/* Each takes @definition and emits if anything changed. (transfer none) */
StintSession *stint_registry_take_session (StintRegistry *self, StintSessionDefinition *definition);
StintIntegration *stint_registry_take_integration (StintRegistry *self,
                                                   StintIntegrationDefinition *definition);
/* Out of the tables, and tells. */
void stint_registry_drop_session (StintRegistry *self, StintSession *session);
void stint_registry_drop_integration (StintRegistry *self, StintIntegration *integration);

G_END_DECLS
