#!/bin/sh
# Make a backup in the folder $1 and rehearse restoring it; a backup that cannot be restored is a failed unit.
set -eu
folder="$1"
flask=.venv/bin/flask
"$flask" --app wsgi reservekopie maak "$folder"
newest=$(ls -1 "$folder"/loket-*.tar | tail -n 1)
"$flask" --app wsgi reservekopie oefen "$newest"
