package dev.weir.server.config;

/// `ingest.pipeline.*`: the ring that all received bytes pass.
///
/// @param decoders decoding threads; 0 lets the server choose
/// @param slots ring slots of 64 KiB, a power of two
/// @param inflatedBodyBytes largest request body once inflated
/// @param bodyMemoryBytes memory for request bodies on their way through
public record PipelineConfig(int decoders, int slots, int inflatedBodyBytes, long bodyMemoryBytes) {

  static PipelineConfig read(Settings settings) {
    var read =
        new PipelineConfig(
            settings.count(
                "ingest.pipeline.decoders",
                "0",
                0,
                64,
                "Decoding threads; 0 takes half the processors."),
            settings.count(
                "ingest.pipeline.slots",
                "256",
                16,
                65_536,
                "Slots of 64 KiB between receiving and decoding; a power of two."),
            Math.toIntExact(
                settings.size(
                    "ingest.pipeline.max_inflated_body",
                    "64MiB",
                    1024,
                    1L << 30,
                    "Largest request body once inflated; over it: 413.")),
            settings.size(
                "ingest.pipeline.body_memory",
                "128MiB",
                1L << 20,
                1L << 34,
                "Memory for large request bodies on their way; when used up, 429 with"
                    + " Retry-After."));
    if (Integer.bitCount(read.slots) != 1) {
      settings.problem("ingest.pipeline.slots", "must be a power of two: " + read.slots);
    }
    return read;
  }
}
