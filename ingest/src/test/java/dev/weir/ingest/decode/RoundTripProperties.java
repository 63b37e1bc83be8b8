package dev.weir.ingest.decode;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.weir.ingest.graphite.GraphiteDecoder;
import dev.weir.ingest.influx.InfluxDecoder;
import dev.weir.ingest.jsonimport.JsonImportDecoder;
import dev.weir.storage.model.Labels;
import dev.weir.storage.model.LabelsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is written in a protocol is what is read from it, for random labels, times and values.
final class RoundTripProperties {
  private static final int ROUNDS = 2000;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  RoundTripProperties() {
    System.out.println("RoundTripProperties seed " + seed);
  }

  private String text(String alphabet) {
    var text = new StringBuilder();
    for (int i = 1 + random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(
          alphabet.codePointAt(
              alphabet.offsetByCodePoints(
                  0, random.nextInt(alphabet.codePointCount(0, alphabet.length())))));
    }
    return text.toString();
  }

  private Labels labels(String alphabet, String name) {
    var labels = new LabelsBuilder();
    for (int i = random.nextInt(4); i > 0; i--) {
      labels.set("t" + text(alphabet), "v" + text(alphabet));
    }
    return labels.set(Labels.NAME, name).build();
  }

  private double value() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt(1000);
      case 1 -> random.nextInt(100_000) / 100.0;
      case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(20) - 10);
      default -> {
        double any = Double.longBitsToDouble(random.nextLong());
        yield Double.isFinite(any) ? any : 0;
      }
    };
  }

  private List<Decoded.Sample> samples(String alphabet, String nameAlphabet, long maxTime) {
    var samples = new ArrayList<Decoded.Sample>();
    for (int i = 1 + random.nextInt(5); i > 0; i--) {
      Labels labels = labels(alphabet, "n" + text(nameAlphabet));
      samples.add(new Decoded.Sample(labels, random.nextLong(maxTime), value()));
    }
    return samples;
  }

  private static void check(SampleDecoder decoder, String text, List<Decoded.Sample> expected) {
    Decoded decoded = Decoded.of(decoder, text);
    assertEquals(0, decoded.refusals().total(), text);
    assertEquals(expected, decoded.samples(), text);
  }

  @Test
  void graphite() {
    for (int i = 0; i < ROUNDS; i++) {
      List<Decoded.Sample> samples =
          samples("aé€\ud83d\ude00./-:,\\\"{", "ab.é-_", 10_000_000_000L);
      var text = new StringBuilder();
      for (Decoded.Sample s : samples) {
        text.append(s.labels().metricName());
        s.labels()
            .without(Labels.NAME)
            .toMap()
            .forEach((k, v) -> text.append(';').append(k).append('=').append(v));
        text.append(' ')
            .append(s.value())
            .append(' ')
            .append(s.timestampMs() / 1000.0)
            .append('\n');
      }
      check(new GraphiteDecoder(), text.toString(), samples);
    }
  }

  @Test
  void influx() {
    for (int i = 0; i < ROUNDS; i++) {
      List<Decoded.Sample> samples =
          samples("aé€\ud83d\ude00 ,=\"'#.", "a b,=_x\"", 10_000_000_000L);
      var text = new StringBuilder();
      for (Decoded.Sample s : samples) {
        text.append(s.labels().metricName().replaceAll("([ ,])", "\\\\$1"));
        s.labels()
            .without(Labels.NAME)
            .toMap()
            .forEach((k, v) -> text.append(',').append(escape(k)).append('=').append(escape(v)));
        text.append(" value=")
            .append(s.value())
            .append(' ')
            .append(s.timestampMs() * 1_000_000 + 999_999)
            .append('\n');
      }
      check(new InfluxDecoder(), text.toString(), samples);
    }
  }

  private static String escape(String text) {
    return text.replaceAll("([ ,=])", "\\\\$1");
  }

  @Test
  void json() {
    for (int i = 0; i < ROUNDS; i++) {
      List<Decoded.Sample> samples =
          samples("aé€\ud83d\ude00\"\\/\n\t{}[],:", "ab\"\\\u0001", Long.MAX_VALUE / 100);
      var text = new StringBuilder();
      for (Decoded.Sample s : samples) {
        text.append("{\"metric\":{");
        s.labels()
            .toMap()
            .forEach((k, v) -> text.append(quote(k)).append(':').append(quote(v)).append(','));
        text.setCharAt(text.length() - 1, '}');
        text.append(",\"values\":[")
            .append(s.value())
            .append("],\"timestamps\":[")
            .append(s.timestampMs())
            .append("]}\n");
      }
      check(new JsonImportDecoder(), text.toString(), samples);
    }
  }

  private String quote(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || (!Character.isSurrogate(c) && random.nextInt(5) == 0)) {
        quoted.append(String.format("\\u%04x", (int) c));
      } else {
        quoted.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
