#!/bin/sh
# Installs StyleGUI for one user, from the folder that this file is in:
#     ./install.sh            into ~/.local (or $XDG_DATA_HOME), with an uninstall.sh that is this file
#     ./install.sh --remove   takes it away again, as uninstall.sh does; your pictures, settings and networks stay
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
bin=$HOME/.local/bin
app=$data/stylegui-app
id=org.stylegui.StyleGUI
type=application-x-stylegui

remove() {
    rm -rf "$app"
    if [ "$(readlink "$bin/stylegui")" = "$app/StyleGUI" ]; then
        rm -f "$bin/stylegui"
    fi
    rm -f "$data/applications/$id.desktop" "$data/metainfo/$id.metainfo.xml" "$data/mime/packages/$id.xml"
    find "$data/icons/hicolor" \( -name "$id.*" -o -name "$type.*" \) -delete 2>/dev/null || true
}

refresh() {
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database -q "$data/applications" || true
    fi
    if command -v update-mime-database >/dev/null; then
        update-mime-database "$data/mime" || true
    fi
}

if [ "${1:-}" = --remove ] || [ "$(basename -- "$0")" = uninstall.sh ]; then
    remove
    refresh
    echo "StyleGUI was removed."
    exit 0
fi

# Beside what is there, then in its place: a failure half way leaves the old one.
rm -rf "$app.new"
mkdir -p "$data/applications" "$data/metainfo" "$data/mime/packages" "$data/icons" "$bin"
cp -R "$here/StyleGUI" "$app.new"
remove
mv "$app.new" "$app"
if [ ! -e "$bin/stylegui" ]; then
    ln -sf "$app/StyleGUI" "$bin/stylegui"
else
    echo "$bin/stylegui is of another installation, and stays"
fi
cp "$here/install.sh" "$app/uninstall.sh"
cp -R "$here/icons/hicolor" "$data/icons/"
cp "$here/$id.metainfo.xml" "$data/metainfo/"
cp "$here/$id.xml" "$data/mime/packages/"
# A path with spaces is quoted as the desktop entry specification wants it.
quoted=$(printf '%s' "$app/StyleGUI" | sed 's/[\\"`$]/\\&/g; s/%/%%/g')
sed "s|^Exec=.*|Exec=\"$(printf '%s' "$quoted" | sed 's/[\\&|]/\\&/g')\" %F|" "$here/$id.desktop" >"$data/applications/$id.desktop"
refresh
echo "StyleGUI is installed: look for it in the menu, or run $app/StyleGUI
To remove it: $app/uninstall.sh"
