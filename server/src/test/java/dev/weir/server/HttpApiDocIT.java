package dev.weir.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.server.config.Config;
import dev.weir.server.config.ConfigSources;
import dev.weir.storage.http.Route;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `docs/http-api.md` lists every route with its scope, and none that is not there.
class HttpApiDocIT {
  private static final Path PAGE = Path.of("../docs/http-api.md");

  /// `| GET POST | /path, /other | read | what it is |`
  private static final Pattern ROW =
      Pattern.compile("^\\| ([A-Z ]+) \\| (`/[^|]*`) \\| (open|ingest|read|admin) \\| [^|]+ \\|$");

  @TempDir private Path data;

  @Test
  void page_listsEveryRoute_withItsScope() throws Exception {
    assertEquals(String.join("\n", listed()), String.join("\n", served()));
  }

  private static Set<String> listed() throws Exception {
    var rows = new TreeSet<String>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        for (String path : row.group(2).replace("`", "").split(", ")) {
          rows.add(path + " " + row.group(1) + " " + row.group(3));
        }
      }
    }
    return rows;
  }

  /// Paths with the methods of one scope together; the second name of the Prometheus API and a
  /// slash at the end are said once on the page.
  private Set<String> served() throws Exception {
    List<String> flags =
        List.of(
            "--storage.dir=" + data,
            "--http.listen=127.0.0.1:0",
            "--ingest.statsd.listen=off",
            "--ingest.collectd.listen=off",
            "--ingest.graphite.listen=off",
            "--ingest.syslog.listen=off",
            "--ingest.lines.listen=off");
    var methods = new TreeMap<String, TreeSet<String>>();
    Server server = Server.start(Config.read(ConfigSources.of(null, Map.of(), flags)), line -> {});
    try {
      for (Route route : server.routes().routes()) {
        String path = route.path();
        boolean isSlashed = path.length() > 1 && path.endsWith("/");
        if (!isSlashed && !path.startsWith("/prometheus/")) {
          String scope = route.scope().name().toLowerCase(Locale.ROOT);
          methods.computeIfAbsent(path + " " + scope, key -> new TreeSet<>()).add(route.method());
        }
      }
    } finally {
      server.close();
    }
    var rows = new TreeSet<String>();
    methods.forEach((key, all) -> {
      int space = key.lastIndexOf(' ');
      rows.add(key.substring(0, space) + " " + String.join(" ", all) + key.substring(space));
    });
    return rows;
  }
}
