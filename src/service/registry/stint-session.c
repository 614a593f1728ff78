/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-session.h"

#include "stint-arn-names.h"

struct _StintSession
{
  GObject parent_instance;

  StintSessionDefinition *definition; /* (owned) */
  StintSessionLife *life;             /* (owned) */
  StintAwsCredentials *credentials;   /* (owned) (nullable) */
  GError *error;                      /* (owned) (nullable) */
  char *warning;                      /* (owned) (nullable) */
  char *default_profile;              /* (owned) where it stands when nothing holds it */
  char *account_id;                   /* (owned) twelve digits or "" */
};

G_DEFINE_FINAL_TYPE (StintSession, stint_session, G_TYPE_OBJECT)

StintSessionDefinition *
stint_session_definition_new (void)
{
  StintSessionDefinition *self = g_new0 (StintSessionDefinition, 1);

  self->hand_out = -1;

  return self;
}

StintSessionDefinition *
stint_session_definition_copy (const StintSessionDefinition *self)
{
  StintSessionDefinition *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = stint_session_definition_new ();
  *copy = *self;
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->integration_id = g_strdup (self->integration_id);
  copy->from_id = g_strdup (self->from_id);
  copy->role_arn = g_strdup (self->role_arn);
  copy->account_id = g_strdup (self->account_id);
  copy->account_name = g_strdup (self->account_name);
  copy->role_name = g_strdup (self->role_name);
  copy->external_id = g_strdup (self->external_id);
  copy->role_session_name = g_strdup (self->role_session_name);
  copy->profile = g_strdup (self->profile);
  copy->region = g_strdup (self->region);
  copy->consented_profile = g_strdup (self->consented_profile);

  return copy;
}

void
stint_session_definition_free (StintSessionDefinition *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->integration_id);
  g_free (self->from_id);
  g_free (self->role_arn);
  g_free (self->account_id);
  g_free (self->account_name);
  g_free (self->role_name);
  g_free (self->external_id);
  g_free (self->role_session_name);
  g_free (self->profile);
  g_free (self->region);
  g_free (self->consented_profile);
  g_free (self);
}

StintSessionLife *
stint_session_life_copy (const StintSessionLife *self)
{
  StintSessionLife *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (StintSessionLife, 1);
  *copy = *self;
  copy->held_profile = g_strdup (self->held_profile);
  copy->next_profile = g_strdup (self->next_profile);
  copy->key_ids = g_strdupv (self->key_ids);
  copy->region = g_strdup (self->region);
  copy->arn = g_strdup (self->arn);

  return copy;
}

void
stint_session_life_free (StintSessionLife *self)
{
  if (self == NULL)
    return;

  g_free (self->held_profile);
  g_free (self->next_profile);
  g_strfreev (self->key_ids);
  g_free (self->region);
  g_free (self->arn);
  g_free (self);
}

static void
stint_session_finalize (GObject *object)
{
  StintSession *self = STINT_SESSION (object);

  g_clear_pointer (&self->definition, stint_session_definition_free);
  g_clear_pointer (&self->life, stint_session_life_free);
  g_clear_pointer (&self->credentials, stint_aws_credentials_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->warning, g_free);
  g_clear_pointer (&self->default_profile, g_free);
  g_clear_pointer (&self->account_id, g_free);

  G_OBJECT_CLASS (stint_session_parent_class)->finalize (object);
}

static void
stint_session_class_init (StintSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_session_finalize;
}

static void
stint_session_init (StintSession *self)
{
  self->life = g_new0 (StintSessionLife, 1);
}

StintSession *
stint_session_new (StintSessionDefinition *definition)
{
  StintSession *self = g_object_new (STINT_TYPE_SESSION, NULL);

  stint_session_set_definition (self, definition);

  return self;
}

const StintSessionDefinition *
stint_session_get_definition (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), NULL);

  return self->definition;
}

const StintSessionLife *
stint_session_get_life (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), NULL);

  return self->life;
}

const char *
stint_session_get_id (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), NULL);

  return self->definition->id;
}

const char *
stint_session_get_name (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), NULL);

  return self->definition->name;
}

StintSessionState
stint_session_get_state (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), STINT_STATE_INACTIVE);

  return self->life->state;
}

gboolean
stint_session_is_held (StintSession *self)
{
  return stint_session_is_active (self) || self->life->state == STINT_STATE_EXPIRED;
}

gboolean
stint_session_is_active (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), FALSE);

  return self->life->state == STINT_STATE_ACTIVE || self->life->state == STINT_STATE_EXPIRING;
}

const char *
stint_session_get_profile (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), "");

  if (self->life->held_profile != NULL && stint_session_is_held (self))
    return self->life->held_profile;

  return self->default_profile;
}

const char *
stint_session_get_account_id (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), "");

  return self->account_id;
}

const GError *
stint_session_get_error (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), NULL);

  return self->error;
}

const char *
stint_session_get_warning (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), NULL);

  return self->warning;
}

StintAwsCredentials *
stint_session_get_credentials (StintSession *self)
{
  g_return_val_if_fail (STINT_IS_SESSION (self), NULL);

  return self->credentials;
}

static char *
make_account_id (const StintSessionDefinition *definition)
{
  if (definition->role_arn != NULL)
    return stint_arn_dup_account (definition->role_arn);

  return g_strdup (definition->account_id != NULL ? definition->account_id : "");
}

void
stint_session_set_definition (StintSession *self, StintSessionDefinition *definition)
{
  g_return_if_fail (STINT_IS_SESSION (self));
  g_return_if_fail (definition != NULL);

  g_clear_pointer (&self->definition, stint_session_definition_free);
  self->definition = definition;

  g_free (self->default_profile);
  self->default_profile = definition->profile != NULL ? g_strdup (definition->profile)
                                                      : stint_profile_name_from (definition->name);
  g_free (self->account_id);
  self->account_id = make_account_id (definition);
}

void
stint_session_set_life (StintSession *self, const StintSessionLife *life)
{
  StintSessionLife *copy;

  g_return_if_fail (STINT_IS_SESSION (self));
  g_return_if_fail (life != NULL);

  /* @life may be our own. */
  copy = stint_session_life_copy (life);
  stint_session_life_free (self->life);
  self->life = copy;
}

void
stint_session_set_credentials (StintSession *self, StintAwsCredentials *credentials)
{
  g_return_if_fail (STINT_IS_SESSION (self));

  if (credentials != NULL)
    stint_aws_credentials_ref (credentials);
  g_clear_pointer (&self->credentials, stint_aws_credentials_unref);
  self->credentials = credentials;
}

void
stint_session_take_error (StintSession *self, GError *error)
{
  g_return_if_fail (STINT_IS_SESSION (self));

  g_clear_error (&self->error);
  self->error = error;
}

void
stint_session_set_warning (StintSession *self, const char *warning)
{
  char *copy;

  g_return_if_fail (STINT_IS_SESSION (self));

  copy = g_strdup (warning);
  g_free (self->warning);
  self->warning = copy;
}
