#!/usr/bin/env bash
# A Slurm of its own on 127.0.0.1, for tests: no systemd, no cgroups, no database, nothing under /etc.
#   local_slurm.sh start DIR [CPUS]   start munged, slurmctld and a slurmd of CPUS processors (2)
#   local_slurm.sh stop DIR           cancel its jobs, stop the daemons, remove DIR
#   local_slurm.sh env DIR            print `export SLURM_CONF=...`, for eval
# DIR is absolute, new, short (unix sockets), and in a folder that anybody may enter (munged wants that). As root or as
# any user. Every process is ended by its pid, and only if it is the one that was started here.
# Exit: 0 done, 1 failed (with the ends of logs), 2 wrong usage, 77 no Slurm here.
set -u # not -e: most of what is asked here may well answer no
umask 022 # munged wants the folder of its socket open to all
unset "${!SLURM_@}" "${!SBATCH_@}" # of a cluster that this may be running on
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

action=${1-} dir=${2-} cpus=${3-2}
conf=$dir/slurm.conf
mark=$dir/.local_slurm # only a folder with this file is ever removed
patience=30 # seconds for each daemon; all together usually take two

say() { echo "local_slurm: $*" >&2; }
usage() { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
fail() {
  local log
  say "$*"
  for log in "$dir"/log/*.log; do
    [[ -s $log ]] && { say "the end of $log:"; tail -n 15 "$log" >&2; }
  done
  stop
  exit 1
}

# within SECONDS COMMAND...: true as soon as the command is.
within() {
  local end=$((SECONDS + $1 + 1))
  shift
  until "$@" >/dev/null 2>&1; do
    ((SECONDS < end)) || return 1
    sleep 0.1
  done
}
# pid_of NAME: the daemon's, if that is still the one that was started here.
pid_of() {
  local pid
  pid=$(cat "$dir/run/$1.pid" 2>/dev/null) && [[ $pid =~ ^[0-9]+$ ]] || return 1
  [[ $(cat "/proc/$pid/comm" 2>/dev/null) == "$1" ]] || return 1
  tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$dir/" && echo "$pid"
}
# gone PID: or a zombie that nobody has asked after yet.
gone() {
  local state
  state=$(sed 's/.*) //; s/ .*//' "/proc/$1/stat" 2>/dev/null)
  [[ -z $state || $state == Z ]]
}

ask() { SLURM_CONF=$conf timeout 5 "$@"; }
node_ready() { [[ -n $(ask sinfo -h -N -t idle,mixed,allocated -o %N) ]]; }
queue_empty() {
  local queue
  queue=$(ask squeue -h) && [[ -z $queue ]]
}

listening() { # PORT
  local in_use
  in_use="^ *[0-9]+: [0-9A-F]+:$(printf %04X "$1") [0-9A-F]+:[0-9A-F]+ 0A"
  grep -qiE "$in_use" /proc/net/tcp /proc/net/tcp6 2>/dev/null
}
free_port() { # and the next one
  local try port
  for try in {1..50}; do
    port=$((20000 + (RANDOM * 32768 + RANDOM) % 9900))
    listening $port || listening $((port + 1)) || { echo $port; return; }
  done
  return 1
}

write_conf() { # PORT
  local me
  me=$(id -un)
  cat >"$conf" <<CONF
ClusterName=local$1
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$1
# Bind to the addresses given here, not to 0.0.0.0.
CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
SlurmUser=$me
SlurmdUser=$me
AuthType=auth/munge
# cred_expire is also how long a requeued job waits (120 s if not said).
AuthInfo=socket=$dir/munge/munge.sock,cred_expire=10
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/run/slurmctld.pid
SlurmdPidFile=$dir/run/slurmd.pid
SlurmctldLogFile=$dir/log/slurmctld.log
SlurmdLogFile=$dir/log/slurmd.log
PlugStackConfig=$dir/plugstack.conf
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/filetxt
JobCompLoc=$dir/log/jobcomp.txt
MpiDefault=none
SwitchType=switch/none
MailProg=/bin/true
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=5,sched_min_interval=0,bf_interval=2
SlurmdParameters=config_overrides
ReturnToService=2
SlurmctldTimeout=30
SlurmdTimeout=10
KillWait=2
MinJobAge=3600
NodeName=n1 NodeHostname=localhost NodeAddr=127.0.0.1 Port=$(($1 + 1)) CPUs=$cpus RealMemory=1000 State=UNKNOWN
PartitionName=local Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
  echo "CgroupAutomount=no" >"$dir/cgroup.conf"
  : >"$dir/plugstack.conf"
}

start() {
  local program missing="" port
  for program in munged munge slurmctld slurmd sbatch squeue sinfo scontrol scancel; do
    command -v "$program" >/dev/null || missing+=" $program"
  done
  [[ -z $missing ]] || { say "not installed:$missing (apt-get install slurm-wlm munge)"; exit 77; }
  [[ ! -e $dir ]] || { say "$dir exists already"; exit 1; }
  mkdir -p "$dir" && touch "$mark" || { say "$dir cannot be made"; exit 1; }
  mkdir "$dir"/{run,log,state,spool,munge} && mkdir -m 700 "$dir/key" || fail "$dir cannot be written"
  (umask 077 && head -c 128 /dev/urandom >"$dir/key/munge.key") || fail "the key of munge cannot be written"
  port=$(free_port) || fail "no two free ports between 20000 and 29999"
  write_conf "$port"

  munged --key-file="$dir/key/munge.key" --socket="$dir/munge/munge.sock" --pid-file="$dir/run/munged.pid" \
    --log-file="$dir/log/munged.log" --seed-file="$dir/key/munged.seed" >"$dir/log/munged.out.log" 2>&1 </dev/null ||
    fail "munged did not start"
  within $patience munge -n -S "$dir/munge/munge.sock" || fail "munged does not answer"
  export SLURM_CONF=$conf
  slurmctld -f "$conf" -i >"$dir/log/slurmctld.out.log" 2>&1 </dev/null || fail "slurmctld did not start"
  within $patience ask scontrol ping || fail "slurmctld does not answer"
  slurmd -f "$conf" -N n1 >"$dir/log/slurmd.out.log" 2>&1 </dev/null || fail "slurmd did not start"
  within $patience node_ready || fail "the node did not become ready"
  # That a job really runs: what is started but cannot is no use to a test.
  ask sbatch -Q -t 1 -o "$dir/log/probe.txt" --wrap 'echo ran' </dev/null >/dev/null 2>&1
  within $patience grep -qx ran "$dir/log/probe.txt" || fail "a first job did not run"
}

# Job processes carry this cluster's name, which holds its port; slurmstepd the path of its configuration.
leftovers() {
  local file pid name
  name=$(sed -n 's/^ClusterName=//p' "$conf" 2>/dev/null)
  [[ -n $name ]] || return 0
  for file in $(grep -lzxF -e "SLURM_CLUSTER_NAME=$name" -e "SLURM_CONF=$conf" /proc/[0-9]*/environ 2>/dev/null); do
    pid=${file#/proc/} pid=${pid%/environ}
    [[ $pid != $$ ]] && ! gone "$pid" || continue
    [[ $(cat "/proc/$pid/comm" 2>/dev/null) == slurmstepd ]] ||
      grep -qzxF "SLURM_CLUSTER_NAME=$name" "$file" 2>/dev/null || continue
    echo "$pid"
  done
}
no_leftovers() { [[ -z $(leftovers) ]]; }
signal_leftovers() { # SIGNAL
  local pid
  for pid in $(leftovers); do kill "-$1" "$pid" 2>/dev/null; done
}

stop_daemon() { # NAME
  local pid
  pid=$(pid_of "$1") || return 0
  kill "$pid" 2>/dev/null
  within 10 gone "$pid" && return
  say "$1 (pid $pid) does not end on SIGTERM"
  kill -9 "$pid" 2>/dev/null
  within 5 gone "$pid"
}

stop() {
  [[ -e $dir ]] || return 0
  [[ -f $mark ]] || { say "$dir was not made by local_slurm.sh start"; exit 1; }
  if pid_of munged >/dev/null && pid_of slurmctld >/dev/null && ask scancel -Q -u "$(id -un)" 2>/dev/null; then
    if pid_of slurmd >/dev/null; then within 10 queue_empty || say "jobs were still ending after 10 s"; fi
  fi
  if ! no_leftovers; then
    signal_leftovers TERM
    within 2 no_leftovers || signal_leftovers KILL
  fi
  stop_daemon slurmd
  stop_daemon slurmctld
  stop_daemon munged
  rm -rf "$dir"
}

[[ $dir =~ ^/[A-Za-z0-9/._-]+$ && ${#dir} -le 70 && $cpus =~ ^[1-9][0-9]*$ ]] || usage
case $action in
  start) start ;;
  stop) stop ;;
  env) printf 'export SLURM_CONF=%q\n' "$conf" ;;
  *) usage ;;
esac
