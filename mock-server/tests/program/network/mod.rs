//! How clients reach the server and which requests it admits: TLS, proxy, admin token, hosts and origins, slow clients, unmodified clients,
//! and the packages for other languages.

mod bodies;
mod clients;
mod connections;
mod env;
mod faults;
mod gate;
mod notify;
mod packaging;
mod program;
mod proxy;
mod raw;
mod tls;
mod tools;
