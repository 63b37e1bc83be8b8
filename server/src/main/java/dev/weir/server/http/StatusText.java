package dev.weir.server.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.ingest.PipelineStatus;
import dev.weir.server.ListenerStatus;
import dev.weir.server.config.Config;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answer of `/weir/v1/status`: the page that says why data does not arrive. Counters are
/// totals since the start; who wants rates takes two.
final class StatusText {
  private static final Logger LOG = LoggerFactory.getLogger(StatusText.class);
  private static final JsonFactory JSON = new JsonFactory();

  private final ServerStatus status;
  private final Predicate<String> maySee;

  /// `maySee` tells whose data the reader may be shown, by the tenant's name.
  StatusText(ServerStatus status, Predicate<String> maySee) {
    this.status = status;
    this.maySee = maySee;
  }

  String json() throws IOException {
    var text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("status", "success");
      json.writeObjectFieldStart("data");
      writeProcess(json);
      writeProblems(json);
      writeListeners(json);
      json.writeArrayFieldStart("pipelines");
      for (var pipeline : status.pipelines().entrySet()) {
        writePipeline(json, pipeline.getKey(), pipeline.getValue());
      }
      json.writeEndArray();
      writeCounts(json, "store", status.figures());
      writeDisk(json);
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.toString();
  }

  private void writeProcess(JsonGenerator json) throws IOException {
    Config config = status.config();
    json.writeStringField("version", status.version());
    json.writeNumberField("started", status.startedMs() / 1e3);
    json.writeStringField(
        "durability", config.storage().durability().name().toLowerCase(Locale.ROOT));
    json.writeStringField("storageDir", config.storage().dir().toAbsolutePath().normalize() + "");
    json.writeNumberField("memoryLimitBytes", config.memoryLimitBytes());
  }

  private void writeProblems(JsonGenerator json) throws IOException {
    List<String> problems = status.problems();
    json.writeBooleanField("healthy", problems.isEmpty());
    json.writeArrayFieldStart("problems");
    for (String problem : problems) {
      json.writeString(problem);
    }
    json.writeEndArray();
  }

  private void writeListeners(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("listeners");
    for (ListenerStatus listener : status.listeners()) {
      json.writeStartObject();
      json.writeStringField("name", listener.name());
      json.writeStringField("transport", listener.transport());
      json.writeStringField("state", listener.address() == null ? "off" : "on");
      json.writeStringField("address", listener.address());
      json.writeStringField("reason", listener.offReason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void writePipeline(JsonGenerator json, String name, PipelineStatus pipeline)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("name", name);
    json.writeStringField("durability", pipeline.durability());
    json.writeStringField("journalProblem", pipeline.journalProblem());
    json.writeNumberField("slots", pipeline.slots());
    json.writeNumberField("slotsUsed", pipeline.slotsUsed());
    json.writeArrayFieldStart("protocols");
    for (PipelineStatus.ProtocolState protocol : pipeline.protocols()) {
      writeProtocol(json, protocol);
    }
    json.writeEndArray();
    writeCounts(json, "refused", pipeline.refused());
    json.writeArrayFieldStart("malformed");
    for (PipelineStatus.MalformedInput input : pipeline.malformed()) {
      if (!maySee.test(input.tenant())) {
        continue; // the counters say that there was some
      }
      json.writeStartObject();
      json.writeStringField("protocol", input.protocol());
      json.writeStringField("reason", input.reason());
      json.writeStringField("sample", input.sample());
      json.writeNumberField("seenMs", input.seenMs());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeProtocol(JsonGenerator json, PipelineStatus.ProtocolState protocol)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("protocol", protocol.protocol());
    json.writeNumberField("bytes", protocol.bytes());
    json.writeNumberField("datagrams", protocol.datagrams());
    json.writeNumberField("lines", protocol.lines());
    json.writeNumberField("decoded", protocol.decoded());
    json.writeNumberField("malformed", protocol.malformed());
    json.writeNumberField("dropped", protocol.dropped());
    json.writeEndObject();
  }

  private void writeDisk(JsonGenerator json) throws IOException {
    ServerStatus.Disk disk;
    try {
      disk = status.disk();
    } catch (IOException e) {
      LOG.debug("disk_unknown", e); // health says so
      return;
    }
    json.writeObjectFieldStart("disk");
    json.writeNumberField("usedBytes", disk.usedBytes());
    json.writeNumberField("freeBytes", disk.freeBytes());
    writeCounts(json, "byPart", disk.byPart());
    json.writeEndObject();
  }

  private static void writeCounts(JsonGenerator json, String name, Map<String, Long> counts)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (var count : counts.entrySet()) {
      json.writeNumberField(count.getKey(), count.getValue());
    }
    json.writeEndObject();
  }
}
