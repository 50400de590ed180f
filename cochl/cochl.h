/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* Everything that libcochl offers. */

#include "cochl/analysis/cochl-filter.h"
#include "cochl/analysis/cochl-nearest.h"
#include "cochl/analysis/cochl-summary.h"
#include "cochl/client/cochl-client.h"
#include "cochl/client/cochl-condition.h"
#include "cochl/client/cochl-key.h"
#include "cochl/client/cochl-lane.h"
#include "cochl/client/cochl-settings.h"
#include "cochl/client/cochl-submission.h"
#include "cochl/client/cochl-url.h"
#include "cochl/cochl-macros.h"
#include "cochl/model/cochl-error.h"
#include "cochl/model/cochl-event.h"
#include "cochl/model/cochl-number.h"
#include "cochl/model/cochl-result.h"
#include "cochl/model/cochl-tag-values.h"
#include "cochl/model/cochl-tag.h"
#include "cochl/model/cochl-window.h"
