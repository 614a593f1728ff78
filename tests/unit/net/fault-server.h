/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

/* A small HTTP/1.1 server in threads of its own, which misbehaves as the path says:
 *
 *   /ok        200, "hello"              /echo      200, the request itself
 *   /reset     RST                       /close     the end, without an answer
 *   /half      a part of the body        /cut-head  a part of the head
 *   /garbage   something else than HTTP  /hang      no answer
 *   /drip      a byte at a time, too slowly
 *   /huge      5 MiB, announced          /endless   the same, in chunks
 *   /head      a head of 1 MiB           /interim   103, then 200
 *   /redirect  302 to /ok                /busy      200 after 20 ms
 *   /503       503, Retry-After: 7       /date      200, a Date one hour ahead
 */
typedef struct _FaultServer FaultServer;

FaultServer *fault_server_new (void);
void fault_server_free (FaultServer *self);

char *fault_server_make_url (FaultServer *self, const char *path);
/* Since the start: connections taken, requests read, and how many connections were busy at once. */
guint fault_server_get_connections (FaultServer *self);
guint fault_server_get_requests (FaultServer *self);
guint fault_server_get_most_busy (FaultServer *self);
/* How many connections the other side has ended while they were held by /hang. */
guint fault_server_get_abandoned (FaultServer *self);
