/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "fake-sts.h"

#include <string.h>

#include "stint-time.h"

#define ACCOUNT "123456789012"
#define MAX_REQUEST 65536

typedef struct
{
  char *arn;      /* who it is */
  gint64 end;     /* G_MAXINT64 for long-lived keys */
  gint64 mfa;     /* when a code was given, or 0 */
  gboolean chain; /* temporary: roles that it opens last an hour */
  gboolean dead;
} Key;

struct _FakeSts
{
  GThread *thread;       /* accepts, whatever the main context does */
  GMainContext *context; /* of that thread */
  gint stop;
  GSocketService *service;
  char *url;

  GMutex mutex; /* of all below */
  gint64 now;
  GHashTable *keys;  /* id → Key */
  GHashTable *codes; /* used */
  GHashTable *counts;
  GHashTable *last; /* action → GHashTable of its parameters */
  guint n_keys;
  guint n_failing;
  guint fail_status;
  char *fail_code;
  guint delay;
  gboolean tells_date;
};

static void
key_free (Key *key)
{
  g_free (key->arn);
  g_free (key);
}

/* --- Answers ---------------------------------------------------------------------------------- */

static char *
make_response (guint status, const char *body)
{
  return g_strdup_printf ("HTTP/1.1 %u Whatever\r\nContent-Type: text/xml\r\nConnection: close\r\n"
                          "Content-Length: %zu\r\n\r\n%s",
                          status, strlen (body), body);
}

/* Puts a Date header behind the first line. */
static char *
date_response (FakeSts *self, const char *response)
{
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_utc (self->now / G_USEC_PER_SEC);
  g_autofree char *date = g_date_time_format (now, "%a, %d %b %Y %H:%M:%S GMT");
  const char *rest = strstr (response, "\r\n");

  return g_strdup_printf ("%.*s\r\nDate: %s%s", (int) (rest - response), response, date, rest);
}

static char *
make_error (guint status, const char *code, const char *message)
{
  g_autofree char *body = g_strdup_printf (
      "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender"
      "</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r-1</RequestId>"
      "</ErrorResponse>",
      code, message);

  return make_response (status, body);
}

static char *
make_credentials (
    FakeSts *self, const char *action, const char *arn, gint64 mfa, guint seconds, gboolean is_role)
{
  Key *key = g_new0 (Key, 1);
  g_autofree char *id = g_strdup_printf ("ASIA%09uEXAMPLE", ++self->n_keys);
  g_autofree char *expiration = NULL;
  g_autofree char *who = NULL;
  g_autofree char *body = NULL;

  key->arn = g_strdup (arn);
  key->end = (self->now / G_USEC_PER_SEC + seconds) * G_USEC_PER_SEC;
  key->mfa = mfa;
  key->chain = TRUE;
  expiration = stint_time_format (key->end);
  if (is_role)
    who = g_strdup_printf ("<AssumedRoleUser><AssumedRoleId>AROAEXAMPLE:x</AssumedRoleId><Arn>%s"
                           "</Arn></AssumedRoleUser>",
                           arn);
  body = g_strdup_printf (
      "<%sResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><%sResult><Credentials>"
      "<AccessKeyId>%s</AccessKeyId><SecretAccessKey>secret/of+%s</SecretAccessKey>"
      "<SessionToken>token//of+%s==</SessionToken><Expiration>%s</Expiration></Credentials>%s"
      "</%sResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></%sResponse>",
      action, action, id, id, id, expiration, who != NULL ? who : "", action, action);
  g_hash_table_insert (self->keys, g_steal_pointer (&id), key);

  return make_response (200, body);
}

/* NULL: fine, or no code at all. @mfa: when, if there was one. */
static char *
check_code (FakeSts *self, GHashTable *parameters, gint64 *mfa)
{
  const char *code = g_hash_table_lookup (parameters, "TokenCode");

  if (code == NULL)
    return NULL;
  if (strcmp (code, "000000") == 0 || g_hash_table_contains (self->codes, code))
    return make_error (403, "AccessDenied",
                       "MultiFactorAuthentication failed with invalid MFA one time pass code. ");

  g_hash_table_add (self->codes, g_strdup (code));
  *mfa = self->now;

  return NULL;
}

static guint
get_seconds (GHashTable *parameters, guint otherwise)
{
  const char *text = g_hash_table_lookup (parameters, "DurationSeconds");

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

static char *
get_session_token (FakeSts *self, Key *caller, GHashTable *parameters)
{
  gint64 mfa = 0;
  char *failure = check_code (self, parameters, &mfa);

  if (failure != NULL)
    return failure;
  if (caller->chain)
    return make_error (403, "AccessDenied", "Cannot call GetSessionToken with session credentials");

  return make_credentials (self, "GetSessionToken", caller->arn, mfa,
                           get_seconds (parameters, 43200), FALSE);
}

static gboolean
may_assume (FakeSts *self, Key *caller, const char *role, gint64 mfa)
{
  gint64 when = mfa != 0 ? mfa : caller->mfa;

  if (strstr (role, "Forbidden") != NULL)
    return FALSE;
  /* A role is not asked for a code that it could not have. */
  if (strstr (role, "Open") != NULL || strstr (caller->arn, ":assumed-role/") != NULL)
    return TRUE;
  if (strstr (role, "Recent") != NULL)
    return when != 0 && self->now - when <= STINT_SECONDS (900);

  return when != 0;
}

static char *
assume_role (FakeSts *self, Key *caller, GHashTable *parameters)
{
  const char *arn = g_hash_table_lookup (parameters, "RoleArn");
  const char *name = g_hash_table_lookup (parameters, "RoleSessionName");
  const char *role = arn != NULL ? strrchr (arn, '/') : NULL;
  guint seconds = get_seconds (parameters, 3600);
  g_autofree char *who = NULL;
  gint64 mfa = 0;
  char *failure = check_code (self, parameters, &mfa);

  if (failure != NULL)
    return failure;
  if (role == NULL || name == NULL || !may_assume (self, caller, role, mfa))
    return make_error (403, "AccessDenied",
                       "User: x is not authorized to perform: sts:AssumeRole on resource: y");
  if (caller->chain && seconds > 3600)
    return make_error (400, "ValidationError",
                       "The requested DurationSeconds exceeds the 1 hour session limit for roles "
                       "assumed by role chaining");

  who = g_strdup_printf ("arn:aws:sts::" ACCOUNT ":assumed-role/%s/%s", role + 1, name);

  return make_credentials (self, "AssumeRole", who, 0, seconds, TRUE);
}

static char *
get_caller_identity (Key *caller)
{
  g_autofree char *body = g_strdup_printf (
      "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
      "<GetCallerIdentityResult><Arn>%s</Arn><UserId>AIDAEXAMPLE</UserId><Account>" ACCOUNT
      "</Account></GetCallerIdentityResult></GetCallerIdentityResponse>",
      caller->arn);

  return make_response (200, body);
}

/* --- Requests --------------------------------------------------------------------------------- */

static GHashTable *
parse_form (const char *body)
{
  GHashTable *parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_auto (GStrv) pairs = g_strsplit (body, "&", -1);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      char *equals = strchr (pairs[i], '=');

      if (equals == NULL)
        continue;
      *equals = '\0';
      g_hash_table_insert (parameters, g_uri_unescape_string (pairs[i], NULL),
                           g_uri_unescape_string (equals + 1, NULL));
    }

  return parameters;
}

static char *
find_key_id (const char *head)
{
  const char *at = strstr (head, "Credential=");
  const char *end = at != NULL ? strchr (at, '/') : NULL;

  return end != NULL ? g_strndup (at + strlen ("Credential="), end - at - strlen ("Credential="))
                     : g_strdup ("");
}

static char *
act (FakeSts *self, const char *action, const char *key_id, GHashTable *parameters)
{
  Key *caller = g_hash_table_lookup (self->keys, key_id);

  if (caller == NULL || caller->dead)
    return make_error (403, "InvalidClientTokenId",
                       "The security token included in the request is invalid.");
  if (caller->end <= self->now)
    return make_error (403, "ExpiredToken",
                       "The security token included in the request is expired");
  if (strcmp (action, "GetSessionToken") == 0)
    return get_session_token (self, caller, parameters);
  if (strcmp (action, "AssumeRole") == 0)
    return assume_role (self, caller, parameters);
  if (strcmp (action, "GetCallerIdentity") == 0)
    return get_caller_identity (caller);

  return make_error (400, "InvalidAction", "No such action");
}

/* NULL: close the connection. */
static char *
answer (FakeSts *self, const char *head, const char *body)
{
  GHashTable *parameters = parse_form (body);
  g_autofree char *key_id = find_key_id (head);
  g_autofree char *action = g_strdup (g_hash_table_lookup (parameters, "Action"));
  guint count;
  char *response = NULL;

  if (action == NULL)
    action = g_strdup ("");

  g_mutex_lock (&self->mutex);
  count = GPOINTER_TO_UINT (g_hash_table_lookup (self->counts, action)) + 1;
  g_hash_table_insert (self->counts, g_strdup (action), GUINT_TO_POINTER (count));
  if (self->n_failing > 0)
    {
      self->n_failing--;
      if (self->fail_status != 0)
        response = make_error (self->fail_status, self->fail_code, "As the test has asked for");
    }
  else
    response = act (self, action, key_id, parameters);
  if (response != NULL && self->tells_date)
    {
      g_autofree char *plain = response;

      response = date_response (self, plain);
    }
  g_hash_table_insert (self->last, g_steal_pointer (&action), parameters);
  g_mutex_unlock (&self->mutex);

  return response;
}

/* Reads until the body is whole; requests of the tests are small. */
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
      *body_at = end + 4 - text->str;
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
  FakeSts *self = user_data;
  gsize body_at = 0;
  GString *request =
      read_request (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &body_at);
  g_autofree char *response = NULL;

  if (request == NULL)
    return TRUE;

  if (self->delay > 0)
    g_usleep (self->delay * 1000);
  response = answer (self, request->str, request->str + body_at);
  if (response != NULL)
    g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), response,
                               strlen (response), NULL, NULL, NULL);
  g_string_free (request, TRUE);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);

  return TRUE;
}

/* --- The object ------------------------------------------------------------------------------- */

static gpointer
accept_in_thread (gpointer user_data)
{
  FakeSts *self = user_data;

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

FakeSts *
fake_sts_new (void)
{
  FakeSts *self = g_new0 (FakeSts, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  g_mutex_init (&self->mutex);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) key_free);
  self->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->last =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_hash_table_unref);
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
  self->thread = g_thread_new ("fake-sts", accept_in_thread, self);

  return self;
}

void
fake_sts_free (FakeSts *self)
{
  g_atomic_int_set (&self->stop, TRUE);
  g_main_context_wakeup (self->context);
  g_thread_join (self->thread);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_main_context_unref (self->context);
  g_hash_table_unref (self->keys);
  g_hash_table_unref (self->codes);
  g_hash_table_unref (self->counts);
  g_hash_table_unref (self->last);
  g_mutex_clear (&self->mutex);
  g_free (self->fail_code);
  g_free (self->url);
  g_free (self);
}

const char *
fake_sts_get_url (FakeSts *self)
{
  return self->url;
}

void
fake_sts_set_now (FakeSts *self, gint64 now)
{
  g_mutex_lock (&self->mutex);
  self->now = now;
  g_mutex_unlock (&self->mutex);
}

void
fake_sts_add_key (FakeSts *self, const char *key_id, const char *user_arn)
{
  Key *key = g_new0 (Key, 1);

  key->arn = g_strdup (user_arn);
  key->end = G_MAXINT64;
  g_mutex_lock (&self->mutex);
  g_hash_table_insert (self->keys, g_strdup (key_id), key);
  g_mutex_unlock (&self->mutex);
}

char *
fake_sts_identify (FakeSts *self, const char *key_id)
{
  Key *key;
  char *arn;

  g_mutex_lock (&self->mutex);
  key = g_hash_table_lookup (self->keys, key_id);
  arn = g_strdup (key != NULL ? key->arn : NULL);
  g_mutex_unlock (&self->mutex);

  return arn;
}

gint64
fake_sts_get_end (FakeSts *self, const char *key_id)
{
  Key *key;
  gint64 end;

  g_mutex_lock (&self->mutex);
  key = g_hash_table_lookup (self->keys, key_id);
  end = key != NULL ? key->end : 0;
  g_mutex_unlock (&self->mutex);

  return end;
}

void
fake_sts_revoke (FakeSts *self, const char *key_id)
{
  Key *key;

  g_mutex_lock (&self->mutex);
  key = g_hash_table_lookup (self->keys, key_id);
  g_assert_nonnull (key);
  key->dead = TRUE;
  g_mutex_unlock (&self->mutex);
}

void
fake_sts_revoke_all (FakeSts *self)
{
  GHashTableIter iter;
  gpointer value;

  g_mutex_lock (&self->mutex);
  g_hash_table_iter_init (&iter, self->keys);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    ((Key *) value)->dead = ((Key *) value)->chain;
  g_mutex_unlock (&self->mutex);
}

guint
fake_sts_count (FakeSts *self, const char *action)
{
  GHashTableIter iter;
  gpointer key, value;
  guint count = 0;

  g_mutex_lock (&self->mutex);
  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (action == NULL || strcmp (key, action) == 0)
      count += GPOINTER_TO_UINT (value);
  g_mutex_unlock (&self->mutex);

  return count;
}

void
fake_sts_fail_next (FakeSts *self, guint n, guint status, const char *code)
{
  g_mutex_lock (&self->mutex);
  self->n_failing = n;
  self->fail_status = status;
  g_free (self->fail_code);
  self->fail_code = g_strdup (code);
  g_mutex_unlock (&self->mutex);
}

void
fake_sts_tell_date (FakeSts *self)
{
  self->tells_date = TRUE;
}

void
fake_sts_set_delay (FakeSts *self, guint milliseconds)
{
  self->delay = milliseconds;
}

char *
fake_sts_get_last (FakeSts *self, const char *action, const char *parameter)
{
  GHashTable *parameters;
  char *value = NULL;

  g_mutex_lock (&self->mutex);
  parameters = g_hash_table_lookup (self->last, action);
  if (parameters != NULL)
    value = g_strdup (g_hash_table_lookup (parameters, parameter));
  g_mutex_unlock (&self->mutex);

  return value;
}
