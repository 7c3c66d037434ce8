#!/bin/sh
# Makes a Debian package of what `make install` installs, with the libraries it really links to.
# SPDX-License-Identifier: Apache-2.0
#
#	deb.sh DIR    writes DIR/watchfloor_VERSION_ARCHITECTURE.deb
set -eu
cd "$(dirname "$0")/.."
dir=$1
version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)
architecture=$(dpkg --print-architecture)
stage=$PWD/$dir/deb
package=$PWD/$dir/watchfloor_${version}_$architecture.deb

rm -rf "$stage"
mkdir -p "$stage/root/DEBIAN" "$stage/source/debian"
packaging/install.sh "$dir/watchfloor" "$stage/root" /usr
strip --strip-unneeded "$stage/root/usr/bin/watchfloor"
cp packaging/copyright "$stage/root/usr/share/doc/watchfloor/copyright"
rm "$stage/root/usr/share/doc/watchfloor/LICENSE"
gzip -9n "$stage/root/usr/share/doc/watchfloor/CHANGELOG.md"
mv "$stage/root/usr/share/doc/watchfloor/CHANGELOG.md.gz" \
	"$stage/root/usr/share/doc/watchfloor/changelog.gz"

# dpkg-shlibdeps insists on a source package around it.
printf 'Source: watchfloor\n\nPackage: watchfloor\nArchitecture: any\n' \
	>"$stage/source/debian/control"
libraries=$(cd "$stage/source" && dpkg-shlibdeps -O "$stage/root/usr/bin/watchfloor" |
	sed -n 's/^shlibs:Depends=//p')

cat >"$stage/root/DEBIAN/control" <<CONTROL
Package: watchfloor
Version: $version
Architecture: $architecture
Maintainer: Watchfloor maintainers <root@localhost>
Section: net
Priority: optional
Depends: $libraries, adduser
Installed-Size: $(du -sk "$stage/root" | cut -f 1)
Description: command system of a major event
 Ties national, territorial and venue command posts into one, from the first
 report of an incident to the last signed-off task, on one log and one clock,
 and goes on working at a venue that is cut off from everyone else.
CONTROL
echo /etc/default/watchfloor >"$stage/root/DEBIAN/conffiles"
install -m 0755 packaging/postinst packaging/prerm packaging/postrm "$stage/root/DEBIAN/"
(cd "$stage/root" && find usr etc -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) \
	>"$stage/root/DEBIAN/md5sums"
dpkg-deb --root-owner-group --build "$stage/root" "$package"
