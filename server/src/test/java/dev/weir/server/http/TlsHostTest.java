package dev.weir.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.server.config.Config;
import dev.weir.server.config.ConfigSources;
import dev.weir.server.tls.TestCertificates;
import dev.weir.server.tls.TlsFiles;
import dev.weir.storage.http.Route;
import dev.weir.storage.http.Scope;
import dev.weir.storage.io.Clock;
import dev.weir.storage.io.Scheduler;
import dev.weir.storage.selfmetrics.MetricRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsHostTest {
  @TempDir Path folder;

  private final List<Runnable> polls = new ArrayList<>();
  private final MetricRegistry metrics = new MetricRegistry();
  private @Nullable HttpHost host;
  private InetSocketAddress bound = new InetSocketAddress(0);

  /// Runs nothing by itself.
  private final Scheduler byHand =
      new Scheduler() {
        @Override
        public Repeating every(String name, Duration delay, Duration period, Runnable task) {
          polls.add(task);
          return () -> {};
        }

        @Override
        public void execute(String name, Runnable task) {
          task.run();
        }

        @Override
        public void close() {}
      };

  private void start(TlsFiles files) throws Exception {
    Config config =
        Config.read(
            ConfigSources.of(
                null,
                Map.of(),
                List.of(
                    "--http.listen=127.0.0.1:0",
                    "--http.tls.cert=" + files.cert(),
                    "--http.tls.key=" + files.key())));
    HttpHost started = HttpHost.open(config, Clock.SYSTEM, metrics);
    host = started;
    bound = started.start();
    started.serve(
        new RouteTable(List.of(Route.get("/x", Scope.READ, x -> Replies.text(x, 200, "tls")))));
    started.watchFiles(byHand);
  }

  private List<String> problems() {
    return host == null ? List.of("not started") : host.problems();
  }

  @AfterEach
  void stop() {
    if (host != null) {
      host.close();
    }
  }

  /// One connection that offers `protocols`; returns the answer and the certificate's subject.
  private String[] ask(X509TrustManager trust, String... protocols) throws Exception {
    var context = SSLContext.getInstance("TLS");
    context.init(null, new X509TrustManager[] {trust}, null);
    try (var socket =
        (SSLSocket) context.getSocketFactory().createSocket(bound.getAddress(), bound.getPort())) {
      socket.setSoTimeout(20_000);
      if (protocols.length > 0) {
        socket.setEnabledProtocols(protocols);
      }
      socket.startHandshake();
      String peer =
          ((X509Certificate) socket.getSession().getPeerCertificates()[0])
              .getSubjectX500Principal()
              .getName();
      socket
          .getOutputStream()
          .write(
              "GET /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return new String[] {answer, peer, socket.getSession().getProtocol()};
    }
  }

  private static X509TrustManager trusting(Path cert) throws Exception {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (var in = Files.newInputStream(cert)) {
      store.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private void copy(TlsFiles from, TlsFiles to) throws IOException {
    Files.copy(from.cert(), to.cert(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(from.key(), to.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private void poll() {
    polls.forEach(Runnable::run);
  }

  @Test
  void https_newProtocolsOnly_withStrictTransport() throws Exception {
    TlsFiles files = new TestCertificates(folder).make("RSA");
    start(files);
    X509TrustManager trust = trusting(files.cert());
    for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
      String[] answer = ask(trust, protocol);
      assertTrue(answer[0].startsWith("HTTP/1.1 200"), answer[0]);
      assertTrue(answer[0].endsWith("tls\n"), answer[0]);
      assertTrue(answer[0].contains("Strict-Transport-Security: max-age="), answer[0]);
      assertEquals(protocol, answer[2]);
    }
    assertEquals(List.of(), problems());
    assertTrue(
        metric("weir_server_tls_certificate_expiry_seconds") > System.currentTimeMillis() / 1e3);
  }

  /// The JDK's client no longer speaks old protocols, so their greeting is sent as bytes.
  @Test
  void https_oldProtocols_areRefused() throws Exception {
    start(new TestCertificates(folder).make("RSA"));
    for (int minor : new int[] {0, 1, 2}) { // SSL 3, TLS 1.0, TLS 1.1
      byte[] hello = new byte[5 + 4 + 41];
      hello[0] = 22;
      hello[1] = 3;
      hello[2] = (byte) minor;
      hello[4] = 45;
      hello[5] = 1;
      hello[8] = 41;
      hello[9] = 3;
      hello[10] = (byte) minor;
      hello[45] = 2; // one cipher suite: TLS_RSA_WITH_AES_128_CBC_SHA
      hello[47] = 0x2f;
      hello[48] = 1; // no compression
      try (var socket = new java.net.Socket(bound.getAddress(), bound.getPort())) {
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(hello);
        int type = socket.getInputStream().read();
        assertTrue(type == 21 || type == -1, "record type " + type); // an alert, or the end
      }
    }
  }

  @Test
  void reload_newPair_isOfferedAtOnce_brokenOnesAreNot() throws Exception {
    var certificates = new TestCertificates(folder);
    TlsFiles first = certificates.make("RSA");
    TlsFiles second = certificates.make("EC");
    TlsFiles expired = certificates.makeExpired();
    TlsFiles used = new TlsFiles(folder.resolve("used.crt"), folder.resolve("used.key"));
    copy(first, used);
    start(used);
    assertEquals("CN=rsa0", ask(trusting(first.cert()))[1]);

    copy(second, used);
    poll();
    assertEquals("CN=ec1", ask(trusting(second.cert()))[1]);
    assertThrows(SSLException.class, () -> ask(trusting(first.cert())));
    assertEquals(List.of(), problems());
    assertEquals(1, metric("weir_server_tls_reloads_total", "ok"));

    Files.writeString(used.cert(), "nothing");
    poll();
    poll();
    assertTrue(problems().getFirst().contains("holds no certificate"));
    Files.copy(first.cert(), used.cert(), StandardCopyOption.REPLACE_EXISTING);
    poll();
    assertTrue(problems().getFirst().contains("not of the certificate's kind"));
    copy(expired, used);
    poll();
    assertTrue(problems().getFirst().contains("expired at"), problems()::toString);
    Files.delete(used.key());
    poll();
    assertTrue(problems().getFirst().contains("does not exist"));
    assertEquals("CN=ec1", ask(trusting(second.cert()))[1]);
    assertEquals(4, metric("weir_server_tls_reloads_total", "failed"));

    copy(first, used);
    poll();
    assertEquals("CN=rsa0", ask(trusting(first.cert()))[1]);
    assertEquals(List.of(), problems());
  }

  @Test
  void expiredAtStart_runsAndSaysSo() throws Exception {
    TlsFiles expired = new TestCertificates(folder).makeExpired();
    start(expired);
    assertTrue(problems().getFirst().contains("in use expired at"));
    assertFalse(problems().size() > 1);
  }

  private double metric(String name, String... wanted) {
    double[] sum = {0};
    metrics.visit(
        new MetricRegistry.Visitor() {
          @Override
          public void family(String family, String type, String help) {}

          @Override
          public void sample(String family, String suffix, List<String> labels, double value) {
            if (family.equals(name) && labels.containsAll(List.of(wanted))) {
              sum[0] += value;
            }
          }
        });
    return sum[0];
  }

  /// Without authenticated encryption, or without forward secrecy.
  @Test
  void https_weakSuites_areNotOffered() throws Exception {
    TlsFiles files = new TestCertificates(folder).make("RSA");
    start(files);
    var context = SSLContext.getInstance("TLS");
    context.init(null, new X509TrustManager[] {trusting(files.cert())}, null);
    for (String suite :
        List.of("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384")) {
      try (var socket = client(context)) {
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(new String[] {suite});
        assertThrows(SSLException.class, socket::startHandshake, suite);
      }
    }
  }

  @Test
  void https_renegotiation_isRefused() throws Exception {
    TlsFiles files = new TestCertificates(folder).make("RSA");
    start(files);
    var context = SSLContext.getInstance("TLS");
    context.init(null, new X509TrustManager[] {trusting(files.cert())}, null);
    try (var socket = client(context)) {
      socket.setEnabledProtocols(new String[] {"TLSv1.2"});
      socket.startHandshake();
      socket.getSession().invalidate();
      assertThrows(
          IOException.class,
          () -> {
            socket.startHandshake();
            socket
                .getOutputStream()
                .write("GET /x HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            if (socket.getInputStream().read() < 0) {
              throw new IOException("closed");
            }
          });
    }
  }

  private SSLSocket client(SSLContext context) throws IOException {
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(bound.getAddress(), bound.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }
}
