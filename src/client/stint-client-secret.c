/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-client-secret.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stint-error.h"

static gboolean
write_all (int fd, const char *data, gsize len)
{
  while (len > 0)
    {
      gssize n = write (fd, data, len);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      len -= (gsize) n;
    }

  return TRUE;
}

GUnixFDList *
stint_client_secret_to_fds (const char *secret, GError **error)
{
  g_autoptr (GUnixFDList) fds = NULL;
  int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  int fd;

  g_return_val_if_fail (secret != NULL, NULL);

  fd = memfd_create ("stint-secret", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0 || !write_all (fd, secret, strlen (secret)) || lseek (fd, 0, SEEK_SET) < 0 ||
      fcntl (fd, F_ADD_SEALS, seals) < 0)
    {
      int saved_errno = errno;

      if (fd >= 0)
        close (fd);
      g_propagate_error (error, stint_error_new (STINT_ERROR_FAILED, NULL,
                                                 "The secret cannot be handed over: %s",
                                                 g_strerror (saved_errno)));
      return NULL;
    }

  /* The list owns the descriptor now, and closes it with itself. */
  fds = g_unix_fd_list_new_from_array (&fd, 1);

  return g_steal_pointer (&fds);
}
