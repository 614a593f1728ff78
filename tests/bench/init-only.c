/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* What stintd's memory is measured against: a program that initialises the same libraries, is on
 * the bus, and does nothing. */

#include <curl/curl.h>
#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <libnotify/notify.h>
#include <libsecret/secret.h>
#include <openssl/crypto.h>
#include <openssl/ssl.h>

int
main (void)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (SecretService) service = NULL;
  g_autoptr (GError) error = NULL;
  SSL_CTX *tls;
  CURLM *multi;

  curl_global_init (CURL_GLOBAL_DEFAULT);
  multi = curl_multi_init ();
  OPENSSL_init_crypto (OPENSSL_INIT_LOAD_CONFIG, NULL);
  CRYPTO_secure_malloc_init (1 << 20, 32);
  tls = SSL_CTX_new (TLS_client_method ());
  notify_init ("init-only");
  parser = json_parser_new ();
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (bus == NULL || multi == NULL || tls == NULL)
    return 1;
  /* The keyring's session key is agreed upon, as for any first look-up. */
  service = secret_service_get_sync (SECRET_SERVICE_OPEN_SESSION, NULL, NULL);
  g_print ("ready\n");
  g_main_loop_run (loop);
  return 0;
}
