#!/bin/sh
# Prepares a Debian machine for work on Keyturn. Every step may be repeated: what is already there is left alone.
#
#   sh scripts/setup.sh [STEP…]      without a step: node tools engine images
#
#   node     the packages of package-lock.json
#   tools    programs that the tests run
#   engine   a Docker engine, where none answers (no systemd needed)
#   images   the images of the lab hosts: one for each folder docker/<image>/
#   peers    for the benchmark: Ansible, and an image of a host that Ansible can work on
#   clean    removes the lab's containers and images (everything that is labelled keyturn=lab)
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin
work=$(mktemp -d)
log=$work/log

say() { echo "setup: $*"; }

fail() {
    say "$*" >&2
    exit 1
}

# Host names of mirrors belong to the machine's owner, and logs are pasted into bug reports.
without_host_names() {
    # shellcheck disable=SC2016 # apt's variables, not ours
    sites=$(apt-get indextargets --format '$(SITE)' 2>/dev/null | sed 's|.*//||; s|[/:].*||' | sort -u)
    for site in $sites; do set -- "$@" -e "s|$site|(mirror)|g"; done
    sed -e 's|//[^/ "]*|//(host)|g' "$@"
}

# shellcheck disable=SC2317,SC2329 # called by the trap
finish() {
    status=$?
    if [ "$status" -ne 0 ] && [ -s "$log" ]; then
        say "failed; this is what was said meanwhile:" >&2
        tail -n 200 "$log" | without_host_names >&2
    fi
    rm -rf "$work"
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT TERM

# Runs a command whose output matters only when something goes wrong.
quiet() { "$@" >>"$log" 2>&1 </dev/null; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo -n true 2>/dev/null || fail "this step needs root: run it as root, or with sudo that asks no password"
        sudo -n "$@"
    fi
}

# Two setups at once, in whichever checkouts, wait for each other.
lock_machine() {
    exec 9</var/lib
    flock -n 9 && return
    say "waiting for another setup on this machine"
    flock 9
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

install_packages() {
    missing=
    for package in "$@"; do
        installed "$package" || missing="$missing $package"
    done
    [ -n "$missing" ] || return 0
    say "installing$missing"
    quiet as_root apt-get -o DPkg::Lock::Timeout=300 update
    # shellcheck disable=SC2086 # a list of words
    quiet as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing
}

# --- node -----------------------------------------------------------------------------------------------------------

node_step() {
    command -v npm >/dev/null || fail "node: Node.js 20.19 or newer and npm are needed first"
    if [ -e node_modules/.package-lock.json ] &&
        [ -z "$(find package-lock.json -newer node_modules/.package-lock.json)" ]; then
        say "node: packages are up to date"
        return
    fi
    say "node: npm ci"
    quiet npm ci --no-audit --no-fund
    # npm keeps the time of an older file when nothing changed; the next call should see that this one was here.
    touch node_modules/.package-lock.json
}

# --- tools ----------------------------------------------------------------------------------------------------------

tools_step() {
    lock_machine
    install_packages shellcheck oathtool openssh-client age busybox git zsh fish tcsh mksh strace
    say "tools: all there"
}

# --- engine ---------------------------------------------------------------------------------------------------------

engine_answers() { docker info >/dev/null 2>&1; }

wait_for_engine() {
    tries=0
    until engine_answers; do
        tries=$((tries + 1))
        [ "$tries" -le "$1" ] || return 1
        sleep 0.25
    done
}

# A pid file may be left from an engine that died; its number may by now belong to something else.
engine_process() {
    pid=$(cat /var/run/docker.pid 2>/dev/null) || return 1
    [ "$(cat "/proc/$pid/comm" 2>/dev/null)" = dockerd ]
}

start_engine() {
    as_root rm -f /var/run/docker.pid
    # The socket belongs to the caller's group, so that a caller who is not root needs no new login.
    # shellcheck disable=SC2016 # for the inner shell
    as_root sh -c 'setsid dockerd --group "$1" >>/var/log/dockerd.log 2>&1 </dev/null 9<&- &' - "$(id -gn)"
    wait_for_engine 240 && return
    quiet tail -n 40 /var/log/dockerd.log || true
    fail "engine: dockerd does not answer"
}

engine_step() {
    if engine_answers; then
        say "engine: answers"
        return
    fi
    case ${DOCKER_HOST:-} in
    '' | unix:///var/run/docker.sock) ;;
    *) fail "engine: the one that DOCKER_HOST names does not answer" ;;
    esac
    lock_machine
    install_packages docker.io iptables
    if engine_process; then
        say "engine: waiting for the one that is starting"
        wait_for_engine 60 || fail "engine: process $pid runs but does not answer this user; see /var/log/dockerd.log"
    elif ! engine_answers; then
        say "engine: starting dockerd"
        start_engine
    fi
    say "engine: answers"
}

# --- images ---------------------------------------------------------------------------------------------------------

image_exists() { docker image inspect "$1" >/dev/null 2>&1; }

images() {
    for conf in docker/*/image.conf; do basename "${conf%/image.conf}"; done
}

# A property from image.conf: BASE (its name in a registry) or FROM (the image of ours that it is made from), RELEASE, INIT.
property() { sed -n "s/^$2=//p" "docker/$1/image.conf"; }

# Of images of Debian only.
codename() { sed -n 's/^ARG CODENAME=//p' "docker/$1/Dockerfile"; }

# The machine's own apt sources, for another release. A release that left the mirror's updates behind still has its main suite.
write_sources() {
    own=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
    # shellcheck disable=SC2016 # apt's variables, not ours
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
        awk -v own="$own" -v other="$1" '$3 == "main" && $2 ~ "^" own "(-updates|-security)?$" {
            sub(own, other, $2); print "deb", $1, $2, $3 }' |
        sort -u |
        while read -r deb uri suite component; do
            if quiet /usr/lib/apt/apt-helper download-file "${uri%/}/dists/$suite/InRelease" "$work/$suite"; then
                echo "$deb $uri $suite $component"
            elif [ "$suite" = "$1" ]; then
                fail "images: this machine's mirror has no $suite"
            fi
        done
}

# What this machine must tell apt to reach its mirror: proxies, certificates, no checks of dates on a frozen mirror.
write_apt_settings() {
    apt-config dump | grep -E '^Acquire::(Check-Valid-Until|Check-Date|Retries|http|https)(::[^ ]*)? "[^"]+"' || true
    [ -z "${http_proxy:-}" ] || echo "Acquire::http::Proxy \"$http_proxy\";"
    [ -z "${https_proxy:-}" ] || echo "Acquire::https::Proxy \"$https_proxy\";"
    printf '%s\n' 'Acquire::Languages "none";' 'Acquire::GzipIndexes "true";'
}

# The build context: what docker/ holds for this image, and the machine's settings, which are committed nowhere.
write_context() {
    mkdir -p "$2"
    cp "docker/$1/"* docker/install.sh docker/start.sh "$2"
    [ -n "$(codename "$1")" ] || return 0
    mkdir -p "$2/apt/apt.conf.d"
    write_sources "$(codename "$1")" >"$2/apt/sources.list"
    [ -s "$2/apt/sources.list" ] || fail "images: this machine's apt sources name no Debian mirror"
    write_apt_settings >"$2/apt/apt.conf.d/90lab"
    grep -q 'https://' "$2/apt/sources.list" || return 0
    cp /etc/ssl/certs/ca-certificates.crt "$2/apt/ca-certificates.crt"
    echo 'Acquire::https::CaInfo "/etc/apt/ca-certificates.crt";' >>"$2/apt/apt.conf.d/90lab"
}

# The distribution's own image where a registry can be reached; of Debian the same made from packages where not.
make_base() {
    if timeout 60 docker pull "$(property "$1" BASE)" >/dev/null 2>&1; then
        docker tag "$(property "$1" BASE)" "$2"
        return
    fi
    [ -n "$(codename "$1")" ] || fail "images: no registry answers, and $1 can be made from nothing else"
    say "images: no registry answers, bootstrapping $1 from packages"
    as_root mmdebstrap --variant=minbase --aptopt="$3/apt/apt.conf.d/90lab" "$(codename "$1")" - \
        "$3/apt/sources.list" 2>>"$log" 9<&- |
        quiet_import "$2"
}

quiet_import() { docker import --change 'LABEL keyturn=lab' - "$1" >>"$log" 2>&1; }

# The builder of docker.io 20.10; newer clients want a plugin for any other.
build() { DOCKER_BUILDKIT=0 quiet docker build --force-rm "$@"; }

# With and without the PAM module.
build_image() {
    context=$work/context-$1
    base=keyturn-lab:$1-base
    write_context "$1" "$context"
    image_exists "$base" || make_base "$1" "$base" "$context"
    image_exists "$base" || fail "images: $1 could not be made"
    for variant in plain otp; do
        build --build-arg "BASE=$base" --target "$variant" --tag "$(variant_tag "$1" "$variant")" "$context"
    done
    say "images: $1 is built"
}

# On top of one that has been built, with the PAM module; its tag changes with that.
build_derived() {
    say "images: building $1"
    build --build-arg "BASE=$(variant_tag "$(property "$1" FROM)" otp)" --tag "$(variant_tag "$1" otp)" "docker/$1"
}

variant_tag() {
    if [ "$2" = otp ]; then sh docker/tag.sh "$1" otp; else sh docker/tag.sh "$1"; fi
}

# Those of which something is missing: `own` that are made from a distribution's, or `derived` ones.
missing_images() {
    for image in $(images); do
        if [ -n "$(property "$image" FROM)" ]; then kind=derived variants=otp; else kind=own variants='plain otp'; fi
        [ "$kind" = "$1" ] || continue
        for variant in $variants; do
            image_exists "$(variant_tag "$image" "$variant")" || echo "$image"
        done
    done | uniq
}

images_step() {
    engine_answers || fail "images: no engine answers; run the step engine first"
    if [ -z "$(missing_images own)$(missing_images derived)" ]; then
        say "images: up to date"
        return
    fi
    lock_machine
    install_packages mmdebstrap
    builds=
    for image in $(missing_images own); do
        say "images: building $image"
        (build_image "$image") &
        builds="$builds $!"
    done
    failed=
    for build in $builds; do
        wait "$build" || failed=yes
    done
    [ -z "$failed" ] || fail "images: a build failed"
    for image in $(missing_images derived); do build_derived "$image"; done
}

# --- peers ----------------------------------------------------------------------------------------------------------

peers_step() {
    lock_machine
    install_packages ansible-core
    engine_answers || fail "peers: no engine answers; run the step engine first"
    image=$(sh bench/ansible/tag.sh)
    if ! image_exists "$image"; then
        base=$(variant_tag debian-12 otp)
        image_exists "$base" || fail "peers: run the step images first"
        say "peers: building an image with Python"
        build --build-arg "BASE=$base" --tag "$image" bench/ansible
    fi
    say "peers: all there"
}

# --- clean ----------------------------------------------------------------------------------------------------------

clean_step() {
    engine_answers || fail "clean: no engine answers"
    say "clean: removing every container and image of the lab"
    docker ps -aq --filter label=keyturn=lab | xargs -r docker rm -fv >>"$log" 2>&1
    # By tag, so that the engine takes what they were built on along in the right order.
    docker images --filter label=keyturn=lab --filter dangling=false --format '{{.Repository}}:{{.Tag}}' |
        xargs -r docker rmi -f >>"$log" 2>&1
    quiet docker image prune --force --filter label=keyturn=lab
}

[ "$#" -gt 0 ] || set -- node tools engine images
for step in "$@"; do
    case $step in
    node | tools | engine | images | peers | clean) ;;
    *) say "unknown step: $step (there are: node tools engine images peers clean)" >&2 && exit 64 ;;
    esac
done
for step in "$@"; do
    "${step}_step"
done
