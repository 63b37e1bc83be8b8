package dev.weir.server.config;

import java.util.ArrayList;
import java.util.List;

/// Nothing listens beyond this machine until `auth` says who may call. Lines and datagrams bring no
/// credentials: where those are required, a list of sources is all that can guard a listener for
/// them, and its absence is said, as is that of encryption.
record ReachCheck(Settings settings, Auth auth, HttpConfig http, IngestConfig ingest) {
  void run() {
    switch (auth) {
      case LOOPBACK -> requireLoopback();
      case REQUIRED -> warnOfUnguarded();
      case NONE -> {}
    }
  }

  private List<Listen> lineListeners() {
    return List.of(
        ingest.statsd().listen(),
        ingest.collectd(),
        ingest.graphite(),
        ingest.syslog(),
        ingest.lines());
  }

  private void requireLoopback() {
    var all = new ArrayList<Listen>();
    all.add(http.listen());
    all.addAll(lineListeners());
    List<String> beyond =
        all.stream()
            .filter(listen -> !listen.isLoopback())
            .map(listen -> settings.shown(listen.key()))
            .toList();
    if (!beyond.isEmpty()) {
      settings.problem(
          "auth",
          "nothing tells callers apart, but these would listen beyond this machine: "
              + String.join(", ", beyond)
              + "; list auth.tokens or auth.users, or say `auth: none` to let everybody in, or"
              + " listen on 127.0.0.1");
    }
  }

  private void warnOfUnguarded() {
    if (!http.listen().isLoopback() && http.tls() == null) {
      settings.warn(
          http.listen().key(),
          "credentials travel unencrypted beyond this machine; http.tls.cert and http.tls.key"
              + " encrypt them",
          settings.origin(http.listen().key()));
    }
    for (Listen listen : lineListeners()) {
      if (!listen.isLoopback() && listen.sources().isEverybody()) {
        settings.warn(
            listen.key(),
            "everybody who reaches it can write, for lines and datagrams bring no credentials; "
                + listen.key().replace(".listen", ".allow")
                + " can list who may",
            settings.origin(listen.key()));
      }
    }
  }
}
