/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tests/common/link.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <netinet/ip.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* No packet of ours is longer: a tun device has 1500. */
#define MOST_BYTES 2048
#define DEVICE "line0"

enum { NEAR, FAR, N_ENDS };

typedef struct {
  gint64 due; /* monotonic, us */
  int    end; /* where it goes */
  gsize  size;
  guint8 bytes[];
} Packet;

struct _TestLink {
  int namespaces[N_ENDS];
  int tuns[N_ENDS];
  int wake; /* an eventfd: the thread is to end */
  GThread *thread;

  GMutex lock;
  guint delay_ms;
  double loss;
  gboolean cut;
  GHashTable *ports; /* of connections at the near end, */
  GHashTable *dead;  /* and of those that were forgotten */
  guint lost;

  /* The thread's. */
  GRand *random;
  GQueue packets; /* on their way, of Packet, the first to arrive first */
};

static gboolean
run (const char *line)
{
  int status = -1;

  return g_spawn_command_line_sync (line, NULL, NULL, &status, NULL) && status == 0;
}

static gboolean
write_file (const char *path, const char *text)
{
  FILE *file = fopen (path, "w");
  gboolean written = file && fputs (text, file) >= 0;

  return file && fclose (file) == 0 && written;
}

/* -1 where it is not permitted. */
static int
open_tun (const char *name)
{
  struct ifreq request = { .ifr_flags = IFF_TUN | IFF_NO_PI };
  int fd = open ("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK);

  g_strlcpy (request.ifr_name, name, IFNAMSIZ);
  if (fd >= 0 && ioctl (fd, TUNSETIFF, &request) != 0) {
    close (fd);
    return -1;
  }
  return fd;
}

/* A namespace whose packets to the other one are those of its tun device; 127.0.0.1 is
 * the far one, 127.0.0.2 the near one. */
static gboolean
open_end (TestLink *self, int end)
{
  const char *own = end == NEAR ? "127.0.0.2" : "127.0.0.1", *other = end == NEAR ? "127.0.0.1" : "127.0.0.2";
  g_autofree char *address = g_strdup_printf ("ip address add %s/32 dev %s", own, end == NEAR ? DEVICE : "lo");
  g_autofree char *route = g_strdup_printf ("ip route add %s/32 dev " DEVICE " src %s", other, own);

  if (unshare (CLONE_NEWNET) != 0)
    return FALSE;
  self->namespaces[end] = open ("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC);
  self->tuns[end] = open_tun (DEVICE);
  /* The whole of 127/8 would be this end's own. */
  return self->namespaces[end] >= 0 && self->tuns[end] >= 0
      && (end == NEAR || (run ("ip link set lo up") && run ("ip address del 127.0.0.1/8 dev lo")))
      && write_file ("/proc/sys/net/ipv4/conf/" DEVICE "/route_localnet", "1")
      && run ("ip link set " DEVICE " up") && run (address) && run (route);
}

/* Who is not root may be it in a namespace of users, where the kernel allows these. */
static gboolean
become_root (void)
{
  g_autofree char *uid = g_strdup_printf ("0 %u 1", geteuid ()), *gid = g_strdup_printf ("0 %u 1", getegid ());

  return geteuid () == 0
      || (unshare (CLONE_NEWUSER) == 0 && write_file ("/proc/self/uid_map", uid)
          && write_file ("/proc/self/setgroups", "deny") && write_file ("/proc/self/gid_map", gid));
}

/* The port of its connection at the near end, 0: it is of none. Notes new ones. */
static guint
get_port (TestLink *self, const Packet *packet)
{
  const struct iphdr *ip = (const struct iphdr *) packet->bytes;
  const struct tcphdr *tcp;
  guint port;

  if (packet->size < sizeof *ip || ip->version != 4 || ip->protocol != IPPROTO_TCP
      || packet->size < ip->ihl * 4u + sizeof *tcp)
    return 0;
  tcp = (const struct tcphdr *) (packet->bytes + ip->ihl * 4u);
  port = GUINT16_FROM_BE (packet->end == FAR ? tcp->source : tcp->dest);
  if (packet->end == FAR && tcp->syn)
    g_hash_table_remove (self->dead, GUINT_TO_POINTER (port));
  g_hash_table_add (self->ports, GUINT_TO_POINTER (port));
  return port;
}

/* Sends it on its way, or loses it. (transfer full) */
static void
carry (TestLink *self, Packet *packet)
{
  gboolean lost;
  guint port;

  g_mutex_lock (&self->lock);
  port = get_port (self, packet);
  lost = port == 0 || self->cut || g_hash_table_contains (self->dead, GUINT_TO_POINTER (port))
      || g_rand_double (self->random) < self->loss;
  self->lost += lost && port != 0;
  packet->due = g_get_monotonic_time () + self->delay_ms * 1000;
  g_mutex_unlock (&self->lock);
  if (lost)
    g_free (packet);
  else
    g_queue_push_tail (&self->packets, packet);
}

static void
take_in (TestLink *self, int end)
{
  for (;;) {
    Packet *packet = g_malloc0 (sizeof *packet + MOST_BYTES);
    gssize size = read (self->tuns[end], packet->bytes, MOST_BYTES);

    if (size <= 0) {
      g_free (packet);
      return;
    }
    packet->size = size;
    packet->end = end == NEAR ? FAR : NEAR;
    carry (self, packet);
  }
}

/* Returns the ms until there is more to do, -1: nothing is on its way. */
static int
give_out (TestLink *self)
{
  Packet *packet;

  while ((packet = g_queue_peek_head (&self->packets))) {
    gint64 ahead = packet->due - g_get_monotonic_time ();

    if (ahead > 0)
      return (int) ((ahead + 999) / 1000);
    g_queue_pop_head (&self->packets);
    /* One that the device does not take is lost, as on a line that is full. */
    if (write (self->tuns[packet->end], packet->bytes, packet->size) < 0)
      g_assert_cmpint (errno, !=, EINVAL);
    g_free (packet);
  }
  return -1;
}

static gpointer
carry_all (gpointer data)
{
  TestLink *self = data;
  GPollFD polls[] = {
    { .fd = self->tuns[NEAR], .events = G_IO_IN },
    { .fd = self->tuns[FAR], .events = G_IO_IN },
    { .fd = self->wake, .events = G_IO_IN },
  };

  do {
    g_poll (polls, G_N_ELEMENTS (polls), give_out (self));
    take_in (self, NEAR);
    take_in (self, FAR);
  } while (!(polls[2].revents & G_IO_IN));
  return NULL;
}

static void
close_ends (TestLink *self)
{
  for (int end = 0; end < N_ENDS; end++) {
    if (self->namespaces[end] >= 0)
      close (self->namespaces[end]);
    if (self->tuns[end] >= 0)
      close (self->tuns[end]);
  }
}

TestLink *
test_link_new (char **reason)
{
  TestLink *self = g_new0 (TestLink, 1);

  memset (self->namespaces, -1, sizeof self->namespaces);
  memset (self->tuns, -1, sizeof self->tuns);
  if (!become_root () || !open_end (self, FAR) || !open_end (self, NEAR)) {
    *reason = g_strdup_printf ("no network namespaces of our own (%s): they take root, /dev/net/tun and ip",
                               g_strerror (errno));
    close_ends (self);
    g_free (self);
    return NULL;
  }
  g_mutex_init (&self->lock);
  self->ports = g_hash_table_new (NULL, NULL);
  self->dead = g_hash_table_new (NULL, NULL);
  self->random = g_rand_new_with_seed (1);
  self->wake = eventfd (0, EFD_CLOEXEC);
  self->thread = g_thread_new ("link", carry_all, self);
  return self;
}

void
test_link_free (TestLink *self)
{
  g_assert_cmpint (eventfd_write (self->wake, 1), ==, 0);
  g_thread_join (self->thread);
  close_ends (self);
  close (self->wake);
  g_queue_clear_full (&self->packets, g_free);
  g_hash_table_unref (self->ports);
  g_hash_table_unref (self->dead);
  g_rand_free (self->random);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
test_link_go_far (TestLink *self)
{
  g_assert_cmpint (setns (self->namespaces[FAR], CLONE_NEWNET), ==, 0);
}

void
test_link_come_back (TestLink *self)
{
  g_assert_cmpint (setns (self->namespaces[NEAR], CLONE_NEWNET), ==, 0);
}

void
test_link_set (TestLink *self, guint delay_ms, double loss)
{
  g_mutex_lock (&self->lock);
  self->delay_ms = delay_ms;
  self->loss = loss;
  g_mutex_unlock (&self->lock);
}

void
test_link_cut (TestLink *self, gboolean cut)
{
  g_mutex_lock (&self->lock);
  self->cut = cut;
  g_mutex_unlock (&self->lock);
}

void
test_link_forget (TestLink *self)
{
  GHashTableIter iter;
  gpointer port;

  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->ports);
  while (g_hash_table_iter_next (&iter, &port, NULL))
    g_hash_table_add (self->dead, port);
  g_mutex_unlock (&self->lock);
}

guint
test_link_count_lost (TestLink *self)
{
  guint lost;

  g_mutex_lock (&self->lock);
  lost = self->lost;
  g_mutex_unlock (&self->lock);
  return lost;
}
