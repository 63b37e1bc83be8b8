package dev.weir.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.weir.query.logql.QueryStats;
import java.io.IOException;

/// The `stats` of an answer, which Grafana's inspector shows. What has no counterpart here is 0.
///
/// @param lines lines that the store handed out
/// @param bytes their bytes
/// @param entries entries or points returned
/// @param execSeconds from the query's turn to its result
/// @param queueSeconds from the request to its turn
record LokiStats(long lines, long bytes, long entries, double execSeconds, double queueSeconds) {
  static LokiStats of(QueryStats stats, long entries, double execSeconds, double queueSeconds) {
    return new LokiStats(stats.lines(), stats.bytes(), entries, execSeconds, queueSeconds);
  }

  void write(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("summary");
    json.writeNumberField("bytesProcessedPerSecond", perSecond(bytes));
    json.writeNumberField("linesProcessedPerSecond", perSecond(lines));
    json.writeNumberField("totalBytesProcessed", bytes);
    json.writeNumberField("totalLinesProcessed", lines);
    json.writeNumberField("execTime", execSeconds);
    json.writeNumberField("queueTime", queueSeconds);
    json.writeNumberField("subqueries", 0);
    json.writeNumberField("totalEntriesReturned", entries);
    json.writeNumberField("splits", 0);
    json.writeNumberField("shards", 0);
    json.writeNumberField("totalPostFilterLines", lines);
    json.writeNumberField("totalStructuredMetadataBytesProcessed", 0);
    json.writeEndObject();
    json.writeObjectFieldStart("querier");
    json.writeObjectFieldStart("store");
    store(json);
    json.writeEndObject();
    json.writeEndObject();
    json.writeObjectFieldStart("ingester");
    json.writeNumberField("totalReached", 0);
    json.writeNumberField("totalChunksMatched", 0);
    json.writeNumberField("totalBatches", 0);
    json.writeNumberField("totalLinesSent", 0);
    json.writeObjectFieldStart("store");
    store(json);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private long perSecond(long amount) {
    return execSeconds > 0 ? (long) (amount / execSeconds) : 0;
  }

  private static void store(JsonGenerator json) throws IOException {
    json.writeNumberField("totalChunksRef", 0);
    json.writeNumberField("totalChunksDownloaded", 0);
    json.writeNumberField("chunksDownloadTime", 0);
    json.writeObjectFieldStart("chunk");
    for (String name :
        new String[] {
          "headChunkBytes",
          "headChunkLines",
          "decompressedBytes",
          "decompressedLines",
          "compressedBytes",
          "totalDuplicates",
          "postFilterLines",
          "headChunkStructuredMetadataBytes",
          "decompressedStructuredMetadataBytes"
        }) {
      json.writeNumberField(name, 0);
    }
    json.writeEndObject();
  }
}
