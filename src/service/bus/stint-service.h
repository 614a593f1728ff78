/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-admissions.h"
#include "stint-engine.h"
#include "stint-history.h"
#include "stint-lifetime.h"
#include "stint-lock.h"
#include "stint-options.h"
#include "stint-request.h"

G_BEGIN_DECLS

/* StintService: the engine's face on the bus, and the life of the process around it.
 *
 *     new → starting → serving → ending → ended
 *
 * Starting: take the lock of the AWS files, load, restore, export, own the name; in this order, so
 * that whoever reaches the name reaches a service that knows everything.  Without the lock (another
 * Stint has it) it serves as well, but restores nothing and every change is STINT_ERROR_LOCKED,
 * until the lock can be had: then it restores and goes on.
 * Ending: what runs is waited for (a few seconds) and everybody is answered; then the name is given
 * up, so that the bus starts a new service for those who come later, and the lock released.
 *
 * Signals: "going-public": everything is known and the name not owned yet: now whoever serves an
 * interface hands it in, with stint_service_take_interface(); "ended" (gboolean restart): nothing is
 * left to do but to leave the main loop;
 * "conditions-changed": see stint_service_dup_conditions(); "login": see stint_service_note_login(). */
#define STINT_TYPE_SERVICE (stint_service_get_type ())
G_DECLARE_FINAL_TYPE (StintService, stint_service, STINT, SERVICE, GObject)

typedef struct
{
  const char *socket_path; /* the credentials socket */
  const char *state_dir;
  const char *bus_address; /* (nullable) for those who meet our lock */
  gboolean in_flatpak;
  gboolean replace;   /* development only: takes the name over, and lets others do so */
  guint idle_seconds; /* 0: never ends by itself */
} StintServiceConfig;

/* @context and @engine are borrowed and outlive it; @config is copied. */
StintService *stint_service_new (StintContext *context,
                                 StintEngine *engine,
                                 GDBusConnection *connection,
                                 const StintServiceConfig *config);

/* @skeleton (transfer full) is exported at @path before the name is owned. */
void stint_service_take_interface (StintService *self,
                                   const char *path,
                                   GDBusInterfaceSkeleton *skeleton);

/* Errors: EXISTS: the name is taken. */
void
stint_service_start_async (StintService *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean stint_service_start_finish (StintService *self, GAsyncResult *result, GError **error);

/* Ends it; a second call changes nothing. */
void stint_service_end (StintService *self, gboolean restart);

/* The login entry says that the person has just come. */
void stint_service_note_login (StintService *self);

/* For the parts behind it. (transfer none) */
StintContext *stint_service_get_context (StintService *self);
StintEngine *stint_service_get_engine (StintService *self);
StintLifetime *stint_service_get_lifetime (StintService *self);
StintLock *stint_service_get_lock (StintService *self);
/* It has the lock, and what it knows is what the files say. */
gboolean stint_service_is_restored (StintService *self);
/* The Manager's Conditions: the engine's, and "locked". (transfer full), not floating */
GVariant *stint_service_dup_conditions (StintService *self);
GDBusConnection *stint_service_get_connection (StintService *self);
const char *stint_service_get_socket_path (StintService *self);
/* What happened to sessions; NULL never. */
StintHistory *stint_service_get_history (StintService *self);
/* The sign-in of these sessions (element-type StintSession) was ended by a person. */
void stint_service_note_signed_out (StintService *self, GPtrArray *sessions);
/* NULL while it listens; else why not. */
const GError *stint_service_get_socket_error (StintService *self);

/* --- For the interfaces ----------------------------------------------------------------------- */

/* Opens a request for the caller of @invocation. */
StintRequest *stint_service_open_request (StintService *self,
                                          GDBusMethodInvocation *invocation,
                                          GVariant *options,
                                          GError **error);

/* As stint_admissions_admit().  The method call has to be answered before. */
void stint_service_admit (StintService *self,
                          StintRequest *request,
                          StintAdmission admission,
                          StintRequestFunc func,
                          gpointer user_data,
                          GDestroyNotify destroy);

G_END_DECLS
