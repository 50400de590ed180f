/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "tools/emulator/emulator-stream.h"
#include "tools/emulator/emulator-vocabulary.h"
#include "tools/emulator/emulator-window.h"

G_BEGIN_DECLS

/* What the service does with every call, and with every reply that is due. */
typedef enum {
  EMULATOR_OUTAGE_NONE,
  EMULATOR_OUTAGE_DEAD,     /* connections stay open, and nothing is ever answered */
  EMULATOR_OUTAGE_REFUSES   /* connections are cut */
} EmulatorOutage;

/* How the emulator behaves, as its command line says; the members marked (*) may
 * change at run time. */
typedef struct {
  char               *key;            /* the only key that is taken; NULL: any */
  gint64              max_chunk;      /* bytes of audio in one chunk */
  EmulatorGrid        grid;
  gboolean            tell_windows;   /* in create replies */
  int                 create_status;  /* 200 or 201 */
  double              analysis_time;  /* (*) s from the last byte on */
  double              analysis_rate;  /* (*) times real time, 0: no further delay */
  int                 latency_ms;     /* (*) before each reply */
  double              session_lifetime;  /* (*) s without audio */
  double              hold;           /* (*) s that a status call waits for news, at most */
  double              stream_life;    /* (*) s from its creation until a stream session is readonly; 0: no end */
  double              stream_length;  /* (*) s of audio that a stream session takes; 0: any */
  gboolean            refuse_streams; /* (*) as a server without stream sessions */
  gboolean            silent_streams; /* (*) streams are taken and never answered */
  EmulatorPredictData predict_data;
  EmulatorOutage      outage;         /* (*) */
  GTlsCertificate    *certificate;    /* with its private key; NULL: plain HTTP */
  gboolean            verbose;
  EmulatorVocabulary *vocabulary;
} EmulatorSettings;

EmulatorSettings *emulator_settings_new (void);
void              emulator_settings_free (EmulatorSettings *settings);
/* Whether every number is in its range. Errors: G_OPTION_ERROR_BAD_VALUE, which
 * names the option. */
gboolean          emulator_settings_check (const EmulatorSettings *settings, GError **error);
/* When an analysis that begins at @end_of_upload (microseconds) is to be done. */
gint64            emulator_settings_get_ready_time (const EmulatorSettings *settings,
                                                    gint64 end_of_upload, double length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EmulatorSettings, emulator_settings_free)

G_END_DECLS
