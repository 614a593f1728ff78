/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-files-error.h"

typedef struct
{
  char *path; /* (owned) (nullable) */
  guint line;
} StintFilesErrorPrivate;

static void
stint_files_error_private_init (StintFilesErrorPrivate *priv)
{
}

static void
stint_files_error_private_copy (const StintFilesErrorPrivate *from, StintFilesErrorPrivate *to)
{
  to->path = g_strdup (from->path);
  to->line = from->line;
}

static void
stint_files_error_private_clear (StintFilesErrorPrivate *priv)
{
  g_clear_pointer (&priv->path, g_free);
}

G_DEFINE_EXTENDED_ERROR (StintFilesError, stint_files_error)

GError *
stint_files_error_new (StintFilesError code, const char *path, guint line, const char *format, ...)
{
  StintFilesErrorPrivate *priv;
  GError *error;
  va_list arguments;

  va_start (arguments, format);
  error = g_error_new_valist (STINT_FILES_ERROR, code, format, arguments);
  va_end (arguments);
  priv = stint_files_error_get_private (error);
  priv->path = g_strdup (path);
  priv->line = line;
  return error;
}

const char *
stint_files_error_get_path (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == STINT_FILES_ERROR, NULL);

  return stint_files_error_get_private (error)->path;
}

guint
stint_files_error_get_line (const GError *error)
{
  g_return_val_if_fail (error != NULL && error->domain == STINT_FILES_ERROR, 0);

  return stint_files_error_get_private (error)->line;
}
