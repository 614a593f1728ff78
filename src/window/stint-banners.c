/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-window"

#include "config.h"

#include <glib/gi18n.h>

#include "stint-banner.h"
#include "stint-banners.h"
#include "stint-next-step.h"
#include "stint-sentence.h"

struct _StintBanners
{
  GtkBox parent_instance;

  GHashTable *by_name; /* condition → StintBanner (unowned) */
  StintClient *client; /* (owned) (nullable) */
};

G_DEFINE_FINAL_TYPE (StintBanners, stint_banners, GTK_TYPE_BOX)

#define TROUBLE "service"

static StintBanner *
stint_banners_ensure (StintBanners *self, const char *name)
{
  GtkWidget *banner = g_hash_table_lookup (self->by_name, name);

  if (banner == NULL)
    {
      banner = stint_banner_new ();
      gtk_box_append (GTK_BOX (self), banner);
      g_hash_table_insert (self->by_name, g_strdup (name), banner);
    }
  return STINT_BANNER (banner);
}

static void
stint_banners_show_condition (StintBanners *self, const char *name, GVariant *details)
{
  g_autofree char *sentence = stint_sentence_for_condition (name, details);
  g_autofree char *action = NULL;
  const char *button = stint_next_step_for_condition (name, details, &action);
  StintBanner *banner = stint_banners_ensure (self, name);

  stint_banner_set (banner, sentence, button, action);
  stint_banner_set_revealed (banner, TRUE);
}

static void
stint_banners_update (StintBanners *self)
{
  GVariant *conditions = stint_client_get_conditions (self->client);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GVariantIter iter;
  GHashTableIter banners;
  const char *name;
  GVariant *details;
  gpointer key;
  gpointer banner;

  g_variant_iter_init (&iter, conditions);
  while (g_variant_iter_loop (&iter, "(&s@a{sv})", &name, &details))
    {
      g_hash_table_add (told, g_strdup (name));
      stint_banners_show_condition (self, name, details);
    }

  g_hash_table_iter_init (&banners, self->by_name);
  while (g_hash_table_iter_next (&banners, &key, &banner))
    {
      if (!g_str_equal (key, TROUBLE) && !g_hash_table_contains (told, key))
        stint_banner_set_revealed (banner, FALSE);
    }
}

static void
stint_banners_dispose (GObject *object)
{
  StintBanners *self = STINT_BANNERS (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->by_name, g_hash_table_unref);

  G_OBJECT_CLASS (stint_banners_parent_class)->dispose (object);
}

static void
stint_banners_class_init (StintBannersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = stint_banners_dispose;
}

static void
stint_banners_init (StintBanners *self)
{
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
}

void
stint_banners_set_client (StintBanners *self, StintClient *client)
{
  g_return_if_fail (STINT_IS_BANNERS (self));
  g_return_if_fail (STINT_IS_CLIENT (client));

  if (!g_set_object (&self->client, client))
    return;
  g_signal_connect_object (client, "notify::conditions", G_CALLBACK (stint_banners_update), self,
                           G_CONNECT_SWAPPED);
  stint_banners_update (self);
}

void
stint_banners_set_trouble (StintBanners *self, const char *sentence)
{
  StintBanner *banner;

  g_return_if_fail (STINT_IS_BANNERS (self));

  if (sentence == NULL && !g_hash_table_contains (self->by_name, TROUBLE))
    return;
  banner = stint_banners_ensure (self, TROUBLE);
  if (sentence != NULL)
    /* Translators: a button: try to reach the service again. */
    stint_banner_set (banner, sentence, _ ("Try again"), "win.reconnect");
  stint_banner_set_revealed (banner, sentence != NULL);
}

guint
stint_banners_count (StintBanners *self)
{
  GHashTableIter banners;
  gpointer banner;
  guint n = 0;

  g_return_val_if_fail (STINT_IS_BANNERS (self), 0);

  g_hash_table_iter_init (&banners, self->by_name);
  while (g_hash_table_iter_next (&banners, NULL, &banner))
    n += stint_banner_get_revealed (banner) ? 1 : 0;
  return n;
}
