/* A JSON reader that is not ours, to check what we print; its names that clash are hidden. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef LIB_FOREIGN_JSON_H
#define LIB_FOREIGN_JSON_H

/*
 * Comes before base/json.h. The json_is_…() macros name these constants and must not be used after
 * this header; compare with json_true() and the like.
 */
#define JSON_OBJECT FOREIGN_OBJECT
#define JSON_ARRAY FOREIGN_ARRAY
#define JSON_STRING FOREIGN_STRING
#define JSON_TRUE FOREIGN_TRUE
#define JSON_FALSE FOREIGN_FALSE
#define JSON_NULL FOREIGN_NULL
#include <jansson.h>
#undef JSON_OBJECT
#undef JSON_ARRAY
#undef JSON_STRING
#undef JSON_TRUE
#undef JSON_FALSE
#undef JSON_NULL

#endif
