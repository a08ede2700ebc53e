//! How the C library's allocator is to spread the program's memory.

/// The variable by which glibc is told, once, before a program begins, how many arenas to make.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const ARENAS: &str = "MALLOC_ARENA_MAX";

/// From what size on memory is asked of the system and given back to it at once, and how much an arena keeps, in bytes.
///
/// Unless told, glibc raises both with what it sees freed, up to 32 and 64 MB: it would keep that much for each arena.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const KEPT: [(&str, &str); 2] =
    [("MALLOC_MMAP_THRESHOLD_", "1048576"), ("MALLOC_TRIM_THRESHOLD_", "1048576")];

/// Begins the program anew with one arena for each core, unless the environment says how many.
///
/// Pictures and password hashes take tens of megabytes for a moment, on whatever thread is free. glibc makes up to eight
/// arenas for each core, and each keeps what was once freed in it: eight clients that upload left a server with a
/// quarter more memory than it needed. Only the environment of a new program can say otherwise without unsafe code. It
/// keeps its process id. Where it cannot begin anew it goes on as it is.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn settle() {
    use std::os::unix::process::CommandExt as _;

    if is_told(ARENAS) {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    let mut arguments = std::env::args_os();
    let mut anew = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        anew.arg0(name);
    }
    anew.envs(KEPT.into_iter().filter(|(variable, _)| !is_told(variable)));
    // This comes back only if it failed, for instance because the file was replaced meanwhile.
    let _failed = anew.args(arguments).env(ARENAS, cores.to_string()).exec();
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[expect(clippy::disallowed_methods, reason = "no settings of ours: glibc has read them before we began")]
fn is_told(variable: &str) -> bool {
    std::env::var_os(variable).is_some()
}

/// Other systems' allocators are left to themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn settle() {}
