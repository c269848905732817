# The console: built and tried. A part of ./desk.
# shellcheck shell=bash disable=SC2154 # root and the counts are of ./desk

console=$root/src/console
console_output=$root/artifacts/console

# Prints why the console cannot be built here; nothing when it can.
console_obstacle() {
  command -v node >/dev/null && command -v npm >/dev/null || { echo "Node.js 20.19 or later with npm is not on the PATH"; return; }
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    echo "Node.js 20.19 or later is needed, and this is $(node --version)"
}

# What the build is made of. A change of it is a reason to build again; nothing else is.
console_fingerprint() {
  (cd "$console" && {
    find src public index.html ./*.json ./*.ts .npmrc -type f ! -name schema.d.ts ! -name '*.test.ts*' -print0 | sort -z | xargs -0 sha256sum
    sha256sum "$root/tests/ServiceDesk.Tests/Http/golden/openapi.json"
  }) | sha256sum
}

# Brings in the packages and the API's types, each only when what it is made from has changed.
prepare_console() {
  local lock api
  mkdir -p "$console_output"
  lock=$(sha256sum <"$console/package-lock.json")
  if [[ ! -d $console/node_modules || $lock != "$(cat "$console_output/packages.sum" 2>/dev/null)" ]]; then
    say "installing the console's packages"
    (cd "$console" && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 quietly npm ci --no-audit --no-fund) || return 1
    echo "$lock" >"$console_output/packages.sum"
  fi
  api=$(sha256sum <"$root/tests/ServiceDesk.Tests/Http/golden/openapi.json")
  if [[ ! -f $console/src/api/schema.d.ts || $api != "$(cat "$console_output/api.sum" 2>/dev/null)" ]]; then
    (cd "$console" && quietly npm run --silent api) || return 1
    echo "$api" >"$console_output/api.sum"
  fi
}

build_console() {
  local now
  prepare_console || return 1
  now=$(console_fingerprint)
  [[ -f $console_output/dist/index.html && $now == "$(cat "$console_output/built.sum" 2>/dev/null)" ]] && return
  say "building the console"
  (cd "$console" && quietly npm run --silent build) || return 1
  echo "$now" >"$console_output/built.sum"
}

# The desk is whole without its console: who has no Node.js gets the API.
console_if_possible() {
  local obstacle
  obstacle=$(console_obstacle)
  if [[ -n $obstacle ]]; then
    say "the console is not built: $obstacle; the API runs without it"
  else
    build_console || die "the console's build failed"
  fi
}

browser_path() { type -P chromium || type -P chromium-browser || type -P google-chrome; }

# A tool of the console's that counts as one test.
console_check() {
  if (cd "$console" && quietly npm run --silent "$1"); then
    passed=$((passed + 1))
  else
    fail "the console's $1"
  fi
}

# Types, rules of style, unit tests, and the stories in a browser against the host that was built before.
console_tests() {
  local obstacle
  obstacle=$(console_obstacle)
  if [[ -n $obstacle ]]; then
    skip_or_fail "the console is not tested: $obstacle"
    return
  fi
  prepare_console || { fail "the console's packages cannot be installed"; return; }
  console_check types
  console_check lint
  rm -f "$console_output/unit.json"
  (cd "$console" && npm run --silent unit -- --reporter=dot --reporter=json --outputFile.json="$console_output/unit.json") || true
  count_json "$console_output/unit.json" numPassedTests numFailedTests+numFailedTestSuites numPendingTests
  if ! browser_path >/dev/null; then
    say "installing Chromium for the browser suite"
    apt_install chromium fonts-noto-cjk || true
  fi
  if ! browser_path >/dev/null; then
    skip_or_fail "the console's browser suite is skipped: Chromium is not installed, and only root with apt-get can install it here"
  else
    # A desk for each language: what the stories of one leave behind is not the beginning of the other's.
    aside zh-CN browser_stories zh-CN
    browser_stories en --project=once
    joined zh-CN
  fi
}

# Usage: browser_stories LANGUAGE [option of playwright]...
browser_stories() {
  local language=$1 result=$console_output/browser-$1.json
  rm -f "$result"
  (cd "$console" && DESK_CHROMIUM=$(browser_path) DESK_BROWSER_RUN=$language npm run --silent browser -- "--project=$language" "${@:2}") || true
  count_json "$result" stats.expected+stats.flaky stats.unexpected stats.skipped
}
