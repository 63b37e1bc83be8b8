/// JMH benchmarks. Run one with
///
/// ```
/// java -cp perf/target/classes:server/target/dist/lib/*:JMH org.openjdk.jmh.Main ChunkBenchmark -prof gc
/// ```
///
/// or by `perf/jmh ChunkBenchmark -prof gc`, which finds the class path by itself.
@NullMarked
package dev.weir.perf.micro;

import org.jspecify.annotations.NullMarked;
