/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-integration.h"

#include "stint-arn-names.h"

struct _StintIntegration
{
  GObject parent_instance;

  StintIntegrationDefinition *definition; /* (owned) */
  char *account_id;                       /* (owned) twelve digits or "" */
  gint64 lease_until;
  StintIntegrationStatus status;
};

G_DEFINE_FINAL_TYPE (StintIntegration, stint_integration, G_TYPE_OBJECT)

StintIntegrationDefinition *
stint_integration_definition_new (void)
{
  return g_new0 (StintIntegrationDefinition, 1);
}

StintIntegrationDefinition *
stint_integration_definition_copy (const StintIntegrationDefinition *self)
{
  StintIntegrationDefinition *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = stint_integration_definition_new ();
  copy->id = g_strdup (self->id);
  copy->name = g_strdup (self->name);
  copy->kind = self->kind;
  copy->region = g_strdup (self->region);
  copy->endpoint_url = g_strdup (self->endpoint_url);
  copy->access_key_id = g_strdup (self->access_key_id);
  copy->mfa_serial = g_strdup (self->mfa_serial);
  copy->arn = g_strdup (self->arn);
  copy->moved_profile = g_strdup (self->moved_profile);
  copy->start_url = g_strdup (self->start_url);
  copy->sso_session = g_strdup (self->sso_session);
  copy->scopes = g_strdupv (self->scopes);
  copy->flow = self->flow;
  copy->profile_template = g_strdup (self->profile_template);
  copy->browser = g_strdup (self->browser);

  return copy;
}

void
stint_integration_definition_free (StintIntegrationDefinition *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->region);
  g_free (self->endpoint_url);
  g_free (self->access_key_id);
  g_free (self->mfa_serial);
  g_free (self->arn);
  g_free (self->moved_profile);
  g_free (self->start_url);
  g_free (self->sso_session);
  g_strfreev (self->scopes);
  g_free (self->profile_template);
  g_free (self->browser);
  g_free (self);
}

static void
stint_integration_finalize (GObject *object)
{
  StintIntegration *self = STINT_INTEGRATION (object);

  g_clear_pointer (&self->definition, stint_integration_definition_free);
  g_clear_pointer (&self->account_id, g_free);
  g_clear_error (&self->status.error);

  G_OBJECT_CLASS (stint_integration_parent_class)->finalize (object);
}

static void
stint_integration_class_init (StintIntegrationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = stint_integration_finalize;
}

static void
stint_integration_init (StintIntegration *self)
{
}

StintIntegration *
stint_integration_new (StintIntegrationDefinition *definition)
{
  StintIntegration *self = g_object_new (STINT_TYPE_INTEGRATION, NULL);

  stint_integration_set_definition (self, definition);

  return self;
}

const StintIntegrationDefinition *
stint_integration_get_definition (StintIntegration *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION (self), NULL);

  return self->definition;
}

const char *
stint_integration_get_id (StintIntegration *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION (self), NULL);

  return self->definition->id;
}

const char *
stint_integration_get_name (StintIntegration *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION (self), NULL);

  return self->definition->name;
}

const char *
stint_integration_get_account_id (StintIntegration *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION (self), "");

  return self->account_id;
}

gint64
stint_integration_get_lease_until (StintIntegration *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION (self), 0);

  return self->lease_until;
}

void
stint_integration_set_definition (StintIntegration *self, StintIntegrationDefinition *definition)
{
  g_return_if_fail (STINT_IS_INTEGRATION (self));
  g_return_if_fail (definition != NULL);

  g_clear_pointer (&self->definition, stint_integration_definition_free);
  self->definition = definition;

  g_free (self->account_id);
  self->account_id = stint_arn_dup_account (definition->arn);
  if (*self->account_id == '\0')
    {
      g_free (self->account_id);
      self->account_id = stint_arn_dup_account (definition->mfa_serial);
    }
}

void
stint_integration_set_lease_until (StintIntegration *self, gint64 until)
{
  g_return_if_fail (STINT_IS_INTEGRATION (self));

  self->lease_until = until;
}

const StintIntegrationStatus *
stint_integration_get_status (StintIntegration *self)
{
  g_return_val_if_fail (STINT_IS_INTEGRATION (self), NULL);

  return &self->status;
}

void
stint_integration_set_status (StintIntegration *self, const StintIntegrationStatus *status)
{
  GError *error;

  g_return_if_fail (STINT_IS_INTEGRATION (self));
  g_return_if_fail (status != NULL);

  /* The copy first: @status may share the error that is freed. */
  error = status->error != NULL ? g_error_copy (status->error) : NULL;
  g_clear_error (&self->status.error);
  self->status = *status;
  self->status.error = error;
}
