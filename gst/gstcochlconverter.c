/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gst/gstcochlconverter.h"

#include <string.h>

/* Bounds the scratch memory of GstAudioConverter, which otherwise grows to a
 * few times the largest buffer. */
#define CHUNK_FRAMES 4096

/* The fewest samples that a stretch begins with; more than SIMD takes at once. */
#define FIRST_SAMPLES 8

/* As many channels as GstAudioConverter mixes. */
#define MIXED_CHANNELS 63
/* Far above any converter of sound. The resampler's filter grows with the rate,
 * to more memory than there is. */
#define MAX_RATE (1000 * GST_COCHL_ANALYSIS_RATE)

struct _GstCochlConverter {
  GstAudioInfo source; /* what is pushed */
  GstAudioInfo in;     /* what the converter gets: the source, or its mix in mono */
  GstAudioInfo out;
  GstAudioConverter *converter;
  GstAudioConverter *mixer; /* to mono S16 at the source's rate, where that is cheaper, or NULL */
  guint64 frames_in;  /* of this stretch */
  guint64 frames_out;
  gpointer silence;   /* CHUNK_FRAMES of it in the input's format, made when first needed */
  guint n_planes;
  gsize chunk;        /* frames converted at once */
  gsize width;        /* bytes a frame in a plane */
  gpointer *planes;   /* what is converted next */
  gpointer *held;     /* planes of frames too few to give a sample */
  gsize n_held;
  gsize held_room;    /* frames that each of them has room for */
  gint16 *mixed;      /* a chunk that the mixer made */
  double *mix;        /* a chunk, where we mix */
  gpointer unpacked;  /* a chunk of a plane in its unpack format */
};

/* Channels are averaged whatever their positions: no channel of an unusual
 * layout is left out, and a sound that only one microphone has counts the same
 * wherever that one stands. */
static void
set_average (GstStructure *config, int channels)
{
  g_auto (GValue) matrix = G_VALUE_INIT;
  g_auto (GValue) row = G_VALUE_INIT;
  g_auto (GValue) weight = G_VALUE_INIT;

  g_value_init (&matrix, GST_TYPE_ARRAY);
  g_value_init (&row, GST_TYPE_ARRAY);
  g_value_init (&weight, G_TYPE_FLOAT);
  g_value_set_float (&weight, 1.0f / channels);
  for (int i = 0; i < channels; i++)
    gst_value_array_append_value (&row, &weight);
  gst_value_array_append_value (&matrix, &row);
  gst_structure_set_value (config, GST_AUDIO_CONVERTER_OPT_MIX_MATRIX, &matrix);
}

/* Without dither or noise shaping the same audio gives the same samples. */
static GstAudioConverter *
make_converter (GstAudioInfo *in, GstAudioInfo *out)
{
  GstStructure *config = gst_structure_new ("GstCochlConverter",
      GST_AUDIO_CONVERTER_OPT_DITHER_METHOD, GST_TYPE_AUDIO_DITHER_METHOD, GST_AUDIO_DITHER_NONE,
      GST_AUDIO_CONVERTER_OPT_NOISE_SHAPING_METHOD, GST_TYPE_AUDIO_NOISE_SHAPING_METHOD,
      GST_AUDIO_NOISE_SHAPING_NONE,
      NULL);

  if (in->channels > 1)
    set_average (config, in->channels);
  return gst_audio_converter_new (GST_AUDIO_CONVERTER_FLAG_NONE, in, out, config);
}

/* GstAudioConverter resamples what it unpacks in double precision, at twice the
 * price of S16, which is all that comes out. */
static gboolean
is_mixed_first (const GstAudioInfo *info)
{
  return info->rate > GST_COCHL_ANALYSIS_RATE && info->channels <= MIXED_CHANNELS &&
         GST_AUDIO_INFO_FORMAT (info) != GST_AUDIO_FORMAT_S16;
}

static guint
get_n_planes (const GstAudioInfo *info)
{
  return info->layout == GST_AUDIO_LAYOUT_NON_INTERLEAVED ? info->channels : 1;
}

/* The input's format with its channels' positions forgotten, so that the mix
 * depends on their number alone. */
static void
init_info (GstCochlConverter *self, const GstAudioInfo *info)
{
  self->source = *info;
  self->chunk = CHUNK_FRAMES;
  if (info->channels <= MIXED_CHANNELS) {
    gst_audio_info_set_format (&self->in, GST_AUDIO_INFO_FORMAT (info),
        info->rate, info->channels, NULL);
    self->in.layout = info->layout;
  } else {
    gst_audio_info_set_format (&self->in, GST_AUDIO_FORMAT_F64, info->rate, 1, NULL);
    self->chunk = MAX (CHUNK_FRAMES * MIXED_CHANNELS / info->channels, 1);
    self->mix = g_new (double, self->chunk);
    self->unpacked = g_new (double, self->chunk * info->channels / get_n_planes (info));
  }
  gst_audio_info_set_format (&self->out, GST_AUDIO_FORMAT_S16,
      MIN (info->rate, GST_COCHL_ANALYSIS_RATE), 1, NULL);
}

/* From then on the converter gets what the mixer gives. */
static gboolean
init_mixer (GstCochlConverter *self)
{
  GstAudioInfo mono;

  gst_audio_info_set_format (&mono, GST_AUDIO_FORMAT_S16, self->in.rate, 1, NULL);
  self->mixer = make_converter (&self->in, &mono);
  self->mixed = g_new (gint16, self->chunk);
  self->in = mono;
  return self->mixer != NULL;
}

GstCochlConverter *
gst_cochl_converter_new (const GstAudioInfo *info)
{
  g_autoptr (GstCochlConverter) self = g_new0 (GstCochlConverter, 1);

  g_return_val_if_fail (GST_AUDIO_INFO_IS_VALID (info), NULL);

  if (info->rate > MAX_RATE)
    return NULL;
  init_info (self, info);
  self->planes = g_new0 (gpointer, get_n_planes (info));
  if (is_mixed_first (info) && !init_mixer (self))
    return NULL;
  self->n_planes = get_n_planes (&self->in);
  self->width = self->in.bpf / self->n_planes;
  self->held = g_new0 (gpointer, self->n_planes);
  self->converter = make_converter (&self->in, &self->out);
  if (self->converter == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

void
gst_cochl_converter_free (GstCochlConverter *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->converter, gst_audio_converter_free);
  g_clear_pointer (&self->mixer, gst_audio_converter_free);
  g_free (self->mixed);
  g_free (self->silence);
  g_free (self->planes);
  for (guint i = 0; i < self->n_planes; i++)
    g_free (self->held[i]);
  g_free (self->held);
  g_free (self->mix);
  g_free (self->unpacked);
  g_free (self);
}

int
gst_cochl_converter_get_rate (GstCochlConverter *self)
{
  return self->out.rate;
}

static void
hold (GstCochlConverter *self, gsize frames)
{
  if (self->n_held + frames > self->held_room) {
    self->held_room = self->n_held + frames + CHUNK_FRAMES;
    for (guint i = 0; i < self->n_planes; i++)
      self->held[i] = g_realloc (self->held[i], self->held_room * self->width);
  }
  for (guint i = 0; i < self->n_planes; i++)
    memcpy ((guint8 *) self->held[i] + self->n_held * self->width, self->planes[i], frames * self->width);
  self->n_held += frames;
}

/* GstAudioConverter 1.22 crashes when it resamples so few frames that no sample
 * comes out, and for the first ones it reads some frames beyond those that it has,
 * times zero, where they are only just enough: frames are held until there are more. */
static void
convert_planes (GstCochlConverter *self, gsize frames, GArray *out)
{
  gsize n = gst_audio_converter_get_out_frames (self->converter, self->n_held + frames);
  gpointer *planes = self->planes;
  gboolean few = n < (self->frames_out == 0 ? FIRST_SAMPLES : 1);
  guint had = out->len;
  gpointer to;

  if (few || self->n_held > 0)
    hold (self, frames);
  if (few)
    return;
  if (self->n_held > 0) {
    planes = self->held;
    frames = self->n_held;
  }
  g_array_set_size (out, had + n);
  to = &g_array_index (out, gint16, had);
  gst_audio_converter_samples (self->converter, GST_AUDIO_CONVERTER_FLAG_NONE, planes, frames, &to, n);
  self->frames_out += n;
  self->n_held = 0;
}

static void
convert_silence (GstCochlConverter *self, gsize frames, GArray *out)
{
  gsize bytes = CHUNK_FRAMES * self->in.bpf;

  if (self->silence == NULL) {
    self->silence = g_malloc (bytes);
    gst_audio_format_info_fill_silence (self->in.finfo, self->silence, bytes);
  }
  for (guint i = 0; i < self->n_planes; i++)
    self->planes[i] = self->silence;
  while (frames > 0) {
    gsize n = MIN (frames, CHUNK_FRAMES);

    convert_planes (self, n, out);
    frames -= n;
  }
}

/* Adds the @channels of the interleaved, unpacked @frames to the mix. */
static void
add_to_mix (GstCochlConverter *self, guint channels, gsize frames)
{
  const gint32 *integers = self->unpacked;
  const double *floats = self->unpacked;
  gboolean is_float = self->source.finfo->unpack_format == GST_AUDIO_FORMAT_F64;

  for (gsize i = 0; i < frames; i++) {
    double sum = 0;

    for (guint c = 0; c < channels; c++)
      sum += is_float ? floats[i * channels + c] : integers[i * channels + c] / 2147483648.0;
    self->mix[i] += sum / self->source.channels;
  }
}

static void
mix (GstCochlConverter *self, const gpointer *from, gsize offset, gsize frames)
{
  const GstAudioFormatInfo *finfo = self->source.finfo;
  guint n_planes = get_n_planes (&self->source);
  guint channels = self->source.channels / n_planes;
  gsize width = self->source.bpf / n_planes;

  memset (self->mix, 0, frames * sizeof (double));
  for (guint i = 0; i < n_planes; i++) {
    finfo->unpack_func (finfo, GST_AUDIO_PACK_FLAG_NONE, self->unpacked,
        (guint8 *) from[i] + offset * width, frames * channels);
    add_to_mix (self, channels, frames);
  }
  self->planes[0] = self->mix;
}

/* Makes @planes what the converter gets of them. */
static void
take_chunk (GstCochlConverter *self, const gpointer *from, gsize offset, gsize frames)
{
  guint n_planes = get_n_planes (&self->source);
  gsize width = self->source.bpf / n_planes;
  gpointer mixed = self->mixed;

  for (guint i = 0; i < n_planes; i++)
    self->planes[i] = (guint8 *) from[i] + offset * width;
  if (self->mixer != NULL) {
    gst_audio_converter_samples (self->mixer, GST_AUDIO_CONVERTER_FLAG_NONE, self->planes, frames, &mixed, frames);
    self->planes[0] = mixed;
  }
}

static void
convert_audio (GstCochlConverter *self, const gpointer *from, gsize frames, GArray *out)
{
  for (gsize done = 0; done < frames;) {
    gsize n = MIN (frames - done, self->chunk);

    if (self->mix != NULL)
      mix (self, from, done, n);
    else
      take_chunk (self, from, done, n);
    convert_planes (self, n, out);
    done += n;
  }
}

void
gst_cochl_converter_push (GstCochlConverter *self, const gpointer *planes, gsize frames, GArray *out)
{
  if (planes != NULL)
    convert_audio (self, planes, frames, out);
  else
    convert_silence (self, frames, out);
  self->frames_in += frames;
}

/* The resampler has no delay: it begins with half a filter of zeros, and holds
 * back the frames whose other half has not come; so zeros are fed for those. */
void
gst_cochl_converter_drain (GstCochlConverter *self, GArray *out)
{
  guint64 total = gst_util_uint64_scale_ceil (self->frames_in, self->out.rate, self->in.rate);

  while (self->frames_out < total)
    convert_silence (self, MAX (gst_audio_converter_get_max_latency (self->converter), 1), out);
  g_array_set_size (out, out->len - (self->frames_out - total));
  gst_cochl_converter_reset (self);
}

/* gst_audio_converter_reset() keeps the resampler's phase, so that the next
 * stretch would begin between two samples; a new converter begins at its first. */
void
gst_cochl_converter_reset (GstCochlConverter *self)
{
  if (self->frames_in == 0)
    return;
  self->frames_in = self->frames_out = self->n_held = 0;
  gst_audio_converter_free (self->converter);
  self->converter = make_converter (&self->in, &self->out);
}
