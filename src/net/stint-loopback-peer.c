/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: 2026 The Stint Authors */

#define G_LOG_DOMAIN "stint-net"

#include "config.h"

#include "stint-loopback-peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The two ends as the other side sees them: its own address first. */
typedef struct
{
  struct sockaddr_in peer;
  struct sockaddr_in here;
} Ends;

static gboolean
get_ends (GSocket *connection, Ends *ends)
{
  int fd = g_socket_get_fd (connection);
  socklen_t peer_length = sizeof ends->peer;
  socklen_t here_length = sizeof ends->here;

  return getpeername (fd, (struct sockaddr *) &ends->peer, &peer_length) == 0 &&
         getsockname (fd, (struct sockaddr *) &ends->here, &here_length) == 0 &&
         ends->peer.sin_family == AF_INET && ends->here.sin_family == AF_INET;
}

/* A socket that has been closed belongs to nobody any more, and says root. */
static gboolean
is_held (guint state)
{
  return state == TCP_ESTABLISHED || state == TCP_CLOSE_WAIT;
}

static gboolean
send_question (int fd, const Ends *ends)
{
  struct
  {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
  } question = {
    .head = {
      .nlmsg_len = sizeof question,
      .nlmsg_type = SOCK_DIAG_BY_FAMILY,
      .nlmsg_flags = NLM_F_REQUEST,
    },
    .body = {
      .sdiag_family = AF_INET,
      .sdiag_protocol = IPPROTO_TCP,
      .idiag_states = G_MAXUINT32,
      .id = {
        .idiag_sport = ends->peer.sin_port,
        .idiag_dport = ends->here.sin_port,
        .idiag_src = { ends->peer.sin_addr.s_addr },
        .idiag_dst = { ends->here.sin_addr.s_addr },
        .idiag_cookie = { INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE },
      },
    },
  };

  return send (fd, &question, sizeof question, MSG_DONTWAIT) == sizeof question;
}

/* The kernel answers within the question, so there is nothing to wait for. */
static gint64
read_answer (int fd)
{
  union
  {
    struct nlmsghdr head;
    char bytes[4096];
  } answer;
  ssize_t length = recv (fd, &answer, sizeof answer, MSG_DONTWAIT);
  const struct inet_diag_msg *message;

  if (length < (ssize_t) NLMSG_LENGTH (sizeof *message) ||
      answer.head.nlmsg_type != SOCK_DIAG_BY_FAMILY)
    return -1;

  message = NLMSG_DATA (&answer.head);
  return is_held (message->idiag_state) ? (gint64) message->idiag_uid : -1;
}

gint64
stint_loopback_peer_ask_kernel (GSocket *connection)
{
  gint64 uid = -1;
  Ends ends;
  int fd;

  if (!get_ends (connection, &ends))
    return -1;

  fd = socket (AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (fd < 0)
    return -1;
  if (send_question (fd, &ends))
    uid = read_answer (fd);
  close (fd);

  return uid;
}

/* `  3: 0100007F:8C3E 0100007F:A1F2 01 00000000:00000000 00:00000000 00000000  1000 …` */
static gint64
find_uid (const char *table, const char *local, const char *remote)
{
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);

  for (gsize i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      char line_local[80], line_remote[80];
      guint state, uid;

      if (sscanf (lines[i], " %*[0-9]: %79s %79s %x %*s %*s %*s %u", line_local, line_remote,
                  &state, &uid) == 4 &&
          g_str_equal (line_local, local) && g_str_equal (line_remote, remote))
        return is_held (state) ? (gint64) uid : -1;
    }

  return -1;
}

static char *
make_address (const struct sockaddr_in *address, const char *prefix)
{
  return g_strdup_printf ("%s%08X:%04X", prefix, address->sin_addr.s_addr,
                          ntohs (address->sin_port));
}

gint64 stint_loopback_peer_read_table (GSocket *connection){
  static const struct { const char * path;
const char *prefix;
}
tables[] = {
  { "/proc/self/net/tcp", "" },
  /* A program may speak IPv4 through a socket of the newer kind. */
  { "/proc/self/net/tcp6",
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
    "0000000000000000FFFF0000" },
#else
    "00000000000000000000FFFF" },
#endif
};
Ends ends;

if (!get_ends (connection, &ends))
  return -1;

for (gsize i = 0; i < G_N_ELEMENTS (tables); i++)
  {
    g_autofree char *local = make_address (&ends.peer, tables[i].prefix);
    g_autofree char *remote = make_address (&ends.here, tables[i].prefix);
    g_autofree char *table = NULL;
    gint64 uid;

    if (!g_file_get_contents (tables[i].path, &table, NULL, NULL))
      continue;
    uid = find_uid (table, local, remote);
    if (uid >= 0)
      return uid;
  }

return -1;
}

StintLoopbackPeer
stint_loopback_peer_of (GSocket *connection)
{
  gint64 uid = stint_loopback_peer_ask_kernel (connection);

  if (uid < 0)
    uid = stint_loopback_peer_read_table (connection);
  if (uid < 0)
    return STINT_LOOPBACK_PEER_UNKNOWN;

  return uid == 0 || uid == geteuid () ? STINT_LOOPBACK_PEER_OURS : STINT_LOOPBACK_PEER_OTHER;
}
