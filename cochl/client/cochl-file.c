/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* Some bytes more; 0 at the end of the file. */
static gssize
read_more (int fd, char *buffer, gsize size)
{
  for (;;) {
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
    gssize n = read (fd, buffer, size);
    int ready;

    if (n >= 0 || (errno != EINTR && errno != EAGAIN))
      return n;
    if (errno == EINTR)
      continue;
    ready = poll (&poll_fd, 1, COCHL_FILE_PIPE_TIMEOUT_MS);
    if (ready == 0)
      errno = ETIMEDOUT;
    if (ready == 0 || (ready < 0 && errno != EINTR))
      return -1;
  }
}

gssize
cochl_file_read (const char *path, gboolean first_line, char *buffer, gsize size)
{
  /* Without O_NONBLOCK, opening a pipe that nobody writes to would hang. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  gsize filled = 0;
  gssize n = 1;

  if (fd < 0)
    return -1;

  while (n > 0 && filled < size && !(first_line && memchr (buffer, '\n', filled) != NULL)) {
    n = read_more (fd, buffer + filled, size - filled);
    if (n > 0)
      filled += n;
  }

  if (n < 0) {
    int saved = errno;

    close (fd);
    errno = saved;
    return -1;
  }
  close (fd);
  return filled;
}
