/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

/* The credentials socket: how key material leaves stintd.
 *
 * A stream socket at $XDG_RUNTIME_DIR/STINT_SOCKET_FOLDER/STINT_SOCKET_NAME, mode 0600 in a 0700
 * folder, the peer's uid checked.  One question and one answer a connection, then it is closed.
 *
 * The question is one line of at most STINT_SOCKET_MAX_LINE bytes, fields parted by one blank,
 * values percent-encoded:
 *
 *     STINT/1 credentials profile=DeploymentRole format=process\n
 *     STINT/1 credentials session=4f1c… format=fields wait=50000\n
 *
 *   profile=, session=   one of the two: a profile's name, or a session's id
 *   format=process       what credential_process prints: a JSON object
 *   format=fields        lines NAME=VALUE (percent-encoded values) named as the environment
 *                        variables: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN,
 *                        AWS_CREDENTIAL_EXPIRATION (RFC 3339), and AWS_REGION if there is one
 *   wait=                milliseconds that the asker is willing to wait if AWS has to be asked
 *
 *     STINT/1 console session=4f1c… to=s3 form=redirect wait=50000\n
 *
 *   session=             as above; it need not be started, if that needs no person
 *   to=                  optional: a service ("s3"), a console path, or a console URL
 *   form=redirect        a loopback address, good for one visit within a minute, that sends a browser
 *                        on: what is put into a browser's argv
 *   form=link            the signed-in link itself, for those who copy it: a secret for 15 minutes
 *   logout=yes           optional: sign the browser out of the console first
 *
 * The answer's body is the address.
 *
 * The answer is a head line and a body of exactly LENGTH bytes:
 *
 *     STINT/1 ok LENGTH\n            the credentials
 *     STINT/1 error NAME LENGTH\n    a name of stint-error.h (NeedsMfa, Inactive, Expired, NotFound,
 *                                    …) and one English sentence
 *
 * Where the answer is not at hand (AWS or the keyring has to be asked), the service first sends, at
 * once, the line
 *
 *     STINT/1 wait\n
 *
 * so that the asker can tell patience from a service that hangs.
 *
 * This header is plain C without GLib: stint-credentials links nothing but libc. */

#define STINT_SOCKET_GREETING "STINT/1"
#define STINT_SOCKET_MAX_LINE 4096
#define STINT_SOCKET_MAX_ANSWER 65536

/* How long stint-credentials waits: for the next byte, unless the service asked it to wait; and in
 * all.  SDKs give credential_process about a minute.  The first is for a service that hangs, and has to
 * do where a hundred tools of a busy machine ask one that has just been started. */
#define STINT_SOCKET_QUICK_MS 5000
#define STINT_SOCKET_PATIENT_MS 50000
