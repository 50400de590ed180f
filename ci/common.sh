# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What ./check and ./demo share; sourced with the project's folder as the
# working directory.

# prepare_build DIR [MESON-OPTION...]: configures a build directory once; one
# that was left half configured is begun anew.
prepare_build() {
  local dir=$1
  shift
  [ -f "$dir/build.ninja" ] && return
  rm -rf "$dir/meson-private" "$dir/meson-info"
  meson setup "$dir" "$@"
}

has_key() {
  [ -n "${COCHL_API_KEY:-}${COCHL_SENSE_PROJECT_KEY:-}${COCHL_PROJECT_KEY:-}" ]
}
