#!/bin/sh
# Prints env.example with every secret filled in. Run it once: another run makes other secrets, and old data needs the old ones.
set -eu
id=$(date -u +k%Y%m)
while IFS= read -r line; do
  case $line in
    *_PASSWORD=) echo "$line$(openssl rand -hex 24)" ;;
    *_KEYS=) echo "$line$id:$(openssl rand -base64 32)" ;;
    *_HMAC_KEY=) echo "$line$(openssl rand -base64 32)" ;;
    *) echo "$line" ;;
  esac
done < "$(dirname "$0")/env.example"
