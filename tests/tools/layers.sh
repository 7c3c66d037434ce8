#!/bin/sh
# The checker of the arrows complains about each kind of wrong include and about nothing else.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

# wrong WHAT FILE INCLUDE TEXT
wrong()
{
	fresh
	echo "#include $3" | file "$2"
	complains "$1" "$2:1: $4" "$tools/layers.sh" "$tree"
}
# right FILE INCLUDE
right()
{
	fresh
	echo "#include $2" | file "$1"
	accepts "$1 may include $2" "$tools/layers.sh" "$tree"
}

wrong "base includes os" src/base/str.c '"os/os.h"' "base must not include os"
wrong "os includes log" src/os/real.c '"log/log.h"' "os must not include log"
wrong "log includes model" src/log/log.c '"model/kind.h"' "log must not include model"
wrong "an engine includes model" src/engine/route/path.c '"model/kind.h"' \
	"engine must not include model"
wrong "model includes log" src/model/apply.c '"log/log.h"' "model must not include log"
wrong "model includes domain" src/model/apply.c '"domain/command/x.h"' \
	"model must not include domain"
wrong "domain includes node" src/domain/command/incident.c '"node/pipeline.h"' \
	"domain must not include node"
wrong "module includes module" src/domain/checkpoints/lane.c '"domain/hazards/hazard.h"' \
	"modules of the domain do not include each other"
wrong "wire includes os" src/wire/cap/parse.c '"os/os.h"' "wire must not include os"
wrong "node includes domain" src/node/pipeline.c '"domain/command/x.h"' \
	"node must not include domain"
wrong "an engine includes os" src/engine/route/path.c '"os/os.h"' "engine must not include os"
wrong "base includes engine" src/base/str.c '"engine/route/route.h"' \
	"base must not include engine"
wrong "cli includes domain" src/cli/main.c '"domain/command/x.h"' \
	"cli must not include domain"
wrong "a header is no way around" src/base/str.h '"os/os.h"' "base must not include os"
wrong "a room nobody planned" src/util/str.c '<string.h>' "no such room: util"
wrong "an include without its room" src/base/str.c '"str.h"' "write the path from src/"
wrong "generated text elsewhere" src/model/apply.c '"gen/kinds.inc"' "generated text belongs in"
wrong "base calls the system" src/base/mem.c '<unistd.h>' "base has no business with <unistd.h>"
wrong "log starts threads" src/log/log.c '<pthread.h>' "log has no business with <pthread.h>"
wrong "model reads the clock" src/model/apply.c '<time.h>' "model has no business with <time.h>"
wrong "model opens a database" src/model/apply.c '<sqlite3.h>' \
	"model has no business with <sqlite3.h>"
wrong "wire opens sockets" src/wire/http/parse.c '<sys/socket.h>' \
	"wire has no business with <sys/socket.h>"
wrong "node uses the loop's library" src/node/serve.c '<uv.h>' \
	"node has no business with <uv.h>"
wrong "cli hashes by itself" src/cli/main.c '<sodium.h>' "cli has no business with <sodium.h>"
wrong "blanks do not hide it" src/base/str.c ' 	<fcntl.h>' "base has no business with <fcntl.h>"

right src/base/hash.c '<openssl/evp.h>'
right src/os/loop.c '<uv.h>'
right src/os/real.c '<sys/stat.h>'
right src/log/store.c '<sqlite3.h>'
right src/domain/command/incident.c '"domain/command/command.h"'
right src/domain/command/incident.c '"engine/route/route.h"'
right src/domain/all.c '"gen/kinds.inc"'
right src/node/http.c '<microhttpd.h>'
right src/cli/main.c '"node/pipeline.h"'
right src/cli/main.c '"engine/route/route.h"'
right src/wire/cap/parse.c '"engine/route/route.h"'
right src/model/apply.c '<string.h>'

accepts "this repository" "$tools/layers.sh" "$tools/.."
finish
