#!/bin/sh
# The checker of generated files sees each way in which the repository can lag behind the program.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

mkdir -p "$tree/tools"
cp "$tools/generated.sh" "$tree/tools/"
file program <<'P'
#!/bin/sh
case $1 in
reference) mkdir -p "$2"; echo "# Incident" >"$2/incident.md" ;;
openapi) echo '{ "openapi": "3.1.0" }' ;;
types) echo 'export type Kind = "incident";' ;;
*) exit 2 ;;
esac
P
chmod +x "$tree/program"
check()
{
	"$tree/tools/generated.sh" check "$tree/program"
}

complains "nothing printed yet" "are stale" check
accepts "printed anew" "$tree/tools/generated.sh" write "$tree/program"
accepts "fresh" check
echo '{}' >"$tree/docs/openapi.json"
complains "openapi.json is stale" "stale: docs/openapi.json" check
"$tree/tools/generated.sh" write "$tree/program"
echo x >"$tree/docs/reference/gone.md"
complains "a page of a kind that is gone" "gone.md" check
"$tree/tools/generated.sh" write "$tree/program"
rm "$tree/docs/reference/incident.md"
complains "a page is missing" "incident.md" check
"$tree/tools/generated.sh" write "$tree/program"
echo '// mine' >>"$tree/web/src/gen/types.ts"
complains "types edited by hand" "types.ts" check
printf '#!/bin/sh\necho out of memory >&2\nexit 3\n' >"$tree/program"
complains "the program fails" "out of memory" check
finish
