/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-cochlsense
 * @title: cochlsense
 * @short_description: recognises sounds with the Cochl.Sense service
 *
 * Listens to the audio that passes through it: a copy is brought to mono at
 * 22,050 Hz, cut into segments and judged by the Cochl.Sense audio-session API.
 * What was heard comes out as element messages on the bus, as serialized custom
 * events and, where wanted, as metas on the buffers. The audio itself passes
 * untouched, in every format, rate, layout and number of channels.
 *
 * The project key comes from #GstCochlSense:api-key-file, from the environment
 * variable `COCHL_API_KEY`, or from #GstCochlSense:api-key.
 *
 * ## Messages
 *
 * An element message `cochlsense-window` for each window that the service
 * judges, two seconds of audio a second today, in order:
 *
 * * #guint64 `window`: counts from 0 until the element goes to READY
 * * #gchar `status`: `analyzed`, `quiet` when it stayed below
 *   #GstCochlSense:min-level and was not sent, or `failed` when it could not be
 *   judged
 * * #GstClockTime `timestamp`, `stream-time`, `running-time`, `duration`: of the
 *   window's audio
 * * #GstValueList `tags`: structures `tag` with `name` (#gchar) and
 *   `probability` (#gdouble, 0 to 1); empty when nothing was heard
 * * #gdouble `level`: the window's RMS level in dBFS
 * * #GstClockTime `delay`: from the arrival of its last audio to the result
 * * #gchar `utc`: time of day of its first sample, ISO 8601, where it is known
 * * #gboolean `late`: %TRUE when its audio had left before, where audio is held
 *
 * An element message `cochlsense-event` when a sound starts and when it ends:
 *
 * * #guint64 `id`: the same at start and end
 * * #gchar `state`: `start` or `end`
 * * #gchar `tag`
 * * #gdouble `probability`: the highest so far
 * * #guint `windows`: windows with the tag so far
 * * #GstClockTime `timestamp`, `stream-time`, `running-time`, `duration`: of the
 *   sound, as far as it is known
 * * #gchar `summary`: at the end, the line that the vendor's client prints
 *
 * With #GstCochlSense:latency, and for files with #GstCochlSense:attach-metas, audio
 * is held, so that metas and events come with the buffers that they speak of.
 *
 * EOS is held until everything has been judged and told. When the service
 * cannot judge a segment the element posts an ERROR, or with
 * #GstCochlSense:on-failure `warn` a WARNING and the windows as `failed`; the
 * details of both carry `code`, `call`, `session-id`, `http-status-code` and
 * `server-text` as far as they are known.
 *
 * ## Example launch lines
 *
 * |[
 * gst-launch-1.0 -m filesrc location=siren.wav ! decodebin ! audioconvert ! cochlsense ! fakesink
 * ]| Prints what is heard in a file. `COCHL_API_KEY` holds the key.
 * |[
 * gst-launch-1.0 -m filesrc location=siren.wav ! decodebin ! audioconvert ! cochlsense tags="<Siren,Gunshot>" tag-thresholds="t,Siren=0.6" interval-margin=2 ! fakesink
 * ]| Only two kinds of sound, sirens from a probability of 0.6 on, sounds with pauses of up to two seconds as one event.
 * |[
 * gst-launch-1.0 -m audiotestsrc num-buffers=100 ! cochlsense attach-metas=true send-events=false ! fakesink
 * ]| Detections as metas on the buffers instead of events.
 */
#include "gst/gstcochlsense.h"

#include "gst/gstcochldebug.h"
#include "gst/gstcochlfailure.h"
#include "gst/gstcochlliveness.h"
#include "gst/gstcochlmeta.h"
#include "gst/gstcochlpassage.h"
#include "gst/gstcochlproperties.h"
#include "gst/gstcochlreporter.h"
#include "gst/gstcochlworker.h"

enum { PROP_STATS = GST_COCHL_PROP_LAST, PROP_MAX_OBSERVED_DELAY };

struct _GstCochlSense {
  GstAudioFilter parent;

  GstCochlQueue *queue;
  GstCochlOutbox *outbox;
  GstCochlPassage *passage;
  GstCochlReporter *reporter;
  GstCochlWorker *worker;
  GstCochlConfig *config;  /* under the object lock */
  GPtrArray *complaints;   /* under the object lock: warnings (char *) that no bus has taken yet */
};

G_DEFINE_FINAL_TYPE (GstCochlSense, gst_cochl_sense, GST_TYPE_AUDIO_FILTER)
GST_ELEMENT_REGISTER_DEFINE (cochlsense, "cochlsense", GST_RANK_NONE, GST_TYPE_COCHL_SENSE)

static GstCochlConfig *
ref_config (GstCochlSense *self)
{
  GstCochlConfig *config;

  GST_OBJECT_LOCK (self);
  config = gst_cochl_config_ref (self->config);
  GST_OBJECT_UNLOCK (self);
  return config;
}

/* With the object lock held. (transfer full) */
static void
take_config (GstCochlSense *self, GstCochlConfig *config)
{
  gst_cochl_config_unref (self->config);
  self->config = config;
  gst_cochl_passage_set_config (self->passage, config);
}

/* Properties are often set before there is a bus that would keep a warning:
 * those wait until the element starts. */
static void
post_complaints (GstCochlSense *self)
{
  g_autoptr (GPtrArray) complaints = NULL;

  GST_OBJECT_LOCK (self);
  if (GST_ELEMENT_BUS (self) && GST_STATE (self) > GST_STATE_NULL) {
    complaints = g_steal_pointer (&self->complaints);
    self->complaints = g_ptr_array_new_with_free_func (g_free);
  }
  GST_OBJECT_UNLOCK (self);
  for (guint i = 0; complaints && i < complaints->len; i++)
    GST_ELEMENT_WARNING (self, LIBRARY, SETTINGS, ("%s", (char *) g_ptr_array_index (complaints, i)), (NULL));
}

static void
complain (GstCochlSense *self, const char *text)
{
  GST_WARNING_OBJECT (self, "%s", text);
  GST_OBJECT_LOCK (self);
  g_ptr_array_add (self->complaints, g_strdup (text));
  GST_OBJECT_UNLOCK (self);
  post_complaints (self);
}

/* The streaming thread. */

static GstFlowReturn
transform_ip (GstBaseTransform *base, GstBuffer *buffer)
{
  return gst_cochl_passage_look (GST_COCHL_SENSE (base)->passage, buffer);
}

/* Held buffers are not pushed by the base class: it marks the first that it
 * pushes as DISCONT when any before was. */
static GstFlowReturn
generate_output (GstBaseTransform *base, GstBuffer **buffer)
{
  GstCochlSense *self = GST_COCHL_SENSE (base);
  GstBuffer *input;

  if (!gst_cochl_passage_is_holding (self->passage))
    return GST_BASE_TRANSFORM_CLASS (gst_cochl_sense_parent_class)->generate_output (base, buffer);
  *buffer = NULL;
  input = g_steal_pointer (&base->queued_buf);
  return input ? gst_cochl_passage_hold (self->passage, input) : GST_FLOW_OK;
}

static gboolean
setup (GstAudioFilter *filter, const GstAudioInfo *info)
{
  gst_cochl_queue_push_format (GST_COCHL_SENSE (filter)->queue, info);
  return TRUE;
}

/* Whether audio must not wait may change what is in force, and end a wait. */
static void
find_liveness (GstCochlSense *self)
{
  gboolean live = gst_cochl_liveness_ask (GST_BASE_TRANSFORM_SINK_PAD (self));
  GstCochlConfig *changed;

  GST_OBJECT_LOCK (self);
  if (self->config->upstream_live != live) {
    changed = gst_cochl_config_copy (self->config);
    changed->upstream_live = live;
    take_config (self, changed);
  }
  GST_OBJECT_UNLOCK (self);
  gst_cochl_worker_wake (self->worker);
}

static gboolean
drain (GstCochlSense *self)
{
  g_autoptr (GstCochlConfig) config = ref_config (self);

  return gst_cochl_passage_drain (self->passage, gst_cochl_config_get_drain_timeout (config));
}

static void
begin_flush (GstCochlSense *self)
{
  gst_cochl_passage_begin_flush (self->passage);
  gst_cochl_worker_wake (self->worker);
}

/* FALSE: a flush made it void. */
static gboolean
look_at_event (GstCochlSense *self, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      find_liveness (self);
      gst_cochl_passage_finish_format (self->passage, event);
      return TRUE;
    case GST_EVENT_SEGMENT:
      find_liveness (self);
      return TRUE;
    case GST_EVENT_FLUSH_START:
      begin_flush (self);
      return TRUE;
    case GST_EVENT_FLUSH_STOP:
      gst_cochl_passage_end_flush (self->passage);
      gst_cochl_worker_wake (self->worker);
      return TRUE;
    case GST_EVENT_SEGMENT_DONE:
      /* Nothing more may come that would push out what is held. */
      return !gst_cochl_passage_is_holding (self->passage) || drain (self);
    case GST_EVENT_EOS:
      return drain (self);
    default:
      return TRUE;
  }
}

/* What the base class does more with than send it on. */
static gboolean
is_for_base (GstEvent *event)
{
  return !GST_EVENT_IS_SERIALIZED (event) || GST_EVENT_TYPE (event) == GST_EVENT_CAPS
      || GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP || GST_EVENT_TYPE (event) == GST_EVENT_EOS;
}

/* Sinks send LATENCY when the latency of the pipeline was computed anew. */
static gboolean
src_event (GstBaseTransform *base, GstEvent *event)
{
  gboolean latency = GST_EVENT_TYPE (event) == GST_EVENT_LATENCY;
  gboolean done = GST_BASE_TRANSFORM_CLASS (gst_cochl_sense_parent_class)->src_event (base, event);

  if (latency)
    find_liveness (GST_COCHL_SENSE (base));
  return done;
}

static gboolean
sink_event (GstBaseTransform *base, GstEvent *event)
{
  GstCochlSense *self = GST_COCHL_SENSE (base);

  if (!look_at_event (self, event)) {
    gst_event_unref (event);
    return FALSE;
  }
  if (!is_for_base (event))
    return gst_cochl_passage_push_event (self->passage, event);
  return GST_BASE_TRANSFORM_CLASS (gst_cochl_sense_parent_class)->sink_event (base, event);
}

static void
add_latency (GstCochlSense *self, GstQuery *query)
{
  g_autoptr (GstCochlConfig) config = ref_config (self);
  GstClockTime min, max, ours = config->latency * GST_MSECOND;
  gboolean live;

  gst_query_parse_latency (query, &live, &min, &max);
  min += ours;
  if (GST_CLOCK_TIME_IS_VALID (max))
    max += ours;
  gst_query_set_latency (query, live, min, max);
}

static gboolean
query (GstBaseTransform *base, GstPadDirection direction, GstQuery *query)
{
  GstCochlSense *self = GST_COCHL_SENSE (base);

  if (GST_QUERY_TYPE (query) == GST_QUERY_POSITION && direction == GST_PAD_SRC
      && gst_cochl_passage_answer_position (self->passage, query))
    return TRUE;
  if (!GST_BASE_TRANSFORM_CLASS (gst_cochl_sense_parent_class)->query (base, direction, query))
    return FALSE;
  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY && direction == GST_PAD_SRC)
    add_latency (self, query);
  return TRUE;
}

/* Starting and stopping. */

static gboolean
read_settings (GstCochlSense *self, GError **error)
{
  g_autoptr (GstCochlConfig) config = ref_config (self);
  g_autoptr (CochlSettings) settings = NULL;
  GstCochlConfig *changed;

  if (config->config_file && *config->config_file) {
    settings = cochl_settings_new_from_file (config->config_file, error);
    if (!settings) {
      g_prefix_error_literal (error, "config-file: ");
      return FALSE;
    }
  }
  /* The file was read without the lock: what was set meanwhile must stay. */
  GST_OBJECT_LOCK (self);
  changed = gst_cochl_config_copy (self->config);
  g_clear_pointer (&changed->settings, cochl_settings_unref);
  changed->settings = g_steal_pointer (&settings);
  take_config (self, changed);
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static gboolean
start (GstBaseTransform *base)
{
  GstCochlSense *self = GST_COCHL_SENSE (base);
  g_autoptr (GstCochlConfig) config = NULL;
  g_autoptr (GError) error = NULL;

  gst_cochl_passage_start (self->passage);
  if (read_settings (self, &error)) {
    config = ref_config (self);
    if (gst_cochl_worker_start (self->worker, config, &error))
      return TRUE;
  }
  gst_element_post_message (GST_ELEMENT (self), gst_cochl_failure_to_message (GST_OBJECT (self), error, TRUE));
  return FALSE;
}

static gboolean
stop (GstBaseTransform *base)
{
  GstCochlSense *self = GST_COCHL_SENSE (base);

  gst_cochl_worker_stop (self->worker);
  gst_cochl_passage_stop (self->passage);
  return TRUE;
}

/* A streaming thread that waits for room or for the end of the analysis holds
 * the lock that the deactivation of the pads wants: it must go first. */
static GstStateChangeReturn
change_state (GstElement *element, GstStateChange transition)
{
  GstCochlSense *self = GST_COCHL_SENSE (element);

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    post_complaints (self);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    begin_flush (self);
  return GST_ELEMENT_CLASS (gst_cochl_sense_parent_class)->change_state (element, transition);
}

/* Properties. */

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstCochlSense *self = GST_COCHL_SENSE (object);
  g_autoptr (GError) error = NULL;
  GstCochlConfig *changed;

  GST_OBJECT_LOCK (self);
  changed = gst_cochl_properties_set (self->config, id, value, &error);
  if (changed)
    take_config (self, changed);
  GST_OBJECT_UNLOCK (self);
  if (error)
    complain (self, error->message);
  if (id == GST_COCHL_PROP_ATTACH_METAS)
    gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self), !g_value_get_boolean (value));
  if (id == GST_COCHL_PROP_LATENCY)
    gst_element_post_message (GST_ELEMENT (self), gst_message_new_latency (GST_OBJECT (self)));
  gst_cochl_worker_wake (self->worker);
}

static GstStructure *
make_stats (GstCochlSense *self)
{
  GstStructure *stats = gst_cochl_worker_get_stats (self->worker);

  gst_structure_set (stats,
                     "late", G_TYPE_UINT64, gst_cochl_outbox_get_late (self->outbox),
                     "held", GST_TYPE_CLOCK_TIME, gst_cochl_passage_get_held (self->passage),
                     NULL);
  return stats;
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstCochlSense *self = GST_COCHL_SENSE (object);
  g_autoptr (GstCochlConfig) config = ref_config (self);

  if (id == PROP_STATS)
    g_value_take_boxed (value, make_stats (self));
  else if (id == PROP_MAX_OBSERVED_DELAY)
    g_value_set_uint64 (value, gst_cochl_worker_get_max_delay (self->worker));
  else if (!gst_cochl_properties_get (config, id, value))
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
finalize (GObject *object)
{
  GstCochlSense *self = GST_COCHL_SENSE (object);

  gst_cochl_worker_free (self->worker);
  gst_cochl_reporter_free (self->reporter);
  gst_cochl_passage_free (self->passage);
  gst_cochl_queue_unref (self->queue);
  gst_cochl_outbox_free (self->outbox);
  gst_cochl_config_unref (self->config);
  g_ptr_array_unref (self->complaints);
  G_OBJECT_CLASS (gst_cochl_sense_parent_class)->finalize (object);
}

static void
wake_cb (gpointer queue, gpointer user_data)
{
  gst_cochl_worker_wake (((GstCochlSense *) user_data)->worker);
}

static void
gst_cochl_sense_init (GstCochlSense *self)
{
  self->config = gst_cochl_config_new ();
  self->complaints = g_ptr_array_new_with_free_func (g_free);
  self->outbox = gst_cochl_outbox_new ();
  self->queue = gst_cochl_queue_new (wake_cb, self);
  self->passage = gst_cochl_passage_new (GST_AUDIO_FILTER (self), self->queue, self->outbox);
  self->reporter = gst_cochl_reporter_new (GST_ELEMENT (self), self->queue, self->outbox,
                                           (GstCochlReporterConfigFunc) ref_config);
  self->worker = gst_cochl_worker_new (self->queue, &gst_cochl_reporter_funcs, self->reporter);
  gst_base_transform_set_in_place (GST_BASE_TRANSFORM (self), TRUE);
  gst_base_transform_set_passthrough (GST_BASE_TRANSFORM (self), TRUE);
  gst_base_transform_set_gap_aware (GST_BASE_TRANSFORM (self), TRUE);
}

static void
gst_cochl_sense_class_init (GstCochlSenseClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *transform_class = GST_BASE_TRANSFORM_CLASS (klass);
  g_autoptr (GstCaps) caps = gst_caps_from_string (GST_AUDIO_CAPS_MAKE (GST_AUDIO_FORMATS_ALL)
                                                   ", layout = { interleaved, non-interleaved }");

  gst_cochl_debug_init ();
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = finalize;
  element_class->change_state = change_state;
  transform_class->transform_ip_on_passthrough = TRUE;
  transform_class->transform_ip = transform_ip;
  transform_class->generate_output = generate_output;
  transform_class->query = query;
  transform_class->sink_event = sink_event;
  transform_class->src_event = src_event;
  transform_class->start = start;
  transform_class->stop = stop;
  GST_AUDIO_FILTER_CLASS (klass)->setup = setup;

  gst_cochl_properties_install (object_class);
  g_object_class_install_property (object_class, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics", "What was done since the start: requests, retries, rate-limited, "
          "connections, bytes-sent, bytes-received, sessions-created, sessions-deleted, sessions-left, "
          "analysis-units (begun 15 s of audio in sessions, as they are billed), windows, windows-analyzed, windows-quiet, "
          "windows-failed, windows-dropped, segments-dropped, detections, events, audio-duration, window-size, "
          "window-hop, max-observed-delay (ns), in-flight, queued (segments); and what is in force: live, leaky, deadline, drain-timeout, "
          "segment-duration, max-in-flight, max-queued; late (windows), held (audio, ns)",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_MAX_OBSERVED_DELAY,
      g_param_spec_uint64 ("max-observed-delay", "Longest delay", "The longest delay of a window that was judged since "
          "the start, in nanoseconds; notified when it has grown by a tenth",
          0, G_MAXUINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  gst_cochl_meta_register ();
  gst_audio_filter_class_add_pad_templates (GST_AUDIO_FILTER_CLASS (klass), caps);
  gst_element_class_set_static_metadata (element_class, "Cochl.Sense sound recognition", "Filter/Analyzer/Audio",
      "Recognises sounds with the Cochl.Sense service; the audio passes untouched", "The cochlsense project");
}
