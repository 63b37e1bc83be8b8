/// Reads a Linux host's vital signs and names them as Prometheus' node exporter does, so that the
/// dashboards made for it work unchanged.
///
/// ```java
/// var sampler = new HostSampler(Path.of("/proc"));
/// sampler.sample((name, type, labels, value) -> System.out.println(name + labels + " " + value));
/// ```
///
/// One thread at a time. A sample reads about ten small files: well under a millisecond of CPU.
/// Depends on nothing else of ours.
@NullMarked
package dev.weir.agents.host;

import org.jspecify.annotations.NullMarked;
