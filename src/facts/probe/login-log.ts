// Reduces what sshd logged to a line per account and address, in awk as POSIX has it: mawk, gawk and busybox run it alike.

/** How far back logs are read. */
export const recentDays = 14;

/** Accounts and addresses told apart; logins of others beyond are left out. */
export const mostSources = 300;

/** Accounts, addresses and methods told apart of accepted logins; others beyond are left out. */
export const mostAccepted = 600;

/**
 * Its input: the time as `date '+%s %Y-%m-%dT%H:%M:%S%z'` and the numbers of the processes above, each between commas, the host's name, and by how many seconds the time on the wall may have been another's; a line `-- terminals` and the output of last(1) with `-w -i --time-format iso`;
 * a line `-- log` and lines of the log, oldest first. Its output is nothing where no login was logged in the last hour, else `days N`,
 * `terminals` where wtmp was read, `client ADDRESS` of the login that made one of those processes, and `source ACCOUNT ADDRESS METHOD LOGINS BURSTS WITH WITHOUT TIME` for each, and
 * `accepted ACCOUNT ADDRESS METHOD EPOCH` for the last login of each method. Holds no quote.
 *
 * sshd escapes what it logs, but names that do not exist stand in other lines of it as they came: only what begins a message, and has
 * every word in its place, counts. Some logs have nothing but the time on the wall; where the offset is told too, UTC is compared. `accepted` are
 * of this host only, as a log may be that of many; what was logged before a clock that was set back is none, nor is anything of a clock that is ahead.
 */
export const reduceLogins = `
function seconds(year, month, day, time,    part) {
  year += 0; month += 0
  if (month < 3) { year--; month += 12 }
  split(time, part, ":")
  return (365 * year + int(year / 4) - int(year / 100) + int(year / 400) + int((153 * (month - 3) + 2) / 5) + day - 719469) * 86400 + part[1] * 3600 + part[2] * 60 + int(part[3])
}
function iso_stamp(text,    zone) {
  if (text !~ /^20[0-9][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]/) return 0
  shown = substr(text, 1, 16)
  kind = "wall"; at = wall = seconds(substr(text, 1, 4), substr(text, 6, 2), substr(text, 9, 2), substr(text, 12, 8))
  zone = text
  sub(/^[^T]*T[0-9:.,]*/, "", zone)
  gsub(/:/, "", zone)
  if (zone == "Z") kind = "utc"
  if (zone ~ /^[+-][0-9][0-9][0-9][0-9]$/) {
    kind = "utc"; at = wall - (substr(zone, 1, 1) "1") * (substr(zone, 2, 2) * 3600 + substr(zone, 4, 2) * 60)
  }
  return 1
}
function old_stamp(name, day, time,    month, year) {
  month = index("JanFebMarAprMayJunJulAugSepOctNovDec", name)
  if (length(name) != 3 || month % 3 != 1 || day !~ /^[0-9][0-9]?$/ || time !~ /^[0-2][0-9]:[0-5][0-9]:[0-6][0-9]$/) return 0
  month = (month + 2) / 3
  year = this_year
  if (seconds(year, month, day, time) > now["wall"] + 86400) year--
  kind = "wall"; at = seconds(year, month, day, time)
  shown = sprintf("%04d-%02d-%02dT%s", year, month, day, substr(time, 1, 5))
  return 1
}
NR == 1 { now["utc"] = $1; iso_stamp($2); now["wall"] = wall; this_year = substr($2, 1, 4) + 0; above = $3; node = plain($4); slack = $5 + 0; next }
function plain(name) { name = tolower(name); sub(/[.].*/, "", name); return name }
$0 == "-- terminals" { part = 1; next }
$0 == "-- log" { part = 2; next }
part == 1 && $1 == "wtmp" && $2 == "begins" && iso_stamp($3) { begins["utc"] = at; begins["wall"] = wall; next }
part == 1 {
  if ($2 !~ /^(pts\\/|tty)[0-9]+$/ || ++records > 20000 || !iso_stamp($4)) next
  opened[$1 " " $3 " utc " int(at / 60)]++; opened[$1 " " $3 " wall " int(wall / 60)]++
  next
}
part == 2 {
  if (iso_stamp($1)) first = 3; else if (old_stamp($1, $2, $3)) first = 5; else next
  logger = plain($(first - 1))
  # The syslogd of busybox names facility and level.
  if ($first ~ /^[a-z0-9]+[.][a-z]+$/) first++
  if ($first !~ /^sshd(-session)?\\[[0-9]+\\]:$/ || $(first + 1) != "Accepted" || $(first + 3) != "for" || $(first + 5) != "from" || $(first + 7) != "port" || $(first + 9) !~ /^ssh2:?$/) next
  # A rehearsal is no login of anybody.
  if ($(first + 6) ~ /^127[.]107[.]/) next
  account = $(first + 4); address = $(first + 6)
  if (account !~ /^[A-Za-z0-9_][-A-Za-z0-9_.@\\\\]*[$]?$/ || length(account) > 63 || address !~ /^[0-9a-fA-F.:]+(%[0-9A-Za-z]+)?$/ || length(address) > 62) next
  age = now[kind] - at
  if (age > ${recentDays} * 86400 || age < -86400) next
  if (age > oldest) oldest = age
  if (!live || age < newest) newest = age
  pid = $first; gsub(/[^0-9]/, "", pid)
  if (age < 3600 && index(above, "," pid ",")) client = address
  live = 1
  if (logger == node) {
    if ((kind in latest) && at < latest[kind] - 60) { split("", epoch); split("", accepted); methods = 0 }
    latest[kind] = at
    way = account " " address " " $(first + 2)
    if (!(way in epoch) && methods < ${mostAccepted}) accepted[++methods] = way
    epoch[way] = now["utc"] - age - (kind == "wall" ? slack : 0)
  }
  key = account " " address
  if (!(key in logins)) {
    if (keys == ${mostSources}) next
    order[++keys] = key
  }
  logins[key]++; method[key] = $(first + 2); last[key] = shown
  if ((key in before) && at - before[key] <= 30) { bursts[key]++; delete before[key]; delete previous[key] }
  else { if (key in previous) before[key] = previous[key]; previous[key] = at }
  if (!(kind in begins) || at < begins[kind]) next
  minute = key " " kind " " int(at / 60); after = key " " kind " " (int(at / 60) + 1)
  if (opened[minute] > 0) { opened[minute]--; with[key]++ }
  else if (opened[after] > 0) { opened[after]--; with[key]++ }
  else without[key]++
}
END {
  if (!live || newest > 3600) exit
  print "days " int((oldest + 86399) / 86400)
  if ("utc" in begins) print "terminals"
  if (client != "") print "client " client
  for (i = 1; i <= keys; i++) {
    key = order[i]
    print "source " key, method[key], logins[key], bursts[key] + 0, with[key] + 0, without[key] + 0, last[key]
  }
  if (newest >= -60) for (i = 1; i <= methods; i++) printf "accepted %s %.0f\\n", accepted[i], epoch[accepted[i]]
}`;
