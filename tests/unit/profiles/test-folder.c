/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "test-folder.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "stint-ini-document.h"

TestFolder *
test_folder_new (const char *credentials, const char *config)
{
  TestFolder *self = g_new0 (TestFolder, 1);
  g_autofree char *credentials_path = NULL;
  g_autofree char *config_path = NULL;
  g_autoptr (GError) error = NULL;

  self->root = g_dir_make_tmp ("stint-profiles-XXXXXX", &error);
  g_assert_no_error (error);
  self->aws = g_build_filename (self->root, "aws", NULL);
  self->state = g_build_filename (self->root, "state", NULL);
  credentials_path = test_folder_path (self, "credentials");
  config_path = test_folder_path (self, "config");
  if (credentials != NULL || config != NULL)
    g_assert_cmpint (g_mkdir (self->aws, 0700), ==, 0);
  if (credentials != NULL)
    test_folder_write (self, "credentials", credentials);
  if (config != NULL)
    test_folder_write (self, "config", config);
  self->files = stint_aws_files_new (credentials_path, config_path, self->state);
  return self;
}

void
test_remove_tree (const char *path)
{
  g_autoptr (GDir) folder = NULL;
  const char *name;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) && g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_chmod (path, 0700);
      folder = g_dir_open (path, 0, NULL);
    }
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      test_remove_tree (child);
    }
  g_remove (path);
}

void
test_folder_free (TestFolder *self)
{
  test_remove_tree (self->root);
  g_clear_object (&self->files);
  g_free (self->root);
  g_free (self->aws);
  g_free (self->state);
  g_free (self);
}

char *
test_folder_path (TestFolder *self, const char *name)
{
  return g_build_filename (self->aws, name, NULL);
}

char *
test_folder_read (TestFolder *self, const char *name)
{
  g_autofree char *path = test_folder_path (self, name);
  char *content = NULL;

  g_file_get_contents (path, &content, NULL, NULL);
  return content;
}

void
test_folder_write (TestFolder *self, const char *name, const char *content)
{
  g_autofree char *path = test_folder_path (self, name);
  int fd;

  if (content == NULL)
    {
      g_unlink (path);
      return;
    }
  /* As the AWS CLI writes: truncated, then filled. */
  fd = g_open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, content, strlen (content)), ==, strlen (content));
  g_assert_cmpint (close (fd), ==, 0);
}

void
test_folder_replace (TestFolder *self, const char *name, const char *what, const char *with)
{
  g_autofree char *content = test_folder_read (self, name);
  char *at = content != NULL ? strstr (content, what) : NULL;
  g_autofree char *changed = NULL;

  g_assert_nonnull (at);
  changed = g_strdup_printf ("%.*s%s%s", (int) (at - content), content, with, at + strlen (what));
  test_folder_write (self, name, changed);
}

void
test_folder_assert_credentials (TestFolder *self, const char *expected)
{
  g_autofree char *content = test_folder_read (self, "credentials");

  g_assert_cmpstr (content, ==, expected);
}

void
test_folder_assert_config (TestFolder *self, const char *expected)
{
  g_autofree char *content = test_folder_read (self, "config");

  g_assert_cmpstr (content, ==, expected);
}

void
test_folder_assert_clean (TestFolder *self)
{
  g_autoptr (GDir) folder = g_dir_open (self->aws, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (!g_str_equal (name, "credentials") && !g_str_equal (name, "config"))
      g_error ("%s was left behind", name);
}

void
test_folder_assert_accepted (TestFolder *self)
{
  static const char *const names[] = { "credentials", "config" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *content = test_folder_read (self, names[i]);
      g_autoptr (GBytes) bytes =
          g_bytes_new_static (content, content != NULL ? strlen (content) : 0);
      g_autoptr (StintIniDocument) document =
          stint_ini_document_new (i == 0 ? STINT_INI_CREDENTIALS : STINT_INI_CONFIG, bytes);
      g_autoptr (GError) error = NULL;

      stint_ini_document_check (document, names[i], &error);
      g_assert_no_error (error);
    }
}
