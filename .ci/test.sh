# The command `./sealpost test`: read by ./sealpost, whose functions it uses.

test_usage() {
  cat <<'END'
Usage: ./sealpost test [--system] [--long] [--without MODULE|dynamo]... [-Dname=value]...
Runs the tests and the quality gates (formatter, Error Prone, NullAway, rules of the architecture).
  --system          also what needs a Debian program (.ci/packages); skips and counts what is missing
  --long            also campaigns that take many minutes
  --without MODULE  leaves a module out, e.g. interop
  --without dynamo  fetches and runs nothing of DynamoDB Local, which has a licence of Amazon's
  -Dname=value      a property of the tests, e.g. -Dsealpost.crash.kills=500 with --long
END
}

# Packages of .ci/packages that are not there; where there is no dpkg, programs of the same name.
missing_packages() {
  while read -r package; do
    [ -n "$package" ] || continue
    if command -v dpkg >/dev/null 2>&1; then
      dpkg -s "$package" >/dev/null 2>&1 || command -v "$package" >/dev/null 2>&1 || echo "$package"
    else
      command -v "$package" >/dev/null 2>&1 || echo "$package"
    fi
  done <"$root/.ci/packages"
}

# Reports of this run, one path per line.
reports() { find "$root" -path '*/surefire-reports/TEST-*.xml' ! -path '*/target/fast/*' -newer "$1" 2>/dev/null | sort; }

# Sums up surefire's reports: first the failures and what tests tell in figures, then the skipped, then the total.
summarize() {
  reports "$1" | tr '\n' '\0' | xargs -0 cat /dev/null | awk -v root="$root" '
    function attribute(line, name,   at, rest) {
      at = match(line, "[ \t]" name "=\"")
      if (!at) return ""
      rest = substr(line, at + RLENGTH)
      return substr(rest, 1, index(rest, "\"") - 1)
    }
    function plain(text) {
      gsub(/&#10;/, " ", text); gsub(/&quot;/, "\"", text); gsub(/&apos;/, "\047", text)
      gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&amp;/, "\\&", text)
      return length(text) > 200 ? substr(text, 1, 200) "..." : text
    }
    /<testsuite / { all += attribute($0, "tests"); bad += attribute($0, "failures") + attribute($0, "errors"); skipped += attribute($0, "skipped") }
    /<testcase / { class = attribute($0, "classname"); name = attribute($0, "name"); sub(/.*\./, "", class) }
    match($0, /(^|CDATA\[)figure: /) { print "  " class ": " plain(substr($0, RSTART + RLENGTH)) }
    /<(failure|error)[ >]/ { print "  FAILED  " class "." plain(name) ": " plain(attribute($0, "message")) }
    /<skipped/ {
      why = attribute($0, "message")
      if (why == "" && match($0, /Assumption failed: /)) why = substr($0, RSTART + RLENGTH)
      sub(/\]\]>.*/, "", why)
      reasons[why == "" ? class : plain(why)]++
    }
    END {
      for (why in reasons) print "  skipped " reasons[why] ": " why
      print all - bad - skipped " passed, " bad + 0 " failed, " skipped + 0 " skipped"
      exit bad > 0 || all == 0
    }'
}

# One line for a module when Maven has left it.
module_line() {
  reports "$2" | grep "^$root/$1/" | tr '\n' '\0' | xargs -0 cat /dev/null | awk -v module="$1" -v seconds="$3" '
    function count(name,   at, rest) {
      at = match($0, "[ \t]" name "=\"")
      if (!at) return 0
      rest = substr($0, at + RLENGTH)
      return rest + 0
    }
    /<testsuite / { all += count("tests"); bad += count("failures") + count("errors"); skipped += count("skipped") }
    END {
      if (!all) { printf "  %-16s   built\n", module; exit }
      line = sprintf("  %-16s %5d passed", module, all - bad - skipped)
      if (bad) line = line sprintf(", %d FAILED", bad)
      if (skipped) line = line sprintf(", %d skipped", skipped)
      print line sprintf("  %s s", seconds)
    }' >&2
}

# Modules in the order in which Maven has come to them; then those that it has left, their tests behind them.
modules_begun() { sed -n 's/^\[INFO\] Building Sealpost \([a-z-]*\) .*\[[0-9]*\/[0-9]*\]$/\1/p' "$1"; }
modules_left() { sed -n 's/^\[INFO\] --- maven-jar-plugin:.* @ sealpost-\([a-z-]*\) ---$/\1/p' "$1" | awk '!told[$0]++'; }

# The words of the first list that are not in the second.
words_beyond() {
  second=" $(echo "$2" | tr '\n' ' ') "
  for word in $1; do
    case $second in *" $word "*) ;; *) printf '%s ' "$word" ;; esac
  done
}

# Several modules are under way at a time. A line for each that was left; on a terminal also one for what is under way.
watch_tests() {
  pid=$1 log=$2 stamp=$3 begun= left=
  while :; do
    running=1
    kill -0 "$pid" 2>/dev/null || running=0
    now=$(date +%s)
    for module in $(words_beyond "$(modules_begun "$log")" "$begun"); do
      begun="$begun $module"
      echo "$module $now" >>"$stamp.modules"
    done
    [ $running -eq 1 ] && ended=$(modules_left "$log") || ended=$begun
    for module in $(words_beyond "$ended" "$left"); do
      left="$left $module"
      unstatus
      module_line "$module" "$stamp" $((now - $(sed -n "s/^$module //p" "$stamp.modules")))
    done
    [ $running -eq 1 ] || break
    if terminal; then
      classes=$(tail -n 200 "$log" | sed -n 's/^\[INFO\] Running .*\.\([A-Za-z0-9]*\)$/\1/p' | tail -n 2 | tr '\n' ' ')
      status "$(words_beyond "$begun" "$left") $((now - began)) s, last begun: $classes"
    fi
    sleep 1
  done
  unstatus
  wait "$pid"
}

run_tests() {
  excluded=system,long without= properties=
  known=$(sed -n 's|.*<module>\(.*\)</module>.*|\1|p' "$root/pom.xml")
  while [ $# -gt 0 ]; do
    case $1 in
      --system) excluded=$(echo "$excluded" | sed 's/system,*//') ;;
      --long) excluded=$(echo "$excluded" | sed 's/,*long//') ;;
      --without)
        # The module that brings it is no project of the build then.
        case ${2:-} in
          dynamo | testing-dynamo)
            properties="$properties -Ddynamo=off"
            say "Without DynamoDB Local: left out are all tests of storage-dynamo and the server's tests over it (Dynamo*Test)."
            shift 2
            continue
            ;;
        esac
        case " $(echo "$known" | tr '\n' ' ') " in
          *" ${2:-?} "*) ;;
          *) fail "--without takes dynamo or a module, one of: $(echo "$known" | tr '\n' ' ')" ;;
        esac
        without="$without,!$2"
        shift
        ;;
      -D*=*) properties="$properties $1" ;;
      -h | --help) test_usage; exit 0 ;;
      *) test_usage >&2; fail "unknown option for test: $1" ;;
    esac
    shift
  done
  case $excluded in
    *system*) ;;
    *)
      missing=$(missing_packages | tr '\n' ' ')
      if [ -n "$missing" ]; then
        say "Missing for the system tests: ${missing% }; what needs it is skipped and counted. To have it:"
        say "  apt-get install -y ${missing% }"
      fi
      ;;
  esac

  mkdir -p "$logs"
  log=$logs/test.log stamp=$logs/test.began
  : >"$stamp"
  : >"$stamp.modules"
  : >"$log"
  # Reports carry whole seconds on some file systems.
  sleep 1
  say "Testing, with the gates; Maven's own output goes to target/test.log."
  began=$(date +%s)
  # Tests of the databases wait more than they compute: more modules at a time than there are processors.
  set -- -T 1.5C --fail-at-end -Dsealpost.excludedGroups="${excluded:-none}" verify
  # shellcheck disable=SC2086
  [ -z "$properties" ] || set -- $properties "$@"
  [ -z "$without" ] || set -- -pl "${without#,}" "$@"
  maven "$@" >"$log" 2>&1 &
  testing=$!
  trap 'kill "$testing" 2>/dev/null; exit 130' INT
  trap 'kill "$testing" 2>/dev/null; exit 143' TERM
  built=yes
  watch_tests "$testing" "$log" "$stamp" || built=
  trap - INT TERM

  summary=$(summarize "$stamp")
  passed=$?
  if [ -z "$built" ] && { [ $passed -eq 0 ] || grep -q 'COMPILATION ERROR\|format violations' "$log"; }; then
    explain_failure "$log"
  fi
  sed -n 's/^\[INFO\] Sealpost \([a-z-]*\) \.* SKIPPED$/  not run \1: a module that it needs failed/p' "$log" >&2
  printf '%s\n' "$summary" | sed '$d' >&2
  printf '%s (%s min %s s)\n' "$(printf '%s\n' "$summary" | tail -n 1)" $((($(date +%s) - began) / 60)) $((($(date +%s) - began) % 60))
  [ -n "$built" ] && [ $passed -eq 0 ]
}
