/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "config.h"

#include "stint-readers.h"

#include <string.h>

#include "stint-secret.h"

static const char *const fact_keys[STINT_N_FACTS] = {
  [STINT_FACT_ACCESS_KEY_ID] = "aws_access_key_id",
  [STINT_FACT_SECRET_ACCESS_KEY] = "aws_secret_access_key",
  [STINT_FACT_SESSION_TOKEN] = "aws_session_token",
  [STINT_FACT_SECURITY_TOKEN] = "aws_security_token",
  [STINT_FACT_ROLE_ARN] = "role_arn",
  [STINT_FACT_SOURCE_PROFILE] = "source_profile",
  [STINT_FACT_CREDENTIAL_SOURCE] = "credential_source",
  [STINT_FACT_WEB_IDENTITY] = "web_identity_token_file",
  [STINT_FACT_SSO_ACCOUNT] = "sso_account_id",
  [STINT_FACT_SSO_ROLE] = "sso_role_name",
  [STINT_FACT_SSO_SESSION] = "sso_session",
  [STINT_FACT_SSO_START_URL] = "sso_start_url",
  [STINT_FACT_SSO_REGION] = "sso_region",
  [STINT_FACT_PROCESS] = "credential_process",
  [STINT_FACT_LOGIN_SESSION] = "login_session",
};

gboolean
stint_is_contender (const char *key)
{
  for (guint i = 0; i < STINT_N_FACTS; i++)
    if (g_str_equal (fact_keys[i], key))
      return TRUE;
  /* An account id is no source, but it is adopted together with our keys. */
  return g_str_has_prefix (key, "sso_") || g_str_equal (key, "aws_account_id");
}

static void
facts_clear (StintFacts *self)
{
  for (guint i = 0; i < STINT_N_FACTS; i++)
    {
      stint_wipe_free (self->values[i]);
      self->values[i] = NULL;
    }
}

void
stint_file_facts_clear (StintFileFacts *self)
{
  facts_clear (&self->botocore);
  facts_clear (&self->others);
  facts_clear (&self->bridge);
}

static int
fact_of_key (const char *key)
{
  for (guint i = 0; i < STINT_N_FACTS; i++)
    if (g_str_equal (fact_keys[i], key))
      return i;
  return -1;
}

static void
facts_add_section (StintFacts *self, StintIniDocument *document, StintIniSection *section)
{
  StintIniLine line = STINT_INI_NO_LINE;

  while ((line = stint_ini_section_next_key (section, line)) != STINT_INI_NO_LINE)
    {
      g_autofree char *key = stint_ini_document_dup_key (document, line);
      int fact = fact_of_key (key);

      if (fact >= 0)
        {
          stint_wipe_free (self->values[fact]);
          self->values[fact] = stint_ini_document_dup_value (document, line);
        }
    }
}

/* `[profile default]` beats `[default]` wholly. */
static gboolean
is_plain_default (StintIniSection *section, StintIniDocument *document)
{
  g_autoptr (GBytes) text = stint_ini_section_get_text (section);
  gsize size;
  const char *data = g_bytes_get_data (text, &size);

  return memmem (data, MIN (size, 16), "profile", strlen ("profile")) == NULL;
}

static gboolean
has_profile_default (GPtrArray *sections, StintIniDocument *document)
{
  for (guint i = 0; i < sections->len; i++)
    if (!is_plain_default (g_ptr_array_index (sections, i), document))
      return TRUE;
  return FALSE;
}

void
stint_file_facts_read (StintFileFacts *self,
                       StintIniDocument *document,
                       const char *profile,
                       const char *bridge)
{
  g_autoptr (GPtrArray) sections = stint_ini_document_find_profile (document, profile);
  g_autoptr (GPtrArray) bridges = stint_ini_document_find_profile (document, bridge);
  gboolean skip_plain =
      g_str_equal (profile, "default") && has_profile_default (sections, document);

  stint_file_facts_clear (self);
  for (guint i = 0; i < sections->len; i++)
    {
      StintIniSection *section = g_ptr_array_index (sections, i);

      /* To botocore a later section replaces an earlier one of the same name. */
      if (stint_ini_section_is_seen_by_botocore (section, profile))
        {
          facts_clear (&self->botocore);
          facts_add_section (&self->botocore, document, section);
        }
      if (stint_ini_section_is_seen_by_others (section, profile) &&
          !(skip_plain && is_plain_default (section, document)))
        facts_add_section (&self->others, document, section);
    }
  for (guint i = 0; i < bridges->len; i++)
    facts_add_section (&self->bridge, document, g_ptr_array_index (bridges, i));
}

/* --- Readers ---------------------------------------------------------------------------------- */

typedef enum
{
  SOURCE_END,
  SOURCE_ROLE,             /* role_arn with source_profile or credential_source */
  SOURCE_ROLE_PROFILE,     /* role_arn with source_profile */
  SOURCE_ROLE_ENVIRONMENT, /* role_arn with credential_source */
  SOURCE_WEB,
  SOURCE_SSO,
  SOURCE_STATIC,             /* merged over both files */
  SOURCE_STATIC_CREDENTIALS, /* of the credentials file alone */
  SOURCE_STATIC_CONFIG,      /* of the config file alone */
  SOURCE_LOGIN,
  SOURCE_PROCESS,
} Source;

#define MAX_SOURCES 8

static const Source orders[STINT_N_READERS][MAX_SOURCES] = {
  [STINT_READER_BOTOCORE] = { SOURCE_ROLE, SOURCE_WEB, SOURCE_SSO, SOURCE_STATIC_CREDENTIALS,
                              SOURCE_LOGIN, SOURCE_PROCESS, SOURCE_STATIC_CONFIG },
  [STINT_READER_GO] = { SOURCE_ROLE_PROFILE, SOURCE_STATIC, SOURCE_ROLE_ENVIRONMENT, SOURCE_WEB,
                        SOURCE_SSO, SOURCE_PROCESS },
  [STINT_READER_JAVASCRIPT] = { SOURCE_ROLE, SOURCE_STATIC, SOURCE_WEB, SOURCE_PROCESS, SOURCE_SSO,
                                SOURCE_LOGIN },
  [STINT_READER_JAVA] = { SOURCE_WEB, SOURCE_SSO, SOURCE_ROLE, SOURCE_PROCESS, SOURCE_STATIC },
  [STINT_READER_RUST] = { SOURCE_ROLE_PROFILE, SOURCE_ROLE_ENVIRONMENT, SOURCE_WEB, SOURCE_SSO,
                          SOURCE_LOGIN, SOURCE_PROCESS, SOURCE_STATIC },
};

typedef struct
{
  StintReader reader;
  const StintFacts *credentials;
  const StintFacts *config;
  const StintFacts *bridge; /* static keys behind the bridge */
  const char *profile;
  const char *bridge_name;
} View;

/* The credentials file wins key by key. */
static const char *
fact (const View *view, StintFact which)
{
  return view->credentials->values[which] != NULL ? view->credentials->values[which]
                                                  : view->config->values[which];
}

static char *
digest (const char *kind, const char *const *parts, guint n_parts)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < n_parts; i++)
    g_checksum_update (checksum, (const guchar *) (parts[i] != NULL ? parts[i] : "\1"),
                       parts[i] != NULL ? strlen (parts[i]) + 1 : 1);
  return g_strdup_printf ("%s:%.16s", kind, g_checksum_get_string (checksum));
}

char *
stint_reader_identity_of_keys (const char *access_key_id,
                               const char *secret_access_key,
                               const char *session_token)
{
  const char *parts[] = { access_key_id, secret_access_key, session_token };

  return digest ("keys", parts, G_N_ELEMENTS (parts));
}

char *
stint_reader_identity_of_process (const char *command)
{
  return digest ("process", &command, 1);
}

/* botocore prefers the older name of the token. */
static char *
identity_of_static (const View *view, const StintFacts *facts)
{
  const char *token = facts->values[STINT_FACT_SESSION_TOKEN];

  if (facts->values[STINT_FACT_ACCESS_KEY_ID] == NULL)
    return NULL;
  if (view->reader == STINT_READER_BOTOCORE && facts->values[STINT_FACT_SECURITY_TOKEN] != NULL)
    token = facts->values[STINT_FACT_SECURITY_TOKEN];
  return stint_reader_identity_of_keys (facts->values[STINT_FACT_ACCESS_KEY_ID],
                                        facts->values[STINT_FACT_SECRET_ACCESS_KEY], token);
}

static char *
identity_of_merged (const View *view)
{
  StintFacts merged = { { NULL } };

  for (guint i = 0; i < STINT_N_FACTS; i++)
    merged.values[i] = (char *) fact (view, i);
  return identity_of_static (view, &merged);
}

static char *resolve_from (const View *view, const Source *order);

/* A role is what it is signed with: another profile, or, where that is this one or its bridge, the
 * keys that stand there. */
static char *
identity_of_role (const View *view, const Source *rest)
{
  const char *source = fact (view, STINT_FACT_SOURCE_PROFILE);
  g_autofree char *signer = NULL;

  /* Exactly one of both, says botocore. */
  if (view->reader == STINT_READER_BOTOCORE &&
      (source == NULL) == (fact (view, STINT_FACT_CREDENTIAL_SOURCE) == NULL))
    return g_strdup (STINT_READER_ERROR);
  if (g_strcmp0 (source, view->profile) == 0)
    {
      /* A profile may only name itself where it has keys. */
      if (view->reader != STINT_READER_BOTOCORE || fact (view, STINT_FACT_ACCESS_KEY_ID) != NULL ||
          fact (view, STINT_FACT_SECRET_ACCESS_KEY) != NULL)
        signer = resolve_from (view, rest);
      if (signer == NULL || *signer == '\0')
        return g_strdup (STINT_READER_ERROR);
    }
  else if (g_strcmp0 (source, view->bridge_name) == 0)
    signer = identity_of_static (view, view->bridge);
  else
    signer = g_strconcat ("profile ", source, NULL);
  {
    const char *parts[] = { fact (view, STINT_FACT_ROLE_ARN), signer,
                            fact (view, STINT_FACT_CREDENTIAL_SOURCE) };

    return digest ("role", parts, G_N_ELEMENTS (parts));
  }
}

static char *
identity_of_sso (const View *view)
{
  const char *parts[] = { fact (view, STINT_FACT_SSO_ACCOUNT), fact (view, STINT_FACT_SSO_ROLE),
                          fact (view, STINT_FACT_SSO_SESSION),
                          fact (view, STINT_FACT_SSO_START_URL),
                          fact (view, STINT_FACT_SSO_REGION) };

  return parts[0] != NULL || parts[1] != NULL ? digest ("sso", parts, G_N_ELEMENTS (parts)) : NULL;
}

static char *
identity_of_one (const View *view, StintFact which, const char *kind)
{
  const char *value = fact (view, which);

  return value != NULL ? digest (kind, &value, 1) : NULL;
}

static char *
resolve_source (const View *view, const Source *source)
{
  gboolean role =
      fact (view, STINT_FACT_ROLE_ARN) != NULL && fact (view, STINT_FACT_WEB_IDENTITY) == NULL;

  switch (*source)
    {
    case SOURCE_ROLE:
      return role ? identity_of_role (view, source + 1) : NULL;
    case SOURCE_ROLE_PROFILE:
      return role && fact (view, STINT_FACT_SOURCE_PROFILE) != NULL
                 ? identity_of_role (view, source + 1)
                 : NULL;
    case SOURCE_ROLE_ENVIRONMENT:
      return role && fact (view, STINT_FACT_CREDENTIAL_SOURCE) != NULL
                 ? identity_of_role (view, source + 1)
                 : NULL;
    case SOURCE_WEB:
      return identity_of_one (view, STINT_FACT_WEB_IDENTITY, "web");
    case SOURCE_SSO:
      return identity_of_sso (view);
    case SOURCE_STATIC:
      return identity_of_merged (view);
    case SOURCE_STATIC_CREDENTIALS:
      return identity_of_static (view, view->credentials);
    case SOURCE_STATIC_CONFIG:
      return identity_of_static (view, view->config);
    case SOURCE_LOGIN:
      return identity_of_one (view, STINT_FACT_LOGIN_SESSION, "login");
    case SOURCE_PROCESS:
      return identity_of_one (view, STINT_FACT_PROCESS, "process");
    case SOURCE_END:
    default:
      return NULL;
    }
}

static char *
resolve_from (const View *view, const Source *order)
{
  for (; *order != SOURCE_END; order++)
    {
      char *identity = resolve_source (view, order);

      if (identity != NULL)
        return identity;
    }
  return g_strdup ("");
}

char *
stint_reader_resolve (StintReader reader,
                      const StintFileFacts *credentials,
                      const StintFileFacts *config,
                      const char *profile,
                      const char *bridge)
{
  gboolean botocore = reader == STINT_READER_BOTOCORE;
  View view = { .reader = reader,
                .credentials = botocore ? &credentials->botocore : &credentials->others,
                .config = botocore ? &config->botocore : &config->others,
                .bridge = credentials->bridge.values[STINT_FACT_ACCESS_KEY_ID] != NULL
                              ? &credentials->bridge
                              : &config->bridge,
                .profile = profile,
                .bridge_name = bridge };

  return resolve_from (&view, orders[reader]);
}
