/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-definitions.h"
#include "stint-registry.h"
#include "stint-store.h"

G_BEGIN_DECLS

/* What stint-registry.c (tables), stint-registry-storage.c (files) and stint-registry-changes.c
 * (checked changes) share. */
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

  guint n_write_holds; /* while it is not 0, changed definitions are not written by themselves */
  gboolean write_waits;

  JsonObject *state_root; /* (owned) as it was read */
  GHashTable *orphans;    /* id → StintSessionLife: started, but not defined */
};

enum
{
  STINT_REGISTRY_SIGNAL_SESSION_CHANGED,
  STINT_REGISTRY_SIGNAL_SESSION_REMOVED,
  STINT_REGISTRY_SIGNAL_INTEGRATION_CHANGED,
  STINT_REGISTRY_SIGNAL_INTEGRATION_REMOVED,
  STINT_REGISTRY_SIGNAL_WARNINGS_CHANGED,
  STINT_REGISTRY_SIGNAL_SESSION_UNLISTED,
  STINT_REGISTRY_N_SIGNALS,
};
extern guint stint_registry_signals[STINT_REGISTRY_N_SIGNALS];

/* The two stores; after closing nothing is read or written any more. */
void stint_registry_open_storage (StintRegistry *self,
                                  const char *definitions_path,
                                  const char *state_path);
void stint_registry_close_storage (StintRegistry *self);

/* The file has to say so as well; @id wins over what the file says meanwhile. */
void stint_registry_touch (StintRegistry *self, const char *id);
/* integrations.json, or state.json, has to be written. */
void stint_registry_mark_definitions_dirty (StintRegistry *self);
void stint_registry_mark_state_dirty (StintRegistry *self);

/* Each takes @definition, which may be of something known, and tells nobody.
 * Returns: FALSE if that is what is there already */
gboolean stint_registry_set_session (StintRegistry *self,
                                     StintSessionDefinition *definition,
                                     StintSession **out_session);
gboolean stint_registry_set_integration (StintRegistry *self,
                                         StintIntegrationDefinition *definition,
                                         StintIntegration **out_integration);
/* Each does that, and if anything changed marks it for the file and emits. (transfer none) */
StintSession *stint_registry_take_session (StintRegistry *self, StintSessionDefinition *definition);
StintIntegration *stint_registry_take_integration (StintRegistry *self,
                                                   StintIntegrationDefinition *definition);
/* Out of the tables, and tells. */
void stint_registry_drop_session (StintRegistry *self, StintSession *session);
void stint_registry_drop_integration (StintRegistry *self, StintIntegration *integration);

G_END_DECLS
