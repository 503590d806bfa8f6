#!/bin/sh
# Prove the installation: a fresh Debian in a folder, deploy/installeer.sh in it, a visit over https with a question that
# is stored and mailed, a backup that is rehearsed, an upgrade to a newer commit, and the way back.
#
#   sudo deploy/proef.sh [MAP]
#
# Needs root and debootstrap; downloads Debian packages (about 150 MB). Runs in name spaces of its own, so no
# port or service of this machine is touched. Takes about five minutes.
set -eu
bron=$(cd "$(dirname "$0")/.." && pwd)
naam=loket.proef.example

stap() { printf '\n#### %s\n' "$1"; }

if [ "${PROEF_FASE:-}" = binnen ]; then
    # In our own network, mount and process name spaces: everything ends when this script ends.
    kamer="$1"
    ip link set lo up
    mount -t proc proc "$kamer/proc"
    in_kamer() { chroot "$kamer" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }
    stap "Starten zoals de units het doen"
    in_kamer service postgresql start
    python3 "$bron/deploy/postvak.py" "$kamer/var/post" &
    als_loket="cd /opt/werkgeversloket/huidig && set -a && . /etc/werkgeversloket/omgeving && set +a &&
        exec setpriv --reuid=loket --regid=loket --init-groups"
    start() {
        opdracht=$(sed -e ':a' -e '/\\$/{N;s/\\\n//;ba' -e '}' "$kamer/etc/systemd/system/$1.service" | sed -n 's/^ExecStart=//p')
        # exec: the number we keep is that of the service itself, not of a shell around it
        (exec chroot "$kamer" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 sh -c "$als_loket $opdracht ${2:-}") >> "$kamer/var/log/$1.log" 2>&1 &
        eval "proces_$(echo "$1" | tr - _)=$!"
    }
    start_alles() { start werkgeversloket "--bind 127.0.0.1:8000"; start werkgeversloket-worker; }
    stop_alles() {
        kill "$proces_werkgeversloket" "$proces_werkgeversloket_worker"
        wait "$proces_werkgeversloket" "$proces_werkgeversloket_worker" || test $? -eq 143
    }
    bezoek() {
        for proces in "$proces_werkgeversloket" "$proces_werkgeversloket_worker"; do
            uitgave="$kamer$(readlink "$kamer/opt/werkgeversloket/huidig")"
            for _poging in $(seq 50); do  # a process that has only just begun is not in its folder yet
                draait=$(readlink "$kamer/proc/$proces/cwd") || draait="niets"
                [ "$draait" = "$uitgave" ] && break
                sleep 0.2
            done
            [ "$draait" = "$uitgave" ] ||
                { echo "FOUT: proces $proces draait $draait"; tail -n 20 "$kamer"/var/log/werkgeversloket*.log; exit 1; }
        done
        python3 "$bron/deploy/bezoek.py" "$naam" "$kamer/etc/ssl/loket/keten.pem" "$kamer/var/post" && return
        tail -n 5 "$kamer"/var/log/werkgeversloket*.log
        return 1
    }
    start_alles
    in_kamer nginx
    stap "Bezoek"
    bezoek
    stap "Reservekopie en oefening"
    start werkgeversloket-reservekopie
    wait "$proces_werkgeversloket_reservekopie" || { cat "$kamer/var/log/werkgeversloket-reservekopie.log"; exit 1; }
    cat "$kamer/var/log/werkgeversloket-reservekopie.log"
    stap "Nieuwe uitgave"
    stop_alles
    git -C "$kamer/bron" -c user.name=proef -c user.email=proef@voorbeeld.nl commit -q --allow-empty -m "Proef"
    in_kamer /bron/deploy/installeer.sh
    oud=$(cat "$kamer/opt/werkgeversloket/vorige"); nu=$(readlink "$kamer/opt/werkgeversloket/huidig")
    test "$oud" != "$nu"
    start_alles
    bezoek
    stap "Terug naar de vorige uitgave"
    stop_alles
    in_kamer /bron/deploy/terug.sh
    test "$(readlink "$kamer/opt/werkgeversloket/huidig")" = "$oud"
    start_alles
    bezoek
    stap "nginx bewaart, tot er is gepubliceerd"
    bewaard() { python3 "$bron/deploy/bezoek.py" "$naam" "$kamer/etc/ssl/loket/keten.pem" --bewaard "$@"; }
    sed -i 's/#bewaar //' "$kamer/etc/nginx/sites-available/werkgeversloket"
    chmod o+x "$kamer/var/lib/werkgeversloket" "$kamer/var/lib/werkgeversloket/inhoud"
    mkdir -p "$kamer/var/cache/nginx"
    in_kamer nginx -t -q
    in_kamer nginx -s reload
    sleep 1
    bewaard
    printf '\n\nDeze zin is van de proef.\n' >> "$kamer/srv/inhoud/regelingen/proefplaatsing.md"
    in_kamer sh -c "$als_loket .venv/bin/flask --app wsgi content publiceer"
    bewaard "Deze zin is van de proef."
    stap "Diagnose"
    in_kamer sh -c "$als_loket .venv/bin/flask --app wsgi diagnose"
    stop_alles
    if grep -l "robin@proefbedrijf\|Robin Voorbeeld" "$kamer"/var/log/werkgeversloket*.log "$kamer"/var/log/nginx/*; then
        echo "FOUT: er staan persoonsgegevens in een logbestand"; exit 1
    fi
    stap "De proef is geslaagd"
    exit 0
fi

[ "$(id -u)" = 0 ] || { echo "Voer dit uit als root: sudo deploy/proef.sh" >&2; exit 1; }
command -v debootstrap >/dev/null || { echo "Installeer eerst: apt-get install debootstrap" >&2; exit 1; }
kamer=${1:-$(mktemp -d)}
opruimen() { mountpoint -q "$kamer/proc" && umount "$kamer/proc"; rm -rf --one-file-system "$kamer"; }
trap opruimen EXIT
trap 'exit 1' INT TERM
chmod 0755 "$kamer"
stap "Een schone Debian in $kamer"
spiegel=$(apt-get indextargets --format '$(REPO_URI)' | grep -v security | sort -u | head -n 1)
debootstrap --variant=minbase --include=systemd bookworm "$kamer" "$spiegel" > "$kamer.log" 2>&1 || { tail -n 20 "$kamer.log"; exit 1; }
rm -f "$kamer.log"
cp /etc/resolv.conf "$kamer/etc/resolv.conf"
# The machine's own way to packages (certificates, pip settings) goes along.
mkdir -p "$kamer/etc/ssl/certs" "$kamer/etc/apt/apt.conf.d"
[ ! -f /etc/pip.conf ] || cp /etc/pip.conf "$kamer/etc/pip.conf"
[ ! -f "${PIP_CERT:-}" ] || { mkdir -p "$kamer/srv"; cp "$PIP_CERT" "$kamer/srv/ca.crt"; vertrouw=PIP_CERT=/srv/ca.crt; }
printf '#!/bin/sh\nexit 101\n' > "$kamer/usr/sbin/policy-rc.d"; chmod +x "$kamer/usr/sbin/policy-rc.d"
git clone -q "$bron" "$kamer/bron"
# An installation needs a real desk; for this proof the example one pretends to be.
mkdir -p "$kamer/srv"
cp -r "$kamer/bron/content" "$kamer/srv/inhoud"
sed -i -e 's/^\( *voorbeeld:\) true/\1 false/' -e 's/@voorbeeld\.nl/@proef.example/g' "$kamer"/srv/inhoud/regio/*.yaml
mount -t proc proc "$kamer/proc"
stap "Installeren"
chroot "$kamer" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 CONTENT_DIR=/srv/inhoud ${vertrouw:-} \
    /bron/deploy/installeer.sh "$naam" loket@voorbeeld.nl smtp://127.0.0.1:2525
chroot "$kamer" service postgresql stop
umount "$kamer/proc"
stap "Units nakijken"
systemd-analyze verify --root="$kamer" --man=no "$kamer"/etc/systemd/system/werkgeversloket*
stap "Draaien in een eigen netwerk"
PROEF_FASE=binnen unshare --net --mount --pid --fork --kill-child "$0" "$kamer"
