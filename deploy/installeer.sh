#!/bin/sh
# Install or upgrade the Werkgeversloket on one Debian machine (12 or newer): nginx, PostgreSQL, site, worker, backups.
#
#   sudo deploy/installeer.sh NAAM AFZENDER MAIL_URL        for instance:
#   sudo deploy/installeer.sh loket.voorbeeld.nl loket@voorbeeld.nl smtp://gebruiker:wachtwoord@mail.voorbeeld.nl:587
#
# Run it again from a newer checkout to upgrade: the release goes beside the old ones, the schema is brought up to date
# (the old release keeps working on it), and only then the site changes over. To go back: deploy/terug.sh.
set -eu

stap() { printf '\n== %s\n' "$1"; }
stop() { printf '%s\n' "$1" >&2; exit 1; }

[ "$(id -u)" = 0 ] || stop "Voer dit uit als root: sudo deploy/installeer.sh ..."
omgeving=/etc/werkgeversloket/omgeving
if [ ! -f "$omgeving" ] && [ $# -lt 3 ]; then
    stop "Gebruik: deploy/installeer.sh NAAM AFZENDER MAIL_URL"
fi
naam="${1:-}"; afzender="${2:-}"; mail_url="${3:-}"
bron=$(cd "$(dirname "$0")/.." && pwd)
basis=/opt/werkgeversloket
gegevens=/var/lib/werkgeversloket
systemd=0; [ -d /run/systemd/system ] && systemd=1

stap "Pakketten van Debian"
export DEBIAN_FRONTEND=noninteractive
nodig="python3 python3-venv nginx postgresql postgresql-client git ca-certificates openssl"
if ! dpkg-query -W -f '${Status}\n' $nodig 2>/dev/null | { ! grep -v '^install ok installed$'; } ||
    ! dpkg-query -W $nodig >/dev/null 2>&1; then
    apt-get -q -y -o DPkg::Lock::Timeout=400 update
    apt-get -q -y -o DPkg::Lock::Timeout=400 install --no-install-recommends $nodig
fi

stap "Gebruiker en mappen"
id loket >/dev/null 2>&1 || useradd --system --home-dir "$gegevens" --shell /usr/sbin/nologin loket
install -d -m 0755 "$basis" "$basis/uitgaven" "$basis/pakketten"
install -d -m 0750 -o loket -g loket "$gegevens" "$gegevens/reservekopie"
install -d -m 0750 -o root -g loket /etc/werkgeversloket

stap "Database"
[ "$systemd" = 1 ] || service postgresql start
als_postgres() { (cd / && runuser -u postgres -- "$@"); }
keer=0
until als_postgres psql -qtAc 'SELECT 1' >/dev/null 2>&1; do
    keer=$((keer + 1))
    [ "$keer" -lt 60 ] || stop "PostgreSQL start niet. Kijk met: pg_lsclusters"
    sleep 1
done
if [ ! -f "$omgeving" ]; then
    wachtwoord=$(openssl rand -hex 24)
    # CREATEDB: the nightly backup is restored into a database of its own, to see that it works.
    als_postgres psql -qv ON_ERROR_STOP=1 -c "CREATE ROLE loket LOGIN CREATEDB PASSWORD '$wachtwoord'"
    als_postgres createdb --owner=loket loket
    umask 027
    cat > "$omgeving" <<EINDE
LOKET_OMGEVING=productie
SECRET_KEY=$(openssl rand -hex 32)
BASE_URL=https://$naam
TRUSTED_HOSTS=$naam
PROXIES=1
DATABASE_URL=postgresql://loket:$wachtwoord@127.0.0.1/loket
DATA_DIR=$gegevens
MAIL_URL='$mail_url'
MAIL_FROM='$afzender'
METRICS_TOKEN=$(openssl rand -hex 24)
EINDE
    [ -z "${CONTENT_DIR:-}" ] || printf 'CONTENT_DIR=%s\n' "$CONTENT_DIR" >> "$omgeving"
    chgrp loket "$omgeving"
    chmod 0640 "$omgeving"
    umask 022
fi

stap "Nieuwe uitgave"
uitgave=$(git -C "$bron" -c safe.directory="$bron" rev-parse --short=12 HEAD)
doel="$basis/uitgaven/$uitgave"
if [ ! -e "$doel/.klaar" ]; then
    rm -rf "$doel"
    install -d "$doel"
    git -C "$bron" -c safe.directory="$bron" archive HEAD | tar -x -C "$doel"
    # Releases with the same packages share them, so an upgrade without new packages needs no network.
    pakketten="$basis/pakketten/$(sha256sum "$doel/requirements/run.txt" | cut -c 1-12)"
    if [ ! -e "$pakketten/.klaar" ]; then
        rm -rf "$pakketten"
        python3 -m venv "$pakketten"
        "$pakketten/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$doel/requirements/run.txt"
        touch "$pakketten/.klaar"
    fi
    ln -s "$pakketten" "$doel/.venv"
    "$doel/.venv/bin/python" -m compileall -q "$doel/app"
    touch "$doel/.klaar"
fi
in_uitgave() {
    (cd "$doel" && set -a && . "$omgeving" && set +a &&
        setpriv --reuid=loket --regid=loket --init-groups env HOME="$gegevens" "$@")
}

stap "Database bijwerken"
in_uitgave .venv/bin/flask --app wsgi db migreer

stap "Overgaan op uitgave $uitgave"
[ ! -L "$basis/huidig" ] || readlink "$basis/huidig" > "$basis/vorige"
ln -sfn "$doel" "$basis/huidig.nieuw"
mv -T "$basis/huidig.nieuw" "$basis/huidig"
for unit in werkgeversloket.socket werkgeversloket.service werkgeversloket-worker.service \
    werkgeversloket-reservekopie.service werkgeversloket-reservekopie.timer; do
    install -m 0644 "$doel/deploy/$unit" "/etc/systemd/system/$unit"
done
if [ -n "$naam" ]; then
    install -d -m 0750 /etc/ssl/loket
    if [ ! -f /etc/ssl/loket/keten.pem ]; then
        # A certificate for the first start. Replace it by a real one.
        openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$naam" -addext "subjectAltName=DNS:$naam" \
            -keyout /etc/ssl/loket/sleutel.pem -out /etc/ssl/loket/keten.pem 2>/dev/null
        chmod 0600 /etc/ssl/loket/sleutel.pem
        echo "Let op: er staat een tijdelijk certificaat in /etc/ssl/loket. Zet daar het echte neer."
    fi
    sed "s/LOKET_NAAM/$naam/g" "$doel/deploy/nginx.conf" > /etc/nginx/sites-available/werkgeversloket
    ln -sfn ../sites-available/werkgeversloket /etc/nginx/sites-enabled/werkgeversloket
    rm -f /etc/nginx/sites-enabled/default
    nginx -t -q
fi

if [ "$systemd" = 1 ]; then
    stap "Starten"
    systemctl daemon-reload
    systemctl enable --quiet --now werkgeversloket.socket werkgeversloket-reservekopie.timer
    systemctl enable --quiet werkgeversloket.service werkgeversloket-worker.service
    systemctl restart werkgeversloket.service werkgeversloket-worker.service
    systemctl reload-or-restart nginx
    in_uitgave .venv/bin/flask --app wsgi diagnose
else
    echo "Hier draait geen systemd. Start zelf: werkgeversloket.service, werkgeversloket-worker.service en nginx."
fi
# The five newest releases stay, so that going back is one command.
ls -1dt "$basis"/uitgaven/* | tail -n +6 | while read -r oud; do
    [ "$oud" = "$(readlink "$basis/huidig")" ] || rm -rf "$oud"
done
echo
echo "Klaar. Maak het eerste account: cd $basis/huidig en dan"
echo "  set -a; . $omgeving; set +a; .venv/bin/flask --app wsgi medewerker nieuw"
