/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-notice.h"

static const struct
{
  StintNoticeButtons button;
  const char *name;
} buttons[] = {
  { STINT_NOTICE_RENEW, "renew" },
  { STINT_NOTICE_STOP, "stop" },
  { STINT_NOTICE_START, "start" },
  { STINT_NOTICE_GO_SIGN_IN, "sign-in" },
  /* The name that the specification gives to a click beside the buttons. */
  { STINT_NOTICE_SHOW, "default" },
};

StintNotice *
stint_notice_copy (const StintNotice *self)
{
  StintNotice *copy = g_new0 (StintNotice, 1);

  *copy = *self;
  copy->title = g_strdup (self->title);
  copy->body = g_strdup (self->body);
  copy->sessions = g_strdupv (self->sessions);
  copy->integrations = g_strdupv (self->integrations);

  return copy;
}

void
stint_notice_free (StintNotice *self)
{
  if (self == NULL)
    return;

  g_free (self->title);
  g_free (self->body);
  g_strfreev (self->sessions);
  g_strfreev (self->integrations);
  g_free (self);
}

gboolean
stint_notice_equal (const StintNotice *a, const StintNotice *b)
{
  return a->kind == b->kind && a->buttons == b->buttons && a->urgent == b->urgent &&
         g_strcmp0 (a->title, b->title) == 0 && g_strcmp0 (a->body, b->body) == 0 &&
         g_strv_equal ((const char *const *) a->sessions, (const char *const *) b->sessions) &&
         g_strv_equal ((const char *const *) a->integrations,
                       (const char *const *) b->integrations);
}

const char *
stint_notice_button_to_name (StintNoticeButtons button)
{
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (buttons[i].button == button)
      return buttons[i].name;

  g_return_val_if_reached (NULL);
}

StintNoticeButtons
stint_notice_button_from_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    if (g_strcmp0 (buttons[i].name, name) == 0)
      return buttons[i].button;

  return 0;
}

const char *
stint_notice_kind_to_name (StintNoticeKind kind)
{
  static const char *const names[] = { "ending", "ended",   "failed", "sign-in",
                                       "asked",  "waiting", "go-on" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == STINT_N_NOTICES);
  g_return_val_if_fail (kind < STINT_N_NOTICES, NULL);

  return names[kind];
}
