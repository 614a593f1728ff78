/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

/* The names under which Stint is known to the desktop, in one place.
 *
 * The application id names the window, the desktop file, the icons, the keyring schema and the
 * run-time folder; the service owns a name of its own below it, so that a Flatpak may own both. */

#define STINT_APPLICATION_ID "io.github.stint_aws.Stint"
#define STINT_APPLICATION_PATH "/io/github/stint_aws/Stint"

#define STINT_SERVICE_NAME "io.github.stint_aws.Stint.Service"
#define STINT_SERVICE_PATH "/io/github/stint_aws/Stint1"
#define STINT_SERVICE_INTERFACE_PREFIX "io.github.stint_aws.Stint1."

/* Prefix of every error name on the bus; see stint-error.h. */
#define STINT_SERVICE_ERROR_PREFIX "io.github.stint_aws.Stint1.Error."

/* Grows by one with every addition to the D-Bus API that a client may need to know of.  A client
 * that was built against a newer one asks the service to restart itself. */
#define STINT_SERVICE_API_VERSION 4

/* GSettings schema of the preferences. */
#define STINT_SETTINGS_SCHEMA "io.github.stint_aws.Stint"

/* The credentials socket, below $XDG_RUNTIME_DIR: the one folder that a Flatpak shares with its
 * host under the same path. */
#define STINT_SOCKET_FOLDER "app/" STINT_APPLICATION_ID
#define STINT_SOCKET_NAME "credentials"
