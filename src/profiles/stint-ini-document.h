/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* StintIniDocument: one of the AWS files, held without loss.
 *
 * Any bytes can be parsed, and what is not edited is serialised byte for byte.  Lines are
 * classified the way botocore does it (Python's configparser), because it is the strictest reader
 * and the one with the most users; section names are understood in every spelling that any of the
 * AWS SDKs accepts, because each spelling can make a reader see something else.
 *
 * Parsing, every edit that names its section, and serialising are linear in the size of the file or
 * better.  A document is not thread-safe; use it in one thread at a time.
 *
 * Memory: the bytes of the file are secrets.  The document keeps a reference on the GBytes it was
 * given, and wipes on free everything it allocated itself.  stint_ini_bytes_new_take() makes a
 * GBytes that wipes itself, and what stint_ini_document_serialise() returns is one.
 *
 * Lines are handles (StintIniLine): they stay valid, and keep naming the same line, over all edits
 * of other lines, until the document is freed.  Line 0 is no line (STINT_INI_NO_LINE).
 */
typedef struct _StintIniDocument StintIniDocument;
typedef struct _StintIniSection StintIniSection;
typedef guint32 StintIniLine;

#define STINT_INI_NO_LINE 0
#define STINT_INI_MAX_BYTES (64u * 1024u * 1024u)

/* The prefix of a key that was set aside (HACKING.md, "Rules that hold everywhere"). */
#define STINT_INI_OFF_PREFIX "x_stint_off_"

typedef enum
{
  STINT_INI_CREDENTIALS, /* sections are profiles: [name] */
  STINT_INI_CONFIG,      /* [default], [profile name], [sso-session name], [services name] */
} StintIniKind;

/* A GBytes of @size bytes at @data (from g_malloc()) that wipes them when its last reference goes.
 */
GBytes *stint_ini_bytes_new_take (gpointer data, gsize size);

/* g_bytes_equal() that looks at the end first: what we append and renew stands there. */
gboolean stint_ini_bytes_equal (GBytes *a, GBytes *b);

/* Parses @bytes; never fails, whatever they are, up to STINT_INI_MAX_BYTES.
 * Returns: (transfer full) (nullable): NULL only where there are more bytes than that */
StintIniDocument *stint_ini_document_new (StintIniKind kind, GBytes *bytes);
void stint_ini_document_free (StintIniDocument *self);

/* The bytes as edited; the same bytes where nothing was edited. (transfer full) */
GBytes *stint_ini_document_serialise (StintIniDocument *self);

/* True after any edit. */
gboolean stint_ini_document_is_edited (StintIniDocument *self);

/* Whether botocore accepts the bytes that were parsed: no duplicate section or key (keys in any
 * letter case), every header closed, every line a key, nothing before the first section, valid
 * UTF-8, sub-properties with `=`.  An edited document has to be serialised and parsed again.
 * @path: for the message
 * @error: STINT_FILES_ERROR_MALFORMED with the line */
gboolean stint_ini_document_check (StintIniDocument *self, const char *path, GError **error);

/* The same for the outcome of edits, after the document was accepted itself: as good as parsing and
 * checking @outcome, and no more work than the edits need. */
gboolean stint_ini_document_check_outcome (StintIniDocument *self,
                                           GBytes *outcome,
                                           const char *path,
                                           GError **error);

/* True for a name that every SDK can read without quoting: letters, digits and `_-/.%@:+`, at most
 * 255 bytes, and not `DEFAULT`, which Python reads as something else. */
gboolean stint_ini_is_portable_name (const char *name);

/* --- Sections ------------------------------------------------------------------------------- */

typedef enum
{
  STINT_INI_SECTION_PROFILE,
  STINT_INI_SECTION_SSO_SESSION, /* config only */
  STINT_INI_SECTION_SERVICES,    /* config only */
  STINT_INI_SECTION_DEFAULTS,    /* [DEFAULT]: Python gives its keys to every section */
  STINT_INI_SECTION_OTHER,       /* no reader makes anything of it */
} StintIniSectionType;

/* All sections in the order of the file.  (transfer none), pointers valid until a section is
 * appended or removed. */
guint stint_ini_document_get_n_sections (StintIniDocument *self);
StintIniSection *stint_ini_document_get_section (StintIniDocument *self, guint index);

/* Every section that some reader takes for the profile @name: `[profile name]`, `[ profile name ]`,
 * `[profile<TAB>name]`, `[profile "name"]`, `[profile 'name']` and, in credentials, `[name]` and
 * `[ name ]`; `default` is both `[default]` and `[profile default]`.
 * Returns: (transfer container): in the order of the file */
GPtrArray *stint_ini_document_find_profile (StintIniDocument *self, const char *name);

/* The same for `[sso-session NAME]`. (transfer container) */
GPtrArray *stint_ini_document_find_sso_session (StintIniDocument *self, const char *name);

/* The `[DEFAULT]` sections. (transfer container) */
GPtrArray *stint_ini_document_find_defaults (StintIniDocument *self);

StintIniSectionType stint_ini_section_get_section_type (const StintIniSection *self);

/* The name of the profile (or sso-session), as botocore reads it if it does, else as the others do.
 * Valid as long as the section; "" for STINT_INI_SECTION_OTHER. */
const char *stint_ini_section_get_name (const StintIniSection *self);

/* Whether botocore, and whether the other SDKs, read this section as @name: `[ work ]` in the credentials
 * file is " work " to botocore. */
gboolean stint_ini_section_is_seen_by_botocore (const StintIniSection *self, const char *name);
gboolean stint_ini_section_is_seen_by_others (const StintIniSection *self, const char *name);

/* The header's line. */
StintIniLine stint_ini_section_get_line (const StintIniSection *self);

/* Appends `[name]` (or `[profile name]`) at the end of the file, behind one blank line where the
 * file is not empty.  Line ends are those of the file; a file without a final newline goes on
 * having none.  @name must be portable.
 * Returns: (transfer none): the section */
StintIniSection *stint_ini_document_append_profile (StintIniDocument *self, const char *name);

/* Removes a section whose only lines are its header and blank ones that
 * stint_ini_document_append_profile() made, with the blank line before it: the exact reverse.
 * Whatever else stands in the section stays, and then FALSE is returned. */
gboolean stint_ini_document_remove_section (StintIniDocument *self, StintIniSection *section);

/* --- Keys ----------------------------------------------------------------------------------- */

/* The first line in @section that supplies @key (lower case), in any letter case, or
 * STINT_INI_NO_LINE. */
StintIniLine stint_ini_section_find_key (StintIniSection *section, const char *key);

/* Walks the key lines of a section; start with STINT_INI_NO_LINE. */
StintIniLine stint_ini_section_next_key (StintIniSection *section, StintIniLine after);

/* The number of a line in the file as it is now, from 1. Linear; for messages. */
guint stint_ini_document_get_line_number (StintIniDocument *self, StintIniLine line);

/* The key of a line in lower case. (transfer full); wiped by nobody: keys are no secrets */
char *stint_ini_document_dup_key (StintIniDocument *self, StintIniLine line);

/* Compares without allocating; @key is lower case. */
gboolean stint_ini_document_key_equals (StintIniDocument *self, StintIniLine line, const char *key);
gboolean
stint_ini_document_key_has_prefix (StintIniDocument *self, StintIniLine line, const char *prefix);

/* The value as botocore reads it: stripped, continuation lines joined with newlines.
 * Returns: (transfer full): free it with stint_wipe_free() where it may be a secret */
char *stint_ini_document_dup_value (StintIniDocument *self, StintIniLine line);

/* Compares the value without making a copy of it. */
gboolean
stint_ini_document_value_equals (StintIniDocument *self, StintIniLine line, const char *value);

/* The effective value of @key in @section, or NULL. (transfer full) (nullable) */
char *stint_ini_section_dup_value (StintIniSection *section, const char *key);

/* --- Edits: each touches its own lines only -----------------------------------------------------
 */

/* Replaces the value, keeping the key's spelling, the spaces around `=` and the line end;
 * continuation lines of the old value go. */
void stint_ini_document_set_value (StintIniDocument *self, StintIniLine line, const char *value);

/* Inserts `key = value` behind the last key of the section (before its trailing blank lines and
 * comments), with the indentation that makes every reader take it for a key of that section.
 * Returns: the new line */
StintIniLine
stint_ini_section_add_key (StintIniSection *section, const char *key, const char *value);

/* The same directly behind @after, a key line of the section, and its continuation lines. */
StintIniLine stint_ini_section_add_key_after (StintIniSection *section,
                                              StintIniLine after,
                                              const char *key,
                                              const char *value);

/* Removes a key line and its continuation lines; comments and blank lines among them stay. */
void stint_ini_document_remove_key (StintIniDocument *self, StintIniLine line);

/* Puts STINT_INI_OFF_PREFIX before the key, or takes it away; nothing else of the line, nor of its
 * continuation lines, changes. */
void stint_ini_document_set_aside (StintIniDocument *self, StintIniLine line);
void stint_ini_document_put_back (StintIniDocument *self, StintIniLine line);

/* Makes a comment of a key line and of its continuation lines ("# " before each). */
void stint_ini_document_comment_out (StintIniDocument *self, StintIniLine line);

/* The text of a section, header to the line before the next one. (transfer full); may hold secrets
 */
GBytes *stint_ini_section_get_text (StintIniSection *section);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (StintIniDocument, stint_ini_document_free)

G_END_DECLS
