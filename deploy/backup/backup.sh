#!/usr/bin/env bash
# Copies the store and the key ring of a desk, which may run and work meanwhile, to two folders that are to be kept apart: who has
# both can read all contacts.
#   DESK_STORE=... DESK_KEYS=... backup.sh STORE_FOLDER KEYS_FOLDER
# The store is copied as it is at one moment, after this script began: what was acknowledged before then is in the copy. Prints the paths
# of the two copies. Needs sqlite3, or PostgreSQL's own programs (pg_dump) of the server's version or newer.
set -euo pipefail
umask 077

# shellcheck source=deploy/backup/store.sh
source "$(dirname "${BASH_SOURCE[0]}")/store.sh"

(($# == 2)) || die "usage: backup.sh STORE_FOLDER KEYS_FOLDER"
stores=$1 keys=$2 stamp=$(date -u +%Y%m%dT%H%M%SZ)
[[ $(realpath -m "$stores") != "$(realpath -m "$keys")" ]] || die "the store and the key ring go to two folders"
[[ -f $DESK_KEYS ]] || die "there is no key ring at $DESK_KEYS (DESK_KEYS)"
mkdir -p "$stores" "$keys"

case $kind in
  sqlite)
    copy=$stores/desk-$stamp.db
    [[ -f $place ]] || die "there is no store at $place (DESK_STORE)"
    # One reading transaction: unlike .backup it does not begin anew with each write of the desk.
    sqlite3 -readonly -bail -cmd '.timeout 30000' "$place" "VACUUM INTO '${copy//\'/\'\'}.part'"
    [[ $(sqlite3 -readonly "$copy.part" 'PRAGMA integrity_check') == ok ]] || die "the copy is not whole: $copy.part"
    ;;
  postgres)
    copy=$stores/desk-$stamp.dump
    pg_dump --format=custom --no-owner --no-privileges --file="$copy.part"
    pg_restore --list "$copy.part" >/dev/null || die "the dump cannot be read: $copy.part"
    ;;
esac
sync "$copy.part"
mv "$copy.part" "$copy"

# After the store: the ring only grows, so this one has every key that the copy was wrapped with. (An erasure destroys keys in the store, not
# in the ring; a copy of the store from before it still has them: docs/operations.md, Backup, says what a restore has to do.)
ring=$keys/keys-$stamp.json
cp "$DESK_KEYS" "$ring.part"
sync "$ring.part"
mv "$ring.part" "$ring"
printf '%s\n%s\n' "$copy" "$ring"
