//! How the server is reached and by whom: TLS, proxy, admin token, hosts and origins, slow clients, clients that know nothing
//! of it, and what is packaged for other languages.

mod clients;
mod connections;
mod env;
mod faults;
mod gate;
mod packaging;
mod program;
mod proxy;
mod raw;
mod tls;
