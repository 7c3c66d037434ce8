/* How a simulated process says which promise was not kept, and ends. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/simkit.h"

static char *kept;
static const char **kept_format;

void simkit_fault_into(char text[SIMKIT_TEXT], const char **ret_format)
{
	kept = text;
	kept_format = ret_format;
}

_Noreturn void simkit_fault(const char *format, ...)
{
	va_list args;

	if (kept_format)
		*kept_format = format;
	va_start(args, format);
	vsnprintf(kept, SIMKIT_TEXT, format, args);
	va_end(args);
	fflush(NULL);
	_exit(SIMKIT_FAULT);
}
