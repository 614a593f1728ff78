/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-base"

#include "config.h"

#include "stint-error.h"

#include <string.h>

#include "stint-names.h"

/* The macro defines stint_detailed_error_quark(); the domain itself is reached through
 * stint_error_quark(), which registers the names on the bus as well. */
typedef struct
{
  GVariant *details; /* (nullable) (owned) */
} StintDetailedErrorPrivate;

static void
stint_detailed_error_private_init (StintDetailedErrorPrivate *priv)
{
  priv->details = NULL;
}

static void
stint_detailed_error_private_copy (const StintDetailedErrorPrivate *src,
                                   StintDetailedErrorPrivate *dest)
{
  dest->details = src->details != NULL ? g_variant_ref (src->details) : NULL;
}

static void
stint_detailed_error_private_clear (StintDetailedErrorPrivate *priv)
{
  g_clear_pointer (&priv->details, g_variant_unref);
}

GQuark stint_detailed_error_quark (void);

G_DEFINE_EXTENDED_ERROR (StintDetailedError, stint_detailed_error)

#define ENTRY(code, name)                                                                          \
  {                                                                                                \
    STINT_ERROR_##code, STINT_SERVICE_ERROR_PREFIX name                                            \
  }

static const GDBusErrorEntry entries[] = {
  ENTRY (FAILED, "Failed"),
  ENTRY (INVALID_ARGUMENT, "InvalidArgument"),
  ENTRY (NOT_FOUND, "NotFound"),
  ENTRY (EXISTS, "Exists"),
  ENTRY (CYCLE, "Cycle"),
  ENTRY (NEEDS_MFA, "NeedsMfa"),
  ENTRY (WRONG_MFA, "WrongMfa"),
  ENTRY (NEEDS_SIGN_IN, "NeedsSignIn"),
  ENTRY (NEEDS_CONSENT, "NeedsConsent"),
  ENTRY (KEYRING_LOCKED, "KeyringLocked"),
  ENTRY (KEYRING_DISMISSED, "KeyringDismissed"),
  ENTRY (KEYRING_MISSING, "KeyringMissing"),
  ENTRY (SECRET_MISSING, "SecretMissing"),
  ENTRY (REFUSED, "Refused"),
  ENTRY (BAD_KEY, "BadKey"),
  ENTRY (CLOCK_SKEW, "ClockSkew"),
  ENTRY (THROTTLED, "Throttled"),
  ENTRY (NETWORK, "Network"),
  ENTRY (AWS_TROUBLE, "AwsTrouble"),
  ENTRY (AWS_INVALID, "AwsInvalid"),
  ENTRY (FILES_MALFORMED, "FilesMalformed"),
  ENTRY (FILES_UNWRITABLE, "FilesUnwritable"),
  ENTRY (FILES_CONFLICT, "FilesConflict"),
  ENTRY (DIFFERENT_FILES, "DifferentFiles"),
  ENTRY (LOCKED, "Locked"),
  ENTRY (READ_ONLY, "ReadOnly"),
  ENTRY (UNSUPPORTED, "Unsupported"),
  ENTRY (INACTIVE, "Inactive"),
  ENTRY (EXPIRED, "Expired"),
  ENTRY (IN_USE, "InUse"),
  ENTRY (CANCELLED, "Cancelled"),
  ENTRY (NO_SERVICE, "NoService"),
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == STINT_ERROR_NO_SERVICE + 1);

GQuark
stint_error_quark (void)
{
  static gsize registered = 0;

  if (g_once_init_enter (&registered))
    {
      GQuark domain = stint_detailed_error_quark ();

      for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
        g_dbus_error_register_error (domain, entries[i].error_code, entries[i].dbus_error_name);
      g_once_init_leave (&registered, domain);
    }

  return (GQuark) registered;
}

GError *
stint_error_new (StintError code, GVariant *details, const char *format, ...)
{
  GError *error;
  va_list args;

  g_return_val_if_fail (format != NULL, NULL);
  g_return_val_if_fail (details == NULL || g_variant_is_of_type (details, G_VARIANT_TYPE_VARDICT),
                        NULL);

  va_start (args, format);
  error = g_error_new_valist (STINT_ERROR, code, format, args);
  va_end (args);

  if (details != NULL)
    stint_detailed_error_get_private (error)->details = g_variant_ref_sink (details);

  return error;
}

GVariant *
stint_error_get_details (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != STINT_ERROR)
    return NULL;

  return stint_detailed_error_get_private (error)->details;
}

const char *
stint_error_get_detail (const GError *error, const char *key)
{
  GVariant *details = stint_error_get_details (error);
  const char *value = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  /* "&s" borrows from the dictionary, which lives as long as the error. */
  if (details != NULL)
    g_variant_lookup (details, key, "&s", &value);

  return value;
}

void
stint_error_add_detail (GError *error, const char *key, GVariant *value)
{
  g_autoptr (GVariant) owned = g_variant_ref_sink (value);
  GVariantDict dict;
  StintDetailedErrorPrivate *priv;

  g_return_if_fail (error != NULL);
  g_return_if_fail (key != NULL);

  if (error->domain != STINT_ERROR)
    return;

  priv = stint_detailed_error_get_private (error);
  g_variant_dict_init (&dict, priv->details);
  g_variant_dict_insert_value (&dict, key, owned);
  g_clear_pointer (&priv->details, g_variant_unref);
  priv->details = g_variant_ref_sink (g_variant_dict_end (&dict));
}

const char *
stint_error_to_name (StintError code)
{
  g_return_val_if_fail (code < G_N_ELEMENTS (entries), NULL);

  return entries[code].dbus_error_name + strlen (STINT_SERVICE_ERROR_PREFIX);
}

StintError
stint_error_from_name (const char *name)
{
  g_return_val_if_fail (name != NULL, STINT_ERROR_FAILED);

  if (g_str_has_prefix (name, STINT_SERVICE_ERROR_PREFIX))
    name += strlen (STINT_SERVICE_ERROR_PREFIX);

  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      if (g_str_equal (stint_error_to_name (entries[i].error_code), name))
        return entries[i].error_code;
    }

  return STINT_ERROR_FAILED;
}

StintErrorKind
stint_error_code_to_kind (StintError code)
{
  switch (code)
    {
    case STINT_ERROR_INVALID_ARGUMENT:
    case STINT_ERROR_EXISTS:
    case STINT_ERROR_CYCLE:
    case STINT_ERROR_UNSUPPORTED:
    case STINT_ERROR_DIFFERENT_FILES:
      return STINT_ERROR_KIND_USAGE;

    case STINT_ERROR_NOT_FOUND:
      return STINT_ERROR_KIND_NOT_FOUND;

    case STINT_ERROR_THROTTLED:
    case STINT_ERROR_NETWORK:
    case STINT_ERROR_AWS_TROUBLE:
    case STINT_ERROR_NO_SERVICE:
    case STINT_ERROR_LOCKED:
      return STINT_ERROR_KIND_RETRY_LATER;

    case STINT_ERROR_NEEDS_MFA:
    case STINT_ERROR_WRONG_MFA:
    case STINT_ERROR_NEEDS_SIGN_IN:
    case STINT_ERROR_NEEDS_CONSENT:
    case STINT_ERROR_KEYRING_LOCKED:
    case STINT_ERROR_KEYRING_DISMISSED:
    case STINT_ERROR_KEYRING_MISSING:
    case STINT_ERROR_SECRET_MISSING:
    case STINT_ERROR_CLOCK_SKEW:
    case STINT_ERROR_FILES_MALFORMED:
    case STINT_ERROR_FILES_UNWRITABLE:
    case STINT_ERROR_FILES_CONFLICT:
    case STINT_ERROR_INACTIVE:
    case STINT_ERROR_EXPIRED:
    case STINT_ERROR_CANCELLED:
      return STINT_ERROR_KIND_NEEDS_PERSON;

    case STINT_ERROR_REFUSED:
    case STINT_ERROR_BAD_KEY:
    case STINT_ERROR_AWS_INVALID:
    case STINT_ERROR_READ_ONLY:
    case STINT_ERROR_IN_USE:
      return STINT_ERROR_KIND_REFUSED;

    case STINT_ERROR_FAILED:
    default:
      return STINT_ERROR_KIND_BUG;
    }
}

StintErrorKind
stint_error_get_kind (const GError *error)
{
  g_return_val_if_fail (error != NULL, STINT_ERROR_KIND_BUG);

  if (error->domain == STINT_ERROR)
    return stint_error_code_to_kind (error->code);
  if (stint_error_is_cancelled (error))
    return STINT_ERROR_KIND_NEEDS_PERSON;

  return STINT_ERROR_KIND_BUG;
}

gboolean
stint_error_is_cancelled (const GError *error)
{
  g_return_val_if_fail (error != NULL, FALSE);

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
         g_error_matches (error, STINT_ERROR, STINT_ERROR_CANCELLED);
}
