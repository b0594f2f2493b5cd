//! A child gives up its rights before it reads a stranger's file: memory, writing, connecting, other processes.
//!
//! Three walls, each of which holds if the others are missing: resource limits (Linux, macOS), Landlock and seccomp
//! (Linux). What the system does not offer is noted for the log and never stops the work; the program's own
//! limit on time holds everywhere. Never called in the program itself, only in a child.

use std::sync::OnceLock;

static CONFINED: OnceLock<Confined> = OnceLock::new();

/// What could be given up.
#[derive(Debug, Default)]
pub struct Confined {
    /// Technical sentences for the log about walls that could not be put up.
    pub notes: Vec<String>,
    /// Landlock holds for everything that this version of it knows of files.
    pub landlock: bool,
    pub seccomp: bool,
}

/// Gives up everything that a reader of files does not need. Must run before the first thread is started.
pub fn confine(memory_limit_bytes: Option<u64>) {
    let mut confined = Confined::default();
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    limits(memory_limit_bytes, &mut confined);
    #[cfg(not(any(target_os = "linux", target_os = "macos")))]
    let _ = memory_limit_bytes;
    #[cfg(target_os = "linux")]
    linux::confine(&mut confined);
    #[cfg(not(target_os = "linux"))]
    confined.notes.push("this system offers no Landlock and no seccomp".to_owned());
    // A process is confined once; there is no way back.
    let _ = CONFINED.set(confined);
}

/// What this process has given up; `None` in the program itself, which keeps its rights.
pub fn confined() -> Option<&'static Confined> {
    CONFINED.get()
}

/// Resource limits (POSIX `setrlimit`): address space, no core dumps, no file may grow.
#[cfg(any(target_os = "linux", target_os = "macos"))]
fn limits(memory_limit_bytes: Option<u64>, confined: &mut Confined) {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let mut limit = |resource: Resource, name: &str, bytes: u64| {
        let both = Rlimit { current: Some(bytes), maximum: Some(bytes) };
        if let Err(error) = setrlimit(resource, both) {
            confined.notes.push(format!("cannot limit {name}: {error}"));
        }
    };
    limit(Resource::Core, "core dumps", 0);
    limit(Resource::Fsize, "file size", 0);
    if let Some(bytes) = memory_limit_bytes {
        limit(Resource::As, "address space", bytes);
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use landlock::{
        ABI, Access, AccessFs, AccessNet, BitFlags, PathBeneath, PathFd, RestrictionStatus, Ruleset, RulesetAttr,
        RulesetCreatedAttr, RulesetError, RulesetStatus, Scope,
    };

    use super::Confined;

    pub fn confine(confined: &mut Confined) {
        match landlock() {
            Ok(RestrictionStatus { ruleset: RulesetStatus::NotEnforced, .. }) => {
                confined.notes.push("this kernel does not offer Landlock".to_owned());
            }
            Ok(_) => confined.landlock = true,
            Err(error) => confined.notes.push(format!("Landlock refused: {error}")),
        }
        match super::calls::deny() {
            Ok(()) => confined.seccomp = true,
            Err(error) => confined.notes.push(format!("seccomp refused: {error}")),
        }
    }

    /// Reading stays allowed everywhere, because a person's photos may be anywhere; everything else that
    /// Landlock knows is refused, as far as this kernel's version of it goes.
    fn landlock() -> Result<RestrictionStatus, RulesetError> {
        let abi = ABI::V6;
        let reading: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::ReadDir;
        let rules = Ruleset::default()
            .handle_access(AccessFs::from_all(abi))?
            .handle_access(AccessNet::from_all(abi))?
            .scope(Scope::from_all(abi))?
            .create()?;
        match PathFd::new("/") {
            Ok(root) => rules.add_rule(PathBeneath::new(root, reading))?.restrict_self(),
            // Without a root nothing could be read, and the first task will say so.
            Err(_) => rules.restrict_self(),
        }
    }
}

/// The system calls that a reader of files never makes.
#[cfg(all(target_os = "linux", any(target_arch = "x86_64", target_arch = "aarch64")))]
mod calls {
    use std::collections::BTreeMap;

    use seccompiler::{
        BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    };

    type Rules = BTreeMap<i64, Vec<SeccompRule>>;

    /// Calls that answer "not permitted" from now on, in this thread and all that it starts.
    pub fn deny() -> Result<(), seccompiler::Error> {
        apply(refused()?, libc::EPERM)?;
        // "No such call" makes the C library fall back to the older calls, which are looked at above.
        apply([libc::SYS_clone3, libc::SYS_openat2].map(|call| (call, Vec::new())).into(), libc::ENOSYS)
    }

    fn apply(rules: Rules, errno: i32) -> Result<(), seccompiler::Error> {
        let arch = std::env::consts::ARCH.try_into()?;
        let action = SeccompAction::Errno(errno.unsigned_abs());
        let program: BpfProgram = SeccompFilter::new(rules, SeccompAction::Allow, action, arch)?.try_into()?;
        seccompiler::apply_filter(&program)
    }

    fn refused() -> Result<Rules, seccompiler::Error> {
        let mut rules: Rules = [CONNECTING, RUNNING, MEDDLING, WRITING]
            .concat()
            .into_iter()
            .chain(OLD_CALLS.iter().copied())
            .map(|call| (call, Vec::new()))
            .collect();
        rules.insert(libc::SYS_openat, writing_flags(2)?);
        #[cfg(target_arch = "x86_64")]
        rules.insert(libc::SYS_open, writing_flags(1)?);
        // Threads are started by `clone` with CLONE_THREAD; without it, it is a new process.
        let thread = libc::CLONE_THREAD.unsigned_abs().into();
        rules.insert(libc::SYS_clone, vec![masked(0, thread, 0)?]);
        Ok(rules)
    }

    /// Flags of `open` that ask for more than reading.
    fn writing_flags(argument: u8) -> Result<Vec<SeccompRule>, seccompiler::Error> {
        [
            (libc::O_ACCMODE, libc::O_WRONLY),
            (libc::O_ACCMODE, libc::O_RDWR),
            (libc::O_CREAT, libc::O_CREAT),
            (libc::O_TRUNC, libc::O_TRUNC),
        ]
        .into_iter()
        .map(|(mask, value)| masked(argument, mask.unsigned_abs().into(), value.unsigned_abs().into()))
        .collect()
    }

    fn masked(argument: u8, mask: u64, value: u64) -> Result<SeccompRule, seccompiler::Error> {
        let equal = SeccompCmpOp::MaskedEq(mask);
        let condition = SeccompCondition::new(argument, SeccompCmpArgLen::Dword, equal, value)?;
        Ok(SeccompRule::new(vec![condition])?)
    }

    const CONNECTING: &[i64] = &[
        libc::SYS_socket,
        libc::SYS_socketpair,
        libc::SYS_connect,
        libc::SYS_bind,
        libc::SYS_listen,
        libc::SYS_accept,
        libc::SYS_accept4,
        libc::SYS_io_uring_setup,
    ];

    const RUNNING: &[i64] = &[
        libc::SYS_execve,
        libc::SYS_execveat,
        libc::SYS_kill,
        libc::SYS_tkill,
        libc::SYS_pidfd_open,
        libc::SYS_pidfd_send_signal,
        libc::SYS_rt_sigqueueinfo,
        libc::SYS_rt_tgsigqueueinfo,
    ];

    const MEDDLING: &[i64] = &[
        libc::SYS_ptrace,
        libc::SYS_process_vm_readv,
        libc::SYS_process_vm_writev,
        libc::SYS_pidfd_getfd,
        libc::SYS_open_by_handle_at,
        libc::SYS_mount,
        libc::SYS_umount2,
        libc::SYS_pivot_root,
        libc::SYS_chroot,
        libc::SYS_unshare,
        libc::SYS_setns,
        libc::SYS_bpf,
        libc::SYS_perf_event_open,
        libc::SYS_userfaultfd,
        libc::SYS_keyctl,
        libc::SYS_add_key,
        libc::SYS_request_key,
        libc::SYS_init_module,
        libc::SYS_finit_module,
        libc::SYS_kexec_load,
        libc::SYS_reboot,
        libc::SYS_settimeofday,
        libc::SYS_clock_settime,
    ];

    /// Changes to files that Landlock does not know (modes, owners, times, attributes) or not in every version.
    const WRITING: &[i64] = &[
        libc::SYS_truncate,
        libc::SYS_ftruncate,
        libc::SYS_fallocate,
        libc::SYS_fchmod,
        libc::SYS_fchmodat,
        libc::SYS_fchown,
        libc::SYS_fchownat,
        libc::SYS_utimensat,
        libc::SYS_setxattr,
        libc::SYS_lsetxattr,
        libc::SYS_fsetxattr,
        libc::SYS_removexattr,
        libc::SYS_lremovexattr,
        libc::SYS_fremovexattr,
        libc::SYS_unlinkat,
        libc::SYS_renameat,
        libc::SYS_renameat2,
        libc::SYS_mkdirat,
        libc::SYS_mknodat,
        libc::SYS_linkat,
        libc::SYS_symlinkat,
    ];

    #[cfg(target_arch = "x86_64")]
    const OLD_CALLS: &[i64] = &[
        libc::SYS_fork,
        libc::SYS_vfork,
        libc::SYS_creat,
        libc::SYS_chmod,
        libc::SYS_chown,
        libc::SYS_lchown,
        libc::SYS_utime,
        libc::SYS_utimes,
        libc::SYS_futimesat,
        libc::SYS_unlink,
        libc::SYS_rmdir,
        libc::SYS_rename,
        libc::SYS_mkdir,
        libc::SYS_mknod,
        libc::SYS_link,
        libc::SYS_symlink,
    ];
    #[cfg(not(target_arch = "x86_64"))]
    const OLD_CALLS: &[i64] = &[];
}

#[cfg(all(target_os = "linux", not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
mod calls {
    pub fn deny() -> Result<(), &'static str> {
        Err("no filter is written for this processor")
    }
}
