/// Certificates for TLS: PEM files, the key manager that hands them out, and their renewal while
/// the server runs.
///
/// ```java
/// var certificate = ServerCertificate.open(new TlsFiles(cert, key), Clock.SYSTEM, metrics);
/// builder.addHttpsListener(port, host, certificate.context());
/// scheduler.every("tls-reload", Duration.ofSeconds(3), certificate::reloadIfChanged);
/// ```
///
/// Handshakes read one volatile reference; one thread reloads.
@NullMarked
package dev.weir.server.tls;

import org.jspecify.annotations.NullMarked;
