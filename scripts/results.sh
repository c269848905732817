# What passed, failed and was skipped, and the names of what failed. A part of ./desk.
# shellcheck shell=bash disable=SC2154 # the counts are of ./desk

# Counts a failure and names it; what CI keeps of a run is its end, where .ci/run says these once more.
fail() {
  failed=$((failed + 1))
  say "failed: $1"
}

skip_or_fail() {
  if [[ ${CI:-} == true ]]; then fail "$1"; else skipped=$((skipped + 1)) && say "$1"; fi
}

# Adds up what one result file of a test run counted. A skipped test is in the total and was not executed.
count_results() {
  local line total executed ok bad name
  line=$(grep -o '<Counters [^>]*' "$1") || { fail "no counters in $1"; return; }
  counter() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$line"; }
  total=$(counter total) executed=$(counter executed) ok=$(counter passed) bad=0
  for name in failed error timeout aborted; do bad=$((bad + $(counter "$name"))); done
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + total - executed))
  ((bad == 0)) || name_failures "$1"
}

# Each test of a result file that failed, what it said, and the first line of ours that it came from.
name_failures() {
  awk '
    function told() { if (name != "") print name ": " message " (" (place == "" ? "no line of ours" : place) ")"; name = "" }
    /<UnitTestResult .*outcome="(Failed|Error|Timeout|Aborted)"/ {
      told(); match($0, /testName="[^"]*"/); name = substr($0, RSTART + 10, RLENGTH - 11); message = place = ""; next
    }
    /<\/UnitTestResult>/ { told() }
    name != "" && /<Message>/ { message = $0; sub(/.*<Message>/, "", message); sub(/<\/Message>.*/, "", message) }
    name != "" && place == "" && match($0, /[A-Za-z0-9]+\.cs:line [0-9]+/) { place = substr($0, RSTART, RLENGTH) }
  ' "$1" | sed -e 's/&quot;/"/g; s/&apos;/'"'"'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g' | while read -r line; do say "failed: $line"; done
}

# Adds up what a tool's result file says, and names what failed in it; PATHS are where the numbers stand: passed, failed, skipped.
count_json() {
  local file=$1 counts line ok bad left
  counts=$(node "$root/scripts/results.mjs" "$@" 2>/dev/null) || counts='0 1 0'$'\n'"no result in ${file##*/}"
  read -r ok bad left <<<"$counts"
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
  tail -n +2 <<<"$counts" | while read -r line; do say "failed: $line"; done
}
