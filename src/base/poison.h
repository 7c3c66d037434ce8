/* Tells the address sanitizer which parts of a pool or arena nobody may touch at the moment. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_POISON_H
#define BASE_POISON_H

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define POISON_ON 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define POISON_ON 1
#endif

#ifdef POISON_ON
#include <sanitizer/asan_interface.h>
#define POISON(at, size) ASAN_POISON_MEMORY_REGION((at), (size))
#define UNPOISON(at, size) ASAN_UNPOISON_MEMORY_REGION((at), (size))
#else
#define POISON(at, size) ((void)(at), (void)(size))
#define UNPOISON(at, size) ((void)(at), (void)(size))
#endif

#endif
