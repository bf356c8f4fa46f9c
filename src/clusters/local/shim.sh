#!/bin/sh
# Runs one process of a job: shim.sh RUN_FOLDER EXIT_FILE CGROUP COMMAND [ARGUMENT]...
# It leads a session and a process group of its own, so that it and the command outlive the service.
# CGROUP is a folder to enter, or empty. All names begin with jrun_: the environment is the command's.

# A signal to the group is meant for the command; this shell stays to tell how the command ended.
jrun_stopped=
trap 'jrun_stopped=1' TERM INT HUP

# Whoever creates the claim first decides: this shim, or a service that has given it up.
set -C
read -r jrun_stat </proc/$$/stat
{ echo "$$ $jrun_stat" >"$1/pid"; } 2>/dev/null || exit 0
set +C
[ -z "$3" ] || echo $$ 2>/dev/null >"$3/cgroup.procs"

# Only the command writes to the streams: what this shell says about its end is dropped.
exec 3>&2 2>/dev/null
jrun_run() {
  shift 3
  [ -z "$jrun_stopped" ] || return 143
  (exec "$@" 2>&3 3>&-)
}
jrun_run "$@"
jrun_status=$?

# The file is there already and long enough: on a full disk its blocks can still be overwritten.
{ echo "$jrun_status"; times; } 1<>"$2.tmp"
command -p mv -f "$2.tmp" "$2"

# Nothing of the group outlives the command.
kill -KILL 0
