/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* StintJsonWriter: writes JSON, indented by two blanks, and nothing else: a library for it would be
 * one more that every prompt has to load.
 *
 *     StintJsonWriter *writer = stint_json_writer_new ();
 *     stint_json_begin_object (writer, NULL);
 *     stint_json_string (writer, "name", "DeploymentRole");
 *     stint_json_end_object (writer);
 *     text = stint_json_writer_free (writer);
 *
 * @key is the member's name inside an object, and NULL inside an array or at the top. */
typedef struct _StintJsonWriter StintJsonWriter;

StintJsonWriter *stint_json_writer_new (void);
/* Returns: (transfer full): the text, with a line feed at its end. */
char *stint_json_writer_free (StintJsonWriter *self);

void stint_json_begin_object (StintJsonWriter *self, const char *key);
void stint_json_end_object (StintJsonWriter *self);
void stint_json_begin_array (StintJsonWriter *self, const char *key);
void stint_json_end_array (StintJsonWriter *self);

/* @value: (nullable): NULL and, for stint_json_string_or_null(), "" are written as null. */
void stint_json_string (StintJsonWriter *self, const char *key, const char *value);
void stint_json_string_or_null (StintJsonWriter *self, const char *key, const char *value);
void stint_json_boolean (StintJsonWriter *self, const char *key, gboolean value);
void stint_json_int (StintJsonWriter *self, const char *key, gint64 value);
/* null where @value is 0, which means "none" for instants. */
void stint_json_instant (StintJsonWriter *self, const char *key, gint64 value);
void stint_json_strings (StintJsonWriter *self, const char *key, const char *const *values);

G_END_DECLS
