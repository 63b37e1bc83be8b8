package dev.weir.server.tls;

import java.nio.file.Path;

/// Where certificate chain and private key are.
public record TlsFiles(Path cert, Path key) {}
