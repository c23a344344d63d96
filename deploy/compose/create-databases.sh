#!/bin/bash
# Run once by the image, on an empty data folder: a database and a role for each service, and a role that may only read.
set -euo pipefail

sql() {
  psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres "$@"
}

for service in contracts scheduling delivery payments; do
  variable="${service^^}_DB_PASSWORD"
  # The limits are those that the services set for their sessions too (docs/operations.md, Long transactions): a writing
  # transaction left open in any database holds every relay back.
  sql --set service="$service" --set password="${!variable:?}" <<'SQL'
create role :"service" login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'password';
alter role :"service" set transaction_timeout = '5s';
alter role :"service" set idle_in_transaction_session_timeout = '5s';
create database :"service" owner :"service";
revoke all on database :"service" from public;
SQL
done

sql --set password="${AUDITOR_DB_PASSWORD:?}" <<'SQL'
create role auditor login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password :'password' in role pg_read_all_data;
alter role auditor set default_transaction_read_only = on;
alter role auditor set idle_in_transaction_session_timeout = '5s';
grant connect on database contracts, scheduling, delivery, payments to auditor;
revoke all on database postgres, template1 from public;
SQL
