/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-integration-item.h"

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
  N_STRINGS,

  PROP_KIND = N_STRINGS,
  PROP_LEASE_UNTIL,
  PROP_N_SESSIONS,
  PROP_N_ACTIVE,
  N_PROPS,
};

struct _StintIntegrationItem
{
  GObject parent_instance;

  char *strings[N_STRINGS]; /* never NULL from the first update on */
  int kind;                 /* StintIntegrationKind */
  gint64 lease_until;       /* seconds since the epoch, 0: none */
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
set_lease_until (StintIntegrationItem *self, gint64 lease_until)
{
  if (self->lease_until == lease_until)
    return;

  self->lease_until = lease_until;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LEASE_UNTIL]);
}

static void
set_kind (StintIntegrationItem *self, const char *nick)
{
  int kind = STINT_INTEGRATION_IAM_USER;

  stint_enum_from_nick (STINT_TYPE_INTEGRATION_KIND, nick, &kind);
  if (self->kind == kind)
    return;

  self->kind = kind;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

static void
stint_integration_item_finalize (GObject *object)
{
  StintIntegrationItem *self = STINT_INTEGRATION_ITEM (object);

  for (guint i = 0; i < N_STRINGS; i++)
    g_free (self->strings[i]);

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
      g_value_set_enum (value, self->kind);
      break;
    case PROP_LEASE_UNTIL:
      g_value_set_int64 (value, self->lease_until);
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
  };
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = stint_integration_item_finalize;
  object_class->get_property = stint_integration_item_get_property;

  for (guint i = PROP_ID; i < N_STRINGS; i++)
    properties[i] = g_param_spec_string (strings[i], NULL, NULL, "", flags);
  properties[PROP_KIND] =
      g_param_spec_enum ("kind", NULL, NULL, STINT_TYPE_INTEGRATION_KIND, 0, flags);
  properties[PROP_LEASE_UNTIL] =
      g_param_spec_int64 ("lease-until", NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
  properties[PROP_N_SESSIONS] =
      g_param_spec_uint ("n-sessions", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_N_ACTIVE] = g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_integration_item_init (StintIntegrationItem *self)
{
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

void
stint_integration_item_update (StintIntegrationItem *self, GVariant *tuple)
{
  static const struct
  {
    const char *key;
    guint prop;
  } more_strings[] = {
    { "access-key-id", PROP_ACCESS_KEY_ID },
    { "mfa-serial", PROP_MFA_SERIAL },
    { "arn", PROP_ARN },
    { "account-id", PROP_ACCOUNT_ID },
    { "endpoint-url", PROP_ENDPOINT_URL },
  };
  g_autoptr (GVariant) more = NULL;
  const char *id;
  const char *name;
  const char *kind;
  const char *region;
  gint64 lease_until = 0;

  g_return_if_fail (STINT_IS_INTEGRATION_ITEM (self));
  g_return_if_fail (g_variant_is_of_type (tuple, G_VARIANT_TYPE (STINT_INTEGRATION_TUPLE)));

  g_variant_get (tuple, "(&s&s&s&s@a{sv})", &id, &name, &kind, &region, &more);

  g_object_freeze_notify (G_OBJECT (self));
  set_string (self, PROP_ID, id);
  set_string (self, PROP_NAME, name);
  set_kind (self, kind);
  set_string (self, PROP_REGION, region);
  for (guint i = 0; i < G_N_ELEMENTS (more_strings); i++)
    {
      const char *value = NULL;

      g_variant_lookup (more, more_strings[i].key, "&s", &value);
      set_string (self, more_strings[i].prop, value);
    }
  g_variant_lookup (more, "lease-until", "x", &lease_until);
  set_lease_until (self, lease_until);
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

StintIntegrationKind
stint_integration_item_get_kind (StintIntegrationItem *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (self), STINT_INTEGRATION_IAM_USER);

  return (StintIntegrationKind) self->kind;
}

gint64
stint_integration_item_get_lease_until (StintIntegrationItem *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (self), 0);

  return self->lease_until;
}

guint
stint_integration_item_get_n_sessions (StintIntegrationItem *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (self), 0);

  return self->n_sessions;
}

guint
stint_integration_item_get_n_active (StintIntegrationItem *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION_ITEM (self), 0);

  return self->n_active;
}
