/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "cochl/model/cochl-tag-values.h"

G_BEGIN_DECLS

/**
 * CochlSettingsReader: private to libcochl
 *
 * Walks through a settings document by tables of the members that it may have.
 * Reading goes on after what is wrong, so that one look at the message mends the
 * whole file; where each problem lies is told by its JSON path.
 */
typedef struct _CochlSettingsReader CochlSettingsReader;

/* Which shape of the document a member belongs to. */
typedef enum {
  COCHL_SHAPE_EITHER,
  COCHL_SHAPE_NEWER,
  COCHL_SHAPE_OLDER
} CochlShape;

/* @target: what cochl_settings_reader_new() was given. */
typedef void (*CochlSettingsReadFunc) (CochlSettingsReader *self, gpointer target, JsonNode *node, const char *path);

/* Tables end with a member without a name. */
typedef struct {
  const char           *name;
  CochlShape            shape;
  CochlSettingsReadFunc read;
} CochlSettingsMember;

CochlSettingsReader *cochl_settings_reader_new (gpointer target);
void                 cochl_settings_reader_free (CochlSettingsReader *self);

/* Reads each member of the object @node with its function of the table. What is
 * no object, and members that are not in the table, are problems. */
void cochl_settings_reader_read_members (CochlSettingsReader *self, JsonNode *node, const char *path,
                                         const CochlSettingsMember *members);

/* An object of numbers by tag. (transfer full), also where it has problems. */
typedef gboolean (*CochlSettingsNumberFunc) (JsonNode *node, const char *path, double *value, GError **error);
CochlTagValues *cochl_settings_reader_read_tag_values (CochlSettingsReader *self, JsonNode *node, const char *path,
                                                       CochlSettingsNumberFunc get);
/* An array of tags; NULL when it is none. (transfer full) */
GStrv cochl_settings_reader_read_tags (CochlSettingsReader *self, JsonNode *node, const char *path);

/* Notes a problem: a text that begins with a path, or an error (transfer full). */
void cochl_settings_reader_problem (CochlSettingsReader *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void cochl_settings_reader_take_error (CochlSettingsReader *self, GError *error);
/* "@path: expected @expected, got ...". */
void cochl_settings_reader_expected (CochlSettingsReader *self, JsonNode *node, const char *path, const char *expected);

/* Whether members of @shape were there. */
gboolean cochl_settings_reader_saw (CochlSettingsReader *self, CochlShape shape);
/* All problems as one line, members of both shapes among them; NULL when there
 * are none. (transfer full) */
char *cochl_settings_reader_finish (CochlSettingsReader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CochlSettingsReader, cochl_settings_reader_free)

G_END_DECLS
