# Side by side: what waits beside what works. A part of ./desk.
# shellcheck shell=bash disable=SC2030,SC2031,SC2154 # the counts are of ./desk; those of a job are added by joined

declare -A aside_jobs=() aside_places=()

# Runs a function in a shell of its own beside what follows, and keeps what it says. Usage: aside NAME FUNCTION [argument]...
aside() {
  local name=$1 place
  shift
  place=$(mktemp -d)
  # A process group of its own, so that all of it goes when desk goes; one inside another belongs to that one's.
  ((BASH_SUBSHELL > 0)) || { set -m; trap end_asides EXIT; }
  (
    set +m
    passed=0 failed=0 skipped=0
    "$@"
    echo "$passed $failed $skipped" >"$place/counts"
  ) >"$place/log" 2>&1 </dev/null &
  set +m
  aside_jobs[$name]=$! aside_places[$name]=$place
}

# Waits for it, shows all that it said and adds what it counted. One that broke off before it had counted is a failure.
joined() {
  local name=$1 place=${aside_places[$1]} ok=0 bad=1 left=0
  wait "${aside_jobs[$name]}" || true
  unset "aside_jobs[$name]"
  cat "$place/log"
  if [[ -e $place/counts ]]; then read -r ok bad left <"$place/counts"; else say "failed: $name broke off"; fi
  passed=$((passed + ok)) failed=$((failed + bad)) skipped=$((skipped + left))
  rm -rf "$place"
}

# As by Ctrl-C, upon which Playwright ends the desk that it has started; a shell among them goes at once, before it begins the next.
end_asides() {
  local job
  for job in "${aside_jobs[@]}"; do kill -INT -- "-$job" 2>/dev/null || continue; kill "$job" 2>/dev/null || true; done
  rm -rf "${aside_places[@]}"
}
