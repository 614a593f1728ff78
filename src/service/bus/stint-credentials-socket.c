/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-credentials-socket.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "stint-error.h"
#include "stint-socket-protocol.h"
#include "stint-socket-question.h"

#define QUESTION_SECONDS 5
#define ANSWER_SECONDS 10

/* An answer that is not there by then is worth a word: well below STINT_SOCKET_QUICK_MS. */
#define WAIT_AFTER_MS 150
#define WAIT_LINE STINT_SOCKET_GREETING " wait\n"

/* Longer than anybody waits, whatever they say. */
#define MAX_WAIT_MS 120000

struct _StintCredentialsSocket
{
  GObject parent_instance;

  StintContext *context;    /* borrowed */
  StintEngine *engine;      /* borrowed */
  StintConsoleLinks *links; /* borrowed */
  char *path;
  GSocketService *service; /* (nullable) while listening */
  dev_t device;            /* of the socket file that we made */
  ino_t inode;
  guint n_clients;
};

/* One question and one answer.  Lives as long as its asynchronous calls, each of which holds a
 * reference. */
typedef struct
{
  gatomicrefcount refs;
  StintCredentialsSocket *socket; /* (owned) */
  GSocketConnection *connection;  /* (owned) */
  GCancellable *io;               /* (owned) ends the talk */
  GCancellable *asking;           /* (owned) ends the question to the engine */
  StintSocketQuestion *question;  /* (owned) (nullable) */
  StintSession *session;          /* (owned) (nullable) */
  GBytes *answer;                 /* (owned) (nullable) */
  guint timeout_id;               /* for the question, then for the answer */
  guint wait_id;
  guint patience_id;
  gboolean answered;
  gboolean writing;
  gboolean too_long;
  gsize len;
  char line[STINT_SOCKET_MAX_LINE];
} Client;

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (StintCredentialsSocket, stint_credentials_socket, G_TYPE_OBJECT)

static Client *
client_ref (Client *client)
{
  g_atomic_ref_count_inc (&client->refs);

  return client;
}

static void
client_unref (Client *client)
{
  StintCredentialsSocket *self = client->socket;

  if (!g_atomic_ref_count_dec (&client->refs))
    return;

  g_clear_handle_id (&client->timeout_id, g_source_remove);
  g_clear_handle_id (&client->wait_id, g_source_remove);
  g_clear_handle_id (&client->patience_id, g_source_remove);
  g_clear_object (&client->connection);
  g_clear_object (&client->io);
  g_clear_object (&client->asking);
  g_clear_pointer (&client->question, stint_socket_question_free);
  g_clear_object (&client->session);
  g_clear_pointer (&client->answer, g_bytes_unref);
  g_free (client);

  self->n_clients--;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  g_object_unref (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_unref)

static gboolean
client_timeout_cb (gpointer user_data)
{
  Client *client = user_data;

  client->timeout_id = 0;
  g_cancellable_cancel (client->io);

  return G_SOURCE_REMOVE;
}

static void
client_set_timeout (Client *client, guint seconds)
{
  g_clear_handle_id (&client->timeout_id, g_source_remove);
  client->timeout_id = g_timeout_add_seconds (seconds, client_timeout_cb, client);
}

/* --- The answer ------------------------------------------------------------------------------- */

static void
client_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Client) client = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    g_debug ("An asker left before the answer: %s", error->message);

  /* The engine may still be at it; the asker has all that it gets. */
  g_io_stream_close_async (G_IO_STREAM (client->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
}

static void
client_write_answer (Client *client)
{
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (client->connection));
  gsize len;
  const void *bytes = g_bytes_get_data (client->answer, &len);

  client_set_timeout (client, ANSWER_SECONDS);
  g_output_stream_write_all_async (out, bytes, len, G_PRIORITY_DEFAULT, client->io,
                                   client_written_cb, client_ref (client));
}

/* Takes @answer; the first one counts. */
static void
client_answer (Client *client, GBytes *answer)
{
  if (client->answered)
    {
      g_bytes_unref (answer);
      return;
    }

  client->answered = TRUE;
  client->answer = answer;
  g_clear_handle_id (&client->wait_id, g_source_remove);
  g_clear_handle_id (&client->patience_id, g_source_remove);

  /* While the line "wait" is being written the answer follows it. */
  if (!client->writing)
    client_write_answer (client);
}

static void
client_refuse (Client *client, StintError code, const char *sentence)
{
  client_answer (client, stint_socket_answer_new_error (code, sentence));
}

static void
client_refuse_error (Client *client, const GError *error)
{
  if (error->domain == STINT_ERROR)
    client_refuse (client, (StintError) error->code, error->message);
  else
    client_refuse (client, STINT_ERROR_FAILED, error->message);
}

static void
client_wait_written_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Client) client = user_data;
  g_autoptr (GError) error = NULL;

  client->writing = FALSE;
  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, &error))
    {
      g_debug ("An asker did not wait: %s", error->message);
      g_cancellable_cancel (client->asking);
    }
  if (client->answer != NULL)
    client_write_answer (client);
}

static gboolean
client_wait_cb (gpointer user_data)
{
  Client *client = user_data;
  GOutputStream *out = g_io_stream_get_output_stream (G_IO_STREAM (client->connection));

  client->wait_id = 0;
  client->writing = TRUE;
  g_output_stream_write_all_async (out, WAIT_LINE, strlen (WAIT_LINE), G_PRIORITY_DEFAULT,
                                   client->io, client_wait_written_cb, client_ref (client));

  return G_SOURCE_REMOVE;
}

static gboolean
client_patience_cb (gpointer user_data)
{
  g_autoptr (Client) client = client_ref (user_data);

  client->patience_id = 0;
  client_refuse (client, STINT_ERROR_NETWORK,
                 "AWS did not answer in time. Look at the network, and try again.");
  g_cancellable_cancel (client->asking);

  return G_SOURCE_REMOVE;
}

/* --- The question ----------------------------------------------------------------------------- */

static const char *
client_get_region (Client *client)
{
  StintRegistry *registry = client->socket->context->registry;
  const StintSessionDefinition *definition = stint_session_get_definition (client->session);
  const StintSessionLife *life = stint_session_get_life (client->session);
  StintIntegration *integration;

  if (life->region != NULL)
    return life->region;
  if (definition->region != NULL)
    return definition->region;

  integration = stint_registry_get_integration_of (registry, client->session);

  return integration != NULL ? stint_integration_get_definition (integration)->region : NULL;
}

/* What the sentence of the engine cannot know: how this session is called at the command line. */
static void
client_explain (Client *client, const GError *error)
{
  const char *name = stint_session_get_name (client->session);
  g_autofree char *sentence = NULL;

  if (error->domain == STINT_ERROR)
    {
      StintErrorKind kind = stint_error_get_kind (error);
      const char *integration = stint_error_get_detail (error, "integration");

      if (error->code == STINT_ERROR_NEEDS_SIGN_IN && integration != NULL)
        sentence = g_strdup_printf ("%s: run `stint integration sign-in %s`.", error->message,
                                    integration);
      else if (error->code == STINT_ERROR_INACTIVE || error->code == STINT_ERROR_EXPIRED ||
               error->code == STINT_ERROR_NEEDS_MFA || error->code == STINT_ERROR_NEEDS_SIGN_IN)
        sentence = g_strdup_printf ("%s: run `stint start %s`.", error->message, name);
      else if (kind == STINT_ERROR_KIND_RETRY_LATER)
        sentence = g_strdup_printf ("%s (session %s)", error->message, name);
      if (sentence != NULL)
        {
          client_refuse (client, (StintError) error->code, sentence);
          return;
        }
    }

  client_refuse_error (client, error);
}

static void
client_credentials_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Client) client = user_data;
  g_autoptr (StintAwsCredentials) credentials = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *answer;

  credentials = stint_engine_get_credentials_finish (STINT_ENGINE (object), result, &error);
  if (credentials == NULL)
    {
      client_explain (client, error);
      return;
    }

  answer =
      stint_socket_answer_new (client->question->format, credentials, client_get_region (client));
  if (answer != NULL)
    client_answer (client, answer);
  else
    client_refuse (client, STINT_ERROR_FAILED, "The memory for secrets is full");
}

static void
client_console_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Client) client = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (StintSecret) address =
      stint_console_links_make_finish (STINT_CONSOLE_LINKS (object), result, &error);

  if (address != NULL)
    client_answer (client, stint_socket_answer_new_address (address));
  else
    client_explain (client, error);
}

static void
client_ask_console (Client *client)
{
  const StintSocketQuestion *question = client->question;
  const StintConsoleWish wish = { .to = question->to,
                                  .form = question->form,
                                  .log_out = question->log_out };

  stint_console_links_make_async (client->socket->links, client->session, &wish, client->asking,
                                  client_console_cb, client_ref (client));
}

static StintSession *
client_find_session (Client *client)
{
  StintRegistry *registry = client->socket->context->registry;
  const StintSocketQuestion *question = client->question;

  if (question->session != NULL)
    return stint_registry_get_session (registry, question->session);

  return stint_registry_find_session_by_profile (registry, question->profile, FALSE);
}

static void
client_ask (Client *client)
{
  const StintSocketQuestion *question = client->question;
  g_autofree char *sentence = NULL;

  g_set_object (&client->session, client_find_session (client));
  if (client->session == NULL)
    {
      sentence = question->profile != NULL
                     ? g_strdup_printf ("Stint knows no session with the profile “%s”; "
                                        "`stint list` shows those that there are.",
                                        question->profile)
                     : g_strdup ("Stint does not know this session any more; `stint list` shows "
                                 "those that there are.");
      client_refuse (client, STINT_ERROR_NOT_FOUND, sentence);
      return;
    }

  client->wait_id = g_timeout_add (WAIT_AFTER_MS, client_wait_cb, client);
  client->patience_id = g_timeout_add (question->wait_ms != 0 ? MIN (question->wait_ms, MAX_WAIT_MS)
                                                              : STINT_SOCKET_PATIENT_MS,
                                       client_patience_cb, client);
  if (question->topic == STINT_SOCKET_TOPIC_CONSOLE)
    {
      client_ask_console (client);
      return;
    }
  stint_engine_get_credentials_async (client->socket->engine, client->session, client->asking,
                                      client_credentials_cb, client_ref (client));
}

static void client_read (Client *client);

static void
client_read_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Client) client = user_data;
  g_autoptr (GError) error = NULL;
  gssize got = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);
  const char *end;

  if (got <= 0)
    {
      g_debug ("No question: %s", error != NULL ? error->message : "the asker left");
      return;
    }

  client->len += (gsize) got;
  end = memchr (client->line, '\n', client->len);
  if (end == NULL && client->len == sizeof client->line)
    {
      /* Read to its end all the same: an answer before it would be lost in a reset. */
      client->too_long = TRUE;
      client->len = 0;
    }
  if (end == NULL)
    {
      client_read (client);
      return;
    }

  g_clear_handle_id (&client->timeout_id, g_source_remove);
  if (client->too_long)
    {
      client_refuse (client, STINT_ERROR_INVALID_ARGUMENT, "The question is too long");
      return;
    }

  client->question =
      stint_socket_question_parse (client->line, (gsize) (end - client->line), &error);
  if (client->question != NULL)
    client_ask (client);
  else
    client_refuse_error (client, error);
}

static void
client_read (Client *client)
{
  GInputStream *in = g_io_stream_get_input_stream (G_IO_STREAM (client->connection));

  g_input_stream_read_async (in, client->line + client->len, sizeof client->line - client->len,
                             G_PRIORITY_DEFAULT, client->io, client_read_cb, client_ref (client));
}

/* Not GCredentials: it refuses a peer whose process id it cannot see, which is every peer on the
 * host where we are in a sandbox. */
static gboolean
is_same_user (GSocketConnection *connection)
{
  int fd = g_socket_get_fd (g_socket_connection_get_socket (connection));
  struct ucred peer;
  socklen_t size = sizeof peer;

  return getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && size == sizeof peer &&
         peer.uid == geteuid ();
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  StintCredentialsSocket *self = STINT_CREDENTIALS_SOCKET (user_data);
  g_autoptr (Client) client = NULL;

  if (!is_same_user (connection))
    {
      g_warning ("Somebody else asked at the credentials socket");
      return TRUE;
    }

  client = g_new0 (Client, 1);
  g_atomic_ref_count_init (&client->refs);
  client->socket = g_object_ref (self);
  client->connection = g_object_ref (connection);
  client->io = g_cancellable_new ();
  client->asking = g_cancellable_new ();
  self->n_clients++;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);

  client_set_timeout (client, QUESTION_SECONDS);
  client_read (client);

  return TRUE;
}

/* --- Listening -------------------------------------------------------------------------------- */

static gboolean
fill_address (struct sockaddr_un *address, const char *path, GError **error)
{
  *address = (struct sockaddr_un){ .sun_family = AF_UNIX };
  if (strlen (path) < sizeof address->sun_path)
    {
      strcpy (address->sun_path, path);
      return TRUE;
    }

  g_set_error (error, STINT_ERROR, STINT_ERROR_FAILED,
               "The path of the credentials socket is too long for Linux: %s", path);
  return FALSE;
}

/* On a local socket connect() answers at once, or says that it would have to wait: for somebody who
 * listens. */
static gboolean
somebody_listens (const char *path)
{
  struct sockaddr_un address;
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  gboolean listens;

  if (fd < 0)
    return FALSE;

  listens = fill_address (&address, path, NULL) &&
            (connect (fd, (struct sockaddr *) &address, sizeof address) == 0 || errno == EAGAIN);
  close (fd);

  return listens;
}

static gboolean
prepare_folder (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  struct stat info;

  if (g_mkdir_with_parents (folder, 0700) == 0 && lstat (folder, &info) == 0 &&
      S_ISDIR (info.st_mode) && info.st_uid == geteuid () &&
      ((info.st_mode & 077) == 0 || chmod (folder, 0700) == 0))
    return TRUE;

  g_set_error (error, STINT_ERROR, STINT_ERROR_FAILED,
               "The folder %s of the credentials socket is not ours alone", folder);
  return FALSE;
}

/* Bound under a name of our own, listening, and then moved into place: at no instant is there a
 * socket that nobody answers at, nor one with a wider mode. */
static int
bind_socket (StintCredentialsSocket *self, GError **error)
{
  g_autofree char *fresh = g_strdup_printf ("%s.%d", self->path, (int) getpid ());
  struct sockaddr_un address;
  struct stat info;
  int fd;

  if (!fill_address (&address, fresh, error))
    return -1;

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  (void) g_unlink (fresh);
  if (fd >= 0 && fchmod (fd, 0600) == 0 &&
      bind (fd, (struct sockaddr *) &address, sizeof address) == 0 && g_chmod (fresh, 0600) == 0 &&
      listen (fd, SOMAXCONN) == 0 && lstat (fresh, &info) == 0 && g_rename (fresh, self->path) == 0)
    {
      self->device = info.st_dev;
      self->inode = info.st_ino;
      return fd;
    }

  g_set_error (error, STINT_ERROR, STINT_ERROR_FAILED,
               "The credentials socket %s cannot be made: %s", self->path, g_strerror (errno));
  (void) g_unlink (fresh);
  if (fd >= 0)
    close (fd);

  return -1;
}

static gboolean
serve (StintCredentialsSocket *self, int fd, GError **error)
{
  g_autoptr (GSocketService) service = NULL;
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, error);

  if (socket == NULL)
    {
      close (fd);
      return FALSE;
    }

  service = g_socket_service_new ();
  if (!g_socket_listener_add_socket (G_SOCKET_LISTENER (service), socket, NULL, error))
    return FALSE;

  g_signal_connect_object (service, "incoming", G_CALLBACK (incoming_cb), self, 0);
  g_socket_service_start (service);
  self->service = g_steal_pointer (&service);

  return TRUE;
}

gboolean
stint_credentials_socket_listen (StintCredentialsSocket *self, GError **error)
{
  int fd;

  g_return_val_if_fail (STINT_IS_CREDENTIALS_SOCKET (self), FALSE);

  if (self->service != NULL)
    return TRUE;
  if (!prepare_folder (self->path, error))
    return FALSE;
  if (somebody_listens (self->path))
    {
      g_set_error (error, STINT_ERROR, STINT_ERROR_LOCKED, "Another Stint answers at %s",
                   self->path);
      return FALSE;
    }

  fd = bind_socket (self, error);

  return fd >= 0 && serve (self, fd, error);
}

static gboolean
is_still_ours (StintCredentialsSocket *self)
{
  struct stat info;

  return lstat (self->path, &info) == 0 && info.st_dev == self->device &&
         info.st_ino == self->inode;
}

void
stint_credentials_socket_close (StintCredentialsSocket *self)
{
  g_return_if_fail (STINT_IS_CREDENTIALS_SOCKET (self));

  if (self->service == NULL)
    return;

  if (is_still_ours (self))
    (void) g_unlink (self->path);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_clear_object (&self->service);
}

guint
stint_credentials_socket_get_n_clients (StintCredentialsSocket *self)
{
  g_return_val_if_fail (STINT_IS_CREDENTIALS_SOCKET (self), 0);

  return self->n_clients;
}

static void
stint_credentials_socket_dispose (GObject *object)
{
  stint_credentials_socket_close (STINT_CREDENTIALS_SOCKET (object));

  G_OBJECT_CLASS (stint_credentials_socket_parent_class)->dispose (object);
}

static void
stint_credentials_socket_finalize (GObject *object)
{
  StintCredentialsSocket *self = STINT_CREDENTIALS_SOCKET (object);

  g_clear_pointer (&self->path, g_free);

  G_OBJECT_CLASS (stint_credentials_socket_parent_class)->finalize (object);
}

static void
stint_credentials_socket_class_init (StintCredentialsSocketClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_credentials_socket_dispose;
  object_class->finalize = stint_credentials_socket_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
stint_credentials_socket_init (StintCredentialsSocket *self)
{
}

StintCredentialsSocket *
stint_credentials_socket_new (StintContext *context,
                              StintEngine *engine,
                              StintConsoleLinks *links,
                              const char *path)
{
  StintCredentialsSocket *self = g_object_new (STINT_TYPE_CREDENTIALS_SOCKET, NULL);

  self->context = context;
  self->engine = engine;
  self->links = links;
  self->path = g_strdup (path);

  return self;
}
