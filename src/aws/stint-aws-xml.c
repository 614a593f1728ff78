/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-aws-xml.h"

#include <openssl/crypto.h>
#include <string.h>

#define LARGEST (1024 * 1024)
#define DEEPEST 32
#define MOST_ELEMENTS 4096
#define NO_PARENT G_MAXUINT

typedef struct
{
  const char *start;
  const char *end;
} Span;

typedef struct
{
  Span name; /* local */
  Span content;
  guint parent; /* index, or NO_PARENT */
  gboolean has_children;
} Element;

struct _StintAwsXml
{
  GArray *elements; /* of Element, in document order */
};

typedef struct
{
  const char *at;
  const char *end;
  GArray *elements;
  Span open_names[DEEPEST]; /* with their prefixes: what the closing tag has to repeat */
  guint open[DEEPEST];      /* indices */
  guint depth;
} Parser;

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static gboolean
looking_at (const Parser *parser, const char *text)
{
  gsize length = strlen (text);

  return (gsize) (parser->end - parser->at) >= length && memcmp (parser->at, text, length) == 0;
}

/* Moves behind @opening, which is here, and the next @closing; FALSE if there is none. */
static gboolean
skip_markup (Parser *parser, const char *opening, const char *closing)
{
  const char *inside = parser->at + strlen (opening);
  const char *found = memmem (inside, parser->end - inside, closing, strlen (closing));

  if (found == NULL)
    return FALSE;

  parser->at = found + strlen (closing);
  return TRUE;
}

static void
skip_blanks (Parser *parser)
{
  while (parser->at < parser->end && is_blank (*parser->at))
    parser->at++;
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '.' || c == ':' || (guchar) c >= 0x80;
}

static gboolean
read_name (Parser *parser, Span *out_name)
{
  const char *start = parser->at;

  while (parser->at < parser->end && is_name_char (*parser->at))
    parser->at++;
  if (parser->at == start || g_ascii_isdigit (*start) || *start == '-' || *start == '.')
    return FALSE;

  *out_name = (Span){ start, parser->at };
  return TRUE;
}

static Span
local_name (Span name)
{
  const char *colon = memrchr (name.start, ':', name.end - name.start);

  return colon != NULL ? (Span){ colon + 1, name.end } : name;
}

static gboolean
span_equal (Span a, Span b)
{
  return a.end - a.start == b.end - b.start && memcmp (a.start, b.start, a.end - a.start) == 0;
}

/* Attributes are checked for their form and forgotten: AWS puts nothing but name spaces there. */
static gboolean
skip_attribute (Parser *parser)
{
  Span name;
  char quote;

  if (!read_name (parser, &name))
    return FALSE;
  skip_blanks (parser);
  if (parser->at >= parser->end || *parser->at++ != '=')
    return FALSE;
  skip_blanks (parser);
  if (parser->at >= parser->end || (*parser->at != '"' && *parser->at != '\''))
    return FALSE;

  quote = *parser->at++;
  while (parser->at < parser->end && *parser->at != quote)
    {
      if (*parser->at == '<')
        return FALSE;
      parser->at++;
    }
  if (parser->at >= parser->end)
    return FALSE;

  parser->at++;
  return TRUE;
}

static gboolean
skip_attributes (Parser *parser)
{
  for (;;)
    {
      const char *before = parser->at;

      skip_blanks (parser);
      if (parser->at >= parser->end)
        return FALSE;
      if (*parser->at == '>' || *parser->at == '/')
        return TRUE;
      if (parser->at == before || !skip_attribute (parser))
        return FALSE;
    }
}

static gboolean
open_element (Parser *parser)
{
  Element element = { .parent = NO_PARENT };
  Span name;
  gboolean empty;

  parser->at++;
  if (parser->depth >= DEEPEST || parser->elements->len >= MOST_ELEMENTS ||
      !read_name (parser, &name) || !skip_attributes (parser))
    return FALSE;

  empty = *parser->at == '/';
  if (empty)
    parser->at++;
  if (parser->at >= parser->end || *parser->at++ != '>')
    return FALSE;

  element.name = local_name (name);
  element.content = (Span){ parser->at, parser->at };
  if (parser->depth > 0)
    {
      element.parent = parser->open[parser->depth - 1];
      g_array_index (parser->elements, Element, element.parent).has_children = TRUE;
    }
  else if (parser->elements->len > 0)
    {
      /* A second root. */
      return FALSE;
    }
  g_array_append_val (parser->elements, element);

  if (!empty)
    {
      parser->open_names[parser->depth] = name;
      parser->open[parser->depth] = parser->elements->len - 1;
      parser->depth++;
    }

  return TRUE;
}

static gboolean
close_element (Parser *parser)
{
  const char *content_end = parser->at;
  Element *element;
  Span name;

  parser->at += strlen ("</");
  if (parser->depth == 0 || !read_name (parser, &name))
    return FALSE;
  skip_blanks (parser);
  if (parser->at >= parser->end || *parser->at++ != '>')
    return FALSE;

  parser->depth--;
  if (!span_equal (name, parser->open_names[parser->depth]))
    return FALSE;

  element = &g_array_index (parser->elements, Element, parser->open[parser->depth]);
  element->content.end = content_end;
  return TRUE;
}

/* Text outside the root is nothing but blanks. */
static gboolean
skip_text (Parser *parser)
{
  if (parser->depth == 0 && !is_blank (*parser->at))
    return FALSE;

  parser->at++;
  return TRUE;
}

static gboolean
parse_next (Parser *parser)
{
  if (*parser->at != '<')
    return skip_text (parser);
  if (looking_at (parser, "<!--"))
    return skip_markup (parser, "<!--", "-->");
  if (looking_at (parser, "<?"))
    return skip_markup (parser, "<?", "?>");
  if (looking_at (parser, "<![CDATA["))
    return parser->depth > 0 && skip_markup (parser, "<![CDATA[", "]]>");
  if (looking_at (parser, "<!"))
    return FALSE;
  if (looking_at (parser, "</"))
    return close_element (parser);

  return open_element (parser);
}

StintAwsXml *
stint_aws_xml_parse (const char *text, gsize length)
{
  g_autoptr (StintAwsXml) self = NULL;
  Parser parser = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  if (length > LARGEST || !g_utf8_validate_len (text, length, NULL))
    return NULL;

  self = g_new0 (StintAwsXml, 1);
  self->elements = g_array_new (FALSE, FALSE, sizeof (Element));
  parser.at = text;
  parser.end = text + length;
  parser.elements = self->elements;

  if (looking_at (&parser, "\xef\xbb\xbf"))
    parser.at += 3;
  while (parser.at < parser.end)
    {
      if (!parse_next (&parser))
        return NULL;
    }
  if (parser.depth > 0 || self->elements->len == 0)
    return NULL;

  return g_steal_pointer (&self);
}

void
stint_aws_xml_free (StintAwsXml *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->elements);
  g_free (self);
}

/* Compares from the last name of @path upwards. */
static gboolean
path_is (const StintAwsXml *self, const Element *element, const char *path)
{
  const char *end = path + strlen (path);

  for (;;)
    {
      const char *slash = memrchr (path, '/', end - path);
      Span name = { slash != NULL ? slash + 1 : path, end };

      if (!span_equal (element->name, name))
        return FALSE;
      if (slash == NULL)
        return element->parent == NO_PARENT;
      if (element->parent == NO_PARENT)
        return FALSE;

      element = &g_array_index (self->elements, Element, element->parent);
      end = slash;
    }
}

static const Element *
find (const StintAwsXml *self, const char *path)
{
  for (guint i = 0; i < self->elements->len; i++)
    {
      const Element *element = &g_array_index (self->elements, Element, i);

      if (path_is (self, element, path))
        return element;
    }

  return NULL;
}

gboolean
stint_aws_xml_has (const StintAwsXml *self, const char *path)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  return find (self, path) != NULL;
}

/* `#65` or `#x41`: any character that XML allows. */
static gunichar
decode_reference (const char *start, const char *end)
{
  gunichar c = 0;
  gboolean hex = end - start > 1 && start[1] == 'x';
  const char *at = start + (hex ? 2 : 1);

  if (at >= end)
    return 0;

  for (; at < end; at++)
    {
      int digit = hex ? g_ascii_xdigit_value (*at) : g_ascii_digit_value (*at);

      if (digit < 0 || c > 0x10ffff)
        return 0;
      c = c * (hex ? 16 : 10) + digit;
    }

  return g_unichar_validate (c) ? c : 0;
}

/* 0 for what is not known. */
static gunichar
decode_entity (const char *start, const char *end)
{
  static const struct
  {
    const char *name;
    char c;
  } entities[] = {
    { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' },
  };

  if (start < end && *start == '#')
    return decode_reference (start, end);

  for (gsize i = 0; i < G_N_ELEMENTS (entities); i++)
    {
      if (span_equal ((Span){ start, end },
                      (Span){ entities[i].name, entities[i].name + strlen (entities[i].name) }))
        return entities[i].c;
    }

  return 0;
}

static gboolean
take_entity (const char **at, const char *end, char **out)
{
  const char *semicolon = memchr (*at, ';', MIN (end - *at, 12));
  gunichar c;

  if (semicolon == NULL)
    return FALSE;
  c = decode_entity (*at + 1, semicolon);
  if (c == 0)
    return FALSE;

  /* The shortest reference, `&#9;`, is as long as the longest character in UTF-8, and those need
   * more digits: the text never grows. */
  *out += g_unichar_to_utf8 (c, *out);
  *at = semicolon + 1;
  return TRUE;
}

/* Markup within text that parse_next() has found to be whole: CDATA counts, the rest is dropped. */
static void
take_markup (const char **at, const char *end, char **out)
{
  static const char cdata[] = "<![CDATA[";
  const char *closing;

  if ((gsize) (end - *at) >= strlen (cdata) && memcmp (*at, cdata, strlen (cdata)) == 0)
    {
      const char *start = *at + strlen (cdata);

      closing = memmem (start, end - start, "]]>", 3);
      memmove (*out, start, closing - start);
      *out += closing - start;
      *at = closing + 3;
      return;
    }

  if ((*at)[1] == '?')
    closing = (const char *) memmem (*at + 2, end - *at - 2, "?>", 2) + 2;
  else
    closing = (const char *) memmem (*at + 4, end - *at - 4, "-->", 3) + 3;
  *at = closing;
}

/* @out has room for the raw content; no NUL is added. */
static gboolean
decode (const Element *element, char *out, gsize *out_length)
{
  const char *at = element->content.start;
  char *start = out;

  while (at < element->content.end)
    {
      if (*at == '<')
        take_markup (&at, element->content.end, &out);
      else if (*at == '&' && !take_entity (&at, element->content.end, &out))
        return FALSE;
      else if (at < element->content.end && *at != '<' && *at != '&')
        *out++ = *at++;
    }

  *out_length = out - start;
  return TRUE;
}

char *
stint_aws_xml_dup_text (const StintAwsXml *self, const char *path)
{
  const Element *element;
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  element = find (self, path);
  if (element == NULL || element->has_children)
    return NULL;

  text = g_malloc (element->content.end - element->content.start + 1);
  if (!decode (element, text, &length))
    return NULL;

  text[length] = '\0';
  g_strstrip (text);
  return g_steal_pointer (&text);
}

static gsize
remove_blanks (char *text, gsize length)
{
  gsize kept = 0;

  for (gsize i = 0; i < length; i++)
    {
      if (!is_blank (text[i]))
        text[kept++] = text[i];
    }

  return kept;
}

StintSecret *
stint_aws_xml_dup_secret (const StintAwsXml *self, const char *path)
{
  StintSecret *secret = NULL;
  const Element *element;
  gsize room, length;
  char *text;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  element = find (self, path);
  if (element == NULL || element->has_children)
    return NULL;

  room = element->content.end - element->content.start + 1;
  text = OPENSSL_secure_malloc (room);
  if (text == NULL)
    return NULL;

  if (decode (element, text, &length))
    {
      length = remove_blanks (text, length);
      if (length > 0)
        secret = stint_secret_new (text, length);
    }
  OPENSSL_secure_clear_free (text, room);

  return secret;
}
