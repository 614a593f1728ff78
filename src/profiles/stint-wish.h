/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-aws-files.h"
#include "stint-ini-document.h"
#include "stint-readers.h"

G_BEGIN_DECLS

/* StintWish: how one of the two files is to be, for one profile.
 *
 * A wish is carried out by a pure edit: content in, content out.  Carrying it out on what is like that
 * already changes nothing, and carrying it out after any other wish, also one that was cut short, ends
 * in the same place. */

/* Notes in a section; see stint-aws-files.h. */
#define STINT_NOTE_KEY "x_stint_key"
#define STINT_NOTE_EXPIRES "x_stint_expires"
#define STINT_NOTE_PROCESS "x_stint_process"
#define STINT_NOTE_REGION "x_stint_region"
#define STINT_NOTE_ADDED "x_stint_added"
#define STINT_NOTE_BRIDGE "x_stint_bridge"

/* Keys of nobody, which are always ours.  A tool that meets them is refused by AWS. */
#define STINT_STAND_IN_KEY_ID "ASIASTINTPLACEHOLDER"
#define STINT_STAND_IN_SECRET "stint-is-putting-back-what-was-here-----"

typedef enum
{
  STINT_WISH_HOLD = 1 << 0,      /* else release */
  STINT_WISH_SET_ASIDE = 1 << 1, /* hold: what contends with the session */
  STINT_WISH_PUT_BACK = 1 << 2,  /* release: what was set aside */
  STINT_WISH_RENEWAL = 1 << 3,
  /* A profile that is its own source_profile: while the two files differ, its role is signed with a
   * copy of its keys in a section of its own, the bridge. */
  STINT_WISH_BRIDGE = 1 << 4,
  STINT_WISH_KEEP_PROCESS = 1 << 5, /* release: our process and region stay for now */
  STINT_WISH_BY_NOTES = 1 << 6,     /* release: the notes are proof enough (leaving) */
  /* Credentials: whom a role is signed with steps aside last and comes back first. */
  STINT_WISH_BUT_SOURCE = 1 << 7,
  /* Credentials, release: where no keys are live, the wish's keys stand in for a moment. */
  STINT_WISH_STAND_IN = 1 << 8,
} StintWishFlags;

typedef struct
{
  const char *profile;
  StintWishFlags flags;
  const char *const *our_key_ids; /* (nullable) */
  const char *session_key_id;     /* (nullable): ours as well, also where the wish is for no keys */
  /* Credentials: our keys, or a NULL id for none. */
  const char *access_key_id;
  const char *secret_access_key;
  const char *session_token;
  gint64 expires;
  /* Config */
  const char *process_command; /* (nullable): none of ours */
  const char *region;          /* (nullable): none of ours */
} StintWish;

/* What carrying it out did. */
typedef struct
{
  GPtrArray *set_aside;     /* (owned) of StintFileSpot */
  GPtrArray *put_back;      /* (owned) of StintFileSpot */
  GPtrArray *commented_out; /* (owned) of StintFileSpot */
  gboolean foreign_keys;    /* keys that are neither ours nor were there before the hold */
  gboolean found_ours;      /* keys, notes or something set aside */
} StintWishReport;

void stint_wish_report_init (StintWishReport *report);
void stint_wish_report_clear (StintWishReport *report);
StintFileSpot *stint_file_spot_new (StintAwsFile file, guint line, const char *key);
void stint_file_spot_free (StintFileSpot *spot);

/* Carries @wish out on the content of one file.
 * @old: (nullable): NULL where there is no file
 * @path: for messages
 * @out_new: (out) (transfer full) (nullable): @old itself where there is nothing to do; NULL for no file
 * A hold is refused on a file that botocore refuses (MALFORMED); whatever the wish, an accepted file
 * never becomes a refused one. */
gboolean stint_wish_apply (const StintWish *wish,
                           StintAwsFile file,
                           GBytes *old,
                           const char *path,
                           GBytes **out_new,
                           StintWishReport *report,
                           GError **error);

/* The name of a profile's bridge. (transfer full) */
char *stint_wish_bridge_name (const char *profile);

/* --- Between stint-wish*.c and stint-aws-files-*.c ------------------------------------------------------------------------ */

typedef struct
{
  const StintWish *wish;
  StintAwsFile file;
  StintIniDocument *document;
  StintWishReport *report;
  const char *path;
  gboolean file_was_missing;
  gboolean remove_file; /* nothing but our own was ever in it */
} StintEdit;

/* Does one edit of a parsed file. */
typedef gboolean (*StintEditFunc) (StintEdit *edit, gpointer user_data, GError **error);

/* Parses, edits, serialises, and makes sure that an accepted file stays an accepted one.
 * @strict: refuse a file that botocore refuses already */
gboolean stint_edit_content (const StintWish *wish,
                             StintAwsFile file,
                             GBytes *old,
                             const char *path,
                             gboolean strict,
                             StintEditFunc func,
                             gpointer user_data,
                             GBytes **out_new,
                             StintWishReport *report,
                             GError **error);

gboolean stint_edit_hold_credentials (StintEdit *edit, GError **error);
void stint_edit_release_credentials (StintEdit *edit);
gboolean stint_edit_hold_config (StintEdit *edit, GError **error);
void stint_edit_release_config (StintEdit *edit);

/* Sets one line aside; an older one of the same key becomes a comment. */
void stint_edit_set_aside (StintEdit *edit, StintIniSection *section, StintIniLine line);
/* Puts one key back, or all but @except; where the user has it anew, ours becomes a comment. */
void stint_edit_put_back_key (StintEdit *edit, StintIniSection *section, const char *key);
void stint_edit_put_back_all (StintEdit *edit, StintIniSection *section, const char *except);
void stint_edit_comment_out (StintEdit *edit, StintIniLine line);
/* Removes a key if it is there. */
void stint_edit_drop_key (StintEdit *edit, StintIniSection *section, const char *key);
/* Sets a key, or adds it behind @after (or at the end of the section). Returns its line. */
StintIniLine stint_edit_write_key (StintIniDocument *document,
                                   StintIniSection *section,
                                   StintIniLine after,
                                   const char *key,
                                   const char *value);
/* A new section with the note that it is ours. */
StintIniSection *stint_edit_add_section (StintEdit *edit, const char *name);
/* Removes it, if nothing but the note is left of it. */
void stint_edit_drop_section (StintEdit *edit, StintIniSection *section);
/* Makes the profile's bridge in this file, if it has the user's keys, or takes it away, as the wish
 * says. @sections: of the profile */
void stint_edit_settle_bridge (StintEdit *edit, GPtrArray *sections);
/* Whether the live access key id of a section is ours. */
gboolean stint_edit_keys_are_ours (const StintWish *wish, StintIniSection *section);
gboolean stint_strv_contains_text (const char *const *list, const char *text);
/* (transfer full): "ID MARK" */
char *stint_note_for_keys (const char *access_key_id, const char *session_token);
/* Whether the note says that this token is ours. */
gboolean stint_note_knows_token (StintIniSection *section, const char *token);
/* Whether the note's id is the live one. */
gboolean stint_note_knows_key (StintIniSection *section);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (StintWishReport, stint_wish_report_clear)

G_END_DECLS
