/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-integration-item.h"

#include "stint-error.h"

enum
{
  PROP_0,

  /* The property's number is the index into "strings". */
  PROP_ID,
  PROP_NAME,
  PROP_REGION,
  PROP_ACCESS_KEY_ID,
  PROP_MFA_SERIAL,
  PROP_ARN,
  PROP_ACCOUNT_ID,
  PROP_ENDPOINT_URL,
  PROP_START_URL,
  PROP_SSO_SESSION,
  PROP_PROFILE_TEMPLATE,
  PROP_BROWSER,
  PROP_ERROR_MESSAGE,
  N_STRINGS,

  PROP_KIND = N_STRINGS,
  PROP_FLOW,
  PROP_SIGN_IN,

  PROP_LEASE_UNTIL,
  PROP_SIGNED_IN_UNTIL,
  PROP_LAST_SYNC,

  PROP_RENEWS,
  PROP_SHARED,
  PROP_SYNCING,

  PROP_SYNC_DONE,
  PROP_SYNC_TOTAL,
  PROP_N_NEW,
  PROP_N_GONE,

  PROP_HAS_ERROR,
  PROP_N_SESSIONS,
  PROP_N_ACTIVE,
  N_PROPS,
};

struct _StintIntegrationItem
{
  GObject parent_instance;

  char *strings[N_STRINGS]; /* never NULL from the first update on */
  int enums[PROP_SIGN_IN - PROP_KIND + 1];
  gint64 instants[PROP_LAST_SYNC - PROP_LEASE_UNTIL + 1];
  gboolean flags[PROP_SYNCING - PROP_RENEWS + 1];
  guint numbers[PROP_N_GONE - PROP_SYNC_DONE + 1];
  int error_code;          /* StintError, or -1 */
  GVariant *error_details; /* (nullable) a{sv} */
  guint n_sessions;
  guint n_active;
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintIntegrationItem, stint_integration_item, G_TYPE_OBJECT)

static void
set_string (StintIntegrationItem *self, guint prop, const char *value)
{
  if (value == NULL)
    value = "";
  if (g_strcmp0 (self->strings[prop], value) == 0)
    return;

  g_free (self->strings[prop]);
  self->strings[prop] = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_instant (StintIntegrationItem *self, guint prop, gint64 value)
{
  gint64 *field = &self->instants[prop - PROP_LEASE_UNTIL];

  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_flag (StintIntegrationItem *self, guint prop, gboolean value)
{
  gboolean *field = &self->flags[prop - PROP_RENEWS];

  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_number (StintIntegrationItem *self, guint prop, guint value)
{
  guint *field = &self->numbers[prop - PROP_SYNC_DONE];

  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static GType
enum_type (guint prop)
{
  switch (prop)
    {
    case PROP_KIND:
      return STINT_TYPE_INTEGRATION_KIND;
    case PROP_FLOW:
      return STINT_TYPE_SIGN_IN_FLOW;
    default:
      return STINT_TYPE_SIGN_IN_STATE;
    }
}

static void
set_enum (StintIntegrationItem *self, guint prop, const char *nick)
{
  int *field = &self->enums[prop - PROP_KIND];
  int value = 0;

  /* A newer service may know words that we do not: the first value is the harmless one. */
  stint_enum_from_nick (enum_type (prop), nick, &value);
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
set_error (StintIntegrationItem *self, const char *name, GVariant *details)
{
  int code = name != NULL && *name != '\0' ? (int) stint_error_from_name (name) : -1;
  gboolean same_details =
      self->error_details == details || (self->error_details != NULL && details != NULL &&
                                         g_variant_equal (self->error_details, details));

  if (self->error_code == code && same_details)
    return;

  self->error_code = code;
  g_clear_pointer (&self->error_details, g_variant_unref);
  if (details != NULL)
    self->error_details = g_variant_ref (details);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_ERROR]);
}

static void
stint_integration_item_finalize (GObject *object)
{
  StintIntegrationItem *self = STINT_INTEGRATION_ITEM (object);

  for (guint i = 0; i < N_STRINGS; i++)
    g_free (self->strings[i]);
  g_clear_pointer (&self->error_details, g_variant_unref);

  G_OBJECT_CLASS (stint_integration_item_parent_class)->finalize (object);
}

static void
stint_integration_item_get_property (GObject *object,
                                     guint prop_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  StintIntegrationItem *self = STINT_INTEGRATION_ITEM (object);

  if (prop_id < N_STRINGS)
    {
      g_value_set_string (value, self->strings[prop_id]);
      return;
    }

  switch (prop_id)
    {
    case PROP_KIND:
    case PROP_FLOW:
    case PROP_SIGN_IN:
      g_value_set_enum (value, self->enums[prop_id - PROP_KIND]);
      break;
    case PROP_LEASE_UNTIL:
    case PROP_SIGNED_IN_UNTIL:
    case PROP_LAST_SYNC:
      g_value_set_int64 (value, self->instants[prop_id - PROP_LEASE_UNTIL]);
      break;
    case PROP_RENEWS:
    case PROP_SHARED:
    case PROP_SYNCING:
      g_value_set_boolean (value, self->flags[prop_id - PROP_RENEWS]);
      break;
    case PROP_SYNC_DONE:
    case PROP_SYNC_TOTAL:
    case PROP_N_NEW:
    case PROP_N_GONE:
      g_value_set_uint (value, self->numbers[prop_id - PROP_SYNC_DONE]);
      break;
    case PROP_HAS_ERROR:
      g_value_set_boolean (value, self->error_code >= 0);
      break;
    case PROP_N_SESSIONS:
      g_value_set_uint (value, self->n_sessions);
      break;
    case PROP_N_ACTIVE:
      g_value_set_uint (value, self->n_active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
stint_integration_item_class_init (StintIntegrationItemClass *klass)
{
  static const char *const strings[N_STRINGS] = {
    [PROP_ID] = "id",
    [PROP_NAME] = "name",
    [PROP_REGION] = "region",
    [PROP_ACCESS_KEY_ID] = "access-key-id",
    [PROP_MFA_SERIAL] = "mfa-serial",
    [PROP_ARN] = "arn",
    [PROP_ACCOUNT_ID] = "account-id",
    [PROP_ENDPOINT_URL] = "endpoint-url",
    [PROP_START_URL] = "start-url",
    [PROP_SSO_SESSION] = "sso-session",
    [PROP_PROFILE_TEMPLATE] = "profile-template",
    [PROP_BROWSER] = "browser",
    [PROP_ERROR_MESSAGE] = "error-message",
  };
  static const char *const instants[] = { "lease-until", "signed-in-until", "last-sync" };
  static const char *const flag_names[] = { "renews", "shared", "syncing" };
  static const char *const numbers[] = { "sync-done", "sync-total", "n-new", "n-gone" };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = stint_integration_item_finalize;
  object_class->get_property = stint_integration_item_get_property;

  for (guint i = PROP_ID; i < N_STRINGS; i++)
    properties[i] = g_param_spec_string (strings[i], NULL, NULL, "", flags);
  properties[PROP_KIND] = g_param_spec_enum ("kind", NULL, NULL, enum_type (PROP_KIND), 0, flags);
  properties[PROP_FLOW] = g_param_spec_enum ("flow", NULL, NULL, enum_type (PROP_FLOW), 0, flags);
  properties[PROP_SIGN_IN] =
      g_param_spec_enum ("sign-in", NULL, NULL, enum_type (PROP_SIGN_IN), 0, flags);
  for (guint i = 0; i < G_N_ELEMENTS (instants); i++)
    properties[PROP_LEASE_UNTIL + i] =
        g_param_spec_int64 (instants[i], NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  for (guint i = 0; i < G_N_ELEMENTS (flag_names); i++)
    properties[PROP_RENEWS + i] = g_param_spec_boolean (flag_names[i], NULL, NULL, FALSE, flags);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    properties[PROP_SYNC_DONE + i] =
        g_param_spec_uint (numbers[i], NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_HAS_ERROR] = g_param_spec_boolean ("has-error", NULL, NULL, FALSE, flags);
  properties[PROP_N_SESSIONS] =
      g_param_spec_uint ("n-sessions", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_integration_item_init (StintIntegrationItem *self)
{
  self->error_code = -1;
}

StintIntegrationItem *
stint_integration_item_new (GVariant *tuple)
{
  StintIntegrationItem *self;

  g_return_val_if_fail (g_variant_is_of_type (tuple, G_VARIANT_TYPE (STINT_INTEGRATION_TUPLE)),
                        NULL);

  self = g_object_new (STINT_TYPE_INTEGRATION_ITEM, NULL);
  stint_integration_item_update (self, tuple);

  return self;
}

typedef enum
{
  MORE_STRING,
  MORE_ENUM,
  MORE_INSTANT,
  MORE_FLAG,
  MORE_NUMBER,
} MoreType;

/* What stands in the tuple's vardict under its own name. */
static const struct
{
  const char *key;
  guint prop;
  MoreType type;
} more_keys[] = {
  { "access-key-id", PROP_ACCESS_KEY_ID, MORE_STRING },
  { "mfa-serial", PROP_MFA_SERIAL, MORE_STRING },
  { "arn", PROP_ARN, MORE_STRING },
  { "account-id", PROP_ACCOUNT_ID, MORE_STRING },
  { "endpoint-url", PROP_ENDPOINT_URL, MORE_STRING },
  { "start-url", PROP_START_URL, MORE_STRING },
  { "sso-session", PROP_SSO_SESSION, MORE_STRING },
  { "profile-template", PROP_PROFILE_TEMPLATE, MORE_STRING },
  { "browser", PROP_BROWSER, MORE_STRING },
  { "error-message", PROP_ERROR_MESSAGE, MORE_STRING },
  { "flow", PROP_FLOW, MORE_ENUM },
  { "sign-in", PROP_SIGN_IN, MORE_ENUM },
  { "lease-until", PROP_LEASE_UNTIL, MORE_INSTANT },
  { "signed-in-until", PROP_SIGNED_IN_UNTIL, MORE_INSTANT },
  { "last-sync", PROP_LAST_SYNC, MORE_INSTANT },
  { "renews", PROP_RENEWS, MORE_FLAG },
  { "shared", PROP_SHARED, MORE_FLAG },
  { "syncing", PROP_SYNCING, MORE_FLAG },
  { "sync-done", PROP_SYNC_DONE, MORE_NUMBER },
  { "sync-total", PROP_SYNC_TOTAL, MORE_NUMBER },
};

static void
update_more (StintIntegrationItem *self, GVariant *more, guint i)
{
  const char *text = NULL;
  gint64 instant = 0;
  gboolean flag = FALSE;
  guint number = 0;

  switch (more_keys[i].type)
    {
    case MORE_STRING:
      g_variant_lookup (more, more_keys[i].key, "&s", &text);
      set_string (self, more_keys[i].prop, text);
      break;
    case MORE_ENUM:
      g_variant_lookup (more, more_keys[i].key, "&s", &text);
      set_enum (self, more_keys[i].prop, text);
      break;
    case MORE_INSTANT:
      g_variant_lookup (more, more_keys[i].key, "x", &instant);
      set_instant (self, more_keys[i].prop, instant);
      break;
    case MORE_FLAG:
      g_variant_lookup (more, more_keys[i].key, "b", &flag);
      set_flag (self, more_keys[i].prop, flag);
      break;
    case MORE_NUMBER:
      g_variant_lookup (more, more_keys[i].key, "u", &number);
      set_number (self, more_keys[i].prop, number);
      break;
    }
}

void
stint_integration_item_update (StintIntegrationItem *self, GVariant *tuple)
{
  g_autoptr (GVariant) more = NULL;
  g_autoptr (GVariant) details = NULL;
  const char *id;
  const char *name;
  const char *kind;
  const char *region;
  const char *error = NULL;
  guint n_new = 0;
  guint n_gone = 0;

  g_return_if_fail (STINT_IS_INTEGRATION_ITEM (self));
  g_return_if_fail (g_variant_is_of_type (tuple, G_VARIANT_TYPE (STINT_INTEGRATION_TUPLE)));

  g_variant_get (tuple, "(&s&s&s&s@a{sv})", &id, &name, &kind, &region, &more);

  g_object_freeze_notify (G_OBJECT (self));
  set_string (self, PROP_ID, id);
  set_string (self, PROP_NAME, name);
  set_enum (self, PROP_KIND, kind);
  set_string (self, PROP_REGION, region);
  for (guint i = 0; i < G_N_ELEMENTS (more_keys); i++)
    update_more (self, more, i);
  g_variant_lookup (more, "news", "(uu)", &n_new, &n_gone);
  set_number (self, PROP_N_NEW, n_new);
  set_number (self, PROP_N_GONE, n_gone);
  g_variant_lookup (more, "error", "&s", &error);
  details = g_variant_lookup_value (more, "error-details", G_VARIANT_TYPE_VARDICT);
  set_error (self, error, details);
  g_object_thaw_notify (G_OBJECT (self));
}

void
stint_integration_item_set_counts (StintIntegrationItem *self, guint n_sessions, guint n_active)
{
  g_return_if_fail (STINT_IS_INTEGRATION_ITEM (self));

  if (self->n_sessions != n_sessions)
    {
      self->n_sessions = n_sessions;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_SESSIONS]);
    }
  if (self->n_active != n_active)
    {
      self->n_active = n_active;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);
    }
}

#define STRING_GETTER(name, prop)                                                                  \
  const char *stint_integration_item_get_##name (StintIntegrationItem *self)                       \
  {                                                                                                \
    g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (self), "");                                   \
    return self->strings[prop];                                                                    \
  }

STRING_GETTER (id, PROP_ID)
STRING_GETTER (name, PROP_NAME)
STRING_GETTER (region, PROP_REGION)
STRING_GETTER (access_key_id, PROP_ACCESS_KEY_ID)
STRING_GETTER (mfa_serial, PROP_MFA_SERIAL)
STRING_GETTER (arn, PROP_ARN)
STRING_GETTER (account_id, PROP_ACCOUNT_ID)
STRING_GETTER (endpoint_url, PROP_ENDPOINT_URL)
STRING_GETTER (start_url, PROP_START_URL)
STRING_GETTER (sso_session, PROP_SSO_SESSION)
STRING_GETTER (profile_template, PROP_PROFILE_TEMPLATE)
STRING_GETTER (browser, PROP_BROWSER)

#define GETTER(type, name, field, fallback)                                                        \
  type stint_integration_item_get_##name (StintIntegrationItem *self)                              \
  {                                                                                                \
    g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (self), fallback);                             \
    return (type) self->field;                                                                     \
  }

GETTER (StintIntegrationKind, kind, enums[0], STINT_INTEGRATION_IAM_USER)
GETTER (StintSignInFlow, flow, enums[PROP_FLOW - PROP_KIND], STINT_SIGN_IN_BROWSER)
GETTER (StintSignInState, sign_in, enums[PROP_SIGN_IN - PROP_KIND], STINT_SIGN_IN_UNKNOWN)
GETTER (gint64, lease_until, instants[0], 0)
GETTER (gint64, signed_in_until, instants[PROP_SIGNED_IN_UNTIL - PROP_LEASE_UNTIL], 0)
GETTER (gint64, last_sync, instants[PROP_LAST_SYNC - PROP_LEASE_UNTIL], 0)
GETTER (gboolean, renews, flags[0], FALSE)
GETTER (gboolean, shared, flags[PROP_SHARED - PROP_RENEWS], FALSE)
GETTER (gboolean, syncing, flags[PROP_SYNCING - PROP_RENEWS], FALSE)
GETTER (guint, sync_done, numbers[0], 0)
GETTER (guint, sync_total, numbers[PROP_SYNC_TOTAL - PROP_SYNC_DONE], 0)
GETTER (guint, n_new, numbers[PROP_N_NEW - PROP_SYNC_DONE], 0)
GETTER (guint, n_gone, numbers[PROP_N_GONE - PROP_SYNC_DONE], 0)
GETTER (guint, n_sessions, n_sessions, 0)
GETTER (guint, n_active, n_active, 0)

GError *
stint_integration_item_dup_error (StintIntegrationItem *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (self), NULL);

  if (self->error_code < 0)
    return NULL;

  return stint_error_new ((StintError) self->error_code, self->error_details, "%s",
                          self->strings[PROP_ERROR_MESSAGE]);
}
