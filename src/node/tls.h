/* The certificate that the node shows, which can be changed while it runs. */
/* SPDX-License-Identifier: Apache-2.0 */
#ifndef NODE_TLS_H
#define NODE_TLS_H

/*
 * Reads both PEM files; NULL, or what is wrong in both languages, and then the pair of before
 * stays. One pair for the process: the library's callback has no place for more.
 */
const char *tls_load(const char *cert_path, const char *key_path);
void tls_release(void);
/* What libmicrohttpd is given as MHD_OPTION_HTTPS_CERT_CALLBACK. */
void *tls_callback(void);
/* TLS 1.2 and up, the server's order of preference. */
const char *tls_priorities(void);

#endif
