/* A released warning as CAP 1.2 (OASIS Common Alerting Protocol), for whoever passes alerts on. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef WIRE_CAP_CAP_H
#define WIRE_CAP_CAP_H

#include "base/buf.h"
#include "model/model.h"

#define CAP_TYPE "application/cap+xml"

/* True for a record whose kind marks its fields with CAP names, once it has been issued. */
bool cap_ready(const struct record *record);
/* True if besides it is a real alert for everybody: status Actual, scope Public, not struck out. */
bool cap_public(const struct record *record);

/*
 * One `alert` of a record that is ready, in UTF-8, with an `info` in zh-CN and one in en-US. The
 * elements stand in the order of the standard, filled by the CAP names of the kind's fields; its
 * words (Met, Immediate …) are the English labels of the choices. Times bear the offset that the
 * event had when the warning was issued. Profile: effective is the time of issue; a polygon is the
 * outer ring; a point is a circle of the warning's radius, else of policy warning.radius; a line is
 * the box around it, widened by that radius; places give their shapes and their codes as geocodes.
 */
void cap_write(const struct model *model, const struct record *record, struct buf *out);

#endif
