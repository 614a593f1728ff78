/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-secret.h"
#include "stint-sso-entry.h"

G_BEGIN_DECLS

/* StintSsoCache: the token cache of the AWS CLI and the SDKs, `~/.aws/sso/cache`: what `aws sso login`
 * wrote is read, and what Stint writes is found by every tool.
 *
 * An entry (stint-sso-entry.h) has two files: its token and its client registration.  Both are JSON as
 * Python writes it; members that nobody here knows are kept, in their spelling.  Instants are read in
 * every form that was ever written there and written as `2026-11-22T14:32:01Z`.
 *
 * The AWS CLI before 2.32 writes these files in place and locks nothing, so that they can be met empty
 * or cut off.  What does not look whole is read again for a fifth of a second before it is believed.
 * Our own writes are whole (stint-file-replace.h: temp file, fsync, exchange, a second look), 0600 for
 * a new file and never wider than the old one, through links to their target; the folder is made 0755
 * like the CLI's.  Where the folder cannot be written an error says so: there is no other place.
 *
 * Every function blocks: call them in a worker thread.  One object may be used from several threads.
 * Errors: STINT_FILES_ERROR (stint-files-error.h), and FAILED with a sentence of its own where the
 * secure heap is full.
 */
#define STINT_TYPE_SSO_CACHE (stint_sso_cache_get_type ())
G_DECLARE_FINAL_TYPE (StintSsoCache, stint_sso_cache, STINT, SSO_CACHE, GObject)

/* @folder: the folder of the cache; it need not exist */
StintSsoCache *stint_sso_cache_new (const char *folder);
const char *stint_sso_cache_get_folder (StintSsoCache *self);

/* --- Tokens ------------------------------------------------------------------------------------- */

typedef struct
{
  char *start_url;           /* (nullable) as the file says; it is not checked by other readers */
  char *region;              /* (nullable) */
  StintSecret *access_token; /* (owned) */
  gint64 expires;            /* µs since the epoch */

  /* What a refresh takes; all of it or nothing works. */
  char *client_id;             /* (nullable) */
  StintSecret *client_secret;  /* (owned) (nullable) */
  gint64 registration_expires; /* µs; 0: not told */
  StintSecret *refresh_token;  /* (owned) (nullable) */
} StintSsoToken;

StintSsoToken *stint_sso_token_copy (const StintSsoToken *self);
void stint_sso_token_free (StintSsoToken *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSsoToken, stint_sso_token_free)

/* Whether it has everything that a refresh takes, with a registration that lives at @now (µs). */
gboolean stint_sso_token_can_refresh (const StintSsoToken *self, gint64 now);

/* The token of @entry, expired or not.
 * Returns: (transfer full) (nullable): NULL without @error where there is none: no file, or one that
 *   no reader takes for a token (no accessToken, no expiresAt). NULL with MALFORMED where the file is
 *   no JSON, also after looking again: somebody may be writing it, so keep what you know. */
StintSsoToken *stint_sso_cache_read_token (StintSsoCache *self,
                                           const StintSsoEntry *entry,
                                           GCancellable *cancellable,
                                           GError **error);

/* Puts @token under @entry's name. startUrl and region are written as @entry has them, whatever @token
 * says; members that are NULL or 0 in @token go away, so hand the old refresh token over where an
 * answer brought none. A file that has all that already is not touched. */
gboolean stint_sso_cache_write_token (StintSsoCache *self,
                                      const StintSsoEntry *entry,
                                      const StintSsoToken *token,
                                      GCancellable *cancellable,
                                      GError **error);

/* Removes the token of @entry; its registration stays, as with `aws sso logout`.
 * @out_removed: (out) (optional): whether there was one */
gboolean stint_sso_cache_delete_token (StintSsoCache *self,
                                       const StintSsoEntry *entry,
                                       gboolean *out_removed,
                                       GCancellable *cancellable,
                                       GError **error);

/* --- Client registrations ----------------------------------------------------------------------- */

typedef struct
{
  char *client_id;
  StintSecret *client_secret; /* (owned) */
  gint64 expires;             /* µs since the epoch */
  GStrv scopes;               /* (nullable) */
  GStrv grant_types;          /* (nullable): NULL is one for the device flow; with
                               *   authorization_code among them it is one for the browser */
} StintSsoRegistration;

StintSsoRegistration *stint_sso_registration_copy (const StintSsoRegistration *self);
void stint_sso_registration_free (StintSsoRegistration *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintSsoRegistration, stint_sso_registration_free)

/* True for one of the browser flow.  Both kinds have the same file: one replaces the other, and a
 * client of the wrong kind is refused by AWS. */
gboolean stint_sso_registration_is_for_browser (const StintSsoRegistration *self);

/* As with tokens. */
StintSsoRegistration *stint_sso_cache_read_registration (StintSsoCache *self,
                                                         const StintSsoEntry *entry,
                                                         GCancellable *cancellable,
                                                         GError **error);
gboolean stint_sso_cache_write_registration (StintSsoCache *self,
                                             const StintSsoEntry *entry,
                                             const StintSsoRegistration *registration,
                                             GCancellable *cancellable,
                                             GError **error);
/* For a registration that AWS does not know any more. */
gboolean stint_sso_cache_delete_registration (StintSsoCache *self,
                                              const StintSsoEntry *entry,
                                              gboolean *out_removed,
                                              GCancellable *cancellable,
                                              GError **error);

/* To notice `aws sso login` and `aws sso logout`: stint_files_watch_new_for_folder(). */

G_END_DECLS
