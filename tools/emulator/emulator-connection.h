/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* Closes connections that clients close while no request is under way. SoupServer
 * of libsoup 3.2 forgets these with their sockets open (mended in 3.3), so that
 * a server with clients that connect for every call, as the vendor's does, would
 * run out of descriptors. */

/* Looks after every connection of @server from now on. */
void emulator_connection_watch_all (SoupServer *server);
/* Told when @message's client closes its end before it has its reply. */
typedef void (*EmulatorConnectionFunc) (gpointer call, gpointer user_data);
void emulator_connection_tell_end (SoupServerMessage *message, EmulatorConnectionFunc func, gpointer call,
                                   gpointer user_data);
/* To be called before @message's connection is taken away from its server: it
 * is the caller's to close. */
void emulator_connection_release (SoupServerMessage *message);

G_END_DECLS
