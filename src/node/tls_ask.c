/* One request to a node over TLS, for the shell: nothing is sent before the node is known. */
/* SPDX-License-Identifier: Apache-2.0 */
#include "node/tls_ask.h"

#include <gnutls/gnutls.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "node/tls.h"

#define PIECE 16384

static char fault[400];

static const char *say(const char *zh, const char *en, int rc)
{
	snprintf(fault, sizeof fault, "%s / %s: %s", zh, en, gnutls_strerror(rc));
	return fault;
}

static const char *say_untrusted(gnutls_session_t session)
{
	unsigned status = gnutls_session_get_verify_cert_status(session);
	gnutls_datum_t text = { NULL, 0 };

	gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0);
	snprintf(fault, sizeof fault, "对方的证书不可信 / the certificate is not to be trusted: %s",
		 text.data != NULL ? (const char *)text.data : "");
	gnutls_free(text.data);
	return fault;
}

static const char *take_trust(gnutls_certificate_credentials_t trust, const char *ca)
{
	int count = ca == NULL ? gnutls_certificate_set_x509_system_trust(trust)
			       : gnutls_certificate_set_x509_trust_file(trust, ca,
									GNUTLS_X509_FMT_PEM);

	if (count > 0)
		return NULL;
	return say("没有可用的根证书", "no CA certificate can be read",
		   count < 0 ? count : GNUTLS_E_NO_CERTIFICATE_FOUND);
}

static const char *shake_hands(gnutls_session_t session)
{
	int rc;

	do
		rc = gnutls_handshake(session);
	while (rc == GNUTLS_E_INTERRUPTED || rc == GNUTLS_E_WARNING_ALERT_RECEIVED);
	if (rc == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
		return say_untrusted(session);
	return rc < 0 ? say("TLS握手失败", "no TLS connection", rc) : NULL;
}

static const char *send_all(gnutls_session_t session, struct str request)
{
	while (request.len > 0) {
		ssize_t sent = gnutls_record_send(session, request.at, request.len);

		if (sent == GNUTLS_E_INTERRUPTED)
			continue;
		if (sent < 0)
			return say("发送失败", "the request was not sent", (int)sent);
		request.at += sent;
		request.len -= (uint32_t)sent;
	}
	return NULL;
}

/* An end without a farewell may be somebody who cut it: the reader counts what has come. */
static const char *receive_all(gnutls_session_t session, struct buf *ret)
{
	for (;;) {
		char *room = buf_room(ret, PIECE);
		ssize_t got;

		if (room == NULL)
			return "回答过长 / the answer is too long";
		got = gnutls_record_recv(session, room, PIECE);
		if (got == GNUTLS_E_INTERRUPTED)
			continue;
		if (got == 0 || got == GNUTLS_E_PREMATURE_TERMINATION)
			return NULL;
		if (got < 0)
			return say("没有收到回答", "no answer has come", (int)got);
		ret->len += (size_t)got;
	}
}

static bool is_address(const char *host)
{
	return strchr(host, ':') != NULL || strspn(host, "0123456789.") == strlen(host);
}

static const char *converse(gnutls_session_t session, struct str request, struct buf *ret)
{
	const char *wrong = shake_hands(session);

	if (wrong == NULL)
		wrong = send_all(session, request);
	if (wrong == NULL)
		wrong = receive_all(session, ret);
	if (wrong == NULL)
		gnutls_bye(session, GNUTLS_SHUT_WR);
	return wrong;
}

const char *tls_ask(int fd, const char *host, const char *ca, struct str request, struct buf *ret)
{
	gnutls_certificate_credentials_t trust;
	gnutls_session_t session;
	const char *wrong;

	if (gnutls_certificate_allocate_credentials(&trust) != 0 ||
	    gnutls_init(&session, GNUTLS_CLIENT) != 0)
		mem_end();
	wrong = take_trust(trust, ca);
	if (wrong == NULL) {
		gnutls_priority_set_direct(session, tls_priorities(), NULL);
		gnutls_credentials_set(session, GNUTLS_CRD_CERTIFICATE, trust);
		/* A name is told, so that the other side can choose; an address never is. */
		if (!is_address(host))
			gnutls_server_name_set(session, GNUTLS_NAME_DNS, host, strlen(host));
		gnutls_session_set_verify_cert(session, host, 0);
		gnutls_transport_set_int(session, fd);
		wrong = converse(session, request, ret);
	}
	gnutls_deinit(session);
	gnutls_certificate_free_credentials(trust);
	return wrong;
}
