#!/bin/sh
# Go back to the release before this one. The database stays as it is: an older release works on a newer schema.
set -eu
[ "$(id -u)" = 0 ] || { echo "Voer dit uit als root: sudo deploy/terug.sh" >&2; exit 1; }
basis=/opt/werkgeversloket
[ -f "$basis/vorige" ] || { echo "Er is geen vorige uitgave." >&2; exit 1; }
vorige=$(cat "$basis/vorige")
[ -e "$vorige/.klaar" ] || { echo "De uitgave $vorige is er niet meer." >&2; exit 1; }
readlink "$basis/huidig" > "$basis/vorige"
ln -sfn "$vorige" "$basis/huidig.nieuw"
mv -T "$basis/huidig.nieuw" "$basis/huidig"
if [ -d /run/systemd/system ]; then
    systemctl restart werkgeversloket.service werkgeversloket-worker.service
fi
echo "De site draait nu uitgave $(basename "$vorige")."
