/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "cochl/client/cochl-key.h"

#include <errno.h>
#include <string.h>

#include "cochl/client/cochl-file.h"
#include "cochl/model/cochl-error.h"

#define KEY_MAX 4096
/* A byte order mark before the key, blanks around it, a line end after it. */
#define LINE_MAX_BYTES (KEY_MAX + 64)

struct _CochlKey {
  GMutex lock; /* guards secret */
  char  *secret;
  char  *file; /* NULL unless the key came from one */
  char  *source;
};

G_DEFINE_BOXED_TYPE (CochlKey, cochl_key, cochl_key_ref, cochl_key_unref)

static const char *const variables[] = { "COCHL_API_KEY", "COCHL_SENSE_PROJECT_KEY", "COCHL_PROJECT_KEY" };

/* The key in @text without blanks around it. An HTTP header carries it, so only
 * visible ASCII can be meant. No error text repeats any of it. */
static char *
take_key (const char *text, gsize length, const char *source, GError **error)
{
  while (length > 0 && g_ascii_isspace (text[0])) {
    text++;
    length--;
  }
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;

  if (length == 0) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY, "No API key in %s: it is empty (of a file, the first line counts)", source);
    return NULL;
  }
  if (length > KEY_MAX) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY, "The API key from %s is longer than %d bytes: not a key",
                 source, KEY_MAX);
    return NULL;
  }
  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isgraph (text[i])) {
      g_set_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY,
                   "The API key from %s has a blank, a control character or a letter outside ASCII at byte %" G_GSIZE_FORMAT
                   "; give the project key alone", source, i + 1);
      return NULL;
    }
  }
  return g_strndup (text, length);
}

static char *
read_key_file (const char *file, const char *source, GError **error)
{
  char buffer[LINE_MAX_BYTES];
  const char *start = buffer;
  const char *line_end;
  gssize length = cochl_file_read (file, TRUE, buffer, sizeof buffer);
  char *key;

  if (length < 0) {
    g_set_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY, "Cannot read the API key from %s: %s", source,
                 g_strerror (errno));
    return NULL;
  }

  if (length >= 3 && memcmp (start, "\xef\xbb\xbf", 3) == 0) {
    start += 3;
    length -= 3;
  }
  line_end = memchr (start, '\n', length);
  key = take_key (start, line_end != NULL ? line_end - start : length, source, error);
  explicit_bzero (buffer, sizeof buffer);
  return key;
}

static CochlKey *
key_new (char *secret, const char *file, char *source)
{
  CochlKey *self = g_atomic_rc_box_new0 (CochlKey);

  g_mutex_init (&self->lock);
  self->secret = secret;
  self->file = g_strdup (file);
  self->source = source;
  return self;
}

static CochlKey *
new_from_file (const char *file, GError **error)
{
  g_autofree char *shown = g_filename_display_name (file);
  g_autofree char *source = g_strdup_printf ("file %s", shown);
  char *secret = read_key_file (file, source, error);

  return secret != NULL ? key_new (secret, file, g_steal_pointer (&source)) : NULL;
}

static CochlKey *
new_from_text (const char *text, char *take_source, GError **error)
{
  g_autofree char *source = take_source;
  char *secret = take_key (text, strlen (text), source, error);

  return secret != NULL ? key_new (secret, NULL, g_steal_pointer (&source)) : NULL;
}

CochlKey *
cochl_key_new (const char *value, const char *file, GError **error)
{
  if (value != NULL && value[0] != '\0')
    return new_from_text (value, g_strdup ("property api-key"), error);
  if (file != NULL && file[0] != '\0')
    return new_from_file (file, error);

  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++) {
    const char *text = g_getenv (variables[i]);

    if (text != NULL && text[0] != '\0')
      return new_from_text (text, g_strdup_printf ("environment variable %s", variables[i]), error);
  }

  g_set_error (error, COCHL_ERROR, COCHL_ERROR_NO_KEY,
               "No API key: put your project's key into the environment variable %s (%s and %s are read too), or, for the "
               "element, its file's name into the property api-key-file", variables[0], variables[1], variables[2]);
  return NULL;
}

CochlKey *
cochl_key_ref (CochlKey *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
key_clear (CochlKey *self)
{
  cochl_key_wipe (self->secret);
  g_free (self->file);
  g_free (self->source);
  g_mutex_clear (&self->lock);
}

void
cochl_key_unref (CochlKey *self)
{
  g_atomic_rc_box_release_full (self, (GDestroyNotify) key_clear);
}

gboolean
cochl_key_reload (CochlKey *self, GError **error)
{
  char *fresh;
  char *old;

  if (self->file == NULL)
    return TRUE;

  fresh = read_key_file (self->file, self->source, error);
  if (fresh == NULL)
    return FALSE;

  g_mutex_lock (&self->lock);
  old = self->secret;
  self->secret = fresh;
  g_mutex_unlock (&self->lock);
  cochl_key_wipe (old);
  return TRUE;
}

char *
cochl_key_dup_secret (CochlKey *self)
{
  char *copy;

  g_mutex_lock (&self->lock);
  copy = g_strdup (self->secret);
  g_mutex_unlock (&self->lock);
  return copy;
}

void
cochl_key_wipe (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

gboolean
cochl_key_is_from_file (CochlKey *self)
{
  return self->file != NULL;
}

gboolean
cochl_key_equal (CochlKey *a, CochlKey *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || g_strcmp0 (a->file, b->file) != 0 || !g_str_equal (a->source, b->source))
    return FALSE;

  char *secret_a = cochl_key_dup_secret (a);
  char *secret_b = cochl_key_dup_secret (b);
  gboolean equal = g_str_equal (secret_a, secret_b);
  cochl_key_wipe (secret_a);
  cochl_key_wipe (secret_b);
  return equal;
}

const char *
cochl_key_get_source (CochlKey *self)
{
  return self->source;
}
