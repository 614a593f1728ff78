/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#include "test-tracer.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t
start_child (TestChildFunc child, gpointer child_data, gboolean traced)
{
  pid_t pid = fork ();

  g_assert_cmpint (pid, >=, 0);
  if (pid != 0)
    return pid;
  /* A crash of the test must not leave the child behind. */
  prctl (PR_SET_PDEATHSIG, SIGKILL);
  if (traced)
    {
      if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
        _exit (77);
      raise (SIGSTOP);
    }
  _exit (child (child_data));
}

static int
nothing (gpointer user_data)
{
  return 0;
}

gboolean
test_tracer_is_possible (void)
{
  pid_t pid = start_child (nothing, NULL, TRUE);
  int status;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (!WIFSTOPPED (status))
    return FALSE;
  ptrace (PTRACE_CONT, pid, NULL, NULL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return TRUE;
}

guint
test_trace (TestChildFunc child,
            gpointer child_data,
            TestStopFunc stop,
            gpointer stop_data,
            int *out_status)
{
  pid_t pid = start_child (child, child_data, TRUE);
  guint stops = 0;
  int status;
  int pass_on = 0;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSTOPPED (status));
  ptrace (PTRACE_SETOPTIONS, pid, NULL,
          (gpointer) (gsize) (PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL));
  for (;;)
    {
      g_assert_cmpint (ptrace (PTRACE_SYSCALL, pid, NULL, (gpointer) (gsize) pass_on), ==, 0);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      if (!WIFSTOPPED (status))
        break;
      pass_on = WSTOPSIG (status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG (status);
      if (pass_on == 0 && stop (++stops, stop_data) == TEST_KILL)
        {
          kill (pid, SIGKILL);
          g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
          break;
        }
    }
  *out_status = status;
  return stops;
}

int
test_run_child (TestChildFunc child, gpointer child_data)
{
  pid_t pid = start_child (child, child_data, FALSE);
  int status;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

gboolean
test_fail_call (int number, int error_number)
{
  struct sock_filter code[] = {
    BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
    BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (error_number & SECCOMP_RET_DATA)),
    BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = { G_N_ELEMENTS (code), code };

  return prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl (PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
