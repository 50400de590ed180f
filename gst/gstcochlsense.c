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
#include "gst/gstcochloutbox.h"
#include "gst/gstcochlproperties.h"
#include "gst/gstcochlreporter.h"
#include "gst/gstcochlworker.h"

/* What the worker gives up when drain-timeout is over is told before EOS; only a
 * worker that is held up itself, by an application's handler, is not waited for. */
#define DRAIN_GRACE GST_SECOND

enum { PROP_STATS = GST_COCHL_PROP_LAST, PROP_MAX_OBSERVED_DELAY };

struct _GstCochlSense {
  GstAudioFilter parent;

  GstCochlQueue *queue;
  GstCochlOutbox *outbox;
  GstCochlReporter *reporter;
  GstCochlWorker *worker;
  GstCochlConfig *config;  /* under the object lock */
  gint leaky;              /* atomic: what config says, for each buffer to see */
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
  g_atomic_int_set (&self->leaky, gst_cochl_config_is_leaky (config));
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

static void
push_events (GstCochlSense *self, GQueue *events)
{
  GstStructure *structure;

  while ((structure = g_queue_pop_head (events)))
    gst_pad_push_event (GST_BASE_TRANSFORM_SRC_PAD (self), gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM, structure));
}

static void
attach_metas (GstBuffer *buffer, GQueue *metas)
{
  GstStructure *fields;

  while ((fields = g_queue_pop_head (metas))) {
    /* After attach-metas was switched off some may still be on the way. */
    if (gst_buffer_is_writable (buffer))
      gst_cochl_meta_attach (buffer, fields);
    gst_structure_free (fields);
  }
}

static GstFlowReturn
transform_ip (GstBaseTransform *base, GstBuffer *buffer)
{
  GstCochlSense *self = GST_COCHL_SENSE (base);
  gboolean block = !g_atomic_int_get (&self->leaky);
  gboolean pushed = gst_cochl_queue_push_audio (self->queue, buffer, block);
  GQueue events = G_QUEUE_INIT, metas = G_QUEUE_INIT;
  GstCochlOutboxState state = gst_cochl_outbox_take (self->outbox, &events, &metas);

  push_events (self, &events);
  attach_metas (buffer, &metas);
  if (state == GST_COCHL_OUTBOX_FAILED)
    return GST_FLOW_ERROR;
  return pushed ? GST_FLOW_OK : GST_FLOW_FLUSHING;
}

static gboolean
setup (GstAudioFilter *filter, const GstAudioInfo *info)
{
  gst_cochl_queue_push_format (GST_COCHL_SENSE (filter)->queue, info);
  return TRUE;
}

/* EOS goes on when everything has been judged and told; what is told meanwhile
 * goes before it. FALSE: a flush made it void; a sink that got it before
 * FLUSH_START would end the stream that is only sought in. */
static gboolean
drain (GstCochlSense *self)
{
  g_autoptr (GstCochlConfig) config = ref_config (self);
  GstClockTime timeout = gst_cochl_config_get_drain_timeout (config);
  gint64 end_time = timeout >= GST_CLOCK_TIME_NONE - DRAIN_GRACE ? -1 :
      g_get_monotonic_time () + (gint64) ((timeout + DRAIN_GRACE) / GST_USECOND);
  GstCochlOutboxState state = GST_COCHL_OUTBOX_OPEN;
  GQueue events = G_QUEUE_INIT;

  gst_cochl_outbox_expect_drained (self->outbox);
  if (!gst_cochl_queue_push_eos (self->queue))
    return gst_cochl_outbox_take (self->outbox, NULL, NULL) == GST_COCHL_OUTBOX_FAILED;
  while (state == GST_COCHL_OUTBOX_OPEN) {
    state = gst_cochl_outbox_wait (self->outbox, end_time, &events);
    push_events (self, &events);
  }
  if (state == GST_COCHL_OUTBOX_TIMED_OUT)
    GST_ELEMENT_WARNING (self, RESOURCE, BUSY,
        ("Not everything was told within the drain-timeout of %.1f s; EOS goes on.", timeout / 1e9), (NULL));
  return state != GST_COCHL_OUTBOX_FLUSHED;
}

static void
begin_flush (GstCochlSense *self)
{
  gst_cochl_outbox_begin_flush (self->outbox);
  gst_cochl_queue_set_flushing (self->queue, TRUE);
  gst_cochl_worker_wake (self->worker);
}

static void
end_flush (GstCochlSense *self)
{
  gst_cochl_outbox_end_flush (self->outbox);
  gst_cochl_queue_push_flush (self->queue);
  gst_cochl_queue_set_flushing (self->queue, FALSE);
  /* After a failure nobody takes what is pushed. The worker marks the outbox
   * first, so that one of us sees the other. */
  if (gst_cochl_outbox_take (self->outbox, NULL, NULL) == GST_COCHL_OUTBOX_FAILED)
    gst_cochl_queue_set_flushing (self->queue, TRUE);
  gst_cochl_worker_wake (self->worker);
}

static void
push_segment (GstCochlSense *self, GstEvent *event)
{
  GstSegment segment;

  gst_event_copy_segment (event, &segment);
  if (segment.format != GST_FORMAT_TIME)
    gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_cochl_queue_push_segment (self->queue, &segment);
}

static void
push_gap (GstCochlSense *self, GstEvent *event)
{
  GstClockTime timestamp, duration;
  GQueue events = G_QUEUE_INIT;

  gst_event_parse_gap (event, &timestamp, &duration);
  gst_cochl_queue_push_gap (self->queue, timestamp, duration);
  gst_cochl_outbox_take (self->outbox, &events, NULL);
  push_events (self, &events);
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

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      find_liveness (self);
      break;
    case GST_EVENT_SEGMENT:
      find_liveness (self);
      push_segment (self, event);
      break;
    case GST_EVENT_GAP:
      push_gap (self, event);
      break;
    case GST_EVENT_FLUSH_START:
      begin_flush (self);
      break;
    case GST_EVENT_FLUSH_STOP:
      end_flush (self);
      break;
    case GST_EVENT_EOS:
      if (!drain (self)) {
        gst_event_unref (event);
        return FALSE;
      }
      break;
    default:
      break;
  }
  return GST_BASE_TRANSFORM_CLASS (gst_cochl_sense_parent_class)->sink_event (base, event);
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

  gst_cochl_queue_set_flushing (self->queue, FALSE);
  gst_cochl_outbox_reset (self->outbox);
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
  GstCochlItem *item;

  gst_cochl_worker_stop (self->worker);
  while ((item = gst_cochl_queue_pop (self->queue, 0)))
    gst_cochl_item_free (item);
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
  gst_cochl_worker_wake (self->worker);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstCochlSense *self = GST_COCHL_SENSE (object);
  g_autoptr (GstCochlConfig) config = ref_config (self);

  if (id == PROP_STATS)
    g_value_take_boxed (value, gst_cochl_worker_get_stats (self->worker));
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
          "segment-duration, max-in-flight, max-queued", GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  g_object_class_install_property (object_class, PROP_MAX_OBSERVED_DELAY,
      g_param_spec_uint64 ("max-observed-delay", "Longest delay", "The longest delay of a window that was judged since "
          "the start, in nanoseconds; notified when it has grown by a tenth",
          0, G_MAXUINT64, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  gst_cochl_meta_register ();
  gst_audio_filter_class_add_pad_templates (GST_AUDIO_FILTER_CLASS (klass), caps);
  gst_element_class_set_static_metadata (element_class, "Cochl.Sense sound recognition", "Filter/Analyzer/Audio",
      "Recognises sounds with the Cochl.Sense service; the audio passes untouched", "The cochlsense project");
}
