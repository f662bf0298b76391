#!/bin/sh
# Pid 1 of a simulated machine: builds the machine's root directory from bind mounts, runs the node, reaps what dies.
# It starts in mount, pid and uts namespaces of its own; root in these may be an ordinary user outside.
#
#   init <machine directory> <tools directory> <hostname> <command of the node…>
set -eu
umask 022
PATH=$PATH:/usr/sbin:/sbin
export PATH
dir=$1 tools=$2 name=$3
shift 3
root=$dir/root

fail() {
    echo "the machine's root directory cannot be built: $*"
    exit 1
}

# Shows directory $1 of the host at $2, read-only with all that is mounted below it.
show() {
    mount --rbind "$1" "$2" || fail "no bind mount of $1"
    mounts=$(cat /proc/self/mountinfo)
    while read -r _ _ _ _ point options _; do
        point=$(printf '%b' "$point")
        case $point in
            "$2" | "$2"/*)
                # A user namespace may not drop the flags a mount has, so they are named again.
                mount -o "remount,bind,ro${options#r[ow]}" "$point" || fail "$point stays writable"
                ;;
        esac
    done <<MOUNTS
$mounts
MOUNTS
}

mount --make-rprivate /
mkdir -p "$root" "$dir/pods"
chmod 700 "$dir/pods"
mount -t tmpfs -o mode=755,size=2g machine "$root" || fail "no tmpfs"
cd "$root"
mkdir -p proc sys dev/shm etc run tmp root usr opt/lab/bin opt/lab/stand-ins var/lib var/log/pods var/tmp
chmod 1777 tmp var/tmp dev/shm
chmod 700 root
ln -s /run var/run

show /usr "$root/usr"
for top in bin sbin lib lib32 lib64 libx32; do
    if [ -L "/$top" ]; then
        cp -P "/$top" "$top"
    elif [ -d "/$top" ]; then
        mkdir "$top"
        show "/$top" "$root/$top"
    fi
done
show "$tools" "$root/opt/lab/bin"
# Debian's awk and others are links into this directory.
if [ -d /etc/alternatives ]; then
    mkdir etc/alternatives
    show /etc/alternatives "$root/etc/alternatives"
fi
[ ! -e /etc/ld.so.cache ] || cp /etc/ld.so.cache etc/
for device in null zero full random urandom tty; do
    [ -e "/dev/$device" ] || continue
    : >"dev/$device"
    mount --bind "/dev/$device" "dev/$device" || fail "no bind mount of /dev/$device"
done
ln -s /proc/self/fd dev/fd
ln -s /proc/self/mounts etc/mtab
# The caller has mounted a /proc of this pid namespace; a second mount would be refused where parts of the host's are hidden.
mount --rbind /proc proc || fail "no bind mount of /proc"
mount -t sysfs -o ro sysfs sys 2>/dev/null || echo "the machine has no /sys: the kernel refuses it in this namespace"
mount --bind "$dir/pods" var/log/pods || fail "no bind mount of $dir/pods"
cd "$dir"
hostname "$name"

# The C library otherwise keeps memory apart for each of the node's threads.
export MALLOC_ARENA_MAX=2
# Not exec: a shell as pid 1 waits for every orphan. When the node ends, so does the machine.
result=0
"$@" || result=$?
exit "$result"
