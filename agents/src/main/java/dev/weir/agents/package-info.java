/// Agents: programs that run beside the things they watch and speak only wire formats. This package
/// and those below depend on nothing else of ours.
@NullMarked
package dev.weir.agents;

import org.jspecify.annotations.NullMarked;
