/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FakeService: the service's name and interfaces on a private bus, made of the API's own XML, doing
 * what a test tells it to.  It runs in the test's main loop, over a connection of its own. */
typedef struct _FakeService FakeService;

/* One call of a method that answers by a Request object. */
typedef struct
{
  char *method;         /* "Sessions.Start" */
  GVariant *parameters; /* as it was called */
  char *path;           /* of its Request object */
  char *sender;
  gboolean closed; /* the client has called Close */
  guint registration;
  int fd; /* the descriptor that came along, or -1 */
} FakeRequest;

/* @bus_address: of the private bus. */
FakeService *fake_service_new (const char *bus_address);
void fake_service_free (FakeService *self);

/* Takes and gives up the service's name. */
void fake_service_appear (FakeService *self);
/* Closes the connection, as a killed process does. */
void fake_service_vanish (FakeService *self);

void fake_service_set_version (FakeService *self, const char *version, guint api_version);
/* From now on it is one that does not know ListPacked. */
void fake_service_set_unpacked (FakeService *self);
/* CredentialsSocket; nobody listens there but a test. */
void fake_service_set_socket_path (FakeService *self, const char *path);
/* What List answers; the revision is set, nothing is emitted. Floating is sunk. */
void fake_service_set_sessions (FakeService *self, guint64 revision, GVariant *sessions);
void fake_service_set_integrations (FakeService *self, guint64 revision, GVariant *integrations);
/* What History answers, for each session. Floating is sunk. */
void fake_service_set_history (FakeService *self, GVariant *events);
void fake_service_emit_sessions (FakeService *self,
                                 guint64 revision,
                                 GVariant *upserts,
                                 const char *const *removed);
void fake_service_emit_integrations (FakeService *self, guint64 revision, GVariant *upserts);
void fake_service_emit_conditions (FakeService *self, GVariant *conditions);

/* How often a method was called, "Sessions.List" for example. */
guint fake_service_get_n_calls (FakeService *self, const char *method);

/* Waits for the @n-th call (from 0) that answers by a Request. (transfer none) */
FakeRequest *fake_service_wait_request (FakeService *self, guint n);
guint fake_service_get_n_requests (FakeService *self);
void
fake_service_respond (FakeService *self, FakeRequest *request, guint status, GVariant *results);
void fake_service_progress (FakeService *self, FakeRequest *request, GVariant *state);

/* The tuple of a session, floating: @more may be NULL. */
GVariant *
fake_session (const char *id, const char *name, const char *state, gint64 until, GVariant *more);
GVariant *fake_sessions (GVariant *first, ...) G_GNUC_NULL_TERMINATED;

/* Runs the main loop until @condition is not 0; fails the test after ten seconds. */
#define wait_until(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 wait_end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;                               \
    while (!(condition))                                                                           \
      {                                                                                            \
        g_main_context_iteration (NULL, FALSE);                                                    \
        g_assert_cmpint (g_get_monotonic_time (), <, wait_end);                                    \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/* Everything that is on its way has arrived: a round trip of both connections. */
void fake_service_settle (FakeService *self, GDBusConnection *client);

G_END_DECLS
