/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-service"

#include "config.h"

#include "stint-error-map.h"
#include "stint-error.h"
#include "stint-identity-names.h"
#include "stint-import.h"
#include "stint-user-key.h"

/* In this order, so that a crash at any instant leaves every key where it was or in two places:
 *
 *   each user: keyring (read back) → registry;   each portal and role: registry;   state on disk
 *   each move: read the key back from the keyring → note the move on disk → take it out of the file
 */
typedef struct
{
  StintContext *context;         /* borrowed */
  StintImportProposal *proposal; /* (owned) */
  gboolean interactive;
  guint next;
  guint n_done;
  GHashTable *fresh;    /* (owned) ids of integrations that this run made */
  GPtrArray *imported;  /* (owned) GVariant a{sv} */
  GPtrArray *moved;     /* (owned) char */
  GPtrArray *failed;    /* (owned) GVariant (sss) */
  char *integration_id; /* (owned) (nullable) of the item at work */
} Work;

static void
work_free (Work *work)
{
  stint_import_proposal_free (work->proposal);
  g_hash_table_unref (work->fresh);
  g_ptr_array_unref (work->imported);
  g_ptr_array_unref (work->moved);
  g_ptr_array_unref (work->failed);
  g_free (work->integration_id);
  g_free (work);
}

static void import_next (GTask *task);
static void move_next (GTask *task);

static void
add_failure (Work *work, const StintImportItem *item, const GError *error)
{
  StintError code = error->domain == STINT_ERROR ? (StintError) error->code : STINT_ERROR_FAILED;

  g_ptr_array_add (work->failed, g_variant_ref_sink (g_variant_new (
                                     "(sss)", *item->profile != '\0' ? item->profile : item->name,
                                     stint_error_to_name (code), error->message)));
}

static void
add_success (Work *work, const StintImportItem *item, const char *id)
{
  g_auto (GVariantDict) dict = G_VARIANT_DICT_INIT (NULL);

  g_variant_dict_insert (&dict, "kind", "s", stint_import_kind_to_nick (item->kind));
  g_variant_dict_insert (&dict, "name", "s", item->name);
  g_variant_dict_insert (&dict, "id", "s", id);
  g_variant_dict_insert (&dict, "profile", "s", item->profile);
  g_ptr_array_add (work->imported, g_variant_ref_sink (g_variant_dict_end (&dict)));
  work->n_done++;
}

/* --- Users ------------------------------------------------------------------------------------ */

static StintIntegration *
find_integration (Work *work, const StintImportItem *item)
{
  GPtrArray *all = stint_registry_get_integrations (work->context->registry);

  for (guint i = 0; i < all->len; i++)
    {
      StintIntegration *integration = g_ptr_array_index (all, i);
      const StintIntegrationDefinition *definition = stint_integration_get_definition (integration);

      if (g_strcmp0 (definition->access_key_id, item->access_key_id) == 0)
        return integration;
    }

  return NULL;
}

static char *
choose_integration_name (StintRegistry *registry, const char *base)
{
  char *name = g_strdup (base);

  for (guint i = 2; stint_registry_find_integration_by_name (registry, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s %u", base, i);
    }

  return name;
}

static gboolean
put_integration (Work *work, const StintImportItem *item, GError **error)
{
  StintRegistry *registry = work->context->registry;
  StintIntegrationDefinition *definition = stint_integration_definition_new ();

  definition->id = g_strdup (work->integration_id);
  definition->name = choose_integration_name (registry, item->profile);
  definition->kind = STINT_INTEGRATION_IAM_USER;
  definition->access_key_id = g_strdup (item->access_key_id);
  definition->mfa_serial = g_strdup (item->mfa_serial);
  definition->region = g_strdup (item->region);

  return stint_registry_put_integration (registry, definition, error) != NULL;
}

/* An integration from an earlier import learns of its device. */
static gboolean
complete_integration (Work *work,
                      StintIntegration *integration,
                      const StintImportItem *item,
                      GError **error)
{
  const StintIntegrationDefinition *old = stint_integration_get_definition (integration);
  StintIntegrationDefinition *definition;

  if (item->mfa_serial == NULL || old->mfa_serial != NULL)
    return TRUE;

  definition = stint_integration_definition_copy (old);
  definition->mfa_serial = g_strdup (item->mfa_serial);

  return stint_registry_put_integration (work->context->registry, definition, error) != NULL;
}

static StintSession *
put_user_session (Work *work, const StintImportItem *item, GError **error)
{
  StintSessionDefinition *definition = stint_session_definition_new ();

  definition->kind = STINT_SESSION_IAM_USER;
  definition->hand_out = -1;
  definition->name = g_strdup (item->name);
  definition->integration_id = g_strdup (work->integration_id);
  definition->profile = g_strdup (item->own_profile);
  definition->region = g_strdup (item->region);

  return stint_registry_put_session (work->context->registry, definition, error);
}

static void
finish_user (Work *work, StintImportItem *item, GError *failure)
{
  g_autoptr (GError) error = failure;
  StintSession *session = NULL;

  if (error == NULL && item->session_id == NULL)
    {
      session = put_user_session (work, item, &error);
      if (session != NULL)
        {
          item->session_id = g_strdup (stint_session_get_id (session));
          add_success (work, item, work->integration_id);
        }
    }

  if (error != NULL)
    add_failure (work, item, error);
  else
    {
      g_free (item->integration_id);
      item->integration_id = g_strdup (work->integration_id);
    }
}

static gboolean
is_keyring_trouble (const GError *error)
{
  return error->domain == STINT_ERROR && (error->code == STINT_ERROR_KEYRING_LOCKED ||
                                          error->code == STINT_ERROR_KEYRING_DISMISSED ||
                                          error->code == STINT_ERROR_KEYRING_MISSING);
}

static void
key_kept_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  StintImportItem *item = g_ptr_array_index (work->proposal->items, work->next);
  GError *error = NULL;

  if (!stint_user_key_keep_finish (result, &error))
    {
      /* Without a keyring nothing of it works: nothing was changed, so nothing is told but that. */
      if (stint_error_is_cancelled (error) || (work->n_done == 0 && is_keyring_trouble (error)))
        {
          if (stint_error_is_cancelled (error))
            stint_user_key_take_back (work->context, work->integration_id, item->profile, NULL);
          g_task_return_error (task, error);
          return;
        }
    }
  else if (!put_integration (work, item, &error))
    stint_user_key_take_back (work->context, work->integration_id, item->profile, NULL);
  else
    g_hash_table_add (work->fresh, g_strdup (work->integration_id));

  finish_user (work, item, error);
  work->next++;
  import_next (task);
}

static void
import_user (GTask *task, StintImportItem *item)
{
  Work *work = g_task_get_task_data (task);
  StintIntegration *integration = find_integration (work, item);
  GError *error = NULL;

  g_clear_pointer (&work->integration_id, g_free);
  if (integration != NULL)
    {
      work->integration_id = g_strdup (stint_integration_get_id (integration));
      complete_integration (work, integration, item, &error);
      finish_user (work, item, error);
      work->next++;
      import_next (task);
      return;
    }

  work->integration_id = g_uuid_string_random ();
  stint_user_key_keep_async (work->context, work->integration_id, item->profile, item->secret,
                             work->interactive, g_task_get_cancellable (task), key_kept_cb,
                             g_object_ref (task));
}

/* --- Roles ------------------------------------------------------------------------------------ */

static gboolean
put_role (Work *work, StintImportItem *item, GError **error)
{
  const StintImportItem *source = stint_import_plan_find (work->proposal->items, item->source_item);
  StintSessionDefinition *definition;
  StintSession *session;

  if (source == NULL || source->integration_id == NULL)
    {
      g_set_error (error, STINT_ERROR, STINT_ERROR_NOT_FOUND,
                   "Its source_profile %s was not imported", item->source);
      return FALSE;
    }

  definition = stint_session_definition_new ();
  definition->kind = STINT_SESSION_IAM_ROLE;
  definition->hand_out = -1;
  definition->name = g_strdup (item->name);
  definition->integration_id = g_strdup (source->integration_id);
  if (source->kind != STINT_IMPORT_USER)
    definition->from_id = g_strdup (source->session_id);
  definition->role_arn = g_strdup (item->role_arn);
  definition->external_id = g_strdup (item->external_id);
  definition->role_session_name = g_strdup (item->role_session_name);
  definition->duration = item->duration;
  definition->mfa = item->mfa;
  definition->profile = g_strdup (item->profile);
  definition->region = g_strdup (item->region);

  session = stint_registry_put_session (work->context->registry, definition, error);
  if (session == NULL)
    return FALSE;

  item->session_id = g_strdup (stint_session_get_id (session));
  item->integration_id = g_strdup (source->integration_id);
  add_success (work, item, item->session_id);

  return TRUE;
}

/* --- Identity Center -------------------------------------------------------------------------- */

static gboolean
put_portal (Work *work, StintImportItem *item, GError **error)
{
  StintRegistry *registry = work->context->registry;
  StintIntegrationDefinition *definition;
  StintIntegration *integration;

  if (item->integration_id != NULL)
    return TRUE;

  definition = stint_integration_definition_new ();
  definition->name = choose_integration_name (registry, item->name);
  definition->kind = STINT_INTEGRATION_IDENTITY_CENTER;
  definition->region = g_strdup (item->entry->region);
  definition->start_url = g_strdup (item->entry->start_url);
  definition->sso_session = g_strdup (item->entry->session_name);
  if (!stint_sso_scopes_equal ((const char *const *) item->entry->scopes, NULL))
    definition->scopes = g_strdupv (item->entry->scopes);

  integration = stint_registry_put_integration (registry, definition, error);
  if (integration == NULL)
    return FALSE;

  item->integration_id = g_strdup (stint_integration_get_id (integration));
  g_free (item->name);
  item->name = g_strdup (stint_integration_get_name (integration));
  add_success (work, item, item->integration_id);

  return TRUE;
}

/* The session as a sync would make it, but with the names of the profile; or the one that a sync has
 * made, which gets the profile. */
static StintSessionDefinition *
make_sso_session (Work *work, const StintImportItem *item, const char *integration_id)
{
  g_autofree char *id =
      stint_identity_make_session_id (integration_id, item->account_id, item->role_name);
  StintSession *known = stint_registry_get_session (work->context->registry, id);
  StintSessionDefinition *definition =
      known != NULL ? stint_session_definition_copy (stint_session_get_definition (known))
                    : stint_session_definition_new ();

  g_free (definition->profile);
  definition->profile = g_strdup (item->profile);
  if (known != NULL)
    return definition;

  definition->id = g_steal_pointer (&id);
  definition->kind = STINT_SESSION_IDENTITY_CENTER;
  definition->hand_out = -1;
  definition->name = g_strdup (item->name);
  definition->integration_id = g_strdup (integration_id);
  definition->account_id = g_strdup (item->account_id);
  definition->role_name = g_strdup (item->role_name);
  definition->region = g_strdup (item->region);

  return definition;
}

/* Whoever wants a role wants its portal as well. */
static gboolean
put_sso_role (Work *work, StintImportItem *item, GError **error)
{
  StintImportItem *portal = stint_import_plan_find (work->proposal->items, item->source_item);
  StintSession *session;

  if (!put_portal (work, portal, error))
    return FALSE;

  session = stint_registry_put_session (
      work->context->registry, make_sso_session (work, item, portal->integration_id), error);
  if (session == NULL)
    return FALSE;

  g_free (item->session_id);
  item->session_id = g_strdup (stint_session_get_id (session));
  g_free (item->integration_id);
  item->integration_id = g_strdup (portal->integration_id);
  add_success (work, item, item->session_id);

  return TRUE;
}

static gboolean
put_item (Work *work, StintImportItem *item, GError **error)
{
  switch (item->kind)
    {
    case STINT_IMPORT_ROLE:
      return put_role (work, item, error);
    case STINT_IMPORT_PORTAL:
      return put_portal (work, item, error);
    case STINT_IMPORT_SSO_ROLE:
      return put_sso_role (work, item, error);
    case STINT_IMPORT_USER:
    case STINT_IMPORT_SKIPPED:
    default:
      g_return_val_if_reached (TRUE);
    }
}

/* --- Taking the keys out of the files --------------------------------------------------------- */

typedef struct
{
  StintAwsFiles *files;
  char *profile;
  char *access_key_id;
  char *process;
} Move;

static void
move_free (Move *move)
{
  g_clear_object (&move->files);
  g_free (move->profile);
  g_free (move->access_key_id);
  g_free (move->process);
  g_free (move);
}

static void
move_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Move *move = task_data;
  GError *error = NULL;

  if (stint_aws_files_move_key_out (move->files, move->profile, move->access_key_id, move->process,
                                    cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Which profile the key was in; the first of several is remembered. */
static void
note_move (Work *work, const StintImportItem *item, gboolean moved)
{
  StintRegistry *registry = work->context->registry;
  StintIntegration *integration = stint_registry_get_integration (registry, item->integration_id);
  StintIntegrationDefinition *definition;
  g_autoptr (GError) error = NULL;

  if (integration == NULL)
    return;

  definition = stint_integration_definition_copy (stint_integration_get_definition (integration));
  if (moved && definition->moved_profile == NULL)
    definition->moved_profile = g_strdup (item->profile);
  else if (!moved && g_strcmp0 (definition->moved_profile, item->profile) == 0)
    g_clear_pointer (&definition->moved_profile, g_free);
  if (stint_registry_put_integration (registry, definition, &error) == NULL)
    g_warning ("The move of %s is not noted: %s", item->profile, error->message);
}

static void
move_failed (GTask *task, GError *failure)
{
  Work *work = g_task_get_task_data (task);
  const StintImportItem *item = g_ptr_array_index (work->proposal->items, work->next);
  g_autoptr (GError) error = stint_error_map_take (failure);

  add_failure (work, item, error);
  work->next++;
  move_next (task);
}

static void
moved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  const StintImportItem *item = g_ptr_array_index (work->proposal->items, work->next);
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      note_move (work, item, FALSE);
      move_failed (task, error);
      return;
    }

  g_ptr_array_add (work->moved, g_strdup (item->profile));
  work->next++;
  move_next (task);
}

static void
move_noted_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  const StintImportItem *item = g_ptr_array_index (work->proposal->items, work->next);
  g_autoptr (GTask) step = NULL;
  GError *error = NULL;
  Move *move;

  if (!stint_registry_flush_finish (STINT_REGISTRY (object), result, &error))
    {
      move_failed (task, error);
      return;
    }

  move = g_new0 (Move, 1);
  move->files = g_object_ref (work->context->files);
  move->profile = g_strdup (item->profile);
  move->access_key_id = g_strdup (item->access_key_id);
  move->process = stint_context_process_command (work->context, item->session_id);
  step = g_task_new (NULL, g_task_get_cancellable (task), moved_cb, g_object_ref (task));
  g_task_set_source_tag (step, move_noted_cb);
  g_task_set_task_data (step, move, (GDestroyNotify) move_free);
  g_task_run_in_thread (step, move_thread);
}

static void
key_read_back_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  const StintImportItem *item = g_ptr_array_index (work->proposal->items, work->next);
  g_autoptr (StintSecret) secret = NULL;
  GError *error = NULL;

  secret = stint_vault_lookup_finish (STINT_VAULT (object), result, &error);
  if (secret != NULL && !stint_secret_equal (secret, item->secret))
    error = stint_error_new (STINT_ERROR_FILES_CONFLICT, NULL,
                             "The key of %s in the keyring is not the one in the file, which "
                             "stays there",
                             item->profile);
  if (error != NULL)
    {
      move_failed (task, error);
      return;
    }

  note_move (work, item, TRUE);
  stint_registry_flush_async (work->context->registry, g_task_get_cancellable (task), move_noted_cb,
                              g_object_ref (task));
}

static void return_results (GTask *task);

static void
move_next (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  GPtrArray *items = work->proposal->items;

  for (; work->next < items->len; work->next++)
    {
      const StintImportItem *item = g_ptr_array_index (items, work->next);

      if (item->selected && item->moves_key && item->integration_id != NULL &&
          item->session_id != NULL)
        break;
    }

  if (work->next == items->len || g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      return_results (task);
      return;
    }

  stint_vault_lookup_async (
      work->context->vault, STINT_VAULT_KIND_ACCESS_KEY,
      ((const StintImportItem *) g_ptr_array_index (items, work->next))->integration_id,
      work->interactive, g_task_get_cancellable (task), key_read_back_cb, g_object_ref (task));
}

/* --- The whole -------------------------------------------------------------------------------- */

static GVariant *
collect (GPtrArray *values, const char *type)
{
  return g_variant_new_array (G_VARIANT_TYPE (type), (GVariant *const *) values->pdata,
                              values->len);
}

static void
return_results (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  g_auto (GVariantDict) results = G_VARIANT_DICT_INIT (NULL);

  g_ptr_array_add (work->moved, NULL);
  g_variant_dict_insert_value (&results, "imported", collect (work->imported, "a{sv}"));
  g_variant_dict_insert_value (&results, "failed", collect (work->failed, "(sss)"));
  g_variant_dict_insert_value (&results, "moved",
                               g_variant_new_strv ((const char *const *) work->moved->pdata, -1));
  g_task_return_pointer (task, g_variant_ref_sink (g_variant_dict_end (&results)),
                         (GDestroyNotify) g_variant_unref);
}

static void
saved_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = G_TASK (user_data);
  Work *work = g_task_get_task_data (task);
  GError *error = NULL;

  if (!stint_registry_flush_finish (STINT_REGISTRY (object), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  work->next = 0;
  move_next (task);
}

static void
import_next (GTask *task)
{
  Work *work = g_task_get_task_data (task);
  GPtrArray *items = work->proposal->items;

  for (; work->next < items->len; work->next++)
    {
      StintImportItem *item = g_ptr_array_index (items, work->next);
      g_autoptr (GError) error = NULL;

      if (g_task_return_error_if_cancelled (task))
        return;
      if (!item->selected || item->kind == STINT_IMPORT_SKIPPED)
        continue;
      if (item->kind == STINT_IMPORT_USER)
        {
          import_user (task, item);
          return;
        }
      if (!item->exists && !put_item (work, item, &error))
        add_failure (work, item, error);
    }

  stint_registry_flush_async (work->context->registry, g_task_get_cancellable (task), saved_cb,
                              g_object_ref (task));
}

void
stint_import_run_async (StintContext *context,
                        StintImportProposal *proposal,
                        gboolean interactive,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Work *work = g_new0 (Work, 1);

  g_task_set_source_tag (task, stint_import_run_async);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  /* Half an import is told as what it is, with what was done. */
  g_task_set_check_cancellable (task, FALSE);
  work->context = context;
  work->proposal = proposal;
  work->interactive = interactive;
  work->fresh = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  work->imported = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  work->failed = g_ptr_array_new_with_free_func ((GDestroyNotify) g_variant_unref);
  work->moved = g_ptr_array_new_with_free_func (g_free);
  import_next (task);
}

GVariant *
stint_import_run_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
