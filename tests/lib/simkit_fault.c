/* How a simulated process says which promise was not kept, and ends. */
/* SPDX-License-Identifier: Apache-2.0 */
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "lib/simkit.h"

static char *kept;

void simkit_fault_into(char text[SIMKIT_TEXT])
{
	kept = text;
}

_Noreturn void simkit_fault(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(kept, SIMKIT_TEXT, format, args);
	va_end(args);
	fflush(NULL);
	_exit(SIMKIT_FAULT);
}
