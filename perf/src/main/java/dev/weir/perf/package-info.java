/// Benchmarks, load and crash runs; none of it is part of the product. Each class says what
/// question it answers and how to run it.
@NullMarked
package dev.weir.perf;

import org.jspecify.annotations.NullMarked;
