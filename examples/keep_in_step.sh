#!/bin/sh
# Keeps a folder in step with the hub by curl alone: a folder for each case, with what the hub knows and the package.
#
#     HUB_URL=https://hub.example CLIENT_ID=... CLIENT_SECRET=... sh keep_in_step.sh FOLDER
#
# Run it every few minutes. It needs curl, sed, tr and sha256sum. A program of your own would read the JSON with a
# library; the few words that are looked for here never hold a quotation mark.
set -eu
folder=$1
mkdir -p "$folder"
cursor=$(cat "$folder/cursor" 2>/dev/null || echo 0)

# A text value, and a number, by its name.
word() { sed -n "s/.*\"$1\":[ ]*\"\([^\"]*\)\".*/\1/p" | head -n 1; }
number() { sed -n "s/.*\"$1\":[ ]*\([0-9][0-9]*\).*/\1/p" | head -n 1; }

token=$(curl -fsS --retry 5 -u "$CLIENT_ID:$CLIENT_SECRET" -d grant_type=client_credentials \
    -d "scope=cases:read packages:read" "$HUB_URL/oauth/token" | word access_token)

# curl waits by itself for as long as Retry-After says.
ask() { curl -sS --retry 5 -H "Authorization: Bearer $token" "$@"; }

keep_package() {
    package=$(tr -d '\n' <"$folder/$1/case.json" | sed -n 's/.*"package":[ ]*{\([^}]*\)}.*/\1/p')
    [ -n "$package" ] || return 0
    version=$(printf '%s' "$package" | number version)
    sha256=$(printf '%s' "$package" | word sha256)
    whole="$folder/$1/package-v$version.zip"
    [ ! -e "$whole" ] || return 0
    # -C - goes on where an earlier download stopped.
    ask -f -C - -o "$whole.part" "$HUB_URL/api/v1/cases/$1/packages/$version"
    if ! echo "$sha256  $whole.part" | sha256sum -c - >/dev/null; then
        rm -f "$whole.part"
        echo "The package of $1 came damaged; run this again." >&2
        exit 1
    fi
    mv "$whole.part" "$whole"
}

keep_case() {
    mkdir -p "$folder/$1"
    status=$(ask -o "$folder/$1/case.json.part" -w '%{http_code}' "$HUB_URL/api/v1/cases/$1")
    case $status in
    200) mv "$folder/$1/case.json.part" "$folder/$1/case.json" && keep_package "$1" ;;
    404) rm -rf "${folder:?}/$1" ;;
    *) echo "The hub answered $status for $1; run this again later." >&2 && exit 1 ;;
    esac
}

while :; do
    page=$(ask -f "$HUB_URL/api/v1/cases?since=$cursor&limit=100")
    for reference in $(printf '%s' "$page" | tr '{' '\n' | sed -n 's/.*"case":[ ]*"\([^"]*\)".*/\1/p' | sort -u); do
        keep_case "$reference"
    done
    cursor=$(printf '%s' "$page" | tr '{' '\n' | number next)
    echo "$cursor" >"$folder/cursor"
    case $page in *'"more":true'* | *'"more": true'*) ;; *) break ;; esac
done
