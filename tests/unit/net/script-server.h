/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

/* A small HTTP/1.1 server that says what it was told to, one answer after the other, and keeps what
 * it was asked.  It needs the main context, which accepts its connections, to be run. */
typedef struct _ScriptServer ScriptServer;

ScriptServer *script_server_new (void);
void script_server_free (ScriptServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScriptServer, script_server_free)

/* "http://127.0.0.1:<port>", or by the name "localhost". */
const char *script_server_get_url (ScriptServer *self);
const char *script_server_get_named_url (ScriptServer *self);

/* The next answer.  @headers: lines, each with its end. */
void script_server_say (ScriptServer *self, guint status, const char *headers, const char *body);
/* How often it was asked, and what: "POST /token HTTP/1.1", and the body. */
guint script_server_count (ScriptServer *self);
const char *script_server_get_head (ScriptServer *self, guint index);
const char *script_server_get_body (ScriptServer *self, guint index);
/* The request line without the version. */
char *script_server_dup_target (ScriptServer *self, guint index);
