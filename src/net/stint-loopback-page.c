/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-loopback-page.h"

#include <string.h>

#include "stint-secret.h"

/* The policy names its hash, so nothing may be added on the way. */
static const char style[] =
    ":root{color-scheme:light dark}"
    "body{font:1.1rem/1.5 system-ui,sans-serif;margin:0;min-height:100vh;display:grid;"
    "place-items:center;background:#fafafa;color:#241f31}"
    "main{max-width:32rem;padding:2rem;text-align:center}"
    "h1{font-size:1.6rem;margin:0 0 .5rem}"
    "p{margin:.5rem 0;overflow-wrap:anywhere}"
    "small{opacity:.75}"
    "@media(prefers-color-scheme:dark){body{background:#241f31;color:#fafafa}}";

static void
append_element (GString *html, const char *before, const char *text, const char *after)
{
  g_autofree char *valid = NULL;
  g_autofree char *escaped = NULL;

  if (text == NULL || *text == '\0')
    return;

  valid = g_utf8_make_valid (text, -1);
  escaped = g_markup_escape_text (valid, -1);
  g_string_append_printf (html, "%s%s%s", before, escaped, after);
}

char *
stint_loopback_page_to_html (const StintLoopbackPage *self)
{
  GString *html = g_string_new ("<!doctype html>\n<html");

  g_return_val_if_fail (self != NULL, g_string_free (html, FALSE));

  append_element (html, " lang=\"", self->language, "\"");
  g_string_append (html, "><head><meta charset=\"utf-8\">"
                         "<meta name=\"viewport\" content=\"width=device-width\">");
  append_element (html, "<title>", self->title, "</title>");
  g_string_append_printf (html, "<style>%s</style></head><body><main>", style);
  append_element (html, "<h1>", self->heading, "</h1>");
  append_element (html, "<p>", self->text, "</p>");
  append_element (html, "<p><small>", self->detail, "</small></p>");
  g_string_append (html, "</main></body></html>\n");

  return g_string_free (html, FALSE);
}

static const char *
get_phrase (guint status)
{
  switch (status)
    {
    case 200:
      return "OK";
    case 302:
      return "Found";
    case 400:
      return "Bad Request";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 410:
      return "Gone";
    case 431:
      return "Request Header Fields Too Large";
    case 503:
      return "Service Unavailable";
    default:
      return "Internal Server Error";
    }
}

static char *
make_style_hash (void)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) style, sizeof style - 1);
  g_checksum_get_digest (checksum, digest, &length);

  return g_base64_encode (digest, length);
}

char *
stint_loopback_page_make_answer (guint status, const char *html, const char *location)
{
  const char *phrase = get_phrase (status);
  g_autofree char *hash = make_style_hash ();
  g_autofree char *bare = g_strdup_printf ("<!doctype html><title>%u %s</title>\n", status, phrase);

  if (html == NULL)
    html = bare;

  return g_strdup_printf (
      "HTTP/1.1 %u %s\r\n"
      "Content-Type: text/html; charset=utf-8\r\n"
      "Content-Length: %" G_GSIZE_FORMAT "\r\n"
      "%s%s%s%s"
      "Cache-Control: no-store\r\n"
      "Content-Security-Policy: default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; "
      "form-action 'none'; frame-ancestors 'none'\r\n"
      "Cross-Origin-Opener-Policy: same-origin\r\n"
      "Cross-Origin-Resource-Policy: same-origin\r\n"
      "Referrer-Policy: no-referrer\r\n"
      "X-Content-Type-Options: nosniff\r\n"
      "X-Frame-Options: DENY\r\n"
      "Connection: close\r\n"
      "\r\n"
      "%s",
      status, phrase, strlen (html), status == 405 ? "Allow: GET\r\n" : "",
      location != NULL ? "Location: " : "", location != NULL ? location : "",
      location != NULL ? "\r\n" : "", hash, html);
}
