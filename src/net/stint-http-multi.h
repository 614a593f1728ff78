/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <curl/curl.h>
#include <glib.h>

G_BEGIN_DECLS

/* StintHttpMulti: one CURLM on one GMainContext.
 *
 * One source a socket and one for libcurl's timer, which without transfers is not armed: at rest it
 * costs nothing.  @done is called from the main context, never from within libcurl, with the easy
 * handle already removed; it may add and remove others and drop the multi.
 *
 * If libcurl itself fails, every transfer is reported with CURLE_FAILED_INIT and the multi is
 * broken: drop it and make another. */
typedef struct _StintHttpMulti StintHttpMulti;

typedef void (*StintHttpMultiDone) (CURL *easy, CURLcode code, gpointer user_data);

StintHttpMulti *
stint_http_multi_new (GMainContext *context, StintHttpMultiDone done, gpointer user_data);
StintHttpMulti *stint_http_multi_ref (StintHttpMulti *self);
void stint_http_multi_unref (StintHttpMulti *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintHttpMulti, stint_http_multi_unref)

gboolean stint_http_multi_is_broken (const StintHttpMulti *self);

/* The multi keeps the handle until it is done or removed, but does not own it. */
CURLcode stint_http_multi_add (StintHttpMulti *self, CURL *easy);
void stint_http_multi_remove (StintHttpMulti *self, CURL *easy);

G_END_DECLS
