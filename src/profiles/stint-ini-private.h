/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#pragma once

#include "stint-ini-document.h"

G_BEGIN_DECLS

/* How a document looks inside; only for stint-ini-*.c.
 *
 * The lines are an array in which nothing ever moves (so that their indices are handles) and a doubly
 * linked list over it (so that an insertion costs nothing).  Index 0 is the list's head and no line.
 * A line's text points into the bytes that were parsed, or, when edited, into memory of the
 * document's own; its end-of-line bytes always follow the text. */

typedef enum
{
  LINE_HEAD,
  LINE_BLANK,
  LINE_COMMENT,
  LINE_HEADER,
  LINE_KEY,
  LINE_CONTINUATION,
  LINE_JUNK, /* what Python raises an error for */
} LineKind;

/* 32 bytes: a file of ten thousand profiles is fifty thousand of these. */
typedef struct
{
  const char *text;
  guint32 length; /* without the end of line */
  guint32 prev, next;
  guint32 key_length;      /* LINE_KEY: bytes of the key behind @start; LINE_HEADER: of the name */
  guint32 value_start;     /* LINE_KEY: offset of the value behind the delimiter and its blanks */
  unsigned int start : 27; /* bytes of white space before what matters (STINT_INI_MAX_BYTES fits) */
  unsigned int kind : 3;
  unsigned int eol_length : 2;
} Line;

G_STATIC_ASSERT (STINT_INI_MAX_BYTES < (1u << 27));

#define NOT_PARSED G_MAXUINT32

struct _StintIniSection
{
  StintIniDocument *document;
  guint32 header;
  guint32 offset; /* of the header's line in the bytes that were parsed, or NOT_PARSED */
  /* The last four bytes of the header's text, where it has as many: most of the sections of a big file
   * are told apart by them. */
  guint32 name_end;
  guint32 hash; /* of the header's text */
  gboolean removed : 1;
  /* Its header ends with its name: no second bracket, no blank before the last one, no quotes. */
  gboolean plain : 1;
  /* Each line that counts is a key that stands at the same place of the section before as well. */
  gboolean alike : 1;
  /* What follows is worked out when somebody asks: a file may have thousands of sections, and a start
   * is about one. */
  gboolean named : 1;
  StintIniSectionType type;
  /* A name with a letter for the type before it: 'p', 's', 'v' or 'd'. In the document's chunk. */
  const char *botocore_name; /* (nullable) */
  const char *others_name;   /* (nullable) */
};

struct _StintIniDocument
{
  StintIniKind kind;
  GBytes *bytes;       /* (owned) */
  GArray *lines;       /* of Line */
  GPtrArray *sections; /* of StintIniSection, in the blocks */
  GSList *blocks;      /* (owned) arrays of SECTIONS_A_BLOCK sections */
  guint block_used;    /* how many of the first block's are taken */
  GStringChunk *names;
  GSList *own_texts; /* (owned) of OwnText: edited lines, wiped on free */
  guint32 n_parsed;  /* lines of the bytes; what was inserted has higher indices */
  gboolean edited;
  /* The parsed lines between which anything was edited. */
  guint32 first_touched, last_touched;
};

static inline Line *
line_at (StintIniDocument *self, guint32 index)
{
  return &g_array_index (self->lines, Line, index);
}

/* What Python takes for the name of the section that @line opens. */
static inline void
stint_ini_header_text (const Line *line, const char **out_start, gsize *out_length)
{
  *out_start = line->text + line->start + 1;
  *out_length = line->key_length;
}

/* stint-ini-parse.c */

/* The length in bytes of the white space character (as Python's str.isspace() sees it) at @p, or 0. */
guint stint_ini_space_at (const char *p, const char *end);
/* The length of the white space character that ends at @end, or 0. */
guint stint_ini_space_before (const char *start, const char *end);
/* Shrinks a range by the white space on both of its sides, as str.strip(). */
void stint_ini_strip (const char **start, const char **end);
/* The key's range of a line and its value's; FALSE where there is no delimiter. */
gboolean stint_ini_split_key (Line *line);
void stint_ini_parse (StintIniDocument *self);
/* Registers a section whose header is the line @header. */
StintIniSection *
stint_ini_register_section (StintIniDocument *self, guint32 header, guint32 offset);
/* Works out type and names of a section. */
void stint_ini_section_name (StintIniSection *section);
/* Whether it is [DEFAULT], which Python reads as something else. */
gboolean stint_ini_section_is_defaults (const StintIniSection *section);
/* FALSE where the section is certainly not called @name, whatever its type. */
gboolean
stint_ini_section_may_be_called (const StintIniSection *section, const char *name, gsize length);

/* stint-ini-document.c */

/* The last line of what belongs to the key at @line: itself, or its last continuation line. */
guint32 stint_ini_key_end (StintIniDocument *self, guint32 line);
/* A copy as a C string. A name or key with a NUL in it is not the one that ends before it, so a NUL
 * becomes a character that no name has. */
char *stint_ini_dup_text (const char *text, gsize length);
/* Lowered as Python does it: two keys are one if these are equal. */
char *stint_ini_fold_key (const char *text, gsize length);

G_END_DECLS
