/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-clock.h"
#include "stint-session-item.h"
#include "stint-time.h"

/* Sessions as the service would tell them. */

static inline GVariant *
fake_session_tuple (const char *id,
                    const char *name,
                    const char *state,
                    gint64 until,
                    const char *profile,
                    const char *region,
                    const char *role,
                    gboolean pinned)
{
  GVariantDict more;

  g_variant_dict_init (&more, NULL);
  return g_variant_new ("(sssssssssssxxb@a{sv})", id, name, "iam-role", "i0", "123456789012",
                        "Example Corp", role, profile, region, state, "file",
                        until > 0 ? until - 3600 : (gint64) 0, until, pinned,
                        g_variant_dict_end (&more));
}

static inline StintSessionItem *
fake_session (const char *id,
              const char *name,
              const char *state,
              gint64 until,
              const char *profile,
              const char *region,
              const char *role)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (
      fake_session_tuple (id, name, state, until, profile, region, role, FALSE));

  return stint_session_item_new (tuple);
}

static inline void
fake_session_set (StintSessionItem *session, const char *state, gint64 until, gboolean pinned)
{
  g_autoptr (GVariant) tuple = g_variant_ref_sink (fake_session_tuple (
      stint_session_item_get_id (session), stint_session_item_get_name (session), state, until,
      stint_session_item_get_profile (session), stint_session_item_get_region (session),
      stint_session_item_get_role (session), pinned));

  stint_session_item_update (session, tuple);
}
