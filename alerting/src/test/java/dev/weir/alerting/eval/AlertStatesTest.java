package dev.weir.alerting.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.weir.alerting.eval.AlertInstance.Since;
import dev.weir.alerting.eval.AlertInstance.State;
import dev.weir.alerting.rule.Rule;
import dev.weir.storage.model.Labels;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlertStatesTest {
  private static final Labels A = Labels.of("alertname", "x", "host", "a");
  private static final Rule.Holding HOLDING = new Rule.Holding(30, 0);

  private final AlertStates states = new AlertStates();

  private List<AlertInstance> step(long timeMs, Rule.Holding holding, double... values) {
    List<AlertInstance> seen =
        Arrays.stream(values)
            .mapToObj(value -> AlertInstance.pending(A, new TreeMap<>(), value, timeMs))
            .toList();
    return states.step(timeMs, seen, holding);
  }

  private AlertInstance only() {
    assertEquals(1, states.active().size());
    return states.active().iterator().next();
  }

  @Test
  void step_seenForLongEnough_fires() {
    assertEquals(List.of(), step(10, HOLDING, 1));
    assertEquals(List.of(), step(39, HOLDING, 2));
    assertEquals(State.PENDING, only().state());
    assertEquals(List.of(State.FIRING), states(step(40, HOLDING, 3)));
    assertEquals(new Since(10, 40, 0, 0), only().since());
    assertEquals(3, only().value());
    assertEquals(List.of(), step(50, HOLDING, 4));
    assertEquals(new Since(10, 40, 0, 0), only().since());
    assertEquals(4, only().value());
  }

  private static List<State> states(List<AlertInstance> steps) {
    return steps.stream().map(AlertInstance::state).toList();
  }

  @Test
  void step_withoutFor_firesAtOnce() {
    assertEquals(List.of(State.FIRING), states(step(10, new Rule.Holding(0, 0), 1)));
    assertEquals(new Since(10, 10, 0, 0), only().since());
  }

  @Test
  void step_pendingUnseen_isForgottenInSilence() {
    step(10, HOLDING, 1);
    assertEquals(List.of(), step(20, HOLDING));
    assertTrue(states.active().isEmpty());
    assertTrue(states.resolved().isEmpty());
    step(30, HOLDING, 1);
    assertEquals(30, only().since().activeAtMs());
  }

  @Test
  void step_firingUnseen_isResolvedAndKeptUntilForgotten() {
    step(10, new Rule.Holding(0, 0), 7);
    List<AlertInstance> ended = step(20, new Rule.Holding(0, 0));
    assertEquals(List.of(State.RESOLVED), states(ended));
    assertEquals(new Since(10, 10, 0, 20), ended.getFirst().since());
    assertEquals(7, ended.getFirst().value());
    step(30, new Rule.Holding(0, 0));
    assertEquals(1, states.resolved().size());
    states.forget(List.copyOf(states.resolved()));
    assertTrue(states.resolved().isEmpty());
  }

  @Test
  void step_keepFiring_endsAfterItsTimeOrStartsAnew() {
    var holding = new Rule.Holding(0, 25);
    step(10, holding, 1);
    assertEquals(List.of(), step(20, holding));
    assertEquals(new Since(10, 10, 20, 0), only().since());
    step(40, holding, 1); // seen again
    assertEquals(new Since(10, 10, 0, 0), only().since());
    assertEquals(List.of(), step(50, holding));
    assertEquals(List.of(), step(74, holding));
    assertEquals(List.of(State.RESOLVED), states(step(75, holding)));
  }

  @Test
  void step_firesAgainBeforeAnybodyHeardOfTheEnd_isNoLongerResolved() {
    var holding = new Rule.Holding(0, 0);
    step(10, holding, 1);
    step(20, holding);
    step(30, holding, 1);
    assertTrue(states.resolved().isEmpty());
    assertEquals(new Since(30, 30, 0, 0), only().since());
  }

  @Test
  void step_pendingAgain_doesNotHideTheEnd() {
    step(10, new Rule.Holding(0, 0), 1);
    step(20, HOLDING);
    step(30, HOLDING, 1);
    assertEquals(State.PENDING, only().state());
    assertEquals(1, states.resolved().size());
  }

  @Test
  void isChanged_onlyWhenSomethingSavedChanged() {
    step(10, HOLDING, 1);
    assertTrue(states.isChanged());
    states.saved();
    step(20, HOLDING, 2);
    assertFalse(states.isChanged());
    step(40, HOLDING, 3);
    assertTrue(states.isChanged());
    states.saved();
    step(50, HOLDING);
    assertTrue(states.isChanged());
    states.saved();
    states.forget(List.copyOf(states.resolved()));
    assertTrue(states.isChanged());
  }

  @Test
  void restore_inGrace_keepsWhatIsNotSeenYet() {
    AlertInstance firing = AlertInstance.pending(A, new TreeMap<>(), 1, 5).firing(6);
    states.restore(List.of(firing), 100);
    assertEquals(List.of(), step(50, HOLDING));
    assertEquals(firing, only());
    step(60, HOLDING, 2);
    assertEquals(List.of(State.RESOLVED), states(step(70, HOLDING))); // seen once: grace is over
  }

  @Test
  void restore_afterGrace_resolves() {
    AlertInstance firing = AlertInstance.pending(A, new TreeMap<>(), 1, 5).firing(6);
    states.restore(List.of(firing), 100);
    assertEquals(List.of(State.RESOLVED), states(step(100, HOLDING)));
  }

  @Test
  void clear_endsFiringOnes() {
    step(10, new Rule.Holding(0, 0), 1);
    assertEquals(List.of(State.RESOLVED), states(states.clear(20)));
    assertTrue(states.active().isEmpty());
  }
}
