/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "fake-center.h"

#include <string.h>

#include "stint-time.h"

#define MAX_REQUEST 65536
#define PORTAL_LIMIT 20
/* A second, less what is lost in rounding to microseconds. */
#define PORTAL_WINDOW (G_USEC_PER_SEC - 1000)
#define PAGE 100

struct _FakeCenter
{
  GThread *thread;       /* accepts, whatever the main context does */
  GMainContext *context; /* of that thread */
  gint stop;
  GSocketService *service;
  char *url;
  guint n_accounts;
  guint n_roles;

  GMutex mutex; /* of all below */
  gint64 now;
  GHashTable *counts;
  GArray *asked;       /* gint64: when CreateToken was called */
  GArray *portal;      /* gint64: when the portal was called */
  GHashTable *access;  /* token → gint64: its end */
  GHashTable *refresh; /* tokens that are good */
  guint n_tokens;
  guint token_seconds;
  guint slow_downs;
  gboolean refreshes;
  gboolean throttles;
  gboolean rotates;
  gboolean approved;
};

static char *
make_response (guint status, const char *type, const char *body)
{
  g_autofree char *header =
      type != NULL ? g_strdup_printf ("x-amzn-ErrorType: %s\r\n", type) : g_strdup ("");

  return g_strdup_printf ("HTTP/1.1 %u Whatever\r\nContent-Type: application/json\r\n%s"
                          "Connection: close\r\nContent-Length: %zu\r\n\r\n%s",
                          status, header, strlen (body), body);
}

static char *
make_oidc_error (const char *error, const char *type)
{
  g_autofree char *body =
      g_strdup_printf ("{\"error\":\"%s\",\"error_description\":\"As AWS says it\"}", error);

  return make_response (400, type, body);
}

static void
count (FakeCenter *self, const char *what)
{
  guint n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, what));

  g_hash_table_insert (self->counts, g_strdup (what), GUINT_TO_POINTER (n + 1));
}

/* --- Tokens ----------------------------------------------------------------------------------- */

static char *
issue (FakeCenter *self, gboolean with_refresh, char **out_refresh)
{
  gint64 *end = g_new (gint64, 1);
  char *token = g_strdup_printf ("aoaAAAAAEXAMPLEACCESS%u", ++self->n_tokens);

  *end = self->now + STINT_SECONDS (self->token_seconds);
  g_hash_table_insert (self->access, g_strdup (token), end);
  *out_refresh = NULL;
  if (with_refresh)
    {
      *out_refresh = g_strdup_printf ("aorAAAAAEXAMPLEREFRESH%u", self->n_tokens);
      g_hash_table_add (self->refresh, g_strdup (*out_refresh));
    }

  return token;
}

static char *
answer_token (FakeCenter *self, gboolean with_refresh)
{
  g_autofree char *refresh = NULL;
  g_autofree char *access = issue (self, with_refresh, &refresh);
  g_autofree char *more =
      refresh != NULL ? g_strdup_printf (",\"refreshToken\":\"%s\"", refresh) : g_strdup ("");
  g_autofree char *body =
      g_strdup_printf ("{\"accessToken\":\"%s\",\"tokenType\":\"Bearer\",\"expiresIn\":%u%s}",
                       access, self->token_seconds, more);

  return make_response (200, NULL, body);
}

/* The value of a member of flat JSON. (transfer full) (nullable) */
static char *
read_member (const char *body, const char *name)
{
  g_autofree char *key = g_strdup_printf ("\"%s\"", name);
  const char *at = strstr (body, key);
  const char *end;

  if (at == NULL)
    return NULL;
  at += strlen (key) + strspn (at + strlen (key), ": ");
  if (*at++ != '"')
    return NULL;
  end = strchr (at, '"');

  return end != NULL ? g_strndup (at, (gsize) (end - at)) : NULL;
}

static char *
refresh (FakeCenter *self, const char *body)
{
  g_autofree char *token = read_member (body, "refreshToken");

  if (!self->refreshes || token == NULL || !g_hash_table_contains (self->refresh, token))
    return make_oidc_error ("invalid_grant", "InvalidGrantException");
  if (self->rotates)
    g_hash_table_remove (self->refresh, token);

  return answer_token (self, self->rotates);
}

static char *
ask_device (FakeCenter *self)
{
  if (self->slow_downs > 0)
    {
      self->slow_downs--;
      return make_oidc_error ("slow_down", "SlowDownException");
    }
  if (!self->approved)
    return make_oidc_error ("authorization_pending", "AuthorizationPendingException");

  return answer_token (self, TRUE);
}

static char *
create_token (FakeCenter *self, const char *body)
{
  g_array_append_val (self->asked, self->now);
  count (self, "CreateToken");
  if (strstr (body, "\"refresh_token\"") != NULL)
    return refresh (self, body);

  return ask_device (self);
}

/* --- The portal ------------------------------------------------------------------------------- */

static gboolean
is_too_much (FakeCenter *self)
{
  guint n = 0;

  for (guint i = self->portal->len; i-- > 0;)
    {
      if (self->now - g_array_index (self->portal, gint64, i) >= PORTAL_WINDOW)
        break;
      n++;
    }
  g_array_append_val (self->portal, self->now);

  return n >= PORTAL_LIMIT;
}

static gboolean
is_good (FakeCenter *self, const char *head)
{
  const char *at = strcasestr (head, "x-amz-sso_bearer_token:");
  g_autofree char *token = NULL;
  gint64 *end;

  if (at == NULL)
    return FALSE;
  at += strlen ("x-amz-sso_bearer_token:");
  token = g_strstrip (g_strndup (at, strcspn (at, "\r\n")));
  end = g_hash_table_lookup (self->access, token);

  return end != NULL && *end > self->now;
}

static guint
read_number (const char *head, const char *name)
{
  g_autofree char *key = g_strdup_printf ("%s=", name);
  const char *at = strstr (head, key);

  return at != NULL ? (guint) strtoul (at + strlen (key), NULL, 10) : 0;
}

static char *
list_accounts (FakeCenter *self, const char *head)
{
  guint from = read_number (head, "next_token");
  guint to = MIN (from + PAGE, self->n_accounts);
  g_autoptr (GString) body = g_string_new ("{\"accountList\":[");

  count (self, "ListAccounts");
  for (guint i = from; i < to; i++)
    g_string_append_printf (body,
                            "%s{\"accountId\":\"%012u\",\"accountName\":\"Account %u\","
                            "\"emailAddress\":\"aws@example.com\"}",
                            i > from ? "," : "", 100000000 + i, i);
  g_string_append (body, "]");
  if (to < self->n_accounts)
    g_string_append_printf (body, ",\"nextToken\":\"%u\"", to);
  g_string_append (body, "}");

  return make_response (200, NULL, body->str);
}

static char *
list_roles (FakeCenter *self, const char *head)
{
  guint account = read_number (head, "account_id");
  g_autoptr (GString) body = g_string_new ("{\"roleList\":[");

  count (self, "ListAccountRoles");
  for (guint i = 0; i < self->n_roles; i++)
    g_string_append_printf (body, "%s{\"roleName\":\"Role%u\",\"accountId\":\"%012u\"}",
                            i > 0 ? "," : "", i, account);
  g_string_append (body, "]}");

  return make_response (200, NULL, body->str);
}

static char *
get_credentials (FakeCenter *self)
{
  g_autofree char *body = g_strdup_printf (
      "{\"roleCredentials\":{\"accessKeyId\":\"ASIAIOSFODNN7EXAMPLE\","
      "\"secretAccessKey\":\"wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\","
      "\"sessionToken\":\"AQoDYXdzEJrEXAMPLE\",\"expiration\":%" G_GINT64_FORMAT "}}",
      (self->now + STINT_SECONDS (3600)) / 1000);

  count (self, "GetRoleCredentials");

  return make_response (200, NULL, body);
}

static char *
ask_portal (FakeCenter *self, const char *head)
{
  if (self->throttles || is_too_much (self))
    {
      count (self, "429");
      return make_response (429, "TooManyRequestsException", "{\"message\":\"Slow down\"}");
    }
  if (!is_good (self, head))
    return make_response (401, "UnauthorizedException",
                          "{\"message\":\"Session token not found or invalid\"}");
  if (g_str_has_prefix (head, "GET /assignment/accounts"))
    return list_accounts (self, head);
  if (g_str_has_prefix (head, "GET /assignment/roles"))
    return list_roles (self, head);
  if (g_str_has_prefix (head, "GET /federation/credentials"))
    return get_credentials (self);

  count (self, "Logout");

  return make_response (200, NULL, "");
}

/* --- The server ------------------------------------------------------------------------------- */

static char *
answer (FakeCenter *self, const char *head, const char *body)
{
  g_autofree char *client = g_strdup_printf (
      "{\"clientId\":\"client\",\"clientSecret\":\"EXAMPLECLIENTSECRET\",\"clientIdIssuedAt\":1,"
      "\"clientSecretExpiresAt\":%" G_GINT64_FORMAT "}",
      self->now / G_USEC_PER_SEC + 90 * 86400);
  g_autofree char *device = g_strdup_printf (
      "{\"deviceCode\":\"EXAMPLEDEVICE\",\"userCode\":\"ABCD-EFGH\",\"verificationUri\":\"%s/"
      "device\","
      "\"verificationUriComplete\":\"%s/device?user_code=ABCD-EFGH\",\"expiresIn\":600,"
      "\"interval\":1}",
      self->url, self->url);

  if (g_str_has_prefix (head, "POST /client/register"))
    {
      count (self, "RegisterClient");
      return make_response (200, NULL, client);
    }
  if (g_str_has_prefix (head, "POST /device_authorization"))
    {
      count (self, "StartDeviceAuthorization");
      return make_response (200, NULL, device);
    }
  if (g_str_has_prefix (head, "POST /token"))
    return create_token (self, body);

  return ask_portal (self, head);
}

static GString *
read_request (GInputStream *input, gsize *body_at)
{
  GString *text = g_string_new (NULL);

  while (text->len < MAX_REQUEST)
    {
      char buffer[4096];
      gssize n = g_input_stream_read (input, buffer, sizeof buffer, NULL, NULL);
      char *end, *length;

      if (n <= 0)
        break;
      g_string_append_len (text, buffer, n);
      end = strstr (text->str, "\r\n\r\n");
      if (end == NULL)
        continue;
      *body_at = (gsize) (end + 4 - text->str);
      length = strcasestr (text->str, "Content-Length:");
      if (length == NULL || length > end ||
          text->len >= *body_at + strtoul (length + strlen ("Content-Length:"), NULL, 10))
        return text;
    }

  g_string_free (text, TRUE);

  return NULL;
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection *connection,
        GObject *source,
        gpointer user_data)
{
  FakeCenter *self = user_data;
  gsize body_at = 0;
  GString *request =
      read_request (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &body_at);
  g_autofree char *response = NULL;

  if (request == NULL)
    return TRUE;

  g_mutex_lock (&self->mutex);
  response = answer (self, request->str, request->str + body_at);
  g_mutex_unlock (&self->mutex);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), response,
                             strlen (response), NULL, NULL, NULL);
  g_string_free (request, TRUE);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  return TRUE;
}

static gpointer
accept_in_thread (gpointer user_data)
{
  FakeCenter *self = user_data;

  g_main_context_push_thread_default (self->context);
  g_socket_service_start (self->service);
  while (!g_atomic_int_get (&self->stop))
    g_main_context_iteration (self->context, TRUE);
  g_socket_service_stop (self->service);
  while (g_main_context_iteration (self->context, FALSE))
    ;
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

FakeCenter *
fake_center_new (guint n_accounts, guint n_roles)
{
  FakeCenter *self = g_new0 (FakeCenter, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  g_mutex_init (&self->mutex);
  self->n_accounts = n_accounts;
  self->n_roles = n_roles;
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->access = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->refresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->asked = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->portal = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->token_seconds = 3600;
  self->refreshes = TRUE;
  self->rotates = TRUE;
  self->context = g_main_context_new ();

  g_main_context_push_thread_default (self->context);
  self->service = g_threaded_socket_service_new (16);
  g_socket_service_stop (self->service);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_TCP, NULL, &effective, &error);
  g_assert_no_error (error);
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_main_context_pop_thread_default (self->context);
  self->url = g_strdup_printf ("http://127.0.0.1:%u",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective)));
  self->thread = g_thread_new ("fake-center", accept_in_thread, self);

  return self;
}

void
fake_center_free (FakeCenter *self)
{
  g_atomic_int_set (&self->stop, TRUE);
  g_main_context_wakeup (self->context);
  g_thread_join (self->thread);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->access);
  g_hash_table_unref (self->refresh);
  g_array_unref (self->asked);
  g_array_unref (self->portal);
  g_mutex_clear (&self->mutex);
  g_free (self->url);
  g_free (self);
}

const char *
fake_center_get_url (FakeCenter *self)
{
  return self->url;
}

void
fake_center_set_now (FakeCenter *self, gint64 now)
{
  g_mutex_lock (&self->mutex);
  self->now = now;
  g_mutex_unlock (&self->mutex);
}

char *
fake_center_issue (FakeCenter *self, char **out_refresh)
{
  char *token;

  g_mutex_lock (&self->mutex);
  token = issue (self, TRUE, out_refresh);
  g_mutex_unlock (&self->mutex);

  return token;
}

void
fake_center_set_token_seconds (FakeCenter *self, guint seconds)
{
  g_mutex_lock (&self->mutex);
  self->token_seconds = seconds;
  g_mutex_unlock (&self->mutex);
}

void
fake_center_set_refreshes (FakeCenter *self, gboolean refreshes)
{
  g_mutex_lock (&self->mutex);
  self->refreshes = refreshes;
  g_mutex_unlock (&self->mutex);
}

void
fake_center_set_throttles (FakeCenter *self, gboolean throttles)
{
  g_mutex_lock (&self->mutex);
  self->throttles = throttles;
  g_mutex_unlock (&self->mutex);
}

void
fake_center_set_rotates (FakeCenter *self, gboolean rotates)
{
  g_mutex_lock (&self->mutex);
  self->rotates = rotates;
  g_mutex_unlock (&self->mutex);
}

void
fake_center_approve_device (FakeCenter *self)
{
  g_mutex_lock (&self->mutex);
  self->approved = TRUE;
  g_mutex_unlock (&self->mutex);
}

void
fake_center_slow_down (FakeCenter *self, guint n)
{
  g_mutex_lock (&self->mutex);
  self->slow_downs = n;
  g_mutex_unlock (&self->mutex);
}

guint
fake_center_count (FakeCenter *self, const char *what)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, what));
  g_mutex_unlock (&self->mutex);

  return n;
}

gint64
fake_center_get_asked (FakeCenter *self, guint number)
{
  gint64 when;

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (number, <, self->asked->len);
  when = g_array_index (self->asked, gint64, number);
  g_mutex_unlock (&self->mutex);

  return when;
}
