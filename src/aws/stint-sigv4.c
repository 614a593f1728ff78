/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-aws"

#include "config.h"

#include "stint-sigv4.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <string.h>

#include "stint-time.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
#define DIGEST_SIZE 32

/* Where the canonical request goes: into a digest or, for tests, into text.  It holds the session
 * token, which is why it is never put together in memory otherwise. */
typedef struct
{
  EVP_MD_CTX *digest; /* (nullable) */
  GString *text;      /* (nullable) */
} Sink;

/* A header to be signed, with its name in lower case. */
typedef struct
{
  char *name;
  const char *value; /* not owned: it may be the token */
  guint index;       /* keeps headers of one name in their order */
} Header;

static void
emit_len (Sink *sink, const char *text, gsize length)
{
  if (sink->text != NULL)
    g_string_append_len (sink->text, text, length);
  else
    EVP_DigestUpdate (sink->digest, text, length);
}

static void
emit (Sink *sink, const char *text)
{
  emit_len (sink, text, strlen (text));
}

static void
header_clear (gpointer data)
{
  Header *header = data;

  g_free (header->name);
}

static int
compare_headers (gconstpointer a, gconstpointer b)
{
  const Header *first = a;
  const Header *second = b;
  int order = strcmp (first->name, second->name);

  return order != 0 ? order : (int) first->index - (int) second->index;
}

static void
add_header (GArray *headers, const char *name, const char *value)
{
  Header header = { g_ascii_strdown (name, -1), value, headers->len };

  g_array_append_val (headers, header);
}

static GArray *
collect_headers (const StintSigv4Request *request,
                 StintAwsCredentials *credentials,
                 const char *amz_date)
{
  StintSecret *token = stint_aws_credentials_get_session_token (credentials);
  GArray *headers = g_array_new (FALSE, FALSE, sizeof (Header));

  g_array_set_clear_func (headers, header_clear);
  for (gsize i = 0; i < request->n_headers; i++)
    add_header (headers, request->headers[i].name, request->headers[i].value);
  add_header (headers, "x-amz-date", amz_date);
  if (token != NULL)
    add_header (headers, "x-amz-security-token", stint_secret_peek (token));
  g_array_sort (headers, compare_headers);

  return headers;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without blanks around it, and with one for many within. */
static void
emit_header_value (Sink *sink, const char *value)
{
  gboolean first = TRUE;

  for (;;)
    {
      const char *end;

      while (is_blank (*value))
        value++;
      if (*value == '\0')
        return;

      end = value;
      while (*end != '\0' && !is_blank (*end))
        end++;
      if (!first)
        emit (sink, " ");
      emit_len (sink, value, end - value);
      first = FALSE;
      value = end;
    }
}

static const char *
header_name_at (GArray *headers, guint index)
{
  return g_array_index (headers, Header, index).name;
}

/* Several headers of one name are one, with commas. */
static gboolean
continues_header (GArray *headers, guint index)
{
  return index > 0 &&
         g_str_equal (header_name_at (headers, index), header_name_at (headers, index - 1));
}

static void
emit_headers (Sink *sink, GArray *headers)
{
  for (guint i = 0; i < headers->len; i++)
    {
      if (continues_header (headers, i))
        {
          emit (sink, ",");
        }
      else
        {
          if (i > 0)
            emit (sink, "\n");
          emit (sink, header_name_at (headers, i));
          emit (sink, ":");
        }
      emit_header_value (sink, g_array_index (headers, Header, i).value);
    }
  emit (sink, "\n");
}

static char *
list_signed_headers (GArray *headers)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < headers->len; i++)
    {
      if (continues_header (headers, i))
        continue;
      if (names->len > 0)
        g_string_append_c (names, ';');
      g_string_append (names, header_name_at (headers, i));
    }

  return g_string_free (names, FALSE);
}

/* Upper-case hexadecimal, everything but the unreserved characters of RFC 3986. */
static void
append_encoded (GString *out, const char *text, gsize length, const char *keep)
{
  for (gsize i = 0; i < length; i++)
    {
      guchar c = text[i];

      if (g_ascii_isalnum (c) || (c != '\0' && strchr ("-._~", c) != NULL) ||
          (c != '\0' && strchr (keep, c) != NULL))
        g_string_append_c (out, c);
      else
        g_string_append_printf (out, "%%%02X", c);
    }
}

static char *
normalize_path (const char *path)
{
  g_auto (GStrv) segments = g_strsplit (path, "/", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  GString *normal = g_string_new (NULL);
  gboolean trailing = FALSE;

  for (guint i = 0; segments[i] != NULL; i++)
    {
      gboolean up = g_str_equal (segments[i], "..");

      trailing = up || g_str_equal (segments[i], ".") || *segments[i] == '\0';
      if (!trailing)
        g_ptr_array_add (kept, segments[i]);
      else if (up && kept->len > 0)
        g_ptr_array_set_size (kept, kept->len - 1);
    }

  for (guint i = 0; i < kept->len; i++)
    g_string_append_printf (normal, "/%s", (const char *) g_ptr_array_index (kept, i));
  if (trailing || normal->len == 0)
    g_string_append_c (normal, '/');

  return g_string_free (normal, FALSE);
}

static void
emit_path (Sink *sink, const StintSigv4Request *request)
{
  g_autofree char *path =
      request->normalize_path ? normalize_path (request->path) : g_strdup (request->path);
  g_autoptr (GString) encoded = g_string_new (NULL);

  append_encoded (encoded, path, strlen (path), "/");
  emit_len (sink, encoded->str, encoded->len);
}

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The query is as it was sent: what is encoded already stays so.  Sorted by name and then value,
 * which the unit separator, lower than any character of a name, brings about in one comparison. */
static void
emit_query (Sink *sink, const char *query)
{
  g_auto (GStrv) parameters = NULL;
  g_autoptr (GPtrArray) encoded = g_ptr_array_new_with_free_func (g_free);

  if (query == NULL || *query == '\0')
    return;

  parameters = g_strsplit (query, "&", -1);
  for (guint i = 0; parameters[i] != NULL; i++)
    {
      const char *equals = strchr (parameters[i], '=');
      gsize name_length =
          equals != NULL ? (gsize) (equals - parameters[i]) : strlen (parameters[i]);
      GString *parameter = g_string_new (NULL);

      append_encoded (parameter, parameters[i], name_length, "%");
      g_string_append_c (parameter, '\x1f');
      if (equals != NULL)
        append_encoded (parameter, equals + 1, strlen (equals + 1), "%");
      g_ptr_array_add (encoded, g_string_free (parameter, FALSE));
    }
  g_ptr_array_sort (encoded, compare_strings);

  for (guint i = 0; i < encoded->len; i++)
    {
      char *parameter = g_ptr_array_index (encoded, i);

      *strchr (parameter, '\x1f') = '=';
      if (i > 0)
        emit (sink, "&");
      emit (sink, parameter);
    }
}

static void
to_hex (const guchar *digest, char hex[2 * DIGEST_SIZE + 1])
{
  for (guint i = 0; i < DIGEST_SIZE; i++)
    g_snprintf (hex + 2 * i, 3, "%02x", digest[i]);
}

static gboolean
emit_canonical_request (Sink *sink,
                        const StintSigv4Request *request,
                        GArray *headers,
                        const char *signed_headers)
{
  guchar digest[DIGEST_SIZE];
  char hex[2 * DIGEST_SIZE + 1];

  if (!EVP_Digest (request->body != NULL ? request->body : "", request->body_len, digest, NULL,
                   EVP_sha256 (), NULL))
    return FALSE;
  to_hex (digest, hex);

  emit (sink, request->method);
  emit (sink, "\n");
  emit_path (sink, request);
  emit (sink, "\n");
  emit_query (sink, request->query);
  emit (sink, "\n");
  emit_headers (sink, headers);
  emit (sink, "\n");
  emit (sink, signed_headers);
  emit (sink, "\n");
  emit (sink, hex);

  return TRUE;
}

static char *
make_scope (const StintSigv4Request *request, const char *amz_date)
{
  return g_strdup_printf ("%.8s/%s/%s/aws4_request", amz_date, request->region, request->service);
}

static char *
make_string_to_sign (const StintSigv4Request *request,
                     GArray *headers,
                     const char *signed_headers,
                     const char *amz_date,
                     const char *scope)
{
  Sink sink = { EVP_MD_CTX_new (), NULL };
  guchar digest[DIGEST_SIZE];
  char hex[2 * DIGEST_SIZE + 1];
  gboolean good;

  good = sink.digest != NULL && EVP_DigestInit_ex (sink.digest, EVP_sha256 (), NULL) &&
         emit_canonical_request (&sink, request, headers, signed_headers) &&
         EVP_DigestFinal_ex (sink.digest, digest, NULL);
  EVP_MD_CTX_free (sink.digest);
  if (!good)
    return NULL;

  to_hex (digest, hex);
  return g_strdup_printf (ALGORITHM "\n%s\n%s\n%s", amz_date, scope, hex);
}

static gboolean
hmac (const void *key, gsize key_length, const char *text, gsize length, guchar *out_digest)
{
  return HMAC (EVP_sha256 (), key, (int) key_length, (const guchar *) text, length, out_digest,
               NULL) != NULL;
}

/* The chain of four keys; each replaces the one before, and the last is wiped by the caller. */
static gboolean
derive_key (const StintSigv4Request *request,
            StintSecret *secret,
            const char *amz_date,
            guchar key[DIGEST_SIZE])
{
  gsize room = strlen ("AWS4") + stint_secret_get_length (secret) + 1;
  char *first = OPENSSL_secure_malloc (room);
  gboolean good;

  if (first == NULL)
    return FALSE;

  memcpy (stpcpy (first, "AWS4"), stint_secret_peek (secret), stint_secret_get_length (secret));
  good = hmac (first, room - 1, amz_date, 8, key) &&
         hmac (key, DIGEST_SIZE, request->region, strlen (request->region), key) &&
         hmac (key, DIGEST_SIZE, request->service, strlen (request->service), key) &&
         hmac (key, DIGEST_SIZE, "aws4_request", strlen ("aws4_request"), key);
  OPENSSL_secure_clear_free (first, room);

  return good;
}

gboolean
stint_sigv4_sign (const StintSigv4Request *request,
                  StintAwsCredentials *credentials,
                  char **out_authorization,
                  char **out_amz_date)
{
  g_autofree char *amz_date = NULL;
  g_autofree char *signed_headers = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *string_to_sign = NULL;
  g_autoptr (GArray) headers = NULL;
  guchar key[DIGEST_SIZE], signature[DIGEST_SIZE];
  char hex[2 * DIGEST_SIZE + 1];
  gboolean good;

  g_return_val_if_fail (request != NULL, FALSE);
  g_return_val_if_fail (credentials != NULL, FALSE);
  g_return_val_if_fail (out_authorization != NULL && out_amz_date != NULL, FALSE);

  amz_date = stint_time_format_basic (request->when);
  headers = collect_headers (request, credentials, amz_date);
  signed_headers = list_signed_headers (headers);
  scope = make_scope (request, amz_date);
  string_to_sign = make_string_to_sign (request, headers, signed_headers, amz_date, scope);
  if (string_to_sign == NULL)
    return FALSE;

  good = derive_key (request, stint_aws_credentials_get_secret_access_key (credentials), amz_date,
                     key) &&
         hmac (key, DIGEST_SIZE, string_to_sign, strlen (string_to_sign), signature);
  OPENSSL_cleanse (key, sizeof key);
  if (!good)
    return FALSE;

  to_hex (signature, hex);
  *out_authorization = g_strdup_printf (
      ALGORITHM " Credential=%s/%s, SignedHeaders=%s, Signature=%s",
      stint_aws_credentials_get_access_key_id (credentials), scope, signed_headers, hex);
  *out_amz_date = g_steal_pointer (&amz_date);
  return TRUE;
}

char *
stint_sigv4_canonical_request (const StintSigv4Request *request, StintAwsCredentials *credentials)
{
  g_autofree char *amz_date = NULL;
  g_autofree char *signed_headers = NULL;
  g_autoptr (GArray) headers = NULL;
  Sink sink = { NULL, NULL };

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (credentials != NULL, NULL);

  amz_date = stint_time_format_basic (request->when);
  headers = collect_headers (request, credentials, amz_date);
  signed_headers = list_signed_headers (headers);
  sink.text = g_string_new (NULL);
  emit_canonical_request (&sink, request, headers, signed_headers);

  return g_string_free (sink.text, FALSE);
}

char *
stint_sigv4_string_to_sign (const StintSigv4Request *request, StintAwsCredentials *credentials)
{
  g_autofree char *amz_date = NULL;
  g_autofree char *signed_headers = NULL;
  g_autofree char *scope = NULL;
  g_autoptr (GArray) headers = NULL;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (credentials != NULL, NULL);

  amz_date = stint_time_format_basic (request->when);
  headers = collect_headers (request, credentials, amz_date);
  signed_headers = list_signed_headers (headers);
  scope = make_scope (request, amz_date);

  return make_string_to_sign (request, headers, signed_headers, amz_date, scope);
}
