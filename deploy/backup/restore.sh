#!/usr/bin/env bash
# Puts a copy of the store and of the key ring in place, where neither is yet.
#   DESK_STORE=... DESK_KEYS=... restore.sh STORE_COPY KEYS_COPY
# For PostgreSQL the database has to be there, and be empty. Afterwards run `desk verify` before the desk is started.
set -euo pipefail
umask 077

# shellcheck source=deploy/backup/store.sh
source "$(dirname "${BASH_SOURCE[0]}")/store.sh"

(($# == 2)) || die "usage: restore.sh STORE_COPY KEYS_COPY"
copy=$1 ring=$2
[[ -f $copy && -f $ring ]] || die "$copy and $ring have to be files"
[[ ! -e $DESK_KEYS ]] || cmp -s "$ring" "$DESK_KEYS" || die "another key ring is at $DESK_KEYS: move it away first"

case $kind in
  sqlite)
    for file in "$place" "$place-wal" "$place-shm"; do
      [[ ! -e $file ]] || die "$file is there already: move it away first"
    done
    mkdir -p "$(dirname "$place")"
    cp "$copy" "$place.part"
    sync "$place.part"
    mv "$place.part" "$place"
    ;;
  postgres)
    tables=$(psql -XAtqc "SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')")
    [[ $tables == 0 ]] || die "the database has $tables tables already: restore into an empty one"
    pg_restore --exit-on-error --single-transaction --no-owner --no-privileges --dbname="$PGDATABASE" "$copy"
    psql -Xqc ANALYZE
    ;;
esac

mkdir -p "$(dirname "$DESK_KEYS")"
cp "$ring" "$DESK_KEYS.part"
sync "$DESK_KEYS.part"
mv "$DESK_KEYS.part" "$DESK_KEYS"
echo "Restored. Run 'desk verify' before the desk is started."
