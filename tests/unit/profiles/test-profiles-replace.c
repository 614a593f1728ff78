/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

/* The replacement of one file: what it keeps, where it writes in place, what it refuses. */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "stint-file-replace.h"
#include "stint-files-error.h"
#include "test-folder.h"
#include "test-tracer.h"

#define OLD "[a]\nx = 1\n"
#define OURS "[ours]\ny = 2\n"

/* Adds our section at the end, once. */
static gboolean
add_ours (GBytes *old, gpointer user_data, GBytes **out_new, GError **error)
{
  gsize size = 0;
  const char *data = old != NULL ? g_bytes_get_data (old, &size) : "";
  g_autofree char *text = g_strndup (data, size);
  guint *calls = user_data;

  if (calls != NULL)
    ++*calls;
  if (strstr (text, OURS) != NULL)
    *out_new = g_bytes_ref (old);
  else
    *out_new = g_bytes_new_take (g_strconcat (text, OURS, NULL), size + strlen (OURS));
  return TRUE;
}

static gboolean
remove_all (GBytes *old, gpointer user_data, GBytes **out_new, GError **error)
{
  *out_new = NULL;
  return TRUE;
}

static gboolean
replace (TestFolder *folder, const char *name, StintFileReplaceResult *result, GError **error)
{
  g_autofree char *path = test_folder_path (folder, name);

  return stint_file_replace (path, folder->state, 0, STINT_FILE_REPLACE_CREATE, add_ours, NULL,
                             result, NULL, error);
}

static void
must_replace (TestFolder *folder, const char *name, StintFileReplaceResult *result)
{
  g_autoptr (GError) error = NULL;

  replace (folder, name, result, &error);
  g_assert_no_error (error);
}

static mode_t
mode_of (TestFolder *folder, const char *name)
{
  g_autofree char *path = test_folder_path (folder, name);
  struct stat st;

  g_assert_cmpint (lstat (path, &st), ==, 0);
  return st.st_mode & 07777;
}

static void
test_modes (void)
{
  static const mode_t modes[] = { 0600, 0640, 0644, 0660, 0700, 0200 | 0400 };
  mode_t mask = umask (0);

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
      g_autofree char *path = test_folder_path (folder, "credentials");

      g_assert_cmpint (chmod (path, modes[i]), ==, 0);
      must_replace (folder, "credentials", NULL);
      g_assert_cmpint (mode_of (folder, "credentials"), ==, modes[i]);
      test_folder_assert_credentials (folder, OLD OURS);
    }
  umask (mask);
}

/* A new file is for its owner alone, and so is a new folder, whatever the umask. */
static void
test_new (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, NULL);
  mode_t mask = umask (0);
  struct stat st;

  must_replace (folder, "credentials", NULL);
  umask (mask);
  g_assert_cmpint (mode_of (folder, "credentials"), ==, 0600);
  g_assert_cmpint (stat (folder->aws, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 07777, ==, 0700);
  test_folder_assert_credentials (folder, OURS);
  test_folder_assert_clean (folder);
}

static void
test_no_op (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD OURS, NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  StintFileReplaceResult result;
  struct stat before, after;

  g_assert_cmpint (stat (path, &before), ==, 0);
  must_replace (folder, "credentials", &result);
  g_assert_false (result.changed);
  g_assert_cmpint (stat (path, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  g_assert_cmpint (before.st_mtim.tv_nsec, ==, after.st_mtim.tv_nsec);
}

static void
test_attributes (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  char value[16] = { 0 };

  if (setxattr (path, "user.stint-test", "kept", 4, 0) != 0)
    {
      g_test_skip ("no extended attributes here");
      return;
    }
  must_replace (folder, "credentials", NULL);
  g_assert_cmpint (getxattr (path, "user.stint-test", value, sizeof value), ==, 4);
  g_assert_cmpstr (value, ==, "kept");
}

static char *
run (const char *command, const char *path)
{
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *line = g_strdup_printf ("%s %s", command, quoted);
  char *output = NULL;
  int status;

  if (!g_spawn_command_line_sync (line, &output, NULL, &status, NULL) || status != 0)
    g_clear_pointer (&output, g_free);
  return output;
}

static void
test_acl (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, OLD);
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autofree char *set = run ("setfacl -m u:65534:r,m::r", path);
  g_autofree char *before = set != NULL ? run ("getfacl -cp", path) : NULL;
  g_autofree char *after = NULL;
  g_autofree char *other = NULL;
  g_autofree char *config = test_folder_path (folder, "config");

  if (before == NULL || strstr (before, "65534") == NULL)
    {
      if (before == NULL || strstr (before, "nobody") == NULL)
        {
          g_test_skip ("no access control lists here");
          return;
        }
    }
  must_replace (folder, "credentials", NULL);
  after = run ("getfacl -cp", path);
  g_assert_cmpstr (before, ==, after);
  /* What the folder gives to new files does not reach one that did not have it. */
  g_free (run ("setfacl -d -m u:65534:rw", folder->aws));
  must_replace (folder, "config", NULL);
  other = run ("getfacl -cp", config);
  g_assert_nonnull (other);
  g_assert_null (strstr (other, "nobody"));
  g_assert_null (strstr (other, "65534"));
}

/* --- Links ---------------------------------------------------------------------------------------- */

static void
check_link (const char *points_to, const char *real)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, "");
  g_autofree char *dotfiles = g_build_filename (folder->root, "dotfiles", NULL);
  g_autofree char *absolute = g_build_filename (folder->root, "dotfiles", "creds", NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autofree char *content = NULL;
  g_autofree char *to = NULL;

  g_assert_cmpint (g_mkdir (dotfiles, 0700), ==, 0);
  if (real != NULL)
    g_assert_true (g_file_set_contents (absolute, real, -1, NULL));
  g_assert_cmpint (symlink (points_to != NULL ? points_to : absolute, path), ==, 0);
  must_replace (folder, "credentials", NULL);
  to = g_file_read_link (path, NULL);
  g_assert_cmpstr (to, ==, points_to != NULL ? points_to : absolute);
  g_assert_true (g_file_get_contents (absolute, &content, NULL, NULL));
  g_assert_true (g_str_has_suffix (content, OURS));
  g_assert_true (real == NULL || g_str_has_prefix (content, real));
  test_folder_assert_clean (folder);
}

static void
test_links (void)
{
  check_link (NULL, OLD);
  check_link ("../dotfiles/creds", OLD);
  check_link ("../dotfiles/creds", NULL);
}

static void
test_link_into_nowhere (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, "");
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("../not-mounted/creds", path), ==, 0);
  g_assert_false (replace (folder, "credentials", NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "not-mounted"));
  g_clear_error (&error);
  g_unlink (path);
  g_assert_cmpint (symlink ("credentials", path), ==, 0);
  g_assert_false (replace (folder, "credentials", NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_A_FILE);
}

static void
test_hard_link (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autofree char *other = g_build_filename (folder->root, "other", NULL);
  g_autofree char *content = NULL;
  StintFileReplaceResult result;

  g_assert_cmpint (link (path, other), ==, 0);
  must_replace (folder, "credentials", &result);
  g_assert_true (result.in_place);
  g_assert_true (g_file_get_contents (other, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, OLD OURS);
  test_folder_assert_clean (folder);
}

/* --- Refusals ------------------------------------------------------------------------------------- */

static void
test_read_only_file (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (chmod (path, 0400), ==, 0);
  g_assert_false (replace (folder, "credentials", NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_READ_ONLY);
  g_assert_cmpstr (stint_files_error_get_path (error), ==, path);
  test_folder_assert_credentials (folder, OLD);
  test_folder_assert_clean (folder);
}

static void
test_read_only_folder (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  StintFileReplaceResult result;
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root writes everywhere");
      return;
    }
  g_assert_cmpint (chmod (folder->aws, 0500), ==, 0);
  /* The file takes a write: in place, with the journal in our own folder. */
  must_replace (folder, "credentials", &result);
  g_assert_true (result.in_place);
  test_folder_assert_credentials (folder, OLD OURS);
  /* There is no file, and none can be made. */
  g_assert_false (replace (folder, "config", NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_WRITABLE);
}

static void
test_not_a_file (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (NULL, "");
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (path, 0700), ==, 0);
  g_assert_false (replace (folder, "credentials", NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_A_FILE);
  g_clear_error (&error);
  g_rmdir (path);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_false (replace (folder, "credentials", NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_A_FILE);
}

static void
test_open_folder (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (chmod (folder->aws, 0777), ==, 0);
  g_assert_false (replace (folder, "credentials", NULL, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_NOT_WRITABLE);
  test_folder_assert_credentials (folder, OLD);
}

static void
test_remove (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OURS, NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autoptr (GError) error = NULL;

  stint_file_replace (path, NULL, 0, STINT_FILE_REPLACE_DEFAULT, remove_all, NULL, NULL, NULL,
                      &error);
  g_assert_no_error (error);
  test_folder_assert_credentials (folder, NULL);
  test_folder_assert_clean (folder);
}

static void
test_cancelled (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (stint_file_replace (path, NULL, 0, STINT_FILE_REPLACE_DEFAULT, add_ours, NULL,
                                      NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_folder_assert_credentials (folder, OLD);
}

/* --- A disk that fails ------------------------------------------------------------------------------ */

typedef struct
{
  TestFolder *folder;
  int number;
  int error_number;
} Failing;

enum
{
  CHILD_DONE,
  CHILD_NO_SPACE,
  CHILD_OTHER_ERROR,
  CHILD_BAD_ERROR,
  CHILD_SKIP = 77,
};

static int
replace_and_tell (TestFolder *folder)
{
  GError *error = NULL;

  if (replace (folder, "credentials", NULL, &error))
    return CHILD_DONE;
  if (error == NULL || error->domain != STINT_FILES_ERROR ||
      stint_files_error_get_path (error) == NULL)
    return CHILD_BAD_ERROR;
  return error->code == STINT_FILES_ERROR_NO_SPACE ? CHILD_NO_SPACE : CHILD_OTHER_ERROR;
}

static int
failing_child (gpointer user_data)
{
  const Failing *failing = user_data;

  /* What cannot even be restored is told of. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  if (!test_fail_call (failing->number, failing->error_number))
    return CHILD_SKIP;
  return replace_and_tell (failing->folder);
}

/* Every call that a replacement makes fails, in every way that a disk can fail. */
static void
test_failing_calls (void)
{
  static const int numbers[] = { SYS_pwrite64,  SYS_fsync,    SYS_fchmod,     SYS_renameat,
                                 SYS_renameat2, SYS_unlinkat, SYS_linkat,     SYS_ftruncate,
                                 SYS_fallocate, SYS_fchown,   SYS_flistxattr, SYS_fsetxattr };
  static const int errors[] = { ENOSPC, EDQUOT, EIO, EACCES, EPERM, EROFS, EXDEV, EBUSY, ENOSYS };
  guint failed = 0;

  for (guint linked = 0; linked < 2; linked++)
    for (guint i = 0; i < G_N_ELEMENTS (numbers) * G_N_ELEMENTS (errors); i++)
      {
        g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
        g_autofree char *path = test_folder_path (folder, "credentials");
        g_autofree char *other = g_build_filename (folder->root, "other", NULL);
        Failing failing = { folder, numbers[i / G_N_ELEMENTS (errors)],
                            errors[i % G_N_ELEMENTS (errors)] };
        g_autofree char *content = NULL;
        int status;

        if (linked == 1)
          g_assert_cmpint (link (path, other), ==, 0);
        status = test_run_child (failing_child, &failing);
        if (status == CHILD_SKIP)
          {
            g_test_skip ("no system call filters here");
            return;
          }
        content = test_folder_read (folder, "credentials");
        if (status == CHILD_BAD_ERROR || status < 0)
          g_error ("call %d with error %d: a bad end, %d", failing.number, failing.error_number,
                   status);
        if (status != CHILD_DONE &&
            (failing.error_number == ENOSPC || failing.error_number == EDQUOT))
          g_assert_cmpint (status, ==, CHILD_NO_SPACE);
        /* An error after the exchange (the folder could not be made durable) is one although the new
         * content stands; nothing else but old or new ever does. */
        if (g_strcmp0 (content, OLD OURS) != 0)
          {
            g_assert_cmpstr (content, ==, OLD);
            g_assert_cmpint (status, !=, CHILD_DONE);
            failed++;
          }
        /* And when the disk works again, everything does. */
        must_replace (folder, "credentials", NULL);
        test_folder_assert_credentials (folder, OLD OURS);
        test_folder_assert_clean (folder);
      }
  g_test_message ("%u failures left the old file", failed);
  g_assert_cmpuint (failed, >, 20);
}

static int
limited_child (gpointer user_data)
{
  TestFolder *folder = user_data;
  struct rlimit limit = { 12, 12 };

  signal (SIGXFSZ, SIG_IGN);
  if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return CHILD_SKIP;
  return replace_and_tell (folder);
}

/* Half of it fits. */
static void
test_size_limit (void)
{
  for (guint linked = 0; linked < 2; linked++)
    {
      g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
      g_autofree char *path = test_folder_path (folder, "credentials");
      g_autofree char *other = g_build_filename (folder->root, "other", NULL);

      if (linked == 1)
        g_assert_cmpint (link (path, other), ==, 0);
      g_assert_cmpint (test_run_child (limited_child, folder), ==, CHILD_NO_SPACE);
      test_folder_assert_credentials (folder, OLD);
      test_folder_assert_clean (folder);
    }
}

/* --- Mounts, in a name space of our own --------------------------------------------------------------- */

static gboolean
write_text (const char *path, const char *text)
{
  int fd = open (path, O_WRONLY | O_CLOEXEC);
  gboolean done = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);
  return done;
}

static gboolean
enter_name_space (void)
{
  g_autofree char *uid_map = g_strdup_printf ("0 %u 1", getuid ());
  g_autofree char *gid_map = g_strdup_printf ("0 %u 1", getgid ());

  return unshare (CLONE_NEWUSER | CLONE_NEWNS) == 0 &&
         write_text ("/proc/self/setgroups", "deny") &&
         write_text ("/proc/self/uid_map", uid_map) && write_text ("/proc/self/gid_map", gid_map) &&
         mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

static int
bind_child (gpointer user_data)
{
  TestFolder *folder = user_data;
  g_autofree char *from = g_build_filename (folder->root, "host", NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  GError *error = NULL;
  StintFileReplaceResult result;

  if (!enter_name_space () || mount (from, path, NULL, MS_BIND, NULL) != 0)
    return CHILD_SKIP;
  if (!replace (folder, "credentials", &result, &error))
    return CHILD_OTHER_ERROR;
  return result.in_place ? CHILD_DONE : CHILD_BAD_ERROR;
}

static void
test_bind_mount (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ("below", NULL);
  g_autofree char *from = g_build_filename (folder->root, "host", NULL);
  g_autofree char *content = NULL;
  int status;

  g_assert_true (g_file_set_contents (from, OLD, -1, NULL));
  status = test_run_child (bind_child, folder);
  if (status == CHILD_SKIP)
    {
      g_test_skip ("no mount name spaces for ordinary users here");
      return;
    }
  g_assert_cmpint (status, ==, CHILD_DONE);
  g_assert_true (g_file_get_contents (from, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, OLD OURS);
  test_folder_assert_clean (folder);
}

/* Fills the disk but for @room bytes. */
static void
fill (const char *path, gsize room)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  char block[4096] = { 0 };

  while (write (fd, block, sizeof block) == sizeof block)
    ;
  if (room > 0 && ftruncate (fd, lseek (fd, 0, SEEK_END) - room) != 0)
    _exit (CHILD_BAD_ERROR);
  close (fd);
}

static int
full_disk_child (gpointer user_data)
{
  TestFolder *folder = user_data;
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autofree char *filler = test_folder_path (folder, "filler");
  GError *later_error = NULL;
  char *content = NULL;
  int status;

  if (!enter_name_space () || mount ("none", folder->aws, "tmpfs", 0, "size=64k,mode=700") != 0)
    return CHILD_SKIP;
  if (!g_file_set_contents (path, OLD, -1, NULL))
    return CHILD_BAD_ERROR;
  fill (filler, 0);
  status = replace_and_tell (folder);
  if (!g_file_get_contents (path, &content, NULL, NULL) || !g_str_equal (content, OLD))
    return CHILD_BAD_ERROR;
  g_unlink (filler);
  if (!replace (folder, "credentials", NULL, &later_error) ||
      !g_file_get_contents (path, &content, NULL, NULL) || !g_str_equal (content, OLD OURS))
    return CHILD_BAD_ERROR;
  return status;
}

static void
test_full_disk (void)
{
  g_autoptr (TestFolder) folder = test_folder_new ("below", NULL);
  int status = test_run_child (full_disk_child, folder);

  if (status == CHILD_SKIP)
    {
      g_test_skip ("no mount name spaces for ordinary users here");
      return;
    }
  g_assert_cmpint (status, ==, CHILD_NO_SPACE);
}

static int
read_only_disk_child (gpointer user_data)
{
  TestFolder *folder = user_data;
  GError *error = NULL;

  if (!enter_name_space () || mount (folder->aws, folder->aws, NULL, MS_BIND, NULL) != 0 ||
      mount (NULL, folder->aws, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) != 0)
    return CHILD_SKIP;
  if (replace (folder, "credentials", NULL, &error))
    return CHILD_BAD_ERROR;
  return g_error_matches (error, STINT_FILES_ERROR, STINT_FILES_ERROR_READ_ONLY) ? CHILD_DONE
                                                                                 : CHILD_BAD_ERROR;
}

static void
test_read_only_disk (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  int status = test_run_child (read_only_disk_child, folder);

  if (status == CHILD_SKIP)
    {
      g_test_skip ("no mount name spaces for ordinary users here");
      return;
    }
  g_assert_cmpint (status, ==, CHILD_DONE);
  test_folder_assert_credentials (folder, OLD);
}

/* --- Leftovers ------------------------------------------------------------------------------------- */

static void
test_leftovers (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);

  test_folder_write (folder, ".credentials.stint-tmp-12345678", "half");
  test_folder_write (folder, ".credentials.stint-lock", "");
  must_replace (folder, "credentials", NULL);
  test_folder_assert_credentials (folder, OLD OURS);
  test_folder_assert_clean (folder);
}

static void
test_damaged_journal (void)
{
  static const char *const journals[] = { "", "stint-journal-1", "stint-journal-1 x 1 1 0\nab",
                                          "junk\n" };

  for (guint i = 0; i < G_N_ELEMENTS (journals); i++)
    {
      g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);

      test_folder_write (folder, ".credentials.stint-journal", journals[i]);
      must_replace (folder, "credentials", NULL);
      test_folder_assert_credentials (folder, OLD OURS);
      test_folder_assert_clean (folder);
    }
}

/* A lock that a process holds is waited for; one that it left is not. */
static void
test_lock (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  g_autofree char *path = test_folder_path (folder, "lock");
  g_autoptr (StintFileLock) lock = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *holder = NULL;

  test_folder_write (folder, "lock", "left behind");
  lock = stint_file_lock_acquire (path, 0, "pid 1 on host", NULL, &error);
  g_assert_no_error (error);
  g_assert_null (stint_file_lock_acquire (path, 20, NULL, &holder, &error));
  g_assert_error (error, STINT_FILES_ERROR, STINT_FILES_ERROR_BUSY_WRITER);
  g_assert_cmpstr (holder, ==, "pid 1 on host");
  g_clear_pointer (&lock, stint_file_lock_release);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static gpointer
lock_often (gpointer data)
{
  static int inside = 0;
  const char *path = data;

  for (guint i = 0; i < 200; i++)
    {
      g_autoptr (StintFileLock) lock = stint_file_lock_acquire (path, 60000, NULL, NULL, NULL);

      g_assert_nonnull (lock);
      g_assert_cmpint (g_atomic_int_add (&inside, 1), ==, 0);
      g_thread_yield ();
      g_atomic_int_add (&inside, -1);
    }
  return NULL;
}

/* Removing the file on release races with those who wait for it: still one at a time. */
static void
test_lock_race (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  g_autofree char *path = test_folder_path (folder, "lock");
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("locker", lock_often, path);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

/* --- Many writers ------------------------------------------------------------------------------------ */

typedef struct
{
  const char *path;
  guint number;
} Adder;

static gboolean
add_section (GBytes *old, gpointer user_data, GBytes **out_new, GError **error)
{
  const Adder *adder = user_data;
  gsize size = 0;
  const char *data = old != NULL ? g_bytes_get_data (old, &size) : "";
  char *text = g_strdup_printf ("%.*s[s%u]\nx = 1\n", (int) size, data, adder->number);

  *out_new = g_bytes_new_take (text, strlen (text));
  return TRUE;
}

static gpointer
add_many (gpointer data)
{
  Adder adder = *(Adder *) data;

  for (guint i = 0; i < 25; i++, adder.number++)
    {
      g_autoptr (GError) error = NULL;

      stint_file_replace (adder.path, NULL, 0, STINT_FILE_REPLACE_CREATE, add_section, &adder, NULL,
                          NULL, &error);
      g_assert_no_error (error);
    }
  return NULL;
}

static void
test_many_writers (void)
{
  g_autoptr (TestFolder) folder = test_folder_new (OLD, NULL);
  g_autofree char *path = test_folder_path (folder, "credentials");
  g_autofree char *content = NULL;
  Adder adders[4];
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      adders[i] = (Adder){ path, i * 100 };
      threads[i] = g_thread_new ("adder", add_many, &adders[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  content = test_folder_read (folder, "credentials");
  for (guint i = 0; i < G_N_ELEMENTS (threads) * 25; i++)
    {
      g_autofree char *section = g_strdup_printf ("[s%u]\n", i / 25 * 100 + i % 25);

      g_assert_nonnull (strstr (content, section));
    }
  test_folder_assert_clean (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profiles/replace/modes", test_modes);
  g_test_add_func ("/profiles/replace/new", test_new);
  g_test_add_func ("/profiles/replace/no-op", test_no_op);
  g_test_add_func ("/profiles/replace/attributes", test_attributes);
  g_test_add_func ("/profiles/replace/acl", test_acl);
  g_test_add_func ("/profiles/replace/links", test_links);
  g_test_add_func ("/profiles/replace/link-into-nowhere", test_link_into_nowhere);
  g_test_add_func ("/profiles/replace/hard-link", test_hard_link);
  g_test_add_func ("/profiles/replace/read-only-file", test_read_only_file);
  g_test_add_func ("/profiles/replace/read-only-folder", test_read_only_folder);
  g_test_add_func ("/profiles/replace/not-a-file", test_not_a_file);
  g_test_add_func ("/profiles/replace/open-folder", test_open_folder);
  g_test_add_func ("/profiles/replace/remove", test_remove);
  g_test_add_func ("/profiles/replace/cancelled", test_cancelled);
  g_test_add_func ("/profiles/replace/failing-calls", test_failing_calls);
  g_test_add_func ("/profiles/replace/size-limit", test_size_limit);
  g_test_add_func ("/profiles/replace/bind-mount", test_bind_mount);
  g_test_add_func ("/profiles/replace/full-disk", test_full_disk);
  g_test_add_func ("/profiles/replace/read-only-disk", test_read_only_disk);
  g_test_add_func ("/profiles/replace/leftovers", test_leftovers);
  g_test_add_func ("/profiles/replace/damaged-journal", test_damaged_journal);
  g_test_add_func ("/profiles/replace/lock", test_lock);
  g_test_add_func ("/profiles/replace/lock-race", test_lock_race);
  g_test_add_func ("/profiles/replace/many-writers", test_many_writers);
  return g_test_run ();
}
