/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-client"

#include "config.h"

#include "stint-session-item.h"

#include <string.h>

#include "stint-error.h"

enum
{
  PROP_0,

  /* Strings that are kept as they came; the property's number is the index into "strings". */
  PROP_ID,
  PROP_NAME,
  PROP_INTEGRATION_ID,
  PROP_ACCOUNT_ID,
  PROP_ACCOUNT_NAME,
  PROP_ROLE,
  PROP_PROFILE,
  PROP_REGION,
  PROP_FROM_ID,
  PROP_EXTERNAL_ID,
  PROP_ROLE_SESSION_NAME,
  PROP_ARN,
  PROP_HELD_PROFILE,
  PROP_WARNING,
  PROP_ERROR_MESSAGE,
  N_STRINGS,

  PROP_KIND = N_STRINGS,
  PROP_STATE,
  PROP_HAND_OUT,
  PROP_MFA,
  PROP_RENEW,
  PROP_SINCE,
  PROP_UNTIL,
  PROP_LAST_USED,
  PROP_DURATION,
  PROP_PINNED,
  PROP_NEEDS_PERSON,
  PROP_CAN_CONSOLE,
  PROP_GONE,
  PROP_SHARED,
  PROP_START_AT_LOGIN,
  PROP_ERROR_CODE,
  PROP_ERROR_DETAILS,
  PROP_INTEGRATION,

  /* Made of the others. */
  PROP_ROLE_NAME,
  PROP_TOOL_PROFILE,
  PROP_ACTIVE,
  PROP_HELD,
  PROP_HAS_ERROR,
  PROP_SEARCH_KEY,
  N_PROPS,
};

struct _StintSessionItem
{
  GObject parent_instance;

  char *strings[N_STRINGS]; /* (owned), or no_text; never NULL from the first update on */
  guint8 enums[PROP_RENEW - PROP_KIND + 1];
  gint64 instants[PROP_LAST_USED - PROP_SINCE + 1];
  guint duration;
  gboolean pinned;
  gboolean needs_person;
  gboolean can_console;
  gboolean gone;
  gboolean shared;
  gboolean start_at_login;
  int error_code;                    /* StintError, or -1 */
  GVariant *error_details;           /* (nullable) a{sv} */
  StintIntegrationItem *integration; /* (nullable) */
  char *search_key;                  /* (nullable): made when somebody asks */

  gboolean quiet; /* being made: nobody listens yet */
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (StintSessionItem, stint_session_item, G_TYPE_OBJECT)

/* Most strings of most sessions are empty, and a list has thousands: they share this one. */
static char no_text[] = "";

static void
free_text (char *text)
{
  if (text != no_text)
    g_free (text);
}

/* Types and defaults of the enumerations, in the order of the properties. */
static GType
enum_type (guint prop)
{
  switch (prop)
    {
    case PROP_KIND:
      return STINT_TYPE_SESSION_KIND;
    case PROP_STATE:
      return STINT_TYPE_SESSION_STATE;
    case PROP_HAND_OUT:
      return STINT_TYPE_HAND_OUT;
    case PROP_MFA:
      return STINT_TYPE_MFA_MODE;
    default:
      return STINT_TYPE_RENEW_POLICY;
    }
}

static void
notify (StintSessionItem *self, guint prop)
{
  if (!self->quiet)
    g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

static void
forget_search_key (StintSessionItem *self)
{
  g_clear_pointer (&self->search_key, g_free);
  notify (self, PROP_SEARCH_KEY);
}

static gboolean
is_searched (guint prop)
{
  switch (prop)
    {
    case PROP_NAME:
    case PROP_PROFILE:
    case PROP_HELD_PROFILE:
    case PROP_ACCOUNT_ID:
    case PROP_ACCOUNT_NAME:
    case PROP_ROLE:
    case PROP_REGION:
      return TRUE;
    default:
      return FALSE;
    }
}

static void
set_string (StintSessionItem *self, guint prop, const char *value)
{
  char *text;

  if (value == NULL)
    value = no_text;
  if (g_strcmp0 (self->strings[prop], value) == 0)
    return;

  text = value[0] != '\0' ? g_strdup (value) : no_text;
  free_text (self->strings[prop]);
  self->strings[prop] = text;
  notify (self, prop);

  if (is_searched (prop))
    forget_search_key (self);
  if (prop == PROP_ROLE)
    notify (self, PROP_ROLE_NAME);
  if (prop == PROP_PROFILE || prop == PROP_HELD_PROFILE)
    notify (self, PROP_TOOL_PROFILE);
}

static void
set_enum (StintSessionItem *self, guint prop, const char *nick)
{
  int value = 0;

  /* A newer service may know words that we do not: the first value is the harmless one. */
  stint_enum_from_nick (enum_type (prop), nick, &value);
  if (self->enums[prop - PROP_KIND] == value)
    return;

  self->enums[prop - PROP_KIND] = (guint8) value;
  notify (self, prop);
  if (prop == PROP_STATE)
    {
      notify (self, PROP_ACTIVE);
      notify (self, PROP_HELD);
      notify (self, PROP_TOOL_PROFILE);
    }
}

static void
set_instant (StintSessionItem *self, guint prop, gint64 value)
{
  if (self->instants[prop - PROP_SINCE] == value)
    return;

  self->instants[prop - PROP_SINCE] = value;
  notify (self, prop);
}

static void
set_flag (StintSessionItem *self, guint prop, gboolean *field, gboolean value)
{
  if (*field == value)
    return;

  *field = value;
  notify (self, prop);
}

static void
set_error (StintSessionItem *self, const char *name, GVariant *details)
{
  int code = name != NULL && *name != '\0' ? (int) stint_error_from_name (name) : -1;
  gboolean same_details =
      self->error_details == details || (self->error_details != NULL && details != NULL &&
                                         g_variant_equal (self->error_details, details));

  if (!same_details)
    {
      g_clear_pointer (&self->error_details, g_variant_unref);
      self->error_details = details != NULL ? g_variant_ref (details) : NULL;
      notify (self, PROP_ERROR_DETAILS);
    }
  if (self->error_code != code)
    {
      gboolean had_error = self->error_code >= 0;

      self->error_code = code;
      notify (self, PROP_ERROR_CODE);
      if (had_error != (code >= 0))
        notify (self, PROP_HAS_ERROR);
    }
}

/* What the extensible tail of a tuple says; what it does not name is nothing. */
typedef struct
{
  const char *strings[N_STRINGS];
  const char *mfa;
  const char *renew;
  const char *error;
  GVariant *error_details; /* (nullable) (owned) */
  gint64 last_used;
  guint duration;
  gboolean needs_person;
  gboolean can_console;
  gboolean gone;
  gboolean shared;
  gboolean start_at_login;
} More;

static void
more_clear (More *more)
{
  g_clear_pointer (&more->error_details, g_variant_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (More, more_clear)

/* Where a string of that name goes, or NULL. */
static const char **
more_find_string (More *more, const char *key)
{
  static const struct
  {
    const char *key;
    guint prop;
  } strings[] = {
    { "from", PROP_FROM_ID },
    { "external-id", PROP_EXTERNAL_ID },
    { "role-session-name", PROP_ROLE_SESSION_NAME },
    { "arn", PROP_ARN },
    { "held-profile", PROP_HELD_PROFILE },
    { "warning", PROP_WARNING },
    { "error-message", PROP_ERROR_MESSAGE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    {
      if (strcmp (key, strings[i].key) == 0)
        return &more->strings[strings[i].prop];
    }
  if (strcmp (key, "mfa") == 0)
    return &more->mfa;
  if (strcmp (key, "renew") == 0)
    return &more->renew;
  if (strcmp (key, "error") == 0)
    return &more->error;
  return NULL;
}

/* The same for what is true or not. */
static gboolean *
more_find_flag (More *more, const char *key)
{
  if (strcmp (key, "needs-person") == 0)
    return &more->needs_person;
  if (strcmp (key, "can-console") == 0)
    return &more->can_console;
  if (strcmp (key, "gone") == 0)
    return &more->gone;
  if (strcmp (key, "shared") == 0)
    return &more->shared;
  if (strcmp (key, "start-at-login") == 0)
    return &more->start_at_login;
  return NULL;
}

/* A value of another type than ours says nothing. */
static void
more_read_value (More *more, const char *key, GVariant *value)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    {
      const char **string = more_find_string (more, key);

      if (string != NULL)
        *string = g_variant_get_string (value, NULL);
    }
  else if (strcmp (key, "last-used") == 0 && g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    {
      more->last_used = g_variant_get_int64 (value);
    }
  else if (strcmp (key, "duration") == 0 && g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    {
      more->duration = g_variant_get_uint32 (value);
    }
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_BOOLEAN))
    {
      gboolean *flag = more_find_flag (more, key);

      if (flag != NULL)
        *flag = g_variant_get_boolean (value);
    }
  else if (strcmp (key, "error-details") == 0 &&
           g_variant_is_of_type (value, G_VARIANT_TYPE_VARDICT))
    {
      g_clear_pointer (&more->error_details, g_variant_unref);
      more->error_details = g_variant_ref (value);
    }
}

/* One walk: to look each key up would walk a dozen times, for each of thousands of sessions. */
static void
update_more (StintSessionItem *self, GVariant *dict)
{
  static const guint strings[] = {
    PROP_FROM_ID,      PROP_EXTERNAL_ID, PROP_ROLE_SESSION_NAME, PROP_ARN,
    PROP_HELD_PROFILE, PROP_WARNING,     PROP_ERROR_MESSAGE,
  };
  g_auto (More) more = { { NULL } };
  gsize n = g_variant_n_children (dict);

  for (gsize i = 0; i < n; i++)
    {
      g_autoptr (GVariant) entry = g_variant_get_child_value (dict, i);
      g_autoptr (GVariant) key = g_variant_get_child_value (entry, 0);
      g_autoptr (GVariant) boxed = g_variant_get_child_value (entry, 1);
      g_autoptr (GVariant) value = g_variant_get_variant (boxed);

      /* The strings live as long as @dict. */
      more_read_value (&more, g_variant_get_string (key, NULL), value);
    }

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    set_string (self, strings[i], more.strings[strings[i]]);
  set_enum (self, PROP_MFA, more.mfa);
  set_enum (self, PROP_RENEW, more.renew);
  set_error (self, more.error, more.error_details);
  set_instant (self, PROP_LAST_USED, more.last_used);
  set_flag (self, PROP_NEEDS_PERSON, &self->needs_person, more.needs_person);
  set_flag (self, PROP_CAN_CONSOLE, &self->can_console, more.can_console);
  set_flag (self, PROP_GONE, &self->gone, more.gone);
  set_flag (self, PROP_SHARED, &self->shared, more.shared);
  set_flag (self, PROP_START_AT_LOGIN, &self->start_at_login, more.start_at_login);
  if (self->duration != more.duration)
    {
      self->duration = more.duration;
      notify (self, PROP_DURATION);
    }
}

static char *
make_search_key (StintSessionItem *self)
{
  g_autofree char *text = g_strjoin (
      "\n", self->strings[PROP_NAME], self->strings[PROP_PROFILE], self->strings[PROP_HELD_PROFILE],
      self->strings[PROP_ACCOUNT_NAME], self->strings[PROP_ACCOUNT_ID],
      stint_session_item_get_role_name (self), self->strings[PROP_REGION],
      self->integration != NULL ? stint_integration_item_get_name (self->integration) : "", NULL);
  g_autofree char *normal = NULL;

  /* Nearly always, and ten times as fast. */
  if (g_str_is_ascii (text))
    return g_ascii_strdown (text, -1);
  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  /* D-Bus strings are valid UTF-8, so there always is a normal form. */
  return g_utf8_casefold (normal != NULL ? normal : "", -1);
}

static void
stint_session_item_dispose (GObject *object)
{
  StintSessionItem *self = STINT_SESSION_ITEM (object);

  self->quiet = TRUE;
  stint_session_item_set_integration (self, NULL);

  G_OBJECT_CLASS (stint_session_item_parent_class)->dispose (object);
}

static void
stint_session_item_finalize (GObject *object)
{
  StintSessionItem *self = STINT_SESSION_ITEM (object);

  for (guint i = 0; i < N_STRINGS; i++)
    free_text (self->strings[i]);
  g_clear_pointer (&self->error_details, g_variant_unref);
  g_free (self->search_key);

  G_OBJECT_CLASS (stint_session_item_parent_class)->finalize (object);
}

static void
stint_session_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  StintSessionItem *self = STINT_SESSION_ITEM (object);

  if (prop_id < N_STRINGS)
    {
      g_value_set_string (value, self->strings[prop_id]);
      return;
    }

  switch (prop_id)
    {
    case PROP_KIND:
    case PROP_STATE:
    case PROP_HAND_OUT:
    case PROP_MFA:
    case PROP_RENEW:
      g_value_set_enum (value, self->enums[prop_id - PROP_KIND]);
      break;
    case PROP_SINCE:
    case PROP_UNTIL:
    case PROP_LAST_USED:
      g_value_set_int64 (value, self->instants[prop_id - PROP_SINCE]);
      break;
    case PROP_DURATION:
      g_value_set_uint (value, self->duration);
      break;
    case PROP_PINNED:
      g_value_set_boolean (value, self->pinned);
      break;
    case PROP_NEEDS_PERSON:
      g_value_set_boolean (value, self->needs_person);
      break;
    case PROP_CAN_CONSOLE:
      g_value_set_boolean (value, self->can_console);
      break;
    case PROP_GONE:
      g_value_set_boolean (value, self->gone);
      break;
    case PROP_SHARED:
      g_value_set_boolean (value, self->shared);
      break;
    case PROP_START_AT_LOGIN:
      g_value_set_boolean (value, self->start_at_login);
      break;
    case PROP_ERROR_CODE:
      g_value_set_int (value, self->error_code);
      break;
    case PROP_ERROR_DETAILS:
      g_value_set_variant (value, self->error_details);
      break;
    case PROP_INTEGRATION:
      g_value_set_object (value, self->integration);
      break;
    case PROP_ROLE_NAME:
      g_value_set_string (value, stint_session_item_get_role_name (self));
      break;
    case PROP_TOOL_PROFILE:
      g_value_set_string (value, stint_session_item_get_tool_profile (self));
      break;
    case PROP_ACTIVE:
      g_value_set_boolean (value, stint_session_item_is_active (self));
      break;
    case PROP_HELD:
      g_value_set_boolean (value, stint_session_item_is_held (self));
      break;
    case PROP_HAS_ERROR:
      g_value_set_boolean (value, self->error_code >= 0);
      break;
    case PROP_SEARCH_KEY:
      g_value_set_string (value, stint_session_item_get_search_key (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_strings (void)
{
  static const struct
  {
    guint prop;
    const char *name;
  } strings[] = {
    { PROP_ID, "id" },
    { PROP_NAME, "name" },
    { PROP_INTEGRATION_ID, "integration-id" },
    { PROP_ACCOUNT_ID, "account-id" },
    { PROP_ACCOUNT_NAME, "account-name" },
    { PROP_ROLE, "role" },
    { PROP_PROFILE, "profile" },
    { PROP_REGION, "region" },
    { PROP_FROM_ID, "from-id" },
    { PROP_EXTERNAL_ID, "external-id" },
    { PROP_ROLE_SESSION_NAME, "role-session-name" },
    { PROP_ARN, "arn" },
    { PROP_HELD_PROFILE, "held-profile" },
    { PROP_WARNING, "warning" },
    { PROP_ERROR_MESSAGE, "error-message" },
    { PROP_ROLE_NAME, "role-name" },
    { PROP_TOOL_PROFILE, "tool-profile" },
    { PROP_SEARCH_KEY, "search-key" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (strings); i++)
    properties[strings[i].prop] = g_param_spec_string (strings[i].name, NULL, NULL, "",
                                                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_enums (void)
{
  static const char *const names[] = { "kind", "state", "hand-out", "mfa", "renew" };

  for (guint prop = PROP_KIND; prop <= PROP_RENEW; prop++)
    properties[prop] = g_param_spec_enum (names[prop - PROP_KIND], NULL, NULL, enum_type (prop), 0,
                                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_instants (void)
{
  static const char *const names[] = { "since", "until", "last-used" };

  for (guint prop = PROP_SINCE; prop <= PROP_LAST_USED; prop++)
    properties[prop] =
        g_param_spec_int64 (names[prop - PROP_SINCE], NULL, NULL, G_MININT64, G_MAXINT64, 0,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
install_flags (void)
{
  static const struct
  {
    guint prop;
    const char *name;
  } flags[] = {
    { PROP_PINNED, "pinned" },
    { PROP_NEEDS_PERSON, "needs-person" },
    { PROP_ACTIVE, "active" },
    { PROP_HELD, "held" },
    { PROP_HAS_ERROR, "has-error" },
    { PROP_CAN_CONSOLE, "can-console" },
    { PROP_GONE, "gone" },
    { PROP_SHARED, "shared" },
    { PROP_START_AT_LOGIN, "start-at-login" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    properties[flags[i].prop] = g_param_spec_boolean (flags[i].name, NULL, NULL, FALSE,
                                                      G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
}

static void
stint_session_item_class_init (StintSessionItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = stint_session_item_dispose;
  object_class->finalize = stint_session_item_finalize;
  object_class->get_property = stint_session_item_get_property;

  install_strings ();
  install_enums ();
  install_instants ();
  install_flags ();
  properties[PROP_DURATION] = g_param_spec_uint ("duration", NULL, NULL, 0, G_MAXUINT, 0,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR_CODE] = g_param_spec_int ("error-code", NULL, NULL, -1, G_MAXINT, -1,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_ERROR_DETAILS] =
      g_param_spec_variant ("error-details", NULL, NULL, G_VARIANT_TYPE_VARDICT, NULL,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_INTEGRATION] =
      g_param_spec_object ("integration", NULL, NULL, STINT_TYPE_INTEGRATION_ITEM,
                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
stint_session_item_init (StintSessionItem *self)
{
  self->error_code = -1;
}

static void
read_tuple (StintSessionItem *self, GVariant *tuple)
{
  /* Where the tuple's strings go: its fields 0 to 10. */
  static const guint props[] = {
    PROP_ID,   PROP_NAME,    PROP_KIND,   PROP_INTEGRATION_ID, PROP_ACCOUNT_ID, PROP_ACCOUNT_NAME,
    PROP_ROLE, PROP_PROFILE, PROP_REGION, PROP_STATE,          PROP_HAND_OUT,
  };
  g_autoptr (GVariant) more = NULL;
  gint64 since;
  gint64 until;
  gboolean pinned;

  for (guint i = 0; i < G_N_ELEMENTS (props); i++)
    {
      g_autoptr (GVariant) field = g_variant_get_child_value (tuple, i);
      const char *text = g_variant_get_string (field, NULL);

      if (props[i] < N_STRINGS)
        set_string (self, props[i], text);
      else
        set_enum (self, props[i], text);
    }
  g_variant_get_child (tuple, 11, "x", &since);
  g_variant_get_child (tuple, 12, "x", &until);
  g_variant_get_child (tuple, 13, "b", &pinned);
  more = g_variant_get_child_value (tuple, 14);
  set_instant (self, PROP_SINCE, since);
  set_instant (self, PROP_UNTIL, until);
  set_flag (self, PROP_PINNED, &self->pinned, pinned);
  update_more (self, more);
}

StintSessionItem *
stint_session_item_new (GVariant *tuple)
{
  StintSessionItem *self;

  g_return_val_if_fail (g_variant_is_of_type (tuple, G_VARIANT_TYPE (STINT_SESSION_TUPLE)), NULL);

  self = g_object_new (STINT_TYPE_SESSION_ITEM, NULL);
  self->quiet = TRUE;
  read_tuple (self, tuple);
  self->quiet = FALSE;

  return self;
}

void
stint_session_item_update (StintSessionItem *self, GVariant *tuple)
{
  g_return_if_fail (STINT_IS_SESSION_ITEM (self));
  g_return_if_fail (g_variant_is_of_type (tuple, G_VARIANT_TYPE (STINT_SESSION_TUPLE)));

  g_object_freeze_notify (G_OBJECT (self));
  read_tuple (self, tuple);
  g_object_thaw_notify (G_OBJECT (self));
}

void
stint_session_item_set_integration (StintSessionItem *self, StintIntegrationItem *integration)
{
  g_return_if_fail (STINT_IS_SESSION_ITEM (self));
  g_return_if_fail (integration == NULL || STINT_IS_INTEGRATION_ITEM (integration));

  if (self->integration == integration)
    return;

  g_set_object (&self->integration, integration);
  notify (self, PROP_INTEGRATION);
  forget_search_key (self);
}

void
stint_session_item_integration_renamed (StintSessionItem *self)
{
  g_return_if_fail (STINT_IS_SESSION_ITEM (self));

  forget_search_key (self);
}

#define STRING_GETTER(name, prop)                                                                  \
  const char *stint_session_item_get_##name (StintSessionItem *self)                               \
  {                                                                                                \
    g_return_val_if_fail (STINT_IS_SESSION_ITEM (self), "");                                       \
    return self->strings[prop];                                                                    \
  }

STRING_GETTER (id, PROP_ID)
STRING_GETTER (name, PROP_NAME)
STRING_GETTER (integration_id, PROP_INTEGRATION_ID)
STRING_GETTER (account_id, PROP_ACCOUNT_ID)
STRING_GETTER (account_name, PROP_ACCOUNT_NAME)
STRING_GETTER (role, PROP_ROLE)
STRING_GETTER (profile, PROP_PROFILE)
STRING_GETTER (region, PROP_REGION)
STRING_GETTER (from_id, PROP_FROM_ID)
STRING_GETTER (external_id, PROP_EXTERNAL_ID)
STRING_GETTER (role_session_name, PROP_ROLE_SESSION_NAME)
STRING_GETTER (arn, PROP_ARN)
STRING_GETTER (held_profile, PROP_HELD_PROFILE)
STRING_GETTER (warning, PROP_WARNING)

#define VALUE_GETTER(type, name, field)                                                            \
  type stint_session_item_get_##name (StintSessionItem *self)                                      \
  {                                                                                                \
    g_return_val_if_fail (STINT_IS_SESSION_ITEM (self), 0);                                        \
    return (type) self->field;                                                                     \
  }

VALUE_GETTER (StintSessionKind, kind, enums[0])
VALUE_GETTER (StintSessionState, state, enums[PROP_STATE - PROP_KIND])
VALUE_GETTER (StintHandOut, hand_out, enums[PROP_HAND_OUT - PROP_KIND])
VALUE_GETTER (StintMfaMode, mfa, enums[PROP_MFA - PROP_KIND])
VALUE_GETTER (StintRenewPolicy, renew, enums[PROP_RENEW - PROP_KIND])
VALUE_GETTER (gint64, since, instants[0])
VALUE_GETTER (gint64, until, instants[PROP_UNTIL - PROP_SINCE])
VALUE_GETTER (gint64, last_used, instants[PROP_LAST_USED - PROP_SINCE])
VALUE_GETTER (guint, duration, duration)
VALUE_GETTER (gboolean, pinned, pinned)
VALUE_GETTER (gboolean, needs_person, needs_person)
VALUE_GETTER (gboolean, can_console, can_console)
VALUE_GETTER (gboolean, gone, gone)
VALUE_GETTER (gboolean, shared, shared)
VALUE_GETTER (gboolean, start_at_login, start_at_login)

StintIntegrationItem *
stint_session_item_get_integration (StintSessionItem *self)
{
  g_return_val_if_fail (STINT_IS_SESSION_ITEM (self), NULL);

  return self->integration;
}

const char *
stint_session_item_get_role_name (StintSessionItem *self)
{
  const char *slash;

  g_return_val_if_fail (STINT_IS_SESSION_ITEM (self), "");

  /* A role's path is part of its ARN, not of its name. */
  slash = strrchr (self->strings[PROP_ROLE], '/');

  return slash != NULL ? slash + 1 : self->strings[PROP_ROLE];
}

const char *
stint_session_item_get_tool_profile (StintSessionItem *self)
{
  g_return_val_if_fail (STINT_IS_SESSION_ITEM (self), "");

  if (stint_session_item_is_held (self) && *self->strings[PROP_HELD_PROFILE] != '\0')
    return self->strings[PROP_HELD_PROFILE];

  return self->strings[PROP_PROFILE];
}

const char *
stint_session_item_get_search_key (StintSessionItem *self)
{
  g_return_val_if_fail (STINT_IS_SESSION_ITEM (self), "");

  if (self->search_key == NULL)
    self->search_key = make_search_key (self);

  return self->search_key;
}

gboolean
stint_session_item_is_active (StintSessionItem *self)
{
  StintSessionState state = stint_session_item_get_state (self);

  return state == STINT_STATE_ACTIVE || state == STINT_STATE_EXPIRING;
}

gboolean
stint_session_item_is_held (StintSessionItem *self)
{
  return stint_session_item_is_active (self) ||
         stint_session_item_get_state (self) == STINT_STATE_EXPIRED;
}

GError *
stint_session_item_dup_error (StintSessionItem *self)
{
  g_return_val_if_fail (STINT_IS_SESSION_ITEM (self), NULL);

  if (self->error_code < 0)
    return NULL;

  return stint_error_new ((StintError) self->error_code, self->error_details, "%s",
                          self->strings[PROP_ERROR_MESSAGE]);
}
