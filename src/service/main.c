/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stintd"

#include "config.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <linux/close_range.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "stint-environment.h"
#include "stint-error.h"
#include "stint-flatpak.h"
#include "stint-login-keeper.h"
#include "stint-login-starter.h"
#include "stint-names.h"
#include "stint-notice-desk.h"
#include "stint-search-provider.h"
#include "stint-service-interfaces.h"
#include "stint-service.h"
#include "stint-settings.h"
#include "stint-surroundings.h"
#include "stint-tray.h"

#define DEFAULT_IDLE_SECONDS 30

/* What was asked for on the command line. */
typedef struct
{
  char *credentials_file;
  char *config_file;
  char *helper;
  char *config_dir;
  char *state_dir;
  int idle_seconds;
  gboolean login;
  gboolean replace;
  gboolean version;
} Arguments;

typedef struct
{
  Arguments arguments;
  StintEnvironment *environment;
  StintContext context;
  GMainLoop *loop;
  GDBusConnection *connection;
  StintEngine *engine;
  StintService *service;
  StintSurroundings *surroundings;
  StintTray *tray;            /* (nullable) until it serves */
  StintNoticeDesk *notices;   /* (nullable) until it serves */
  StintLoginStarter *starter; /* (nullable) until it serves */
  StintLoginKeeper *keeper;   /* (nullable) until it serves */
  char *program;              /* what a restart executes */
  char *state_dir;
  gboolean in_flatpak;
  gboolean restart;
  int status;
} Program;

/* --- The process ------------------------------------------------------------------------------ */

/* Nobody but root may look into our memory, and no core of it is written. */
static void
harden (void)
{
  const struct rlimit no_core = { 0, 0 };

  if (prctl (PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 || setrlimit (RLIMIT_CORE, &no_core) != 0)
    g_warning ("The process could not be closed to debuggers");
}

/* After an upgrade the path that we were started from leads to the new program, while the kernel
 * says that ours was deleted. */
static char *
find_program (void)
{
  g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);
  const char *deleted = " (deleted)";

  if (path == NULL)
    return g_build_filename (LIBEXECDIR, "stintd", NULL);
  if (g_str_has_suffix (path, deleted))
    path[strlen (path) - strlen (deleted)] = '\0';

  return g_steal_pointer (&path);
}

/* The program that is installed now, with what we were started with and nothing else. */
static int
execute_again (const char *program, char **argv)
{
  (void) close_range (3, ~0U, CLOSE_RANGE_CLOEXEC);
  execv (program, argv);
  g_printerr ("stintd: %s cannot be executed: %s\n", program, g_strerror (errno));

  return EXIT_FAILURE;
}

/* In a sandbox the installed program is out of reach: /app stays the version that we are.  The bus
 * starts a sandbox of its own for the next one. */
static void
ask_for_a_successor (Program *self)
{
  g_dbus_connection_call (self->connection, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                          "org.freedesktop.DBus", "StartServiceByName",
                          g_variant_new ("(su)", STINT_SERVICE_NAME, 0), NULL,
                          G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL, NULL);
  self->restart = FALSE;
}

/* The tray and notices speak the person's language; numbers in files and messages do not. */
static void
set_language (void)
{
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

static gboolean
parse_arguments (Arguments *arguments, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "credentials-file", 0, 0, G_OPTION_ARG_FILENAME, &arguments->credentials_file,
      "The AWS credentials file", "PATH" },
    { "config-file", 0, 0, G_OPTION_ARG_FILENAME, &arguments->config_file,
      "The AWS configuration file", "PATH" },
    { "helper", 0, 0, G_OPTION_ARG_FILENAME, &arguments->helper,
      "How AWS tools run stint-credentials", "PATH" },
    { "config-dir", 0, 0, G_OPTION_ARG_FILENAME, &arguments->config_dir,
      "The folder of integrations.json", "PATH" },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &arguments->state_dir, "The folder of state.json",
      "PATH" },
    { "idle-seconds", 0, 0, G_OPTION_ARG_INT, &arguments->idle_seconds,
      "Seconds without work before it ends; 0: never", "N" },
    { "login", 0, 0, G_OPTION_ARG_NONE, &arguments->login,
      "The desktop has just begun: start what is to be started with it", NULL },
    { "replace", 0, 0, G_OPTION_ARG_NONE, &arguments->replace,
      "For development: take the place of a running service", NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &arguments->version, "Show the version", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  arguments->idle_seconds = DEFAULT_IDLE_SECONDS;
  g_option_context_set_summary (context, "The service of Stint; the session bus starts it.");
  g_option_context_add_main_entries (context, entries, NULL);

  return g_option_context_parse (context, argc, argv, error);
}

/* --- What it works with ----------------------------------------------------------------------- */

static char *
dup_preference (GSettings *settings, const char *key)
{
  g_autofree char *value = g_settings_get_string (settings, key);

  return *value != '\0' ? g_steal_pointer (&value) : NULL;
}

/* Arguments, then preferences, then the environment, then what AWS's own tools do. */
static char *
choose_file (
    Program *self, const char *argument, const char *key, const char *env, const char *last)
{
  g_autofree char *preferred = dup_preference (self->context.settings, key);
  g_autofree char *expanded = NULL;

  if (argument != NULL)
    return g_canonicalize_filename (argument, NULL);
  if (preferred != NULL)
    {
      expanded = stint_environment_expand (preferred, self->environment->home);
      return g_canonicalize_filename (expanded, self->environment->home);
    }
  if (env != NULL)
    return g_strdup (env);

  return g_build_filename (self->environment->home, ".aws", last, NULL);
}

static char *
choose_region (Program *self)
{
  g_autofree char *preferred = dup_preference (self->context.settings, "default-region");
  const char *candidates[] = { preferred, self->environment->region };

  for (gsize i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      if (candidates[i] == NULL)
        continue;
      if (stint_region_is_valid (candidates[i]))
        return g_strdup (candidates[i]);
      g_warning ("“%s” is not the name of a region", candidates[i]);
    }

  return g_strdup (stint_partition_for_region ("us-east-1")->default_region);
}

static char *
choose_helper (Program *self)
{
  char *path;

  if (self->arguments.helper != NULL)
    return g_canonicalize_filename (self->arguments.helper, NULL);

  path = stint_flatpak_dup_host_path (STINT_FLATPAK_INFO, "bin/stint-credentials");

  return path != NULL ? path : g_build_filename (BINDIR, "stint-credentials", NULL);
}

static char *
choose_folder (const char *argument, const char *home)
{
  return argument != NULL ? g_canonicalize_filename (argument, NULL)
                          : g_build_filename (home, "stint", NULL);
}

static StintHttp *
make_http (Program *self)
{
  g_autofree char *proxy = dup_preference (self->context.settings, "proxy");
  g_autofree char *preferred = dup_preference (self->context.settings, "ca-bundle");
  g_autofree char *bundle = NULL;
  StintHttpConfig config = { .user_agent = "Stint/" PACKAGE_VERSION, .proxy = proxy };

  if (preferred != NULL)
    bundle = stint_environment_expand (preferred, self->environment->home);
  config.ca_bundle = bundle != NULL ? bundle : self->environment->ca_bundle;

  return stint_http_new (&config);
}

/* What answers in the place of AWS; NULL: nothing does. (transfer full) (nullable) */
static char *
choose_endpoint (Program *self, StintEndpointService service, const char *key)
{
  char *preferred = dup_preference (self->context.settings, key);

  return preferred != NULL ? preferred : g_strdup (self->environment->endpoints[service]);
}

static void
make_aws (Program *self)
{
  StintContext *context = &self->context;
  g_autofree char *sts = choose_endpoint (self, STINT_ENDPOINT_STS, "endpoint-url-sts");
  g_autofree char *oidc = choose_endpoint (self, STINT_ENDPOINT_SSO_OIDC, "endpoint-url-sso-oidc");
  g_autofree char *portal = choose_endpoint (self, STINT_ENDPOINT_SSO, "endpoint-url-sso");
  g_autofree char *signin = choose_endpoint (self, STINT_ENDPOINT_SIGNIN, "endpoint-url-signin");
  g_autofree char *cache = g_build_filename (self->environment->home, ".aws", "sso", "cache", NULL);

  context->sts = stint_sts_new (context->http, context->clock, sts);
  context->oidc = stint_oidc_new (context->http, context->clock, oidc);
  context->portal = stint_portal_new (context->http, portal);
  context->console = stint_console_new (context->http, signin);
  context->sso_cache = stint_sso_cache_new (cache);
}

static gboolean
build_context (Program *self, GError **error)
{
  StintContext *context = &self->context;
  StintEnvironment *environment = self->environment;
  g_autofree char *config_dir = NULL;

  context->settings =
      stint_settings_new (environment->config_home, environment->memory_settings, error);
  if (context->settings == NULL)
    return FALSE;

  config_dir = choose_folder (self->arguments.config_dir, environment->config_home);
  self->state_dir = choose_folder (self->arguments.state_dir, environment->state_home);
  context->credentials_path =
      choose_file (self, self->arguments.credentials_file, "credentials-file",
                   environment->credentials_file, "credentials");
  context->config_path = choose_file (self, self->arguments.config_file, "config-file",
                                      environment->config_file, "config");
  context->helper_command = choose_helper (self);
  context->default_region = choose_region (self);
  context->clock = stint_system_clock_new ();
  context->deadlines = stint_deadlines_new (context->clock);
  context->http = make_http (self);
  make_aws (self);
  context->vault = stint_secret_service_vault_new ();
  context->files =
      stint_aws_files_new (context->credentials_path, context->config_path, self->state_dir);
  context->registry = stint_registry_new (config_dir, self->state_dir);

  return TRUE;
}

/* --- The run ---------------------------------------------------------------------------------- */

static void
ended_cb (StintService *service, gboolean restart, gpointer user_data)
{
  Program *self = user_data;

  self->restart = restart;
  g_main_loop_quit (self->loop);
}

static gboolean
terminate_cb (gpointer user_data)
{
  Program *self = user_data;

  stint_surroundings_leave (self->surroundings);

  return G_SOURCE_CONTINUE;
}

static void
bus_closed_cb (GDBusConnection *connection, gboolean remote, GError *error, gpointer user_data)
{
  Program *self = user_data;

  g_message ("The session bus is gone");
  stint_surroundings_leave (self->surroundings);
}

static void
login_cb (StintService *service, gpointer user_data)
{
  Program *self = user_data;

  stint_login_starter_run (self->starter);
}

static void
going_public_cb (StintService *service)
{
  stint_service_take_interfaces (service);
  stint_service_take_interface (service, STINT_SEARCH_PROVIDER_PATH,
                                stint_search_provider_new (service));
}

static void
keep_login_entry (Program *self)
{
  g_autofree char *autostart = g_build_filename (self->environment->config_home, "autostart", NULL);
  g_autoptr (StintLoginEntry) entry =
      stint_login_entry_new (autostart, self->program, self->in_flatpak ? self->connection : NULL);

  self->keeper = stint_login_keeper_new (self->service, entry);
}

/* Tray and notices, of what was found. */
static void
begin_to_tell (Program *self)
{
  self->tray = stint_tray_new (self->service, self->environment->bus_address);
  self->notices = stint_notice_desk_new (self->service, self->state_dir);
  self->starter =
      stint_login_starter_new (self->service, stint_notice_desk_get_notices (self->notices));
  g_signal_connect (self->service, "login", G_CALLBACK (login_cb), self);
  if (self->arguments.login)
    stint_login_starter_run (self->starter);
}

/* The window was faster than the login entry. */
static void
pass_login_on (Program *self)
{
  g_dbus_connection_call (self->connection, STINT_SERVICE_NAME, STINT_SERVICE_PATH,
                          STINT_SERVICE_INTERFACE_PREFIX "Manager", "StartAtLogin", NULL, NULL,
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, -1, NULL, NULL, NULL);
}

static void
started_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Program *self = user_data;
  g_autoptr (GError) error = NULL;

  if (stint_service_start_finish (STINT_SERVICE (object), result, &error))
    {
      keep_login_entry (self);
      begin_to_tell (self);
      return;
    }
  if (self->arguments.login && g_error_matches (error, STINT_ERROR, STINT_ERROR_EXISTS))
    pass_login_on (self);

  g_printerr ("stintd: %s\n", error->message);
  self->status = EXIT_FAILURE;
  stint_service_end (self->service, FALSE);
}

/* Which files, proxy and endpoints are used is decided once: others are a new service. */
static void
preference_changed_cb (GSettings *settings, const char *key, gpointer user_data)
{
  static const char *const live[] = { "hand-out",
                                      "ending-notice-minutes",
                                      "last-notice-minutes",
                                      "notices",
                                      "tray",
                                      "login-entry",
                                      "stop-on-lock",
                                      "stop-on-logout",
                                      "profile-template",
                                      "browser",
                                      "regions",
                                      NULL };
  Program *self = user_data;

  if (g_strv_contains (live, key))
    return;

  g_message ("The preference %s changed; starting anew", key);
  stint_service_end (self->service, TRUE);
}

static void
make_service (Program *self)
{
  StintEnvironment *environment = self->environment;
  g_autofree char *socket_path =
      g_build_filename (environment->runtime_dir, STINT_SOCKET_FOLDER, STINT_SOCKET_NAME, NULL);
  StintServiceConfig config = {
    .socket_path = socket_path,
    .state_dir = self->state_dir,
    .bus_address = environment->bus_address,
    .in_flatpak = self->in_flatpak,
    .replace = self->arguments.replace,
    .idle_seconds = (guint) MAX (self->arguments.idle_seconds, 0),
  };

  self->engine = stint_engine_new (&self->context);
  self->service = stint_service_new (&self->context, self->engine, self->connection, &config);
  self->surroundings = stint_surroundings_new (self->service, self->in_flatpak);
  g_signal_connect (self->service, "going-public", G_CALLBACK (going_public_cb), NULL);
  g_signal_connect (self->service, "ended", G_CALLBACK (ended_cb), self);
  g_signal_connect (self->connection, "closed", G_CALLBACK (bus_closed_cb), self);
  g_signal_connect (self->context.settings, "changed", G_CALLBACK (preference_changed_cb), self);
}

static gboolean
connect_to_bus (Program *self, GError **error)
{
  /* Nothing else runs yet that this could keep waiting. */
  self->connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, error);
  if (self->connection == NULL)
    {
      g_prefix_error (error, "There is no session bus to serve: ");
      return FALSE;
    }

  g_dbus_connection_set_exit_on_close (self->connection, FALSE);

  return TRUE;
}

static void
run (Program *self)
{
  guint term_id = g_unix_signal_add (SIGTERM, terminate_cb, self);
  guint int_id = g_unix_signal_add (SIGINT, terminate_cb, self);

  stint_service_start_async (self->service, started_cb, self);
  g_main_loop_run (self->loop);
  g_source_remove (term_id);
  g_source_remove (int_id);
  if (self->restart && self->in_flatpak)
    ask_for_a_successor (self);
  g_dbus_connection_flush_sync (self->connection, NULL, NULL);
}

static void
program_clear (Program *self)
{
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  if (self->context.settings != NULL)
    g_signal_handlers_disconnect_by_data (self->context.settings, self);
  if (self->service != NULL)
    g_signal_handlers_disconnect_by_data (self->service, self);
  g_clear_object (&self->keeper);
  g_clear_object (&self->starter);
  g_clear_object (&self->notices);
  g_clear_object (&self->tray);
  g_clear_object (&self->surroundings);
  g_clear_object (&self->service);
  g_clear_object (&self->engine);
  stint_context_clear (&self->context);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->environment, stint_environment_free);
  g_clear_pointer (&self->state_dir, g_free);
  g_clear_pointer (&self->arguments.credentials_file, g_free);
  g_clear_pointer (&self->arguments.config_file, g_free);
  g_clear_pointer (&self->arguments.helper, g_free);
  g_clear_pointer (&self->arguments.config_dir, g_free);
  g_clear_pointer (&self->arguments.state_dir, g_free);
}

static gboolean
prepare (Program *self, GError **error)
{
  self->environment = stint_environment_read ();
  self->program = find_program ();
  self->in_flatpak = g_file_test (STINT_FLATPAK_INFO, G_FILE_TEST_EXISTS);
  self->loop = g_main_loop_new (NULL, FALSE);

  return build_context (self, error) && connect_to_bus (self, error);
}

int
main (int argc, char *argv[])
{
  Program self = { .status = EXIT_SUCCESS };
  g_auto (GStrv) original = g_strdupv (argv);
  g_autofree char *program = NULL;
  g_autoptr (GError) error = NULL;

  harden ();
  set_language ();
  g_set_prgname ("stintd");
  (void) umask (077);

  if (!parse_arguments (&self.arguments, &argc, &argv, &error))
    {
      g_printerr ("stintd: %s\n", error->message);
      return 2;
    }
  if (self.arguments.version)
    {
      g_print ("stintd %s\n", PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }

  if (!stint_secret_init_heap ())
    g_message ("Memory for secrets cannot be locked; see `stint doctor`");
  stint_http_global_init ();
  (void) stint_error_quark ();

  if (prepare (&self, &error))
    {
      make_service (&self);
      run (&self);
    }
  else
    {
      g_printerr ("stintd: %s\n", error->message);
      self.status = EXIT_FAILURE;
    }

  program = g_steal_pointer (&self.program);
  program_clear (&self);

  return self.restart ? execute_again (program, original) : self.status;
}
