# shellcheck shell=bash
# Read by backup.sh and restore.sh: where the desk's store and key ring are, from the settings that the desk itself reads.

die() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; exit 1; }

DESK_STORE=${DESK_STORE:-sqlite:./data/desk.db}
DESK_KEYS=${DESK_KEYS:-./data/keys.json}

# A connection string of the desk becomes the variables that PostgreSQL's programs read, so that no password stands in a command line.
use_connection() {
  local part name value
  local -a parts
  [[ $1 != *[\"\']* ]] || die "a quoted value in DESK_STORE is not understood here: set PGHOST, PGUSER … and DESK_STORE=postgres:Database=…"
  IFS=';' read -ra parts <<<"$1"
  for part in "${parts[@]}"; do
    [[ $part == *=* ]] || continue
    name=$(tr -d ' _' <<<"${part%%=*}" | tr '[:upper:]' '[:lower:]') value=${part#*=}
    case $name in
      host | server) export PGHOST=$value ;;
      port) export PGPORT=$value ;;
      database | db) export PGDATABASE=$value ;;
      username | userid | user | uid) export PGUSER=$value ;;
      password | pwd) export PGPASSWORD=$value ;;
      sslmode) PGSSLMODE=$(sed -E 's/([a-z])([A-Z])/\1-\2/g' <<<"$value" | tr '[:upper:]' '[:lower:]') && export PGSSLMODE ;;
      rootcertificate) export PGSSLROOTCERT=$value ;;
    esac
  done
  [[ -n ${PGDATABASE:-} ]] || die "DESK_STORE names no database"
}

kind=${DESK_STORE%%:*} place=${DESK_STORE#*:}
case $kind in
  sqlite) command -v sqlite3 >/dev/null || die "sqlite3 is needed" ;;
  postgres) command -v pg_dump >/dev/null || die "pg_dump is needed"; use_connection "$place" ;;
  *) die "DESK_STORE is sqlite:PATH or postgres:CONNECTION STRING" ;;
esac
