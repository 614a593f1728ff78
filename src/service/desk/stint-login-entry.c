/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-login-entry.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "stint-names.h"

/* By this line we know a file of ours again. */
#define MARK "X-Stint-Login-Entry=true"

struct _StintLoginEntry
{
  GObject parent_instance;

  char *path;
  char *content;
  char *program;
  GDBusConnection *portal; /* (nullable) */
  gboolean wanted;
  gboolean known;   /* set_wanted() was called */
  gboolean settled; /* what is wanted is there */
  gboolean working; /* a thread is at it */
};

G_DEFINE_FINAL_TYPE (StintLoginEntry, stint_login_entry, G_TYPE_OBJECT)

typedef struct
{
  char *path;
  char *content; /* NULL: remove */
} Wish;

static void
wish_free (Wish *wish)
{
  g_free (wish->path);
  g_free (wish->content);
  g_free (wish);
}

static Wish *
wish_new (StintLoginEntry *self)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->path = g_strdup (self->path);
  wish->content = self->wanted ? g_strdup (self->content) : NULL;

  return wish;
}

static gboolean
wish_fulfil (const Wish *wish, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (wish->path);
  g_autofree char *found = NULL;
  gboolean exists = g_file_get_contents (wish->path, &found, NULL, NULL);

  if (exists && strstr (found, MARK) == NULL)
    return TRUE;
  if (g_strcmp0 (found, wish->content) == 0)
    return TRUE;
  if (wish->content == NULL)
    return g_unlink (wish->path) == 0 || errno == ENOENT;

  return g_mkdir_with_parents (folder, 0700) == 0 &&
         g_file_set_contents_full (wish->path, wish->content, -1, G_FILE_SET_CONTENTS_CONSISTENT,
                                   0644, error);
}

static void
fulfil_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;

  if (!wish_fulfil (task_data, &error))
    g_message ("The login entry cannot be changed: %s",
               error != NULL ? error->message : g_strerror (errno));
  g_task_return_boolean (task, TRUE);
}

static void fulfil (StintLoginEntry *self);

static void
fulfilled_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  StintLoginEntry *self = STINT_LOGIN_ENTRY (object);

  self->working = FALSE;
  if (!self->settled)
    fulfil (self);
}

static void
portal_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (StintLoginEntry) self = STINT_LOGIN_ENTRY (user_data);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (object), result, &error);

  if (reply == NULL)
    g_message ("The Background portal does not answer: %s", error->message);
  fulfilled_cb (G_OBJECT (self), NULL, NULL);
}

static void
ask_portal (StintLoginEntry *self)
{
  const char *command[] = { self->program, "--login", NULL };
  g_auto (GVariantDict) options = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&options, "autostart", "b", self->wanted);
  g_variant_dict_insert_value (&options, "commandline", g_variant_new_strv (command, -1));
  g_variant_dict_insert (&options, "reason", "s",
                         "Renew sessions and warn before they end, after a restart as well");
  g_dbus_connection_call (self->portal, "org.freedesktop.portal.Desktop",
                          "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Background",
                          "RequestBackground",
                          g_variant_new ("(s@a{sv})", "", g_variant_dict_end (&options)), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, portal_cb, g_object_ref (self));
}

static void
fulfil (StintLoginEntry *self)
{
  g_autoptr (GTask) task = NULL;

  self->working = TRUE;
  self->settled = TRUE;
  if (self->portal != NULL)
    {
      ask_portal (self);
      return;
    }

  task = g_task_new (self, NULL, fulfilled_cb, NULL);
  g_task_set_source_tag (task, fulfil);
  g_task_set_task_data (task, wish_new (self), (GDestroyNotify) wish_free);
  g_task_run_in_thread (task, fulfil_thread);
}

static void
stint_login_entry_finalize (GObject *object)
{
  StintLoginEntry *self = STINT_LOGIN_ENTRY (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->content, g_free);
  g_clear_pointer (&self->program, g_free);
  g_clear_object (&self->portal);

  G_OBJECT_CLASS (stint_login_entry_parent_class)->finalize (object);
}

static void
stint_login_entry_class_init (StintLoginEntryClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_login_entry_finalize;
}

static void
stint_login_entry_init (StintLoginEntry *self)
{
}

/* Quotes for Exec: double quotes, with \ before what is special in them, and % doubled. */
static char *
quote_program (const char *program)
{
  GString *quoted = g_string_new ("\"");

  for (const char *c = program; *c != '\0'; c++)
    {
      if (strchr ("\"`$\\", *c) != NULL)
        g_string_append (quoted, "\\\\");
      if (*c == '%' || *c == '\\')
        g_string_append_c (quoted, *c);
      g_string_append_c (quoted, *c);
    }
  g_string_append_c (quoted, '"');

  return g_string_free (quoted, FALSE);
}

StintLoginEntry *
stint_login_entry_new (const char *folder, const char *program, GDBusConnection *portal)
{
  StintLoginEntry *self = g_object_new (STINT_TYPE_LOGIN_ENTRY, NULL);
  g_autofree char *exec = quote_program (program);

  self->path = g_build_filename (folder, STINT_SERVICE_NAME ".desktop", NULL);
  self->content = g_strdup_printf ("[Desktop Entry]\n"
                                   "Type=Application\n"
                                   "Name=Stint\n"
                                   "Comment=Short-term AWS credentials\n"
                                   "Exec=%s --login\n"
                                   "Icon=" STINT_APPLICATION_ID "\n"
                                   "NoDisplay=true\n"
                                   "X-GNOME-Autostart-enabled=true\n" MARK "\n",
                                   exec);
  self->program = g_strdup (program);
  g_set_object (&self->portal, portal);

  return self;
}

void
stint_login_entry_set_wanted (StintLoginEntry *self, gboolean wanted)
{
  g_return_if_fail (STINT_IS_LOGIN_ENTRY (self));

  /* Every call to the portal may ask the person: not to be told that nothing is wanted. */
  if (!self->known && !wanted && self->portal != NULL)
    {
      self->known = TRUE;
      self->settled = TRUE;
      return;
    }
  if (self->known && self->wanted == wanted)
    return;

  self->known = TRUE;
  self->wanted = wanted;
  self->settled = FALSE;
  if (!self->working)
    fulfil (self);
}

void
stint_login_entry_settle (StintLoginEntry *self)
{
  Wish *wish;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (STINT_IS_LOGIN_ENTRY (self));

  if (!self->known || self->portal != NULL)
    return;

  wish = wish_new (self);
  if (!wish_fulfil (wish, &error))
    g_message ("The login entry cannot be changed: %s",
               error != NULL ? error->message : g_strerror (errno));
  wish_free (wish);
}
