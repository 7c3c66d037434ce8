#!/bin/sh
# What `make install` puts on a machine: program, locked-in service, manual, documents.
# SPDX-License-Identifier: Apache-2.0
set -u
. "$(dirname "$0")/tap.inc"

file program <<'P'
#!/bin/sh
[ "$1" = man ] && echo '.TH WATCHFLOOR 1' >"$2/watchfloor.1"
P
chmod +x "$tree/program"
run()
{
	"$tools/../packaging/install.sh" "$tree/program" "$tree/root" /usr
}
has()
{
	accepts "installs $1" test -s "$tree/root/$1"
}
unit=$tree/root/usr/lib/systemd/system/watchfloor.service
# locked DIRECTIVE...: each stands in the unit as a line
locked()
{
	for directive in "$@"; do
		accepts "the service has $directive" grep -qx -e "$directive" "$unit"
	done
}

accepts "installs below a prefix" run
has usr/bin/watchfloor
has usr/lib/systemd/system/watchfloor.service
has usr/lib/sysusers.d/watchfloor.conf
has usr/share/man/man1/watchfloor.1.gz
has usr/share/doc/watchfloor/LICENSE
has usr/share/doc/watchfloor/operations.md
has etc/default/watchfloor
accepts "the service starts the program of the prefix" \
	grep -q '^ExecStart=/usr/bin/watchfloor serve --data /var/lib/watchfloor ' "$unit"
accepts "no placeholder is left" sh -c '! grep -q "=@BINDIR@" "$1"' - "$unit"
locked User=watchfloor NoNewPrivileges=yes CapabilityBoundingSet= ProtectSystem=strict \
	ProtectHome=yes PrivateTmp=yes PrivateDevices=yes MemoryDenyWriteExecute=yes \
	RestrictNamespaces=yes RestrictSUIDSGID=yes SystemCallFilter=@system-service \
	StateDirectory=watchfloor UMask=0077 LimitCORE=0

echo mine >"$tree/root/etc/default/watchfloor"
accepts "installs again" run
prints "and leaves the administrator's settings" mine cat "$tree/root/etc/default/watchfloor"
if command -v systemd-analyze >/dev/null; then
	sed -i 's|^ExecStart=.*|ExecStart=/bin/true|' "$unit"
	accepts "systemd reads the unit" systemd-analyze verify --man=no "$unit"
fi
finish
