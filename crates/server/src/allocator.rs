//! How the C library's allocator is to spread the program's memory.

/// The variable by which glibc is told, once, before a program begins.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const ARENAS: &str = "MALLOC_ARENA_MAX";

/// Begins the program anew with one arena for each core, unless the environment says how many.
///
/// Pictures and password hashes take tens of megabytes for a moment, on whatever thread is free. glibc makes up to eight
/// arenas for each core, and each keeps what was once freed in it: eight clients that upload left a server with a
/// quarter more memory than it needed. Only the environment of a new program can say otherwise without unsafe code. It
/// keeps its process id. Where it cannot begin anew it goes on as it is.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub(crate) fn settle() {
    use std::os::unix::process::CommandExt as _;

    #[expect(clippy::disallowed_methods, reason = "no setting of ours: glibc has read it before we began")]
    let is_settled = std::env::var_os(ARENAS).is_some();
    if is_settled {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let cores = std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2));
    let mut arguments = std::env::args_os();
    let mut anew = std::process::Command::new(program);
    if let Some(name) = arguments.next() {
        anew.arg0(name);
    }
    // This comes back only if it failed, for instance because the file was replaced meanwhile.
    let _failed = anew.args(arguments).env(ARENAS, cores.to_string()).exec();
}

/// Other systems' allocators are left to themselves.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub(crate) fn settle() {}
