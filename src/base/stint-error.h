/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintError: what the service tells its clients, and what they turn into one sentence.
 *
 * Lower rooms have error domains of their own; `src/service/common/stint-error-map.c` is the only place
 * that turns those into this one.  On the bus an error is named
 * `io.github.stint_aws.Stint1.Error.<Name>` with the names below; its details travel in the
 * Response of the request (an `a{sv}`), or, for plain method calls, not at all.
 *
 * Details are public: never key material.  Known keys, all optional:
 *   "session" s  "integration" s  "profile" s   whom it is about (names, not ids)
 *   "integration-id" s  "sign-in" s             with NeedsSignIn: where; with Refused: "denied"
 *   "option" s                                  with InvalidArgument: which one is meant
 *   "mfa-serial" s                              the device whose code is needed or was refused
 *   "mfa-wait" u                                seconds until that device shows its next code
 *   "profiles" as                               profiles that would change their identity
 *   "reasons" as                                why a consent is needed: "default",
 *                                               "long-lived-keys", "dependents"
 *   "suggested-profile" s                       a profile name that would need no consent
 *   "path" s  "line" u                          the file that is meant
 *   "holder" s                                  who holds the lock
 *   "aws-code" s  "aws-message" s  "request-id" s   AWS's own words
 *   "aws-reason" s                              and its finer one ("KMS_…"), where it gives one
 *   "skew" x                                    seconds by which this clock is ahead of AWS
 *   "retry-after" u                             seconds
 */
typedef enum
{
  STINT_ERROR_FAILED,            /* Failed: a bug of ours, or nothing else fits */
  STINT_ERROR_INVALID_ARGUMENT,  /* InvalidArgument: a value that cannot be meant */
  STINT_ERROR_NOT_FOUND,         /* NotFound: no such session, integration or profile */
  STINT_ERROR_EXISTS,            /* Exists: a name that is taken */
  STINT_ERROR_CYCLE,             /* Cycle: a chain that comes back to itself */
  STINT_ERROR_NEEDS_MFA,         /* NeedsMfa: call again with a code of details:mfa-serial */
  STINT_ERROR_WRONG_MFA,         /* WrongMfa: AWS did not accept the code; ask again */
  STINT_ERROR_NEEDS_SIGN_IN,     /* NeedsSignIn: the person has to sign in in a browser */
  STINT_ERROR_NEEDS_CONSENT,     /* NeedsConsent: call again with "consent", see "reasons" */
  STINT_ERROR_KEYRING_LOCKED,    /* KeyringLocked: locked, and nobody to ask */
  STINT_ERROR_KEYRING_DISMISSED, /* KeyringDismissed: the person closed the unlock prompt */
  STINT_ERROR_KEYRING_MISSING,   /* KeyringMissing: no Secret Service on this bus */
  STINT_ERROR_SECRET_MISSING,    /* SecretMissing: unlocked, but the key is not in it */
  STINT_ERROR_REFUSED,           /* Refused: AWS says that this is not allowed */
  STINT_ERROR_BAD_KEY,           /* BadKey: the access key is unknown, inactive or mistyped */
  STINT_ERROR_CLOCK_SKEW,        /* ClockSkew: this computer's clock is wrong */
  STINT_ERROR_THROTTLED,         /* Throttled: too many requests; later */
  STINT_ERROR_NETWORK,           /* Network: AWS could not be reached */
  STINT_ERROR_AWS_TROUBLE,       /* AwsTrouble: 5xx, garbage or half an answer; later */
  STINT_ERROR_AWS_INVALID,       /* AwsInvalid: AWS rejected a parameter (duration, …) */
  STINT_ERROR_FILES_MALFORMED,   /* FilesMalformed: details:path, details:line */
  STINT_ERROR_FILES_UNWRITABLE,  /* FilesUnwritable: details:path */
  STINT_ERROR_FILES_CONFLICT,    /* FilesConflict: somebody else's keys, or [DEFAULT] in the way */
  STINT_ERROR_DIFFERENT_FILES,   /* DifferentFiles: the caller's shell uses other files */
  STINT_ERROR_LOCKED,            /* Locked: another Stint holds the files, see "holder" */
  STINT_ERROR_READ_ONLY,         /* ReadOnly: our own state was written by a newer version */
  STINT_ERROR_UNSUPPORTED, /* Unsupported: security keys, temporary keys as a user's key, … */
  STINT_ERROR_INACTIVE,    /* Inactive: the session is not active */
  STINT_ERROR_EXPIRED,     /* Expired: the session ended and needs a person to go on */
  STINT_ERROR_IN_USE,      /* InUse: something else depends on it */
  STINT_ERROR_CANCELLED,   /* Cancelled: by the person or because the caller left */
  STINT_ERROR_NO_SERVICE,  /* NoService: no session bus, or the service does not start */
} StintError;

/* What a scheduler, or an exit status, can act on. */
typedef enum
{
  STINT_ERROR_KIND_BUG,
  STINT_ERROR_KIND_USAGE,
  STINT_ERROR_KIND_NOT_FOUND,
  STINT_ERROR_KIND_RETRY_LATER,
  STINT_ERROR_KIND_NEEDS_PERSON,
  STINT_ERROR_KIND_REFUSED,
} StintErrorKind;

#define STINT_ERROR (stint_error_quark ())
/* Registers the names on the bus as well; safe to call often. */
GQuark stint_error_quark (void);

/* A new error of the domain.
 * @details: (nullable): an `a{sv}`; a floating reference is sunk. */
GError *stint_error_new (StintError code, GVariant *details, const char *format, ...)
    G_GNUC_PRINTF (3, 4) G_GNUC_WARN_UNUSED_RESULT;

/* The details of an error of the domain.
 * Returns: (transfer none) (nullable): an `a{sv}` */
GVariant *stint_error_get_details (const GError *error);

/* One string of the details, or NULL. */
const char *stint_error_get_detail (const GError *error, const char *key);

/* Adds @key to the details of an error of the domain; a floating @value is sunk.  An error of
 * another domain is left alone. */
void stint_error_add_detail (GError *error, const char *key, GVariant *value);

/* "NeedsMfa" and so on. */
const char *stint_error_to_name (StintError code);

/* Reads such a name, with or without the bus prefix.  Unknown names are STINT_ERROR_FAILED: a newer
 * service may know more of them. */
StintError stint_error_from_name (const char *name);

StintErrorKind stint_error_code_to_kind (StintError code);
/* The same for any error: one of another domain is a bug, G_IO_ERROR_CANCELLED needs nobody. */
StintErrorKind stint_error_get_kind (const GError *error);

/* True for G_IO_ERROR_CANCELLED and STINT_ERROR_CANCELLED: neither is ever shown to a person. */
gboolean stint_error_is_cancelled (const GError *error);

G_END_DECLS
