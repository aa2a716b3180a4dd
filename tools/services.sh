#!/usr/bin/env bash
# Installs and starts what the full tests lean on, on Debian: PostgreSQL, Chromium, wrk, Chinese fonts, zbar (reads QR
# codes), openssl (SM2), and Go with its packages for transparency logs (checks our receipts).
# Safe to repeat: what is there is left alone.
set -euo pipefail

say() { echo "services: $*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else say "needs root for: $*"; exit 1; fi
}

as_postgres() {
    if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@")
    else (cd / && sudo -u postgres "$@"); fi
}

# PostgreSQL answers the current user, over loopback or over its socket.
answers() {
    psql -w -h 127.0.0.1 -d postgres -qAtc 'select 1' >/dev/null 2>&1 ||
        psql -w -d postgres -qAtc 'select 1' >/dev/null 2>&1
}

missing=()
command -v pg_ctlcluster >/dev/null || missing+=(postgresql)
command -v psql >/dev/null || missing+=(postgresql-client)
command -v chromium >/dev/null || missing+=(chromium)
command -v wrk >/dev/null || missing+=(wrk)
command -v go >/dev/null || missing+=(golang-go)
command -v openssl >/dev/null || missing+=(openssl)
for package in fonts-noto-cjk golang-golang-x-mod-dev libzbar0; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
# Spark's tests run in CI only (a download of half a gigabyte); COCITY_SPARK=1 brings them to any machine.
[ -z "${CI:-}${COCITY_SPARK:-}" ] || [ -d /usr/lib/jvm/java-17-openjdk-amd64 ] || missing+=(openjdk-17-jre-headless)
if [ ${#missing[@]} -gt 0 ]; then
    command -v apt-get >/dev/null || { say "install by hand (no apt-get here): ${missing[*]}"; exit 1; }
    say "installing ${missing[*]}"
    as_root apt-get update -q
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"
fi

if ! answers; then
    if ! pg_lsclusters -h | grep -q .; then
        version=$(ls /usr/lib/postgresql | sort -n | tail -1)
        say "making a PostgreSQL $version cluster"
        as_root pg_createcluster "$version" main
    fi
    while read -r version name _ status _; do
        case "$status" in
            online*) ;;
            *) say "starting PostgreSQL $version/$name"
               as_root pg_ctlcluster --skip-systemctl-redirect "$version" "$name" start ;;
        esac
    done < <(pg_lsclusters -h)
fi

if ! answers; then
    role=$(id -un)
    say "making the database role $role"
    as_postgres createuser --superuser "$role" 2>/dev/null || true
fi
answers || { say "PostgreSQL does not answer $(id -un), neither on 127.0.0.1 nor on its socket"; exit 1; }
[ "$(psql -w -h 127.0.0.1 -d postgres -qAtc "select 1 from pg_database where datname = '$(id -un)'" 2>/dev/null ||
     psql -w -d postgres -qAtc "select 1 from pg_database where datname = '$(id -un)'")" = 1 ] ||
    createdb -h 127.0.0.1 -w 2>/dev/null || createdb -w
say "PostgreSQL answers; Chromium, wrk, fonts, zbar, openssl and Go are there"
