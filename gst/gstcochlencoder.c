/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlencoder.h"

#include <gst/audio/audio.h>

#include "gst/gstcochlwav.h"

#define MOST_ELEMENTS 3

typedef struct {
  const char *name, *content_type;
  const char *launch;                  /* NULL: no element is needed */
  const char *elements[MOST_ELEMENTS]; /* in it */
  const char *package;                 /* Debian's, that has them */
} Format;

/* flacenc's own order of events is wrong when less than a block comes; a segment is a
 * second at least. */
static const Format formats[] = {
  [GST_COCHL_UPLOAD_WAV] = { "wav", "audio/wav", NULL, { NULL }, NULL },
  [GST_COCHL_UPLOAD_FLAC] = { "flac", "audio/flac", "flacenc blocksize=1152 seekpoints=0",
                              { "flacenc" }, "gstreamer1.0-plugins-good" },
  [GST_COCHL_UPLOAD_OGG] = { "ogg", "audio/ogg", "audioconvert dithering=none ! vorbisenc quality=0.3 ! oggmux",
                             { "audioconvert", "vorbisenc", "oggmux" }, "gstreamer1.0-plugins-base" },
};

/* The elements between two pads of ours, for one file: a second one from the same
 * elements would be another. libFLAC falls back to its own settings after each,
 * and oggmux 1.22 goes on with the rate and the position of the one before. To
 * make them anew costs a tenth of a millisecond. */
typedef struct {
  GstElement *bin;
  GstBus *bus;
  GstPad *feed, *drain;
  guint64 n_samples;
  GByteArray *file;  /* what came out */
  gboolean complete; /* EOS came out */
  GError *error;     /* the first that an element told */
} Chain;

static GstFlowReturn
take_buffer (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  Chain *chain = gst_pad_get_element_private (pad);
  gsize size = gst_buffer_get_size (buffer), had = chain->file->len;

  g_byte_array_set_size (chain->file, had + size);
  gst_buffer_extract (buffer, 0, chain->file->data + had, size);
  gst_buffer_unref (buffer);
  return GST_FLOW_OK;
}

static gboolean
take_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  Chain *chain = gst_pad_get_element_private (pad);

  if (GST_EVENT_TYPE (event) == GST_EVENT_EOS)
    chain->complete = TRUE;
  gst_event_unref (event);
  return TRUE;
}

/* flacenc asks how many samples will come and writes that into the file's head. */
static gboolean
answer_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  Chain *chain = gst_pad_get_element_private (pad);
  GstFormat format;

  if (GST_QUERY_TYPE (query) != GST_QUERY_DURATION)
    return gst_pad_query_default (pad, parent, query);
  gst_query_parse_duration (query, &format, NULL);
  if (format != GST_FORMAT_DEFAULT)
    return FALSE;
  gst_query_set_duration (query, format, chain->n_samples);
  return TRUE;
}

static GstBusSyncReply
take_message (GstBus *bus, GstMessage *message, gpointer user_data)
{
  Chain *chain = user_data;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR && !chain->error)
    gst_message_parse_error (message, &chain->error, NULL);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static GstPad *
link_pad (Chain *chain, GstPad *pad, const char *to)
{
  g_autoptr (GstPad) peer = gst_element_get_static_pad (chain->bin, to);

  gst_object_ref_sink (pad);
  gst_pad_set_element_private (pad, chain);
  if (GST_PAD_IS_SRC (pad))
    gst_pad_link (pad, peer);
  else
    gst_pad_link (peer, pad);
  gst_pad_set_active (pad, TRUE);
  return pad;
}

static void
chain_clear (Chain *chain)
{
  if (!chain->bin)
    return;
  gst_element_set_state (chain->bin, GST_STATE_NULL);
  gst_element_set_bus (chain->bin, NULL);
  gst_pad_set_active (chain->feed, FALSE);
  gst_pad_set_active (chain->drain, FALSE);
  gst_object_unref (chain->feed);
  gst_object_unref (chain->drain);
  gst_object_unref (chain->bin);
  gst_object_unref (chain->bus);
  g_clear_pointer (&chain->file, g_byte_array_unref);
  g_clear_error (&chain->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Chain, chain_clear)

/* @bin: (transfer floating) */
static void
chain_init (Chain *chain, GstElement *bin, guint64 n_samples)
{
  chain->bin = gst_object_ref_sink (bin);
  chain->bus = gst_bus_new ();
  gst_bus_set_sync_handler (chain->bus, take_message, chain, NULL);
  gst_element_set_bus (chain->bin, chain->bus);
  chain->n_samples = n_samples;
  chain->file = g_byte_array_new ();
  chain->drain = link_pad (chain, gst_pad_new ("drain", GST_PAD_SINK), "src");
  gst_pad_set_chain_function (chain->drain, take_buffer);
  gst_pad_set_event_function (chain->drain, take_event);
  gst_element_set_state (chain->bin, GST_STATE_PLAYING);
  chain->feed = link_pad (chain, gst_pad_new ("feed", GST_PAD_SRC), "sink");
  gst_pad_set_query_function (chain->feed, answer_query);
}

/* A second at a time, so that no encoder holds the whole segment once more. */
static void
push_samples (Chain *chain, GBytes *samples, int rate)
{
  gsize size = g_bytes_get_size (samples), step = rate * sizeof (gint16);

  for (gsize at = 0; at < size; at += step) {
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (samples, at, MIN (step, size - at));
    GstBuffer *buffer = gst_buffer_new_wrapped_bytes (part);

    GST_BUFFER_PTS (buffer) = at / step * GST_SECOND;
    GST_BUFFER_DURATION (buffer) = gst_util_uint64_scale_int (g_bytes_get_size (part) / sizeof (gint16),
                                                              GST_SECOND, rate);
    if (gst_pad_push (chain->feed, buffer) != GST_FLOW_OK)
      return;
  }
}

/* Encoders, and muxers of one stream, work in the thread that pushes: when EOS has
 * been pushed the file is there. */
static void
push_stream (Chain *chain, GBytes *samples, int rate)
{
  g_autoptr (GstCaps) caps = NULL;
  GstAudioInfo info;
  GstSegment segment;

  gst_audio_info_set_format (&info, GST_AUDIO_FORMAT_S16, rate, 1, NULL);
  caps = gst_audio_info_to_caps (&info);
  gst_segment_init (&segment, GST_FORMAT_TIME);
  gst_pad_push_event (chain->feed, gst_event_new_stream_start ("segment"));
  if (!gst_pad_push_event (chain->feed, gst_event_new_caps (caps)))
    return;
  gst_pad_push_event (chain->feed, gst_event_new_segment (&segment));
  push_samples (chain, samples, rate);
  gst_pad_push_event (chain->feed, gst_event_new_eos ());
}

static gboolean
check_elements (const Format *format, GError **error)
{
  for (gsize i = 0; i < MOST_ELEMENTS && format->elements[i]; i++) {
    g_autoptr (GstElementFactory) factory = gst_element_factory_find (format->elements[i]);

    if (!factory) {
      g_set_error (error, GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN,
                   "upload-format %s needs the element %s, which is not installed; Debian has it in the package %s.",
                   format->name, format->elements[i], format->package);
      return FALSE;
    }
  }
  return TRUE;
}

static GBytes *
encode (const Format *format, GBytes *samples, int rate, GError **error)
{
  GstElement *bin = gst_parse_bin_from_description (format->launch, TRUE, error);
  g_auto (Chain) chain = { NULL };

  if (!bin)
    return NULL;
  chain_init (&chain, bin, g_bytes_get_size (samples) / sizeof (gint16));
  push_stream (&chain, samples, rate);
  if (!chain.error && chain.complete && chain.file->len > 0)
    return g_byte_array_free_to_bytes (g_steal_pointer (&chain.file));
  g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_ENCODE,
               "Audio of %d Hz cannot be encoded for upload-format %s: %s", rate, format->name,
               chain.error ? chain.error->message : "the encoder does not take it.");
  return NULL;
}

GBytes *
gst_cochl_encoder_encode (GstCochlUploadFormat format, GBytes *samples, int rate, GError **error)
{
  g_autoptr (GBytes) owned = samples;

  g_return_val_if_fail (format != GST_COCHL_UPLOAD_AUTO && format < G_N_ELEMENTS (formats), NULL);

  if (!formats[format].launch)
    return gst_cochl_wav_encode (g_steal_pointer (&owned), rate);
  if (!check_elements (&formats[format], error))
    return NULL;
  return encode (&formats[format], owned, rate, error);
}

const char *
gst_cochl_encoder_get_content_type (GstCochlUploadFormat format)
{
  return formats[format].content_type;
}

const char *
gst_cochl_encoder_get_suffix (GstCochlUploadFormat format)
{
  return formats[format].name;
}
