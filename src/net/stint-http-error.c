/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include <string.h>

#include "stint-http-private.h"

/* The formatter takes hyphens for minus signs. */
/* clang-format off */
G_DEFINE_QUARK (stint-http-error-quark, stint_http_error)
/* clang-format on */

/* A handshake that breaks is the network's doing, unlike one that is refused; libcurl has one code
 * for both. */
static gboolean
is_broken_handshake (const char *details)
{
  return strstr (details, "SSL_ERROR_SYSCALL") != NULL ||
         strstr (details, "unexpected eof") != NULL || strstr (details, "Connection reset") != NULL;
}

static StintHttpError
kind_from_curl (CURLcode code, const char *details)
{
  switch ((int) code)
    {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return STINT_HTTP_ERROR_RESOLVE;

    case CURLE_COULDNT_CONNECT:
    case CURLE_INTERFACE_FAILED:
    case CURLE_PROXY:
      return STINT_HTTP_ERROR_CONNECT;

    case CURLE_SSL_CONNECT_ERROR:
      return is_broken_handshake (details) ? STINT_HTTP_ERROR_INTERRUPTED : STINT_HTTP_ERROR_TLS;

    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
    case CURLE_SSL_CRL_BADFILE:
    case CURLE_SSL_PINNEDPUBKEYNOTMATCH:
    case CURLE_SSL_ENGINE_NOTFOUND:
    case CURLE_SSL_ENGINE_SETFAILED:
    case CURLE_USE_SSL_FAILED:
      return STINT_HTTP_ERROR_TLS;

    case CURLE_OPERATION_TIMEDOUT:
      return STINT_HTTP_ERROR_TIMEOUT;

    /* The URL was checked before, so the last two are about what the other side answered. */
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_SEND_ERROR:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_BAD_CONTENT_ENCODING:
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return STINT_HTTP_ERROR_INTERRUPTED;

    case CURLE_FILESIZE_EXCEEDED:
    case CURLE_WRITE_ERROR:
      return STINT_HTTP_ERROR_TOO_LARGE;

    default:
      return STINT_HTTP_ERROR_FAILED;
    }
}

GError *
stint_http_error_from_curl (CURL *easy, CURLcode code, const char *details, const char *host)
{
  StintHttpError kind = kind_from_curl (code, details);
  long connect_code = 0;

  /* A proxy that answers the CONNECT with a refusal. */
  curl_easy_getinfo (easy, CURLINFO_HTTP_CONNECTCODE, &connect_code);
  if (connect_code >= 300)
    kind = STINT_HTTP_ERROR_CONNECT;

  if (*details == '\0')
    details = curl_easy_strerror (code);

  return g_error_new (STINT_HTTP_ERROR, kind, "%s: %s", host, details);
}
