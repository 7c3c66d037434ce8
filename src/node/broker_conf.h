/* What the broker of a site is told: where to listen, whom to trust, who may speak for whom. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_BROKER_CONF_H
#define NODE_BROKER_CONF_H

#include "node/site_file.h"

/*
 * A configuration of nats-server. This site's node may speak only as itself; the broker of a site
 * right below may pass on what that site and all sites below it say, and hear what is for them.
 * Certificates say who is who (verify_and_map).
 */
void broker_conf_print(const char *dir, const struct site_file *file, const struct model *model,
		       struct buf *out);
/*
 * Writes DIR/mesh/nats.conf if it would say something else than it does, and nudges a broker that
 * has left its number in DIR/mesh/nats.pid. False: it could not be written.
 */
bool broker_conf_renew(const char *dir, const struct site_file *file, const struct model *model);

#endif
