/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* libcochl is built with hidden visibility: what an application or the plugin
 * may call is marked with this. */
#define COCHL_API __attribute__ ((visibility ("default"))) extern
