/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-integration.h"
#include "stint-session.h"

G_BEGIN_DECLS

/* StintRegistry: every integration and session, in memory and on disk.
 *
 *   $XDG_CONFIG_HOME/stint/integrations.json   definitions; hand-editable; read again when it
 *                                              changes on disk
 *   $XDG_STATE_HOME/stint/state.json           lives; written before and after files are touched
 *
 * Both carry "version"; what a newer version wrote is read as far as it is understood and never
 * written ("read-only").  Both are read as untrusted: an entry that makes no sense is left out,
 * kept on disk as it was, and told (a warning).  Writing is whole, in a worker thread, coalesced,
 * the last good copy kept as NAME~ until the new one is durable.
 *
 * Signals, each emitted after the change:
 *   "session-changed" (StintSession), "session-removed" (const char *id),
 *   "integration-changed" (StintIntegration), "integration-removed" (const char *id),
 *   "warnings-changed": see stint_registry_dup_warnings(),
 *   "session-unlisted" (StintSession): somebody took it out of integrations.json while it was
 *     started; it lives on here until the engine has stopped it and removes it */
#define STINT_TYPE_REGISTRY (stint_registry_get_type ())
G_DECLARE_FINAL_TYPE (StintRegistry, stint_registry, STINT, REGISTRY, GObject)

/* @config_dir, @state_dir: the folders named "stint", made when needed, mode 0700. */
StintRegistry *stint_registry_new (const char *config_dir, const char *state_dir);

void stint_registry_load_async (StintRegistry *self,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean stint_registry_load_finish (StintRegistry *self, GAsyncResult *result, GError **error);

/* TRUE if a newer version wrote one of the files: every change is STINT_ERROR_READ_ONLY. */
gboolean stint_registry_is_read_only (StintRegistry *self);

/* What is wrong with the files, as English sentences; never NULL. (transfer full) */
GStrv stint_registry_dup_warnings (StintRegistry *self);

/* Live arrays, in the order of creation; borrowed; not to be kept over a change. */
GPtrArray *stint_registry_get_sessions (StintRegistry *self);     /* of StintSession */
GPtrArray *stint_registry_get_integrations (StintRegistry *self); /* of StintIntegration */

/* O(1). (nullable) (transfer none) */
StintSession *stint_registry_get_session (StintRegistry *self, const char *id);
StintIntegration *stint_registry_get_integration (StintRegistry *self, const char *id);
StintIntegration *stint_registry_get_integration_of (StintRegistry *self, StintSession *session);
StintSession *stint_registry_find_session_by_name (StintRegistry *self, const char *name);
StintIntegration *stint_registry_find_integration_by_name (StintRegistry *self, const char *name);
/* The one that holds @profile; or else, with @held_only FALSE, the one that would. */
StintSession *stint_registry_find_session_by_profile (StintRegistry *self,
                                                      const char *profile,
                                                      gboolean held_only);

/* Changes.  Each validates first (names unique and not empty, ARNs, durations, ids known, chains
 * without a cycle), and fails with STINT_ERROR_INVALID_ARGUMENT, EXISTS, NOT_FOUND, CYCLE, IN_USE
 * or READ_ONLY and nothing changed.  The definition is taken in any case.  Where id is NULL the
 * registry makes one.  The object is borrowed. */
StintIntegration *stint_registry_put_integration (StintRegistry *self,
                                                  StintIntegrationDefinition *definition,
                                                  GError **error);
StintSession *stint_registry_put_session (StintRegistry *self,
                                          StintSessionDefinition *definition,
                                          GError **error);
/* What they would say, without doing it; the definitions need ids. */
gboolean stint_registry_check_session (StintRegistry *self,
                                       const StintSessionDefinition *definition,
                                       GError **error);
gboolean stint_registry_check_integration (StintRegistry *self,
                                           const StintIntegrationDefinition *definition,
                                           GError **error);
/* Neither stops anything: the engine has done that. IN_USE while something hangs on it. */
gboolean stint_registry_remove_session (StintRegistry *self, const char *id, GError **error);
gboolean stint_registry_remove_integration (StintRegistry *self, const char *id, GError **error);

/* Thousands of changes as one: between the two calls changed definitions are in memory and told, and
 * are written once, after the last release.  A flush in between writes what others wait for, without
 * them, or with them where somebody else's change has to be written anyway: both are whole. */
void stint_registry_hold_writes (StintRegistry *self);
void stint_registry_release_writes (StintRegistry *self);

/* Forgets those sessions of @ids (a set of char *) that neither hold a profile nor are chained from.
 * Returns: how many went */
guint stint_registry_forget_sessions (StintRegistry *self, GHashTable *ids);

/* Sessions chained from @id, directly and indirectly; (transfer container). */
GPtrArray *stint_registry_list_dependents (StintRegistry *self, const char *id);

/* For the engine: what state.json says was started but integrations.json does not define (any
 * more).  An orphan is kept there until it is dropped.
 * Returns: (transfer container): borrowed ids of lives */
GPtrArray *stint_registry_list_orphans (StintRegistry *self);
const StintSessionLife *stint_registry_get_orphan (StintRegistry *self, const char *id);
void stint_registry_drop_orphan (StintRegistry *self, const char *id);

/* For the engine: after stint_session_set_life() and friends.  Emits and schedules a write. */
void stint_registry_session_changed (StintRegistry *self, StintSession *session);
/* For what only state.json has to know: schedules a write, and tells nobody. */
void stint_registry_session_noted (StintRegistry *self);
void stint_registry_integration_changed (StintRegistry *self, StintIntegration *integration);

/* The same, after a sync: when it was and what was new goes to state.json. */
void stint_registry_integration_synced (StintRegistry *self, StintIntegration *integration);

/* Everything that was changed until now is on disk when this finishes (or the error says why not):
 * the engine waits for it before it touches the AWS files. */
void stint_registry_flush_async (StintRegistry *self,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
gboolean stint_registry_flush_finish (StintRegistry *self, GAsyncResult *result, GError **error);

G_END_DECLS
