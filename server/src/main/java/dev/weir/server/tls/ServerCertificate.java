package dev.weir.server.tls;

import dev.weir.storage.io.Clock;
import dev.weir.storage.selfmetrics.Counter;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate in use. When a file changes, the new pair is taken for new connections, unless
/// it is broken, does not match or is out of date: then the old one stays, and that is said in the
/// log, in [#problems()] and in a metric. A certificate that is out of date at the start is used
/// all the same, loudly: clients refuse it, but what does not look at it goes on.
///
/// [#reloadIfChanged()] belongs to one thread; the rest to any.
public final class ServerCertificate {
  private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
  private static final int SESSION_SECONDS = 3600;

  /// What is offered: forward secrecy and authenticated encryption only, as RFC 9325 advises.
  public static final List<String> SUITES =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_AES_128_GCM_SHA256",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  static {
    // A handshake costs the server more than the client: one for each connection, in TLS 1.2 too.
    // Read once, when this process first answers a handshake.
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
  }

  private final TlsFiles files;
  private final Clock clock;
  private final CurrentKeyManager keys;
  private final SSLContext context;
  private final Counter reloaded;
  private final Counter failed;
  private byte[] certSeen; // the reloading thread's
  private byte[] keySeen; // the reloading thread's
  private volatile @Nullable String problem;

  private ServerCertificate(
      TlsFiles files, byte[] cert, byte[] key, Clock clock, MetricRegistry metrics)
      throws TlsException {
    this.files = files;
    this.clock = clock;
    certSeen = cert;
    keySeen = key;
    keys = new CurrentKeyManager(TlsIdentity.parse(files, cert, key));
    context = context(keys);
    reloaded = reloads(metrics, "ok");
    failed = reloads(metrics, "failed");
    metrics.gauge(
        "weir_server_tls_certificate_expiry_seconds",
        "When the certificate in use expires, in seconds since 1970.",
        () -> keys.current().expires().getEpochSecond());
  }

  /// Reads the files.
  public static ServerCertificate open(TlsFiles files, Clock clock, MetricRegistry metrics)
      throws TlsException {
    byte[] cert = TlsIdentity.read(files.cert(), false);
    byte[] key = TlsIdentity.read(files.key(), true);
    var certificate = new ServerCertificate(files, cert, key, clock, metrics);
    for (String said : certificate.problems()) {
      LOG.warn("tls_certificate_unusable reason={}", said);
    }
    return certificate;
  }

  private static Counter reloads(MetricRegistry metrics, String result) {
    return metrics.counter(
        "weir_server_tls_reloads_total",
        "Times a changed certificate or key was read, by result.",
        "result",
        result);
  }

  private static SSLContext context(CurrentKeyManager keys) {
    try {
      var context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, null, null);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("BUG: the JDK lacks TLS", e);
    }
  }

  /// For the listener; it always offers the certificate in use.
  public SSLContext context() {
    return context;
  }

  /// Looks at both files and takes a new pair if there is one.
  public void reloadIfChanged() {
    try {
      byte[] cert = TlsIdentity.read(files.cert(), false);
      byte[] key = TlsIdentity.read(files.key(), true);
      if (Arrays.equals(cert, certSeen) && Arrays.equals(key, keySeen)) {
        return;
      }
      certSeen = cert;
      keySeen = key;
      take(TlsIdentity.parse(files, cert, key));
    } catch (TlsException e) {
      refuse(e.getMessage());
    }
  }

  private void take(TlsIdentity fresh) {
    String dates = fresh.dateProblem(now());
    if (!dates.isEmpty()) {
      refuse("the certificate in " + files.cert() + " " + dates);
      return;
    }
    keys.use(fresh);
    problem = null;
    reloaded.increment();
    LOG.info(
        "tls_certificate_reloaded subject=\"{}\" expires={}",
        fresh.certificate().getSubjectX500Principal(),
        fresh.expires());
  }

  /// Says it once for each reason: files that stay unreadable are looked at every few seconds.
  private void refuse(String reason) {
    String text = "the TLS certificate in use is the old one: " + reason;
    if (!text.equals(problem)) {
      failed.increment();
      LOG.warn("tls_certificate_not_reloaded reason={}", reason);
    }
    problem = text;
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.wallMillis());
  }

  /// What is wrong now, each as one sentence.
  public List<String> problems() {
    var problems = new ArrayList<String>();
    String dates = keys.current().dateProblem(now());
    if (!dates.isEmpty()) {
      problems.add("the TLS certificate in use " + dates);
    }
    String now = problem;
    if (now != null) {
      problems.add(now);
    }
    return problems;
  }
}
