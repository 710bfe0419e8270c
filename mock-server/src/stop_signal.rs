//! Waits for the signal that stops the program.

use std::io;

/// Returns a future that is ready when the user (Ctrl-C) or the system (SIGTERM) asks the program to end. Signals count from the time of
/// the call.
///
/// # Errors
/// The system does not allow the program to listen for signals.
///
/// # Panics
/// Panics outside a tokio runtime.
pub fn stop_signal() -> io::Result<impl Future<Output = ()>> {
    #[cfg(unix)]
    let mut terminated = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    #[cfg(unix)]
    let mut interrupted = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())?;
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        #[cfg(not(unix))]
        drop(tokio::signal::ctrl_c().await);
    })
}
