/* Lists of chains with a number each, as texts: "nst:120 nst1:7". */
/* SPDX-License-Identifier: Apache-2.0 */
#include "domain/mesh/chains.h"

bool chains_next(struct str *list, code *ret_origin, uint64_t *ret_number)
{
	struct str one, name;
	int64_t number;

	if (list->at == NULL || list->len == 0 || !str_split(list, ' ', &one) ||
	    !str_split(&one, ':', &name) || !code_parse(name, ret_origin) || one.at == NULL ||
	    !str_to_i64(one, &number) || number < 0)
		return false;
	*ret_number = (uint64_t)number;
	return true;
}

void chains_init(struct buf *list)
{
	buf_init(list, CHAINS_MAX);
}

void chains_add(struct buf *list, code origin, uint64_t number)
{
	char text[CODE_TEXT];

	code_format(origin, text);
	buf_printf(list, "%s%s:%llu", list->len > 0 ? " " : "", text, (unsigned long long)number);
}

void chains_add_written(struct buf *list, const struct model *model, code site, code post)
{
	for (uint16_t i = 0; i < tree_count(model); i++) {
		const struct post *at = tree_at(model, i);

		if (at->declared == at->code && site_of_origin(model, at->code) == site &&
		    (at->code == post || tree_above(model, post, at->code)))
			chains_add(list, at->code, model_origin_seq(model, at->code));
	}
}

void chains_add_known(struct buf *list, const struct model *model)
{
	for (uint16_t i = 0; i < tree_count(model); i++) {
		const struct post *at = tree_at(model, i);
		uint64_t last = model_origin_seq(model, at->code);

		if (last > 0)
			chains_add(list, at->code, last);
	}
	for (uint16_t i = 0; i < site_count(model); i++) {
		const struct site *at = site_at(model, i);
		uint64_t last = at->follows ? model_origin_seq(model, at->code) : 0;

		if (last > 0)
			chains_add(list, at->code, last);
	}
}
