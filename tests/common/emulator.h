/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* `$COCHLSENSE emulate` as a process of the test's own: the real thing over real
 * HTTP. It ends with the test, however that ends. Every function blocks, may be
 * called in any thread, and ends the test when something goes wrong. */
typedef struct _TestEmulator TestEmulator;

/* On a free port, with these further options: test_emulator_start ("--tone",
 * "880=Siren", NULL). Returns when it listens. */
TestEmulator *test_emulator_start (const char *first_option, ...) G_GNUC_NULL_TERMINATED;
/* The same with options in an array, NULL for none. */
TestEmulator *test_emulator_startv (const char *const *options);
/* Ends it, and checks that it ended well. */
void          test_emulator_stop (TestEmulator *self);

/* "http://127.0.0.1:PORT/sense/api/v1" */
const char   *test_emulator_get_base_url (TestEmulator *self);
/* "http://127.0.0.1:PORT" */
const char   *test_emulator_get_root_url (TestEmulator *self);

/* A request to one of its routes under /emulator/, such as "stats"; @body: JSON
 * or NULL. (transfer full) */
JsonNode     *test_emulator_request (TestEmulator *self, const char *method, const char *route, const char *body);
/* One number of the stats: "windows", or "sessions.open" for a member of a member;
 * 0 for a status that has not occurred. */
gint64        test_emulator_get_stat (TestEmulator *self, const char *name);
/* A rule as `--fail` takes it: "any@5=reset-after". Counts from now on. */
void          test_emulator_add_fault (TestEmulator *self, const char *rule);
void          test_emulator_clear_faults (TestEmulator *self);
/* How often the rules there are have struck. */
gint64        test_emulator_count_fired (TestEmulator *self);
/* As POST /emulator/settings: "{\"dead_for\": 0.5}". */
void          test_emulator_set (TestEmulator *self, const char *settings);
/* Ends the test when a session is open whose id is not in the set @named. */
void          test_emulator_assert_open (TestEmulator *self, GHashTable *named);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestEmulator, test_emulator_stop)

G_END_DECLS
