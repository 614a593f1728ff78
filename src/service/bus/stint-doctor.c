/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-doctor.h"

#include <string.h>
#include <unistd.h>

#include "stint-error.h"
#include "stint-flatpak.h"
#include "stint-settings.h"
#include "stint-time.h"

#define SKEW_NOTE STINT_SECONDS (60)
#define SKEW_PROBLEM STINT_SECONDS (300)

struct _StintFindings
{
  GPtrArray *rows; /* (owned) GVariant (ssss) */
};

typedef struct
{
  StintService *service; /* (owned) */
  StintRequest *request; /* (owned) */
  StintFindings findings;
} Visit;

/* What the thread needs. */
typedef struct
{
  StintAwsFiles *files; /* (owned) */
  GStrv held_profiles;  /* (owned) */
  char *helper;         /* (owned) */
  char *ca_bundle;      /* (owned) */
  StintFindings findings;
} Look;

static void
look_free (Look *look)
{
  g_clear_object (&look->files);
  g_strfreev (look->held_profiles);
  g_free (look->helper);
  g_free (look->ca_bundle);
  g_ptr_array_unref (look->findings.rows);
  g_free (look);
}

static void
visit_free (Visit *visit)
{
  g_ptr_array_unref (visit->findings.rows);
  g_object_unref (visit->request);
  g_object_unref (visit->service);
  g_free (visit);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visit, visit_free)

void
stint_findings_take (
    StintFindings *self, const char *id, const char *level, char *sentence, const char *remedy)
{
  g_ptr_array_add (self->rows,
                   g_variant_ref_sink (g_variant_new ("(ssss)", id, level, sentence, remedy)));
  g_free (sentence);
}

/* --- What is known at once -------------------------------------------------------------------- */

static void
check_version (Visit *visit)
{
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (stint_request_get_options (visit->request));
  const char *client = stint_options_get_text (&reader, "client-version");

  if (client != NULL && !g_str_equal (client, PACKAGE_VERSION))
    stint_findings_take (&visit->findings, "version", "warning",
                         g_strdup_printf ("The service is Stint %s, this client is Stint %s.",
                                          PACKAGE_VERSION, client),
                         "The service takes over the installed version when it is restarted.");
  else
    stint_findings_take (&visit->findings, "version", "ok",
                         g_strdup_printf ("The service is Stint %s and answers on the session "
                                          "bus.",
                                          PACKAGE_VERSION),
                         "");
}

static void
check_lock (Visit *visit)
{
  StintLock *lock = stint_service_get_lock (visit->service);
  const GError *obstacle = stint_lock_get_obstacle (lock);

  if (stint_lock_is_held (lock))
    stint_findings_take (&visit->findings, "lock", "ok",
                         g_strdup ("No other Stint works on these AWS files."), "");
  else if (obstacle != NULL)
    stint_findings_take (&visit->findings, "lock", "problem",
                         g_strdup_printf ("%s.", obstacle->message),
                         "On the host: flatpak override --user --filesystem=FOLDER "
                         "io.github.stint_aws.Stint");
  else
    stint_findings_take (&visit->findings, "lock", "problem",
                         g_strdup_printf ("Another Stint looks after these AWS files: %s",
                                          stint_lock_get_holder (lock)),
                         "Use that one, or end it.");
}

static void
check_state (Visit *visit)
{
  StintRegistry *registry = stint_service_get_context (visit->service)->registry;

  if (stint_registry_is_read_only (registry))
    stint_findings_take (&visit->findings, "state", "problem",
                         g_strdup ("What Stint has stored was written by a newer version."),
                         "Install that version again, or a later one.");
  else
    stint_findings_take (&visit->findings, "state", "ok",
                         g_strdup_printf ("%u integrations and %u sessions are stored.",
                                          stint_registry_get_integrations (registry)->len,
                                          stint_registry_get_sessions (registry)->len),
                         "");
}

static void
check_clock (Visit *visit)
{
  StintContext *context = stint_service_get_context (visit->service);
  gint64 offset;
  gint64 seconds;

  if (!stint_sts_get_clock_offset (context->sts, &offset))
    {
      stint_findings_take (&visit->findings, "clock", "note",
                           g_strdup ("Whether the clock is right is not known: AWS was not asked "
                                     "since the service started."),
                           "");
      return;
    }

  seconds = ABS (offset) / G_USEC_PER_SEC;
  if (ABS (offset) < SKEW_NOTE)
    stint_findings_take (&visit->findings, "clock", "ok", g_strdup ("The clock agrees with AWS."),
                         "");
  else
    stint_findings_take (
        &visit->findings, "clock", ABS (offset) < SKEW_PROBLEM ? "warning" : "problem",
        g_strdup_printf ("This computer's clock is %" G_GINT64_FORMAT " seconds %s of AWS's.",
                         seconds, offset < 0 ? "ahead" : "behind"),
        "Set the clock, or let it be set over the network.");
}

static void
check_socket (Visit *visit)
{
  const GError *error = stint_service_get_socket_error (visit->service);
  const char *path = stint_service_get_socket_path (visit->service);

  if (error != NULL)
    stint_findings_take (&visit->findings, "socket", "problem", g_strdup (error->message),
                         "Sessions on demand, stint exec and stint env do not work without it.");
  else if (!stint_lock_is_held (stint_service_get_lock (visit->service)))
    stint_findings_take (&visit->findings, "socket", "note",
                         g_strdup_printf ("%s is left to the other Stint.", path), "");
  else
    stint_findings_take (&visit->findings, "socket", "ok",
                         g_strdup_printf ("Credentials are handed out at %s.", path), "");
}

static void
check_settings (Visit *visit)
{
  GSettings *settings = stint_service_get_context (visit->service)->settings;
  const char *backend = stint_settings_get_backend_name (settings);

  if (g_str_equal (backend, "memory"))
    stint_findings_take (&visit->findings, "preferences", "warning",
                         g_strdup ("Preferences are kept in memory only, and are forgotten."),
                         "Unset GSETTINGS_BACKEND.");
  else
    stint_findings_take (&visit->findings, "preferences", "ok",
                         g_strdup_printf ("Preferences are kept by %s.", backend), "");
}

static void
check_url (Visit *visit, const char *key)
{
  GSettings *settings = stint_service_get_context (visit->service)->settings;
  g_autofree char *url = g_settings_get_string (settings, key);
  g_autoptr (GUri) uri = NULL;
  g_autofree char *shown = NULL;

  if (*url == '\0')
    return;

  uri = g_uri_parse (url, G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    {
      stint_findings_take (&visit->findings, key, "problem",
                           g_strdup_printf ("The preference %s is not a URL.", key),
                           "Correct it with stint config.");
      return;
    }

  shown = g_uri_to_string_partial (uri, G_URI_HIDE_USERINFO);
  stint_findings_take (&visit->findings, key, "note",
                       g_strdup_printf ("The preference %s is %s.", key, shown), "");
}

static void
check_network (Visit *visit)
{
  static const char *const keys[] = { "proxy", "endpoint-url-sts", "endpoint-url-sso",
                                      "endpoint-url-sso-oidc", "endpoint-url-signin" };

  if (g_network_monitor_get_network_available (g_network_monitor_get_default ()))
    stint_findings_take (&visit->findings, "network", "ok", g_strdup ("The network is up."), "");
  else
    stint_findings_take (&visit->findings, "network", "warning",
                         g_strdup ("The system says that there is no network."), "Connect to one.");

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    check_url (visit, keys[i]);
}

static void
check_memory (Visit *visit)
{
  /* The heap is there already: this only asks how it went. */
  if (stint_secret_init_heap ())
    stint_findings_take (&visit->findings, "memory", "ok",
                         g_strdup ("Secrets are kept in locked memory."), "");
  else
    stint_findings_take (&visit->findings, "memory", "warning",
                         g_strdup ("Secrets may be swapped to disk: their memory cannot be "
                                   "locked."),
                         "Raise the limit of locked memory (ulimit -l) to 8 MiB or more.");
}

/* Only where it is wished for. */
static void
check_screen (Visit *visit)
{
  g_autoptr (GVariant) conditions = stint_service_dup_conditions (visit->service);
  gboolean unseen = FALSE;
  GVariantIter iter;
  const char *name;

  g_variant_iter_init (&iter, conditions);
  while (g_variant_iter_loop (&iter, "(&s@a{sv})", &name, NULL))
    unseen |= g_str_equal (name, "lock-unseen");

  if (unseen)
    stint_findings_take (&visit->findings, "screen", "warning",
                         g_strdup ("Sessions are to be stopped when the screen is locked, and this "
                                   "desktop does not tell Stint when that is."),
                         "In a sandbox it is told by the Inhibit portal: install the "
                         "xdg-desktop-portal of this desktop.");
}

/* --- The shell -------------------------------------------------------------------------------- */

/* Beats every profile, in every SDK. */
static const char *const beating[] = { "AWS_ACCESS_KEY_ID",
                                       "AWS_SECRET_ACCESS_KEY",
                                       "AWS_SESSION_TOKEN",
                                       "AWS_SECURITY_TOKEN",
                                       "AWS_WEB_IDENTITY_TOKEN_FILE",
                                       "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
                                       "AWS_CONTAINER_CREDENTIALS_FULL_URI",
                                       NULL };

static gboolean
check_path_variable (StintFindings *findings,
                     const char *name,
                     const char *theirs,
                     const char *ours,
                     const char *key)
{
  g_autofree char *canonical = NULL;

  if (theirs == NULL)
    return TRUE;

  canonical = g_canonicalize_filename (theirs, "/");
  if (g_str_equal (canonical, ours))
    return TRUE;

  stint_findings_take (
      findings, "different-files", "problem",
      g_strdup_printf ("In your shell %s is %s, but Stint looks after %s.", name, theirs, ours),
      key);
  return FALSE;
}

void
stint_doctor_check_environment (StintFindings *findings,
                                StintContext *context,
                                GVariant *environment)
{
  const char *credentials = NULL;
  const char *config = NULL;
  const char *endpoint = NULL;
  gboolean fine = TRUE;

  if (environment == NULL)
    return;

  for (gsize i = 0; beating[i] != NULL; i++)
    {
      const char *value;

      if (!g_variant_lookup (environment, beating[i], "&s", &value))
        continue;

      fine = FALSE;
      stint_findings_take (
          findings, "environment", "warning",
          g_strdup_printf ("Your shell sets %s, which beats every profile.", beating[i]),
          "Unset it in this shell.");
    }

  g_variant_lookup (environment, "AWS_SHARED_CREDENTIALS_FILE", "&s", &credentials);
  g_variant_lookup (environment, "AWS_CONFIG_FILE", "&s", &config);
  fine &= check_path_variable (findings, "AWS_SHARED_CREDENTIALS_FILE", credentials,
                               context->credentials_path,
                               "Unset it, or run stint config set credentials-file with the "
                               "same path.");
  fine &= check_path_variable (findings, "AWS_CONFIG_FILE", config, context->config_path,
                               "Unset it, or run stint config set config-file with the same path.");
  if (g_variant_lookup (environment, "AWS_ENDPOINT_URL", "&s", &endpoint))
    {
      fine = FALSE;
      stint_findings_take (findings, "environment", "note",
                           g_strdup_printf ("Your shell sends AWS tools to %s; Stint itself does "
                                            "not go there.",
                                            endpoint),
                           "");
    }

  if (fine)
    stint_findings_take (findings, "environment", "ok",
                         g_strdup ("No variable of your shell beats a profile."), "");
}

/* Where a variable says so, there is one thing to say of it, and that was said. */
static void
check_home (Visit *visit,
            GVariant *environment,
            const char *variable,
            const char *name,
            const char *theirs,
            const char *ours,
            const char *advice)
{
  if (environment == NULL || !g_variant_lookup (environment, variable, "&s", NULL))
    check_path_variable (&visit->findings, name, theirs, ours, advice);
}

static void
check_shell (Visit *visit)
{
  StintContext *context = stint_service_get_context (visit->service);
  GVariant *options = stint_request_get_options (visit->request);
  g_auto (StintOptions) reader = STINT_OPTIONS_INIT (options);
  g_autoptr (GVariant) environment =
      stint_options_dup_value (&reader, "environment", G_VARIANT_TYPE ("a{ss}"));

  stint_doctor_check_environment (&visit->findings, context, environment);
  check_home (visit, environment, "AWS_SHARED_CREDENTIALS_FILE", "the credentials file",
              stint_options_get_text (&reader, "credentials-file"), context->credentials_path,
              "Use the same home, or run stint config set credentials-file.");
  check_home (visit, environment, "AWS_CONFIG_FILE", "the configuration file",
              stint_options_get_text (&reader, "config-file"), context->config_path,
              "Use the same home, or run stint config set config-file.");
}

/* --- What takes a moment ---------------------------------------------------------------------- */

static void
check_helper (Look *look)
{
  g_auto (GStrv) words = NULL;

  if (g_file_test (look->helper, G_FILE_TEST_IS_EXECUTABLE))
    {
      stint_findings_take (&look->findings, "helper", "ok",
                           g_strdup_printf ("AWS tools ask through %s.", look->helper), "");
      return;
    }

  if (g_shell_parse_argv (look->helper, NULL, &words, NULL) &&
      g_file_test (words[0], G_FILE_TEST_IS_EXECUTABLE))
    stint_findings_take (&look->findings, "helper", "ok",
                         g_strdup_printf ("AWS tools ask through %s.", look->helper), "");
  else if (g_file_test (STINT_FLATPAK_INFO, G_FILE_TEST_EXISTS))
    /* A path of the host, which the sandbox does not see. */
    stint_findings_take (&look->findings, "helper", "note",
                         g_strdup_printf ("AWS tools on the host ask through %s.", look->helper),
                         "");
  else
    stint_findings_take (&look->findings, "helper", "problem",
                         g_strdup_printf ("%s cannot be executed.", look->helper),
                         "Install Stint again: sessions on demand need it.");
}

static void
check_ca_bundle (Look *look)
{
  if (*look->ca_bundle == '\0')
    return;

  if (access (look->ca_bundle, R_OK) == 0)
    stint_findings_take (
        &look->findings, "ca-bundle", "note",
        g_strdup_printf ("AWS is verified with the certificates in %s.", look->ca_bundle), "");
  else
    stint_findings_take (&look->findings, "ca-bundle", "problem",
                         g_strdup_printf ("The certificates %s cannot be read.", look->ca_bundle),
                         "Correct the preference with stint config set ca-bundle.");
}

static void
look_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Look *look = task_data;

  stint_doctor_check_files (&look->findings, look->files,
                            (const char *const *) look->held_profiles);
  check_helper (look);
  check_ca_bundle (look);
  g_task_return_boolean (task, TRUE);
}

static void
finish (Visit *visit)
{
  g_autoptr (Visit) owned = visit;
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);
  GPtrArray *rows = visit->findings.rows;

  g_variant_dict_insert_value (
      &results, "checks",
      g_variant_new_array (G_VARIANT_TYPE ("(ssss)"), (GVariant *const *) rows->pdata, rows->len));
  stint_request_succeed (visit->request, g_variant_dict_end (&results));
}

static void
sign_ins_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  stint_doctor_check_sign_ins_finish (result);
  finish (user_data);
}

static void
look_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  Look *look = g_task_get_task_data (G_TASK (result));

  for (guint i = 0; i < look->findings.rows->len; i++)
    g_ptr_array_add (visit->findings.rows,
                     g_variant_ref (g_ptr_array_index (look->findings.rows, i)));
  stint_doctor_check_sign_ins_async (&visit->findings, stint_service_get_context (visit->service),
                                     stint_request_get_cancellable (visit->request), sign_ins_cb,
                                     visit);
}

static GStrv
list_held_profiles (StintRegistry *registry)
{
  GPtrArray *sessions = stint_registry_get_sessions (registry);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < sessions->len; i++)
    {
      StintSession *session = g_ptr_array_index (sessions, i);
      const StintSessionLife *life = stint_session_get_life (session);

      if (stint_session_is_held (session) && life->held_profile != NULL)
        g_strv_builder_add (names, life->held_profile);
    }

  return g_strv_builder_end (names);
}

static void
look_around (Visit *visit)
{
  StintContext *context = stint_service_get_context (visit->service);
  g_autoptr (GTask) task =
      g_task_new (NULL, stint_request_get_cancellable (visit->request), look_cb, visit);
  Look *look = g_new0 (Look, 1);

  look->files = g_object_ref (context->files);
  look->held_profiles = list_held_profiles (context->registry);
  look->helper = g_strdup (context->helper_command);
  look->ca_bundle = g_settings_get_string (context->settings, "ca-bundle");
  look->findings.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  g_task_set_source_tag (task, look_around);
  g_task_set_task_data (task, look, (GDestroyNotify) look_free);
  g_task_run_in_thread (task, look_thread);
}

static void
tell_vault_state (Visit *visit, StintVaultState state)
{
  switch (state)
    {
    case STINT_VAULT_READY:
      stint_findings_take (&visit->findings, "keyring", "ok", g_strdup ("The keyring is unlocked."),
                           "");
      break;
    case STINT_VAULT_LOCKED:
      stint_findings_take (&visit->findings, "keyring", "warning",
                           g_strdup ("The keyring is locked."),
                           "Unlock it; a start from the window or a terminal asks for that.");
      break;
    case STINT_VAULT_ABSENT:
      stint_findings_take (&visit->findings, "keyring", "problem",
                           g_strdup ("No Secret Service answers on this session bus."),
                           "Install and start GNOME Keyring, KWallet or KeePassXC.");
      break;
    case STINT_VAULT_EMPTY:
      stint_findings_take (&visit->findings, "keyring", "note",
                           g_strdup ("There is no default keyring yet; the first key that is saved "
                                     "makes one."),
                           "");
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
vault_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  Visit *visit = user_data;
  StintVaultState state;
  g_autoptr (GError) error = NULL;

  if (stint_secret_service_vault_get_state_finish (STINT_SECRET_SERVICE_VAULT (object), result,
                                                   &state, &error))
    tell_vault_state (visit, state);
  else
    stint_findings_take (
        &visit->findings, "keyring", "problem",
        g_strdup_printf ("The keyring does not answer as it should: %s", error->message),
        "Look at the Secret Service of your desktop.");
  look_around (visit);
}

void
stint_doctor_run (StintService *service, StintRequest *request)
{
  StintContext *context = stint_service_get_context (service);
  Visit *visit = g_new0 (Visit, 1);

  visit->service = g_object_ref (service);
  visit->request = g_object_ref (request);
  visit->findings.rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);

  check_version (visit);
  check_lock (visit);
  check_state (visit);
  check_clock (visit);
  check_network (visit);
  check_socket (visit);
  check_settings (visit);
  check_memory (visit);
  check_screen (visit);
  check_shell (visit);

  if (STINT_IS_SECRET_SERVICE_VAULT (context->vault))
    stint_secret_service_vault_get_state_async (STINT_SECRET_SERVICE_VAULT (context->vault),
                                                stint_request_get_cancellable (request), vault_cb,
                                                visit);
  else
    look_around (visit);
}
