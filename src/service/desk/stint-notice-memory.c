/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-notices"

#include "config.h"

#include "stint-notice-memory.h"

#include "stint-store.h"

#define VERSION 1

struct _StintNoticeMemory
{
  GObject parent_instance;

  StintNotices *notices; /* (owned) */
  StintStore *store;
  gboolean begun;
};

G_DEFINE_FINAL_TYPE (StintNoticeMemory, stint_notice_memory, G_TYPE_OBJECT)

/* --- Writing ---------------------------------------------------------------------------------- */

static void
add_kind (JsonBuilder *builder, StintNotices *notices, StintNoticeKind kind)
{
  g_auto (GStrv) closed = stint_notices_dup_closed (notices, kind);

  if (closed[0] == NULL)
    return;

  json_builder_set_member_name (builder, stint_notice_kind_to_name (kind));
  json_builder_begin_array (builder);
  for (gsize i = 0; closed[i] != NULL; i++)
    json_builder_add_string_value (builder, closed[i]);
  json_builder_end_array (builder);
}

static char *
make_text (gpointer user_data)
{
  StintNoticeMemory *self = user_data;
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "version");
  json_builder_add_int_value (builder, VERSION);
  json_builder_set_member_name (builder, "closed");
  json_builder_begin_object (builder);
  for (guint kind = 0; kind < STINT_N_NOTICES; kind++)
    add_kind (builder, self->notices, kind);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);

  return json_to_string (root, FALSE);
}

static void
flushed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!stint_store_flush_finish (STINT_STORE (source), result, &error))
    g_message ("Which notices were closed is not written down: %s", error->message);
}

/* At once: what a person does just before the service ends counts as well. */
static void
closed_changed_cb (StintNoticeMemory *self)
{
  g_assert (STINT_IS_NOTICE_MEMORY (self));

  stint_store_mark_dirty (self->store);
  stint_store_flush_async (self->store, flushed_cb, NULL);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void
recall_kind (StintNotices *notices, StintNoticeKind kind, JsonNode *keys)
{
  JsonArray *array;

  if (keys == NULL || !JSON_NODE_HOLDS_ARRAY (keys))
    return;

  array = json_node_get_array (keys);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *key = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_VALUE (key) && json_node_get_value_type (key) == G_TYPE_STRING)
        stint_notices_recall_closed (notices, kind, json_node_get_string (key));
    }
}

static void
recall (StintNotices *notices, JsonNode *root)
{
  JsonNode *closed;

  if (!JSON_NODE_HOLDS_OBJECT (root))
    return;
  closed = json_object_get_member (json_node_get_object (root), "closed");
  if (closed == NULL || !JSON_NODE_HOLDS_OBJECT (closed))
    return;

  for (guint kind = 0; kind < STINT_N_NOTICES; kind++)
    recall_kind (
        notices, kind,
        json_object_get_member (json_node_get_object (closed), stint_notice_kind_to_name (kind)));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintNoticeMemory) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *warning = NULL;
  g_autoptr (JsonNode) root =
      stint_store_load_finish (STINT_STORE (source), result, &warning, &error);

  if (error != NULL)
    g_message ("Which notices were closed is not known: %s", error->message);
  if (root != NULL)
    recall (self->notices, root);
  stint_notices_begin (self->notices);
}

/* --- The object ------------------------------------------------------------------------------- */

static void
stint_notice_memory_dispose (GObject *object)
{
  StintNoticeMemory *self = STINT_NOTICE_MEMORY (object);

  g_clear_object (&self->store);
  g_clear_object (&self->notices);

  G_OBJECT_CLASS (stint_notice_memory_parent_class)->dispose (object);
}

static void
stint_notice_memory_class_init (StintNoticeMemoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_notice_memory_dispose;
}

static void
stint_notice_memory_init (StintNoticeMemory *self)
{
}

StintNoticeMemory *
stint_notice_memory_new (StintNotices *notices, const char *state_dir)
{
  StintNoticeMemory *self;
  g_autofree char *path = NULL;

  g_return_val_if_fail (STINT_IS_NOTICES (notices), NULL);
  g_return_val_if_fail (state_dir != NULL, NULL);

  self = g_object_new (STINT_TYPE_NOTICE_MEMORY, NULL);
  path = g_build_filename (state_dir, "notices.json", NULL);
  self->notices = g_object_ref (notices);
  self->store = stint_store_new (path, make_text, NULL, self);
  g_signal_connect_object (notices, "closed-changed", G_CALLBACK (closed_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

void
stint_notice_memory_begin (StintNoticeMemory *self)
{
  g_return_if_fail (STINT_IS_NOTICE_MEMORY (self));

  if (self->begun)
    return;

  self->begun = TRUE;
  stint_store_load_async (self->store, FALSE, NULL, loaded_cb, g_object_ref (self));
}
